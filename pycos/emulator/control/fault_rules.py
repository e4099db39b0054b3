"""The rules of misbehaviour: which there are, a new one, and taking them back."""

from __future__ import annotations

from pycos.emulator.control.reply import Call, json_reply
from pycos.emulator.errors import ApiError
from pycos.emulator.faults.actions import ACTIONS
from pycos.emulator.faults.matching import MATCHERS
from pycos.emulator.response import Response

_MAX_BODY = 256 * 1024


def find(call: Call) -> Response:
    """All rules with their counts; ``faults/actions``: what rules can do."""
    if call.rest == "actions":
        actions = {name: action.as_json() for name, action in ACTIONS.items()}
        return json_reply({"actions": actions, "match": MATCHERS})
    if call.rest:
        raise ApiError("MethodNotAllowed", "The control interface has no such resource.")
    return json_reply([rule.as_json() for rule in call.app.faults.all()])


def add(call: Call) -> Response:
    """A new rule."""
    if call.rest:
        raise ApiError("MethodNotAllowed")
    given = call.json(_MAX_BODY)
    if not isinstance(given, dict):
        raise ApiError("InvalidArgument", "The body must be one JSON object.")
    return json_reply(call.app.faults.add(given).as_json(), 201)


def remove(call: Call) -> Response:
    """Take back one rule, or all."""
    number = call.rest
    if number and not (number.isascii() and number.isdigit() and len(number) < 19):
        raise ApiError("InvalidArgument", "A rule has a number.")
    return json_reply({"removed": call.app.faults.remove(int(number) if number else None)})
