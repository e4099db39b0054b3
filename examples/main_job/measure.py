"""Run a command as a whole process and account for what it cost."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """One finished process: wall and CPU seconds (user + system)."""

    exit_code: int
    wall: float
    cpu: float


def peak_memory() -> int:
    """The largest resident size of this process so far, in bytes.

    Not ru_maxrss: a child's starts at the size of the parent it was made from.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the kernel does not say VmHWM")


def run(
    command: Sequence[str],
    *,
    env: dict[str, str],
    watch: Callable[[str, subprocess.Popen[str]], None] | None = None,
) -> Cost:
    """Run `command` to its end. Each line it prints goes to `watch` together with the process.

    wait4() gives the kernel's own account of exactly this child, interpreter start included.
    """
    started = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            if watch is not None:
                watch(line, process)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # Popen must not wait for it again
    return Cost(process.returncode, wall, usage.ru_utime + usage.ru_stime)
