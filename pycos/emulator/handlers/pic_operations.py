"""Pic-Operations: what is to be made of a picture beside keeping it, and where the results go."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.access import authorize
from pycos.emulator.addressing import MAX_KEY_BYTES
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import contents
from pycos.emulator.images import rules
from pycos.emulator.images.picture import MAX_BYTES, MEDIA_TYPES
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.store.model import Bucket, Object, Stored

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_MAX_RULES = 5
_CODES = re.compile(r"QRcode/cover/([01])(?:/bar-type/([012]))?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the header: where its result goes, and what it says."""

    bucket: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Operations:
    """What a Pic-Operations header asks for: whether to describe the picture, and rules."""

    describe: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule made: the bytes of a picture, and elements that describe it."""

    rule: Rule
    data: bytes
    format: str
    size: tuple[int, int]
    quality: int
    codes: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What all rules made, and the description of the picture if it was asked for."""

    description: str
    results: tuple[Result, ...]


def operations(request: Request) -> Operations | None:
    """The Pic-Operations of a request, None when it has none.

    InvalidArgument when it is not what is documented, NotImplemented for a rule that is not known here.
    """
    header = request.header("pic-operations")
    if header is None:
        return None
    here = request.address
    try:
        asked = json.loads(header)
        describe = str(asked.get("is_pic_info", 0)) == "1"
        given = [
            Rule(
                str(rule.get("bucket") or here.bucket),
                _target(here.key, str(rule["fileid"])),
                str(rule["rule"]),
            )
            for rule in asked.get("rules", [])
        ]
        sizes = [len(rule.key.encode()) for rule in given]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ApiError("InvalidArgument", "Pic-Operations is not JSON of the documented form.") from None
    if len(given) > _MAX_RULES or (not given and not describe):
        raise ApiError("InvalidArgument", f"Pic-Operations has from 1 to {_MAX_RULES} rules.")
    if not all(1 <= size <= MAX_KEY_BYTES for size in sizes):
        raise ApiError("InvalidArgument", "A fileid is empty or too long.")
    for rule in given:
        if not _CODES.fullmatch(rule.text) and not rule.text.startswith("style/"):
            rules.parse(rule.text)
    return Operations(describe, tuple(given))


def _target(key: str, fileid: str) -> str:
    """Where a result goes: an absolute place, or beside the object."""
    if fileid.startswith("/"):
        return fileid[1:]
    folder, slash, _ = key.rpartition("/")
    return folder + slash + fileid


def make(app: Application, request: Request, data: bytes, asked: Operations) -> Results:
    """Carry out all rules over the bytes of a picture, and keep nothing yet."""
    from pycos.emulator.images import picture as pictures
    from pycos.emulator.images import transform

    for rule in asked.rules:
        if not authorize.may(app, request, "PutObject", _bucket(app, rule.bucket), rule.key):
            raise ApiError("AccessDenied")
    description = ""
    if asked.describe:
        with transform.workers, pictures.opened(data, animated=False) as picture:
            description = xml.tree(
                "ImageInfo",
                xml.element("Format", picture.format),
                xml.element("Width", picture.size[0]),
                xml.element("Height", picture.size[1]),
                xml.element("Quality", picture.quality),
                xml.element("Ave", pictures.average(picture)),
                xml.element("Orientation", picture.orientation),
            )
    return Results(description, tuple(_made(app, request, data, rule) for rule in asked.rules))


def _bucket(app: Application, name: str) -> Bucket:
    found = app.storage.buckets.get(name)
    if found is None:
        raise ApiError("NoSuchBucket")
    return found


def _made(app: Application, request: Request, data: bytes, rule: Rule) -> Result:
    from pycos.emulator.handlers import imaging
    from pycos.emulator.images import codes, transform
    from pycos.emulator.images import picture as pictures

    codes_asked = _CODES.fullmatch(rule.text)
    if codes_asked is None:
        picture, made = imaging.transformed(app, request, data, rule.text)
        quality = picture.quality if picture.wanted_quality is None else picture.wanted_quality
        return Result(rule, made, picture.output, picture.size, quality)
    with transform.workers, pictures.opened(data, animated=False) as picture:
        found = codes.found(picture, int(codes_asked[2] or 0))
        made = data
        if codes_asked[1] == "1" and found:
            codes.covered(picture, found)
            made = pictures.encoded(picture)
    told = imaging.code_elements(found)
    return Result(rule, made, picture.output, picture.size, picture.quality, told)


def publish(app: Application, request: Request, found: Object, made: Results) -> str:
    """Keep the results, and tell about them in an UploadResult."""
    bucket = app.bucket(request)
    etag = found.etag
    told = []
    for result in made.results:
        target = _bucket(app, result.rule.bucket)
        kept = contents.write(app, target, result.rule.key, result.data, MEDIA_TYPES[result.format])
        if (target.name, kept.key) == (bucket.name, found.key):
            etag = kept.etag  # the original was replaced by what was made of it
        told.append(
            xml.tree(
                "Object",
                xml.element("Key", kept.key),
                xml.element("Location", _location(target, kept.key)),
                xml.element("Format", {"JPEG": "jpg"}.get(result.format, result.format.lower())),
                xml.element("Width", result.size[0]),
                xml.element("Height", result.size[1]),
                xml.element("Size", kept.size),
                xml.element("Quality", result.quality),
                xml.element("ETag", f'"{kept.etag}"'),
                result.codes,
            )
        )
    return xml.tree(
        "UploadResult",
        xml.tree(
            "OriginalInfo",
            xml.element("Key", found.key),
            xml.element("Location", _location(bucket, found.key)),
            xml.element("ETag", f'"{etag}"'),
            made.description,
        ),
        xml.tree("ProcessResults", *told) if told else "",
    )


def _location(bucket: Bucket, key: str) -> str:
    return f"{bucket.name}.cos.{bucket.region}.myqcloud.com/{key}"


class Pictured:
    """An upload with operations: what is made of it before it is published, and kept and told afterwards."""

    def __init__(self, app: Application, request: Request, asked: Operations) -> None:
        self._app = app
        self._request = request
        self._asked = asked
        self._made: Results | None = None

    def make(self, stored: Stored) -> None:
        """Carry out the rules; what they raise keeps the upload from being published."""
        data = contents.of_stored(self._app, stored, most=MAX_BYTES)
        self._made = make(self._app, self._request, data, self._asked)

    def publish(self, found: Object) -> str:
        """Keep the results, and tell about them in an UploadResult."""
        return publish(self._app, self._request, found, self._made or Results("", ()))


def at_upload(app: Application, request: Request) -> Pictured | None:
    """What an upload has to do for its Pic-Operations, None when the header is blank."""
    asked = operations(request)
    return None if asked is None else Pictured(app, request, asked)


def image_process(app: Application, request: Request) -> Response:
    """POST image_process: the rules of the Pic-Operations header over an object that is there."""
    asked = operations(request)
    if asked is None:
        raise ApiError("InvalidArgument", "The Pic-Operations header is missing.")
    bucket = app.bucket(request)
    version_id = request.params.get("versionId", "")
    found, data = contents.read(app, request, bucket, request.address.key, version_id, most=MAX_BYTES)
    return xml_response(publish(app, request, found, make(app, request, data, asked)))
