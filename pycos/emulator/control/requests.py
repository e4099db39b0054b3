"""The journal, for who looks once and for who follows."""

from __future__ import annotations

from pycos.emulator.control.reply import Call, json_reply
from pycos.emulator.journal import LONGEST_WAIT, Filter
from pycos.emulator.response import Response

_FILTERS = ("operation", "status", "method", "bucket", "key", "prefix", "fault")


def find(call: Call) -> Response:
    """Counters, and the kept requests that pass the filters.

    ``since`` is the cursor of an earlier answer; with ``wait`` the answer may come so many seconds later, as
    soon as there is something new. ``limit`` keeps the latest.
    """
    request = call.request
    wanted = Filter(**{name: request.params.get(name) for name in _FILTERS})
    since = request.number("since", 0, 0, 1 << 62)
    limit = request.number("limit", 0, 1, 1 << 31)
    journal = call.app.journal
    entries, cursor = journal.after(
        since,
        wanted,
        wait=call.seconds("wait", LONGEST_WAIT),
        gone=call.stream.is_closed_by_client,
    )
    shown = [entry.as_json() for entry in (entries[-limit:] if limit else entries)]
    return json_reply({"counters": journal.counters(), "requests": shown, "cursor": cursor})


def clear(call: Call) -> Response:
    """Begin a new journal."""
    call.app.journal.clear()
    return Response(204)
