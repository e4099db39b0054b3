"""What was asked of the server: counters per operation and status, and the latest requests."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass

KEPT = 2000  # entries; the counters know all


@dataclass(slots=True)
class Entry:
    """One request. ``status`` is 0 when the connection was cut instead of an answer."""

    method: str
    started: float
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

    def as_json(self) -> dict[str, object]:
        """The entry for the control interface."""
        return {
            "method": self.method,
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
        }


class Journal:
    """All requests since the start or the last clearing."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._counters: Counter[tuple[str, int]] = Counter()

    def add(self, entry: Entry) -> None:
        """Take note of a request, before its answer goes out."""
        entry.seconds = time.monotonic() - entry.started
        self._entries.append(entry)
        self._counters[entry.operation or "Unknown", entry.status] += 1

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._counters.clear()

    def as_json(self, operation: str | None) -> dict[str, object]:
        """The counters, and the kept entries (of one operation, when it is named)."""
        counts: dict[str, dict[str, int]] = {}
        for (name, status), count in list(self._counters.items()):
            counts.setdefault(name, {})[str(status)] = count
        entries = [entry.as_json() for entry in list(self._entries) if operation in (None, entry.operation)]
        return {"counters": counts, "requests": entries}
