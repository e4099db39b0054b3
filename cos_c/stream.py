"""A response body that is read piece by piece."""

from __future__ import annotations

import threading

from cos_c._library import lib, text
from cos_c.buffers import borrow_writable, new_bytes
from cos_c.status import CRC_MASK, Status, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from cos_c.bodies import Buffer
    from cos_c.native_call import NativeCall
    from cos_c.settings import Settings

__all__ = ["Stream", "StreamError"]

RECEIVED_CRC: int = lib.COSC_RECEIVED_CRC


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

    __slots__ = ("__weakref__", "_crc", "_keep", "_lock", "_native", "_settings")

    def __init__(self, settings: Settings, keep: tuple[Any, ...]) -> None:
        #: What the body comes by, put here by Call.open_stream: only then is ending it the stream's to do.
        self._native: NativeCall | None = None
        self._settings = settings
        self._crc = 0
        # The source and the cancel flag: C looks at them, and at the settings, until the end.
        self._keep: tuple[Any, ...] = keep
        # Closing from another thread waits for a read that is under way (cancel first to be quick).
        self._lock = threading.Lock()

    @property
    def closed(self) -> bool:
        return self._native is None

    @property
    def crc(self) -> int:
        """CRC-64/XZ of what reads have returned; 0 when the call had check_crc off."""
        return self._crc & CRC_MASK

    def readinto(self, buffer: Buffer) -> int:
        """Fill `buffer` and return the number of bytes: fewer than asked for only at the end, 0 at the end.

        Length and, where the server sent one, CRC64 have been checked when 0 is returned. Raises
        StreamError, and whatever the progress callback raised. ValueError after close.
        """
        # Released at once: the traceback of an exception must not keep it borrowed (see `pin`).
        with borrow_writable(buffer) as view:
            return self._read(view, len(view))

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, fewer only at the end, straight into the object that is returned. Else as
        readinto.
        """
        fresh = new_bytes(max(size, 2))
        count = self._read(fresh, size)
        return fresh if count == len(fresh) else fresh[:count]

    def _read(self, place: Any, size: int) -> int:
        with self._lock:
            native = self._native
            if native is None:
                raise ValueError("the stream is closed")
            if size == 0:
                return 0
            count: int = lib.cosc_read_stream(native.struct, place, size)
            native.ticker.raise_error()
            if count < 0:
                struct = native.struct
                message = one_line(text(struct.error)) or "the body could not be read"
                status = Status(count, "", message, text(struct.request_id))
                raise StreamError(status, native.facts[lib.COSC_OS_ERRNO])
            self._crc = native.facts[RECEIVED_CRC]
        return count

    def close(self) -> None:
        """End the request; the connection is kept only if the body was read to its end. Idempotent."""
        with self._lock:
            native, self._native = self._native, None
            if native is not None:
                lib.cosc_end(native.struct)
                self._keep = ()
                native.give_back(self._settings.spare)

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        # Ctrl-C may have come while it was made, before any of its attributes was there.
        if getattr(self, "_native", None) is not None:
            self.close()
