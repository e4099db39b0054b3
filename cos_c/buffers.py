"""Python's buffers as C memory, without a copy; and the SDK's lists of buffers."""

from __future__ import annotations

from cos_c._library import ffi, fresh_bytes, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cos_c.bodies import Buffer
    from cos_c.pool import Pool

__all__ = ["borrow", "borrow_writable", "chain", "new_bytes", "pin", "read_chain", "writable_view"]

LARGEST_PIECE = 1 << 30  # cos_buf_pack counts in int
LARGE_PAGES_FROM = 4 << 20  # bytes; below, fewer faults do not make up for the call


def borrow(buffer: Buffer) -> Any:
    """The memory of a bytes-like object as `char[]`; it stays locked while the result lives.

    TypeError when it is no buffer, ValueError or BufferError when it is not C-contiguous.
    """
    return ffi.from_buffer("char[]", buffer)


def borrow_writable(buffer: Buffer) -> Any:
    """As `borrow`, for memory that C writes to. TypeError or BufferError when it is read-only."""
    return ffi.from_buffer("char[]", buffer, require_writable=True)


def pin(buffer: Buffer, *, writable: bool = False) -> tuple[Any, Any, int]:
    """What keeps the memory in place for as long as it is kept itself, the memory's address, its size.

    For memory that is held longer than one call. Of a memoryview, the object below is what is kept: when a
    memoryview and the cdata that borrows it are both garbage of one cycle, Python clears the memoryview
    first, and the process crashes when the cdata then gives it back. Errors as of `borrow`.
    """
    view = ffi.from_buffer("char[]", buffer, require_writable=writable)
    if type(buffer) is bytes:
        return view, view, len(buffer)
    address, size = ffi.cast("char *", view), len(view)
    if not isinstance(buffer, memoryview):
        return view, address, size
    try:
        owner = ffi.from_buffer("char[]", buffer.obj, require_writable=writable)
    except (TypeError, ValueError, BufferError):
        return view, address, size  # something that only exports part of itself
    ffi.release(view)
    return owner, address, size


def new_bytes(size: int) -> bytes:
    """`size` bytes of whatever was in that memory, which nobody else has: an object that C is to fill (see
    `writable_view`). What is not filled is never handed out.

    ValueError for fewer than 2: Python shares all empty and one-byte objects.
    """
    if size < 2:
        raise ValueError(f"only bytes objects of 2 bytes and more are unshared, not {size}")
    fresh: bytes = fresh_bytes(size)
    if size >= LARGE_PAGES_FROM:  # not yet touched, and most often new from the kernel
        lib.cosc_prefer_large_pages(borrow(fresh), size)
    return fresh


def writable_view(fresh: bytes) -> Any:
    """The memory of a bytes object from `new_bytes`, to be filled before anybody else sees the object.

    bytes are immutable to those who have them. Until it is handed out, this one belongs to us alone,
    so filling it is no more than finishing its making; it saves the copy from a buffer into bytes.
    """
    return ffi.from_buffer("char[]", fresh)


def chain(pool: Pool, data: Buffer) -> Any:
    """A `cos_list_t *` in `pool` of cos_buf_t pieces with a copy of `data`: a body for `cos_c.lib`."""
    head = ffi.cast("cos_list_t *", pool.allocate(ffi.sizeof("cos_list_t")))
    lib.cosc_list_init(head)
    source = borrow(data)
    for start in range(0, len(source), LARGEST_PIECE):
        size = min(LARGEST_PIECE, len(source) - start)
        # cos_buf_pack only refers to the bytes, and `data` may be gone long before the pool is.
        copy = lib.cosc_pmemdup(pool.pointer, source + start, size)
        piece = lib.cos_buf_pack(pool.pointer, copy, size) if copy != ffi.NULL else ffi.NULL
        if piece == ffi.NULL:
            raise MemoryError(f"no memory for a body of {len(source)} bytes")
        lib.cos_list_add_tail(ffi.addressof(piece, "node"), head)
    return head


def read_chain(head: Any) -> bytes:
    """The bytes of a list of cos_buf_t, for example the body a `cos_c.lib` call filled."""
    pieces = []
    node = head.next
    while node != head:
        piece = ffi.cast("cos_buf_t *", node)  # node is the first member
        pieces.append(ffi.buffer(piece.pos, piece.last - piece.pos)[:])
        node = node.next
    return b"".join(pieces)
