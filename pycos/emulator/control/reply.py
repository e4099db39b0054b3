"""One request to the control interface, and answers in JSON and text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Response
from pycos.emulator.stream import Stream

if TYPE_CHECKING:
    from pycos.emulator.application import Application


@dataclass(frozen=True, slots=True)
class Call:
    """A request with what it is addressed to; ``rest`` is its path behind the name of the resource."""

    app: Application
    request: Request
    stream: Stream
    rest: str

    def text(self, name: str) -> str | None:
        """A query item, None when it is missing."""
        return self.request.params.get(name)

    def needed(self, name: str) -> str:
        """A query item that must be there."""
        value = self.request.params.get(name)
        if not value:
            raise ApiError("InvalidArgument", f"{name} is missing.")
        return value

    def seconds(self, name: str, most: float) -> float:
        """A query item as a number of seconds, 0 when it is missing."""
        try:
            value = float(self.request.params.get(name) or 0)
        except ValueError:
            value = -1
        if not 0 <= value <= most:
            raise ApiError("InvalidArgument", f"{name} is not a number from 0 to {most:g}.")
        return value

    def json(self, limit: int) -> Any:
        """The body as JSON; InvalidArgument when it is none."""
        try:
            return json.loads(self.request.body.read(limit))
        except (ValueError, RecursionError):
            raise ApiError("InvalidArgument", "The body must be JSON.") from None


def json_reply(value: object, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(status, [("Content-Type", "application/json")], json.dumps(value).encode())


def text_reply(text: str, kind: str) -> Response:
    """An answer in text."""
    return Response(200, [("Content-Type", kind)], text.encode())
