"""Cross-origin requests: the preflight, and the headers of answers to pages of other origins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Header, Response
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.application import Application


def _texts(rule: xml.Element, name: str) -> list[str]:
    return [node.text.strip() for node in rule.all(name)]


def _matches(patterns: list[str], text: str) -> bool:
    """Whether one of the patterns, in which an asterisk stands for anything, is the text."""
    return any(
        re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL | re.IGNORECASE)
        for pattern in patterns
    )


def _allowed(
    app: Application, bucket: Bucket, origin: str, method: str, headers: list[str]
) -> list[Header] | None:
    """What the first rule that allows a request says; None when there is no such rule."""
    body = app.storage.documents.get(bucket, "cors")
    if body is None:
        return None
    root = xml.parse(body.encode(), "CORSConfiguration")
    for rule in root.all("CORSRule"):
        origins = _texts(rule, "AllowedOrigin")
        methods = _texts(rule, "AllowedMethod")
        accepted = _texts(rule, "AllowedHeader")
        if (
            not _matches(origins, origin)
            or method not in methods
            or not all(_matches(accepted, name) for name in headers)
        ):
            continue
        said = [
            ("Access-Control-Allow-Origin", "*" if "*" in origins else origin),
            ("Access-Control-Allow-Methods", ",".join(methods)),
            ("Access-Control-Allow-Headers", ",".join(headers)),
            ("Access-Control-Expose-Headers", ",".join(_texts(rule, "ExposeHeader"))),
            ("Access-Control-Max-Age", rule.value("MaxAgeSeconds") or ""),
            ("Vary", "Origin" if root.value("ResponseVary") == "true" else ""),
        ]
        return [item for item in said if item[1]]
    return None


def preflight(app: Application, request: Request) -> Response:
    """OPTIONS: what a page of another origin may do; AccessForbidden when it may not."""
    bucket = app.bucket(request)
    origin = request.header("origin")
    method = request.header("access-control-request-method")
    if origin is None or method is None:
        raise ApiError("InvalidArgument", "Origin or Access-Control-Request-Method is missing.")
    listed = request.header("access-control-request-headers") or ""
    headers = [name.strip() for name in listed.split(",") if name.strip()]
    said = _allowed(app, bucket, origin, method, headers)
    if said is None:
        raise ApiError("AccessForbidden")
    return Response(200, said)


def headers_for(app: Application, request: Request) -> list[Header]:
    """The headers that let a page of another origin read the answer, if it may."""
    origin = request.header("origin")
    bucket = app.storage.buckets.get(request.address.bucket) if origin else None
    if origin is None or bucket is None or request.method == "OPTIONS":
        return []
    return _allowed(app, bucket, origin, request.method, []) or []
