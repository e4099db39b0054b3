"""Data processing (CI) of objects, in the documented shapes. Nothing is decoded or computed.

A rule makes a copy of the object, and results hold fixed numbers: enough for a client that has to send the
request and read the answer. A rule of another kind is answered with 501.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycos.emulator import archive, encryption, pictures, xml
from pycos.emulator.addressing import MAX_KEY_BYTES
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers.current import current
from pycos.emulator.request import Request
from pycos.emulator.response import Response, iso_date, new_request_id, xml_response
from pycos.emulator.store.model import Bucket, Object
from pycos.emulator.store.objects import Replaced

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_RULES = ("imageMogr2/", "imageView2/", "watermark/", "QRcode/cover/")
_MAX_RULES = 5
_PICTURES = {"jpg": (pictures.jpeg, "image/jpeg"), "png": (pictures.png, "image/png")}
_MAX_SIDE = 4096  # pixels of a snapshot


@dataclass(frozen=True, slots=True)
class Operations:
    """What a Pic-Operations header asks for: whether to describe the image, and (key, rule) pairs."""

    describe: bool
    rules: tuple[tuple[str, str], ...]


def operations(request: Request) -> Operations | None:
    """The Pic-Operations of a request, None when it has none.

    InvalidArgument when it is not what is documented, NotImplemented for a rule that is not known here.
    """
    header = request.header("pic-operations")
    if header is None:
        return None
    try:
        asked = json.loads(header)
        describe = str(asked.get("is_pic_info", 0)) == "1"
        rules = [(_target(request.address.key, str(rule["fileid"])), rule) for rule in asked.get("rules", [])]
        texts = [str(rule["rule"]) for _, rule in rules]
        sizes = [len(key.encode()) for key, _ in rules]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ApiError("InvalidArgument", "Pic-Operations is not JSON of the documented form.") from None
    if len(rules) > _MAX_RULES or (not rules and not describe):
        raise ApiError("InvalidArgument", f"Pic-Operations has from 1 to {_MAX_RULES} rules.")
    if not all(1 <= size <= MAX_KEY_BYTES for size in sizes):
        raise ApiError("InvalidArgument", "A fileid is empty or too long.")
    for _, rule in rules:
        if rule.get("bucket", request.address.bucket) != request.address.bucket:
            raise ApiError("NotImplemented", "This server keeps results in the bucket of the object only.")
    for text in texts:
        if not text.startswith(_RULES):
            raise ApiError("NotImplemented", f"This server does not know the rule {text}.")
    return Operations(describe, tuple((key, text) for (key, _), text in zip(rules, texts, strict=True)))


def _target(key: str, fileid: str) -> str:
    """Where a result goes: an absolute place, or beside the object."""
    if fileid.startswith("/"):
        return fileid[1:]
    folder, slash, _ = key.rpartition("/")
    return folder + slash + fileid


def _format(key: str) -> str:
    suffix = key.rpartition(".")[2].lower()
    return (
        {"jpeg": "jpg"}.get(suffix, suffix)
        if suffix in ("jpg", "jpeg", "png", "gif", "webp", "bmp")
        else "jpg"
    )


def _location(bucket: Bucket, key: str) -> str:
    return f"{bucket.name}.cos.{bucket.region}.myqcloud.com/{key}"


def results(app: Application, request: Request, found: Object, asked: Operations) -> str:
    """Make the results of an object, and tell about them in an UploadResult."""
    bucket = app.bucket(request)
    image = ""
    if asked.describe:
        image = xml.tree(
            "ImageInfo",
            xml.element("Format", _format(found.key)),
            xml.element("Width", 1),
            xml.element("Height", 1),
            xml.element("Quality", 100),
            xml.element("Ave", "0x808080"),
            xml.element("Orientation", 0),
        )
    made = [_processed(app, request, found, key, rule) for key, rule in asked.rules]
    return xml.tree(
        "UploadResult",
        xml.tree(
            "OriginalInfo",
            xml.element("Key", found.key),
            xml.element("Location", _location(bucket, found.key)),
            xml.element("ETag", f'"{found.etag}"'),
            image,
        ),
        xml.tree("ProcessResults", *made) if made else "",
    )


def _processed(app: Application, request: Request, found: Object, key: str, rule: str) -> str:
    bucket = app.bucket(request)
    while True:
        try:
            copy = app.storage.objects.copy(found, bucket, key, found.attributes)
        except Replaced:
            # By another request, or by the rule before: process what is there now.
            found = current(app, request)
            continue
        break
    return xml.tree(
        "Object",
        xml.element("Key", key),
        xml.element("Location", _location(bucket, key)),
        xml.element("Format", _format(key)),
        xml.element("Width", 1),
        xml.element("Height", 1),
        xml.element("Size", copy.size),
        xml.element("Quality", 100),
        xml.element("ETag", f'"{copy.etag}"'),
        _codes(bucket, found) if rule.startswith("QRcode/") else "",
    )


def _codes(bucket: Bucket, found: Object) -> str:
    """One QR code that holds the address of the object."""
    corners = ("0,0", "1,0", "1,1", "0,1")
    return xml.element("CodeStatus", 1) + xml.tree(
        "QRcodeInfo",
        xml.element("CodeUrl", "https://" + _location(bucket, found.key)),
        xml.tree("CodeLocation", *(xml.element("Point", corner) for corner in corners)),
    )


def image_process(app: Application, request: Request) -> Response:
    """POST image_process: the rules of the Pic-Operations header over an object that is there."""
    asked = operations(request)
    if asked is None:
        raise ApiError("InvalidArgument", "The Pic-Operations header is missing.")
    return xml_response(results(app, request, _readable(app, request), asked))


def _readable(app: Application, request: Request) -> Object:
    found = current(app, request)
    archive.check_readable(found)
    encryption.open_with(request, found.attributes)
    return found


def qrcode(app: Application, request: Request) -> Response:
    """GET ci-process=QRcode: one code, and with ``cover`` an image that hides it."""
    bucket = app.bucket(request)
    cover = request.number("cover", 0, 0, 1)
    codes = _codes(bucket, _readable(app, request))
    image = xml.element("ResultImage", base64.b64encode(pictures.jpeg(1, 1)).decode()) if cover else ""
    return xml_response(xml.tree("Response", codes, image))


def snapshot(app: Application, request: Request) -> Response:
    """GET ci-process=snapshot: a grey picture of the size asked for."""
    try:
        if not 0 <= float(request.params.get("time", "")) < 1e9:
            raise ValueError
    except ValueError:
        raise ApiError("InvalidArgument", "time is not a number of seconds.") from None
    kind = request.params.get("format") or "jpg"
    if kind not in _PICTURES:
        raise ApiError("InvalidArgument", "format is jpg or png.")
    if (request.params.get("mode") or "exactframe") not in ("exactframe", "keyframe"):
        raise ApiError("InvalidArgument", "mode is exactframe or keyframe.")
    if (request.params.get("rotate") or "auto") not in ("auto", "off"):
        raise ApiError("InvalidArgument", "rotate is auto or off.")
    width = request.number("width", 0, 0, _MAX_SIDE)
    height = request.number("height", 0, 0, _MAX_SIDE)
    _readable(app, request)
    # One side alone means the shape of the video, which is taken to be a square.
    make, media_type = _PICTURES[kind]
    return Response(200, [("Content-Type", media_type)], make(width or height or 1, height or width or 1))


def video_info(app: Application, request: Request) -> Response:
    """GET ci-process=videoinfo: the same second of video and sound for every object, but for the size."""
    found = _readable(app, request)
    video: dict[str, str | int] = {
        "Index": 0, "CodecName": "h264", "CodecLongName": "H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10",
        "CodecTimeBase": "1/50", "CodecTagString": "avc1", "CodecTag": "0x31637661", "Profile": "High",
        "Height": 720, "Width": 1280, "HasBFrame": 2, "RefFrames": 4, "Sar": "1:1", "Dar": "16:9",
        "PixFormat": "yuv420p", "FieldOrder": "progressive", "Level": 31, "Fps": 25, "AvgFps": "25/1",
        "Timebase": "1/12800", "StartTime": "0.000000", "Duration": "1.000000", "Bitrate": "1000.000",
        "NumFrames": 25, "Language": "und",
    }  # fmt: skip
    audio: dict[str, str | int] = {
        "Index": 1, "CodecName": "aac", "CodecLongName": "AAC (Advanced Audio Coding)",
        "CodecTimeBase": "1/44100", "CodecTagString": "mp4a", "CodecTag": "0x6134706d", "SampleFmt": "fltp",
        "SampleRate": 44100, "Channel": 2, "ChannelLayout": "stereo", "Timebase": "1/44100",
        "StartTime": "0.000000", "Duration": "1.000000", "Bitrate": "128.000", "Language": "und",
    }  # fmt: skip
    container: dict[str, str | int] = {
        "NumStream": 2, "NumProgram": 0, "FormatName": "mov,mp4,m4a,3gp,3g2,mj2",
        "FormatLongName": "QuickTime / MOV", "StartTime": "0.000000", "Duration": "1.000000",
        "Bitrate": "1128.000", "Size": found.size,
    }  # fmt: skip
    parts = [
        xml.tree(name, *(xml.element(key, value) for key, value in fields.items()))
        for name, fields in (("Video", video), ("Audio", audio))
    ]
    stream = xml.tree("Stream", *parts, "<Subtitle/>")
    form = xml.tree("Format", *(xml.element(key, value) for key, value in container.items()))
    return xml_response(xml.tree("Response", xml.tree("MediaInfo", stream, form)))


def media_buckets(app: Application, request: Request) -> Response:
    """GET mediabucket: processing is on for every bucket."""
    regions = _listed(request, "regions")
    names = _listed(request, "bucketNames")
    prefix = request.params.get("bucketName", "")
    number = request.number("pageNumber", 1, 1, 1_000_000)
    size = request.number("pageSize", 10, 1, 100)
    here = request.address.region
    found = [
        bucket
        for bucket in app.storage.buckets.all()
        if bucket.name.startswith(prefix)
        and (not names or bucket.name in names)
        and (bucket.region in regions if regions else here in (None, bucket.region))
    ]
    page = found[(number - 1) * size : number * size]
    request_id = new_request_id()
    response = xml_response(
        xml.tree(
            "Response",
            xml.element("RequestId", request_id),
            xml.element("TotalCount", len(found)),
            xml.element("PageNumber", number),
            xml.element("PageSize", size),
            *(
                xml.tree(
                    "MediaBucketList",
                    xml.element("BucketId", bucket.name),
                    xml.element("Name", bucket.name),
                    xml.element("Region", bucket.region),
                    xml.element("CreateTime", iso_date(bucket.created)),
                )
                for bucket in page
            ),
        )
    )
    response.request_id = request_id
    return response


def _listed(request: Request, name: str) -> set[str]:
    return {item for item in request.params.get(name, "").split(",") if item}
