"""<Error> documents."""

from __future__ import annotations

from pycos.errors import MalformedResponse
from pycos.wire.xml_read import parse

__all__ = ["error_in_body"]


def error_in_body(body: bytes) -> tuple[str, str, str] | None:
    """(code, message, request id) when the body is an <Error>; None for any other."""
    if b"<Error" not in body[:1024]:
        return None
    try:
        root = parse(body)
    except MalformedResponse:
        return None
    if root.name != "Error":
        return None
    return root.value("Code", "UnknownError"), root.value("Message"), root.value("RequestId")
