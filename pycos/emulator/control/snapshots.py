"""Snapshots by request: kept in the server, or written to and read from places on this machine."""

from __future__ import annotations

from pathlib import Path

from pycos.emulator.control.reply import Call, json_reply
from pycos.emulator.errors import ApiError
from pycos.emulator.response import Response
from pycos.emulator.store.snapshots import SnapshotError

_MAX_BODY = 16 * 1024


def _options(call: Call, known: str) -> dict[str, str]:
    value = call.json(_MAX_BODY) if call.request.body.size != 0 else {}
    if not isinstance(value, dict) or value.keys() - {known, "id"}:
        raise ApiError("InvalidArgument", f"The body is a JSON object that may hold {known}.")
    if not all(isinstance(text, str) and text for text in value.values()):
        raise ApiError("InvalidArgument", "What the body holds must be text.")
    return value


def _path(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute() or "\0" in text:
        raise ApiError("InvalidArgument", "A place is given by its absolute path.")
    return path


def take(call: Call) -> Response:
    """Take a snapshot: into ``target``, or without one into the server, under the ``id`` that is returned."""
    options = _options(call, "target")
    snapshots = call.app.storage.snapshots
    if "target" not in options:
        return json_reply({"id": snapshots.keep()}, 201)
    try:
        return json_reply(snapshots.write(_path(options["target"])), 201)
    except SnapshotError as error:
        raise ApiError("InvalidArgument", f"{error}.") from None


def restore(call: Call) -> Response:
    """Make all data as it was in the snapshot ``id``, or as it is in the one at ``source``."""
    options = _options(call, "source")
    snapshots = call.app.storage.snapshots
    try:
        if "source" in options:
            return json_reply(snapshots.read(_path(options["source"])))
        snapshots.recall(options.get("id", ""))
    except SnapshotError as error:
        raise ApiError("InvalidArgument", f"{error}.") from None
    except KeyError:
        raise ApiError("InvalidArgument", "There is no snapshot of this id.") from None
    return Response(204)


def forget(call: Call) -> Response:
    """Drop a snapshot that the server keeps, with what only it needs."""
    try:
        call.app.storage.snapshots.forget(call.rest)
    except KeyError:
        raise ApiError("InvalidArgument", "There is no snapshot of this id.") from None
    return Response(204)
