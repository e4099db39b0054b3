"""Misbehaviour on request: rules that match requests, and what they do to them.

A rule is JSON: what to match, which occurrences, and one action. The first rule that matches and is not
used up decides.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pycos.emulator import xml
from pycos.emulator.errors import ERRORS, ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Response, error_root, new_request_id, render_head
from pycos.emulator.stream import Disconnected, MessageBody, Reset, Stream

ACTIONS: dict[str, tuple[str, ...]] = {
    "status": ("status", "code", "message", "request_id"),
    "reset_before": (),
    "reset_after_request_bytes": ("bytes",),
    "reset_after_response_bytes": ("bytes",),
    "close_after_response_bytes": ("bytes",),
    "stall_before_headers": ("seconds",),
    "stall_mid_body": ("bytes", "seconds"),
    "error_body": ("code", "message"),
    "wrong_crc": (),
    "wrong_etag": (),
    "corrupt_byte": ("offset",),
    "drop_header": ("header",),
    "latency": ("seconds",),
}
_MATCHERS = ("operation", "bucket", "key", "part")
_SHAPING = frozenset(
    ("reset_after_response_bytes", "close_after_response_bytes", "stall_mid_body", "corrupt_byte")
)
_LONGEST_STALL = 3600.0
_TICK = 0.05  # how often a stall looks whether it is over or the client is gone


@dataclass(slots=True)
class Fault:
    """One rule. It strikes from the ``nth`` match on, ``times`` times (0: always)."""

    number: int
    action: str
    match: dict[str, Any]
    options: dict[str, Any]
    nth: int = 1
    times: int = 1
    seen: int = 0
    struck: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def shapes_answer(self) -> bool:
        """Whether the answer has to be sent byte by byte under this rule."""
        return self.action in _SHAPING

    def as_json(self) -> dict[str, object]:
        """The rule with its counts, for the control interface."""
        return {
            "id": self.number,
            "action": self.action,
            "match": self.match,
            **self.options,
            "nth": self.nth,
            "times": self.times,
            "seen": self.seen,
            "struck": self.struck,
        }

    def number_of(self, name: str, default: float = 0) -> float:
        """A numeric option."""
        return float(self.options.get(name, default))

    def before(self, request: Request, body: MessageBody, stream: Stream) -> Response | None:
        """What happens before the request is looked at; an answer means it never is."""
        if self.action == "reset_before":
            raise Reset
        if self.action == "reset_after_request_bytes":
            body.reset_after = int(self.number_of("bytes"))
            if not body.reset_after:
                raise Reset
        elif self.action == "latency":
            self._wait(stream, self.number_of("seconds", 1))
        elif self.action == "stall_before_headers":
            self._wait(stream, self.number_of("seconds", _LONGEST_STALL))
        elif self.action in ("status", "error_body"):
            return self._answer(request)
        return None

    def after(self, response: Response) -> Response:
        """What happens to an answer before it is sent."""
        if self.action == "reset_after_request_bytes":
            raise Reset  # the operation took place; its acknowledgement is lost
        if self.action == "wrong_crc":
            self._change(response, "x-cos-hash-crc64ecma", lambda text: str(int(text) ^ 1))
        elif self.action == "wrong_etag":
            self._change(response, "etag", lambda _text: '"' + "0" * 32 + '"')
        elif self.action == "drop_header":
            name = str(self.options["header"]).lower()
            response.headers = [item for item in response.headers if item[0].lower() != name]
        return response

    def _change(self, response: Response, name: str, change: Any) -> None:
        response.headers = [
            (key, change(text)) if key.lower() == name else (key, text) for key, text in response.headers
        ]

    def _answer(self, request: Request) -> Response:
        status = 200 if self.action == "error_body" else int(self.options.get("status", 503))
        code = str(self.options.get("code", "InternalError" if status == 200 else "ServiceUnavailable"))
        error = ApiError("InternalError", str(self.options.get("message") or ERRORS.get(code, (0, code))[1]))
        error.code = code
        request_id = new_request_id()
        root = error_root(error, request.path, request_id)
        if not self.options.get("request_id", True):
            root = root.replace(xml.element("RequestId", request_id), "")
            return Response(
                status, [("Content-Type", "application/xml")], xml.document(root), request_id=None
            )
        body = b"" if request.method == "HEAD" else xml.document(root)
        return Response(status, [("Content-Type", "application/xml")], body, request_id=request_id)

    def send(self, stream: Stream, response: Response, *, keep_alive: bool, is_head: bool) -> None:
        """Send an answer that is cut, stalled or damaged at a byte of its body."""
        stream.send(render_head(response, keep_alive=keep_alive))
        limit = int(self.number_of("offset" if self.action == "corrupt_byte" else "bytes"))
        sent = 0
        for view in () if is_head else _pieces(response):
            if not sent <= limit < sent + len(view):
                stream.send(view)
            elif self.action == "corrupt_byte":
                damaged = bytearray(view)
                damaged[limit - sent] ^= 0xFF
                stream.send(bytes(damaged))
            else:
                stream.send(view[: limit - sent])
                self._strike(stream)
                stream.send(view[limit - sent :])
            sent += len(view)

    def _strike(self, stream: Stream) -> None:
        if self.action == "stall_mid_body":
            self._wait(stream, self.number_of("seconds", _LONGEST_STALL))
        elif self.action == "reset_after_response_bytes":
            raise Reset
        else:
            raise Disconnected

    def _wait(self, stream: Stream, seconds: float) -> None:
        """Wait until the time is over, the rule is released, or the client has gone."""
        while seconds > 0 and not self.released.wait(min(_TICK, seconds)):
            seconds -= _TICK
            if stream.is_closed_by_client():
                raise Disconnected


def _pieces(response: Response) -> Iterator[memoryview]:
    if response.content is None:
        if response.body:
            yield memoryview(response.body)
        return
    chunks = getattr(response.content, "chunks", None)
    if chunks is not None:
        yield from chunks()


class Faults:
    """The rules in force, in the order in which they were made."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def add(self, rule: Mapping[str, Any]) -> Fault:
        """A new rule; InvalidArgument when it is not one."""
        action = rule.get("action")
        if action not in ACTIONS:
            raise ApiError("InvalidArgument", f"action must be one of {', '.join(ACTIONS)}.")
        match = rule.get("match", {})
        if not isinstance(match, dict) or any(name not in _MATCHERS for name in match):
            raise ApiError("InvalidArgument", f"match may hold {', '.join(_MATCHERS)}.")
        known = {"action", "match", "nth", "times", *ACTIONS[action]}
        if rule.keys() - known:
            raise ApiError("InvalidArgument", f"{action} does not know {', '.join(rule.keys() - known)}.")
        if action == "drop_header" and "header" not in rule:
            raise ApiError("InvalidArgument", "drop_header needs header.")
        for name in ("nth", "times", "bytes", "offset", "seconds", "status"):
            value = rule.get(name, 0)
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ApiError("InvalidArgument", f"{name} must be a number and not negative.")
        options = {name: rule[name] for name in ACTIONS[action] if name in rule}
        fault = Fault(
            next(self._numbers),
            action,
            match,
            options,
            int(rule.get("nth", 1)) or 1,
            int(rule.get("times", 1)),
        )
        with self._lock:
            self._rules = [*self._rules, fault]
        return fault

    def all(self) -> list[Fault]:
        """The rules."""
        return self._rules

    def remove(self, number: int | None) -> int:
        """Take back one rule or all, and release what they hold up; how many there were."""
        with self._lock:
            gone = [rule for rule in self._rules if number in (None, rule.number)]
            self._rules = [rule for rule in self._rules if rule not in gone]
        for rule in gone:
            rule.released.set()
        return len(gone)

    def find(self, request: Request) -> Fault | None:
        """The rule that strikes this request."""
        if not self._rules:
            return None
        facts = {
            "operation": request.operation,
            "bucket": request.address.bucket,
            "key": request.address.key,
            "part": request.params.get("partNumber", ""),
        }
        with self._lock:
            for rule in self._rules:
                if any(str(facts[name]) != str(wanted) for name, wanted in rule.match.items()):
                    continue
                if rule.times and rule.struck >= rule.times:
                    continue
                rule.seen += 1
                if rule.seen >= rule.nth:
                    rule.struck += 1
                    return rule
        return None
