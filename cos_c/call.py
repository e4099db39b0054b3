"""One request from plain values to plain values: the only place where a C call is made and undone."""

from __future__ import annotations

import os
import time
from threading import get_ident, main_thread

from cos_c._library import ffi, initialize, lib, request
from cos_c._library import text as text_at
from cos_c.native_call import NativeCall
from cos_c.status import Reply, Status, one_line
from cos_c.stream import Stream
from cos_c.strings import complain, pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from cos_c.bodies import Sink, Source
    from cos_c.callbacks import Progress
    from cos_c.cancel import CancelFlag
    from cos_c.settings import Settings

    Pairs = Sequence[tuple[str, str]]

__all__ = ["Call", "body_error", "retry_wanted"]

HAS_BUCKET: int = lib.COSC_HAS_BUCKET
HAS_KEY: int = lib.COSC_HAS_KEY
HAS_BUCKET_AND_KEY = HAS_BUCKET | HAS_KEY
LISTING: int = lib.COSC_LISTING
SIGNALS: int = lib.COSC_SIGNALS


class Call:
    """Makes requests with one set of bounds, one after another or from several threads at once.

    deadline: a time.monotonic() value after which requests fail; None: none.
    cancel: a flag that stops them from any thread within about 200 ms.
    progress: called as progress(sent, to_send, received, to_receive), at most every
        progress_interval seconds while a request runs, also when nothing moves, and once at its end.
        Runs on the calling thread. What it raises stops the request and comes out of it.
    check_crc: compute the CRC64 of what passes and compare it with the server's.
    initial_crc: of what is there already, for appends.

    No request is tried again here. Ctrl-C ends a request within about 200 ms when it runs on the
    main thread. Streams are closed by whoever opened them, or all together at the end of `with`.
    """

    __slots__ = (
        "_cancel", "_deadline_us", "_initial_crc", "_interval_us", "_is_plain", "_progress", "_settings",
        "_streams", "_what",
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
        self._settings = settings
        self._cancel = cancel
        self._progress = progress
        self._initial_crc = initial_crc
        self._deadline_us = clock_us(deadline) if deadline is not None else 0
        # Ctrl-C needs its tick however rarely progress is wanted.
        self._interval_us = min(lib.COSC_TICK_US, max(1, int(progress_interval * 1_000_000)))
        self._what: int = lib.COSC_CHECK_CRC if check_crc else 0
        if progress is not None:
            self._what |= lib.COSC_PROGRESS
        self._is_plain = progress is None and cancel is None and deadline is None and not initial_crc
        self._streams: list[Stream] | None = None

    def execute(
        self,
        method: str,
        *,
        bucket: str | None = None,
        key: str | None = None,
        params: Pairs = (),
        headers: Pairs = (),
        source: Source | bytes | None = None,
        sink: Sink | None = None,
        listing: bool = False,
    ) -> Reply:
        """Send one signed request and wait for its answer (C: cosx_execute). Raises nothing for what the
        server or the network do: see Reply.status.

        bucket None: a service request; key None: a bucket request. A param whose value is "" is a
        name alone. source: bytes are sent as they are. The body of a 2xx response goes to `sink`, or to
        Reply.body when there is none.
        listing: the answer is a page of GET Bucket, and may come as Reply.listing instead of Reply.body.
        ValueError: text that C cannot take (a NUL, a lone surrogate).
        """
        what = self._what
        if get_ident() == _main:
            what |= SIGNALS
        if listing:
            what |= LISTING
        # C borrows what this refers to until the request has ended: settings and flag live in self,
        # source and sink in this frame.
        native = self._native()
        if source is not None and not isinstance(source, bytes):
            source.fill(native.struct.source)
        if sink is not None:
            sink.fill(native.struct.sink)
        try:
            facts, texts, body = request(
                native.address, what, method, bucket, key, params, headers, source, -1
            )
        except ValueError:
            complain(method, bucket, key, params, headers)
        if native.ticker.error is not None:
            native.ticker.raise_error()
        reply = Reply(facts, texts, body) if body is not None else native.listing(facts, texts)
        native.give_back(self._settings.spare)
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
        source: Source | bytes | None = None,
        read_ahead: int = 0,
    ) -> tuple[Reply, Stream | None]:
        """As execute, but come back when the headers of a 2xx response are there: the body is then read
        from the Stream. Any other outcome is complete, with None for the stream (C: cosx_stream_open).

        read_ahead: a body of at most this many bytes that came together with the headers is in Reply.body,
        without a stream, which saves a call and frees the connection; nothing is waited for. Its CRC64 is
        in Reply.received_crc even if check_crc is off.
        """
        settings = self._settings
        native = self._native()
        if source is not None and not isinstance(source, bytes):
            source.fill(native.struct.source)
        # Always with ticks: which thread will read is not known yet.
        what = self._what | SIGNALS
        try:
            results = request(native.address, what, method, bucket, key, params, headers, source, read_ahead)
        except ValueError:
            complain(method, bucket, key, params, headers)
        try:
            if native.ticker.error is not None:
                native.ticker.raise_error()
            reply = Reply(*results)
            if not reply.is_streaming:
                native.give_back(settings.spare)
                return reply, None
            stream = Stream(settings, (source, self._cancel))
            stream._native = native
        except BaseException:
            lib.cosc_end(native.struct)
            raise
        if self._streams is not None:
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
        native = self._native()
        url = lib.cosc_presign(
            native.struct, words, len(words), has(bucket, key), len(params), len(headers), expires, sign_host
        )
        if url == ffi.NULL:
            raise ValueError(one_line(text_at(native.struct.error)))
        signed = text_at(url)
        native.give_back(self._settings.spare)
        return signed

    def close(self) -> None:
        """Close the streams that were opened in a `with` and are still open."""
        while self._streams:
            self._streams.pop().close()

    def __enter__(self) -> Call:
        self._streams = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _native(self) -> NativeCall:
        """One that nobody uses now, with what bounds and watches the next request."""
        try:
            native: NativeCall = self._settings.spare.pop()
        except IndexError:
            native = NativeCall(self._settings)
        if self._is_plain:
            return native
        struct = native.struct
        native.ticker.progress = self._progress
        struct.progress_interval_us = self._interval_us
        struct.deadline_us = self._deadline_us
        struct.initial_crc = self._initial_crc
        if self._cancel is not None:
            struct.cancel = self._cancel._native
        return native


def has(bucket: str | None, key: str | None) -> int:
    if key is not None:
        return HAS_BUCKET_AND_KEY if bucket is not None else HAS_KEY
    return HAS_BUCKET if bucket is not None else 0


def clock_us(deadline: float) -> int:
    """A time.monotonic() value on the clock of C, in microseconds; never 0, which would mean none."""
    ahead = int((deadline - time.monotonic()) * 1_000_000)
    return max(1, int(lib.cosx_clock_us()) + ahead)


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


def _look_for_main_thread() -> None:
    global _main
    _main = main_thread().ident


_main: int | None = None  # whose signal handlers a request must let run
_look_for_main_thread()
os.register_at_fork(after_in_child=_look_for_main_thread)
