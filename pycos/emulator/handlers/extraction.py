"""POST Object select: rows of an object, as a stream of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes, contents
from pycos.emulator.request import Request
from pycos.emulator.response import Response, Streamed
from pycos.emulator.store.objects import Replaced

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_MAX_XML = 512 * 1024  # an expression may have 256 KiB


def select_object_content(app: Application, request: Request) -> Response:
    """Read the request, have the statement looked at, and answer with what comes out of it."""
    # Not at the start: few servers are ever asked for it.
    from pycos.emulator.extraction import serialization
    from pycos.emulator.extraction.execution import Selection

    if request.params.get("select-type") != "2":
        raise ApiError("InvalidRequestParameter", "select-type must be 2.")
    data = attributes.document(request, _MAX_XML)
    asked = serialization.read(xml.parse(data, "SelectRequest"))
    bucket = app.bucket(request)
    while True:
        found = contents.readable(
            app, request, bucket, request.address.key, request.params.get("versionId", "")
        )
        try:
            content = app.storage.objects.open(found, 0, found.size)
        except Replaced:
            continue  # another write came between record and bytes
        break
    try:
        selection = Selection(asked, content.chunks())
    except BaseException:
        content.close()
        raise
    headers = [("Content-Type", "application/octet-stream")]
    return Response(200, headers, content=Streamed(selection.messages(), content.close))
