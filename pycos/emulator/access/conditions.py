"""The conditions of policies: operators, the keys they may ask for, and whether a request meets them.

A condition is ``{operator: {key: value or values}}``. All operators and all their keys must hold; of several
values of one key, one. A key that the request has not fails an operator that looks for something and passes
one that looks for anything else; with ``_if_exist`` it passes either.
"""

from __future__ import annotations

import datetime
import functools
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pycos.emulator.access.wildcards import Wildcard

MAX_VALUES = 256  # of one key in one operator


class MalformedCondition(ValueError):
    """A condition that the service would refuse; the text says why."""


# What a request can be asked for: the address, its transport, and query items and headers by their names.
_KEYS = frozenset(
    (
        "qcs:ip",
        "qcs:current_time",
        "qcs:secure_transport",
        "cos:secure-transport",
        "cos:tls-version",
        "cos:prefix",
        "cos:delimiter",
        "cos:max-keys",
        "cos:marker",
        "cos:versionid",
        "cos:content-type",
        "cos:content-length",
        "cos:content-md5",
        "cos:host",
        "cos:referer",
        "cos:user-agent",
        "cos:acl",
    )
)
_HEADER_KEY = re.compile(r"cos:(x-cos-[a-z0-9-]+|response-[a-z-]+)")

# Longest names first: the operators are matched by their ends.
_COMPARISONS: tuple[tuple[str, bool], ...] = (
    ("_not_equal", False),
    ("_less_than_equal", True),
    ("_less_than", True),
    ("_greater_than_equal", True),
    ("_greater_than", True),
    ("_equal", True),
)

_Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key. ``accepts`` says of a value of the request whether the operator holds.

    ``absent`` is what a request without the key comes to. ``every`` asks for all values of the request, not
    for one.
    """

    key: str
    accepts: _Test
    absent: bool
    every: bool = False

    def holds(self, values: tuple[str, ...]) -> bool:
        """Whether a request with these values of the key meets the condition."""
        if not values:
            return self.absent
        return all(map(self.accepts, values)) if self.every else any(map(self.accepts, values))


def is_key(name: str) -> bool:
    """Whether the server knows what a condition key means."""
    return name in _KEYS or _HEADER_KEY.fullmatch(name) is not None


def parse(document: object) -> tuple[Condition, ...]:
    """The conditions of a statement; MalformedCondition when there is anything wrong with them."""
    if document in (None, "", {}, []):
        return ()
    if not isinstance(document, Mapping):
        raise MalformedCondition("Condition is an object of operators.")
    found = []
    for operator, keys in document.items():
        if not isinstance(keys, Mapping) or not keys:
            raise MalformedCondition(f"{operator} holds an object of condition keys.")
        for key, values in keys.items():
            found.append(_condition(str(operator), str(key), values))
    return tuple(found)


def _condition(operator: str, key: str, values: object) -> Condition:
    name = key.lower()
    if not is_key(name):
        raise MalformedCondition(f"There is no condition key {key}.")
    listed = list(values) if isinstance(values, list) else [values]
    if not 1 <= len(listed) <= MAX_VALUES:
        raise MalformedCondition(f"{key} has from 1 to {MAX_VALUES} values.")
    texts = []
    for value in listed:
        if isinstance(value, bool):
            texts.append("true" if value else "false")
        elif isinstance(value, (str, int, float)):
            texts.append(str(value))
        else:
            raise MalformedCondition(f"The values of {key} are texts or numbers.")
    plain = operator.lower()
    every = plain.startswith("for_all_value:")
    plain = plain.removeprefix("for_all_value:").removeprefix("for_any_value:")
    optional = plain.endswith(("_if_exist", "_if_exists"))
    if optional:
        plain = plain.rpartition("_if_exist")[0]
    if plain in ("null", "null_equal"):
        return _null(name, texts)
    accepts, positive = _operator(plain, operator, texts)
    return Condition(name, accepts, optional or not positive, every)


def _null(key: str, texts: list[str]) -> Condition:
    """``true``: the request must not have the key; ``false``: it must."""
    if any(text.lower() not in ("true", "false") for text in texts):
        raise MalformedCondition("null_equal takes true or false.")
    wanted = {text.lower() for text in texts}
    return Condition(key, lambda _value: "false" in wanted, "true" in wanted)


def _operator(plain: str, operator: str, texts: list[str]) -> tuple[_Test, bool]:
    """The test of an operator, and whether it looks for something (not for anything else)."""
    ignore_case = plain.endswith("_ignore_case")
    base = plain.removesuffix("_ignore_case")
    if ignore_case and not base.startswith("string_"):
        raise MalformedCondition(f"There is no operator {operator}.")
    if base in ("bool", "bool_equal"):
        return _booleans(texts), True
    if base in ("string_like", "string_not_like"):
        patterns = [Wildcard(text, ignore_case=ignore_case, single=True) for text in texts]
        return _signed(lambda value: any(p.matches(value) for p in patterns), base == "string_like")
    if base in ("string_equal", "string_not_equal"):
        wanted = {text.lower() if ignore_case else text for text in texts}
        return _signed(
            lambda value: (value.lower() if ignore_case else value) in wanted, base == "string_equal"
        )
    if base in ("ip_equal", "ip_not_equal"):
        return _signed(_addresses(texts), base == "ip_equal")
    for kind, read in (("numeric", _number), ("date", _date)):
        for ending, positive in _COMPARISONS:
            if base == kind + ending:
                return _compared(ending, read, texts), positive
    raise MalformedCondition(f"There is no operator {operator}.")


def _signed(test: _Test, positive: bool) -> tuple[_Test, bool]:
    return (test, True) if positive else (lambda value: not test(value), False)


def _booleans(texts: list[str]) -> _Test:
    wanted = {text.lower() for text in texts}
    if not wanted <= {"true", "false"}:
        raise MalformedCondition("bool_equal takes true or false.")
    return lambda value: value.lower() in wanted


def _addresses(texts: list[str]) -> _Test:
    try:
        networks = [ipaddress.ip_network(text, strict=False) for text in texts]
    except ValueError:
        raise MalformedCondition("ip_equal takes addresses, or networks such as 10.0.0.0/8.") from None

    def accepts(value: str) -> bool:
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            return False
        return any(address in network for network in networks)

    return accepts


def _number(text: str) -> float:
    return float(text)


def _date(text: str) -> float:
    if text.isascii() and text.isdigit():
        return float(text)
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return moment.timestamp()


_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "_equal": lambda value, wanted: value == wanted,
    "_not_equal": lambda value, wanted: value != wanted,
    "_less_than": lambda value, wanted: value < wanted,
    "_less_than_equal": lambda value, wanted: value <= wanted,
    "_greater_than": lambda value, wanted: value > wanted,
    "_greater_than_equal": lambda value, wanted: value >= wanted,
}


def _compared(ending: str, read: Callable[[str], float], texts: list[str]) -> _Test:
    try:
        wanted = [read(text) for text in texts]
    except ValueError:
        kind = "numbers" if read is _number else "times such as 2026-01-31T00:00:00Z"
        raise MalformedCondition(f"This operator takes {kind}.") from None
    return functools.partial(_ordered, _ORDERS[ending], read, wanted, ending == "_not_equal")


def _ordered(
    order: Callable[[float, float], bool],
    read: Callable[[str], float],
    wanted: list[float],
    negative: bool,
    value: str,
) -> bool:
    try:
        number = read(value)
    except ValueError:
        return negative
    results = (order(number, other) for other in wanted)
    return all(results) if negative else any(results)
