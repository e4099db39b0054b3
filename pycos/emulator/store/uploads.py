"""Unfinished multipart uploads and their parts. A finished upload hands its segments to the object."""

from __future__ import annotations

import functools
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence

from pycos.emulator.checksum import combine
from pycos.emulator.errors import ApiError
from pycos.emulator.store import segments
from pycos.emulator.store.model import Attributes, Bucket, Object, Part, Stored, Upload
from pycos.emulator.store.objects import Objects, Replaced, encode_headers, now_ms
from pycos.emulator.store.sqlite import Database, Row, Transaction, signed, unsigned
from pycos.emulator.store.versions import NULL_VERSION

_GET = (
    "SELECT number, upload_id, key, initiated, storage_class, acl, headers, tagging, customer_key FROM upload"
    " WHERE upload_id = ? AND bucket = ? AND key = ?"
)
_SCAN = (
    "SELECT number, upload_id, key, initiated, storage_class, acl, headers, tagging, customer_key FROM upload"
    " WHERE bucket = ? AND key < ? AND (key, upload_id) > (?, ?) ORDER BY key, upload_id LIMIT ?"
)


class Uploads:
    """All unfinished uploads of the server."""

    def __init__(self, database: Database, objects: Objects) -> None:
        self._database = database
        self._objects = objects

    def create(self, bucket: Bucket, key: str, attributes: Attributes) -> str:
        """Begin an upload; its id. Ids of one key sort by the time they were made."""
        initiated = now_ms()
        # The manner of the service: digits of time, then random hexadecimals.
        upload_id = f"{initiated}{secrets.token_hex(32)}"
        headers = encode_headers(tuple(attributes.headers.items()))
        try:
            self._database.write(
                lambda transaction: transaction.execute(
                    "INSERT INTO upload"
                    " (upload_id, bucket, key, initiated, storage_class, acl, headers, tagging, customer_key)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        upload_id,
                        bucket.number,
                        key.encode(),
                        initiated,
                        attributes.storage_class,
                        attributes.acl,
                        headers,
                        attributes.tagging,
                        attributes.customer_key,
                    ),
                )
            )
        except sqlite3.IntegrityError:
            raise ApiError("NoSuchBucket") from None
        return upload_id

    def get(self, bucket: Bucket, key: str, upload_id: str) -> Upload:
        """The upload of that id; NoSuchUpload when there is none for that key."""
        rows = self._database.rows(_GET, (upload_id, bucket.number, key.encode()))
        if not rows:
            raise ApiError("NoSuchUpload")
        return _upload(rows[0])

    def put_part(self, upload: Upload, part: int, stored: Stored, *, source: Object | None = None) -> Part:
        """Keep a part, in place of an earlier one of that number.

        ``source`` is an object whose blobs the part shares: Replaced when it is gone by now.
        """
        modified = now_ms()

        def keep(transaction: Transaction) -> None:
            if source is not None and not transaction.one(
                "SELECT 1 FROM object WHERE seq = ?", (source.seq,)
            ):
                raise Replaced
            if not transaction.one("SELECT 1 FROM upload WHERE number = ?", (upload.number,)):
                raise ApiError("NoSuchUpload")
            old = transaction.one(
                "DELETE FROM part WHERE upload = ? AND part = ? RETURNING number", (upload.number, part)
            )
            number = transaction.execute(
                "INSERT INTO part (upload, part, size, etag, crc64, modified) VALUES (?, ?, ?, ?, ?, ?)",
                (upload.number, part, stored.size, stored.etag, signed(stored.crc64), modified),
            ).lastrowid
            segments.insert(transaction, -(number or 0), stored.segments)
            if old:
                segments.remove(transaction, -old[0])

        self._database.write(keep)
        return Part(part, stored.size, stored.etag, stored.crc64, modified)

    def parts(self, upload: Upload, *, after: int, limit: int) -> list[Part]:
        """At most ``limit`` parts with a number above ``after``, in order."""
        rows = self._database.rows(
            "SELECT part, size, etag, crc64, modified FROM part WHERE upload = ? AND part > ?"
            " ORDER BY part LIMIT ?",
            (upload.number, after, limit),
        )
        return [_part(row) for row in rows]

    def scan(self, bucket: Bucket, low: bytes, high: bytes, after_id: str, limit: int) -> list[Upload]:
        """Uploads with low <= key < high by key and id; those of key ``low`` only above ``after_id``."""
        rows = self._database.rows(_SCAN, (bucket.number, high, low, after_id, limit))
        return [_upload(row) for row in rows]

    def abort(self, upload: Upload) -> None:
        """Forget an upload and its parts."""

        def forget(transaction: Transaction) -> None:
            rows = transaction.all("SELECT number FROM part WHERE upload = ?", (upload.number,))
            _forget(transaction, upload, [row[0] for row in rows])

        self._database.write(forget)

    def complete(
        self,
        bucket: Bucket,
        upload: Upload,
        chosen: Sequence[tuple[int, str]],
        check: Callable[[list[Part]], None],
        *,
        keep_existing: bool = False,
    ) -> Object:
        """Publish the chosen (part number, ETag) pairs as one object and forget the upload.

        InvalidPart when a part is missing or has another ETag; ``check`` may refuse the list of parts.
        NoSuchUpload when another call was faster; FileAlreadyExists when ``keep_existing`` and there is an
        object, and then the upload stays.
        """
        found = None
        while found is None:
            rows = self._part_rows(upload)
            try:
                parts = _choose(rows, chosen)
                check([part for _, part in parts])
            except ApiError:
                # Parts that are gone may have gone with their upload, which then is the reason.
                self.get(bucket, upload.key, upload.upload_id)
                raise
            # Sums of thousands of parts are made here, outside of the transaction.
            assembled = _assembled(upload, [part for _, part in parts])
            found = self._database.write(
                functools.partial(self._finish, bucket, upload, rows, parts, assembled, keep_existing)
            )
        return found

    def _finish(
        self,
        bucket: Bucket,
        upload: Upload,
        rows: list[Row],
        parts: list[tuple[int, Part]],
        found: Object,
        keep_existing: bool,
        transaction: Transaction,
    ) -> Object | None:
        """Put the assembled object in the place of the upload; None when the parts are other ones by now."""
        if not transaction.one("SELECT 1 FROM upload WHERE number = ?", (upload.number,)):
            raise ApiError("NoSuchUpload")
        current = transaction.all("SELECT number FROM part WHERE upload = ?", (upload.number,))
        if sorted(row[0] for row in current) != sorted(row[0] for row in rows):
            return None
        old = self._objects.replace(transaction, bucket, found, keep_existing=keep_existing)
        start = 0
        for number, part in parts:
            transaction.execute(
                "UPDATE segment SET owner = ?, start = start + ? WHERE owner = ?",
                (found.seq, start, -number),
            )
            start += part.size
        _forget(transaction, upload, [row[0] for row in rows])
        self._objects.drop(transaction, old)
        return found

    def _part_rows(self, upload: Upload) -> list[Row]:
        return self._database.rows(
            "SELECT number, part, size, etag, crc64, modified FROM part WHERE upload = ?", (upload.number,)
        )


def _assembled(upload: Upload, parts: list[Part]) -> Object:
    crc = 0
    for part in parts:
        crc = combine(crc, part.crc64, part.size)
    sums = b"".join(bytes.fromhex(part.etag) for part in parts)
    etag = f"{hashlib.md5(sums, usedforsecurity=False).hexdigest()}-{len(parts)}"
    size = sum(part.size for part in parts)
    return Object(0, upload.key, NULL_VERSION, size, etag, crc, 0, False, upload.attributes, None)


def _choose(rows: Iterable[Row], chosen: Sequence[tuple[int, str]]) -> list[tuple[int, Part]]:
    known = {row[1]: (row[0], _part(row[1:])) for row in rows}
    parts = []
    for number, etag in chosen:
        entry = known.get(number)
        if entry is None or entry[1].etag != etag:
            raise ApiError("InvalidPart", f"Part {number} was not uploaded, or its ETag is another one.")
        parts.append(entry)
    return parts


def _forget(transaction: Transaction, upload: Upload, numbers: Iterable[int]) -> None:
    for number in numbers:
        segments.remove(transaction, -number)
    transaction.execute("DELETE FROM part WHERE upload = ?", (upload.number,))
    transaction.execute("DELETE FROM upload WHERE number = ?", (upload.number,))


def _part(row: Row) -> Part:
    return Part(row[0], row[1], row[2], unsigned(row[3]), row[4])


def _upload(row: Row) -> Upload:
    number, upload_id, key, initiated, storage_class, acl, headers, tagging, customer_key = row
    attributes = Attributes(json.loads(headers), storage_class, acl, tagging, customer_key)
    return Upload(number, upload_id, key.decode(), initiated, attributes)
