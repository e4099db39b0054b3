"""Where the programs of the benchmarks are built, and that only one process does so at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUILD = Path(__file__).parent.parent / "build" / "bench"
FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror")


def outdated(target: Path, *sources: Path) -> bool:
    """Whether a program has to be built: it is not there, or older than something it is built of."""
    return not target.exists() or target.stat().st_mtime < max(each.stat().st_mtime for each in sources)


@contextmanager
def build_alone() -> Iterator[None]:
    """Make BUILD, and wait until no other process, as another worker of the tests, builds there."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
        yield
