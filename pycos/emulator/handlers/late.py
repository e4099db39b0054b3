"""Handlers whose modules are imported when they are first needed, so that no start waits for them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pycos.emulator.request import Request
from pycos.emulator.response import Response

if TYPE_CHECKING:
    from pycos.emulator.application import Application
    from pycos.emulator.operation import Handler


def late(module: str, name: str, *entry: object) -> Handler:
    """A handler of a module in ``pycos.emulator.handlers``: few servers are asked for any of these.

    The entry of a table that it is for, if there is one, is its first argument.
    """

    def handler(app: Application, request: Request) -> Response:
        found = getattr(importlib.import_module(f"pycos.emulator.handlers.{module}"), name)
        response: Response = found(*entry, app, request)
        return response

    return handler
