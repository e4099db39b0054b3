"""The life of a bucket, its place and its ACL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator import acl, addressing, tags, xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_MAX_XML = 64 * 1024
# What a bucket can be made as, and how HEAD says so.
_CHOICES = {
    "BucketAZConfig": ("x-cos-bucket-az-type", "MAZ"),
    "BucketArchConfig": ("x-cos-bucket-arch", "OFS"),
}


def acl_of(request: Request, allowed: tuple[str, ...], default: str) -> str:
    """The ACL that a PUT acl asks for: by headers or by a document, not by both."""
    data = attributes.small_body(request, _MAX_XML)
    if not data:
        return acl.from_headers(request, allowed, default)
    if acl.has_headers(request):
        raise ApiError("UnexpectedContent", "An ACL comes in headers or in a body, not in both.")
    return acl.from_document(data)


def put_bucket(app: Application, request: Request) -> Response:
    """PUT Bucket: a new, empty bucket in the region of the host."""
    name = request.address.bucket
    if not addressing.is_bucket_name(name):
        raise ApiError("InvalidBucketName", "A bucket name has the form name-appid.")
    access = acl.from_headers(request, acl.BUCKET_ACLS, "private")
    tagging = tags.from_header(request.header("x-cos-tagging") or "")
    options: dict[str, str] = {}
    data = request.body.read(_MAX_XML)
    if data:
        root = xml.parse(data, "CreateBucketConfiguration")
        for choice, (header, only) in _CHOICES.items():
            chosen = root.value(choice)
            if chosen and chosen != only:
                raise ApiError("InvalidArgument", f"{choice} can only be {only}.")
            if chosen:
                options[header] = only
    region = request.address.region or app.settings.region
    bucket = app.storage.buckets.create(name, region, acl=access, options=options)
    if tagging:
        app.storage.documents.put(bucket, "tagging", tags.document(tagging))
    return Response(200)


def head_bucket(app: Application, request: Request) -> Response:
    """HEAD Bucket: whether it is there, and where."""
    bucket = app.bucket(request)
    return Response(200, [("x-cos-bucket-region", bucket.region), *bucket.options.items()])


def delete_bucket(app: Application, request: Request) -> Response:
    """DELETE Bucket: only an empty one."""
    bucket = app.bucket(request)
    app.storage.buckets.delete(bucket)
    if "domain" in bucket.configurations:
        app.domains.refresh()
    return Response(204)


def get_location(app: Application, request: Request) -> Response:
    """GET Bucket location."""
    return xml_response(xml.element("LocationConstraint", app.bucket(request).region))


def get_acl(app: Application, request: Request) -> Response:
    """GET Bucket acl."""
    return xml_response(acl.document(app.bucket(request).acl, app.owner))


def put_acl(app: Application, request: Request) -> Response:
    """PUT Bucket acl, by headers or by a document."""
    bucket = app.bucket(request)
    app.storage.buckets.set_acl(bucket, acl_of(request, acl.BUCKET_ACLS, "private"))
    return Response(200)
