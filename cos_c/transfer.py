"""One file up or down: what is wanted, how far it is, what came of it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cos_c._library import ffi, lib, text
from cos_c.call import clock_us
from cos_c.settings import Settings
from cos_c.status import one_line
from cos_c.strings import encode

__all__ = ["NativeTransfer", "TransferProgress", "TransferResult", "TransferSpec"]

KINDS = {"upload": lib.COSX_UPLOAD, "download": lib.COSX_DOWNLOAD}
STATES = {
    lib.COSX_TRANSFER_QUEUED: "queued",
    lib.COSX_TRANSFER_RUNNING: "running",
    lib.COSX_TRANSFER_DONE: "done",
    lib.COSX_TRANSFER_FAILED: "failed",
    lib.COSX_TRANSFER_CANCELLED: "cancelled",
}
SLICE_MS = 100  # as in engine.py


@dataclass(frozen=True)
class TransferSpec:
    """What to transfer (C: cosx_transfer_spec_t). Sizes in bytes, times in seconds; 0 means "chosen"."""

    kind: str
    """"upload" or "download"."""
    settings: Settings
    bucket: str
    key: str
    path: str
    """The local file. Names that are not UTF-8 work as os.fsdecode gives them."""
    headers: Sequence[tuple[str, str]] = ()
    """Upload: of the object. Download: of the HEAD and each GET."""
    params: Sequence[tuple[str, str]] = ()
    """Download: versionId and the like."""
    part_size: int = 0
    multipart_threshold: int = 0
    """Upload: up to this size one PUT; 0: the part size."""
    max_parallel: int = 0
    """Parts of this transfer in flight; 0: as many as the engine has threads."""
    checkpoint: str | None = None
    """Path of the checkpoint file; None: nothing can be resumed."""
    keep_on_failure: bool = False
    """Upload: leave the parts on the server when it fails, for a later resume (needs a checkpoint)."""
    check_crc: bool = True
    sync: bool = False
    """Download: fsync file and directory before the rename."""
    deadline: float | None = None
    """A time.monotonic() value."""
    max_attempts: int = 5
    """Of each request, the first included."""
    base_delay: float = 0.1
    max_delay: float = 20.0


@dataclass(frozen=True, slots=True)
class TransferProgress:
    """How far a transfer is (C: cosx_transfer_progress_t)."""

    state: str
    """"queued", "running", "done", "failed" or "cancelled"."""
    total_bytes: int
    """-1 while unknown."""
    done_bytes: int
    """resumed_bytes included; falls back when a part is tried again."""
    resumed_bytes: int
    total_parts: int
    done_parts: int
    resumed_parts: int
    retries: int


@dataclass(frozen=True, slots=True)
class TransferResult:
    """What came of a transfer (C: cosx_transfer_result_t)."""

    state: str
    code: int
    """HTTP status or negative cos_error_code_e; 200 when done."""
    error_code: str
    message: str
    request_id: str
    etag: str
    version_id: str
    upload_id: str
    """Left on the server after a failure; "" otherwise."""
    warning: str
    """For example why a checkpoint was not used; "" if there is nothing to say."""
    crc64: int | None
    """Of the whole object; None when it is not known."""
    has_crc64: bool
    crc_checked: bool
    """Compared with the server's."""
    os_errno: int
    attempts: int
    size: int
    last_modified_s: int
    """Download: of the object, Unix time; 0 unknown."""
    resumed_bytes: int
    total_parts: int
    resumed_parts: int
    retries: int


@dataclass(slots=True)
class Keep:
    """Owners of the memory that a native spec borrows until C has copied it."""

    owners: list[Any] = field(default_factory=list)

    def text(self, value: str | bytes, what: str) -> Any:
        data = value if isinstance(value, bytes) else encode(value, what)
        owner = ffi.new("char[]", data)
        self.owners.append(owner)
        return owner

    def pairs(self, values: Sequence[tuple[str, str]], what: str) -> Any:
        if not values:
            return ffi.NULL
        array = ffi.new("cosx_pair_t[]", len(values))
        self.owners.append(array)
        for pair, (name, value) in zip(array, values, strict=False):
            pair.name, pair.value = self.text(name, what), self.text(value, what)
        return array


def file_name(path: str, what: str) -> bytes:
    name = os.fsencode(path)
    if b"\0" in name:
        raise ValueError(f"{what} holds a NUL character")
    return name


def to_native(spec: TransferSpec) -> tuple[Any, Keep]:
    """The `cosx_transfer_spec_t *` of `spec`, and what must live until it was submitted."""
    if spec.kind not in KINDS:
        raise ValueError(f"kind must be upload or download, not {spec.kind!r}")
    native, keep = ffi.new("cosx_transfer_spec_t *"), Keep()
    lib.cosx_transfer_spec_init(native)
    native.kind = KINDS[spec.kind]
    native.settings = spec.settings.native
    native.bucket = keep.text(spec.bucket, "the bucket name")
    native.key = keep.text(spec.key, "the object key")
    native.path = keep.text(file_name(spec.path, "the path"), "the path")
    native.headers, native.header_count = keep.pairs(spec.headers, "a header"), len(spec.headers)
    native.params, native.param_count = keep.pairs(spec.params, "a parameter"), len(spec.params)
    native.part_size = spec.part_size
    native.multipart_threshold = spec.multipart_threshold
    native.max_parallel = spec.max_parallel
    if spec.checkpoint is not None:
        native.checkpoint = keep.text(file_name(spec.checkpoint, "the checkpoint"), "the checkpoint")
    native.keep_on_failure = spec.keep_on_failure
    native.check_crc = spec.check_crc
    native.sync = spec.sync
    if spec.deadline is not None:
        native.deadline_us = clock_us(spec.deadline)
    native.retry.max_attempts = spec.max_attempts
    native.retry.base_delay_us = round(spec.base_delay * 1_000_000)
    native.retry.max_delay_us = round(spec.max_delay * 1_000_000)
    return native, keep


class NativeTransfer:
    """A submitted transfer (C: cosx_transfer_t). Thread-safe; made by Engine.submit.

    Readable until release, also after the engine was closed; then, and in a child after fork,
    every method but release raises RuntimeError.
    """

    __slots__ = ("__weakref__", "_lock", "_native", "_pid", "_released", "_users", "spec")

    def __init__(self, native: Any, spec: TransferSpec) -> None:
        self._native: Any = native
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._users = 0  # calls into C under way; the last one out frees a released transfer
        self._released = False
        self.spec = spec

    @property
    def released(self) -> bool:
        return self._released

    def progress(self) -> TransferProgress:
        """How far it is, now."""
        raw = ffi.new("cosx_transfer_progress_t *")
        with self._borrowed() as native:
            lib.cosx_transfer_progress(native, raw)
        return TransferProgress(
            STATES[raw.state], raw.total_bytes, raw.done_bytes, raw.resumed_bytes,
            raw.total_parts, raw.done_parts, raw.resumed_parts, raw.retries,
        )  # fmt: skip

    def result(self) -> TransferResult:
        """What came of it. RuntimeError while it has not finished: wait first."""
        raw = ffi.new("cosx_transfer_result_t *")
        with self._borrowed() as native:
            lib.cosx_transfer_result(native, raw)
            if raw.state < lib.COSX_TRANSFER_DONE:
                raise RuntimeError("the transfer has not finished")
            failed = raw.state != lib.COSX_TRANSFER_DONE  # what speaks of failures is empty otherwise
            return TransferResult(
                STATES[raw.state], raw.code, text(raw.error_code) if failed else "",
                one_line(text(raw.message)) if failed else "",
                text(raw.request_id), text(raw.etag), text(raw.version_id),
                text(raw.upload_id) if failed else "",
                one_line(text(raw.warning)), raw.crc64 if raw.has_crc64 else None, bool(raw.has_crc64),
                bool(raw.crc_checked), raw.os_errno, raw.attempts, raw.size, raw.last_modified_s,
                raw.resumed_bytes, raw.total_parts, raw.resumed_parts, raw.retries,
            )  # fmt: skip

    def wait(self, timeout: float | None = None) -> bool:
        """True once it has finished, False after `timeout` seconds; None: however long it takes.

        Ctrl-C on the main thread is seen within 100 ms; it ends the wait, not the transfer.
        """
        end = time.monotonic() + timeout if timeout is not None else None
        while True:
            left = SLICE_MS if end is None else max(0, min(SLICE_MS, round((end - time.monotonic()) * 1000)))
            with self._borrowed() as native:
                if lib.cosx_transfer_wait(native, left):
                    return True
            if end is not None and time.monotonic() >= end:
                return False

    def cancel(self) -> None:
        """Stop it; returns at once, see wait. Nothing happens when it has finished."""
        with self._borrowed() as native:
            lib.cosx_transfer_cancel(native)

    def release(self) -> None:
        """Free it; what has not finished is cancelled first. Again: nothing happens."""
        if self._released:
            return
        if self._pid != os.getpid():
            # After fork its locks may be held for ever by threads that are not here: it is left alone.
            self._released = True
            return
        with self._lock:
            if self._released:
                return
            self._released = True
            if self._users:
                lib.cosx_transfer_cancel(self._native)  # so that those who wait come out
                return
        lib.cosx_transfer_release(self._native)

    @contextmanager
    def _borrowed(self) -> Iterator[Any]:
        """The native transfer, which a release by another thread does not free meanwhile."""
        if self._pid != os.getpid():
            raise RuntimeError("the transfer was started before fork, by another process")
        with self._lock:
            if self._released:
                raise RuntimeError("the transfer was released")
            self._users += 1
        try:
            yield self._native
        finally:
            with self._lock:
                self._users -= 1
                last = self._released and not self._users
            if last:
                lib.cosx_transfer_release(self._native)

    def __del__(self) -> None:
        self.release()
