"""The results of data processing that a test sets: which there are, a new one, and taking them back."""

from __future__ import annotations

from pycos.emulator.control.reply import Call, json_reply
from pycos.emulator.errors import ApiError
from pycos.emulator.jobs.kinds import KINDS
from pycos.emulator.response import Response

_MAX_BODY = 256 * 1024


def _number(call: Call) -> int | None:
    name, _, number = call.rest.partition("/")
    if name != "results" or (number and not (number.isascii() and number.isdigit() and len(number) < 19)):
        raise ApiError("MethodNotAllowed", "The control interface has processing/results there.")
    return int(number) if number else None


def find(call: Call) -> Response:
    """All results that were set."""
    if _number(call) is not None:
        raise ApiError("MethodNotAllowed")
    return json_reply([rule.as_json() for rule in call.app.results.all()])


def add(call: Call) -> Response:
    """A new one."""
    if _number(call) is not None:
        raise ApiError("MethodNotAllowed")
    given = call.json(_MAX_BODY)
    if not isinstance(given, dict):
        raise ApiError("InvalidArgument", "The body must be one JSON object.")
    return json_reply(call.app.results.add(given, frozenset(kind.name for kind in KINDS)).as_json(), 201)


def remove(call: Call) -> Response:
    """Take back one, or all."""
    return json_reply({"removed": call.app.results.remove(_number(call))})
