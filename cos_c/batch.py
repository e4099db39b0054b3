"""Many small requests of one kind, on one native thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from cos_c._library import ffi, initialize, lib
from cos_c.buffers import pin
from cos_c.settings import Settings
from cos_c.status import one_line
from cos_c.strings import decode
from cos_c.transfer import Keep

if TYPE_CHECKING:
    from cos_c.bodies import Buffer
    from cos_c.cancel import CancelFlag

__all__ = ["Batch", "BatchBody", "BatchResults", "BatchSpec"]

Pairs = Sequence[tuple[str, str]]
BatchBody = Union["Buffer", "os.PathLike[str]", None]

_NUMBERS = lib.COSC_BATCH_NUMBERS
_NO_BODY, _PATH = lib.COSC_BODY_NONE, lib.COSC_BODY_PATH


@dataclass(frozen=True)
class BatchSpec:
    """What all requests of a batch share (C: cosx_batch_spec_t). Sizes in bytes, times in seconds."""

    settings: Settings
    method: str
    bucket: str
    params: Pairs = ()
    headers: Pairs = ()
    concurrency: int = 32
    """Connections, 1 to 1024."""
    memory_limit: int = 256 << 20
    """Of response bodies held at a time. The oldest unfinished item goes on whatever its size."""
    item_timeout: float | None = None
    """For each item, all its attempts and waits; None: no limit."""
    check_crc: bool = True
    idempotent: bool = True
    max_attempts: int = 5
    base_delay: float = 0.1
    max_delay: float = 20.0
    cancel: CancelFlag | None = None


class BatchFailure(NamedTuple):
    """Why there is no good answer; as in `cos_c.Reply`."""

    error_code: str
    message: str
    request_id: str
    error: str
    http_status: int
    os_errno: int
    curl_code: int
    sent_any: bool


class BatchResults(NamedTuple):
    """What came of some items: columns with a value for each of them."""

    tags: list[int]
    codes: list[int]
    """HTTP status, or a negative cos_error_code_e."""
    attempts: list[int]
    headers: list[bytes]
    """name NUL value NUL ..., of the last response."""
    bodies: list[bytes]
    failures: dict[int, BatchFailure]
    """By place in the columns; a 2xx that is here carried an error in its body."""


class Batch:
    """Sends items on native threads, several at once; results come as they are ready (C: cosx_batch_t).

    Thread-safe but for `close`, which no other call may overlap. A child after fork can only close it.
    Raises ValueError for a spec that is not acceptable, OSError when there is no thread for it.
    """

    __slots__ = ("__weakref__", "_keep", "_lock", "_native", "_next_tag", "_pid", "_pins", "_results")

    def __init__(self, spec: BatchSpec) -> None:
        self._native: Any = None
        initialize()
        keep = Keep()
        native = ffi.new("cosx_batch_spec_t *")
        lib.cosx_batch_spec_init(native)
        native.settings = spec.settings.native
        native.method = keep.text(spec.method, "the method")
        native.bucket = keep.text(spec.bucket, "the bucket name")
        native.params, native.param_count = keep.pairs(spec.params, "a parameter"), len(spec.params)
        native.headers, native.header_count = keep.pairs(spec.headers, "a header"), len(spec.headers)
        native.concurrency = spec.concurrency
        native.memory_limit = spec.memory_limit
        native.item_timeout_us = max(1, round(spec.item_timeout * 1_000_000)) if spec.item_timeout else 0
        native.check_crc = spec.check_crc
        native.idempotent = spec.idempotent
        native.retry.max_attempts = spec.max_attempts
        native.retry.base_delay_us = round(spec.base_delay * 1_000_000)
        native.retry.max_delay_us = round(spec.max_delay * 1_000_000)
        if spec.cancel is not None:
            native.cancel = spec.cancel._native
        self._keep = (spec.cancel,)  # all else is copied
        self._lock = threading.Lock()
        self._next_tag = 0
        self._pins: dict[int, Any] = {}
        self._results = ffi.new("cosc_results_t *")
        self._pid = os.getpid()
        error = ffi.new("char[256]")
        self._native = lib.cosx_batch_create(native, error)
        if self._native == ffi.NULL:
            self._native = None
            text = one_line(ffi.string(error).decode("utf-8", "replace"))
            raise OSError(text) if "thread" in text or "event loop" in text else ValueError(text)

    def submit_keys(self, keys: Sequence[str]) -> int:
        """Queue requests without bodies and headers of their own; the tag of the first, the others follow.

        ValueError, with nothing queued, when a key is empty or cannot be said to C.
        """
        words = "\0".join(keys).encode() + b"\0"
        if words.count(b"\0") != len(keys) or words.startswith(b"\0") or b"\0\0" in words:
            raise ValueError("a key is empty or holds a NUL character")
        return self._submit(len(keys), words, ffi.NULL, ffi.NULL, ffi.NULL, ())

    def submit(self, items: Sequence[tuple[str | None, Pairs, BatchBody]]) -> int:
        """Queue (key, headers, body) each: a bytes-like object, which stays locked until its result is out, a
        path, or None. A key of None is a request to the bucket. The tag of the first, the others follow.

        ValueError, TypeError or BufferError, with nothing queued, for what C cannot take.
        """
        words: list[str] = []
        pairs: list[int] = []
        data: list[Any] = []
        sizes: list[int] = []
        pins: list[Any] = []
        errors = "strict"
        for key, headers, body in items:
            words.append("" if key is None else key)
            owner, address, size = None, ffi.NULL, _NO_BODY
            if type(body) is bytes:  # stays where it is: no more than a reference is needed
                owner, address, size = body, ffi.from_buffer(body), len(body)
            elif isinstance(body, os.PathLike):
                size = _PATH
                path = os.fsencode(body).decode("utf-8", "surrogateescape")
                if not path.isascii():
                    errors = "surrogateescape"
                words.append(path)
            elif body is not None:
                owner, address, size = pin(body)
            pins.append(owner)
            data.append(address)
            sizes.append(size)
            pairs.append(len(headers))
            for name, value in headers:
                words.append(name)
                words.append(value)
        words.append("")
        packed = "\0".join(words).encode("utf-8", errors)
        if packed.count(b"\0") != len(words) - 1:
            raise ValueError("a key, path or header holds a NUL character")
        return self._submit(
            len(items),
            packed,
            ffi.new("int32_t[]", pairs),
            ffi.new("void *[]", data),
            ffi.new("int64_t[]", sizes),
            pins,
        )

    def _submit(
        self, count: int, words: bytes, pairs: Any, data: Any, sizes: Any, pins: Sequence[Any]
    ) -> int:
        with self._lock:
            first = self._next_tag
            self._next_tag += count
            for index, owner in enumerate(pins):
                if owner is not None:
                    self._pins[first + index] = owner
            if lib.cosc_batch_submit(self._usable(), first, count, words, pairs, data, sizes):
                raise MemoryError("no memory for the items of a batch")
        return first

    def next(self, timeout: float) -> BatchResults:
        """Results that were not handed out yet, some 64 at most; waits up to `timeout` seconds, without the
        GIL, while there are none and something is unfinished. One thread at a time.
        """
        results = self._results
        native = self._usable()
        try:
            if lib.cosc_batch_next(native, results, max(0, round(timeout * 1000))):
                raise MemoryError("no memory for the results of a batch")
            return self._take(results)
        finally:
            lib.cosc_batch_release(results)

    def _take(self, results: Any) -> BatchResults:
        count = results.count
        if not count:
            return BatchResults([], [], [], [], [], {})
        unpack, pins = ffi.unpack, self._pins
        tags = unpack(results.tags, count)
        sizes = unpack(results.body_sizes, count)
        widths = unpack(results.header_sizes, count)
        headers = unpack(results.headers, results.headers_size)
        if pins:
            for tag in tags:
                pins.pop(tag, None)
        return BatchResults(
            tags,
            unpack(results.codes, count),
            unpack(results.attempts, count),
            [headers[end - size : end] for end, size in zip(accumulate(widths), widths, strict=True)],
            list(map(unpack, results.bodies[0:count], sizes)) if any(sizes) else [b""] * count,
            _failures(results) if results.failed else {},
        )

    def credentials(self, settings: Settings) -> None:
        """Take secret id, key, token and clock of `settings` for what is sent from now on."""
        if lib.cosx_batch_credentials(self._usable(), settings.native):
            raise MemoryError("no memory for credentials")

    @property
    def pending(self) -> int:
        """Items whose results were not handed out yet."""
        return int(lib.cosx_batch_pending(self._usable()))

    def close(self) -> None:
        """Stop what runs, close its connections, free everything. Idempotent."""
        native, self._native = self._native, None
        if native is not None:
            lib.cosx_batch_destroy(native)
            self._pins.clear()

    def _usable(self) -> Any:
        if self._native is None:
            raise RuntimeError("the batch is closed")
        if self._pid != os.getpid():
            raise RuntimeError("the batch was started before fork, by another process")
        return self._native

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


def _failures(results: Any) -> dict[int, BatchFailure]:
    words = decode(ffi.unpack(results.words, results.words_size)).split("\0")
    numbers = ffi.unpack(results.failures, results.failed * _NUMBERS)
    failures = {}
    for index in range(results.failed):
        error_code, message, request_id, error = words[4 * index : 4 * index + 4]
        place, status, os_errno, curl_code, sent_any = numbers[_NUMBERS * index : _NUMBERS * (index + 1)]
        failures[place] = BatchFailure(
            error_code,
            one_line(message),
            request_id,
            one_line(error),
            status,
            os_errno,
            curl_code,
            bool(sent_any),
        )
    return failures
