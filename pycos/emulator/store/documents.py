"""What buckets keep beside their objects: their configurations, and the jobs of data processing.

Each is one text under a name, and where a bucket may have several of a kind, under an id as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from pycos.emulator.errors import ApiError
from pycos.emulator.store.buckets import Buckets
from pycos.emulator.store.model import Bucket
from pycos.emulator.store.sqlite import Database, Transaction

_GET = "SELECT body FROM document WHERE bucket = ? AND name = ? AND id = ?"
_PUT = (
    "INSERT INTO document (bucket, name, id, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (bucket, name, id) DO UPDATE SET body = excluded.body"
)


class Documents:
    """All documents of the server. They go with their bucket, which has those without an id in memory."""

    def __init__(self, database: Database, buckets: Buckets) -> None:
        self._database = database
        self._buckets = buckets

    def get(self, bucket: Bucket, name: str, identity: str = "") -> str | None:
        """One document, None when there is none."""
        if not identity:
            return self._buckets.now(bucket).configurations.get(name)
        rows = self._database.rows(_GET, (bucket.number, name, identity))
        return rows[0][0] if rows else None

    def put(self, bucket: Bucket, name: str, body: str, identity: str = "") -> None:
        """Keep a document, in place of an earlier one; that one's place in the order stays."""
        self._write(lambda transaction: transaction.execute(_PUT, (bucket.number, name, identity, body)))
        if not identity:
            self._buckets.learn(bucket)

    def change(
        self, bucket: Bucket, name: str, identity: str, change: Callable[[str | None], str | None]
    ) -> str | None:
        """Replace a document by what ``change`` makes of it; None leaves things as they are.

        The document as it is afterwards. ``change`` may be called twice and must do nothing else; what it
        raises is raised here.
        """

        def replace(transaction: Transaction) -> str | None:
            row = transaction.one(_GET, (bucket.number, name, identity))
            old = row[0] if row else None
            new = change(old)
            if new is None:
                return old
            transaction.execute(_PUT, (bucket.number, name, identity, new))
            return new

        result = self._write(replace)
        if not identity:
            self._buckets.learn(bucket)
        return result

    def delete(self, bucket: Bucket, name: str, identity: str = "") -> None:
        """Forget a document; nothing happens when there is none."""
        self._write(
            lambda transaction: transaction.execute(
                "DELETE FROM document WHERE bucket = ? AND name = ? AND id = ?",
                (bucket.number, name, identity),
            )
        )
        if not identity:
            self._buckets.learn(bucket)

    def page(self, bucket: Bucket, name: str, *, after: int, limit: int) -> list[tuple[int, str]]:
        """At most ``limit`` (number, document) of one name with a number above ``after``, oldest first."""
        rows = self._database.rows(
            "SELECT number, body FROM document WHERE bucket = ? AND name = ? AND number > ?"
            " ORDER BY number LIMIT ?",
            (bucket.number, name, after, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def everywhere(self, name: str) -> list[tuple[int, str]]:
        """(bucket number, document) of that name in all buckets."""
        rows = self._database.rows("SELECT bucket, body FROM document WHERE name = ?", (name,))
        return [(row[0], row[1]) for row in rows]

    def _write(self, operation: Callable[[Transaction], object]) -> str | None:
        try:
            result = self._database.write(operation)
        except sqlite3.IntegrityError:
            # The only constraint a document can break: its bucket was deleted meanwhile.
            raise ApiError("NoSuchBucket") from None
        return result if isinstance(result, str) else None
