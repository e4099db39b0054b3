"""The operations of data processing (CI): what the routes are made of, apart from those of storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycos.emulator.addressing import Target
from pycos.emulator.handlers import imaging, pic_operations, processing, styles
from pycos.emulator.images import rules
from pycos.emulator.request import Request
from pycos.emulator.response import Response

if TYPE_CHECKING:
    from pycos.emulator.application import Application

PICTURE = "/picture"  # in place of a sub-resource: the query holds a rule, which is no name


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: what it is about, how it is asked for, and what the list of operations says."""

    target: Target
    method: str
    sub_resource: str
    name: str
    handler: Callable[[Application, Request], Response]
    note: str = ""
    partial: bool = False


_S, _B, _O = Target.SERVICE, Target.BUCKET, Target.OBJECT


def is_picture_rule(name: str) -> bool:
    """Whether a query item is a rule of image processing or names a style."""
    return rules.is_rule(name) or name.startswith("style/")


OPERATIONS: tuple[Operation, ...] = (
    Operation(_O, "GET", PICTURE, "GetObject", imaging.processed),
    Operation(
        _O,
        "POST",
        "image_process",
        "ImageProcess",
        pic_operations.image_process,
        "as Pic-Operations on PutObject",
    ),
    Operation(_O, "GET", "imageInfo", "GetImageInfo", imaging.info),
    Operation(_O, "GET", "imageAve", "GetImageAverageColor", imaging.average),
    Operation(_O, "GET", "exif", "GetImageExif", imaging.exif, "texts and numbers; no binary values"),
    Operation(
        _O, "GET", "ci-process QRcode", "GetQRcode", imaging.qrcode, "QR codes and bar codes, by zxing-cpp"
    ),
    Operation(
        _B, "GET", "ci-process qrcode-generate", "CreateQRcode", imaging.make_qrcode, "QR code or Code 128"
    ),
    Operation(_B, "PUT", "style", "PutImageStyle", styles.put_style),
    Operation(_B, "GET", "style", "GetImageStyle", styles.get_style),
    Operation(_B, "DELETE", "style", "DeleteImageStyle", styles.delete_style),
    Operation(
        _O,
        "GET",
        "ci-process snapshot",
        "GetSnapshot",
        processing.snapshot,
        "a grey jpg or png of the size asked for: no video is decoded",
        partial=True,
    ),
    Operation(
        _O,
        "GET",
        "ci-process videoinfo",
        "GetMediaInfo",
        processing.video_info,
        "one second of video and sound; the size is the object's",
        partial=True,
    ),
    Operation(
        _S,
        "GET",
        "/mediabucket",
        "DescribeMediaBuckets",
        processing.media_buckets,
        "all buckets of the region",
    ),
)
