"""A bucket whose keys select the answer, as clients are exercised with.

``NNN`` is answered with that status and without x-cos-request-id, ``NNNr`` with one, ``timeout`` not at
all, ``shutdown`` with a reset. Only a first attempt fails: one that says ``x-cos-sdk-retry: true`` is
carried out. ``NNNl`` fails always. What is asked for is there: a missing object is made.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycos.emulator import inside
from pycos.emulator.errors import ApiError
from pycos.emulator.faults import answers
from pycos.emulator.faults.pace import LONGEST_STALL, Pace
from pycos.emulator.request import Request
from pycos.emulator.response import Response
from pycos.emulator.stream import Disconnected, MessageBody, Reset, Stream

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_STATUS = re.compile(r"([2-5]\d\d)(r?)(l?)")
_MADE = b"This object was made because it was asked for.\n"


@dataclass(slots=True)
class Selected:
    """What a key selects, for one request. Used like a rule."""

    key: str
    released: threading.Event
    status: int = 0
    request_id: bool = True
    action: str = "fault_bucket"
    shapes_answer: bool = False

    def before(self, request: Request, body: MessageBody, stream: Stream) -> Response | None:
        """The failure; None when the request is to be carried out."""
        if self.key == "shutdown":
            raise Reset
        if self.key == "timeout":
            Pace(stream, self.released).wait(LONGEST_STALL)
            raise Disconnected
        if self.status == 200:
            return None
        return answers.error(request, self.status, request_id=self.request_id)

    def after(self, response: Response) -> Response:
        """Leave out the request id, where the key says so."""
        if not self.request_id:
            response.request_id = None
        return response

    def send(self, stream: Stream, response: Response, *, keep_alive: bool, is_head: bool) -> None:
        """Never asked for."""
        raise NotImplementedError


def selected(app: Application, request: Request, released: threading.Event) -> Selected | None:
    """What the key of a request selects; None when the request is to be carried out as usual."""
    key = request.address.key
    found = _STATUS.fullmatch(key)
    if found is None and key not in ("timeout", "shutdown"):
        return None
    chosen = Selected(key, released)
    if found:
        chosen.status = int(found[1])
        chosen.request_id = bool(found[2])
    again = request.headers.get("x-cos-sdk-retry") == "true" and not (found and found[3])
    if again or chosen.status == 200:
        _make(app, request)
    return None if again else chosen


def _make(app: Application, request: Request) -> None:
    """Make the object that is asked for, if it is missing."""
    bucket, key = request.address.bucket, request.address.key
    if request.method == "PUT" and not request.params:
        return
    try:
        inside.ask(app, "HEAD", bucket, key)
    except ApiError:
        inside.ask(app, "PUT", bucket, key, body=_MADE, headers={"content-type": "text/plain"})
