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

from pycos.emulator.store import schema
from pycos.emulator.store.model import Object

Row = tuple[Any, ...]
Changes = dict[tuple[int, str], "Object | None"]
T = TypeVar("T")

_MAX_BATCH = 64


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
        try:
            schema.prepare(self._writer, path)
        except BaseException:
            self._writer.close()
            raise
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
