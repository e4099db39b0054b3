"""What was asked of the server: figures per operation and status, and the latest requests.

An entry keeps what the request said, but shows no secret of it: no signature, no token, no key of SSE-C.
"""

from __future__ import annotations

import bisect
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pycos.emulator.request import Request
    from pycos.emulator.response import Response

KEPT = 2000  # entries; the figures know all
LATENCIES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
LONGEST_WAIT = 60.0  # seconds a reader waits for the next entry
_SECRET_HEADER = re.compile(r"authorization|cookie|.*token.*|.*secret.*|.*customer-key.*|proxy-.*")
_SECRET_ITEM = re.compile(r"q-.*|sign|.*token.*|.*secret.*|.*signature.*|.*credential.*", re.IGNORECASE)
_SIGNED = re.compile(r"q-signature=|x-amz-signature=|sign=", re.IGNORECASE)  # an address as a value
_HIDDEN = "(hidden)"

_LOOK = 1.0  # how often a reader that waits is looked at


class Entry:
    """One request. ``status`` is 0 when the connection was cut instead of an answer.

    What nobody has said yet is what the class says: each request makes one, and most set half of it.
    """

    operation: str = ""
    bucket: str = ""
    key: str = ""
    part: int = 0
    status: int = 0
    code: str = ""
    request_id: str = ""
    received: int = 0
    size: int = 0
    seconds: float = 0.0
    retry: bool = False
    fault: str = ""
    number: int = 0
    query: list[tuple[str, str]] | None = None
    headers: Mapping[str, str] | None = None

    def __init__(self, method: str, started: float) -> None:
        self.method = method
        self.started = started

    def describe(self, request: Request) -> None:
        """Keep what the request says."""
        address, headers = request.address, request.headers
        self.bucket, self.key = address.bucket, address.key
        self.query, self.headers = request.query or None, headers
        self.retry = headers.get("x-cos-sdk-retry") == "true"

    def conclude(self, request: Request, response: Response) -> None:
        """Keep what the answer is."""
        self.status, self.size = response.status, response.size
        self.request_id = response.request_id or ""
        self.key = request.address.key  # a form says late what it is about

    def as_json(self) -> dict[str, object]:
        """The entry for the control interface."""
        headers = self.headers or {}
        return {
            "id": self.number,
            # Kept as the clock that only goes forward; the time of day is for people.
            "time": round(time.time() - (time.monotonic() - self.started), 3),
            "method": self.method,
            "host": headers.get("host", ""),
            "operation": self.operation,
            "bucket": self.bucket,
            "key": self.key,
            "part": self.part,
            "status": self.status,
            "code": self.code,
            "request_id": self.request_id,
            "received": self.received,
            "size": self.size,
            "seconds": round(self.seconds, 6),
            "retry": self.retry,
            "fault": self.fault,
            "query": [[name, _shown(_SECRET_ITEM, name, value)] for name, value in self.query or ()],
            "headers": {name: _shown(_SECRET_HEADER, name, value) for name, value in headers.items()},
        }


def _shown(secret: re.Pattern[str], name: str, value: str) -> str:
    return _HIDDEN if secret.fullmatch(name) or _SIGNED.search(value) else value


class Filter(NamedTuple):
    """Which entries are asked for; what is None is not looked at.

    ``status`` is a number or a class such as ``4xx``; ``fault`` is the action that struck, ``*`` any.
    """

    operation: str | None = None
    status: str | None = None
    method: str | None = None
    bucket: str | None = None
    key: str | None = None
    prefix: str | None = None
    fault: str | None = None

    def fits(self, entry: Entry) -> bool:
        """Whether the entry is one of those."""
        return (
            self.operation in (None, entry.operation)
            and self.method in (None, entry.method)
            and self.bucket in (None, entry.bucket)
            and self.key in (None, entry.key)
            and (self.prefix is None or entry.key.startswith(self.prefix))
            and (self.fault in (None, entry.fault) or (self.fault == "*" and entry.fault != ""))
            and self.status in (None, str(entry.status), f"{entry.status // 100}xx")
        )


@dataclass(slots=True)
class Figures:
    """Sums over all requests of one operation that ended with one status."""

    count: int = 0
    received: int = 0
    sent: int = 0
    seconds: float = 0.0
    latencies: list[int] = field(default_factory=lambda: [0] * (len(LATENCIES) + 1))


class Journal:
    """All requests since the start or the last clearing. Entries are numbered without gaps, for ever."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._figures: dict[tuple[str, int], Figures] = {}
        self._count = 0
        self._watchers = 0
        self._ending = False
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)

    def add(self, entry: Entry) -> None:
        """Take note of a request, before its answer goes out."""
        entry.seconds = seconds = time.monotonic() - entry.started
        name = (entry.operation or "Unknown", entry.status)
        with self._lock:  # the bare one: each request comes through here
            self._count = entry.number = self._count + 1
            self._entries.append(entry)
            figures = self._figures.get(name)
            if figures is None:
                figures = self._figures[name] = Figures()
            figures.count += 1
            figures.received += entry.received
            figures.sent += entry.size
            figures.seconds += seconds
            figures.latencies[bisect.bisect_left(LATENCIES, seconds)] += 1
            if self._watchers:
                self._changed.notify_all()

    def clear(self) -> None:
        """Forget everything but how many there were, so that nobody who follows is confused."""
        with self._changed:
            self._entries.clear()
            self._figures.clear()
            self._changed.notify_all()

    def figures(self) -> dict[tuple[str, int], Figures]:
        """Operation and status to sums."""
        with self._changed:
            return dict(self._figures)

    def release(self) -> None:
        """Let nobody wait any longer: the server ends."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()

    def after(
        self, since: int, wanted: Filter, *, wait: float = 0.0, gone: Callable[[], bool] = bool
    ) -> tuple[list[Entry], int]:
        """The kept entries with a number above ``since``, and the number from which to go on.

        With ``wait``, and while there is none, wait so many seconds for one; ``gone`` says that nobody waits.
        """
        deadline = time.monotonic() + min(wait, LONGEST_WAIT)
        with self._changed:
            self._watchers += 1
            try:
                while True:
                    found = [entry for entry in self._newer(since) if wanted.fits(entry)]
                    left = deadline - time.monotonic()
                    if found or left <= 0 or self._ending or gone():
                        return found[::-1], self._count
                    since = max(since, self._count)
                    self._changed.wait(min(left, _LOOK))
            finally:
                self._watchers -= 1

    def _newer(self, since: int) -> Iterator[Entry]:
        """The latest entries, newest first, down to a number."""
        for entry in reversed(self._entries):
            if entry.number <= since:
                return
            yield entry

    def counters(self) -> dict[str, dict[str, int]]:
        """Operation to status to the number of requests."""
        counts: dict[str, dict[str, int]] = {}
        for (name, status), figures in self.figures().items():
            counts.setdefault(name, {})[str(status)] = figures.count
        return counts
