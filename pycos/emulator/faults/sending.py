"""Answers that are not sent as they should be: cut, stalled, damaged, slow, or with a false head."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator

from pycos.emulator.faults.pace import Pace
from pycos.emulator.response import Response, http_date
from pycos.emulator.stream import Disconnected, Stream

_BLOCK = 64 * 1024
_DATE = re.compile(rb"\r\nDate: [^\r]*")
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)")
_DECLARATION = re.compile(rb"<\?xml[^>]*\?>\n?")


def body_of(response: Response) -> Iterator[memoryview]:
    """The bytes of an answer, wherever they are."""
    if response.content is None:
        if response.body:
            yield memoryview(response.body)
        return
    for span in response.content.spans():
        if isinstance(span, memoryview):
            yield span
            continue
        descriptor, offset, left = span
        while left:
            data = os.pread(descriptor, min(left, _BLOCK), offset)
            if not data:
                raise Disconnected
            yield memoryview(data)
            offset += len(data)
            left -= len(data)


def dated(head: bytes, skew: int) -> bytes:
    """The head with a Date that is off by so many seconds."""
    text = http_date(int(time.time()) + skew).encode()
    return _DATE.sub(b"\r\nDate: " + text, head, count=1)


def measured(head: bytes, delta: int) -> bytes:
    """The head with a Content-Length that is off by so many bytes."""
    return _LENGTH.sub(lambda found: b"\r\nContent-Length: %d" % max(0, int(found[1]) + delta), head, count=1)


def in_chunks(head: bytes) -> bytes:
    """The head of a body that comes in chunks."""
    return _LENGTH.sub(b"\r\nTransfer-Encoding: chunked", head, count=1)


def stalled(views: Iterable[memoryview], at: int, seconds: float, waiting: Pace) -> Iterator[memoryview]:
    """The views with a long silence after so many bytes."""
    passed = 0
    for view in views:
        if passed <= at < passed + len(view):
            yield view[: at - passed]
            waiting.wait(seconds)
            yield view[at - passed :]
        else:
            yield view
        passed += len(view)


def send_spaced(stream: Stream, response: Response, waiting: Pace, spaces: int, seconds: float) -> None:
    """White space, a piece at a time, and then the body; all of it in chunks.

    The XML declaration comes first: nothing may stand before it.
    """
    views = body_of(response)
    first = bytes(next(views, b""))
    declaration = _DECLARATION.match(first)
    if declaration:
        _chunk(stream, declaration[0])
        first = first[declaration.end() :]
    for _ in range(spaces):
        waiting.wait(seconds)
        _chunk(stream, b" ")
    for view in (memoryview(first), *views):
        _chunk(stream, view)
    stream.send(b"0\r\n\r\n")


def _chunk(stream: Stream, data: bytes | memoryview) -> None:
    if data:
        stream.send(b"%x\r\n" % len(data) + bytes(data) + b"\r\n")
