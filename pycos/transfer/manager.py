"""Starts transfers, watches them, and ends them: `client.transfers`."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import threading
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import cos_c
from pycos.errors import CosError, InvalidArgument, InvalidOperation, NativeError
from pycos.transfer.checkpoint import checkpoint_path, discard_checkpoint
from pycos.transfer.request import TransferRequest, download_request, upload_request
from pycos.transfer.result import TransferResult
from pycos.transfer.transfer import Transfer

if TYPE_CHECKING:
    from pycos.bucket import Bucket
    from pycos.client import Client
    from pycos.transfer.directory import DirectoryTransfer

_log = logging.getLogger("pycos.transfer")

# Requests in flight when no number was given: to begin with, and at most. A request holds 1.5 MiB of buffers,
# so 16 are 24 MiB; more connections than that seldom bring more, and each costs CPU.
_FIRST, _MOST = 8, 16
_TICK = 0.08  # seconds between two looks at what runs: progress more than ten times a second
_LINGER = (
    1.0  # seconds the watcher stays when nothing runs: starting a thread for each small file would cost more
)
_PATIENCE = 5.0  # seconds that an interrupted call waits for the engine to let go; it needs about 0.2
_SHORT = 10.0  # seconds that tidying up after a cancelled upload may take

_managers: weakref.WeakSet[TransferManager] = weakref.WeakSet()


class TransferManager:
    """Files on their way, in the background. `client.transfers`; closed with the client.

    One native engine carries all transfers of a client, made when it is first needed. Thread-safe. After a
    fork the child gets an engine of its own; transfers stay with the parent.

        transfer = client.transfers.upload("report.pdf", bucket, "report.pdf")
        transfer.result()
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._reset()
        _managers.add(self)

    def _reset(self) -> None:
        self._lock = threading.RLock()
        self._engine: cos_c.Engine | None = None
        self._inbox: cos_c.Inbox | None = None
        self._active: dict[int, tuple[cos_c.NativeTransfer, Transfer]] = {}
        self._watcher: threading.Thread | None = None
        self._tidying: set[threading.Thread] = set()
        self._closing = False

    # -- for everybody -------------------------------------------------------------------------------

    def upload(
        self, path: str | os.PathLike[str], bucket: Bucket | str, key: str, **options: Any
    ) -> Transfer:
        """Start to upload a file; options as of `Bucket.upload_file`.

        Returns at once. What can be seen at once is raised at once: a missing file, a wrong argument.
        """
        return self.begin(upload_request(_name_of(bucket), key, path, **options))

    def download(
        self, bucket: Bucket | str, key: str, path: str | os.PathLike[str], **options: Any
    ) -> Transfer:
        """Start to download an object to a file; options as of `Bucket.download_file`. Returns at once."""
        return self.begin(download_request(_name_of(bucket), key, path, **options))

    def upload_dir(
        self, path: str | os.PathLike[str], bucket: Bucket | str, **options: Any
    ) -> DirectoryTransfer:
        """Start to upload a directory; options as of `Bucket.upload_dir`. Callbacks run in a thread of their
        own.
        """
        from pycos.transfer.directory import DirectoryTransfer  # a single file needs none of it
        from pycos.transfer.jobs import upload_job

        return DirectoryTransfer(upload_job(self, _name_of(bucket), path, **options))

    def download_dir(
        self, bucket: Bucket | str, prefix: str, path: str | os.PathLike[str], **options: Any
    ) -> DirectoryTransfer:
        """Start to download a directory; options as of `Bucket.download_dir`."""
        from pycos.transfer.directory import DirectoryTransfer
        from pycos.transfer.jobs import download_job

        return DirectoryTransfer(download_job(self, _name_of(bucket), prefix, path, **options))

    def close(self) -> None:
        """Cancel what runs, keep what can be resumed, and end the threads. May be called more than once."""
        with self._lock:
            self._closing = True
            running = [transfer for _, transfer in self._active.values()]
            engine, inbox, watcher = self._engine, self._inbox, self._watcher
        for transfer in running:
            transfer.cancel(keep=True)
        if inbox is not None:
            inbox.wake()
        if watcher is not None and watcher is not threading.current_thread():
            watcher.join()
        with self._lock:
            tidying = list(self._tidying)
            self._engine = None
            self._inbox = None
        for thread in tidying:
            thread.join()
        if engine is not None:
            engine.close()

    # -- for the rest of the package -----------------------------------------------------------------

    @property
    def client(self) -> Client:
        return self._client

    @property
    def threads(self) -> int:
        """Requests in flight at most."""
        return self._client.settings.max_concurrency or _MOST

    @property
    def parallel(self) -> int:
        """Requests that may be in flight now; how the number is found is told in docs/transfers.md."""
        with self._lock:
            if self._engine is not None:
                return self._engine.parallel
        return self._client.settings.max_concurrency or _FIRST

    def run(self, request: TransferRequest) -> TransferResult:
        """Move a file and wait for it. Ctrl-C ends the transfer, keeps what can be resumed, and is raised."""
        transfer = self.begin(request)
        try:
            return transfer.result()
        except BaseException:
            if transfer.cancel(keep=True):  # not its own end: something interrupted the waiting
                with contextlib.suppress(TimeoutError):
                    transfer.exception(_PATIENCE)
            raise

    def begin(self, request: TransferRequest) -> Transfer:
        """Start what has been checked already."""
        checkpoint = checkpoint_path(
            request.checkpoint,
            kind=request.kind,
            endpoint=self._client.endpoint.url,
            bucket=request.bucket,
            key=request.key,
            path=request.path,
            variant=repr(request.params),
        )
        transfer = Transfer(self, request, checkpoint)
        token = request.cancel
        if token is not None:
            token.raise_if_cancelled()
            token.add_callback(transfer.cancel)
            transfer.add_done_callback(lambda done: token.remove_callback(transfer.cancel))
        try:
            self.start(transfer)
        except BaseException:
            if token is not None:
                token.remove_callback(transfer.cancel)
            raise
        return transfer

    def start(self, transfer: Transfer) -> None:
        """Hand a transfer, new or paused, to the engine."""
        spec = self._spec_of(transfer.request, transfer.checkpoint)
        with self._lock:
            inbox = self._ready_inbox()
            try:
                # Under the lock, so that the watcher can't see the end of what it does not know yet.
                native = inbox.submit(spec)
            except ValueError as error:
                raise InvalidArgument(str(error), bucket=spec.bucket, key=spec.key) from None
            self._active[id(native)] = (native, transfer)
            transfer.started(native)
            if transfer.request.progress is not None:
                inbox.wake()  # the watcher sleeps until something has finished, unless there is a callback

    def submit(self, request: TransferRequest, inbox: cos_c.Inbox) -> cos_c.NativeTransfer:
        """Hand a file that needs no checkpoint to the engine; `inbox`, of `make_inbox`, reports its end."""
        spec = self._spec_of(request, None)
        try:
            return inbox.submit(spec)
        except ValueError as error:
            raise InvalidArgument(str(error), bucket=spec.bucket, key=spec.key) from None
        except RuntimeError:
            raise InvalidOperation("the client is closed") from None

    def _spec_of(self, request: TransferRequest, checkpoint: str | None) -> cos_c.TransferSpec:
        """What the engine is to do. Raises what fetching credentials raises."""
        session = self._client._session
        return request.spec(session.native_settings(), session.settings.retry, checkpoint)

    def make_inbox(self) -> cos_c.Inbox:
        """A way to the engine without a `Transfer` for each file: for many small ones."""
        with self._lock:
            return self._inbox_of(self._ready_engine())

    def _ready_engine(self) -> cos_c.Engine:
        """The engine, made when it is needed. Called under the lock."""
        if self._closing:
            raise InvalidOperation("the client is closed")
        if self._engine is None:
            try:
                self._engine = cos_c.Engine(self._client.settings.max_concurrency or _FIRST, self.threads)
            except OSError as error:
                raise NativeError(str(error)) from error
        return self._engine

    def _inbox_of(self, engine: cos_c.Engine) -> cos_c.Inbox:
        try:
            return cos_c.Inbox(engine)
        except OSError as error:
            raise NativeError(str(error)) from error

    def _ready_inbox(self) -> cos_c.Inbox:
        """The inbox, with a watcher at work. Called under the lock."""
        engine = self._ready_engine()
        if self._inbox is None:
            self._inbox = self._inbox_of(engine)
        if self._watcher is None:
            watcher = threading.Thread(
                target=self._watch, args=(self._inbox,), name="pycos-transfers", daemon=True
            )
            watcher.start()
            self._watcher = watcher
        return self._inbox

    def is_current_thread(self) -> bool:
        """Whether the caller is the watcher: it runs the callbacks and must not wait for itself."""
        return threading.current_thread() is self._watcher

    def discard(self, transfer: Transfer, upload_id: str, then: Callable[[], None]) -> None:
        """Delete what a cancelled transfer left behind, then call `then`; in a thread of its own."""

        def tidy() -> None:
            try:
                request = transfer.request
                if upload_id:
                    self._client.bucket(request.bucket).abort_multipart(
                        request.key, upload_id, timeout=_SHORT
                    )
            except CosError as error:
                _log.warning(
                    "upload %s of %r is left on the server: %s", upload_id, transfer.request.key, error
                )
            finally:
                if transfer.checkpoint is not None:
                    discard_checkpoint(transfer.checkpoint, transfer.request.native_path)
                then()
                with self._lock:
                    self._tidying.discard(threading.current_thread())

        thread = threading.Thread(target=tidy, name="pycos-abort", daemon=True)
        with self._lock:
            self._tidying.add(thread)
        thread.start()

    # -- the watcher ---------------------------------------------------------------------------------

    def _watch(self, inbox: cos_c.Inbox) -> None:
        next_tick = 0.0
        while True:
            with self._lock:
                idle = not self._active
                if idle and self._closing:
                    self._watcher = None
                    return
                ticking = any(transfer.request.progress is not None for _, transfer in self._active.values())
            if idle:
                wait: float | None = _LINGER
            elif ticking:
                wait = max(0.0, next_tick - time.monotonic())
            else:
                wait = None
            finished = inbox.take(timeout=wait)
            for native in finished:
                self._ended(native)
            now = time.monotonic()
            if ticking and now >= next_tick:
                next_tick = now + _TICK
                self._tick()
            with self._lock:
                if idle and not self._active and not finished:
                    self._watcher = None
                    return

    def _ended(self, native: cos_c.NativeTransfer) -> None:
        with self._lock:
            found = self._active.pop(id(native), None)
        if found is None:  # Ctrl-C came between its start and our taking note of it
            native.release()
            return
        try:
            found[1].ended(native)
        except Exception as error:  # a fault in one transfer must not leave the others without a watcher
            _log.exception("the end of a transfer could not be handled")
            found[1].lost(error)

    def _tick(self) -> None:
        with self._lock:
            running = [
                transfer for _, transfer in self._active.values() if transfer.request.progress is not None
            ]
        for transfer in running:
            transfer.tick()

    # -- fork ----------------------------------------------------------------------------------------

    def _after_fork_in_child(self) -> None:
        stayed_behind = [transfer for _, transfer in self._active.values()]
        closing = self._closing
        self._reset()
        self._closing = closing
        for transfer in stayed_behind:
            transfer.left_behind(InvalidOperation("the transfer belongs to the parent process"))


def _name_of(bucket: Bucket | str) -> str:
    return bucket if isinstance(bucket, str) else bucket.name


def _after_fork_in_child() -> None:
    for manager in list(_managers):
        manager._after_fork_in_child()


def _close_all() -> None:
    # Threads of C must not run on while the interpreter is taken apart.
    for manager in list(_managers):
        manager.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
atexit.register(_close_all)
