"""The metadata database: SQLite with a write-ahead log, one writer at a time, readers beside it.

A commit hands its pages to the operating system before it returns, so what was acknowledged survives the
death of the process. In memory mode readers and writer share one connection.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

Row = tuple[Any, ...]

_VERSION = 1
_SCHEMA = """
CREATE TABLE bucket (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL,
    created INTEGER NOT NULL,       -- milliseconds since 1970, as every time here
    acl TEXT NOT NULL,
    options TEXT NOT NULL           -- JSON
);
CREATE TABLE object (
    seq INTEGER PRIMARY KEY,        -- grows with every write; the newest version has the highest
    bucket INTEGER NOT NULL REFERENCES bucket (number),
    key BLOB NOT NULL,              -- UTF-8; bytes, so that their order is the order of listings
    version_id TEXT NOT NULL,       -- 'null' in a bucket without versioning
    is_current INTEGER NOT NULL,
    is_marker INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,             -- without quotes
    crc64 INTEGER NOT NULL,         -- signed, as SQLite has no unsigned 64 bits
    modified INTEGER NOT NULL,
    appendable INTEGER NOT NULL,
    storage_class TEXT NOT NULL,
    acl TEXT NOT NULL,
    headers TEXT NOT NULL,          -- JSON
    inline BLOB                     -- all bytes of a small object; last, so that other columns stay near
);
CREATE UNIQUE INDEX object_version ON object (bucket, key, version_id);
CREATE TABLE upload (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    upload_id TEXT NOT NULL UNIQUE,
    bucket INTEGER NOT NULL REFERENCES bucket (number),
    key BLOB NOT NULL,
    initiated INTEGER NOT NULL,
    storage_class TEXT NOT NULL,
    acl TEXT NOT NULL,
    headers TEXT NOT NULL
);
CREATE INDEX upload_key ON upload (bucket, key, upload_id);
CREATE TABLE part (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    upload INTEGER NOT NULL REFERENCES upload (number),
    part INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    crc64 INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    UNIQUE (upload, part)
);
CREATE TABLE segment (
    owner INTEGER NOT NULL,         -- the seq of an object, or minus the number of a part
    start INTEGER NOT NULL,         -- position within the owner
    size INTEGER NOT NULL,
    blob TEXT,
    offset INTEGER NOT NULL,
    data BLOB,                      -- the bytes themselves when there is no blob
    UNIQUE (owner, start)
);
CREATE INDEX segment_blob ON segment (blob);
"""


def signed(number: int) -> int:
    """An unsigned 64-bit number as SQLite can keep it."""
    return number - (1 << 64) if number >> 63 else number


def unsigned(number: int) -> int:
    """Undo ``signed``."""
    return number & 0xFFFFFFFFFFFFFFFF


class Database:
    """One database. ``path`` None keeps everything in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._writer = self._connect()
        version = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            self._writer.close()
            raise ValueError(f"{path} was written by another version of the server (format {version})")
        if version == 0:
            self._writer.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")

    def _connect(self) -> sqlite3.Connection:
        target = ":memory:" if self._path is None else str(self._path)
        connection = sqlite3.connect(target, timeout=60, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL: safe against the death of the process; syncs only when the log is folded back.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -16384")
        return connection

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query, read outside of any transaction."""
        if self._path is None:
            with self._lock:
                return self._writer.execute(sql, values).fetchall()
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            self._idle.append(connection)

    def transaction(self) -> Transaction:
        """A ``with`` block in which all writes happen, or none."""
        return Transaction(self._writer, self._lock)

    def close(self) -> None:
        """Close all connections; the last one folds the log back into the database."""
        while self._idle:
            self._idle.pop().close()
        with self._lock:
            self._writer.close()


class Transaction:
    """One transaction under the writer lock; any exception rolls it back."""

    __slots__ = ("_connection", "_lock", "execute")

    def __init__(self, connection: sqlite3.Connection, lock: threading.Lock) -> None:
        self._connection = connection
        self._lock = lock
        self.execute = connection.execute

    def __enter__(self) -> Transaction:
        self._lock.acquire()
        try:
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.execute("ROLLBACK" if kind else "COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
            raise
        finally:
            self._lock.release()

    def one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of a query, None when there is none."""
        row: Row | None = self.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        return self.execute(sql, values).fetchall()
