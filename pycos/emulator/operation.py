"""One operation of a table, as the routes are made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from pycos.emulator.addressing import Target

if TYPE_CHECKING:
    from pycos.emulator.application import Application
    from pycos.emulator.request import Request
    from pycos.emulator.response import Response

    Handler = Callable[[Application, Request], Response]


class Operation(NamedTuple):
    """One operation: what it is about, how it is asked for, and what the list of operations says."""

    target: Target
    method: str
    sub_resource: str
    name: str
    handler: Handler
    note: str = ""
    partial: bool = False
