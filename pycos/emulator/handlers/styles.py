"""Styles: rules of image processing that a bucket keeps under a name."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.images import rules
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_DOCUMENT = "image styles"
_NAME = re.compile(r"[\w.-]{1,64}")
_MAX_XML = 64 * 1024
MAX_STYLES = 100


def _all(text: str | None) -> dict[str, str]:
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def body(app: Application, bucket: Bucket, name: str) -> str | None:
    """The rule behind a name, None when there is none."""
    return _all(app.storage.documents.get(bucket, _DOCUMENT)).get(name)


def _received(request: Request, root: str) -> tuple[str, xml.Element]:
    data = attributes.small_body(request, _MAX_XML)
    if not data:
        return "", xml.Element(root)
    node = xml.parse(data, root)
    return node.value("StyleName") or "", node


def put_style(app: Application, request: Request) -> Response:
    """PUT style: keep a rule under a name. A rule that cannot be carried out is refused here."""
    bucket = app.bucket(request)
    name, node = _received(request, "AddStyle")
    text = node.value("StyleBody") or ""
    if not _NAME.fullmatch(name):
        raise ApiError(
            "InvalidArgument", "StyleName has up to 64 letters, digits, dots, dashes and underscores."
        )
    rules.parse(text)

    def add(old: str | None) -> str:
        found = _all(old)
        if name not in found and len(found) >= MAX_STYLES:
            raise ApiError("InvalidArgument", f"A bucket has at most {MAX_STYLES} styles.")
        return json.dumps({**found, name: text})

    app.storage.documents.change(bucket, _DOCUMENT, "", add)
    return Response(200)


def get_style(app: Application, request: Request) -> Response:
    """GET style: the one that the body names, or all."""
    bucket = app.bucket(request)
    name, _ = _received(request, "GetStyle")
    found = _all(app.storage.documents.get(bucket, _DOCUMENT))
    if name and name not in found:
        raise ApiError("NoSuchConfiguration", "The bucket has no style of this name.")
    return xml_response(
        xml.tree(
            "StyleList",
            *(
                xml.tree("StyleRule", xml.element("StyleName", each), xml.element("StyleBody", text))
                for each, text in found.items()
                if name in ("", each)
            ),
        )
    )


def delete_style(app: Application, request: Request) -> Response:
    """DELETE style: the one that the body names, whether it was there or not."""
    bucket = app.bucket(request)
    name, _ = _received(request, "DeleteStyle")
    if not name:
        raise ApiError("InvalidArgument", "StyleName is missing.")

    def remove(old: str | None) -> str | None:
        return json.dumps({each: text for each, text in _all(old).items() if each != name}) if old else None

    app.storage.documents.change(bucket, _DOCUMENT, "", remove)
    return Response(200)
