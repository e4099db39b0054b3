"""The whole store: metadata and blobs, on disk or in memory, opened and swept together."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from pathlib import Path

from pycos.emulator.request import Body, WholeBody
from pycos.emulator.store import segments
from pycos.emulator.store.blobs import Blobs, FileBlobs, MemoryBlobs
from pycos.emulator.store.buckets import Buckets
from pycos.emulator.store.documents import Documents
from pycos.emulator.store.durability import Durability, sync_folder
from pycos.emulator.store.model import Bucket, Stored
from pycos.emulator.store.objects import Objects
from pycos.emulator.store.recent import Recent
from pycos.emulator.store.removal import FULL
from pycos.emulator.store.snapshots import Snapshots
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
    "DELETE FROM content WHERE owner IN (SELECT seq FROM object WHERE bucket = ?)",
    "DELETE FROM object WHERE bucket = ?",
)


_FULL = FULL | {errno.EFBIG}


def is_full(error: Exception) -> bool:
    """Whether an error says that the disk has no room for what was to be written."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    # The code of an SQLite error is an attribute from Python 3.11 on only.
    return isinstance(error, sqlite3.OperationalError) and "disk is full" in str(error)


class Incoming:
    """Bytes that were received: the block that publishes them gets their description, and may raise."""

    __slots__ = ("_blobs", "_stored")

    def __init__(self, blobs: Blobs, stored: Stored) -> None:
        self._blobs = blobs
        self._stored = stored

    def __enter__(self) -> Stored:
        return self._stored

    def __exit__(self, kind: type[BaseException] | None, *_details: object) -> None:
        if kind is not None:
            self._blobs.discard(segments.blob_names(self._stored.segments))


class Storage:
    """Everything the server remembers. ``folder`` None keeps it in memory.

    ``fast_etags`` makes ETags that are no MD5. BlockingIOError when another process uses the folder;
    ValueError when its format is another one.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        durability: Durability = Durability.NORMAL,
        fast_etags: bool = False,
    ) -> None:
        self._lock_fd = -1
        self._fast_etags = fast_etags
        if folder is None:
            self.database = Database(None)
            self.blobs: Blobs = MemoryBlobs()
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock_fd = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.database = Database(folder / "meta.db", durability)
            self.blobs = FileBlobs(folder, durability)
            if durability is Durability.FULL:
                sync_folder(folder)
                sync_folder(folder.absolute().parent)
        self._sweep()
        self._recent = Recent(self.blobs)
        self.database.observe(self._recent)
        self.buckets = Buckets(self.database)
        self.documents = Documents(self.database, self.buckets)
        self.objects = Objects(self.database, self.blobs, self._recent, self.buckets)
        self.uploads = Uploads(self.database, self.objects)
        self.snapshots = Snapshots(self)

    def _sweep(self) -> None:
        rows = self.database.rows("SELECT DISTINCT blob FROM segment WHERE blob > ''")
        self.blobs.sweep({row[0] for row in rows})

    def incoming(self, body: Body, *, with_md5: bool = True) -> Incoming:
        """Receive a body; its bytes are thrown away again when the block raises.

        ``with_md5`` False says that nobody will compare the MD5, which fast ETags then save.
        """
        sums = segments.Sums(fast_etag=self._fast_etags, with_md5=with_md5)
        if isinstance(body, WholeBody) and len(body.data) <= segments.INLINE_SIZE:
            return Incoming(self.blobs, segments.inline(body.data, sums))
        return Incoming(self.blobs, segments.receive(self.blobs, body.chunks(), sums, expected=body.size))

    def summed(self, reader: segments.Reader) -> Stored:
        """Stored bytes as if they had been received once more; none are copied."""
        sums = segments.Sums(fast_etag=self._fast_etags, with_md5=False)
        for view in reader.chunks():
            sums.add(view)
        return sums.stored(reader.segments)

    def reset(self) -> None:
        """Forget every bucket, object and upload."""

        def empty(transaction: Transaction) -> None:
            rows = transaction.all("SELECT DISTINCT blob FROM segment WHERE blob > ''")
            transaction.orphans += [row[0] for row in rows]
            transaction.execute("DELETE FROM segment")
            transaction.execute("DELETE FROM content")
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
        self.blobs.close()
        if self._lock_fd >= 0:
            os.close(self._lock_fd)
