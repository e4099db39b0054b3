"""The buckets. They are few and every request asks for one, so they are kept in memory too."""

from __future__ import annotations

import json
import sqlite3
import time

from pycos.emulator.errors import ApiError
from pycos.emulator.store.model import Bucket
from pycos.emulator.store.sqlite import Database, Row


class Buckets:
    """All buckets of the server."""

    def __init__(self, database: Database) -> None:
        self._database = database
        rows = database.rows("SELECT number, name, region, created, acl, options FROM bucket")
        self._known = {row[1]: _bucket(row) for row in rows}

    def get(self, name: str) -> Bucket | None:
        """The bucket of that name."""
        return self._known.get(name)

    def all(self) -> list[Bucket]:
        """All buckets by name."""
        return sorted(self._known.copy().values(), key=lambda bucket: bucket.name)

    def create(self, name: str, region: str, *, acl: str, options: dict[str, str]) -> Bucket:
        """A new bucket; BucketAlreadyExists when there is one of that name anywhere."""
        created = time.time_ns() // 1_000_000
        try:
            number = self._database.write(
                lambda transaction: (
                    transaction.execute(
                        "INSERT INTO bucket (name, region, created, acl, options) VALUES (?, ?, ?, ?, ?)",
                        (name, region, created, acl, json.dumps(options)),
                    ).lastrowid
                )
            )
        except sqlite3.IntegrityError:
            raise ApiError("BucketAlreadyExists") from None
        bucket = Bucket(number or 0, name, region, created, acl, options)
        self._known[name] = bucket
        return bucket

    def set_acl(self, bucket: Bucket, acl: str) -> None:
        """Change who may use the bucket."""
        self._database.write(
            lambda transaction: transaction.execute(
                "UPDATE bucket SET acl = ? WHERE number = ?", (acl, bucket.number)
            )
        )
        self._known[bucket.name] = Bucket(
            bucket.number, bucket.name, bucket.region, bucket.created, acl, bucket.options
        )

    def delete(self, bucket: Bucket) -> None:
        """Remove an empty bucket; BucketNotEmpty when it has objects or unfinished uploads."""
        try:
            self._database.write(
                lambda transaction: transaction.execute(
                    "DELETE FROM bucket WHERE number = ?", (bucket.number,)
                )
            )
        except sqlite3.IntegrityError:
            raise ApiError("BucketNotEmpty") from None
        self._known.pop(bucket.name, None)

    def forget_all(self) -> None:
        """Follow a reset of the database."""
        self._known.clear()


def _bucket(row: Row) -> Bucket:
    number, name, region, created, acl, options = row
    return Bucket(number, name, region, created, acl, json.loads(options))
