"""A response body that is read piece by piece."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cos_c._library import ffi, lib, text
from cos_c.buffers import borrow_writable
from cos_c.status import Status, one_line

if TYPE_CHECKING:
    from cos_c.callbacks import Ticker
    from cos_c.source import Buffer

__all__ = ["Stream", "StreamError"]


class StreamError(Exception):
    """The body could not be read to its end. `status` has a negative code, `os_errno` may say more."""

    def __init__(self, status: Status, os_errno: int = 0) -> None:
        super().__init__(status, os_errno)
        self.status = status
        self.os_errno = os_errno

    def __str__(self) -> str:
        return self.status.message


class Stream:
    """The body of a response whose headers have come (C: cosx_stream_t). Made by Call.open_stream.

    The deadline, read timeout and cancel flag of its Call hold for every read. One thread at a time.
    """

    __slots__ = ("__weakref__", "_ahead", "_crc", "_keep", "_lock", "_native", "_ticker")

    def __init__(self, native: Any, ticker: Ticker, keep: tuple[Any, ...]) -> None:
        self._native: Any = native
        self._ticker = ticker
        # The source, the settings, the cancel flag and the handle: C looks at all of them until the end.
        self._keep: tuple[Any, ...] = keep
        # What was read ahead: its bytes; a view of those that are left once some are taken; None when
        # there is nothing; the error number of C when reading failed.
        size = native.ahead_size
        self._ahead: bytes | memoryview | int | None
        self._ahead = ffi.buffer(native.ahead, size)[:] if size > 0 else (size or None)
        self._crc: int = native.ahead_crc
        # Closing from another thread waits for a read that is under way (cancel first to be quick).
        self._lock = threading.Lock()

    @property
    def closed(self) -> bool:
        return self._native is None

    def take_whole(self) -> tuple[bytes, int] | None:
        """The body and its CRC64, when it was read ahead and nothing of it has been taken; else None."""
        with self._lock:
            ahead = self._ahead
            if self._native is None or not isinstance(ahead, bytes):
                return None
            self._ahead = None
            return ahead, self._crc

    def readinto(self, buffer: Buffer) -> int:
        """Fill `buffer` and return the number of bytes: fewer than asked for only at the end, 0 at the end.

        Length and, where the server sent one, CRC64 have been checked when 0 is returned. Raises
        StreamError, and whatever the progress callback raised. ValueError after close.
        """
        # Released at once: the traceback of an exception must not keep it borrowed (see `pin`).
        with borrow_writable(buffer) as view, self._lock:
            if self._native is None:
                raise ValueError("the stream is closed")
            if len(view) == 0:
                return 0
            ahead, self._ahead = self._ahead, None
            if ahead is None:
                count: int = lib.cosc_read_stream(self._native, view, len(view))
                self._ticker.raise_error()
            elif isinstance(ahead, int):
                count = ahead
            else:
                rest = memoryview(ahead)
                count = min(len(view), len(rest))
                ffi.memmove(view, rest[:count], count)
                self._ahead = rest[count:] if count < len(rest) else None
                if count < len(view) and self._ahead is None:
                    # The caller wants more than there was: see the end with it, as one read would have.
                    more: int = lib.cosc_read_stream(self._native, view + count, len(view) - count)
                    self._ticker.raise_error()
                    count = more if more < 0 else count + more
            if count < 0:
                message = one_line(text(self._native.error)) or "the body could not be read"
                request_id = text(self._native.request_id)
                raise StreamError(Status(count, "", message, request_id), self._native.os_errno)
        return count

    def close(self) -> None:
        """End the request; the connection is kept only if the body was read to its end. Idempotent."""
        with self._lock:
            native, self._native = self._native, None
            if native is not None:
                lib.cosc_end(native)
                self._keep = ()

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
