"""The SDK's intrusive lists, for programs that call `cos_c.lib`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cos_c._library import ffi, lib

if TYPE_CHECKING:
    from cos_c.pool import Pool

__all__ = ["entries", "make"]


def make(pool: Pool) -> Any:
    """An empty `cos_list_t *` in `pool`."""
    head = ffi.cast("cos_list_t *", pool.allocate(ffi.sizeof("cos_list_t")))
    lib.cosc_list_init(head)
    return head


def entries(head: Any, kind: str, member: str = "node") -> Iterator[Any]:
    """Each structure of type `kind` (for example "cos_list_object_content_t") in the list at `head`.

    They belong to the pool they were made in. Works while the current one is taken out.
    """
    offset = ffi.offsetof(kind, member)
    node = head.next
    while node != head:
        following = node.next
        yield ffi.cast(f"{kind} *", ffi.cast("char *", node) - offset)
        node = following
