"""Where request bodies come from. Nothing is consumed: a retry sends the same bytes again."""

from __future__ import annotations

from cos_c._library import lib
from cos_c.buffers import pin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cos_c.bodies import Buffer

__all__ = ["FileSource", "MemorySource"]


class MemorySource:
    """The bytes of a bytes-like object, which stays locked (a bytearray cannot be resized) while this lives.

    TypeError when it is no buffer, ValueError or BufferError when it is not C-contiguous.
    """

    __slots__ = ("_address", "_pin", "size")

    def __init__(self, buffer: Buffer) -> None:
        self._pin, self._address, self.size = pin(buffer)

    def fill(self, native: Any) -> None:
        native.kind = lib.COSX_BODY_MEMORY
        native.data = self._address
        native.size = self.size


class FileSource:
    """`size` bytes from `offset` of an open file, read with pread: its position is neither used nor moved.

    The descriptor is borrowed. A file that has become shorter fails the call.
    """

    __slots__ = ("fd", "offset", "size")

    def __init__(self, fd: int, offset: int, size: int) -> None:
        if fd < 0 or offset < 0 or size < 0:
            raise ValueError(f"fd, offset and size cannot be negative: {fd}, {offset}, {size}")
        self.fd = fd
        self.offset = offset
        self.size = size

    def fill(self, native: Any) -> None:
        native.kind = lib.COSX_BODY_FILE
        native.fd = self.fd
        native.offset = self.offset
        native.size = self.size
