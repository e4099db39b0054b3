"""Removing files without waiting until the file system has given back what they took."""

from __future__ import annotations

import contextlib
import errno
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
T = TypeVar("T")

LARGE = 16 << 20  # bytes; removing less takes a few milliseconds


class Removal:
    """Removes files: their names are gone at once, the room of large ones a little later.

    Giving back 1 GiB takes most of a second where the disk is told of it, and whoever replaces or deletes an
    object would wait for that, and other writers with him. Such a file moves into ``folder``, whose files
    the next start removes should this process be killed, and one thread removes one after another.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Condition()
        self._waiting: deque[Path] = deque()
        self._works = False
        self._done = 0  # large files that are gone with their room

    def remove(self, path: Path) -> None:
        """Remove a file; nothing to do when it is gone."""
        try:
            large = path.stat().st_size >= LARGE
        except FileNotFoundError:
            return
        if not large or (aside := self._move(path)) is None:
            path.unlink(missing_ok=True)
        elif not self._take(aside):
            aside.unlink()

    def _move(self, path: Path) -> Path | None:
        try:
            return path.rename(self._folder / path.name)
        except OSError:  # the folder may have no room for one more name
            return None

    def _take(self, aside: Path) -> bool:
        """Whether the thread will remove the file."""
        with self._lock:
            self._works = self._works or self._start()
            if self._works:
                self._waiting.append(aside)
            return self._works

    def wait(self) -> None:
        """Wait until all room is given back."""
        with self._lock:
            self._lock.wait_for(lambda: not self._works)

    def with_room(self, call: Callable[..., T], *arguments: Any) -> T:
        """What the call gives. Made once more when the disk was full and room has been given back since."""
        before = self._done
        try:
            return call(*arguments)
        except OSError as error:
            if error.errno not in FULL:
                raise
            self.wait()
            if self._done == before:
                raise
        return call(*arguments)

    def _start(self) -> bool:
        try:
            threading.Thread(target=self._work, name="removal", daemon=True).start()
        except RuntimeError:  # there are too many threads
            return False
        return True

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._works = False
                    self._lock.notify_all()
                    return
                path = self._waiting.popleft()
            with contextlib.suppress(OSError):  # the next start removes it
                path.unlink()
            with self._lock:
                self._done += 1
