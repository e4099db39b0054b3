"""One file on its way: a future that can also be paused."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import errno
import logging
import threading
import time
from typing import TYPE_CHECKING

import cos_c
from pycos.errors import Cancelled, CosError
from pycos.progress import Progress
from pycos.transfer.outcome import cancelled_error, result_of, transfer_error
from pycos.transfer.request import TransferRequest
from pycos.transfer.result import TransferResult

if TYPE_CHECKING:
    from pycos.transfer.manager import TransferManager

_log = logging.getLogger("pycos.transfer")

# What was asked of a running transfer.
_RUN, _PAUSE, _STOP, _DISCARD = "run", "pause", "stop", "discard"


class Transfer(concurrent.futures.Future[TransferResult]):
    """An upload or download that has been started. Made by `client.transfers.upload` and `.download`.

    A `concurrent.futures.Future`, so `concurrent.futures.wait` and `asyncio.wrap_future` work. Beyond that it
    can be paused and resumed, and tells its progress. Done callbacks and the progress callback run in the
    manager's thread.

        transfer = client.transfers.upload("report.pdf", bucket, "report.pdf")
        print(transfer.progress.done_bytes, transfer.result().etag)
    """

    def __init__(self, manager: TransferManager, request: TransferRequest, checkpoint: str | None) -> None:
        super().__init__()
        # Future's own "cancelled before it began" is not used: a cancelled transfer has an exception, with
        # facts.
        self.set_running_or_notify_cancel()
        self.request = request
        self.checkpoint = checkpoint
        """The checkpoint file; None when there is nothing to resume from."""
        self._manager = manager
        self._guard = threading.RLock()
        self._wish = _RUN
        self._native: cos_c.NativeTransfer | None = None
        self._still = threading.Event()
        self._callback_error: BaseException | None = None
        self._upload_id = ""
        self._began = time.monotonic()
        self._last = Progress(done_bytes=0, total_files=1, name=request.key)

    def __repr__(self) -> str:
        return f"<Transfer {self.request.kind} {self.request.bucket}/{self.request.key} {self.state}>"

    @property
    def state(self) -> str:
        """`"running"`, `"paused"`, `"done"`, `"cancelled"` or `"failed"`."""
        if self.done():
            error = self.exception()
            return "done" if error is None else "cancelled" if isinstance(error, Cancelled) else "failed"
        with self._guard:
            return "paused" if self._native is None and self._wish == _PAUSE else "running"

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        with self._guard:
            if self._native is None:
                return self._last
            return self._snapshot(self._native)

    def result(self, timeout: float | None = None) -> TransferResult:
        """Wait for the end and return what was moved.

        Raises the exception of the transfer (of the pycos tree), or TimeoutError when `timeout` seconds are
        over first; the transfer then goes on.
        """
        try:
            return super().result(timeout)
        except concurrent.futures.TimeoutError:
            if self.done():
                raise
            raise TimeoutError(f"still moving {self.request.key!r} after {timeout} seconds") from None

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the end and return its exception, None if all is well. Raises TimeoutError as `result`
        does.
        """
        try:
            return super().exception(timeout)
        except concurrent.futures.TimeoutError:
            raise TimeoutError(f"still moving {self.request.key!r} after {timeout} seconds") from None

    def cancelled(self) -> bool:
        """Whether it ended because `cancel` was called."""
        return self.done() and isinstance(super().exception(), Cancelled)

    def running(self) -> bool:
        """Whether it is neither finished nor paused."""
        return self.state == "running"

    def cancel(self, *, keep: bool = False) -> bool:
        """End it: `result` raises Cancelled. Returns at once; False when it was finished already.

        What was moved is given up: parts on the server are deleted, and so are temporary file and checkpoint.
        With `keep=True` they stay, and the same call made later goes on from there.
        """
        with self._guard:
            if self.done():
                return False
            self._wish = _STOP if keep else _DISCARD
            if self._native is not None:
                self._native.cancel()
                return True
        self._finish_stopped(self._cancelled_error())
        return True

    def pause(self, timeout: float | None = None) -> bool:
        """Stop moving bytes until `resume`. True once it rests, False if it finished first or `timeout` is
        over.

        Finished parts are kept if there is a checkpoint; without one `resume` begins again.
        """
        with self._guard:
            if self.done() or self._wish in {_STOP, _DISCARD}:
                return False
            self._wish = _PAUSE
            if self._native is not None:
                self._native.cancel()
        if not self._manager.is_current_thread():  # a callback must not wait for the thread it runs on
            self._still.wait(timeout)
        return self.state == "paused"

    def resume(self) -> None:
        """Go on after `pause`. Nothing happens unless it is paused. Raises what starting a transfer
        raises.
        """
        with self._guard:
            if self.done() or self._wish != _PAUSE or self._native is not None:
                return
            self._wish = _RUN
            self._manager.start(self)

    # -- for the manager -----------------------------------------------------------------------------

    def started(self, native: cos_c.NativeTransfer) -> None:
        """The engine has it."""
        with self._guard:
            self._native = native
            self._still.clear()
            if self._wish != _RUN:  # asked to stop between resume() and now
                native.cancel()

    def tick(self) -> None:
        """Tell the callback how far it is. Its exception ends the transfer."""
        callback = self.request.progress
        if callback is None or self._callback_error is not None:
            return
        try:
            callback(self.progress)
        except BaseException as error:
            self._callback_error = error
            self.cancel(keep=True)

    def ended(self, native: cos_c.NativeTransfer) -> None:
        """The engine is done with it: finished, failed, or stopped because we asked."""
        outcome = native.result()
        if self._must_do_without_checkpoint(outcome):
            with self._guard:
                self._native = None
                native.release()
                self.checkpoint = None
            _log.warning("%s; %r can't be resumed this time", outcome.message, self.request.key)
            self._start_again()
            return
        with self._guard:
            self._last = self._snapshot(native)
            self._native = None
            self._upload_id = outcome.upload_id
            native.release()
            if outcome.state == "cancelled" and self._wish == _PAUSE and self._callback_error is None:
                self._still.set()
                return
        if outcome.state == "done":
            self._finish(result_of(self.request, outcome), None)
        elif outcome.state == "cancelled":
            self._finish_stopped(self._callback_error or self._cancelled_error())
        else:
            self._finish(None, transfer_error(self.request, outcome, self.checkpoint))

    def _must_do_without_checkpoint(self, outcome: cos_c.TransferResult) -> bool:
        # Somebody else moves the same file to the same place now. In a place of one's own that is an error.
        return (
            outcome.state == "failed"
            and outcome.os_errno == errno.EWOULDBLOCK
            and self.request.checkpoint is True
            and self.checkpoint is not None
        )

    def _start_again(self) -> None:
        try:
            self._manager.start(self)
        except Exception as error:
            self._finish(None, error)

    def lost(self, error: Exception) -> None:
        """Nothing else will ever end it: do so here."""
        with self._guard:
            self._native = None
        self._finish(None, error)

    def left_behind(self, error: CosError) -> None:
        """In the child of a fork, where the engine is not: end it. Its locks may be held by threads of the
        parent.
        """
        self._condition = threading.Condition()
        self._guard = threading.RLock()
        self._still = threading.Event()
        self.lost(error)

    # -- endings -------------------------------------------------------------------------------------

    def _finish_stopped(self, error: BaseException) -> None:
        with self._guard:
            # Parts cost money for as long as they lie there.
            if self._wish == _DISCARD and (self._upload_id or self.checkpoint):
                self._manager.discard(self, self._upload_id, lambda: self._finish(None, error))
                return
        self._finish(None, error)

    def _finish(self, result: TransferResult | None, error: BaseException | None) -> None:
        with self._guard:
            if self.done():
                return
            self._last = _finished(self._last)
        callback = self.request.progress
        if callback is not None and self._callback_error is None:
            try:
                callback(self._last)
            except BaseException as raised:
                error = error or raised
        if error is not None:
            self.set_exception(error)
        else:
            assert result is not None
            self.set_result(result)
        self._still.set()

    def _snapshot(self, native: cos_c.NativeTransfer) -> Progress:
        now = native.progress()
        return Progress(
            done_bytes=now.done_bytes,
            total_bytes=now.total_bytes if now.total_bytes >= 0 else None,
            resumed_bytes=now.resumed_bytes,
            done_parts=now.done_parts,
            total_parts=now.total_parts or None,
            done_files=1 if now.state == "done" else 0,
            total_files=1,
            failed_files=1 if now.state == "failed" else 0,
            retries=now.retries,
            seconds=time.monotonic() - self._began,
            name=self.request.key,
        )

    def _cancelled_error(self) -> Cancelled:
        kept = self._wish == _STOP and self.checkpoint is not None
        return cancelled_error(self.request, kept=kept, upload_id=self._upload_id or None)


def _finished(progress: Progress) -> Progress:
    return dataclasses.replace(progress, finished=True)
