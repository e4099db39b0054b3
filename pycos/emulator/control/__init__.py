"""The control interface under /_emulator/: health, reset, seed, journal, faults, metrics, and a page.

Only for programs on this machine that were given the token, and for the page that the server itself serves:
a request needs the token as a bearer token, needs a loopback Host (so that no foreign name can be bound to
this address), and may carry an Origin only if that is this very server.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from pycos.emulator.access import accounts
from pycos.emulator.control import (
    access,
    fault_rules,
    life,
    lifecycle,
    requests,
    results,
)
from pycos.emulator.control.reply import Call
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Response, error_response, new_request_id
from pycos.emulator.stream import Stream

if TYPE_CHECKING:
    from pycos.emulator.application import Application

__all__ = ["Control"]

PREFIX = "/_emulator/"


def credentials(call: Call) -> Response:
    """The keys of users and other accounts."""
    return accounts.control(call.app, call.request, call.rest)


def _later(module: str, name: str) -> Callable[[Call], Response]:
    """A handler whose module is loaded when it is first asked for: the server is to start quickly."""

    def answer(call: Call) -> Response:
        found = getattr(importlib.import_module(f"pycos.emulator.control.{module}"), name)
        response: Response = found(call)
        return response

    return answer


# Resource and method to what answers them. What follows the name in the path is the handler's own business.
_OPEN: dict[tuple[str, str], Callable[[Call], Response]] = {
    ("health", "GET"): life.health,
    ("ready", "GET"): life.ready,
}
_RESOURCES: dict[tuple[str, str], Callable[[Call], Response]] = {
    ("reset", "POST"): life.reset,
    ("shutdown", "POST"): life.shutdown,
    ("metrics", "GET"): life.metrics,
    ("server", "GET"): life.server,
    ("requests", "GET"): requests.find,
    ("requests", "DELETE"): requests.clear,
    ("faults", "GET"): fault_rules.find,
    ("faults", "POST"): fault_rules.add,
    ("faults", "DELETE"): fault_rules.remove,
    ("credentials", "GET"): credentials,
    ("credentials", "POST"): credentials,
    ("credentials", "DELETE"): credentials,
    ("lifecycle", "POST"): lifecycle.carry_out,
    ("processing", "GET"): results.find,
    ("processing", "POST"): results.add,
    ("processing", "DELETE"): results.remove,
    ("snapshot", "POST"): _later("snapshots", "take"),
    ("snapshot", "DELETE"): _later("snapshots", "forget"),
    ("restore", "POST"): _later("snapshots", "restore"),
    ("seed", "POST"): _later("state", "plant"),
    ("state", "GET"): _later("state", "dump"),
    ("buckets", "GET"): _later("browse", "buckets"),
    ("objects", "GET"): _later("browse", "objects"),
    ("versions", "GET"): _later("browse", "versions"),
    ("uploads", "GET"): _later("browse", "uploads"),
    ("object", "GET"): _later("browse", "describe"),
    ("content", "GET"): _later("browse", "content"),
}
_NAMES = {name for name, _ in (*_OPEN, *_RESOURCES)}


class Control:
    """The control interface of one server."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def answer(self, request: Request, stream: Stream) -> Response:
        """The answer to a request whose path begins with ``/_emulator/``."""
        try:
            response = self._answer(request, stream)
        except ApiError as error:
            response = error_response(
                error, request.path, request_id=new_request_id(), head=request.method == "HEAD"
            )
        response.headers += access.HEADERS
        return response

    def _answer(self, request: Request, stream: Stream) -> Response:
        access.check_origin(request, secure=stream.secure)
        name, _, rest = request.path.removeprefix(PREFIX).partition("/")
        call = Call(self._application, request, stream, rest)
        if request.method in ("GET", "HEAD"):
            from pycos.emulator import page  # only who looks at it needs it

            found = page.file(f"{name}/{rest}" if rest else name)
            if found is not None:
                return found
        handler = _OPEN.get((name, request.method))
        if handler is None:
            access.check_token(request, self._application.settings.control_token)
            handler = _RESOURCES.get((name, request.method))
        if handler is None:
            known = "no such method there" if name in _NAMES else "no such resource"
            raise ApiError("MethodNotAllowed", f"The control interface has {known}.")
        return handler(call)
