"""The metadata database: SQLite with a write-ahead log, one writing thread, readers beside it.

A commit hands its pages to the operating system before it returns, so what was acknowledged survives the
death of the process. Writes that arrive while a commit is under way share the next one: with many clients
most of the price of a write is the commit, and the change from thread to thread.
In memory mode readers and writer share one connection.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pycos.emulator.store.model import Object

Row = tuple[Any, ...]
Changes = dict[tuple[int, str], "Object | None"]
T = TypeVar("T")

_VERSION = 2
_MAX_BATCH = 64
_SCHEMA = """
CREATE TABLE bucket (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL,
    created INTEGER NOT NULL,       -- milliseconds since 1970, as every time here
    acl TEXT NOT NULL,
    options TEXT NOT NULL           -- JSON
);
CREATE TABLE document (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket INTEGER NOT NULL REFERENCES bucket (number) ON DELETE CASCADE,
    name TEXT NOT NULL,             -- of the sub-resource, or of a kind of job
    id TEXT NOT NULL,               -- empty where a bucket has one of a name
    body TEXT NOT NULL,
    UNIQUE (bucket, name, id)
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
    tagging TEXT NOT NULL,          -- as in x-cos-tagging
    restored_from INTEGER NOT NULL DEFAULT 0,   -- when an archived object can be read again,
    restored_until INTEGER NOT NULL DEFAULT 0,  -- and until when; 0 when nobody asked for it
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
    headers TEXT NOT NULL,
    tagging TEXT NOT NULL
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


class Observer(Protocol):
    """Who has to know what a commit changes."""

    def before_commit(self, changes: Changes) -> None:
        """These keys are about to change."""

    def after_commit(self, changes: Changes, orphans: list[str]) -> None:
        """They changed, and nothing refers to these blobs any more."""

    def after_rollback(self) -> None:
        """Nothing changed after all."""


class Transaction:
    """What one operation may do to the database, and what it reports about it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.execute = connection.execute
        self.changes: Changes = {}
        self.orphans: list[str] = []

    def one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of a query, None when there is none."""
        row: Row | None = self.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        return self.execute(sql, values).fetchall()


class _Ticket(Generic[T]):
    """One operation on its way through the writing thread."""

    __slots__ = ("done", "error", "operation", "result")

    def __init__(self, operation: Callable[[Transaction], T]) -> None:
        self.operation = operation
        self.result: T | None = None
        self.error: BaseException | None = None
        self.done = threading.Lock()
        self.done.acquire()


class Database:
    """One database. ``path`` None keeps everything in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._observer: Observer | None = None
        self._lock = threading.Lock()  # between reader and writer in memory mode
        self._idle: list[sqlite3.Connection] = []
        self._writer = self._connect()
        version = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            self._writer.close()
            raise ValueError(f"{path} was written by another version of the server (format {version})")
        if version == 0:
            self._writer.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        self._tickets: queue.SimpleQueue[_Ticket[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_all, name="database writer", daemon=True)
        self._thread.start()

    def observe(self, observer: Observer) -> None:
        """Tell this observer of every commit from now on, on the writing thread."""
        self._observer = observer

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

    def write(self, operation: Callable[[Transaction], T]) -> T:
        """Run an operation on the writing thread: all of it is committed when this returns, or nothing.

        Whatever the operation raises is raised here. It may be run twice, the first run undone: it must
        not change anything but the database.
        """
        ticket = _Ticket(operation)
        self._tickets.put(ticket)
        ticket.done.acquire()
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]  # None only when T is

    def _write_all(self) -> None:
        while True:
            batch: list[_Ticket[Any]] = []
            ticket = self._tickets.get()
            try:
                while ticket is not None and len(batch) < _MAX_BATCH:
                    batch.append(ticket)
                    ticket = self._tickets.get_nowait()
            except queue.Empty:
                pass
            else:
                if ticket is not None:  # one too many for this batch
                    batch.append(ticket)
            if batch:
                with self._lock:
                    self._commit(batch)
                for finished in batch:
                    finished.done.release()
            if ticket is None:
                return

    def _commit(self, batch: list[_Ticket[Any]]) -> None:
        """Run a batch in one transaction; if one of its operations fails, each in its own."""
        try:
            self._attempt(batch)
        except Exception as error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            if self._observer is not None:
                self._observer.after_rollback()
            if len(batch) == 1:
                batch[0].error = error
                return
            for ticket in batch:
                self._commit([ticket])

    def _attempt(self, batch: list[_Ticket[Any]]) -> None:
        changes: Changes = {}
        orphans: list[str] = []
        self._writer.execute("BEGIN IMMEDIATE")
        for ticket in batch:
            transaction = Transaction(self._writer)
            ticket.result = ticket.operation(transaction)
            changes.update(transaction.changes)
            orphans += transaction.orphans
        if self._observer is not None:
            self._observer.before_commit(changes)
        self._writer.execute("COMMIT")
        if self._observer is not None:
            self._observer.after_commit(changes, orphans)

    def close(self) -> None:
        """Close all connections; the last one folds the log back into the database."""
        self._tickets.put(None)
        self._thread.join()
        while self._idle:
            self._idle.pop().close()
        self._writer.close()
