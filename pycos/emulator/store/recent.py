"""The objects that were written or read last, with the bytes of small ones: no query for what is hot.

Never behind the database: a key that a commit is about to change is forgotten before the commit and
learnt after it, and what readers found meanwhile is not taken.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from pycos.emulator.store.blobs import Blobs
from pycos.emulator.store.model import Object
from pycos.emulator.store.sqlite import Changes

_MOST = 2048  # entries; with the largest inline bytes some 32 MiB

Name = tuple[int, str]


class Recent:
    """A bounded map from (bucket number, key) to the current object. Watches the database."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._lock = threading.Lock()
        self._objects: OrderedDict[Name, Object] = OrderedDict()
        self._committing = False
        self.generation = 0

    def get(self, name: Name) -> Object | None:
        """The current object, None when it has to be read."""
        return self._objects.get(name)

    def offer(self, name: Name, found: Object, generation: int) -> None:
        """Take what was read, unless something was written since ``generation`` was looked at."""
        with self._lock:
            if not self._committing and self.generation == generation:
                self._keep(name, found)

    def before_commit(self, changes: Changes) -> None:
        """Forget what is about to change."""
        with self._lock:
            self._committing = True
            for name in changes:
                self._objects.pop(name, None)

    def before_replacement(self) -> None:
        """Forget everything."""
        with self._lock:
            self._committing = True
            self._objects.clear()

    def after_commit(self, changes: Changes, orphans: list[str]) -> None:
        """Learn what changed, and remove the blobs that nobody needs any more."""
        with self._lock:
            for name, found in changes.items():
                if found is not None:
                    self._keep(name, found)
            self._finish()
        if orphans:
            self._blobs.discard(orphans)

    def after_rollback(self) -> None:
        """Nothing changed; what was forgotten is read again."""
        with self._lock:
            self._finish()

    def _finish(self) -> None:
        self.generation += 1
        self._committing = False

    def _keep(self, name: Name, found: Object) -> None:
        self._objects[name] = found
        self._objects.move_to_end(name)
        if len(self._objects) > _MOST:
            self._objects.popitem(last=False)
