"""Where transfers are reported that have finished, many at a time."""

from __future__ import annotations

import os
import select
import threading
import time
from typing import Any

from cos_c._library import ffi, lib
from cos_c.engine import SLICE, Engine
from cos_c.transfer import NativeTransfer, TransferSpec

__all__ = ["Inbox"]

ROOM = 256  # reports taken from C at a time


class Inbox:
    """Submits transfers to an engine and tells which have finished (C: cosx_inbox_t).

    Any thread may submit and wake, one takes. What is left in it can be taken after the engine was closed.
    After fork the child gets nothing out of it. Raises OSError when file descriptors ran out, RuntimeError
    when the engine cannot be used.
    """

    __slots__ = ("_by_tag", "_engine", "_last_tag", "_lock", "_native", "_pid", "_poll", "_tags")

    def __init__(self, engine: Engine) -> None:
        self._native: Any = None
        self._engine = engine
        self._pid = os.getpid()
        self._lock = threading.Lock()  # held only for moments, never while waiting
        self._last_tag = 0
        self._by_tag: dict[int, NativeTransfer] = {}
        self._tags = ffi.new("void *[]", ROOM)
        native = engine.make_inbox()
        if native == ffi.NULL:
            raise OSError("there are no file descriptors left")
        self._native = native
        self._poll = select.poll()
        self._poll.register(lib.cosx_inbox_descriptor(native), select.POLLIN)

    def __len__(self) -> int:
        """Transfers that were submitted here and not yet taken."""
        return len(self._by_tag)

    def submit(self, spec: TransferSpec) -> NativeTransfer:
        """As Engine.submit; its end is reported here and nowhere else."""
        with self._lock:  # it may have finished before it is known here: take must wait for that
            if self._native is None:
                raise RuntimeError("the inbox is closed")
            self._last_tag += 1
            transfer = self._engine.submit_to(self._native, self._last_tag, spec)
            self._by_tag[self._last_tag] = transfer
        return transfer

    def take(self, enough: int = 1, timeout: float | None = None) -> list[NativeTransfer]:
        """Wait until `enough` of them have finished, and return all that have.

        Returns earlier, perhaps with nothing, when one failed, `wake` was called, the engine was closed, or
        after `timeout` seconds. Ctrl-C on the main thread ends the waiting at once.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            count = lib.cosx_inbox_take(self._native, self._tags, ROOM, enough)
            if count >= 0:
                break
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                count = max(0, lib.cosx_inbox_take(self._native, self._tags, ROOM, 0))
                break
            # interrupted by a signal it raises what the handler raises, or goes on waiting
            self._poll.poll(None if left is None else left * 1000)
        with self._lock:
            return [self._by_tag.pop(int(ffi.cast("uintptr_t", tag))) for tag in self._tags[0:count]]

    def stop(self, timeout: float) -> bool:
        """Cancel all of them, and wait until none is moving any more; False after `timeout` seconds.

        Those too whose submission was interrupted before anybody knew of them. Nothing happens after close.
        """
        end = time.monotonic() + timeout
        while self._native is not None:
            left = max(0.0, min(SLICE, end - time.monotonic()))
            if lib.cosx_inbox_stop(self._native, round(left * 1000)):
                return True
            if time.monotonic() >= end:
                return False
        return True

    def wake(self) -> None:
        """Have `take`, the one under way or the next, return at once. Nothing happens after close."""
        with self._lock:
            if self._native is not None and self._pid == os.getpid():
                lib.cosx_inbox_wake(self._native)

    def close(self) -> None:
        """Free it; transfers that somebody holds go on, and are reported nowhere. Idempotent."""
        with self._lock:
            native, self._native = self._native, None
            if native is not None:
                lib.cosx_inbox_destroy(native)
        self._by_tag.clear()

    def __del__(self) -> None:
        self.close()
