"""Whole files up and down, on the native worker threads."""

from __future__ import annotations

import atexit
import os
import threading
import time
import weakref
from types import TracebackType
from typing import Any

from cos_c._library import ffi, initialize, lib
from cos_c.transfer import NativeTransfer, TransferSpec, to_native

__all__ = ["Engine"]

SLICE = 0.1  # seconds: a wait in C is cut into pieces so that Python sees its signals


class Engine:
    """A pool of `threads` native worker threads that carries out transfers (C: cosx_engine_t).

    So many requests are in flight. With `most` that is only the beginning: more are tried, up to `most`, and
    kept when they bring more bytes per second. Fewer, for a time, after the service asked to slow down.

    Thread-safe. After fork the child cannot use it (RuntimeError): it makes its own.
    Raises OSError when the threads cannot be started, ValueError for a number outside 1 to 1024.
    """

    __slots__ = ("__weakref__", "_by_tag", "_last_tag", "_lock", "_native", "_pid", "_users")

    def __init__(self, threads: int, most: int | None = None) -> None:
        self._native: Any = None
        if not 1 <= threads <= 1024:
            raise ValueError(f"threads must be from 1 to 1024, not {threads}")
        if most is None:
            most = threads
        if not threads <= most <= 1024:
            raise ValueError(f"most must be from {threads} to 1024, not {most}")
        initialize()
        self._pid = os.getpid()
        # Held only for moments, never while waiting. A condition: close waits for those still in C.
        self._lock = threading.Condition()
        self._users = 0
        self._last_tag = 0
        # Transfers that have not been reported yet. This keeps them, so that a caller who only
        # looks at next_finished need not.
        self._by_tag: dict[int, NativeTransfer] = {}
        native = lib.cosx_engine_create_adaptive(threads, most)
        if native == ffi.NULL:
            raise OSError(f"{most} threads could not be started")
        self._native = native
        _engines.add(self)

    @property
    def parallel(self) -> int:
        """Requests that may be in flight now."""
        with self._lock:
            return int(lib.cosx_engine_parallel(self._usable()))

    def submit(self, spec: TransferSpec) -> NativeTransfer:
        """Queue a transfer and return at once. ValueError when the spec is not acceptable."""
        # Under the lock: a worker may finish it before its object is known, and next_finished must find that.
        with self._lock:
            self._last_tag += 1
            transfer = self.submit_to(ffi.NULL, self._last_tag, spec)
            self._by_tag[self._last_tag] = transfer
        return transfer

    def submit_to(self, inbox: Any, tag: int, spec: TransferSpec) -> NativeTransfer:
        """The same for an Inbox (C: inbox), which knows the transfer as `tag`."""
        native, _keep = to_native(spec)  # _keep owns what native borrows until C has copied it
        native.inbox = inbox
        native.tag = ffi.cast("void *", tag)
        error = ffi.new("char[256]")
        with self._lock:
            handle = lib.cosx_transfer_submit(self._usable(), native, error)
        if handle == ffi.NULL:
            raise ValueError(ffi.string(error).decode("utf-8", "replace"))
        return NativeTransfer(handle, spec)

    def make_inbox(self) -> Any:
        """A new C inbox of this engine, which outlives it."""
        with self._lock:
            return lib.cosx_inbox_create(self._usable())

    def next_finished(self, timeout: float) -> NativeTransfer | None:
        """The next transfer that has finished and was not reported yet; None after `timeout` seconds.

        Each is reported once. Several threads may wait. Ctrl-C on the main thread is seen within 100 ms.
        """
        end = time.monotonic() + timeout
        while True:
            left = max(0.0, min(SLICE, end - time.monotonic()))
            entered = False
            try:
                with self._lock:
                    engine = self._usable()
                    self._users += 1
                    entered = True
                tag = lib.cosx_engine_next_finished(engine, round(left * 1000))
            finally:
                if entered:
                    with self._lock:
                        self._users -= 1
                        self._lock.notify_all()
            if tag != ffi.NULL:
                with self._lock:
                    transfer = self._by_tag.pop(int(ffi.cast("uintptr_t", tag)), None)
                if transfer is not None and not transfer.released:
                    return transfer
            elif time.monotonic() >= end:
                return None

    def close(self) -> None:
        """Cancel what runs, wait for it, stop the threads. Transfers stay readable. Idempotent."""
        if self._native is None:
            return
        with self._lock:
            native, self._native = self._native, None
            if native is None:
                return
            # Those in C come out within a slice. The bound is for a count that an exception between
            # two bytecodes (Ctrl-C) left behind: it must not hang the end of the program.
            self._lock.wait_for(lambda: not self._users, timeout=10 * SLICE)
            self._by_tag.clear()
        lib.cosx_engine_destroy(native)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _usable(self) -> Any:
        if self._native is None:
            raise RuntimeError("the engine is closed")
        if self._pid != os.getpid():
            raise RuntimeError("the engine was made before fork: make a new one in this process")
        return self._native

    def _forked(self) -> None:
        """In the child: there are no workers, and the lock may be held by a thread that is not here."""
        self._lock = threading.Condition()
        self._users = 0
        self._by_tag.clear()


_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


def _after_fork_in_child() -> None:
    for engine in list(_engines):
        engine._forked()


def _close_all() -> None:
    """At the end of the program: no worker may be in TLS when the TLS library takes itself apart."""
    for engine in list(_engines):
        engine.close()


os.register_at_fork(after_in_child=_after_fork_in_child)
atexit.register(_close_all)
