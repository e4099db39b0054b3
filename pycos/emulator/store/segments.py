"""Runs of bytes: how bodies are received into them, stored beside their owner, and read back.

The owner of a segment is an object (its seq) or a part (minus its number). Blobs may be shared, since a
copy refers to the same ones; a blob goes when its last segment goes.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Iterable, Iterator

from pycos.emulator.checksum import crc64
from pycos.emulator.store.blobs import Blobs, BlobWriter
from pycos.emulator.store.model import Segment, Stored
from pycos.emulator.store.sqlite import Row, Transaction

INLINE_SIZE = 16 * 1024  # up to here a row is faster than a file
_UNSHARED = (
    2047  # bytes; for more at a time hashlib lets go of the interpreter, which costs more than their MD5
)


class Sums:
    """The sums of bytes that come in pieces.

    MD5 is slower than everything else that is done with the bytes of a write together; with ``fast_etag``
    it is left out, unless ``with_md5`` says that it has to be compared.
    """

    def __init__(self, *, fast_etag: bool = False, with_md5: bool = True) -> None:
        self._fast = fast_etag
        self._md5 = None if fast_etag and not with_md5 else hashlib.md5(usedforsecurity=False)
        self._crc = 0
        self._size = 0

    def add(self, data: memoryview) -> None:
        """The next bytes."""
        self._size += len(data)
        self._crc = crc64(data, self._crc)
        if self._md5 is not None:
            if len(data) > INLINE_SIZE:
                self._md5.update(data)
            else:
                for start in range(0, len(data), _UNSHARED):
                    self._md5.update(data[start : start + _UNSHARED])

    def stored(self, segments: tuple[Segment, ...]) -> Stored:
        """All bytes, which are kept in these segments."""
        md5 = None if self._md5 is None else self._md5.hexdigest()
        etag = fast_tag(self._crc, self._size) if self._fast or md5 is None else md5
        return Stored(self._size, etag, self._crc, segments, md5)


def receive(blobs: Blobs, chunks: Iterable[memoryview], sums: Sums, *, expected: int | None = None) -> Stored:
    """Keep the bytes, with their sums; ``expected`` is the size when it is known.

    Whatever the chunks raise passes through, and nothing is kept then.
    """
    size = 0
    small = b""
    writer: BlobWriter | None = None
    try:
        if expected is not None and expected > INLINE_SIZE:
            writer = blobs.create(expected)
        for chunk in chunks:
            size += len(chunk)
            sums.add(chunk)
            if writer is not None:
                writer.write(chunk)
                continue
            small = small + chunk if small else bytes(chunk)  # most come in one piece
            if size > INLINE_SIZE:
                writer = blobs.create()
                writer.write(small)
        if writer is not None:
            return sums.stored((Segment(size, blob=writer.commit()),))
        return sums.stored((Segment(size, data=small),) if size else ())
    except BaseException:
        if writer is not None:
            writer.abort()
        raise


def inline(data: bytes, sums: Sums) -> Stored:
    """The same for few bytes that have all come: no more than ``INLINE_SIZE``."""
    sums.add(memoryview(data))
    return sums.stored((Segment(len(data), data=data),) if data else ())


def fast_tag(crc: int, size: int) -> str:
    """An ETag that is no MD5, of the same form: the CRC64 and the size, each of sixteen hex digits.

    The same bytes always have the same one, and the zeros of the size tell it from an MD5.
    """
    return f"{crc:016x}{size:016x}"


def blob_names(segments: Iterable[Segment]) -> list[str]:
    """The blobs behind segments."""
    return [segment.blob for segment in segments if segment.blob is not None]


def insert(transaction: Transaction, owner: int, segments: Iterable[Segment], start: int = 0) -> None:
    """Store segments of an owner, the first one at ``start``."""
    for segment in segments:
        transaction.execute(
            "INSERT INTO segment (owner, start, size, blob, offset, data) VALUES (?, ?, ?, ?, ?, ?)",
            (owner, start, segment.size, segment.blob, segment.offset, segment.data),
        )
        start += segment.size


def remove(transaction: Transaction, owner: int) -> None:
    """Remove the segments of an owner, and mark the blobs that nothing refers to any more."""
    names = {
        row[0] for row in transaction.all("SELECT blob FROM segment WHERE owner = ? AND blob > ''", (owner,))
    }
    transaction.execute("DELETE FROM segment WHERE owner = ?", (owner,))
    transaction.orphans += [
        name for name in names if not transaction.one("SELECT 1 FROM segment WHERE blob = ? LIMIT 1", (name,))
    ]


RANGE_QUERY = (
    "SELECT start, size, blob, offset, data FROM segment"
    " WHERE owner = ? AND start < ? AND start + size > ? ORDER BY start"
)


def cut(rows: Iterable[Row], start: int, size: int) -> tuple[Segment, ...]:
    """The segments of a range, from the rows that ``RANGE_QUERY`` gave for it."""
    found = []
    end = start + size
    for position, length, blob, offset, data in rows:
        skip = max(0, start - position)
        count = min(position + length, end) - position - skip
        if data is not None:
            found.append(Segment(count, data=data[skip : skip + count]))
        else:
            found.append(Segment(count, blob=blob, offset=offset + skip))
    return tuple(found)


class Reader:
    """Stored bytes on their way out; keeps their blobs until it is closed."""

    def __init__(self, blobs: Blobs, segments: tuple[Segment, ...]) -> None:
        self.segments = segments
        self.size = sum(segment.size for segment in segments)
        self._blobs = blobs
        self._pinned: list[str] = []

    def pin(self) -> bool:
        """Hold the blobs; False when one is gone already."""
        names = blob_names(self.segments)
        if not self._blobs.pin(names):
            return False
        self._pinned = names
        return True

    def spans(self) -> Iterator[memoryview | tuple[int, int, int]]:
        """The bytes, or (file descriptor, offset, size), of each segment."""
        for segment in self.segments:
            if segment.data is not None:
                yield memoryview(segment.data)
                continue
            opened = self._blobs.open(segment.blob or "")
            if isinstance(opened, memoryview):
                yield opened[segment.offset : segment.offset + segment.size]
                continue
            try:
                yield opened, segment.offset, segment.size
            finally:
                os.close(opened)

    def chunks(self, size: int = 256 * 1024) -> Iterator[memoryview]:
        """The bytes in pieces of at most ``size``."""
        buffer = memoryview(mmap.mmap(-1, size))  # begins where a page does: see Stream
        for span in self.spans():
            if isinstance(span, memoryview):
                yield span
                continue
            descriptor, offset, left = span
            while left:
                count = os.preadv(descriptor, [buffer[: min(left, size)]], offset)
                if not count:
                    raise OSError("a blob is shorter than its record says")
                yield buffer[:count]
                offset += count
                left -= count

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the blobs."""
        names, self._pinned = self._pinned, []
        if names:
            self._blobs.unpin(names)
