"""The objects of all buckets: publish, read, copy, append, delete, scan.

Every change is one transaction that replaces the live row of a key, so a reader sees the old object or the
new one and nothing between; in a bucket with versions the old row stays, as part of the past. A reader holds
a row and pinned blobs, never a lock.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from pycos.emulator.checksum import combine
from pycos.emulator.errors import ApiError
from pycos.emulator.store import rolling, segments, versions
from pycos.emulator.store.blobs import Blobs
from pycos.emulator.store.buckets import Buckets
from pycos.emulator.store.model import (
    Attributes,
    Bucket,
    Listed,
    ListedVersion,
    Object,
    Removed,
    Segment,
    Stored,
)
from pycos.emulator.store.recent import Recent
from pycos.emulator.store.sqlite import Database, Row, Transaction, signed, unsigned
from pycos.emulator.store.versions import ENABLED, NULL_VERSION, SUSPENDED

T = TypeVar("T")

_COLUMNS = (
    "SELECT seq, version_id, size, etag, crc64, modified, appendable, storage_class, acl, headers, tagging,"
    " customer_key, link, restored_from, restored_until, is_marker,"
    " (SELECT data FROM content WHERE owner = seq) FROM object"
)
_LIVE = _COLUMNS + " WHERE bucket = ? AND live = 1 AND key = ? AND age = 0"
_PAST = _COLUMNS + " WHERE bucket = ? AND live = 0 AND key = ? AND version_id = ?"
_SCAN = (
    "SELECT key, size, etag, modified, storage_class FROM object"
    " WHERE bucket = ? AND live = 1 AND key >= ? AND key < ? ORDER BY key LIMIT ?"
)
_SCAN_VERSIONS = (
    "SELECT * FROM (SELECT key, age, version_id, is_marker, size, etag, modified, storage_class, live"
    " FROM object WHERE bucket = ?1 AND live = 1 AND (key, age) > (?2, ?3) AND key < ?5"
    " ORDER BY key, age LIMIT ?6)"
    " UNION ALL"
    " SELECT * FROM (SELECT key, age, version_id, is_marker, size, etag, modified, storage_class, live"
    " FROM object WHERE bucket = ?1 AND live = 0 AND (key, age) > (?2, ?4) AND key < ?5"
    " ORDER BY key, age LIMIT ?6)"
    # A live object is newer than all of the past of its key.
    " ORDER BY key, live DESC, age LIMIT ?6"
)
_INSERT = (
    "INSERT INTO object (seq, size, etag, crc64, modified, appendable, storage_class, acl, headers, tagging,"
    " customer_key, link, bucket, key, version_id, live, age, is_marker)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 0)"
    " ON CONFLICT (bucket, live, key, age) DO NOTHING"
)
_REPLACE = (
    "UPDATE object SET seq = ?, size = ?, etag = ?, crc64 = ?, modified = ?, appendable = ?,"
    " storage_class = ?, acl = ?, headers = ?, tagging = ?, customer_key = ?, link = ?, restored_from = 0,"
    " restored_until = 0"
    " WHERE bucket = ? AND live = 1 AND key = ? AND age = 0 AND version_id = ?"
)
_INSERT_CONTENT = "INSERT INTO content (owner, data) VALUES (?, ?)"
_REMOVE_CONTENT = "DELETE FROM content WHERE owner = ?"
_PAST_IDENTITIES = (
    "SELECT version_id, age, modified FROM object WHERE bucket = ? AND live = 0 AND key = ? ORDER BY age"
)
_LIVE_IDENTITY = "SELECT seq, version_id FROM object WHERE bucket = ? AND live = 1 AND key = ? AND age = 0"
AFTER_ALL_KEYS = b"\xff"  # no UTF-8 text has this byte


@functools.lru_cache(maxsize=1024)
def encode_headers(items: tuple[tuple[str, str], ...]) -> str:
    """The headers of an object as they are stored."""
    return json.dumps(dict(items), ensure_ascii=True)


def now_ms() -> int:
    """The time of a write."""
    return time.time_ns() // 1_000_000


class Replaced(Exception):
    """An object was replaced between reading its record and opening its bytes; read the record again."""


class Objects:
    """All objects of the server."""

    def __init__(self, database: Database, blobs: Blobs, recent: Recent, buckets: Buckets) -> None:
        self._database = database
        self._blobs = blobs
        self._recent = recent
        self._buckets = buckets
        # Only the writing thread counts.
        self._version_id = versions.version_ids()
        self._seq = int(database.rows("SELECT ifnull(max(seq), 0) FROM object")[0][0])

    def number_behind(self, newest: int) -> None:
        """Give new objects higher numbers than this one; only while nobody writes."""
        self._seq = max(self._seq, newest)

    def get(self, bucket: Bucket, key: str) -> Object | None:
        """The live object of a key."""
        name = (bucket.number, key)
        found = self._recent.get(name)
        if found is None:
            generation = self._recent.generation
            rows = self._database.rows(_LIVE, (bucket.number, key.encode()))
            if rows:
                found = _object(key, rows[0])
                self._recent.offer(name, found, generation)
        return found

    def version(self, bucket: Bucket, key: str, version_id: str) -> Object | None:
        """One version of a key, which may be a marker."""
        found = self.get(bucket, key)
        if found is not None and found.version_id == version_id:
            return found
        rows = self._database.rows(_PAST, (bucket.number, key.encode(), version_id))
        if rows:
            return _object(key, rows[0])
        # It may have become live between the two looks.
        rows = self._database.rows(_LIVE, (bucket.number, key.encode()))
        return _object(key, rows[0]) if rows and rows[0][1] == version_id else None

    def marker(self, bucket: Bucket, key: str) -> str | None:
        """The version id of the marker by which a key is deleted; None when it just is not there."""
        rows = self._database.rows(versions.LATEST_PAST, (bucket.number, key.encode()))
        return rows[0][2] if rows and rows[0][1] else None

    def open(self, found: Object, start: int, size: int) -> segments.Reader:
        """The bytes of a range; Replaced when the object is no longer that one."""
        rows: list[Row] = []
        cut: tuple[Segment, ...] = ()
        if found.inline is not None:
            cut = (Segment(size, data=found.inline[start : start + size]),)
        elif size:
            rows = self._database.rows(segments.RANGE_QUERY, (found.seq, start + size, start))
            cut = segments.cut(rows, start, size)
        reader = segments.Reader(self._blobs, cut)
        if reader.size != size or not reader.pin():
            if self._database.rows("SELECT 1 FROM object WHERE seq = ?", (found.seq,)):
                raise OSError(f"bytes of object {found.seq} are missing")
            raise Replaced
        return reader

    def put(
        self, bucket: Bucket, key: str, stored: Stored, attributes: Attributes, *, keep_existing: bool = False
    ) -> Object:
        """Publish received bytes under a key; FileAlreadyExists when ``keep_existing`` and there is one."""
        inline = None
        if len(stored.segments) <= 1 and stored.size <= segments.INLINE_SIZE:
            inline = stored.segments[0].data if stored.segments else b""
        found = _new(key, stored.size, stored.etag, stored.crc64, attributes, inline=inline)
        return self.publish(
            bucket, found, () if inline is not None else stored.segments, keep_existing=keep_existing
        )

    def publish(
        self,
        bucket: Bucket,
        found: Object,
        contents: Iterable[Segment],
        *,
        keep_existing: bool = False,
        source: Object | None = None,
    ) -> Object:
        """Make an object the current one of its key.

        ``source`` is an object whose blobs the new one shares: Replaced when it is gone by now.
        """

        def publish(transaction: Transaction) -> Object:
            if source is not None and not transaction.one(
                "SELECT 1 FROM object WHERE seq = ?", (source.seq,)
            ):
                raise Replaced
            old = self.replace(transaction, bucket, found, keep_existing=keep_existing)
            segments.insert(transaction, found.seq, contents)
            self.drop(transaction, old)
            return found

        return self._write(publish)

    def replace(
        self, transaction: Transaction, bucket: Bucket, found: Object, *, keep_existing: bool = False
    ) -> list[int]:
        """Make an object the live one of its key, in place of the old one or on top of it.

        It gets its number, version id and time, which are those of the commit and not those of the request.
        The numbers whose bytes are to be dropped afterwards.
        """
        versioning = self._buckets.now(bucket).versioning
        self._seq += 1
        version_id = self._version_id() if versioning == ENABLED else NULL_VERSION
        found.seq, found.version_id, found.modified = self._seq, version_id, now_ms()
        key = found.key.encode()
        attributes = found.attributes
        values = (
            found.seq,
            found.size,
            found.etag,
            signed(found.crc64),
            found.modified,
            found.appendable,
            attributes.storage_class,
            attributes.acl,
            encode_headers(tuple(attributes.headers.items())),
            attributes.tagging,
            attributes.customer_key,
            attributes.link,
            bucket.number,
            key,
            version_id,
        )
        # A version null that is not live goes too; only versioning can have left one.
        gone = versions.remove_past_null(transaction, (bucket.number, key)) if versioning == SUSPENDED else []
        # Most writes are new keys; each statement that can be saved is felt.
        if not transaction.execute(_INSERT, values).rowcount:
            if keep_existing:
                raise ApiError("FileAlreadyExists")
            old = None if versioning == ENABLED else transaction.one(_LIVE_IDENTITY, (bucket.number, key))
            if old is not None and old[1] == NULL_VERSION:
                transaction.execute(_REPLACE, values)
                gone.append(old[0])
            else:
                versions.archive(transaction, (bucket.number, key))
                transaction.execute(_INSERT, values)
        transaction.changes[bucket.number, found.key] = found
        if found.inline is not None:  # not before: a refusal has changed nothing
            transaction.execute(_INSERT_CONTENT, (found.seq, found.inline))
        return gone

    def copy(
        self,
        source: Object,
        bucket: Bucket,
        key: str,
        attributes: Attributes,
        *,
        etag: str = "",
        keep_existing: bool = False,
    ) -> Object:
        """Publish the bytes of an object under another key or with other attributes; copies no blob.

        The ETag is that of the source, unless another one is given.
        """
        with self.open(source, 0, source.size) as reader:
            inline = source.inline
            found = _new(key, source.size, etag or source.etag, source.crc64, attributes, inline=inline)
            contents = () if inline is not None else reader.segments
            return self.publish(bucket, found, contents, keep_existing=keep_existing, source=source)

    def append(
        self, bucket: Bucket, key: str, position: int, stored: Stored, attributes: Attributes
    ) -> Object:
        """Add bytes to the end of an appendable object, or begin one at position 0.

        ObjectNotAppendable, AppendPositionErr: exactly one of two writers at a position wins.
        """

        def append(transaction: Transaction) -> Object:
            row = transaction.one(_LIVE, (bucket.number, key.encode()))
            if row is None:
                if position:
                    raise ApiError("AppendPositionErr", headers=(("x-cos-next-append-position", "0"),))
                found = _new(key, stored.size, stored.etag, stored.crc64, attributes, appendable=True)
                self.drop(transaction, self.replace(transaction, bucket, found))
            else:
                found = self._grown(_object(key, row), position, stored)
                transaction.execute(
                    "UPDATE object SET size = ?, etag = ?, crc64 = ?, modified = ? WHERE seq = ?",
                    (found.size, found.etag, signed(found.crc64), found.modified, found.seq),
                )
                transaction.changes[bucket.number, key] = found
            segments.insert(transaction, found.seq, stored.segments, position)
            return found

        return self._write(append)

    def _grown(self, old: Object, position: int, stored: Stored) -> Object:
        if not old.appendable:
            raise ApiError("ObjectNotAppendable")
        if old.size != position:
            raise ApiError("AppendPositionErr", headers=(("x-cos-next-append-position", str(old.size)),))
        # The service does not say how it forms this tag; it must only change with the bytes.
        etag = hashlib.md5((old.etag + stored.etag).encode(), usedforsecurity=False).hexdigest()
        crc = combine(old.crc64, stored.crc64, stored.size)
        size = old.size + stored.size
        return dataclasses.replace(old, size=size, etag=etag, crc64=crc, modified=now_ms())

    def set_acl(self, bucket: Bucket, found: Object, acl: str) -> None:
        """Change who may read the object."""
        self._update(bucket, found, "UPDATE object SET acl = ? WHERE seq = ?", (acl,))

    def set_storage_class(self, bucket: Bucket, found: Object, storage_class: str) -> None:
        """Move the object to another storage class; it is as old as before."""
        self._update(bucket, found, "UPDATE object SET storage_class = ? WHERE seq = ?", (storage_class,))

    def set_tagging(self, bucket: Bucket, found: Object, tagging: str) -> None:
        """Change the tags of the object."""
        self._update(bucket, found, "UPDATE object SET tagging = ? WHERE seq = ?", (tagging,))

    def set_restored(self, bucket: Bucket, found: Object, start: int, end: int) -> None:
        """Change the time in which an archived object can be read."""
        sql = "UPDATE object SET restored_from = ?, restored_until = ? WHERE seq = ?"
        self._update(bucket, found, sql, (start, end))

    def _update(self, bucket: Bucket, found: Object, sql: str, values: tuple[str | int, ...]) -> None:
        def update(transaction: Transaction) -> None:
            transaction.execute(sql, (*values, found.seq))
            transaction.changes[bucket.number, found.key] = None  # to be read again

        self._write(update)

    def delete(self, bucket: Bucket, key: str, version_id: str = "") -> Removed:
        """Remove a key or one version of it; nothing happens when there is none."""
        return self.delete_many(bucket, [(key, version_id)])[0]

    def delete_many(self, bucket: Bucket, names: Iterable[tuple[str, str]]) -> list[Removed]:
        """Remove each (key, version id) in one transaction.

        With an empty version id, a key of a bucket with versions gets a marker.
        """

        def delete(transaction: Transaction) -> list[Removed]:
            return [self._remove(transaction, bucket, key, version_id) for key, version_id in names]

        return self._write(delete)

    def delete_same(self, bucket: Bucket, key: str, seq: int, version_id: str = "") -> bool:
        """The same as ``delete``, unless the object of that ``seq`` is gone by now; whether it was there."""

        def delete(transaction: Transaction) -> bool:
            row = transaction.one("SELECT live FROM object WHERE seq = ?", (seq,))
            if row is None or (not version_id and not row[0]):
                return False
            self._remove(transaction, bucket, key, version_id)
            return True

        return self._write(delete)

    def _remove(self, transaction: Transaction, bucket: Bucket, key: str, version_id: str) -> Removed:
        place = (bucket.number, key.encode())
        versioning = self._buckets.now(bucket).versioning
        transaction.changes[bucket.number, key] = None
        if version_id:
            owners, was_marker = versions.remove(transaction, place, version_id)
            self.drop(transaction, owners)
            return Removed(was_marker, version_id)
        if not versioning:
            self.drop(transaction, versions.remove_live(transaction, place))
            return Removed()
        made = self._version_id() if versioning == ENABLED else NULL_VERSION
        if versioning == SUSPENDED:
            self.drop(transaction, versions.remove_null(transaction, place))
        versions.archive(transaction, place)
        self._seq += 1
        versions.mark(transaction, place, self._seq, made, now_ms())
        return Removed(True, made)

    def walk(
        self, bucket: Bucket, low: bytes, high: bytes, limit: int, *, prefix: str, delimiter: str
    ) -> list[tuple[str, Listed | None]]:
        """As ``scan``, with keys rolled up into common prefixes: (key, object) or (common prefix, None)."""
        return rolling.walk(self._database, bucket, low, high, prefix, delimiter, limit)

    def scan(self, bucket: Bucket, low: bytes, high: bytes, limit: int) -> list[Listed]:
        """At most ``limit`` objects with low <= key < high, in the order of their bytes."""
        rows = self._database.rows(_SCAN, (bucket.number, low, high, limit))
        return [Listed(row[0].decode(), *row[1:]) for row in rows]

    def scan_versions(
        self, bucket: Bucket, low: bytes, live_after: int, past_after: int, high: bytes, limit: int
    ) -> list[ListedVersion]:
        """At most ``limit`` versions and markers with low <= key < high: by key, and the newest first.

        Of the key ``low``, only a live object with an age above ``live_after``, and past versions with ages
        above ``past_after``.
        """
        rows = self._database.rows(_SCAN_VERSIONS, (bucket.number, low, live_after, past_after, high, limit))
        return [ListedVersion(row[0].decode(), row[1], row[2], bool(row[3]), *row[4:8]) for row in rows]

    def past(self, bucket: Bucket, key: str) -> list[tuple[str, int, int]]:
        """(version id, age, time of writing) of all past versions and markers of a key, the newest first."""
        rows = self._database.rows(_PAST_IDENTITIES, (bucket.number, key.encode()))
        return [(row[0], row[1], row[2]) for row in rows]

    def drop(self, transaction: Transaction, owners: Iterable[int]) -> None:
        """Remove the bytes of objects that are gone."""
        for owner in owners:
            if not transaction.execute(_REMOVE_CONTENT, (owner,)).rowcount:
                segments.remove(transaction, owner)

    def _write(self, operation: Callable[[Transaction], T]) -> T:
        try:
            return self._database.write(operation)
        except sqlite3.IntegrityError:
            # The only constraint an object can break: its bucket was deleted meanwhile.
            raise ApiError("NoSuchBucket") from None


def _new(
    key: str,
    size: int,
    etag: str,
    crc64: int,
    attributes: Attributes,
    *,
    inline: bytes | None = None,
    appendable: bool = False,
) -> Object:
    return Object(0, key, NULL_VERSION, size, etag, crc64, 0, appendable, attributes, inline)


def _object(key: str, row: Row) -> Object:
    seq, version_id, size, etag, crc64, modified, appendable, storage_class, acl, headers, tagging = row[:11]
    customer_key, link, start, end, marker, inline = row[11:]
    attributes = Attributes(json.loads(headers), storage_class, acl, tagging, customer_key, link)
    return Object(
        seq,
        key,
        version_id,
        size,
        etag,
        unsigned(crc64),
        modified,
        bool(appendable),
        attributes,
        inline,
        start,
        end,
        bool(marker),
    )
