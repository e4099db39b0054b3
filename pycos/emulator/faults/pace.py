"""Waiting and slowing down, in a way that ends when the rule is taken back or the client is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator

from pycos.emulator.stream import Disconnected, Stream

LONGEST_STALL = 3600.0
_TICK = 0.05  # how often a wait looks whether the client is gone
_STEP = 0.02  # seconds of bytes that go at once under a bandwidth


class Pace:
    """The waiting of one request under one rule. ``released`` is set when the rule is taken back."""

    def __init__(self, stream: Stream, released: threading.Event) -> None:
        self._stream = stream
        self._released = released

    def wait(self, seconds: float) -> None:
        """Wait until the time is over or the rule released; Disconnected when the client has gone."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._released.wait(min(_TICK, left)):
            if self._stream.is_closed_by_client():
                raise Disconnected

    def limited(self, views: Iterable[memoryview], rate: int) -> Iterator[memoryview]:
        """The views in pieces, so many bytes in a second."""
        started = time.monotonic()
        passed = 0
        for piece in pieces(views, max(1, int(rate * _STEP))):
            yield piece
            passed += len(piece)
            ahead = started + passed / rate - time.monotonic()
            if ahead > 0:
                self.wait(ahead)

    def dribbled(self, views: Iterable[memoryview], size: int, seconds: float) -> Iterator[memoryview]:
        """The views a few bytes at a time, with a pause before each but the first."""
        for number, piece in enumerate(pieces(views, max(1, size))):
            if number:
                self.wait(seconds)
            yield piece


def pieces(views: Iterable[memoryview], size: int) -> Iterator[memoryview]:
    """The views cut into pieces of at most ``size`` bytes."""
    for view in views:
        for start in range(0, len(view), size):
            yield view[start : start + size]


def damaged(views: Iterable[memoryview], offset: int) -> Iterator[memoryview]:
    """The views with one byte inverted."""
    passed = 0
    for view in views:
        if passed <= offset < passed + len(view):
            copy = bytearray(view)
            copy[offset - passed] ^= 0xFF
            yield memoryview(copy)
        else:
            yield view
        passed += len(view)


def ended(views: Iterable[memoryview], limit: int, end: Exception) -> Iterator[memoryview]:
    """The first ``limit`` bytes, and then an exception; all of them when there are fewer."""
    if not limit:
        raise end
    left = limit
    for view in views:
        yield view[:left]
        left -= len(view[:left])
        if not left:
            raise end
