"""Which requests a rule is about, and which of those it strikes."""

from __future__ import annotations

import fnmatch
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request

MATCHERS = ("operation", "bucket", "key", "key_glob", "part", "method")
SCHEDULE = ("nth", "times", "every", "probability", "seed")


@dataclass(frozen=True, slots=True)
class Match:
    """What a request must be. What is None matches everything."""

    operation: re.Pattern[str] | None = None
    bucket: re.Pattern[str] | None = None
    key: str | None = None
    key_glob: re.Pattern[str] | None = None
    part: str | None = None
    method: str | None = None

    def fits(self, request: Request) -> bool:
        """Whether the request is such a one."""
        address = request.address
        return (
            (self.operation is None or self.operation.fullmatch(request.operation) is not None)
            and (self.bucket is None or self.bucket.fullmatch(address.bucket) is not None)
            and (self.key is None or self.key == address.key)
            and (self.key_glob is None or self.key_glob.fullmatch(address.key) is not None)
            and (self.part is None or self.part == request.params.get("partNumber", ""))
            and (self.method is None or self.method == request.method)
        )


def parse(given: object) -> Match:
    """A match from JSON; InvalidArgument when it is none."""
    if not isinstance(given, dict) or any(name not in MATCHERS for name in given):
        raise ApiError("InvalidArgument", f"match may hold {', '.join(MATCHERS)}.")
    texts: dict[str, str] = {}
    for name, value in given.items():
        if name == "part" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise ApiError("InvalidArgument", f"{name} of match must be text.")
        texts[name] = value
    return Match(
        _glob(texts.get("operation")),
        _glob(texts.get("bucket")),
        texts.get("key"),
        _glob(texts.get("key_glob")),
        texts.get("part"),
        texts["method"].upper() if "method" in texts else None,
    )


def _glob(text: str | None) -> re.Pattern[str] | None:
    # Neither operations nor buckets can have an asterisk in their names, so these need no second field.
    return None if text is None else re.compile(fnmatch.translate(text))


@dataclass(slots=True)
class Schedule:
    """Which of the matching requests are struck, with the counts so far.

    From the ``nth`` on, each ``every``-th of them, with ``probability``, and ``times`` times (0: always).
    Chance is drawn from ``seed``: the same requests in the same order are struck again.
    """

    nth: int = 1
    times: int = 1
    every: int = 1
    probability: float = 1.0
    seed: int = 0
    seen: int = 0
    struck: int = 0
    chance: random.Random | None = None

    def take(self) -> bool:
        """Count one matching request; whether it is struck."""
        if self.times and self.struck >= self.times:
            return False
        self.seen += 1
        if self.seen < self.nth or (self.seen - self.nth) % self.every:
            return False
        if self.probability < 1 and self.draw() >= self.probability:
            return False
        self.struck += 1
        return True

    def draw(self) -> float:
        """The next random number of this rule, from 0 to 1."""
        if self.chance is None:
            self.chance = random.Random(self.seed)  # noqa: S311 (it must repeat, not surprise)
        return self.chance.random()

    def as_json(self) -> dict[str, object]:
        """The schedule and its counts; what is as usual is left out."""
        shown: dict[str, object] = {"nth": self.nth, "times": self.times}
        if self.every != 1:
            shown["every"] = self.every
        if self.probability < 1:
            shown["probability"] = self.probability
        if self.seed:
            shown["seed"] = self.seed
        return {**shown, "seen": self.seen, "struck": self.struck}


def schedule(rule: Mapping[str, Any]) -> Schedule:
    """A schedule from JSON; InvalidArgument when it is none."""
    for name in ("nth", "times", "every", "seed"):
        value = rule.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ApiError("InvalidArgument", f"{name} must be a whole number and not negative.")
    probability = rule.get("probability", 1)
    if isinstance(probability, bool) or not isinstance(probability, int | float):
        raise ApiError("InvalidArgument", "probability must be a number.")
    if not 0 <= probability <= 1:
        raise ApiError("InvalidArgument", "probability must be from 0 to 1.")
    return Schedule(
        rule.get("nth", 1) or 1,
        rule.get("times", 1),
        rule.get("every", 1) or 1,
        float(probability),
        rule.get("seed", 0),
    )
