"""How much there is. Every answer reads all of an index: for figures that are looked at now and then."""

from __future__ import annotations

from dataclasses import dataclass

from pycos.emulator.store.sqlite import Database

_OBJECTS = "SELECT bucket, count(*), sum(size) FROM object WHERE is_marker = 0 GROUP BY bucket"
_UPLOADS = "SELECT bucket, count(*) FROM upload GROUP BY bucket"
_BLOBS = (
    "SELECT ifnull(sum(size), 0) FROM"
    " (SELECT max(offset + size) AS size FROM segment WHERE blob > '' GROUP BY blob)"
)


@dataclass(slots=True)
class Size:
    """What one bucket holds: versions of objects, their bytes, unfinished uploads."""

    objects: int = 0
    bytes: int = 0
    uploads: int = 0


def of_buckets(database: Database) -> dict[int, Size]:
    """The number of a bucket to what it holds; every bucket that there is."""
    found = {row[0]: Size() for row in database.rows("SELECT number FROM bucket")}
    for number, count, total in database.rows(_OBJECTS):
        if number in found:
            found[number].objects, found[number].bytes = count, total
    for number, count in database.rows(_UPLOADS):
        if number in found:
            found[number].uploads = count
    return found


def stored(database: Database) -> int:
    """The bytes of the database and of the blobs it refers to."""
    pages = database.rows("PRAGMA page_count")[0][0] * database.rows("PRAGMA page_size")[0][0]
    return int(pages + database.rows(_BLOBS)[0][0])
