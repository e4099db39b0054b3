"""Operations carried out from inside: no socket, no signature, no rule, no line in the journal.

What fills a server or looks into it goes through the same handlers as every client, so that what it makes
and what it shows are what a client would make and see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pycos.emulator import routing
from pycos.emulator.addressing import Address, Target, decode_key
from pycos.emulator.request import GivenBody, Request, WholeBody
from pycos.emulator.response import Response

if TYPE_CHECKING:
    from pycos.emulator.application import Application


def ask(
    app: Application,
    method: str,
    bucket: str,
    key: str = "",
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes | GivenBody = b"",
    region: str | None = None,
) -> Response:
    """The answer to one operation as the owner of everything. ApiError when it is refused.

    An answer with ``content`` must be closed by whoever asked.
    """
    query = list((params or {}).items())
    target = Target.OBJECT if key else Target.BUCKET if bucket else Target.SERVICE
    if key:
        decode_key(key.encode("utf-8", "surrogateescape"))
    made = body if isinstance(body, GivenBody) else WholeBody(body)
    given = {"host": "localhost", **{name.lower(): text for name, text in (headers or {}).items()}}
    if made.size:
        given.setdefault("content-length", str(made.size))
    path = f"/{bucket}/{key}" if bucket else "/"
    address = Address(target, bucket, key, region, (path.encode("utf-8", "surrogateescape"),))
    request = Request(method, path, address, query, dict(query), given, made)
    request.identity = next(iter(app.settings.credentials.values()), None)
    route = routing.find(request)
    request.operation = route.name
    return route.handler(app, request)
