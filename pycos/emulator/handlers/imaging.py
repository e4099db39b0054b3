"""Pictures on their way out: processed by a rule or a style, or only described; and the codes in them."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pycos.emulator import addressing, xml
from pycos.emulator.access import authorize
from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import contents, objects, styles
from pycos.emulator.images import rules
from pycos.emulator.images.picture import MAX_BYTES, MEDIA_TYPES
from pycos.emulator.request import Request
from pycos.emulator.response import Header, Response, xml_response
from pycos.emulator.store.model import Object

if TYPE_CHECKING:
    from pycos.emulator.application import Application
    from pycos.emulator.images.codes import Code
    from pycos.emulator.images.picture import Picture

_CACHE = ("Cache-Control", "max-age=2592000")
_BAR_TYPES = 2


def processed(app: Application, request: Request) -> Response:
    """GET with a rule or a style in the query."""
    for name, value in request.query:
        if rules.is_rule(name) or name.startswith("style/"):
            text = f"{name}={value}" if value else name
            return _answer(app, request, request.address.key, text)
    raise ApiError("InvalidArgument", "There is no rule.")


def styled(app: Application, request: Request) -> Response | None:
    """GET of ``KEY!STYLE``, where there is no such object; None when there is no such style either."""
    key, mark, name = request.address.key.rpartition("!")
    if not mark or not key or not name or styles.body(app, app.bucket(request), name) is None:
        return None
    return _answer(app, request, key, f"style/{name}")


def _answer(app: Application, request: Request, key: str, text: str) -> Response:
    data = _bytes(app, request, key)[1]
    picture, made = transformed(app, request, data, text)
    headers: list[Header] = [("Content-Type", MEDIA_TYPES[picture.output]), _CACHE]
    if request.params:
        headers = objects.overridden(request, headers)
    return Response(200, headers, made)


def _bytes(app: Application, request: Request, key: str | None = None) -> tuple[Object, bytes]:
    bucket = app.bucket(request)
    if key is None:
        key = request.address.key
    elif key != request.address.key and not authorize.may(app, request, "GetObject", bucket, key):
        raise ApiError("AccessDenied")
    return contents.read(app, request, bucket, key, request.params.get("versionId", ""), most=MAX_BYTES)


def transformed(app: Application, request: Request, data: bytes, text: str) -> tuple[Picture, bytes]:
    """What a rule or a style makes of a picture, and that as a file."""
    if text.startswith("style/"):
        found = styles.body(app, app.bucket(request), text.removeprefix("style/"))
        if found is None:
            raise ApiError("InvalidArgument", f"There is no style {text.removeprefix('style/')[:80]!r}.")
        text = found
    parts = rules.parse(text)
    from pycos.emulator.images import picture as pictures
    from pycos.emulator.images import transform, watermark

    with transform.workers, pictures.opened(data) as picture:
        transform.apply(
            picture,
            parts,
            lambda subject, part: watermark.stamp(
                subject, part, lambda address: _other_picture(app, request, address)
            ),
        )
        return picture, pictures.encoded(picture)


def _other_picture(app: Application, request: Request, address: str) -> bytes:
    """The bytes behind the address of a watermark: an object of the same bucket, read from here."""
    authority, _, path = address.removeprefix("http://").partition("?")[0].partition("/")
    place = addressing.resolve(addressing.host_of(authority), "/" + path, app.domains.find)
    bucket = app.bucket(request)
    if place.target is not Target.OBJECT or place.bucket != bucket.name:
        raise ApiError("InvalidArgument", "A watermark is an object of the same bucket.")
    if not authorize.may(app, request, "GetObject", bucket, place.key):
        raise ApiError("AccessDenied", "The watermark may not be read.")
    return contents.read(app, request, bucket, place.key, most=MAX_BYTES)[1]


def _in_json(value: object) -> Response:
    return Response(200, [("Content-Type", "application/json")], json.dumps(value).encode())


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[Picture]:
    from pycos.emulator.images import picture, transform

    with transform.workers, picture.opened(data, animated=False) as opened:
        yield opened


def info(app: Application, request: Request) -> Response:
    """GET imageInfo: what the picture is."""
    from pycos.emulator.images import picture as pictures

    data = _bytes(app, request)[1]
    with _opened(data) as picture:
        said = {
            "format": picture.format.lower(),
            "width": str(picture.size[0]),
            "height": str(picture.size[1]),
            "size": str(len(data)),
            "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
            "photo_rgb": pictures.average(picture),
        }
    return _in_json(said)


def average(app: Application, request: Request) -> Response:
    """GET imageAve: the mean colour."""
    from pycos.emulator.images import picture as pictures

    with _opened(_bytes(app, request)[1]) as picture:
        return _in_json({"RGB": pictures.average(picture)})


def exif(app: Application, request: Request) -> Response:
    """GET exif: what the camera wrote into the picture."""
    from pycos.emulator.images import exif as tags

    found = tags.read(_bytes(app, request)[1])
    return _in_json({name: {"val": text} for name, text in found.items()} or {"error": "no exif data"})


def code_elements(codes: list[Code]) -> str:
    """How many codes there are, and each with its corners."""
    return xml.element("CodeStatus", 1 if codes else 0) + "".join(
        xml.tree(
            "QRcodeInfo",
            xml.element("CodeUrl", code.text),
            xml.tree("CodeLocation", *(xml.element("Point", f"{x},{y}") for x, y in code.corners)),
        )
        for code in codes
    )


def qrcode(app: Application, request: Request) -> Response:
    """GET ci-process=QRcode: the codes, and with ``cover`` the picture without them."""
    cover = request.number("cover", 0, 0, 1)
    kinds = request.number("bar-type", 0, 0, _BAR_TYPES)
    from pycos.emulator.images import codes, picture

    with _opened(_bytes(app, request)[1]) as opened:
        found = codes.found(opened, kinds)
        image = ""
        if cover:
            codes.covered(opened, found)
            opened.output = "JPEG"
            image = xml.element("ResultImage", base64.b64encode(picture.encoded(opened)).decode())
    return xml_response(xml.tree("Response", code_elements(found), image))


def make_qrcode(app: Application, request: Request) -> Response:
    """GET ci-process=qrcode-generate: a picture of a code, as base64."""
    app.bucket(request)
    mode = request.number("mode", 0, 0, 1)
    width = request.number("width", 0, 1, 4096)
    if not width:
        raise ApiError("InvalidArgument", "width is missing.")
    from pycos.emulator.images import codes

    made = codes.made(request.params.get("qrcode-content", ""), mode, width)
    return xml_response(xml.tree("Response", xml.element("ResultImage", base64.b64encode(made).decode())))
