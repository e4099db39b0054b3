"""Where the bodies of successful responses go. Other bodies always come back in Reply.body."""

from __future__ import annotations

from cos_c._library import lib
from cos_c.buffers import new_bytes, pin, writable_view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cos_c.bodies import Buffer

__all__ = ["BytesSink", "FileSink", "MemorySink"]


class MemorySink:
    """A caller's writable buffer. A longer body fails with COSE_OVER_MEMORY, a shorter one leaves its rest.

    TypeError or BufferError when it is read-only, ValueError or BufferError when it is not C-contiguous.
    """

    __slots__ = ("_address", "_pin", "_size", "received")

    def __init__(self, buffer: Buffer) -> None:
        self._pin, self._address, self._size = pin(buffer, writable=True)
        self.received = 0

    def fill(self, native: Any) -> None:
        native.kind = lib.COSX_BODY_MEMORY
        native.data = self._address
        native.capacity = self._size


class BytesSink:
    """Up to `size` bytes straight into a new bytes object: one allocation, no copy. See `value()`."""

    __slots__ = ("_fresh", "_size", "_view", "received")

    def __init__(self, size: int) -> None:
        if size < 0:
            raise ValueError(f"size cannot be negative: {size}")
        # Python shares objects of 0 and 1 bytes, so those are never written to: see new_bytes.
        self._fresh = new_bytes(max(size, 2))
        self._view: Any = writable_view(self._fresh)
        self._size = size
        self.received = 0

    def fill(self, native: Any) -> None:
        if self._view is None:
            raise ValueError("the value was handed out: it cannot be written to any more")
        native.kind = lib.COSX_BODY_MEMORY
        native.data = self._view
        native.capacity = self._size

    def value(self) -> bytes:
        """What was received. The sink cannot be used for a call after this."""
        self._view = None
        return self._fresh if self.received == len(self._fresh) else self._fresh[: self.received]


class FileSink:
    """An open file, written with pwrite from `offset` on; where byte 0 goes. The descriptor is borrowed.

    capacity: a body longer than this many bytes fails with COSE_OVER_MEMORY; -1: any.
    """

    __slots__ = ("capacity", "fd", "offset", "received")

    def __init__(self, fd: int, offset: int, capacity: int = -1) -> None:
        if fd < 0 or offset < 0:
            raise ValueError(f"fd and offset cannot be negative: {fd}, {offset}")
        self.fd = fd
        self.offset = offset
        self.capacity = capacity
        self.received = 0

    def fill(self, native: Any) -> None:
        native.kind = lib.COSX_BODY_FILE
        native.fd = self.fd
        native.offset = self.offset
        native.capacity = self.capacity
