"""The SDK's tables (headers, parameters) from and to pairs of text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cos_c._library import ffi, lib
from cos_c.strings import decode, encode

if TYPE_CHECKING:
    from cos_c.pool import Pool

__all__ = ["make", "read"]


def make(pool: Pool, pairs: Iterable[tuple[str, str]] = ()) -> Any:
    """A `cos_table_t *` in `pool`, names and values copied there. Names may occur more than once."""
    table = lib.cosc_table_make(pool.pointer, 8)
    for name, value in pairs:
        lib.cosc_table_add(table, encode(name, "a name"), encode(value, f"the value of {name}"))
    return table


def read(table: Any) -> list[tuple[str, str]]:
    """The pairs of a `cos_table_t *` in their order; none for NULL."""
    if table == ffi.NULL:
        return []
    entries = [lib.cosc_table_entry(table, index) for index in range(lib.cosc_table_size(table))]
    return [(decode(ffi.string(entry.key)), decode(ffi.string(entry.val))) for entry in entries]
