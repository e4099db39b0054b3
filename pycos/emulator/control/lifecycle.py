"""Lifecycle rules carried out on request, as if some days had passed."""

from __future__ import annotations

import dataclasses

from pycos.emulator.control.reply import Call, json_reply
from pycos.emulator.response import Response
from pycos.emulator.store.objects import now_ms

_MOST_DAYS = 36_500
_DAY = 86_400_000  # milliseconds


def carry_out(call: Call) -> Response:
    """Do what the rules of all buckets ask for now, or in ``days`` days; how much was done."""
    from pycos.emulator.lifecycle.run import carry_out as run

    days = call.request.number("days", 0, 0, _MOST_DAYS)
    return json_reply(dataclasses.asdict(run(call.app.storage, now_ms() + days * _DAY)))
