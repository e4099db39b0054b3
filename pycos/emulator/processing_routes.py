"""The operations of data processing (CI): what the routes are made of, apart from those of storage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import file_jobs, imaging, jobs, pic_operations, processing, styles
from pycos.emulator.handlers import job_resources as resources
from pycos.emulator.images import rules
from pycos.emulator.jobs.kinds import KINDS
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


_STATES = "Submitted, running, done; results can be set"
_SHAPE = "kept and given back; nothing is run by it"


def _jobs() -> Iterator[Operation]:
    for kind in KINDS:
        note = _STATES
        if kind.name == "media":
            note = "states and results as set; no media are made"
        elif kind.name == "file":
            note = "FileHashCode, really computed; 501 for FileUncompress and FileCompress"
        path = f"/{kind.path}"
        yield Operation(_O, "POST", path, kind.create, jobs.create(kind), note, partial=True)
        yield Operation(_O, "GET", path + "/", kind.describe, jobs.describe(kind), note, partial=True)
        if kind.listing:
            yield Operation(
                _O, "GET", path, kind.listing, jobs.listing(kind), "by tag, state, queue and time"
            )
        if kind.cancel_path:
            yield Operation(_O, "POST", f"/{kind.cancel_path}/", kind.cancel, jobs.cancel(kind))
        elif kind.cancel:
            yield Operation(_O, "PUT", path + "/", kind.cancel, jobs.cancel(kind))


def _resources() -> Iterator[Operation]:
    for service in resources.SERVICES:
        path = f"/{service.path}"
        listed = resources.list_buckets(service)
        yield Operation(_S, "GET", path, service.listing, listed, "all buckets of the region take part")
        if service.opening:
            yield Operation(_O, "POST", path, service.opening, resources.open_bucket(service))
            yield Operation(_O, "DELETE", path, service.closing, resources.close_bucket(service))
    for queue in resources.QUEUES:
        path = f"/{queue.path}"
        yield Operation(_O, "GET", path, queue.listing, resources.list_queues(queue), "one queue a bucket")
        yield Operation(
            _O, "PUT", path + "/", queue.update, resources.update_queue(queue), "no notification is sent"
        )
    for kept in resources.KEPT:
        path = f"/{kept.path}"
        yield Operation(_O, "POST", path, kept.create, resources.create_kept(kept), _SHAPE, partial=True)
        yield Operation(_O, "PUT", path + "/", kept.update, resources.update_kept(kept), _SHAPE, partial=True)
        yield Operation(_O, "GET", path, kept.listing, resources.list_kept(kept))
        yield Operation(_O, "DELETE", path + "/", kept.delete, resources.delete_kept(kept))


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
    Operation(_O, "GET", "ci-process filehash", "GetFileHash", file_jobs.file_hash),
    Operation(
        _O, "GET", "ci-process zippreview", "PreviewZip", file_jobs.preview_zip, "zip; not rar, 7z or tar"
    ),
    *(
        Operation(
            target,
            "GET",
            "ci-process sensitive-content-recognition",
            "GetImageAuditing",
            jobs.recognize,
            "nothing is looked at: everything passes, but for results that were set",
            partial=True,
        )
        for target in (_O, _B)
    ),
    *_jobs(),
    *_resources(),
    Operation(_O, "POST", "/report/badcase", "ReportBadCase", jobs.report),
    Operation(
        _O, "POST", "/triggerworkflow", "TriggerWorkflow", resources.trigger_workflow, _SHAPE, partial=True
    ),
    Operation(
        _O,
        "GET",
        "/workflowexecution/",
        "DescribeWorkflowExecution",
        resources.describe_execution,
        _SHAPE,
        partial=True,
    ),
    Operation(_O, "GET", "/workflowexecution", "DescribeWorkflowExecutions", resources.list_executions),
)

_PLACES = frozenset(made.sub_resource for made in OPERATIONS if made.sub_resource[:1] == "/")
# An id of a job. A key of this form is taken for one at any host: a client may be told to use the local
# server for data processing too, and then its host says nothing.
_JOB = re.compile("(" + "|".join(f"{kind.path}/{kind.prefix}" for kind in KINDS) + r")[0-9a-f]{32}")
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
            return f"/{address.key.rpartition('/')[0]}/" if _JOB.fullmatch(address.key) else ""
        if request.method != "POST":
            return ""
    path = f"/{address.key}"
    folder = path[: path.rfind("/") + 1]
    found = path if path in _PLACES else folder
    if found in _PLACES:
        return found
    if address.processing and address.key:
        raise ApiError(
            "NotImplemented", f"This server does not implement {address.key[:80]} of data processing."
        )
    return ""
