"""The buckets. They are few and every request asks for one, so they are kept in memory too."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time

from pycos.emulator.errors import ApiError
from pycos.emulator.store.model import Bucket
from pycos.emulator.store.sqlite import Database

_ALL = "SELECT number, name, region, created, acl, options FROM bucket"
_CONFIGURATIONS = "SELECT name, body FROM document WHERE bucket = ? AND id = ''"
_STATUS = re.compile(r"<Status>\s*(\w+)\s*</Status>")


class Buckets:
    """All buckets of the server, with their configurations."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()  # between those who change what is kept in memory
        self._known: dict[str, Bucket] = {}
        self._numbers: dict[int, Bucket] = {}
        self.read_all()

    def read_all(self) -> None:
        """Know what the database has, and nothing else."""
        with self._lock:
            self._known.clear()
            self._numbers.clear()
            for number, name, region, created, acl, options in self._database.rows(_ALL):
                self._keep(self._read(Bucket(number, name, region, created, acl, json.loads(options))))

    def get(self, name: str) -> Bucket | None:
        """The bucket of that name."""
        return self._known.get(name)

    def now(self, bucket: Bucket) -> Bucket:
        """A bucket as it is by now; as it was when it is gone."""
        return self._numbers.get(bucket.number, bucket)

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
        with self._lock:
            self._keep(bucket)
        return bucket

    def set_acl(self, bucket: Bucket, acl: str) -> None:
        """Change who may use the bucket."""
        self._database.write(
            lambda transaction: transaction.execute(
                "UPDATE bucket SET acl = ? WHERE number = ?", (acl, bucket.number)
            )
        )
        self.learn(bucket)

    def learn(self, bucket: Bucket) -> None:
        """Read a bucket again after something about it was written."""
        with self._lock:
            for number, name, region, created, acl, options in self._database.rows(
                _ALL + " WHERE number = ?", (bucket.number,)
            ):
                self._keep(self._read(Bucket(number, name, region, created, acl, json.loads(options))))

    def delete(self, bucket: Bucket) -> None:
        """Remove an empty bucket; BucketNotEmpty when it has versions of objects, markers or uploads."""
        try:
            self._database.write(
                lambda transaction: transaction.execute(
                    "DELETE FROM bucket WHERE number = ?", (bucket.number,)
                )
            )
        except sqlite3.IntegrityError:
            raise ApiError("BucketNotEmpty") from None
        with self._lock:
            # Another of that name may have been made by now.
            if self._known.get(bucket.name) is self._numbers.get(bucket.number):
                self._known.pop(bucket.name, None)
            self._numbers.pop(bucket.number, None)

    def forget_all(self) -> None:
        """Follow a reset of the database."""
        with self._lock:
            self._known.clear()
            self._numbers.clear()

    def _keep(self, bucket: Bucket) -> None:
        self._known[bucket.name] = bucket
        self._numbers[bucket.number] = bucket

    def _read(self, bucket: Bucket) -> Bucket:
        """The bucket with its configurations, and what follows from them."""
        configurations: dict[str, str] = dict(self._database.rows(_CONFIGURATIONS, (bucket.number,)))
        status = _STATUS.search(configurations.get("versioning", ""))
        return Bucket(
            bucket.number,
            bucket.name,
            bucket.region,
            bucket.created,
            bucket.acl,
            bucket.options,
            configurations,
            status[1] if status else "",
        )
