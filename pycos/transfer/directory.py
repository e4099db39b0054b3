"""Directories up and down: `Bucket.upload_dir`, `Bucket.download_dir` and their futures.

What is to be moved is found while it is being moved; a bounded number of files is in flight, all carried by
the client's one engine. One file's failure does not stop the others.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal

import cos_c
from pycos.cancel import CancelToken
from pycos.errors import (
    Cancelled,
    CosError,
    DeadlineExceeded,
    InvalidArgument,
    LocalFileError,
    TransferGroupError,
)
from pycos.paths import Destination, Target
from pycos.progress import Progress, ProgressCallback
from pycos.transfer.outcome import cancelled_error, result_of, transfer_error
from pycos.transfer.plan import Item, PlannedFile, PlannedFolder, Unchanged
from pycos.transfer.request import TransferRequest
from pycos.transfer.result import DirectoryResult, DirectoryTally, FailedFile, SkippedFile, TransferResult
from pycos.transfer.transfer import Transfer

if TYPE_CHECKING:
    from pycos.transfer.manager import TransferManager

OnError = Literal["raise", "continue", "stop"]
FileReport = TransferResult | FailedFile | SkippedFile
OnResult = Callable[[FileReport], object]

# In flight: enough that no engine thread waits for Python, few enough to forget quickly.
_FILES_PER_THREAD = 4
_FILES_BESIDE = 32  # … and that there are many ends to be dealt with at a time
_LOOK_AHEAD = 10_000  # files known beyond those in flight, so that the total is known early; about 3 MB
_PLAN_STEP = 200  # files looked for between two looks at what has finished
_TICK = 0.08
_PATIENCE = 5.0


def check_on_error(on_error: str) -> None:
    """Raise InvalidArgument for what is no OnError."""
    if on_error not in {"raise", "continue", "stop"}:
        raise InvalidArgument(f"on_error must be 'raise', 'continue' or 'stop', not {on_error!r}")


class DirectoryJob:
    """Moves the files of a plan. `run` is called once, in any thread."""

    def __init__(
        self,
        manager: TransferManager,
        plan: Iterable[Item],
        request_of: Callable[[PlannedFile, Target | None], TransferRequest],
        *,
        name: str,
        destination: Destination | None = None,
        deadline: float | None = None,
        progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
        on_error: OnError = "raise",
        on_result: OnResult | None = None,
    ) -> None:
        self._manager = manager
        self._plan: Iterator[Item] = iter(plan)
        self._request_of = request_of
        self._name = name
        self._destination = destination
        self._deadline = deadline
        self._progress = progress
        self._cancel = cancel
        self._on_error = on_error
        self._on_result = on_result
        self._limit = manager.threads * _FILES_PER_THREAD + _FILES_BESIDE
        self._tally = DirectoryTally()
        self._waiting: deque[PlannedFile] = deque()
        self._inbox: cos_c.Inbox | None = None
        # Files of one request have nothing to resume and need no Transfer each.
        self._small: dict[cos_c.NativeTransfer, tuple[TransferRequest, Target | None]] = {}
        self._large: dict[Transfer, Target | None] = {}
        self._finished: deque[Transfer] = deque()  # large ones
        self._planned_all = False
        self._planned_files = 0
        self._planned_bytes = 0
        self._began = time.monotonic()
        self._reported_at = 0.0
        self._stop = threading.Event()
        self._keep = True

    def stop(self, *, keep: bool) -> None:
        """Have `run` raise Cancelled. Safe from any thread."""
        self._keep = keep
        self._stop.set()
        self._wake()

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        return self._snapshot(finished=False)

    def run(self) -> DirectoryResult:
        """Move everything. Raises TransferGroupError when files failed (unless on_error="continue"),
        Cancelled …
        """
        if self._cancel is not None:
            self._cancel.add_callback(self._stop_from_token)
        try:
            self._inbox = self._manager.make_inbox()
            self._move_all(self._inbox)
        except BaseException:
            self._stop_running()
            raise
        finally:
            if self._cancel is not None:
                self._cancel.remove_callback(self._stop_from_token)
            if self._destination is not None:
                self._destination.close()
            if self._inbox is not None:
                self._inbox.close()
            self._report(finished=True)
        result = self._tally.result(time.monotonic() - self._began)
        if result.failed and self._on_error != "continue":
            raise self._group_error(result)
        return result

    def _stop_from_token(self) -> None:
        self.stop(keep=False)

    def _wake(self) -> None:
        inbox = self._inbox
        if inbox is not None:
            inbox.wake()

    @property
    def _in_flight(self) -> int:
        return len(self._small) + len(self._large)

    def _move_all(self, inbox: cos_c.Inbox) -> None:
        while True:
            self._check()
            self._look_ahead()
            self._fill(inbox)
            if self._in_flight:
                self._collect(inbox)
            elif self._planned_all and not self._waiting:
                return
            self._report(finished=False)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Cancelled(f"cancelled after {self._tally.files} files")
        if self._deadline is not None and time.monotonic() >= self._deadline:
            raise DeadlineExceeded(f"the timeout ran out after {self._tally.files} files")
        if self._on_error == "stop" and self._tally.failed:
            raise self._group_error(self._tally.result(time.monotonic() - self._began))

    def _look_ahead(self) -> None:
        for _ in range(_PLAN_STEP):
            if self._planned_all or len(self._waiting) >= _LOOK_AHEAD:
                return
            item = next(self._plan, None)
            if item is None:
                self._planned_all = True
            elif isinstance(item, PlannedFile):
                self._planned_files += 1
                self._planned_bytes += item.size
                self._waiting.append(item)
            elif isinstance(item, Unchanged):
                self._tally.unchanged += 1
            elif isinstance(item, SkippedFile):
                self._tally.skipped.append(item)
                self._tell(item)
            elif isinstance(item, FailedFile):
                self._failed(item)
            else:
                self._make_folder(item)

    def _make_folder(self, folder: PlannedFolder) -> None:
        assert self._destination is not None
        try:
            self._destination.make_folder(folder.parts, key=folder.key)
        except CosError as error:
            self._failed(FailedFile("", folder.key, error))
        except OSError as error:
            self._failed(FailedFile("", folder.key, _local(error, "/".join(folder.parts))))

    def _fill(self, inbox: cos_c.Inbox) -> None:
        while self._waiting and self._in_flight < self._limit:
            self._start(self._waiting.popleft(), inbox)

    def _start(self, file: PlannedFile, inbox: cos_c.Inbox) -> None:
        target: Target | None = None
        try:
            if self._destination is not None:
                target = self._destination.target(file.parts, key=file.key)
            request = self._request_of(file, target)
        except OSError as error:  # LocalFileError too
            self._failed(
                FailedFile(
                    file.path, file.key, error if isinstance(error, CosError) else _local(error, file.path)
                )
            )
        except CosError as error:
            self._failed(FailedFile(file.path, file.key, error))
        else:
            # An error of the start itself (no credentials, client closed) would be the same for every file:
            # it is raised.
            if request.checkpoint is False:
                self._small[self._manager.submit(request, inbox)] = request, target
            else:
                transfer = self._manager.begin(request)
                self._large[transfer] = target
                transfer.add_done_callback(self._large_ended)
            return
        if target is not None:
            target.close()

    def _large_ended(self, transfer: concurrent.futures.Future[TransferResult]) -> None:
        assert isinstance(transfer, Transfer)
        self._finished.append(transfer)
        self._wake()

    def _collect(self, inbox: cos_c.Inbox) -> None:
        for native in inbox.take(self._enough(), self._patience()):
            self._small_ended(native)
        while self._finished:
            self._ended(self._finished.popleft())

    def _enough(self) -> int:
        """How many small files must have ended before it is worth to wake up."""
        if self._on_result is not None or not self._small:
            return 1
        # So many that the engine's threads still have work while the next files are started.
        spare = self._in_flight - self._manager.threads if self._waiting else len(self._small)
        return max(1, min(len(self._small), (spare + 1) // 2))

    def _patience(self) -> float | None:
        """Seconds until something else is to be done."""
        if not self._planned_all and len(self._waiting) < _LOOK_AHEAD:
            return 0.0  # looking for files: only what has ended already is taken
        if self._progress is not None:
            return _TICK
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    def _small_ended(self, native: cos_c.NativeTransfer) -> None:
        request, target = self._small.pop(native)
        outcome = native.result()
        native.release()
        if target is not None:
            target.close()
        if outcome.state == "cancelled":  # not by us: the client is being closed
            self._failed(FailedFile(request.path, request.key, cancelled_error(request)))
        elif outcome.state == "done":
            self._done(result_of(request, outcome))
        else:
            self._failed(FailedFile(request.path, request.key, transfer_error(request, outcome, None)))

    def _ended(self, transfer: Transfer) -> None:
        target = self._large.pop(transfer)
        if target is not None:
            target.close()
        error = transfer.exception()
        if error is None:
            self._done(transfer.result())
        elif isinstance(error, Exception):
            self._failed(FailedFile(transfer.request.path, transfer.request.key, error))
        else:
            raise error

    def _done(self, result: TransferResult) -> None:
        self._tally.files += 1
        self._tally.bytes += result.size
        self._tell(result)

    def _failed(self, failure: FailedFile) -> None:
        self._tally.failed.append(failure)
        self._tell(failure)

    def _tell(self, report: FileReport) -> None:
        if self._on_result is not None:
            self._on_result(report)

    def _stop_running(self) -> None:
        """Nothing may go on moving, or writing, once `run` has raised."""
        for transfer in self._large:
            transfer.cancel(keep=self._keep)
        until = time.monotonic() + _PATIENCE
        if self._inbox is not None:
            # Not one by one: Ctrl-C may have come between the start of one and the note of it in _small.
            self._inbox.stop(_PATIENCE)
        for transfer, target in self._large.items():
            with contextlib.suppress(TimeoutError):
                transfer.exception(max(0.0, until - time.monotonic()))
            if target is not None:
                target.close()
        for native, (_, target) in self._small.items():
            native.release()
            if target is not None:
                target.close()
        self._large.clear()
        self._small.clear()

    def _group_error(self, result: DirectoryResult) -> TransferGroupError:
        first = result.failed[0]
        error = TransferGroupError(
            f"{len(result.failed)} of {self._planned_files + self._unplanned_failures()} files failed; "
            f"the first: {first.key!r}: {first.error}",
            result=result,
        )
        error.__cause__ = first.error
        return error

    def _unplanned_failures(self) -> int:
        return max(0, self._tally.files + len(self._tally.failed) - self._planned_files)

    def _report(self, *, finished: bool) -> None:
        if self._progress is None:
            return
        now = time.monotonic()
        if finished or now - self._reported_at >= _TICK:
            self._reported_at = now
            self._progress(self._snapshot(finished=finished))

    def _snapshot(self, *, finished: bool) -> Progress:
        large = [transfer.progress for transfer in tuple(self._large)]
        small = _progress_of(tuple(self._small))
        return Progress(
            done_bytes=self._tally.bytes
            + sum(each.done_bytes for each in large)
            + sum(each.done_bytes for each in small),
            total_bytes=self._planned_bytes if self._planned_all else None,
            resumed_bytes=sum(each.resumed_bytes for each in large),
            done_files=self._tally.files,
            total_files=self._planned_files,
            failed_files=len(self._tally.failed),
            retries=sum(each.retries for each in large) + sum(each.retries for each in small),
            seconds=time.monotonic() - self._began,
            name=self._name,
            finished=finished,
        )


class DirectoryTransfer(concurrent.futures.Future[DirectoryResult]):
    """A directory on its way, in a thread of its own. Made by `client.transfers.upload_dir` and
    `.download_dir`.
    """

    def __init__(self, job: DirectoryJob) -> None:
        super().__init__()
        self.set_running_or_notify_cancel()
        self._job = job
        threading.Thread(target=self._run, name="pycos-directory", daemon=True).start()

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        return self._job.progress

    def cancel(self, *, keep: bool = False) -> bool:
        """Stop everything; `result` raises Cancelled. With keep=True large files can be resumed by the same
        call.
        """
        if self.done():
            return False
        self._job.stop(keep=keep)
        return True

    def cancelled(self) -> bool:
        """Whether it ended because `cancel` was called."""
        return self.done() and isinstance(super().exception(), Cancelled)

    def _run(self) -> None:
        try:
            result = self._job.run()
        except BaseException as error:
            self.set_exception(error)
        else:
            self.set_result(result)


def _progress_of(transfers: Iterable[cos_c.NativeTransfer]) -> list[cos_c.TransferProgress]:
    found = []
    for native in transfers:
        with contextlib.suppress(RuntimeError):  # it has ended and was released meanwhile
            found.append(native.progress())
    return found


def _local(error: OSError, path: str) -> LocalFileError:
    return LocalFileError.from_errno(error.errno or 0, error.filename or path, "download")
