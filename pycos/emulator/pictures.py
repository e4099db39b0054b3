"""Grey pictures of any size, made without a library: what the server gives where COS would give an image."""

from __future__ import annotations

import struct
import zlib

_GREY = b"\x80"


def png(width: int, height: int) -> bytes:
    """An 8-bit grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + _GREY * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join(
        (b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


def jpeg(width: int, height: int) -> bytes:
    """A baseline JPEG of one component, in which no block differs from the one before."""

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    # Both Huffman tables hold one code, a single 0 bit: "no difference" for DC, "end of block" for AC.
    one_code = b"\x01" + b"\x00" * 15 + b"\x00"
    blocks = -(-width // 8) * -(-height // 8)
    whole, rest = divmod(2 * blocks, 8)  # two 0 bits for each block, then 1 bits up to the end of the byte
    bits = b"\x00" * whole + (bytes([0xFF >> rest]) if rest else b"")
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            segment(0xDB, b"\x00" + b"\x01" * 64),
            segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"),
            segment(0xC4, b"\x00" + one_code),
            segment(0xC4, b"\x10" + one_code),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            bits,
            b"\xff\xd9",
        )
    )
