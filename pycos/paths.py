"""Keys and relative paths, both ways, and writing below a folder without ever leaving it.

A key is text that others chose: `../../etc/passwd`, `/etc/passwd`, `a//b`, or `x` where the folder holds a
symbolic link `x -> /etc`. Nothing here trusts it: names are checked component by component, and folders are
opened one by one from the destination downwards without following links.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import unicodedata
from collections import OrderedDict
from pathlib import Path

from pycos.errors import UnsafePath

__all__ = [
    "MAX_COMPONENT_BYTES",
    "MAX_KEY_BYTES",
    "CaseGuard",
    "Destination",
    "NameConflicts",
    "Target",
    "folder_prefix",
    "key_of",
    "parts_of",
]

MAX_COMPONENT_BYTES = 255  # NAME_MAX of every common file system
MAX_KEY_BYTES = 850  # the service's limit
_IDLE_FOLDERS = 32  # open folders kept for the next file; keys come sorted, so few are needed
_FD_FOLDER = "/proc/self/fd"


def folder_prefix(prefix: str) -> str:
    """`prefix` as the start of every key of a folder: empty, or ending in one `/`."""
    return prefix if not prefix or prefix.endswith("/") else prefix + "/"


def parts_of(key: str, prefix: str = "") -> tuple[str, ...]:
    """The components of the relative path that `key` stands for below `prefix`.

    Raises `UnsafePath` for a key that has no safe, unambiguous place below a folder.
    """
    if not key.startswith(prefix):
        raise UnsafePath(f"the key is not below {prefix!r}", key=key)
    relative = key[len(prefix) :]
    if relative.startswith("/"):
        raise UnsafePath("the key would be an absolute path", key=key)
    if relative.endswith("/"):
        raise UnsafePath("the key ends in '/', which no file name can", key=key)
    parts = tuple(relative.split("/"))
    for part in parts:
        fault = _fault_of(part)
        if fault:
            raise UnsafePath(f"the key {fault}", key=key)
    return parts


def key_of(parts: tuple[str, ...], prefix: str = "") -> str:
    """The key of a file below a folder; the way back of `parts_of`.

    Raises `UnsafePath` for names that could not come back as the same path, and for keys the service refuses.
    """
    shown = "/".join(parts)
    for part in parts:
        fault = _fault_of(part)
        if fault:
            raise UnsafePath(f"the file name {fault}", key=prefix + shown)
    key = prefix + shown
    size = len(key.encode())
    if size > MAX_KEY_BYTES:
        raise UnsafePath(f"the key has {size} bytes, the service takes {MAX_KEY_BYTES}", key=key)
    return key


def _fault_of(part: str) -> str | None:
    if part == "":
        return "has an empty component"
    if part in {".", ".."}:
        return f"has the component {part!r}"
    if "\\" in part:
        return "has a backslash, which is a separator on other systems"
    if "\0" in part:
        return "has a NUL character"
    try:
        size = len(part.encode())
    except UnicodeEncodeError:
        return "is not valid UTF-8"
    if size > MAX_COMPONENT_BYTES:
        return f"has a component of {size} bytes, a file name has {MAX_COMPONENT_BYTES} at most"
    return None


class NameConflicts:
    """Finds keys that need a folder where another key needs a file: `a` and `a/b`.

    Keys must come in the order of a listing. Memory grows with the depth of the names only: of the files
    seen, those are kept that the current key still starts with.
    """

    def __init__(self) -> None:
        self._files: list[str] = []

    def check(self, key: str) -> None:
        """Raise `UnsafePath` when `key` lies below a key that is a file; remember it otherwise."""
        while self._files and not key.startswith(self._files[-1]):
            self._files.pop()
        for file in self._files:
            if key.startswith(file + "/"):
                raise UnsafePath(f"the key needs a folder where the key {file!r} is a file", key=key)
        self._files.append(key)


class CaseGuard:
    """Finds keys that are the same file on a file system that ignores case or normalisation.

    Costs one number per key, and nothing on a file system that tells them apart.
    """

    def __init__(self, *, ignores_case: bool) -> None:
        self._ignores_case = ignores_case
        self._seen: set[int] = set()

    def check(self, key: str) -> None:
        """Raise `UnsafePath` when a key before was the same but for case or normalisation."""
        if not self._ignores_case:
            return
        folded = hash(unicodedata.normalize("NFC", key).casefold())
        if folded in self._seen:
            raise UnsafePath("the key differs from another only in case, which the folder ignores", key=key)
        self._seen.add(folded)


class _Folder:
    """An open folder, and how many targets use it."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.users = 0


class Target:
    """A place for one file: checked, and held open until `close()`."""

    def __init__(self, destination: Destination, parts: tuple[str, ...], folder: _Folder) -> None:
        self._destination = destination
        self._folder: _Folder | None = folder
        self.name = parts[-1]
        self.shown = destination.root.joinpath(*parts)
        """The path for people: messages and results."""
        self.fd = folder.fd
        self.path = destination.path_through(folder.fd, parts)
        """The path to write to. It goes through the open folder, so that no link put in its way later
        matters.
        """

    def real_path(self) -> str:
        """The same place by name, as it is now: for what has to be found again after this process has
        ended.
        """
        if not self.path.startswith(_FD_FOLDER):
            return self.path
        return os.path.join(os.readlink(os.path.dirname(self.path)), self.name)  # noqa: PTH115, PTH118, PTH120

    def stat(self) -> os.stat_result | None:
        """What is there now, links not followed; None if nothing."""
        try:
            return os.stat(self.name, dir_fd=self.fd, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def close(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            self._destination.release(folder)


class Destination:
    """A folder that files are written below, and never outside of. A context manager; one thread at a time.

    The folder is made if it is missing. `root` itself may be a symbolic link, since the user named it; links
    below it are refused.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._open: OrderedDict[tuple[str, ...], _Folder] = OrderedDict()
        self._through_fd = Path(_FD_FOLDER).is_dir()

    def __enter__(self) -> Destination:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for folder in self._open.values():
            os.close(folder.fd)
        self._open.clear()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def make_folder(self, parts: tuple[str, ...], *, key: str) -> None:
        """Make a folder and those above it. Raises `UnsafePath`, `OSError`."""
        self.release(self._folder(parts, key))

    def target(self, parts: tuple[str, ...], *, key: str) -> Target:
        """The place of a file; folders above it are made. Close it when the file is done.

        Raises `UnsafePath` when a component is a link, or is a file where a folder is needed or the reverse.
        """
        folder = self._folder(parts[:-1], key)
        target = Target(self, parts, folder)
        try:
            there = target.stat()
            if there is not None and not stat.S_ISREG(there.st_mode):
                raise UnsafePath(f"{target.shown} is {kind_of(there.st_mode)}, not a regular file", key=key)
        except BaseException:
            target.close()
            raise
        return target

    def path_through(self, fd: int, parts: tuple[str, ...]) -> str:
        if self._through_fd:
            return f"{_FD_FOLDER}/{fd}/{parts[-1]}"
        # Without /proc the checks have been made, but a link put there afterwards would be followed.
        return str(self.root.joinpath(*parts))

    def ignores_case(self) -> bool:
        """Whether the file system takes `A` and `a` for the same file. Writes and removes one empty file."""
        name = f".pycos-Case-{os.getpid()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        os.close(os.open(name, flags, 0o600, dir_fd=self._fd))
        try:
            os.stat(name.lower(), dir_fd=self._fd)
        except FileNotFoundError:
            return False
        finally:
            os.unlink(name, dir_fd=self._fd)
        return True

    def release(self, folder: _Folder) -> None:
        folder.users -= 1
        self._close_idle()

    def _folder(self, parts: tuple[str, ...], key: str) -> _Folder:
        folder = self._open.get(parts)
        if folder is None:
            folder = _Folder(self._walk(parts, key))
            self._open[parts] = folder
        self._open.move_to_end(parts)
        folder.users += 1
        self._close_idle()
        return folder

    def _close_idle(self) -> None:
        excess = len(self._open) - _IDLE_FOLDERS
        if excess <= 0:
            return
        for parts in [parts for parts, folder in self._open.items() if not folder.users][:excess]:
            os.close(self._open.pop(parts).fd)

    def _walk(self, parts: tuple[str, ...], key: str) -> int:
        here = os.dup(self._fd)
        try:
            for depth, name in enumerate(parts, 1):
                below = self._enter(here, name, self.root.joinpath(*parts[:depth]), key)
                os.close(here)
                here = below
        except BaseException:
            os.close(here)
            raise
        return here

    def _enter(self, above: int, name: str, shown: Path, key: str) -> int:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            return os.open(name, flags, dir_fd=above)
        except FileNotFoundError:
            with contextlib.suppress(FileExistsError):  # another thread or process was first
                os.mkdir(name, dir_fd=above)
        except OSError as error:
            raise self._refused(error, above, name, shown, key) from error
        try:
            return os.open(name, flags, dir_fd=above)
        except OSError as error:
            raise self._refused(error, above, name, shown, key) from error

    def _refused(self, error: OSError, above: int, name: str, shown: Path, key: str) -> Exception:
        if error.errno not in {errno.ENOTDIR, errno.ELOOP}:
            return OSError(error.errno, os.strerror(error.errno or 0), str(shown))
        there = os.stat(name, dir_fd=above, follow_symlinks=False)
        return UnsafePath(f"{shown} is {kind_of(there.st_mode)}, the key needs a folder there", key=key)


def kind_of(mode: int) -> str:
    """What a file of this `st_mode` is, in words."""
    for test, words in _KINDS:
        if test(mode):
            return words
    return "of an unknown kind"


_KINDS = (
    (stat.S_ISREG, "a file"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
