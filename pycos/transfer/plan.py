"""What there is to move in a directory, found while it is being moved.

Both plans yield files in the order of a listing (UTF-8 bytes of the key), so that one pass over both sides is
enough to compare them and memory does not grow with the number of files.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pycos.errors import LocalFileError, LocalNotADirectory, UnsafePath
from pycos.models import ObjectInfo
from pycos.paths import CaseGuard, NameConflicts, key_of, kind_of, parts_of
from pycos.transfer.result import FailedFile, SkippedFile
from pycos.transfer.selection import Selection


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to move."""

    path: str
    """Local, for people."""
    key: str
    size: int
    parts: tuple[str, ...]
    """The relative path."""


@dataclass(frozen=True, slots=True)
class PlannedFolder:
    """A folder to make: somebody stored an object `name/` for it."""

    key: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that the other side has already."""

    path: str
    key: str


Item = PlannedFile | PlannedFolder | Unchanged | FailedFile | SkippedFile


def plan_upload(
    root: str,
    prefix: str,
    selection: Selection,
    *,
    follow_symlinks: bool = False,
    there: Iterable[ObjectInfo] | None = None,
) -> Iterator[Item]:
    """The files below `root`. `there` lists what the bucket has below `prefix`: the same need not be sent
    again.
    """
    check_source(root)
    known = _Listing(there) if there is not None else None
    for item in _walk(root, (), prefix, selection, follow_symlinks, ()):
        if isinstance(item, PlannedFile) and known is not None:
            other = known.find(item.key)
            if other is not None and other.size == item.size and _not_older(other, item.path):
                yield Unchanged(item.path, item.key)
                continue
        yield item


def plan_download(
    objects: Iterable[ObjectInfo],
    prefix: str,
    root: str,
    selection: Selection,
    *,
    ignores_case: bool = False,
    skip_unchanged: bool = False,
) -> Iterator[Item]:
    """The files that a listing below `prefix` becomes below `root`."""
    conflicts, guard = NameConflicts(), CaseGuard(ignores_case=ignores_case)
    for entry in objects:
        relative = entry.key[len(prefix) :]
        if not relative:  # the object that stands for the folder itself
            continue
        marks_folder = relative.endswith("/") and entry.size == 0
        if not selection.wants(relative):
            continue
        try:
            parts = parts_of(entry.key[:-1] if marks_folder else entry.key, prefix)
            conflicts.check(entry.key)
            guard.check(entry.key)
        except UnsafePath as error:
            yield FailedFile("", entry.key, error)
            continue
        if marks_folder:
            yield PlannedFolder(entry.key, parts)
            continue
        path = os.path.join(root, *parts)  # noqa: PTH118  # no Path object for each of a million files
        if skip_unchanged and _has_already(path, entry):
            yield Unchanged(path, entry.key)
        else:
            yield PlannedFile(path, entry.key, entry.size, parts)


def check_source(root: str) -> None:
    """Raise LocalFileError unless `root` is a folder that can be read."""
    try:
        mode = os.stat(root).st_mode  # noqa: PTH116
    except OSError as error:
        raise LocalFileError.from_errno(error.errno or 0, root, "upload") from error
    if not stat.S_ISDIR(mode):
        raise LocalNotADirectory(f"upload: {root!r} is {kind_of(mode)}, not a directory", filename=root)


def _walk(
    folder: str,
    above: tuple[str, ...],
    prefix: str,
    selection: Selection,
    follow: bool,
    entered: tuple[tuple[int, int], ...],
) -> Iterator[Item]:
    try:
        if follow:
            there = os.stat(folder)  # noqa: PTH116
            if (there.st_dev, there.st_ino) in entered:
                yield SkippedFile(folder, prefix + "/".join(above), "a symbolic link to a folder above it")
                return
            entered = (*entered, (there.st_dev, there.st_ino))
        entries = _sorted_entries(folder, follow)
    except OSError as error:
        yield FailedFile(
            folder, prefix + "/".join(above), LocalFileError.from_errno(error.errno or 0, folder, "upload")
        )
        return
    for entry in entries:
        parts = (*above, entry.name)
        relative = "/".join(parts)
        if _is_folder(entry, follow):
            if selection.enters(relative):
                yield from _walk(entry.path, parts, prefix, selection, follow, entered)
        elif selection.wants(relative):
            yield _file_item(entry, parts, prefix, follow)


def _file_item(entry: os.DirEntry[str], parts: tuple[str, ...], prefix: str, follow: bool) -> Item:
    shown = prefix + "/".join(parts)
    try:
        status = entry.stat(follow_symlinks=follow)
    except OSError as error:
        return FailedFile(
            entry.path, shown, LocalFileError.from_errno(error.errno or 0, entry.path, "upload")
        )
    if stat.S_ISLNK(status.st_mode):
        return SkippedFile(entry.path, shown, "a symbolic link (follow_symlinks=False)")
    if not stat.S_ISREG(status.st_mode):
        return SkippedFile(entry.path, shown, kind_of(status.st_mode))
    try:
        key = key_of(parts, prefix)
    except UnsafePath as error:
        return FailedFile(entry.path, shown, error)
    return PlannedFile(entry.path, key, status.st_size, parts)


def _sorted_entries(folder: str, follow: bool) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = list(entries)
    # The keys of a folder all go on with "/", and the service sorts keys by their UTF-8 bytes.
    found.sort(key=lambda entry: os.fsencode(entry.name) + (b"/" if _is_folder(entry, follow) else b""))
    return found


def _is_folder(entry: os.DirEntry[str], follow: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:
        return False


class _Listing:
    """Looks keys up in a listing, front to back: both sides come in the same order."""

    def __init__(self, objects: Iterable[ObjectInfo]) -> None:
        self._objects = iter(objects)
        self._next = next(self._objects, None)

    def find(self, key: str) -> ObjectInfo | None:
        wanted = key.encode()
        while self._next is not None and self._next.key.encode() < wanted:
            self._next = next(self._objects, None)
        return self._next if self._next is not None and self._next.key == key else None


def _not_older(there: ObjectInfo, path: str) -> bool:
    try:
        changed = os.stat(path).st_mtime  # noqa: PTH116
    except OSError:
        return False  # the upload will say what is wrong
    # The service's times may have whole seconds only.
    return there.last_modified is not None and there.last_modified.timestamp() >= int(changed)


def _has_already(path: str, there: ObjectInfo) -> bool:
    try:
        here = os.stat(path, follow_symlinks=False)  # noqa: PTH116
    except OSError:
        return False
    if not stat.S_ISREG(here.st_mode) or here.st_size != there.size or there.last_modified is None:
        return False
    return here.st_mtime >= int(there.last_modified.timestamp())
