"""Snapshots: everything that is stored, at one moment, kept in the server or in a folder or archive.

While one is taken nobody writes; readers go on. The database is copied, the blobs, which never change, are
pinned or linked. A restoration replaces everything in one transaction.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pycos.emulator.store import schema
from pycos.emulator.store.durability import sync_folder

if TYPE_CHECKING:
    from pycos.emulator.store.storage import Storage

FORMAT, VERSION = "cos-emulator-snapshot", 1
_MEMBER = re.compile(r"manifest\.json|meta\.db|blobs(/[0-9a-f]{2}(/[0-9a-f]{32})?)?")
_BLOBS = "SELECT blob, max(offset + size) FROM segment WHERE blob > '' GROUP BY blob"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

Manifest = dict[str, str | int]


class SnapshotError(ValueError):
    """What was given is no snapshot that can be restored, or there can be none at the place named."""


class _Kept(NamedTuple):
    database: sqlite3.Connection
    blobs: tuple[str, ...]


class Snapshots:
    """The snapshots of one server."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._kept: dict[str, _Kept] = {}
        self._count = 0

    def keep(self) -> str:
        """Take a snapshot that lives as long as the server, in memory; its name."""
        database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        blobs = self._copy(database)
        self._count += 1
        name = f"s{self._count}"
        self._kept[name] = _Kept(database, tuple(blobs))
        return name

    def recall(self, name: str) -> None:
        """Make everything as it was when this snapshot was taken; KeyError when there is none."""
        kept = self._kept[name]
        self._replace(kept.database, set(kept.blobs))

    def forget(self, name: str) -> None:
        """Drop a kept snapshot; KeyError when there is none."""
        kept = self._kept.pop(name)
        kept.database.close()
        self._storage.blobs.unpin(kept.blobs)

    def write(self, target: Path) -> Manifest:
        """Write a snapshot to a folder that is not there yet, or to a ``.tar`` file; its manifest.

        It appears under its name when it is whole and on the disk, not before.
        """
        if target.exists():
            raise SnapshotError(f"{target} exists")
        if not target.parent.is_dir():
            raise SnapshotError(f"{target.parent} is not a folder")
        import tempfile

        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            place = Path(folder) / "snapshot"
            manifest = self._write_folder(place)
            if target.suffix == ".tar":
                import tarfile

                packed = Path(folder) / "snapshot.tar"
                with tarfile.open(packed, "w") as archive:
                    archive.add(place / "manifest.json", "manifest.json")
                    archive.add(place / "meta.db", "meta.db")
                    archive.add(place / "blobs", "blobs")
                place = packed
            if target.exists():
                raise SnapshotError(f"{target} exists")
            place.rename(target)
        sync_folder(target.parent)
        return manifest

    def read(self, source: Path) -> Manifest:
        """Make everything as it is in a snapshot that was written to a folder or archive."""
        with opened(source) as (folder, manifest):
            database = _connect(folder / "meta.db")
            try:
                if database.execute("PRAGMA user_version").fetchone()[0] != schema.VERSION:
                    raise SnapshotError(
                        "the snapshot is of another version of the server: restore it into a folder,"
                        " and start a server over that"
                    )
                blobs = {row[0] for row in database.execute(_BLOBS)}
                self._adopt(folder, blobs)
                try:
                    self._replace(database, blobs)
                finally:
                    self._storage.blobs.unpin(blobs)
            finally:
                database.close()
        return manifest

    def _adopt(self, folder: Path, names: set[str]) -> None:
        """Have these blobs, and pin them."""
        pinned = False
        while not pinned:  # one that was here already may go meanwhile
            for name in names:
                self._storage.blobs.adopt(name, folder / "blobs" / name[:2] / name)
            pinned = self._storage.blobs.pin(names)

    def _copy(self, target: sqlite3.Connection) -> dict[str, int]:
        """Copy the database and pin its blobs, at one moment; the blobs with their sizes."""

        def copy(source: sqlite3.Connection) -> dict[str, int]:
            source.backup(target)
            blobs: dict[str, int] = dict(target.execute(_BLOBS).fetchall())
            if not self._storage.blobs.pin(blobs):
                raise OSError("bytes of objects are missing")
            return blobs

        return self._storage.database.alone(copy)

    def _write_folder(self, folder: Path) -> Manifest:
        (folder / "blobs").mkdir(parents=True)
        database = sqlite3.connect(folder / "meta.db", isolation_level=None)
        try:
            blobs = self._copy(database)
            try:
                for name in blobs:
                    (folder / "blobs" / name[:2]).mkdir(exist_ok=True)
                    self._storage.blobs.export(name, folder / "blobs" / name[:2] / name)
            finally:
                self._storage.blobs.unpin(blobs)
            manifest: Manifest = {
                "format": FORMAT,
                "version": VERSION,
                "database": schema.VERSION,
                "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "buckets": database.execute("SELECT count(*) FROM bucket").fetchone()[0],
                "objects": database.execute("SELECT count(*) FROM object").fetchone()[0],
                "blobs": len(blobs),
                "blob_bytes": sum(blobs.values()),
            }
        finally:
            database.close()
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
        return manifest

    def _replace(self, source: sqlite3.Connection, blobs: set[str]) -> None:
        storage = self._storage

        def replace(connection: sqlite3.Connection) -> set[str]:
            old = {row[0] for row in connection.execute(_BLOBS)}
            storage.blobs.keep(blobs)
            _fill(connection, source)
            newest = connection.execute("SELECT ifnull(max(seq), 0) FROM object").fetchone()[0]
            storage.objects.number_behind(newest)
            return old

        old = storage.database.alone(replace, replaces=True)
        storage.buckets.read_all()
        storage.blobs.discard(old - blobs)


def _fill(target: sqlite3.Connection, source: sqlite3.Connection) -> None:
    """Put the rows of one database in the place of those of another one of the same format."""
    tables = [row[0] for row in target.execute(_TABLES)]
    target.execute("BEGIN IMMEDIATE")
    target.execute("PRAGMA defer_foreign_keys = ON")
    # All deletions first: that of a bucket takes along what refers to it.
    for table in tables:
        target.execute(f"DELETE FROM {table}")  # noqa: S608  # a name from the schema
    for table in tables:
        columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        rows = source.execute(f"SELECT {names} FROM {table}")  # noqa: S608
        target.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
    target.execute("COMMIT")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


@contextlib.contextmanager
def opened(source: Path) -> Iterator[tuple[Path, Manifest]]:
    """The folder of a snapshot, which may be an archive, and its manifest; SnapshotError when it is none."""
    with contextlib.ExitStack() as stack:
        folder = source
        if source.is_file():
            import tempfile

            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cos-emulator-")))
            _unpack(source, folder)
        yield folder, _checked(source, folder)


def _unpack(source: Path, folder: Path) -> None:
    import tarfile

    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                if not _MEMBER.fullmatch(member.name) or not (member.isfile() or member.isdir()):
                    raise SnapshotError(f"{source} is not a snapshot: it holds {member.name!r}")
                target = folder / member.name
                if member.isdir():
                    target.mkdir(exist_ok=True)
                    continue
                data = archive.extractfile(member)
                with target.open("xb") as file:
                    if data is not None:
                        shutil.copyfileobj(data, file)
    except (tarfile.TarError, FileExistsError, FileNotFoundError) as error:
        raise SnapshotError(f"{source} is not a snapshot: {error}") from None


def _checked(source: Path, folder: Path) -> Manifest:
    """The manifest of a snapshot that is whole: its format, its database, each of its blobs."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
        if manifest["format"] != FORMAT:
            raise KeyError("format")
    except (OSError, ValueError, KeyError, TypeError):
        raise SnapshotError(f"{source} is not a snapshot of this server") from None
    if manifest.get("version") != VERSION:
        raise SnapshotError(f"{source} is a snapshot of version {manifest.get('version')}, not {VERSION}")
    try:
        database = _connect(folder / "meta.db")
        try:
            if database.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("it is damaged")
            blobs = database.execute(_BLOBS).fetchall()
        finally:
            database.close()
    except sqlite3.Error as error:
        raise SnapshotError(f"the database of {source} cannot be read: {error}") from None
    for name, size in blobs:
        path = folder / "blobs" / name[:2] / name
        if not path.is_file() or path.stat().st_size < size:
            raise SnapshotError(f"{source} lacks bytes of objects: {name}")
    found: Manifest = manifest
    return found
