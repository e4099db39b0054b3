"""The control interface under /_emulator/: health, reset, journal, faults.

Only for programs on this machine that were given the token: a request needs it as a bearer token, needs a
loopback Host (so that no foreign name can be bound to this address) and must not come from a web page.
"""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from pycos.emulator.access import accounts
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Response, error_response, new_request_id

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_MAX_BODY = 256 * 1024


def _json(value: object, status: int = 200) -> Response:
    return Response(status, [("Content-Type", "application/json")], json.dumps(value).encode())


class Control:
    """The control interface of one server."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def answer(self, request: Request) -> Response:
        """The answer to a request whose path begins with ``/_emulator/``."""
        try:
            return self._answer(request)
        except ApiError as error:
            return error_response(
                error, request.path, request_id=new_request_id(), head=request.method == "HEAD"
            )

    def _answer(self, request: Request) -> Response:
        if "origin" in request.headers:
            raise ApiError("AccessDenied", "The control interface does not answer web pages.")
        name, _, rest = request.path.removeprefix("/_emulator/").partition("/")
        if (name, request.method) == ("health", "GET"):
            return _json({"status": "ok"})
        given = request.headers.get("authorization", "").encode(errors="surrogateescape")
        wanted = f"Bearer {self._application.settings.control_token}".encode()
        if not hmac.compare_digest(given, wanted):
            raise ApiError("AccessDenied", "The control token is missing or wrong.")
        if name == "reset" and request.method == "POST":
            return self._reset()
        if name == "requests":
            return self._requests(request)
        if name == "faults":
            return self._faults(request, rest)
        if name == "credentials":
            return accounts.control(self._application, request, rest)
        raise ApiError("MethodNotAllowed", "The control interface has no such resource.")

    def _reset(self) -> Response:
        application = self._application
        application.faults.remove(None)
        application.credentials.reset()
        application.storage.reset()
        application.seed()
        application.journal.clear()
        return Response(204)

    def _requests(self, request: Request) -> Response:
        journal = self._application.journal
        if request.method == "GET":
            return _json(journal.as_json(request.params.get("operation")))
        if request.method == "DELETE":
            journal.clear()
            return Response(204)
        raise ApiError("MethodNotAllowed")

    def _faults(self, request: Request, rest: str) -> Response:
        faults = self._application.faults
        if request.method == "GET":
            return _json([rule.as_json() for rule in faults.all()])
        if request.method == "POST" and not rest:
            return _json(faults.add(_object(request.body.read(_MAX_BODY))).as_json(), 201)
        if request.method == "DELETE":
            if rest and not rest.isdecimal():
                raise ApiError("InvalidArgument", "A rule has a number.")
            removed = faults.remove(int(rest) if rest else None)
            return _json({"removed": removed})
        raise ApiError("MethodNotAllowed")


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ApiError("InvalidArgument", "The body must be one JSON object.")
    return value
