"""How the server is: health, readiness, figures; and beginning anew, and the end."""

from __future__ import annotations

from pycos.emulator.control.reply import Call, json_reply, text_reply
from pycos.emulator.errors import ApiError
from pycos.emulator.response import Response


def health(_call: Call) -> Response:
    """Whether the server runs."""
    return json_reply({"status": "ok"})


def ready(call: Call) -> Response:
    """Whether requests are taken: 503 once the server has been told to end."""
    ending = call.app.ending
    return json_reply({"status": "ending" if ending else "ready"}, 503 if ending else 200)


def reset(call: Call) -> Response:
    """Everything as at the start; with ``bucket``, the contents of that one are removed and nothing else."""
    name = call.text("bucket")
    if name is None:
        call.app.reset()
    else:
        call.app.reset_bucket(name)
    return Response(204)


def shutdown(call: Call) -> Response:
    """End in order, after this answer."""
    if call.app.end is None:
        raise ApiError("NotImplemented", "This server is part of another program, which ends it.")
    call.app.end()
    return json_reply({"status": "ending"}, 202)


def server(call: Call) -> Response:
    """The line that the server printed: how it is reached, and its keys."""
    return json_reply(call.app.announcement)


def metrics(call: Call) -> Response:
    """All figures in the text format of Prometheus."""
    from pycos.emulator.control import prometheus  # the server is to start quickly

    return text_reply(prometheus.text(call.app), "text/plain; version=0.0.4; charset=utf-8")
