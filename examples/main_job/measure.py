"""Run a command as a whole process and account for what it cost."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """One finished process: wall and CPU seconds (user + system), peak resident memory in bytes."""

    exit_code: int
    wall: float
    cpu: float
    peak_memory: int


def run(
    command: Sequence[str], *, env: dict[str, str], watch: Callable[[str, subprocess.Popen[str]], None] | None = None
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
    return Cost(process.returncode, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
