"""The policy of a form upload: when it ends, and what it asks of the fields and of the size of the file.

A condition binds the field it names; a field that none names is free, as in the forms of the manual.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pycos.emulator.errors import ApiError

_MAX_CONDITIONS = 200


@dataclass(frozen=True, slots=True)
class PostPolicy:
    """A policy as it was read. ``text`` is what was signed; ``smallest`` and ``largest`` are in bytes."""

    text: bytes
    expiration: float
    conditions: tuple[tuple[str, str, str], ...]
    smallest: int = 0
    largest: int | None = None

    def check(self, fields: Mapping[str, tuple[str, ...]], now: float) -> None:
        """AccessDenied unless the policy still holds and the fields are as it says.

        ``fields`` gives the values that count for a name in lower case: any of them may fit.
        """
        if now > self.expiration:
            raise ApiError("AccessDenied", "Invalid according to Policy: Policy expired.")
        for operator, name, wanted in self.conditions:
            values = fields.get(name, ())
            if operator == "eq":
                holds = wanted in values
            else:
                holds = any(value.startswith(wanted) for value in values)
            if not holds:
                condition = json.dumps([operator, f"${name}", wanted], ensure_ascii=False)
                raise ApiError(
                    "AccessDenied", f"Invalid according to Policy: Policy Condition failed: {condition}"
                )


def _invalid(message: str) -> ApiError:
    return ApiError("InvalidPolicyDocument", f"Invalid Policy: {message}")


def read(encoded: str) -> PostPolicy:
    """The policy of the base64 text of a field; InvalidPolicyDocument when it is none."""
    try:
        text = base64.b64decode("".join(encoded.split()), validate=True)
        document = json.loads(text)
    except (binascii.Error, ValueError, RecursionError):
        raise _invalid("it is not JSON in base64.") from None
    if not isinstance(document, dict):
        raise _invalid("it is not a JSON object.")
    expiration = document.get("expiration")
    conditions = document.get("conditions")
    if not isinstance(expiration, str) or not isinstance(conditions, list):
        raise _invalid("it needs expiration and conditions.")
    if len(conditions) > _MAX_CONDITIONS:
        raise _invalid(f"it has more than {_MAX_CONDITIONS} conditions.")
    found: list[tuple[str, str, str]] = []
    smallest, largest = 0, None
    for condition in conditions:
        if isinstance(condition, dict):
            found += [_matching("eq", f"${name}", wanted) for name, wanted in condition.items()]
        elif isinstance(condition, list) and len(condition) == 3:
            operator = str(condition[0]).lower()
            if operator == "content-length-range":
                smallest, largest = _range(condition[1]), _range(condition[2])
            elif operator in ("eq", "starts-with"):
                found.append(_matching(operator, condition[1], condition[2]))
            else:
                raise _invalid(f"there is no operator {operator[:100]}.")
        else:
            raise _invalid("a condition is an object, or a list of three.")
    return PostPolicy(text, _moment(expiration), tuple(found), smallest, largest)


def _matching(operator: str, name: object, wanted: object) -> tuple[str, str, str]:
    if not isinstance(name, str) or not name.startswith("$") or not isinstance(wanted, (str, int)):
        raise _invalid("a condition names a field as $name, and a text.")
    return operator, name[1:].lower(), str(wanted)


def _range(value: object) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 16):
        raise _invalid("content-length-range holds two numbers of bytes.")
    return int(text)


def _moment(text: str) -> float:
    try:
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise _invalid("expiration is a time such as 2026-01-31T12:00:00.000Z.") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return moment.timestamp()
