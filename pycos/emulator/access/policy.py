"""Policies in the language of version 2.0: read strictly, and asked about one action at a time.

The same language serves three purposes: the policy of a bucket (with principals), what a user of an account
may do, and what a temporary credential is limited to (both without principals).
"""

from __future__ import annotations

import enum
import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pycos.emulator.access import conditions
from pycos.emulator.access.conditions import Condition
from pycos.emulator.access.wildcards import Wildcard

MAX_SIZE = 20 * 1024  # bytes of one policy, as COS has it
MAX_STATEMENTS = 100
ANYONE = "qcs::cam::anyone:anyone"

_ACTION = re.compile(r"\*|(?:name/)?[a-z*]+:[A-Za-z*]+")
_RESOURCE = re.compile(r"\*|qcs:[^:]*:[^:]+:[^:]*:[^:]*:.+", re.DOTALL)
_PRINCIPAL = re.compile(
    r"\*|qcs::cam::anyone:anyone|qcs::cam::uin/(?:\d+|\*):(?:(?:uin|root)/(?:\d+|\*)|roleName/[\w*@.,=+-]+|\*)"
)
_FIELDS = frozenset(("effect", "principal", "action", "resource", "condition", "sid"))


class MalformedPolicy(ValueError):
    """A policy that the service would refuse; the text says why."""


class Effect(enum.Enum):
    """What policies say about an action."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Question:
    """May this principal do one of these actions to one of these resources?

    An action and a resource may have several names. ``values`` gives what the request has for a condition
    key. ``principal`` is None for somebody who signs nothing.
    """

    principal: str | None
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    values: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. ``principals`` is None where the policy belongs to a principal."""

    effect: Effect
    principals: tuple[Wildcard, ...] | None
    actions: tuple[Wildcard, ...]
    resources: tuple[Wildcard, ...]
    conditions: tuple[Condition, ...]

    def speaks_of(self, question: Question) -> bool:
        """Whether the statement is about this question."""
        return (
            (self.principals is None or _matches(self.principals, (question.principal or ANYONE, ANYONE)))
            and _matches(self.actions, question.actions)
            and _matches(self.resources, question.resources)
            and all(condition.holds(question.values(condition.key)) for condition in self.conditions)
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """Statements, none of which outranks another but by denying."""

    statements: tuple[Statement, ...]

    def decide(self, question: Question) -> Effect:
        """DENY when one statement denies it, else ALLOW when one allows it, else SILENT."""
        result = Effect.SILENT
        for statement in self.statements:
            if statement.effect is not result and statement.speaks_of(question):
                if statement.effect is Effect.DENY:
                    return Effect.DENY
                result = Effect.ALLOW
        return result


def _matches(patterns: tuple[Wildcard, ...], texts: tuple[str, ...]) -> bool:
    return any(pattern.matches(text) for pattern in patterns for text in texts)


@functools.lru_cache(maxsize=1024)
def parse(text: str, *, for_bucket: bool = True) -> Policy:
    """The policy of a JSON text; MalformedPolicy, with the reason, when the service would refuse it.

    ``for_bucket``: each statement must name principals; without it, whom it names does not matter.
    """
    try:
        document = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise MalformedPolicy("The policy is not JSON.") from None
    if not isinstance(document, dict):
        raise MalformedPolicy("A policy is a JSON object.")
    document = _lowered(document, "The policy")
    unknown = document.keys() - {"version", "statement", "id"}
    if unknown:
        raise MalformedPolicy(f"A policy has no {min(unknown)}.")
    if document.get("version") != "2.0":
        raise MalformedPolicy('version must be "2.0".')
    statements = document.get("statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not 1 <= len(statements) <= MAX_STATEMENTS:
        raise MalformedPolicy(f"statement is a list of from 1 to {MAX_STATEMENTS} statements.")
    return Policy(tuple(_statement(item, for_bucket) for item in statements))


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def _lowered(document: Mapping[str, Any], what: str) -> dict[str, Any]:
    """The same with names in lower case: clients write both Statement and statement."""
    lowered = {name.lower(): value for name, value in document.items()}
    if len(lowered) != len(document):
        raise MalformedPolicy(f"{what} has a name twice.")
    return lowered


def _statement(item: object, for_bucket: bool) -> Statement:
    if not isinstance(item, dict):
        raise MalformedPolicy("A statement is a JSON object.")
    fields = _lowered(item, "A statement")
    unknown = fields.keys() - _FIELDS
    if unknown:
        raise MalformedPolicy(f"A statement has no {min(unknown)}.")
    effect = fields.get("effect")
    if effect not in ("allow", "deny"):
        raise MalformedPolicy("effect must be allow or deny.")
    if for_bucket and "principal" not in fields:
        raise MalformedPolicy("A statement of this policy names a principal.")
    try:
        found = conditions.parse(fields.get("condition"))
    except conditions.MalformedCondition as error:
        raise MalformedPolicy(str(error)) from None
    return Statement(
        Effect(effect),
        tuple(map(Wildcard, _principals(fields["principal"]))) if for_bucket else None,
        tuple(Wildcard(_full_action(text)) for text in _texts(fields, "action", _ACTION)),
        tuple(Wildcard(text) for text in _texts(fields, "resource", _RESOURCE)),
        found,
    )


def _full_action(text: str) -> str:
    return text if text == "*" or text.startswith("name/") else f"name/{text}"


def _texts(fields: Mapping[str, Any], name: str, form: re.Pattern[str]) -> list[str]:
    value = fields.get(name)
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise MalformedPolicy(f"{name} is a text or a list of texts.")
    for text in texts:
        if not form.fullmatch(text):
            raise MalformedPolicy(f"{name} has no such form: {text[:200]}")
    return texts


def _principals(value: object) -> list[str]:
    if value == "*":
        return [ANYONE]
    if not isinstance(value, dict) or set(value) != {"qcs"}:
        raise MalformedPolicy('principal is {"qcs": [...]}, or "*".')
    texts = _texts(value, "qcs", _PRINCIPAL)
    # Everybody has the name of anyone too, and a root account is also written as root/uin.
    return [ANYONE if text == "*" else text.replace(":root/", ":uin/") for text in texts]
