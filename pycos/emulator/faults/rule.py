"""One rule in force: which requests it strikes, and what it does to them at each step of the way."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pycos.emulator.errors import ApiError
from pycos.emulator.faults import alter, answers, matching, pace, sending
from pycos.emulator.faults.actions import ACTIONS
from pycos.emulator.faults.matching import Match, Schedule
from pycos.emulator.faults.pace import LONGEST_STALL, Pace
from pycos.emulator.request import Request
from pycos.emulator.response import Response, render_head
from pycos.emulator.stream import Disconnected, MessageBody, Reset, Stream

_ALTERATIONS: dict[str, Callable[[Response], None]] = {
    "wrong_etag": alter.wrong_etag,
    "missing_etag": lambda response: alter.missing(response, alter.ETAG),
    "wrong_crc": alter.wrong_crc,
    "missing_crc": lambda response: alter.missing(response, alter.CRC),
    "wrong_content_range": alter.wrong_content_range,
    "missing_content_range": lambda response: alter.drop(response, alter.CONTENT_RANGE),
}


@dataclass(slots=True)
class Fault:
    """One rule. ``given`` is its match as JSON, ``origin`` where it comes from."""

    number: int
    action: str
    given: dict[str, Any]
    match: Match
    options: dict[str, Any]
    schedule: Schedule
    origin: str = "control"
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def shapes_answer(self) -> bool:
        """Whether the answer has to be sent byte by byte under this rule."""
        return ACTIONS[self.action].shapes_answer

    def as_json(self) -> dict[str, object]:
        """The rule with its counts, for the control interface."""
        return {
            "id": self.number,
            "action": self.action,
            "match": self.given,
            **self.options,
            **self.schedule.as_json(),
            "origin": self.origin,
        }

    def before(self, request: Request, body: MessageBody, stream: Stream) -> Response | None:
        """What happens before the request is looked at; an answer means it never is."""
        waiting = Pace(stream, self.released)
        if self.action == "reset_before":
            raise Reset
        if self.action == "reset_after_request_bytes":
            if not self._number("bytes"):
                raise Reset
            body.shaped = lambda views: pace.ended(views, self._number("bytes"), Reset())
        elif self.action == "latency":
            waiting.wait(self._seconds(1))
        elif self.action == "stall_before_headers":
            waiting.wait(self._seconds(LONGEST_STALL))
        elif self.action == "clock_skew":
            request.clock_skew = self._number("seconds")
        elif self.action == "expired_credential":
            return answers.expired(request, self.options.get("kind", "auto"), answers.server_time())
        elif self.action in ("status", "error_body", "redirect"):
            return self._answer(request)
        else:
            self._shape_request(body, waiting)
        return None

    def _shape_request(self, body: MessageBody, waiting: Pace) -> None:
        """What happens to the body of the request on its way in."""
        if self.action == "out_of_space":
            refusal = ApiError("InternalError", close=True)
            body.shaped = lambda views: pace.ended(views, self._number("bytes"), refusal)
        elif self.action == "bandwidth" and self._number("request"):
            body.shaped = lambda views: waiting.limited(views, self._number("request"))
        elif self.options.get("side") == "request":
            if self.action == "dribble":
                body.shaped = lambda views: self._dribbled(views, waiting)
            elif self.action == "corrupt_byte":
                body.shaped = lambda views: pace.damaged(views, self._number("offset"))

    def after(self, response: Response) -> Response:
        """What happens to an answer before it is sent."""
        if self.action == "reset_after_request_bytes":
            if response.content is not None:
                response.content.close()
            raise Reset  # the operation took place; its acknowledgement is lost
        if self.action in _ALTERATIONS:
            _ALTERATIONS[self.action](response)
        elif self.action == "set_header":
            alter.put(response, self.options["header"], self.options["value"])
        elif self.action == "drop_header":
            alter.drop(response, str(self.options["header"]).lower())
        elif self.action == "wrong_content_length":
            response.close = True  # what follows would not be where it is looked for
        return response

    def send(self, stream: Stream, response: Response, *, keep_alive: bool, is_head: bool) -> None:
        """Send an answer that is cut, stalled, damaged, slow or wrongly announced."""
        head = render_head(response, keep_alive=keep_alive)
        waiting = Pace(stream, self.released)
        spaces = self._spaces()
        if spaces and not is_head and response.streamed is None:
            stream.send(sending.in_chunks(head))
            sending.send_spaced(stream, response, waiting, spaces, self.options.get("seconds", 0))
            return
        if self.action == "clock_skew":
            head = sending.dated(head, self._number("seconds"))
        elif self.action == "wrong_content_length":
            head = sending.measured(head, self._number("delta", 1))
        stream.send(head)
        if not is_head:
            size = response.size if response.streamed is None else math.inf
            for view in self._shaped(sending.body_of(response), size, waiting):
                stream.send(view)

    def _shaped(self, views: Iterator[memoryview], size: float, waiting: Pace) -> Iterable[memoryview]:
        limit = self._number("bytes")
        if self.action == "bandwidth" and self._number("response"):
            return waiting.limited(views, self._number("response"))
        if self.action == "stall_mid_body":
            return sending.stalled(views, limit, self._seconds(LONGEST_STALL), waiting)
        if limit < size and self.action == "reset_after_response_bytes":
            return pace.ended(views, limit, Reset())
        if limit < size and self.action == "close_after_response_bytes":
            return pace.ended(views, limit, Disconnected())
        if self.options.get("side", "response") == "response":
            if self.action == "dribble":
                return self._dribbled(views, waiting)
            if self.action == "corrupt_byte":
                return pace.damaged(views, self._number("offset"))
        return views

    def connection_delay(self) -> float:
        """How long a new connection is left alone."""
        return self._seconds(1)

    def _dribbled(self, views: Iterable[memoryview], waiting: Pace) -> Iterator[memoryview]:
        return waiting.dribbled(views, self._number("bytes", 1), self.options.get("seconds", 0.1))

    def _spaces(self) -> int:
        default = 3 if self.action == "white_space" else 0
        return self._number("spaces", default) if self.action in ("white_space", "error_body") else 0

    def _number(self, name: str, default: int = 0) -> int:
        return int(self.options.get(name, default))

    def _seconds(self, default: float) -> float:
        jitter = float(self.options.get("jitter", 0))
        return float(self.options.get("seconds", default)) + (jitter * self.schedule.draw() if jitter else 0)

    def _answer(self, request: Request) -> Response:
        options = self.options
        headers: tuple[tuple[str, str], ...] = ()
        status = 200
        if self.action == "redirect":
            status = self._number("status", 307)
            headers = (("Location", options.get("location") or answers.elsewhere(request)),)
        elif self.action == "status":
            status = self._number("status", 503)
            if "retry_after" in options:
                headers = (("Retry-After", str(self._number("retry_after"))),)
        return answers.error(
            request,
            status,
            code=options.get("code") or ("InternalError" if self.action == "error_body" else ""),
            message=options.get("message") or "",
            request_id=options.get("request_id", True),
            headers=headers,
        )


def parse(rule: object, number: int, *, origin: str, occurrences: bool = True) -> Fault:
    """A rule from JSON; InvalidArgument when it is none.

    ``occurrences`` False is for a rule that comes with its request: there is nothing to match or to count.
    """
    if not isinstance(rule, Mapping):
        raise ApiError("InvalidArgument", "A rule must be one JSON object.")
    action = rule.get("action")
    if not isinstance(action, str) or action not in ACTIONS:
        raise ApiError("InvalidArgument", f"action must be one of {', '.join(ACTIONS)}.")
    chosen = ACTIONS[action]
    match = matching.parse(rule.get("match", {}))
    known = {"action", *chosen.names}
    known |= {"match", *matching.SCHEDULE} if occurrences else {"seed"}
    unknown = sorted(str(name) for name in rule.keys() - known)
    if unknown:
        raise ApiError("InvalidArgument", f"{action} does not know {', '.join(unknown)}.")
    for option in chosen.options:
        if option.name in rule:
            option.check(rule[option.name])
        elif option.required:
            raise ApiError("InvalidArgument", f"{action} needs {option.name}.")
    if action == "slow_accept" and rule.get("match"):
        raise ApiError("InvalidArgument", "slow_accept strikes connections, of which nothing is known yet.")
    options = {name: rule[name] for name in chosen.names if name in rule}
    return Fault(number, action, dict(rule.get("match", {})), match, options, matching.schedule(rule), origin)
