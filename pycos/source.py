"""What a body argument may be, made into what C can read: memory, a range of a file, or parts collected from
a stream.
"""

from __future__ import annotations

import io
import os
import stat

import cos_c
from pycos.errors import FileChanged, InvalidArgument, LocalFileError, LocalIsADirectory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from typing import Any, BinaryIO

    #: bytes-like objects (not copied), paths, binary file objects, iterables of bytes-like objects.
    Body = (
        bytes
        | bytearray
        | memoryview
        | os.PathLike[str]
        | BinaryIO
        | io.BufferedIOBase
        | io.RawIOBase
        | Iterable[bytes]
    )

__all__ = ["Body", "KnownSource", "StreamSource", "open_source"]


class KnownSource:
    """A body whose size is known and any part of which can be read again. Closed by whoever opened it."""

    def __init__(
        self,
        size: int,
        part: Callable[[int, int], Any],
        *,
        filename: object = None,
        check: Callable[[], None] | None = None,
        finish: Callable[[], None] | None = None,
        close: Callable[[], None] | None = None,
    ) -> None:
        self.size = size
        self.filename = filename
        self._part = part
        self._check = check
        self._finish = finish
        self._close = close

    def part(self, offset: int, size: int) -> Any:
        """`size` bytes from `offset`, as a source of cos_c."""
        return self._part(offset, size)

    def check_unchanged(self) -> None:
        """Raise FileChanged if the file is not what it was when it was opened."""
        if self._check is not None:
            self._check()

    def finish(self) -> None:
        """All was sent: leave a file object positioned behind what was read, as reading would have."""
        if self._finish is not None:
            self._finish()

    def close(self) -> None:
        """Close what open_source opened. May be called more than once."""
        if self._close is not None:
            close, self._close = self._close, None
            close()

    def __enter__(self) -> KnownSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class StreamSource:
    """A body that can be read only once and whose size is not known: handed out in parts kept in memory."""

    def __init__(
        self, chunks: Iterator[Any], *, filename: object = None, close: Callable[[], None] | None = None
    ) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self._close = close
        self.filename = filename
        self.ended = False

    def next_part(self, size: int) -> memoryview:
        """The next `size` bytes; fewer, or none, at the end. A chunk that is a whole part is not copied."""
        if len(self._rest) >= size:
            part, self._rest = self._rest[:size], self._rest[size:]
            return part
        collected = bytearray(self._rest)
        self._rest = memoryview(b"")
        while not self.ended and len(collected) < size:
            try:
                chunk = next(self._chunks)
            except StopIteration:
                self.ended = True
                break
            view = _chunk_view(chunk)
            if not collected and len(view) >= size:
                part, self._rest = view[:size], view[size:]
                return part
            room = size - len(collected)
            collected += view[:room]
            self._rest = view[room:]
        return memoryview(collected)

    def close(self) -> None:
        """Close what open_source opened."""
        if self._close is not None:
            close, self._close = self._close, None
            close()

    def __enter__(self) -> StreamSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_source(body: Any) -> KnownSource | StreamSource:
    """Look at a body argument once and say how it is to be read.

    Raises InvalidArgument for text and for what is no body at all, LocalFileError (LocalFileNotFound,
    LocalIsADirectory, LocalPermissionDenied …) for files.
    """
    if isinstance(body, (bytes, bytearray, memoryview)):
        return _from_memory(body)
    if isinstance(body, str):
        raise InvalidArgument(
            "the body is a text: encode it first, or wrap it in Path() if it is a file's name"
        )
    if isinstance(body, os.PathLike):
        return _from_path(os.fspath(body))
    if isinstance(body, io.TextIOBase):
        raise InvalidArgument("the file is open in text mode; open it with 'rb'")
    if isinstance(body, io.BytesIO):
        return _from_bytesio(body)
    if callable(getattr(body, "read", None)):
        return _from_file_object(body)
    try:
        view = memoryview(body)
    except TypeError:
        pass
    else:
        return _from_memory(view)
    from collections.abc import Iterable

    if isinstance(body, Iterable):
        return StreamSource(iter(body))
    raise InvalidArgument(
        f"a {type(body).__name__} is no body: give bytes, a path, a binary file, or an iterable of bytes"
    )


def _flat(view: memoryview) -> memoryview:
    if not view.c_contiguous:
        raise InvalidArgument("the buffer is not C-contiguous; give bytes(buffer)")
    return view if view.format == "B" and view.ndim == 1 else view.cast("B")


def _from_memory(buffer: Any) -> KnownSource:
    view = _flat(memoryview(buffer))

    def part(offset: int, size: int) -> Any:
        if offset == 0 and size == len(view):
            return cos_c.MemorySource(view)
        return cos_c.MemorySource(view[offset : offset + size])

    return KnownSource(len(view), part)


def _from_bytesio(file: io.BytesIO) -> KnownSource:
    # The buffer is locked while a view of it lives, so nobody can change its size meanwhile.
    position = file.tell()
    view = file.getbuffer()[position:]

    def finish() -> None:
        file.seek(position + size)

    size = len(view)
    return KnownSource(
        size, lambda offset, length: cos_c.MemorySource(view[offset : offset + length]), finish=finish
    )


def _from_path(path: Any) -> KnownSource | StreamSource:
    try:
        kind = os.stat(path).st_mode  # noqa: PTH116  # as os.open takes it
        if stat.S_ISDIR(kind):
            raise LocalIsADirectory(f"{path!r} is a directory, not a file", filename=path)
        if not stat.S_ISREG(kind):
            stream = open(path, "rb", buffering=0)  # noqa: SIM115  # the source closes it
            return StreamSource(_reads(stream), filename=path, close=stream.close)
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        if isinstance(error, LocalFileError):
            raise
        raise LocalFileError.from_errno(error.errno or 0, path, "the body cannot be read") from error
    except ValueError as error:
        raise InvalidArgument(f"the path {path!r} cannot be one: {error}") from None
    return _from_descriptor(fd, 0, path, close=lambda: os.close(fd))


def _from_file_object(file: Any) -> KnownSource | StreamSource:
    name = getattr(file, "name", None)
    filename = name if isinstance(name, (str, bytes)) else None
    try:
        fd = file.fileno()
        regular = stat.S_ISREG(os.fstat(fd).st_mode)
        position = file.tell() if regular else 0
        # A wrapper may decompress or decrypt: only the plain classes read what the descriptor reads.
        plain = isinstance(file, (io.BufferedReader, io.BufferedRandom, io.FileIO)) or _is_temporary_file(
            file
        )
        if isinstance(file, io.BufferedReader):
            plain = isinstance(file.raw, io.FileIO)
        if regular and plain:
            if isinstance(file, io.BufferedRandom) or hasattr(file, "flush"):
                file.flush()
            return _from_descriptor(fd, position, filename, rewind=file.seek)
    except (OSError, ValueError, AttributeError):
        pass  # no descriptor, or not seekable: read() is what it has
    return StreamSource(_reads(file), filename=filename)


def _is_temporary_file(file: Any) -> bool:
    inner = getattr(file, "file", None)  # tempfile.NamedTemporaryFile wraps the real one
    return type(file).__module__ == "tempfile" and isinstance(
        inner, (io.BufferedReader, io.BufferedRandom, io.FileIO)
    )


def _from_descriptor(
    fd: int,
    offset: int,
    filename: Any,
    *,
    rewind: Callable[[int], Any] | None = None,
    close: Callable[[], None] | None = None,
) -> KnownSource:
    before = os.fstat(fd)
    size = max(0, before.st_size - offset)

    def check() -> None:
        now = os.fstat(fd)
        if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise FileChanged(f"the file changed while it was sent: {filename!r}")

    def finish() -> None:
        if rewind is not None:
            rewind(offset + size)

    return KnownSource(
        size,
        lambda start, length: cos_c.FileSource(fd, offset + start, length),
        filename=filename,
        check=check,
        finish=finish,
        close=close,
    )


_READ_SIZE = 1 << 20


def _reads(file: Any) -> Iterator[Any]:
    while True:
        try:
            data = file.read(_READ_SIZE)
        except io.UnsupportedOperation as error:
            raise InvalidArgument(f"the file cannot be read: {error}") from None
        if data is None:
            raise InvalidArgument("the file is in non-blocking mode and has no data now")
        if isinstance(data, str):
            raise InvalidArgument("the file is open in text mode; open it with 'rb'")
        if not data:
            return
        yield data


def _chunk_view(chunk: Any) -> memoryview:
    if isinstance(chunk, str):
        raise InvalidArgument("the iterable yields texts; encode them first")
    try:
        return _flat(memoryview(chunk))
    except TypeError:
        raise InvalidArgument(f"the iterable yields {type(chunk).__name__}, not bytes") from None
