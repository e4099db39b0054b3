"""The past of a key: versions that are no longer live, delete markers, and how they come and go.

A key has at most one live object, which is the newest of its versions. What a GET without versionId must
not answer is not live: older versions, and markers. They have an age, minus their seq, so that the newest
comes first in the index.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable

from pycos.emulator.store.sqlite import Row, Transaction

NULL_VERSION = "null"
ENABLED, SUSPENDED = "Enabled", "Suspended"

Place = tuple[int, bytes]  # bucket and key

_ARCHIVE = "UPDATE object SET live = 0, age = -seq WHERE bucket = ? AND live = 1 AND key = ? AND age = 0"
_PROMOTE = "UPDATE object SET live = 1, age = 0 WHERE seq = ?"
LATEST_PAST = (
    "SELECT seq, is_marker, version_id FROM object WHERE bucket = ? AND live = 0 AND key = ?"
    " ORDER BY age LIMIT 1"
)
_REMOVE_LIVE = "DELETE FROM object WHERE bucket = ? AND live = 1 AND key = ? AND age = 0 RETURNING seq"
_REMOVE_PAST_NULL = (
    "DELETE FROM object WHERE bucket = ? AND live = 0 AND key = ? AND version_id = 'null' RETURNING seq"
)
_REMOVE_NULL = (
    "DELETE FROM object WHERE bucket = ? AND live IN (0, 1) AND key = ? AND version_id = 'null' RETURNING seq"
)
_REMOVE_VERSION = (
    "DELETE FROM object WHERE bucket = ? AND live IN (0, 1) AND key = ? AND version_id = ?"
    " RETURNING seq, is_marker"
)
_MARK = (
    "INSERT INTO object (seq, bucket, live, key, age, version_id, is_marker, size, etag, crc64, modified,"
    " appendable, storage_class, acl, headers, tagging)"
    " VALUES (?1, ?2, 0, ?3, -?1, ?4, 1, 0, '', 0, ?5, 0, 'STANDARD', 'default', '{}', '')"
)


def version_ids() -> Callable[[], str]:
    """A source of version ids in the manner of the service, each another one. For one thread."""
    last = 0

    def following() -> str:
        nonlocal last
        last = max(last + 1, time.time_ns() // 1000)
        # The service writes what is left of 64 bits after the microseconds, in base64 without padding.
        return base64.b64encode(str((1 << 64) - 1 - last).encode()).decode().rstrip("=")

    return following


def time_of(version_id: str) -> int | None:
    """When a version of that id was written, in milliseconds; None when it is not an id of that manner."""
    try:
        text = base64.b64decode(version_id + "=" * (-len(version_id) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return ((1 << 64) - 1 - int(text)) // 1000 if text.isdigit() and len(text) == 20 else None


def archive(transaction: Transaction, place: Place) -> None:
    """Make the live object of a key, if there is one, its newest past version."""
    transaction.execute(_ARCHIVE, place)


def latest_past(transaction: Transaction, place: Place) -> Row | None:
    """(seq, whether it is a marker, version id) of the newest past version."""
    return transaction.one(LATEST_PAST, place)


def remove_live(transaction: Transaction, place: Place) -> list[int]:
    """Remove the live object for good; the owners of bytes that go with it."""
    return [row[0] for row in transaction.all(_REMOVE_LIVE, place)]


def remove_null(transaction: Transaction, place: Place) -> list[int]:
    """Remove the version ``null``, live or not, object or marker; the owners of bytes that go with it."""
    return [row[0] for row in transaction.all(_REMOVE_NULL, place)]


def remove_past_null(transaction: Transaction, place: Place) -> list[int]:
    """The same, unless it is live."""
    return [row[0] for row in transaction.all(_REMOVE_PAST_NULL, place)]


def remove(transaction: Transaction, place: Place, version_id: str) -> tuple[list[int], bool]:
    """Remove one version; what then is the newest one becomes live, unless it is a marker.

    The owners of bytes that go with it, and whether it was a marker.
    """
    rows = transaction.all(_REMOVE_VERSION, (*place, version_id))
    if not rows:
        return [], False
    if not transaction.one("SELECT 1 FROM object WHERE bucket = ? AND live = 1 AND key = ?", place):
        newest = latest_past(transaction, place)
        if newest is not None and not newest[1]:
            transaction.execute(_PROMOTE, (newest[0],))
    return [row[0] for row in rows], bool(rows[0][1])


def mark(transaction: Transaction, place: Place, seq: int, version_id: str, modified: int) -> None:
    """Put a delete marker on top; nothing of the key may be live."""
    bucket, key = place
    transaction.execute(_MARK, (seq, bucket, key, version_id, modified))
