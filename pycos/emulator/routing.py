"""One table: what a request is about, its method and its sub-resource, to the operation and its handler."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import (
    append,
    batch_delete,
    bucket,
    copying,
    listing,
    multipart,
    objects,
    service,
)
from pycos.emulator.request import Request
from pycos.emulator.response import Response

if TYPE_CHECKING:
    from pycos.emulator.application import Application

Handler = Callable[["Application", Request], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation, by the name COS gives it."""

    name: str
    handler: Handler


_S, _B, _O = Target.SERVICE, Target.BUCKET, Target.OBJECT

ROUTES: dict[tuple[Target, str, str], Route] = {
    (_S, "GET", ""): Route("GetService", service.get_service),
    (_B, "PUT", ""): Route("PutBucket", bucket.put_bucket),
    (_B, "HEAD", ""): Route("HeadBucket", bucket.head_bucket),
    (_B, "DELETE", ""): Route("DeleteBucket", bucket.delete_bucket),
    (_B, "GET", "location"): Route("GetBucketLocation", bucket.get_location),
    (_B, "GET", "versioning"): Route("GetBucketVersioning", bucket.get_versioning),
    (_B, "GET", "acl"): Route("GetBucketAcl", bucket.get_acl),
    (_B, "PUT", "acl"): Route("PutBucketAcl", bucket.put_acl),
    (_B, "GET", ""): Route("ListObjects", listing.list_objects),
    (_B, "GET", "list-type"): Route("ListObjectsV2", listing.list_objects_v2),
    (_B, "GET", "uploads"): Route("ListMultipartUploads", listing.list_uploads),
    (_B, "POST", "delete"): Route("DeleteMultipleObjects", batch_delete.delete_objects),
    (_O, "PUT", ""): Route("PutObject", objects.put_object),
    (_O, "PUT", "copy"): Route("CopyObject", copying.copy_object),
    (_O, "GET", ""): Route("GetObject", objects.get_object),
    (_O, "HEAD", ""): Route("HeadObject", objects.head_object),
    (_O, "DELETE", ""): Route("DeleteObject", objects.delete_object),
    (_O, "GET", "acl"): Route("GetObjectAcl", objects.get_acl),
    (_O, "PUT", "acl"): Route("PutObjectAcl", objects.put_acl),
    (_O, "POST", "append"): Route("AppendObject", append.append_object),
    (_O, "POST", "uploads"): Route("InitiateMultipartUpload", multipart.initiate),
    (_O, "PUT", "uploadId"): Route("UploadPart", multipart.upload_part),
    (_O, "PUT", "uploadId copy"): Route("UploadPartCopy", copying.upload_part_copy),
    (_O, "GET", "uploadId"): Route("ListParts", multipart.list_parts),
    (_O, "POST", "uploadId"): Route("CompleteMultipartUpload", multipart.complete),
    (_O, "DELETE", "uploadId"): Route("AbortMultipartUpload", multipart.abort),
}

_SUB_RESOURCES = frozenset(name.partition(" ")[0] for _, _, name in ROUTES) - {"", "copy"}
# Query items that select nothing: conditions of an operation, or parts of a signature.
_PARAMETER = re.compile(
    r"prefix|marker|delimiter|max-keys|encoding-type|continuation-token|start-after|fetch-owner"
    r"|key-marker|upload-id-marker|max-uploads|part-number-marker|max-parts|partNumber|versionId|position"
    r"|region|tagkey|tagvalue|create-time|range|sign|sign-.*|q-.*|x-cos-.*|response-.*",
    re.DOTALL,
)

PUBLIC_READS = frozenset(("GetObject", "HeadObject", "ListObjects", "ListObjectsV2", "HeadBucket"))
PUBLIC_OPERATIONS = PUBLIC_READS | {
    "PutObject",
    "DeleteObject",
    "AppendObject",
    "DeleteMultipleObjects",
    "InitiateMultipartUpload",
    "UploadPart",
    "ListParts",
    "CompleteMultipartUpload",
    "AbortMultipartUpload",
}


def _sub_resource(request: Request) -> str:
    found = ""
    for name, value in request.query:
        if name in _SUB_RESOURCES:
            if name == "list-type" and value != "2":
                raise ApiError("InvalidArgument", "list-type must be 2.")
            found = found or name
        elif not _PARAMETER.fullmatch(name) and (not value or name == "ci-process"):
            # Named, not ignored: a client that asks for something must not believe that it happened.
            raise ApiError("NotImplemented", f"This server does not implement {name}.")
    return found


def find(request: Request) -> Route:
    """The route of a request.

    NotImplemented for a sub-resource the server has not, MethodNotAllowed for a method a resource has not.
    """
    name = _sub_resource(request) if request.query else ""
    if request.method == "PUT" and "x-cos-copy-source" in request.headers:
        name = f"{name} copy".lstrip()
    route = ROUTES.get((request.address.target, request.method, name))
    if route is None:
        raise ApiError("MethodNotAllowed")
    return route
