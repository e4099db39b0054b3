"""The operations of data processing (CI): what the routes are made of, apart from those of storage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers.late import late
from pycos.emulator.jobs.kinds import KINDS
from pycos.emulator.jobs.resources import KEPT, QUEUES, SERVICES
from pycos.emulator.operation import Operation
from pycos.emulator.request import Request

PICTURE = "/picture"  # in place of a sub-resource: the query holds a rule, which is no name


# How the query items begin that are rules of image processing, or name a style.
_RULES = ("imageMogr2", "imageView2/", "watermark/", "style/")
_S, _B, _O = Target.SERVICE, Target.BUCKET, Target.OBJECT


def is_picture_rule(name: str) -> bool:
    """Whether a query item is a rule of image processing or names a style."""
    return name.startswith(_RULES)


_STATES = "Submitted, running, done; results can be set"
_SHAPE = "kept and given back; nothing is run by it"


def _jobs() -> Iterator[Operation]:
    for kind in KINDS:
        note = _STATES
        if kind.name == "media":
            note = "states and results as set; no media are made"
        elif kind.name == "file":
            note = "really done, within limits: FileHashCode, FileUncompress, FileCompress; zip and tar"
        path = f"/{kind.path}"
        yield Operation(_O, "POST", path, kind.create, late("jobs", "create", kind), note, partial=True)
        yield Operation(
            _O, "GET", path + "/", kind.describe, late("jobs", "describe", kind), note, partial=True
        )
        if kind.listing:
            yield Operation(
                _O, "GET", path, kind.listing, late("jobs", "listing", kind), "by tag, state, queue and time"
            )
        if kind.cancel_path:
            yield Operation(_O, "POST", f"/{kind.cancel_path}/", kind.cancel, late("jobs", "cancel", kind))
        elif kind.cancel:
            yield Operation(_O, "PUT", path + "/", kind.cancel, late("jobs", "cancel", kind))


def _resources() -> Iterator[Operation]:
    for service in SERVICES:
        path = f"/{service.path}"
        listed = late("job_resources", "list_buckets", service)
        yield Operation(_S, "GET", path, service.listing, listed, "all buckets of the region take part")
        if service.opening:
            yield Operation(_O, "POST", path, service.opening, late("job_resources", "open_bucket", service))
            yield Operation(
                _O, "DELETE", path, service.closing, late("job_resources", "close_bucket", service)
            )
    for queue in QUEUES:
        path = f"/{queue.path}"
        yield Operation(
            _O, "GET", path, queue.listing, late("job_resources", "list_queues", queue), "one queue a bucket"
        )
        yield Operation(
            _O,
            "PUT",
            path + "/",
            queue.update,
            late("job_resources", "update_queue", queue),
            "no notification is sent",
        )
    for kept in KEPT:
        path = f"/{kept.path}"
        yield Operation(
            _O, "POST", path, kept.create, late("job_resources", "create_kept", kept), _SHAPE, partial=True
        )
        yield Operation(
            _O,
            "PUT",
            path + "/",
            kept.update,
            late("job_resources", "update_kept", kept),
            _SHAPE,
            partial=True,
        )
        yield Operation(_O, "GET", path, kept.listing, late("job_resources", "list_kept", kept))
        yield Operation(_O, "DELETE", path + "/", kept.delete, late("job_resources", "delete_kept", kept))


OPERATIONS: tuple[Operation, ...] = (
    Operation(_O, "GET", PICTURE, "GetObject", late("imaging", "processed")),
    Operation(
        _O,
        "POST",
        "image_process",
        "ImageProcess",
        late("pic_operations", "image_process"),
        "as Pic-Operations on PutObject",
    ),
    Operation(_O, "GET", "imageInfo", "GetImageInfo", late("imaging", "info")),
    Operation(_O, "GET", "imageAve", "GetImageAverageColor", late("imaging", "average")),
    Operation(
        _O, "GET", "exif", "GetImageExif", late("imaging", "exif"), "texts and numbers; no binary values"
    ),
    Operation(
        _O,
        "GET",
        "ci-process QRcode",
        "GetQRcode",
        late("imaging", "qrcode"),
        "QR codes and bar codes, by zxing-cpp",
    ),
    Operation(
        _B,
        "GET",
        "ci-process qrcode-generate",
        "CreateQRcode",
        late("imaging", "make_qrcode"),
        "QR code or Code 128",
    ),
    Operation(_B, "PUT", "style", "PutImageStyle", late("styles", "put_style")),
    Operation(_B, "GET", "style", "GetImageStyle", late("styles", "get_style")),
    Operation(_B, "DELETE", "style", "DeleteImageStyle", late("styles", "delete_style")),
    Operation(
        _O,
        "GET",
        "ci-process snapshot",
        "GetSnapshot",
        late("processing", "snapshot"),
        "a grey jpg or png of the size asked for: no video is decoded",
        partial=True,
    ),
    Operation(
        _O,
        "GET",
        "ci-process videoinfo",
        "GetMediaInfo",
        late("processing", "video_info"),
        "one second of video and sound; the size is the object's",
        partial=True,
    ),
    Operation(_O, "GET", "ci-process filehash", "GetFileHash", late("file_jobs", "file_hash")),
    Operation(
        _O,
        "GET",
        "ci-process zippreview",
        "PreviewZip",
        late("file_jobs", "preview_zip"),
        "zip; not rar, 7z or tar",
    ),
    *(
        Operation(
            target,
            "GET",
            "ci-process sensitive-content-recognition",
            "GetImageAuditing",
            late("jobs", "recognize"),
            "nothing is looked at: everything passes, but for results that were set",
            partial=True,
        )
        for target in (_O, _B)
    ),
    *_jobs(),
    *_resources(),
    Operation(_O, "POST", "/report/badcase", "ReportBadCase", late("jobs", "report")),
    Operation(
        _O,
        "POST",
        "/triggerworkflow",
        "TriggerWorkflow",
        late("job_resources", "trigger_workflow"),
        _SHAPE,
        partial=True,
    ),
    Operation(
        _O,
        "GET",
        "/workflowexecution/",
        "DescribeWorkflowExecution",
        late("job_resources", "describe_execution"),
        _SHAPE,
        partial=True,
    ),
    Operation(
        _O,
        "GET",
        "/workflowexecution",
        "DescribeWorkflowExecutions",
        late("job_resources", "list_executions"),
    ),
)

_PLACES = frozenset(made.sub_resource for made in OPERATIONS if made.sub_resource[:1] == "/")
# An id of a job. A key of this form is taken for one at any host: a client may be told to use the local
# server for data processing too, and then its host says nothing.
_JOB = re.compile(r"(.+/[a-z]{1,2})[0-9a-f]{32}")
_BEGINNINGS = frozenset(f"{kind.path}/{kind.prefix}" for kind in KINDS)
# Query items of data processing that say nothing when they are empty.
_PARAMETER = re.compile(
    r"active|paused|cancel|ids|name|tag|category|queueIds?|states?|size|nextToken|orderByTime|jobId"
    r"|(?:start|end)CreationTime|workflowId|object|type|addtoheader|uri"
)


def is_parameter(request: Request, name: str) -> bool:
    """Whether an empty query item is one of data processing's own, and not an operation nobody knows."""
    return request.address.processing and _PARAMETER.fullmatch(name) is not None


def place(request: Request) -> str:
    """The path of data processing that a request is for; empty when it is for a bucket or an object.

    NotImplemented, by name, for a path that only the service has.
    """
    address = request.address
    if not address.processing:
        if request.method == "GET":
            found = _JOB.fullmatch(address.key)
            return f"/{address.key.rpartition('/')[0]}/" if found and found[1] in _BEGINNINGS else ""
        if request.method != "POST":
            return ""
    path = f"/{address.key}"
    folder = path[: path.rfind("/") + 1]
    for known in (path, folder):
        if known in _PLACES:
            return known
    if address.processing and address.key:
        raise ApiError(
            "NotImplemented", f"This server does not implement {address.key[:80]} of data processing."
        )
    return ""
