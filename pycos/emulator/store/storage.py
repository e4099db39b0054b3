"""The whole store: metadata and blobs, on disk or in memory, opened and swept together."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from pycos.emulator.request import Body
from pycos.emulator.store import segments
from pycos.emulator.store.blobs import Blobs, FileBlobs, MemoryBlobs
from pycos.emulator.store.buckets import Buckets
from pycos.emulator.store.documents import Documents
from pycos.emulator.store.model import Bucket, Stored
from pycos.emulator.store.objects import Objects
from pycos.emulator.store.recent import Recent
from pycos.emulator.store.sqlite import Database, Transaction
from pycos.emulator.store.uploads import Uploads

# Twice the number of a bucket: for its objects, and for the parts of its uploads.
_BLOBS_OF = (
    "SELECT DISTINCT blob FROM segment WHERE blob > ''"
    " AND (owner IN (SELECT seq FROM object WHERE bucket = ?) OR owner IN"
    " (SELECT -part.number FROM part JOIN upload ON part.upload = upload.number WHERE upload.bucket = ?))"
)
_EMPTY = (
    "DELETE FROM segment WHERE owner IN (SELECT seq FROM object WHERE bucket = ?)",
    (
        "DELETE FROM segment WHERE owner IN"
        " (SELECT -part.number FROM part JOIN upload ON part.upload = upload.number WHERE upload.bucket = ?)"
    ),
    "DELETE FROM part WHERE upload IN (SELECT number FROM upload WHERE bucket = ?)",
    "DELETE FROM upload WHERE bucket = ?",
    "DELETE FROM object WHERE bucket = ?",
)


class Storage:
    """Everything the server remembers. ``folder`` None keeps it in memory.

    BlockingIOError when another process uses the folder; ValueError when its format is another one.
    """

    def __init__(self, folder: Path | None) -> None:
        self._lock_fd = -1
        if folder is None:
            self.database = Database(None)
            self.blobs: Blobs = MemoryBlobs()
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock_fd = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.database = Database(folder / "meta.db")
            self.blobs = FileBlobs(folder)
        self._sweep()
        self._recent = Recent(self.blobs)
        self.database.observe(self._recent)
        self.buckets = Buckets(self.database)
        self.documents = Documents(self.database, self.buckets)
        self.objects = Objects(self.database, self.blobs, self._recent, self.buckets)
        self.uploads = Uploads(self.database, self.objects)

    def _sweep(self) -> None:
        rows = self.database.rows("SELECT DISTINCT blob FROM segment WHERE blob > ''")
        self.blobs.sweep({row[0] for row in rows})

    @contextlib.contextmanager
    def incoming(self, body: Body) -> Iterator[Stored]:
        """Receive a body; its bytes are thrown away again when the block raises."""
        stored = segments.receive(self.blobs, body.chunks(), expected=body.size)
        try:
            yield stored
        except BaseException:
            self.blobs.discard(segments.blob_names(stored.segments))
            raise

    def reset(self) -> None:
        """Forget every bucket, object and upload."""

        def empty(transaction: Transaction) -> None:
            rows = transaction.all("SELECT DISTINCT blob FROM segment WHERE blob > ''")
            transaction.orphans += [row[0] for row in rows]
            transaction.execute("DELETE FROM segment")
            transaction.execute("DELETE FROM part")
            transaction.execute("DELETE FROM upload")
            transaction.execute("DELETE FROM object")
            transaction.execute("DELETE FROM bucket")

        self.database.write(empty)
        # A bucket of the same name will have another number: recent objects of the old one do not matter.
        self.buckets.forget_all()

    def reset_bucket(self, bucket: Bucket) -> None:
        """Forget all that a bucket holds; an empty one of the same name, region and ACL takes its place."""
        number = (bucket.number,)

        def forget(transaction: Transaction) -> None:
            names = [row[0] for row in transaction.all(_BLOBS_OF, number * 2)]
            for statement in _EMPTY:
                transaction.execute(statement, number)
            transaction.orphans += [
                name for name in names if not transaction.one("SELECT 1 FROM segment WHERE blob = ?", (name,))
            ]

        self.database.write(forget)
        self.buckets.delete(bucket)
        self.buckets.create(bucket.name, bucket.region, acl=bucket.acl, options=bucket.options)

    def close(self) -> None:
        """Close files; the folder may then be used by another server."""
        self.database.close()
        if self._lock_fd >= 0:
            os.close(self._lock_fd)
