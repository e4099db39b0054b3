"""A bytes object filled piece by piece before anybody else sees it."""

from __future__ import annotations

from cos_c._library import ffi, lib
from cos_c.buffers import LARGE_PAGES_FROM, new_bytes, writable_view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["FreshBytes"]


class FreshBytes:
    """`size` bytes to be written through `view`, then handed out once as bytes: one allocation, no copy."""

    __slots__ = ("_fresh", "_memory", "_pages", "view")

    def __init__(self, size: int) -> None:
        # Python shares objects of 0 and 1 bytes, so those are never written to: see new_bytes.
        self._fresh = new_bytes(max(size, 2))
        self._memory: Any = writable_view(self._fresh)
        self.view = memoryview(ffi.buffer(self._memory))[:size]
        self._pages: Any = ffi.new("cosc_fresh_t *")
        lib.cosc_fresh_begin(self._pages, self._memory, size if size >= LARGE_PAGES_FROM else 0)

    def reach(self, count: int) -> None:
        """Get the memory of the first `count` bytes from the kernel, in the way that is cheapest just now.

        To be called before they are written, for all or piece by piece (C: cosc_fresh_reach).
        """
        lib.cosc_fresh_reach(self._pages, self._memory + count)

    def value(self, count: int) -> bytes:
        """The first `count` bytes. Nothing can be written any more."""
        self.view.release()
        self._memory = None
        return self._fresh if count == len(self._fresh) else self._fresh[:count]
