"""Where large bodies live: files, or memory. Names are random, never made from a key.

A blob is written once, under a temporary name, and renamed when it is whole. One that is being read is
pinned: when its last reference goes away meanwhile, it is removed by the last reader.
"""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from pycos.emulator.store.durability import Durability, sync_folder
from pycos.emulator.store.removal import Removal

_RESERVED_FROM = 1 << 20  # bytes; below, the extra system call costs more than it gives


class BlobWriter(Protocol):
    """One blob that is being written. Ends with ``commit`` or ``abort``."""

    def write(self, data: memoryview | bytes) -> None:
        """Append; OSError when the disk is full."""

    def commit(self) -> str:
        """Make the blob whole and give its name."""

    def abort(self) -> None:
        """Forget the blob; harmless after commit."""


class Blobs(Protocol):
    """A place for blobs."""

    def create(self, expected: int | None = None) -> BlobWriter:
        """Begin a new blob; OSError when there is no room for the bytes that are ``expected``."""

    def open(self, name: str) -> int | memoryview:
        """A file descriptor the caller closes, or the bytes. The blob must be pinned."""

    def pin(self, names: Iterable[str]) -> bool:
        """Keep these blobs until ``unpin``; False, and nothing pinned, when one is gone already."""

    def unpin(self, names: Iterable[str]) -> None:
        """Undo ``pin``."""

    def discard(self, names: Iterable[str]) -> None:
        """Remove blobs that nothing refers to any more."""

    def sweep(self, referenced: set[str]) -> int:
        """Remove all but the referenced blobs; the number removed. Only at start-up."""

    def keep(self, names: Iterable[str]) -> None:
        """Take back that pinned blobs were discarded: something refers to them again."""

    def export(self, name: str, target: Path) -> None:
        """Give a blob, which must be pinned, as a file; without copying it where that can be."""

    def adopt(self, name: str, source: Path) -> None:
        """Take a file as a blob of this name; without copying it where that can be."""

    def close(self) -> None:
        """Wait until what was removed is gone."""


class _Pins:
    """Who reads what, and which blobs are to go when their readers are done."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.readers: Counter[str] = Counter()
        self.doomed: set[str] = set()

    def release(self, names: Iterable[str]) -> list[str]:
        """Count the readers down; the blobs that are now to be removed."""
        free = []
        with self.lock:
            for name in names:
                self.readers[name] -= 1
                if not self.readers[name]:
                    del self.readers[name]
                    if name in self.doomed:
                        self.doomed.discard(name)
                        free.append(name)
        return free

    def condemn(self, names: Iterable[str]) -> list[str]:
        """Of these blobs, the ones that may be removed at once. The caller holds the lock."""
        free = []
        for name in names:
            if self.readers[name]:
                self.doomed.add(name)
            else:
                free.append(name)
        return free

    def keep(self, names: Iterable[str]) -> None:
        """These blobs stay after all."""
        with self.lock:
            self.doomed.difference_update(names)


def link_or_copy(source: Path, target: Path) -> None:
    """The same file under another name: blobs never change, so they can be shared."""
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        temporary = target.with_name(target.name + ".copy")
        shutil.copyfile(source, temporary)
        temporary.rename(target)


class FileBlobs:
    """Blobs in ``folder/blobs/ab/<name>``, written in ``folder/tmp``."""

    def __init__(self, folder: Path, durability: Durability = Durability.NORMAL) -> None:
        self._temporary = folder / "tmp"
        self._root = folder / "blobs"
        self._temporary.mkdir(mode=0o700, exist_ok=True)
        for byte in range(256):
            (folder / "blobs" / f"{byte:02x}").mkdir(mode=0o700, parents=True, exist_ok=True)
        self._pins = _Pins()
        self.removal = Removal(self._temporary)
        self.synced = durability is Durability.FULL
        if self.synced:
            sync_folder(self._root)

    def path(self, name: str) -> Path:
        """The file of a blob."""
        return self._root / name[:2] / name

    def create(self, expected: int | None = None) -> FileBlobWriter:
        """Begin a new blob; reserves the room for a large one, so that it does not fail half-way."""
        writer = FileBlobWriter(self, self._temporary / secrets.token_hex(16))
        if expected is not None and expected >= _RESERVED_FROM:
            writer.reserve(expected)
        return writer

    def open(self, name: str) -> int:
        """A file descriptor for reading."""
        return os.open(self.path(name), os.O_RDONLY | os.O_CLOEXEC)

    def pin(self, names: Iterable[str]) -> bool:
        """Keep these blobs, if all are still there."""
        wanted = list(names)
        with self._pins.lock:
            if not all(self.path(name).exists() for name in wanted):
                return False
            self._pins.readers.update(wanted)
        return True

    def unpin(self, names: Iterable[str]) -> None:
        """Let go; removes blobs that were discarded meanwhile."""
        self._remove(self._pins.release(names))

    def discard(self, names: Iterable[str]) -> None:
        """Remove blobs, now or when their last reader is done."""
        with self._pins.lock:
            self._remove(self._pins.condemn(names))

    def keep(self, names: Iterable[str]) -> None:
        """Take back a discard of pinned blobs."""
        self._pins.keep(names)

    def export(self, name: str, target: Path) -> None:
        """A hard link where that can be."""
        link_or_copy(self.path(name), target)

    def adopt(self, name: str, source: Path) -> None:
        """A hard link where that can be; nothing to do when there is one of that name, which is the same."""
        path = self.path(name)
        if not path.exists():
            link_or_copy(source, path)
            if self.synced:
                descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                os.fsync(descriptor)
                os.close(descriptor)
                sync_folder(path.parent)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            self.removal.remove(self.path(name))

    def close(self) -> None:
        """Wait until what was removed is gone: the next server in this folder would trip over it."""
        self.removal.wait()

    def sweep(self, referenced: set[str]) -> int:
        """Remove what a killed process left behind: unfinished and unreferenced files."""
        removed = 0
        for unfinished in self._temporary.iterdir():
            unfinished.unlink()
            removed += 1
        for blob in self._root.glob("*/*"):
            if blob.name not in referenced:
                blob.unlink()
                removed += 1
        return removed


class FileBlobWriter:
    """One file that grows under its temporary name."""

    def __init__(self, blobs: FileBlobs, temporary: Path) -> None:
        self._blobs = blobs
        self._temporary = temporary
        self._fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def reserve(self, size: int) -> None:
        """Have the file system set aside so many bytes, which also makes writing them cheaper."""
        try:
            self._blobs.removal.with_room(os.posix_fallocate, self._fd, 0, size)
        except OSError:
            self.abort()
            raise

    def write(self, data: memoryview | bytes) -> None:
        """Append all of the data."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._blobs.removal.with_room(os.write, self._fd, rest) :]

    def commit(self) -> str:
        """Rename to the final name, which is the temporary one in another folder.

        With full durability the bytes are on the disk before the name, and the name before this returns.
        """
        if self._blobs.synced:
            os.fdatasync(self._fd)
        os.close(self._fd)
        self._fd = -1
        final = self._blobs.path(self._temporary.name)
        self._temporary.rename(final)
        if self._blobs.synced:
            sync_folder(final.parent)
        return final.name

    def abort(self) -> None:
        """Remove the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            self._temporary.unlink()


class MemoryBlobs:
    """Blobs in memory; nothing touches a disk."""

    def __init__(self) -> None:
        self._data: dict[str, bytearray] = {}
        self._pins = _Pins()

    def create(self, expected: int | None = None) -> MemoryBlobWriter:
        """Begin a new blob."""
        return MemoryBlobWriter(self._data)

    def open(self, name: str) -> memoryview:
        """The bytes of a blob."""
        return memoryview(self._data[name])

    def pin(self, names: Iterable[str]) -> bool:
        """Keep these blobs, if all are still there."""
        wanted = list(names)
        with self._pins.lock:
            if not all(name in self._data for name in wanted):
                return False
            self._pins.readers.update(wanted)
        return True

    def unpin(self, names: Iterable[str]) -> None:
        """Let go; forgets blobs that were discarded meanwhile."""
        for name in self._pins.release(names):
            self._data.pop(name, None)

    def discard(self, names: Iterable[str]) -> None:
        """Forget blobs, now or when their last reader is done."""
        with self._pins.lock:
            for name in self._pins.condemn(names):
                self._data.pop(name, None)

    def sweep(self, referenced: set[str]) -> int:
        """Forget all but the referenced blobs."""
        extra = self._data.keys() - referenced
        for name in extra:
            del self._data[name]
        return len(extra)

    def keep(self, names: Iterable[str]) -> None:
        """Take back a discard of pinned blobs."""
        self._pins.keep(names)

    def close(self) -> None:
        """Nothing to wait for."""

    def export(self, name: str, target: Path) -> None:
        """Write the bytes into a file."""
        target.write_bytes(self._data[name])

    def adopt(self, name: str, source: Path) -> None:
        """Read the bytes of a file."""
        if name not in self._data:
            self._data[name] = bytearray(source.read_bytes())


class MemoryBlobWriter:
    """One buffer that grows."""

    def __init__(self, data: dict[str, bytearray]) -> None:
        self._data = data
        self._buffer = bytearray()

    def write(self, data: memoryview | bytes) -> None:
        """Append."""
        self._buffer += data

    def commit(self) -> str:
        """Publish under a new name."""
        name = secrets.token_hex(16)
        self._data[name] = self._buffer
        return name

    def abort(self) -> None:
        """Forget the bytes."""
        self._buffer = bytearray()
