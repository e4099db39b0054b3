"""Results that a test sets, for jobs that meet its conditions.

A rule says which jobs it is for (``kind``, ``job``, ``key`` and ``tag``; what is left out matches everything;
``key`` may hold ``*`` and ``?``), how many queries find the job unfinished (``polls``), and how it ends:
``state``, ``code`` and ``message`` for a failure, ``result`` for what the answer holds. The latest rule that
matches and says something decides about it.
"""

from __future__ import annotations

import fnmatch
import itertools
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pycos.emulator.errors import ApiError
from pycos.emulator.jobs import tree
from pycos.emulator.jobs.job import Job
from pycos.emulator.jobs.tree import Tree

MAX_RULES = 1000
STATES = ("Success", "Failed", "Pause", "Cancel")
_TEXTS = ("kind", "job", "key", "tag", "state", "code", "message")
_MOST_POLLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``polls`` None and ``result`` None say nothing."""

    number: int
    kind: str = ""
    job: str = ""
    key: str = ""
    tag: str = ""
    state: str = ""
    code: str = ""
    message: str = ""
    polls: int | None = None
    result: Tree | None = None

    def matches(self, kind: str, job: Job) -> bool:
        """Whether the rule is for a job."""
        return (
            self.kind in ("", kind)
            and self.job in ("", job.identity)
            and self.tag in ("", job.tag)
            and (not self.key or fnmatch.fnmatchcase(job.key, self.key))
        )

    def as_json(self) -> dict[str, Any]:
        """The rule as it is shown."""
        shown = {"id": self.number, **{name: getattr(self, name) for name in _TEXTS if getattr(self, name)}}
        if self.polls is not None:
            shown["polls"] = self.polls
        if self.result is not None:
            shown["result"] = self.result
        return shown


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the rules say about one job; an empty ``state`` is success, if the object is there."""

    polls: int
    state: str
    code: str
    message: str
    result: Tree


class Results:
    """The rules in force."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def add(self, given: Mapping[str, Any], kinds: frozenset[str]) -> Rule:
        """A new rule; InvalidArgument when it is not one."""
        strange = set(given) - {*_TEXTS, "polls", "result"}
        if strange:
            raise ApiError("InvalidArgument", f"A result has no {min(strange)}.")
        if not all(isinstance(given.get(name, ""), str) for name in _TEXTS):
            raise ApiError("InvalidArgument", f"{', '.join(_TEXTS)} are texts.")
        if given.get("kind", "") not in ("", *kinds):
            raise ApiError("InvalidArgument", f"kind is one of {', '.join(sorted(kinds))}.")
        if given.get("state", "") not in ("", *STATES):
            raise ApiError("InvalidArgument", f"state is one of {', '.join(STATES)}.")
        polls, result = given.get("polls"), given.get("result")
        if polls is not None and (type(polls) is not int or not 0 <= polls <= _MOST_POLLS):
            raise ApiError("InvalidArgument", "polls is a number of queries.")
        if result is not None:
            try:
                tree.elements(result if isinstance(result, dict) else {"result": None, "": object()})
            except ValueError:
                raise ApiError(
                    "InvalidArgument", "result is a JSON object of texts, numbers and objects."
                ) from None
        with self._lock:
            if len(self._rules) >= MAX_RULES:
                raise ApiError("InvalidArgument", f"There are at most {MAX_RULES} results.")
            rule = Rule(
                next(self._numbers),
                **{name: given.get(name, "") for name in _TEXTS},
                polls=polls,
                result=result,
            )
            self._rules.append(rule)
        return rule

    def all(self) -> list[Rule]:
        """The rules, oldest first."""
        with self._lock:
            return list(self._rules)

    def remove(self, number: int | None) -> int:
        """Take back one rule or all; how many there were."""
        with self._lock:
            kept = [rule for rule in self._rules if number is not None and rule.number != number]
            removed = len(self._rules) - len(kept)
            self._rules = kept
        return removed

    def wanted(self, kind: str, job: Job) -> Wanted:
        """What the rules say about a job."""
        polls, state, code, message = None, "", "", ""
        result: Tree = {}
        for rule in self.all():
            if rule.matches(kind, job):
                polls = rule.polls if rule.polls is not None else polls
                state, code, message = rule.state or state, rule.code or code, rule.message or message
                result = rule.result if rule.result is not None else result
        return Wanted(1 if polls is None else polls, state, code, message, result)
