"""The owner of a pool tree."""

from __future__ import annotations

from cos_c._library import ffi, initialize, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

__all__ = ["Pool"]


class Pool:
    """Memory that C functions allocate from, freed all at once (C: apr_pool_t). Use it with `with`.

    One object owns a tree: closing it frees what was allocated from it and closes its children
    first. A pool that is dropped without close is freed with it. Using a closed one raises
    ValueError. Not for use by several threads at once.
    """

    __slots__ = ("__weakref__", "_children", "_parent", "_pointer")

    def __init__(self, *, _parent: Pool | None = None) -> None:
        self._pointer: Any = None
        self._children: list[Pool] = []
        # A child keeps its parent: the parent's memory, with the child's in it, must not go first.
        self._parent = _parent
        initialize()
        pointer = lib.cosc_pool_create(_parent.pointer if _parent is not None else ffi.NULL)
        if pointer == ffi.NULL:
            raise MemoryError("no memory for a pool")
        self._pointer = pointer

    @property
    def pointer(self) -> Any:
        """The `cos_pool_t *`, for `cos_c.lib`."""
        if self._pointer is None:
            raise ValueError("the pool is closed")
        return self._pointer

    @property
    def closed(self) -> bool:
        return self._pointer is None

    def create_child(self) -> Pool:
        """A pool of its own that ends with this one at the latest."""
        child = Pool(_parent=self)
        # Kept: a child's finalizer must not free memory that went with the parent, so the parent
        # closes it. A child that is dropped without close lives as long as its parent.
        self._children.append(child)
        return child

    def allocate(self, size: int) -> Any:
        """`size` zeroed bytes as `void *`, valid until close. MemoryError when there are none."""
        memory = lib.cosc_pcalloc(self.pointer, size)
        if memory == ffi.NULL:
            raise MemoryError(f"no memory for {size} bytes")
        return memory

    def close(self) -> None:
        """Free everything. Again: nothing happens."""
        if self._pointer is None:
            return
        for child in self._children[::-1]:
            child.close()
        pointer, self._pointer = self._pointer, None
        # Held to the end: the last reference to the parent would take its pool, with this one in it, first.
        parent, self._parent = self._parent, None
        lib.cosc_pool_destroy(pointer)
        if parent is not None and self in parent._children:
            parent._children.remove(self)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
