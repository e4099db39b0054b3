"""Handlers whose modules are imported when they are first needed, so that no start waits for them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from pycos.emulator.request import Request
from pycos.emulator.response import Response

if TYPE_CHECKING:
    from pycos.emulator.application import Application


def late(module: str, name: str, *entry: object) -> Callable[[Application, Request], Response]:
    """A handler of a module in ``pycos.emulator.handlers``: few servers are asked for any of these.

    With an entry of a table it is made for that entry.
    """

    def handler(app: Application, request: Request) -> Response:
        found = getattr(importlib.import_module(f"pycos.emulator.handlers.{module}"), name)
        response: Response = (found(*entry) if entry else found)(app, request)
        return response

    return handler
