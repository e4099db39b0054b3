"""What the origin serves: objects, their checksums, and pages of listings."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pycos

BUCKET = "bench-1250000000"
MIB = 1 << 20
SIZES = tuple(1 << power for power in (10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30))
LARGEST_WRITTEN = 1 << 30  # what is larger is a hole in a file, of zeros, so that memory need not hold it
SMALL_SIZE, SMALL_COUNT = 4096, 100
KEYS_PER_PAGE = 1000


def key_of(size: int) -> str:
    """The key of the object of that many bytes."""
    return f"obj/{size}"


def small_key(number: int) -> str:
    """One of as many names as one likes of 100 different objects of 4 KiB."""
    return f"many/{number:08}"


def write_objects(root: Path, sizes: Iterable[int]) -> dict[str, int]:
    """Create the files of all objects; the CRC64 of each path."""
    checksums: dict[str, int] = {}
    block = random.Random(5).randbytes(MIB)
    (root / "obj").mkdir()
    (root / "small").mkdir()
    for size in sizes:
        path = root / "obj" / str(size)
        fill = _write_hole if size > LARGEST_WRITTEN else _write_object
        checksums[f"/obj/{size}"] = fill(path, size, block)
    for number in range(SMALL_COUNT):
        data = number.to_bytes(2, "big") + block[number + 2 : number + SMALL_SIZE]
        (root / "small" / f"{number:02}").write_bytes(data)
        checksums[f"/small/{number:02}"] = checksums[f"/many/{number:02}"] = pycos.crc64(data)
    return checksums


def _write_object(path: Path, size: int, block: bytes) -> int:
    """Random bytes, each MiB beginning with its number, so that a misplaced range is another content."""
    crc = 0
    with path.open("wb", buffering=0) as file:
        for number, start in enumerate(range(0, size, len(block))):
            piece = (number.to_bytes(8, "big") + block[8:])[: size - start]
            crc = pycos.crc64(piece, crc)
            file.write(piece)
    return crc


def _write_hole(path: Path, size: int, block: bytes) -> int:
    with path.open("wb") as file:
        file.truncate(size)
    zeros = bytes(len(block))
    one, crc = pycos.crc64(zeros), 0
    for _ in range(size // len(zeros)):
        crc = pycos.crc64_combine(crc, one, len(zeros))
    return pycos.crc64(zeros[: size % len(zeros)], crc)


def write_pages(root: Path, pages: int) -> None:
    """Pages of a listing, 1,000 keys each; one document that clients of either version of the call read."""
    entry = (
        "<Contents><Key>list/%08d</Key><LastModified>2026-11-22T08:00:00.000Z</LastModified>"
        "<ETag>&quot;3a0f1fd698c235af9cf098cb74aa25bc&quot;</ETag><Size>%d</Size>"
        "<Owner><ID>1250000000</ID><DisplayName>1250000000</DisplayName></Owner>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
    )
    (root / ".pages").mkdir()
    for page in range(pages):
        first = page * KEYS_PER_PAGE
        last = first + KEYS_PER_PAGE - 1
        more = page + 1 < pages
        following = (
            f"<NextMarker>list/{last:08}</NextMarker>"
            f"<NextContinuationToken>list/{last:08}</NextContinuationToken>"
        )
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult>'
            f"<Name>{BUCKET}</Name><Prefix>list/</Prefix><Marker></Marker><MaxKeys>{KEYS_PER_PAGE}</MaxKeys>"
            f"<KeyCount>{KEYS_PER_PAGE}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>"
            + (following if more else "")
            + "".join(entry % (number, number * 37 % 1000003) for number in range(first, last + 1))
            + "</ListBucketResult>"
        )
        # Named as nginx.conf.in looks for it: the key before the page, without its last three digits.
        name = "first.xml" if page == 0 else f"after-{(first - 1) // KEYS_PER_PAGE:05}.xml"
        (root / ".pages" / name).write_text(text)
