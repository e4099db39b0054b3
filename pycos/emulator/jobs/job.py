"""One job as it is kept: what was asked for, and how often it was asked after."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pycos.emulator.jobs.tree import Tree


@dataclass(frozen=True, slots=True)
class Job:
    """A job of some kind.

    ``request`` is the document of the request as nested values, ``source`` the input that this job is about.
    ``made`` is in milliseconds since 1970; ``asked`` counts the queries; ``ended`` is a state that a client
    gave it, such as Cancel; ``facts`` are what the server found out about it.
    """

    identity: str
    bucket: str
    region: str
    request: Tree
    source: Tree
    made: int
    tag: str = ""
    asked: int = 0
    ended: str = ""
    facts: Tree = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The object that the job is about; empty when it is about something else."""
        return str(self.source.get("Object", "") or "")

    def input(self, name: str) -> str:
        """A member of the input, empty when it is missing."""
        value = self.source.get(name, "")
        return value if isinstance(value, str) else ""

    def conf(self, name: str) -> str:
        """A member of Conf, empty when it is missing."""
        found = self.request.get("Conf")
        value = found.get(name, "") if isinstance(found, dict) else ""
        return value if isinstance(value, str) else ""

    def operation(self) -> Tree:
        """The Operation of a media job."""
        found = self.request.get("Operation")
        if isinstance(found, list):
            found = found[0]
        return found if isinstance(found, dict) else {}

    def changed(self, **values: Any) -> Job:
        """The job with other values."""
        return replace(self, **values)

    def as_text(self) -> str:
        """The job for the store."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Job:
        """A job out of the store."""
        return cls(**json.loads(text))
