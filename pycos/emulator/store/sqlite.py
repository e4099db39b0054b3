"""The metadata database: SQLite with a write-ahead log, one writer at a time, readers beside it.

A commit hands its pages to the operating system before it returns, so what was acknowledged survives the
death of the process; with full durability it forces them to the disk. Writes that arrive while a commit is
under way share the next one: with many clients most of the price of a write is the commit. There is no
thread that writes for the others, since that would cost each write two changes of thread: whoever finds
nobody writing does it, for all that wait.
A thread that has the requests of many clients before it may also gather its own writes into one transaction.
In memory mode readers and writer share one connection.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pycos.emulator.errors import ApiError
from pycos.emulator.store import schema
from pycos.emulator.store.durability import Durability
from pycos.emulator.store.model import Object

logger = logging.getLogger("pycos.emulator")

Row = tuple[Any, ...]
Changes = dict[tuple[int, str], "Object | None"]
T = TypeVar("T")

_MAX_BATCH = 64
_GATHER = 50e-6  # seconds that a writer waits for others to share its commit, which costs about as much
_SYNCHRONOUS = {Durability.NONE: "OFF", Durability.NORMAL: "NORMAL", Durability.FULL: "FULL"}
_FOLD_AFTER = 4000  # writes, until the log is folded into the database beside the writers
_LOG_PAGES = 16_000  # where a writer does it itself, since the other way cannot keep up: 64 MiB


def signed(number: int) -> int:
    """An unsigned 64-bit number as SQLite can keep it."""
    return number - (1 << 64) if number >> 63 else number


def unsigned(number: int) -> int:
    """Undo ``signed``."""
    return number & 0xFFFFFFFFFFFFFFFF


class NotHere(Exception):
    """A thread that gathers writes cannot do this, but any other one can. Nothing has happened."""


class Observer(Protocol):
    """Who has to know what a commit changes."""

    def before_commit(self, changes: Changes) -> None:
        """These keys are about to change."""

    def before_replacement(self) -> None:
        """Everything is about to change."""

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
    """One operation that waits to be written. Its thread sleeps on ``woken`` when another one writes."""

    __slots__ = ("alone", "done", "error", "operation", "result", "woken")

    def __init__(self, operation: Callable[[Transaction], T], *, alone: bool = False) -> None:
        self.operation = operation
        self.alone = alone
        self.result: T | None = None
        self.error: BaseException | None = None
        self.done = False
        self.woken = threading.Lock()
        self.woken.acquire()

    def outcome(self) -> T:
        """What the operation gave, or what it raised."""
        if self.error is not None:
            raise self.error
        return self.result  # type: ignore[return-value]  # None only when T is


class Database:
    """One database. ``path`` None keeps everything in memory."""

    def __init__(self, path: Path | None, durability: Durability = Durability.NORMAL) -> None:
        self._path = path
        self._durability = durability
        self.gathers = durability is not Durability.FULL  # whose commits wait for the disk
        self._observer: Observer | None = None
        self._lock = threading.Lock()  # between reader and writer in memory mode
        self._idle: list[sqlite3.Connection] = []
        self._writer = self._connect()
        try:
            schema.prepare(self._writer, path)
        except BaseException:
            self._writer.close()
            raise
        self._waiting: deque[_Ticket[Any]] = deque()
        self._turn = threading.Lock()  # held by the one thread that writes
        self._last_writer = threading.get_ident()
        self._gatherer = 0  # the thread that gathers, while it has the turn
        self._gathering = Transaction(self._writer)
        self.gathered = 0  # writes that the gathering thread has not committed
        self._unfolded = 0
        self._closing = False
        self._fold: threading.Event | None = None
        if path is not None:
            self._fold = threading.Event()
            self._folder = threading.Thread(target=self._fold_log, name="fold log", daemon=True)
            self._folder.start()

    def observe(self, observer: Observer) -> None:
        """Tell this observer of every commit from now on, on the writing thread."""
        self._observer = observer

    def _connect(self) -> sqlite3.Connection:
        target = ":memory:" if self._path is None else str(self._path)
        connection = sqlite3.connect(target, timeout=60, isolation_level=None, check_same_thread=False)
        # All three are safe against the death of the process. NORMAL syncs when the log is folded back.
        connection.execute(f"PRAGMA synchronous = {_SYNCHRONOUS[self._durability]}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = OFF")  # Debian's default fills each new page with zeros
        connection.execute("PRAGMA cache_size = -16384")
        return connection

    def rows(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """All rows of a query, read outside of any transaction."""
        if self._path is None:
            if self._gatherer == threading.get_ident():
                raise NotHere  # it would see what is not committed, and nobody has been told of
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
        not change anything but the database. On a thread that gathers, it is committed with ``settle``.
        """
        if self._gatherer == threading.get_ident():
            return self._gather(operation)
        return self._in_turn(_Ticket(operation))

    def begin_gathering(self) -> bool:
        """Let the writes of this thread share a transaction until ``settle``.

        False when that would mean to wait, for another writer or for the disk.
        """
        if self._gatherer:
            return True
        if not self.gathers or not self._turn.acquire(blocking=False):
            return False
        if not self._lock.acquire(blocking=False):
            self._pass_on()
            return False
        self._last_writer = self._gatherer = threading.get_ident()
        return True

    def _gather(self, operation: Callable[[Transaction], T]) -> T:
        """Run an operation behind those that were gathered before.

        NotHere when it fails after it has changed something: ``gathered`` is 0 then, since the others were
        undone with it.
        """
        changed = self._writer.total_changes
        try:
            if not self.gathered:
                self._writer.execute("BEGIN IMMEDIATE")
            self.gathered += 1
            return operation(self._gathering)
        except Exception as error:
            if isinstance(error, ApiError) and self._writer.total_changes == changed:
                raise  # a refusal
            self._undo_gathered()
            raise NotHere from error

    def _undo_gathered(self) -> None:
        self._gathering, self.gathered = Transaction(self._writer), 0
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")
        if self._observer is not None:
            self._observer.after_rollback()

    def settle(self) -> None:
        """Commit what this thread has gathered, and let others write. NotHere when all of it was undone."""
        if not self._gatherer:
            return
        try:
            if self.gathered:
                self._commit_gathered()
        except Exception as error:
            self._undo_gathered()
            raise NotHere from error
        finally:
            self._gatherer = 0
            self._lock.release()
            self._pass_on()

    def _commit_gathered(self) -> None:
        done = self._gathering
        if self._observer is not None:
            self._observer.before_commit(done.changes)
        self._writer.execute("COMMIT")
        count, self.gathered = self.gathered, 0
        self._gathering = Transaction(self._writer)
        if self._observer is not None:
            self._observer.after_commit(done.changes, done.orphans)
        self._count(count)

    def alone(self, operation: Callable[[sqlite3.Connection], T], *, replaces: bool = False) -> T:
        """Run an operation while nobody writes, on the writing connection and outside of a transaction.

        ``replaces`` says that it replaces everything: nothing that was read before is remembered then.
        """

        def run(_transaction: Transaction) -> T:
            if not replaces or self._observer is None:
                return operation(self._writer)
            self._observer.before_replacement()
            try:
                return operation(self._writer)
            finally:
                self._observer.after_rollback()

        return self._in_turn(_Ticket(run, alone=True))

    def _in_turn(self, ticket: _Ticket[T]) -> T:
        self._waiting.append(ticket)
        if not self._turn.acquire(blocking=False):
            # The thread that writes takes this ticket along, or passes its turn on to this thread.
            ticket.woken.acquire()
            if ticket.done:
                return ticket.outcome()
        if self._last_writer != threading.get_ident():
            # Others write, too. Threads that are about to would not get the processor before the commit is
            # over: so this one lets go of it. A client that writes alone never waits.
            self._last_writer = threading.get_ident()
            time.sleep(_GATHER)
        try:
            while not ticket.done:
                self._write_waiting()
        finally:
            self._pass_on()
        return ticket.outcome()

    def _write_waiting(self) -> None:
        batch: list[_Ticket[Any]] = []
        with self._lock:
            if self._waiting[0].alone:
                batch.append(self._waiting.popleft())
                self._run_alone(batch[0])
            else:
                self._commit(batch, self._waiting)
        for finished in batch:
            finished.done = True
            finished.woken.release()
        self._count(len(batch))

    def _count(self, writes: int) -> None:
        """Have the log folded when it has grown by so many writes more."""
        self._unfolded += writes
        if self._unfolded >= _FOLD_AFTER and self._fold is not None:
            self._unfolded = 0
            self._fold.set()

    def _fold_log(self) -> None:
        """Fold the log into the database whenever it has grown, so that no writer waits for the disk."""
        assert self._fold is not None
        with contextlib.closing(self._connect()) as connection:
            while self._fold.wait() and not self._closing:
                self._fold.clear()
                try:
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                except sqlite3.Error as error:
                    logger.warning("the log cannot be folded into the database: %s", error)

    def _run_alone(self, ticket: _Ticket[Any]) -> None:
        try:
            ticket.result = ticket.operation(Transaction(self._writer))
        except Exception as error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            ticket.error = error

    def _pass_on(self) -> None:
        """Give the turn to the ticket that has waited longest, or to whoever comes."""
        while True:
            try:
                first = self._waiting[0]
            except IndexError:
                self._turn.release()
                # A ticket that came between these two steps sleeps already: nobody else would wake it.
                if not self._waiting or not self._turn.acquire(blocking=False):
                    return
            else:
                first.woken.release()
                return

    def _commit(self, batch: list[_Ticket[Any]], arriving: deque[_Ticket[Any]]) -> None:
        """Run a batch in one transaction; if one of its operations fails, each in its own."""
        try:
            self._attempt(batch, arriving)
        except Exception as error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            if self._observer is not None:
                self._observer.after_rollback()
            if len(batch) == 1:
                batch[0].error = error
                return
            for ticket in batch:
                self._commit([], deque((ticket,)))

    def _attempt(self, batch: list[_Ticket[Any]], arriving: deque[_Ticket[Any]]) -> None:
        """Run what has arrived, and what arrives while that is done."""
        changes: Changes = {}
        orphans: list[str] = []
        batch.append(arriving.popleft())  # first: whatever fails, somebody has to be told
        self._writer.execute("BEGIN IMMEDIATE")
        for ticket in batch:
            if arriving and not arriving[0].alone and len(batch) < _MAX_BATCH:
                batch.append(arriving.popleft())
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
        self._closing = True
        if self._fold is not None:
            self._fold.set()
            self._folder.join()
        with self._turn:
            while self._idle:
                self._idle.pop().close()
            self._writer.close()
