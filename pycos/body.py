"""The body of an object, while it arrives."""

from __future__ import annotations

import io

import cos_c
from cos_c.fresh import FreshBytes
from pycos.error_table import error_from
from pycos.errors import (
    ChecksumMismatch,
    ConnectionLost,
    CosError,
    InvalidOperation,
    MalformedResponse,
    TruncatedBody,
)
from pycos.exchange import Request
from pycos.operations.objects import open_object
from pycos.retry import retry_wanted
from pycos.wire.answers import content_range, object_info, to_whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Any

    from pycos.exchange import Answer, Limits
    from pycos.models import ObjectInfo
    from pycos.session import Session

__all__ = ["Body"]

_CHUNK = 256 << 10
_PIECE = 1 << 20
_OPERATION = "GetObject"

Pairs = list[tuple[str, str]]


class Body(io.RawIOBase):
    """An object's bytes as the server sends them: a readable binary file, not seekable, best used with
    ``with``.

    Length and CRC64 are checked at the end: the read that reaches it raises TruncatedBody or
    ChecksumMismatch. When the connection breaks on the way, the rest is asked for anew, bound to the same
    ETag. Iterating yields chunks of up to 256 KiB, not lines (io.TextIOWrapper(body) makes lines). Not for
    several threads at once.
    """

    __slots__ = (
        "_again", "_answer", "_attempts", "_begun_at", "_bucket", "_crc", "_ended", "_failure", "_first",
        "_info", "_key", "_length", "_limits", "_position", "_session", "_stream", "_there", "_whole",
        "closed",
    )  # fmt: skip

    def __init__(
        self,
        session: Session,
        limits: Limits,
        bucket: str,
        key: str,
        answer: Answer,
        again: tuple[Pairs, Pairs],
        *,
        ranged: bool,
        whole: bool,
    ) -> None:
        """`again`: parameters and headers to ask with for the rest; `ranged`: the user gave a range; `whole`:
        the CRC is of this body, and C compares it.
        """
        # First what close() needs: it runs even if what follows raises.
        # A slot, where io has a property that looks into a dictionary at each question.
        self.closed = False  # type: ignore[misc]
        self._stream = answer.stream
        self._limits = limits
        self._session = session
        self._bucket = bucket
        self._key = key
        self._answer = answer
        self._again = again
        self._position = 0
        # Of the streams before this one, which broke; and where this one begins.
        self._crc = 0
        self._begun_at = 0
        self._attempts = answer.attempts
        self._failure: CosError | None = None
        self._info: ObjectInfo | None = None
        self._length = answer.content_length
        self._first = 0
        self._ended = False
        self._whole = whole
        # The whole body, where it came with the headers.
        self._there = answer.body if answer.stream is None else None
        if ranged or answer.status == 206 or answer.value("content-range") is not None:
            self._check_range(ranged)
        if limits.meter is not None:
            limits.meter.total = self._length

    def _check_range(self, ranged: bool) -> None:
        answer = self._answer
        try:
            if "content-range" in answer.headers:
                content_range(answer.headers["content-range"])
            if answer.status == 206:
                start, stop, _ = content_range(answer.headers.get("content-range", ""))
                self._first = start
                if self._length is not None and self._length != stop - start:
                    raise MalformedResponse("Content-Length and Content-Range do not agree")
                self._length = stop - start
            elif ranged:
                raise MalformedResponse("a range was asked for and the whole object came")
        except CosError as error:
            self.close()
            raise error.add_context(**self._names()) from None

    @property
    def info(self) -> ObjectInfo:
        """What the headers say about the object."""
        if self._info is None:
            self._info = object_info(self._key, self._answer.headers, self._answer.request_id)
        return self._info

    @property
    def length(self) -> int | None:
        """Bytes of this body (of the range, if one was asked for); None when the server does not say."""
        return self._length

    def readable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """Bytes read so far."""
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Fill up to len(buffer) bytes; fewer only at the end, 0 when it was reached before."""
        return self._fill(memoryview(buffer).cast("B"), None)

    def _fill(self, view: memoryview, fresh: FreshBytes | None) -> int:
        """fresh: whose memory `view` is, if nobody has touched it."""
        if self.closed:
            raise ValueError("the body is closed")
        if self._failure is not None:
            raise self._failure
        filled = 0
        while filled < len(view) and not self._ended:
            # In pieces: what a broken connection makes us ask for again is never more than one of them.
            piece = view[filled : filled + _PIECE]
            if fresh is not None:
                fresh.reach(filled + len(piece))
            filled += self._read_piece(piece)
        return filled

    def read(self, size: int | None = -1) -> bytes:
        """Up to `size` bytes, or all that is left; b"" at the end. Straight into the bytes object that is
        returned.
        """
        if size is None or size < 0:
            return self.readall()
        if self._length is not None:
            size = min(size, self._length - self._position)
        if size == 0 and not (self._position == self._length and not self._ended):
            return b""
        if 0 < size <= _PIECE and self._there is None:
            return self._read_new(size)
        fresh = FreshBytes(size)
        # An empty body has its end checked by asking for a byte that is not there.
        count = self._fill(fresh.view, fresh) if size else self.readinto(bytearray(1))
        return fresh.value(count)

    def readall(self) -> bytes:
        """All that is left."""
        if self._there is not None and self._position == 0 and not self.closed:
            self._position = len(self._there)
            self._reach_end()
            return self._there
        if self._length is not None:
            return self.read(self._length - self._position)
        pieces: list[bytes] = []
        while piece := self.read(_CHUNK):
            pieces.append(piece)
        return b"".join(pieces)

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks()

    def chunks(self, size: int = _CHUNK) -> Iterator[bytes]:
        """The rest in pieces of `size` bytes, the last one shorter."""
        while chunk := self.read(size):
            yield chunk

    def close(self) -> None:
        """Let go of the connection. It can be used again only if the body was read to its end."""
        if not self.closed:
            self.closed = True  # type: ignore[misc]
            self._release()
            if self._limits.meter is not None:
                self._limits.meter.finish()

    def __del__(self) -> None:
        if self._stream is not None or self._limits.meter is not None:
            self.close()

    def _read_piece(self, view: memoryview) -> int:
        if self._there is not None:
            return self._read_there(view, self._there)
        count: int = self._receive(lambda stream: stream.readinto(view))
        self._advance(count)
        return count

    def _read_new(self, size: int) -> bytes:
        """A piece as an object of its own."""
        if self.closed:
            raise ValueError("the body is closed")
        if self._failure is not None:
            raise self._failure
        if self._ended:
            return b""
        data: bytes = self._receive(lambda stream: stream.read(size))
        self._advance(len(data))
        return data

    def _receive(self, read: Callable[[Any], Any]) -> Any:
        """What `read` makes of the stream, and when it breaks of the next one."""
        failures = 0
        while True:
            try:
                return read(self._stream)
            except cos_c.StreamError as broken:
                failures += 1
                self._resume(broken, failures)
            except BaseException:
                # Ctrl-C, or the progress callback: what had arrived of this piece is lost.
                self._fail(InvalidOperation("reading was interrupted; get the object again"))
                raise

    def _advance(self, count: int) -> None:
        self._position += count
        if count == 0 or self._position == self._length:
            self._reach_end()

    def _read_there(self, view: memoryview, there: bytes) -> int:
        piece = there[self._position : self._position + len(view)]
        view[: len(piece)] = piece
        self._position += len(piece)
        if self._position == len(there):
            self._reach_end()
        return len(piece)

    def _reach_end(self) -> None:
        """Check what came, and give the connection back."""
        self._ended = True
        stream = self._stream
        if stream is not None:
            self._release()
        if self._length is not None and self._position != self._length:
            raise self._fail(
                TruncatedBody(
                    f"{self._position} of {self._length} bytes came", **self._names(), attempts=self._attempts
                )
            )
        if self._begun_at > 0 and self._whole and self._answer.status == 200:
            self._check_crc(cos_c.crc64_combine(self._crc, stream.crc, self._position - self._begun_at))
        if self._limits.meter is not None:
            self._limits.meter.finish()

    def _check_crc(self, crc: int) -> None:
        """Of a body that came in several streams, each of which C has looked at alone."""
        expected = to_whole_number(self._answer.value("x-cos-hash-crc64ecma"))
        if expected is not None and crc != expected:
            raise self._fail(
                ChecksumMismatch(
                    f"CRC64 of the object is {expected}, of what came {crc}",
                    **self._names(),
                    attempts=self._attempts,
                )
            )

    def _resume(self, broken: cos_c.StreamError, failures: int) -> None:
        """Ask for the rest after the connection broke; raise when that cannot be or has been tried often
        enough.
        """
        self._crc = cos_c.crc64_combine(self._crc, self._stream.crc, self._position - self._begun_at)
        self._begun_at = self._position
        self._release()
        error = self._error_of(broken)
        code = broken.status.code
        again = (
            not isinstance(error, ChecksumMismatch)  # all of it came, and was not it
            and retry_wanted(code, broken.status.error_code, idempotent=True, sent_any=True)
            and failures < self._session.settings.retry.attempts
            and self._length is not None
            and self.info.etag != ""
        )
        if not again or self._length is None:
            raise self._fail(error) from broken
        start, stop = self._first + self._position, self._first + self._length
        try:
            self._session.pause(self._request(), self._limits, failures, error, None)
            if self._limits.meter is not None:
                self._limits.meter.begin_again_at(self._position)
            params, headers = self._again
            rest = [
                ("Range", f"bytes={start}-{stop - 1}"),
                ("If-Match", self._answer.headers.get("etag", "")),
            ]
            answer = open_object(
                self._session, self._limits, self._bucket, self._key, params, [*headers, *rest],
                check_crc=self._whole, read_ahead=0,
            )  # fmt: skip
        except CosError as other:
            raise self._fail(other) from broken
        self._stream = answer.stream
        self._attempts += answer.attempts
        came = (
            content_range(answer.headers["content-range"])
            if "content-range" in answer.headers
            else (0, 0, None)
        )
        if answer.status != 206 or came[:2] != (start, stop):
            self._release()
            raise self._fail(error) from broken

    def _error_of(self, broken: cos_c.StreamError) -> CosError:
        status = broken.status
        names = {**self._names(), "attempts": self._attempts}
        remaining = self._limits.remaining()
        if remaining is not None and remaining <= 0:
            return self._limits.too_late(self._request(), self._attempts, None)
        error = error_from(status.code, status.error_code, status.message, os_errno=broken.os_errno, **names)
        if type(error) is ConnectionLost:
            of = "an unknown number of" if self._length is None else str(self._length)
            return TruncatedBody(f"the connection broke after {self._position} of {of} bytes", **names)
        return error

    def _fail(self, error: CosError) -> CosError:
        self._failure = error
        self._release()
        return error

    def _request(self) -> Request:
        return Request(_OPERATION, "GET", self._bucket, self._key)

    def _names(self) -> dict[str, Any]:
        """What an exception should carry."""
        return {
            "operation": _OPERATION,
            "bucket": self._bucket,
            "key": self._key,
            "request_id": self._answer.request_id,
        }

    def _release(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def __enter__(self) -> Body:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = " closed" if self.closed else ""
        return f"<Body {self.info.key!r} {self._position} of {self._length} bytes{state}>"
