"""The rules in force, from wherever they come: control interface, file, header, fault bucket.

The first rule that matches and is not used up decides.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.stream import Stream

if TYPE_CHECKING:
    from pycos.emulator.application import Application
    from pycos.emulator.faults.bucket import Selected
    from pycos.emulator.faults.rule import Fault

FAULT_HEADER = "x-emulator-fault"


class Faults:
    """The rules in force, in the order in which they were made.

    ``by_header`` lets a request bring its own in the header ``x-emulator-fault``; ``buckets`` are those
    whose keys select the answer.
    """

    def __init__(self, *, by_header: bool = False, buckets: Iterable[str] = ()) -> None:
        self._rules: list[Fault] = []
        self._accepting: list[Fault] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._by_header = by_header
        self._buckets = frozenset(buckets)
        self._released = threading.Event()
        # The one thing that a request costs while nothing is in force.
        self._asleep = not by_header and not self._buckets
        self.quiet = self._asleep

    def add(self, given: Mapping[str, Any], *, origin: str = "control") -> Fault:
        """A new rule; InvalidArgument when it is not one."""
        from pycos.emulator.faults import rule

        fault = rule.parse(given, next(self._numbers), origin=origin)
        with self._lock:
            self._keep([*self._rules, fault])
        return fault

    def all(self) -> list[Fault]:
        """The rules."""
        return self._rules

    def remove(self, number: int | None) -> int:
        """Take back one rule or all, and release what they hold up; how many there were."""
        with self._lock:
            gone = [fault for fault in self._rules if number in (None, fault.number)]
            self._keep([fault for fault in self._rules if fault not in gone])
            released = self._released
            if number is None:
                self._released = threading.Event()
        for fault in gone:
            fault.released.set()
        if number is None:
            released.set()  # what headers and fault buckets hold up
        return len(gone)

    def release(self) -> None:
        """Take back all rules, and hold nothing up from now on, whoever may still come: the server ends."""
        self.remove(None)
        self._released.set()

    def _keep(self, rules: list[Fault]) -> None:
        self._rules = rules
        self._accepting = [fault for fault in rules if fault.action == "slow_accept"]
        self.quiet = self._asleep and len(self._accepting) == len(rules)

    def find(self, app: Application, request: Request) -> Fault | Selected | None:
        """The rule that strikes this request. InvalidArgument for a header that holds none."""
        if self._by_header and FAULT_HEADER in request.headers:
            return self._from_header(request.headers[FAULT_HEADER])
        with self._lock:
            for fault in self._rules:
                if fault.action != "slow_accept" and fault.match.fits(request) and fault.schedule.take():
                    return fault
        if request.address.bucket in self._buckets:
            from pycos.emulator.faults.bucket import selected

            return selected(app, request, self._released)
        return None

    @property
    def holds_back(self) -> bool:
        """Whether a rule is about new connections."""
        return bool(self._accepting)

    def hold_back(self, stream: Stream, *, secure: bool) -> None:
        """Leave a new connection alone for as long as a rule says; Disconnected when its client goes.

        Not one that comes for the control interface, where the rule is taken back.
        """
        if not self._accepting:
            return
        if not secure and b" /_emulator/" in stream.peek().partition(b"\r\n")[0]:
            return
        with self._lock:
            fault = next((fault for fault in self._accepting if fault.schedule.take()), None)
        if fault is not None:
            from pycos.emulator.faults.pace import Pace

            Pace(stream, fault.released).wait(fault.connection_delay())

    def _from_header(self, text: str) -> Fault:
        try:
            given = json.loads(text)
        except ValueError:
            raise ApiError("InvalidArgument", f"{FAULT_HEADER} must hold one JSON object.") from None
        from pycos.emulator.faults import rule

        found = rule.parse(given, 0, origin="header", occurrences=False)
        if found.action == "slow_accept":
            raise ApiError("InvalidArgument", "A request is too late for slow_accept.")
        found.released = self._released
        return found


def read_file(path: Path) -> list[dict[str, Any]]:
    """The rules of a file, which holds a JSON list; ValueError names the one that is wrong."""
    try:
        rules = json.loads(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    check(rules, str(path))
    return list(rules)


def check(rules: object, where: str) -> None:
    """ValueError, with the place and the number, unless all are rules."""
    from pycos.emulator.faults import rule

    if not isinstance(rules, list):
        raise ValueError(f"{where} must hold a list of rules")
    for number, given in enumerate(rules, 1):
        try:
            rule.parse(given, number, origin="file")
        except ApiError as error:
            raise ValueError(f"{where}: rule {number} ({_shown(given)}): {error.message}") from None


def _shown(given: object) -> str:
    text = json.dumps(given)
    return text if len(text) <= 80 else text[:77] + "..."
