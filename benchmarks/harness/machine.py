"""What the figures were taken on, and with."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


class OtherWork:
    """How many cores other processes used on average since this was made, which spoils figures."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._busy, self._own = _busy_seconds(), _own_seconds()

    def cores(self, origin: float = 0.0) -> float:
        """origin: seconds of CPU of the origin, which belongs to the benchmark."""
        passed = time.monotonic() - self._begun
        ours = _own_seconds() - self._own + origin
        return max(0.0, (_busy_seconds() - self._busy - ours) / passed)


def _busy_seconds() -> float:
    """Seconds that all cores of the machine were not idle."""
    user, nice, system, _idle, _wait, irq, softirq, steal = (
        int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _pycos(python: str, path: Path) -> dict[str, str]:
    """What the pycos consists of that `python` finds, with `path` before its own."""
    program = "import json, pycos; print(json.dumps(pycos.build_info()))"
    environment = dict(os.environ, PYTHONPATH=str(path))
    command = [python, "-c", program]
    said = subprocess.run(
        command, cwd=path, env=environment, capture_output=True, text=True, check=True
    ).stdout
    found: dict[str, str] = json.loads(said)
    return found


def file_system(folder: Path) -> str:
    """The type of file system that a folder is on, as mount names it; "" where that is not to be known."""
    command = ["findmnt", "--noheadings", "--output", "FSTYPE", "--target", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def machine(python: str = sys.executable, path: Path = ROOT, disk: Path = ROOT) -> dict[str, Any]:
    """Processor, memory, kernel, versions; pycos as `python` finds it, with `path` before its own; and the
    file system of `disk`.
    """
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    nginx = subprocess.run(["/usr/sbin/nginx", "-v"], capture_output=True, text=True, check=False).stderr
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "kernel": platform.release(),
        "file_system": file_system(disk),
        "python": platform.python_version(),
        "commit": _commit(),
        "nginx": nginx.strip().rpartition("/")[2],
        "pycos": _pycos(python, path),
        "time": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
    }
