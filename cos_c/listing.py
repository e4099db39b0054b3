"""A page of a bucket's listing as columns of Python values."""

from __future__ import annotations

from datetime import datetime

from cos_c._library import ffi
from cos_c.records import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["Listing"]


@record(frozen=True, slots=True)
class Listing:
    """What GET Bucket answered (C: cosx_listing_t). The lists from `keys` to `owners` have a value for each
    object.
    """

    keys: list[str]
    """Decoded; bytes that are not UTF-8 are lone surrogates."""
    sizes: list[int]
    """Bytes."""
    etags: list[str]
    """Without quotes."""
    times: list[datetime]
    """Of the last change, UTC."""
    classes: Sequence[int]
    """Index into class_names."""
    class_names: list[str]
    """"" where an object has none."""
    owners: Sequence[int]
    """0: none; else 1 + index into owner_names."""
    owner_names: list[tuple[str, str]]
    """Id and display name."""
    prefixes: list[str]
    """Common prefixes."""
    next_marker: str
    """"" where the answer has none."""
    truncated: bool
    """There is more."""


def to_listing(native: Any) -> Listing | None:
    """The columns of a cosx_listing_t, copied; None when a time is none that a clock can show."""
    try:
        times = list(map(datetime.fromisoformat, texts(native.times)))
    except ValueError:
        return None
    count = native.count
    names = texts(native.owner_names)
    return Listing(
        texts(native.keys),
        ffi.unpack(native.sizes, count) if count else [],
        texts(native.etags),
        times,
        ffi.buffer(native.classes, count)[:] if count else b"",
        texts(native.class_names),
        ffi.buffer(native.owners, count)[:] if count else b"",
        list(zip(names[::2], names[1::2], strict=True)),
        texts(native.prefixes),
        "".join(texts(native.next_marker)),
        bool(native.truncated),
    )


def texts(native: Any) -> list[str]:
    """The texts of a cosx_texts_t."""
    if not native.count:
        return []
    joined: str = ffi.unpack(native.data, native.size - 1).decode("utf-8", "surrogateescape")
    return joined.split("\0")
