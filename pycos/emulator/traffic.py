"""The limit that a client sets on the speed of one request: x-cos-traffic-limit, in bits a second."""

from __future__ import annotations

import time
from collections.abc import Iterator

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Body, Request
from pycos.emulator.response import Content, Response

NAME = "x-cos-traffic-limit"
_SLOWEST, _FASTEST = 819_200, 838_860_800  # bits a second, as the manual has it
_SLICES = 20  # pieces a second: small enough to look even, large enough to cost little
_SMALLEST = 4096


def rate_of(request: Request) -> int:
    """The limit of a request in bytes a second; InvalidArgument when it is none."""
    text = request.header(NAME) or request.params.get(NAME, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10 and _SLOWEST <= int(text) <= _FASTEST):
        raise ApiError(
            "InvalidArgument", f"{NAME} is a number of bits a second from {_SLOWEST} to {_FASTEST}."
        )
    return int(text) // 8


class _Pace:
    """Waits until so many bytes may have passed."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._start = time.monotonic()
        self._passed = 0

    def take(self, count: int) -> None:
        self._passed += count
        wait = self._start + self._passed / self._rate - time.monotonic()
        if wait > 0:
            time.sleep(wait)


class PacedBody:
    """The body of a request, taken from its connection no faster than allowed."""

    def __init__(self, body: Body, rate: int) -> None:
        self.size = body.size
        self._body = body
        self._rate = rate

    def chunks(self) -> Iterator[memoryview]:
        """The bytes in order; each view is valid until the next one."""
        pace = _Pace(self._rate)
        for view in self._body.chunks():
            pace.take(len(view))
            yield view

    def read(self, limit: int) -> bytes:
        """All of a small body, which is not worth a wait."""
        return self._body.read(limit)


class PacedContent:
    """The body of an answer, sent no faster than allowed."""

    def __init__(self, content: Content, rate: int) -> None:
        self._content = content
        self._rate = rate

    @property
    def size(self) -> int | None:
        """How many bytes there are."""
        return self._content.size

    def spans(self) -> Iterator[memoryview | tuple[int, int, int]]:
        """The pieces of the stored bytes, each when its time has come."""
        pace = _Pace(self._rate)
        most = max(self._rate // _SLICES, _SMALLEST)
        for span in self._content.spans():
            for piece in _slices(span, most):
                pace.take(len(piece) if isinstance(piece, memoryview) else piece[2])
                yield piece

    def close(self) -> None:
        """Let go of the stored bytes."""
        self._content.close()


def _slices(
    span: memoryview | tuple[int, int, int], most: int
) -> Iterator[memoryview | tuple[int, int, int]]:
    if isinstance(span, memoryview):
        for start in range(0, len(span), most):
            yield span[start : start + most]
    else:
        descriptor, offset, size = span
        for start in range(0, size, most):
            yield descriptor, offset + start, min(most, size - start)


class _InMemory:
    """Bytes of an answer that were in memory from the beginning."""

    def __init__(self, data: bytes) -> None:
        self.size: int | None = len(data)
        self._data = data

    def spans(self) -> Iterator[memoryview]:
        yield memoryview(self._data)

    def close(self) -> None:
        """Nothing to let go of."""


def slow_down(response: Response, rate: int) -> None:
    """Have an answer sent no faster than allowed; one that is made while it is sent is slow enough."""
    if response.streamed is not None:
        return
    if response.content is not None:
        response.content = PacedContent(response.content, rate)
    elif response.body:
        response.content, response.body = PacedContent(_InMemory(response.body), rate), b""
