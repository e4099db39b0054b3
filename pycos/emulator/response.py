"""Answers: status, headers, and a body in memory or in segments of the store."""

from __future__ import annotations

import base64
import binascii
import functools
import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from pycos.emulator import xml
from pycos.emulator.errors import ApiError

Header = tuple[str, str]

# Not by strftime, which follows the language of the machine.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LINES_MORE = 3
_serial = itertools.count(1)
_process = f"{int(time.time()):08x}_{os.getpid():x}"
_reasons = {status.value: status.phrase for status in HTTPStatus}


class Content(Protocol):
    """Bytes that are not in memory when an answer begins. Must be closed when it was sent.

    A ``size`` of None is one that nobody knows yet: the bytes then bring the framing of chunks with them.
    """

    @property
    def size(self) -> int | None:
        """How many bytes there are."""

    def spans(self) -> Iterable[memoryview | tuple[int, int, int]]:
        """In order: bytes in memory, or (file descriptor, offset, size). Valid until the next one."""

    def close(self) -> None:
        """Let go of the stored bytes; harmless when it was done before."""


class Streamed:
    """Bytes that are made while they are sent, in the chunked coding.

    ``framed`` False leaves the coding out, for a client of HTTP/1.0: its answer ends with the connection.
    """

    size = None

    def __init__(self, pieces: Iterable[bytes], close: Callable[[], None]) -> None:
        self.framed = True
        self._pieces = pieces
        self._close = close

    def spans(self) -> Iterator[memoryview]:
        """The pieces as chunks, and the last chunk."""
        for piece in self._pieces:
            if piece:
                yield memoryview(b"%x\r\n%b\r\n" % (len(piece), piece) if self.framed else piece)
        if self.framed:
            yield memoryview(b"0\r\n\r\n")

    chunks = spans

    def close(self) -> None:
        """Let go of what the pieces are made of."""
        self._close()


@dataclass(slots=True)
class Response:
    """One answer. A HEAD answer has ``length`` set to the size of the body it leaves out."""

    status: int = 200
    headers: list[Header] = field(default_factory=list)
    body: bytes = b""
    content: Content | None = None
    length: int | None = None
    request_id: str | None = ""
    close: bool = False

    @property
    def size(self) -> int:
        """How many bytes the body has; 0 while nobody knows."""
        return (self.content.size or 0) if self.content is not None else len(self.body)

    @property
    def streamed(self) -> Streamed | None:
        """The body, if it is made while it is sent."""
        return self.content if isinstance(self.content, Streamed) else None


def new_request_id() -> str:
    """An id in the manner of the service: base64 of hexadecimal fields, unique within this process."""
    return binascii.b2a_base64(f"{_process}_{next(_serial):x}".encode(), newline=False).decode()


@functools.lru_cache(maxsize=1024)
def http_date(seconds: int) -> str:
    """A time in a header."""
    at = time.gmtime(seconds)
    day = f"{_DAYS[at.tm_wday]}, {at.tm_mday:02d} {_MONTHS[at.tm_mon - 1]} {at.tm_year:04d}"
    return f"{day} {at.tm_hour:02d}:{at.tm_min:02d}:{at.tm_sec:02d} GMT"


def iso_date(milliseconds: int) -> str:
    """A time in XML, with milliseconds."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{_iso_second(seconds)}.{rest:03d}Z"


@functools.lru_cache(maxsize=4096)
def _iso_second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def xml_response(root: str, *, status: int = 200, headers: Iterable[Header] = ()) -> Response:
    """An answer whose body is one XML document."""
    return Response(status, [("Content-Type", "application/xml"), *headers], xml.document(root))


def error_root(error: ApiError, resource: str, request_id: str) -> str:
    """The ``<Error>`` element; no part is ever empty, since clients insist on each."""
    return xml.tree(
        "Error",
        xml.element("Code", error.code),
        xml.element("Message", error.message),
        xml.element("Resource", resource or "/"),
        xml.element("RequestId", request_id),
        xml.element("TraceId", trace_id(request_id)),
        *(xml.element(name, text) for name, text in error.details),
    )


def trace_id(request_id: str) -> str:
    """The trace id that goes with a request id."""
    return base64.b64encode(request_id.encode()).decode()


def error_response(error: ApiError, resource: str, *, request_id: str, head: bool) -> Response:
    """The answer to a refused request. The answer to HEAD has no body."""
    headers = [("x-cos-trace-id", trace_id(request_id)), *error.headers]
    body = b"" if head else xml.document(error_root(error, resource, request_id))
    if body:
        headers.append(("Content-Type", "application/xml"))
    return Response(error.status, headers, body, request_id=request_id, close=error.close)


@functools.lru_cache(maxsize=64)
def _beginning(status: int, seconds: int, keep_alive: bool) -> str:
    """The lines that all answers of one second have alike: one more than ``_LINES_MORE``."""
    connection = "keep-alive" if keep_alive else "close"
    return (
        f"HTTP/1.1 {status} {_reasons.get(status, 'Unknown')}\r\nDate: {http_date(seconds)}\r\n"
        f"Server: tencent-cos\r\nConnection: {connection}"
    )


def render_head(response: Response, *, keep_alive: bool) -> bytes:
    """The status line and headers, with the empty line that ends them."""
    lines = [_beginning(response.status, int(time.time()), keep_alive)]
    if response.request_id is not None:
        lines.append(f"x-cos-request-id: {response.request_id or new_request_id()}")
    if response.content is not None and response.content.size is None:
        if response.streamed is None or response.streamed.framed:
            lines.append("Transfer-Encoding: chunked")
    elif response.status not in (204, 304):
        lines.append(f"Content-Length: {response.size if response.length is None else response.length}")
    lines += [f"{name}: {value}" for name, value in response.headers]
    lines.append("\r\n")
    text = "\r\n".join(lines)
    breaks = len(lines) + _LINES_MORE
    if text.count("\n") != breaks or text.count("\r") != breaks:
        raise ValueError("a header of the answer holds a line break")  # never let one header become two
    return text.encode("utf-8", "surrogateescape")
