"""CRC-64/XZ, the checksum COS reports as x-cos-hash-crc64ecma."""

from __future__ import annotations

from cos_c._library import lib
from cos_c.buffers import borrow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cos_c.bodies import Buffer

__all__ = ["crc64", "crc64_combine"]


def crc64(data: Buffer, crc: int = 0) -> int:
    """The CRC of `data` (any C-contiguous bytes-like object), continuing from `crc`. C: cosx_crc64."""
    with borrow(data) as view:
        value: int = lib.cosx_crc64(crc, view, len(view))
    return value


def crc64_combine(a: int, b: int, len_b: int) -> int:
    """The CRC of A followed by B, from the CRCs of both and the bytes of B (C: cosx_crc64_combine)."""
    value: int = lib.cosx_crc64_combine(a, b, len_b)
    return value
