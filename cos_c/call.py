"""One request from plain values to plain values: the only place where a C call is made and undone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import get_ident, main_thread
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cos_c._library import ffi, initialize, lib
from cos_c._library import text as text_at
from cos_c.callbacks import Progress, Ticker
from cos_c.listing import to_listing
from cos_c.status import Reply, Status, one_line
from cos_c.stream import Stream
from cos_c.strings import pack

if TYPE_CHECKING:
    from cos_c.cancel import CancelFlag
    from cos_c.settings import Settings
    from cos_c.sink import Sink
    from cos_c.source import Source

__all__ = ["Call", "body_error", "retry_wanted"]

HAS_BUCKET, HAS_KEY = 1, 2  # COSC_HAS_… of the bridge
TICK_US = 100_000  # how long Ctrl-C may go unseen; a person does not notice

Pairs = Sequence[tuple[str, str]]


class Call:
    """Makes requests with one set of bounds. Use it with `with`; one thread at a time.

    deadline: a time.monotonic() value after which requests fail; None: none.
    cancel: a flag that stops them from any thread within about 200 ms.
    progress: called as progress(sent, to_send, received, to_receive), at most every
        progress_interval seconds while a request runs, also when nothing moves, and once at its end.
        Runs on the calling thread. What it raises stops the request and comes out of it.
    check_crc: compute the CRC64 of what passes and compare it with the server's.
    initial_crc: of what is there already, for appends.

    No request is tried again here. Ctrl-C ends a request within about 200 ms when it runs on the
    main thread.
    """

    __slots__ = (
        "_cancel", "_check_crc", "_deadline_us", "_initial_crc", "_interval_us", "_progress", "_settings",
        "_streams",
    )  # fmt: skip

    def __init__(
        self,
        settings: Settings,
        *,
        deadline: float | None = None,
        cancel: CancelFlag | None = None,
        progress: Progress | None = None,
        progress_interval: float = 0.1,
        check_crc: bool = True,
        initial_crc: int = 0,
    ) -> None:
        initialize()
        self._settings = settings
        self._cancel = cancel
        self._progress = progress
        # Ctrl-C needs its tick however rarely progress is wanted.
        self._interval_us = min(TICK_US, max(1, int(progress_interval * 1_000_000))) if progress else TICK_US
        self._check_crc = check_crc
        self._initial_crc = initial_crc
        self._deadline_us = clock_us(deadline) if deadline is not None else 0
        self._streams: list[Stream] = []

    def execute(
        self,
        method: str,
        *,
        bucket: str | None = None,
        key: str | None = None,
        params: Pairs = (),
        headers: Pairs = (),
        source: Source | None = None,
        sink: Sink | None = None,
        listing: bool = False,
    ) -> Reply:
        """Send one signed request and wait for its answer (C: cosx_execute). Raises nothing for what the
        server or the network do: see Reply.status.

        bucket None: a service request; key None: a bucket request. A param whose value is "" is a
        name alone. The body of a 2xx response goes to `sink`, or to Reply.body when there is none.
        listing: the answer is a page of GET Bucket, and may come as Reply.listing instead of Reply.body.
        ValueError: text that C cannot take (a NUL, a lone surrogate).
        """
        words = pack(method, bucket, key, params, headers)
        ticker = self._ticker()
        # C borrows what this refers to until cosc_end: settings and flag live in self, source and sink
        # in this frame, and the handle (which in turn keeps the ticker) in the next line.
        handle = ffi.new_handle(ticker) if ticker is not None else ffi.NULL
        native = self._native(handle, source, sink)
        native.read_listing = listing
        try:
            lib.cosc_execute(native, words, len(words), has(bucket, key), len(params), len(headers))
            if ticker is not None:
                ticker.raise_error()
            reply = to_reply(native)
        finally:
            lib.cosc_end(native)
        if sink is not None:
            sink.received = reply.received if 200 <= reply.http_status < 300 else 0
        return reply

    def open_stream(
        self,
        method: str,
        *,
        bucket: str | None = None,
        key: str | None = None,
        params: Pairs = (),
        headers: Pairs = (),
        source: Source | None = None,
        read_ahead: int = 0,
    ) -> tuple[Reply, Stream | None]:
        """As execute, but come back when the headers of a 2xx response are there: the body is then read
        from the Stream, which the Call closes if it is still open. Any other outcome is complete, with
        None for the stream (C: cosx_stream_open).

        read_ahead: a body of at most this many bytes that came together with the headers is read before
        this returns, which saves a call and frees the connection; nothing is waited for.
        """
        words = pack(method, bucket, key, params, headers)
        ticker = Ticker(self._progress)  # always: which thread will read is not known yet
        handle = ffi.new_handle(ticker)
        native = self._native(handle, source, None)
        native.read_ahead = read_ahead
        stream = None
        try:
            if lib.cosc_open_stream(native, words, len(words), has(bucket, key), len(params), len(headers)):
                stream = Stream(native, ticker, (handle, source, self._settings, self._cancel))
            ticker.raise_error()
            reply = to_reply(native)
        except BaseException:
            if stream is not None:
                stream.close()
            else:
                lib.cosc_end(native)
            raise
        if stream is None:
            lib.cosc_end(native)
        else:
            self._streams.append(stream)
        return reply, stream

    def presign(
        self,
        method: str,
        *,
        bucket: str | None = None,
        key: str | None = None,
        params: Pairs = (),
        headers: Pairs = (),
        expires: int,
        sign_host: bool = True,
    ) -> str:
        """A URL that allows `method` for `expires` seconds, without sending anything (C: cosx_presign).

        ValueError when the request is not acceptable: no credentials, an empty key, bad names.
        """
        words = pack(method, bucket, key, params, headers)
        native = self._native(ffi.NULL, None, None)
        try:
            url = lib.cosc_presign(
                native, words, len(words), has(bucket, key), len(params), len(headers), expires, sign_host
            )
            if url == ffi.NULL:
                raise ValueError(one_line(text_at(native.error)))
            return text_at(url)
        finally:
            lib.cosc_end(native)

    def close(self) -> None:
        """Close the streams that are still open. Again: nothing happens."""
        while self._streams:
            self._streams.pop().close()

    def __enter__(self) -> Call:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._streams:
            self.close()

    def _ticker(self) -> Ticker | None:
        """What ticks a blocking call: needed for progress, and on the main thread for Ctrl-C."""
        if self._progress is not None or get_ident() == main_thread().ident:
            return Ticker(self._progress)
        return None

    def _native(self, handle: Any, source: Source | None, sink: Sink | None) -> Any:
        native = ffi.new("cosc_call_t *")
        native.settings = self._settings.native
        native.check_crc = self._check_crc
        native.handle = handle
        native.progress_interval_us = self._interval_us
        native.only_signals = self._progress is None
        if self._cancel is not None:
            native.cancel = self._cancel._native
        if self._deadline_us:
            native.deadline_us = self._deadline_us
        if self._initial_crc:
            native.initial_crc = self._initial_crc
        if source is not None:
            source.fill(native.source)
        if sink is not None:
            sink.fill(native.sink)
        return native


def has(bucket: str | None, key: str | None) -> int:
    return (HAS_BUCKET if bucket is not None else 0) | (HAS_KEY if key is not None else 0)


def clock_us(deadline: float) -> int:
    """A time.monotonic() value on the clock of C, in microseconds; never 0, which would mean none."""
    ahead = int((deadline - time.monotonic()) * 1_000_000)
    return max(1, int(lib.cosx_clock_us()) + ahead)


def to_reply(native: Any) -> Reply:
    """Everything a call left behind, copied out of the pool."""
    words = ffi.unpack(native.texts, native.texts_size).decode("utf-8", "surrogateescape").split("\0")
    code, error = native.code, words[3]
    if 200 <= code < 300:
        status = Status(code, replaced(words[0]), one_line(replaced(words[1])), replaced(words[2]))
    else:
        # The library has no text for what failed below HTTP; the transport does.
        message = one_line(replaced(words[1])) or one_line(replaced(error))
        status = Status(code, replaced(words[0]), message, replaced(words[2]))
    listing = to_listing(native.listing) if native.has_listing else None
    size = native.body_size if listing is None else 0
    return Reply(
        status,
        words[4:],
        ffi.buffer(native.body, size)[:] if size else b"",
        native.sent,
        native.received,
        native.sent_crc,
        native.received_crc,
        native.http_status,
        native.os_errno,
        native.curl_code,
        one_line(replaced(error)) if error else "",
        bool(native.sent_any),
        listing,
    )


def replaced(text: str) -> str:
    """`text` fit to be printed: what was not UTF-8 replaced."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def body_error(body: bytes) -> Status | None:
    """The error inside a 2xx response whose root element is <Error>, with code 200; None for any other body
    (C: cosx_body_is_error). COS answers so when a copy or a complete fails after the headers are out.
    """
    initialize()
    pool = lib.cosc_pool_create(ffi.NULL)
    if pool == ffi.NULL:
        raise MemoryError("no memory for a pool")
    try:
        status = ffi.new("cos_status_t *")
        if not lib.cosx_body_is_error(pool, body, len(body), status):
            return None
        return Status(
            200, text_at(status.error_code), one_line(text_at(status.error_msg)), text_at(status.req_id)
        )
    finally:
        lib.cosc_pool_destroy(pool)


def retry_wanted(status: Status, *, idempotent: bool, sent_any: bool) -> bool:
    """Whether the outcome is worth another attempt, by the one table that transfers use too.

    idempotent: the request may be repeated even if the server may have carried it out.
    sent_any: as in the Reply. C: cosx_retry_wanted.
    """
    error_code = ffi.new("char[]", status.error_code.encode("utf-8", "replace"))
    message = ffi.new("char[]", status.message.encode("utf-8", "replace"))
    native = ffi.new("cos_status_t *", {"code": status.code, "error_code": error_code, "error_msg": message})
    return bool(lib.cosx_retry_wanted(native, idempotent, sent_any))
