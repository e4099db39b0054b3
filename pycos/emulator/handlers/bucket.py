"""The life of a bucket, and the few of its settings that clients ask for unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator import addressing, xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers.service import owner
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response

if TYPE_CHECKING:
    from pycos.emulator.application import Application

BUCKET_ACLS = ("private", "public-read", "public-read-write", "authenticated-read")
_MAX_XML = 64 * 1024
_ALL_USERS = "http://cam.qcloud.com/groups/global/AllUsers"
_ALL_GRANTS = {"public-read": ("READ",), "public-read-write": ("READ", "WRITE")}


def canned_acl(request: Request, allowed: tuple[str, ...], default: str) -> str:
    """The x-cos-acl header; InvalidArgument when it has no such value."""
    acl = request.header("x-cos-acl")
    if acl is None:
        return default
    if acl not in allowed:
        raise ApiError("InvalidArgument", "x-cos-acl has no such value.")
    return acl


def _grant(kind: str, grantee: str, permission: str) -> str:
    return (
        f'<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="{kind}">{grantee}'
        f"</Grantee><Permission>{permission}</Permission></Grant>"
    )


def acl_response(app: Application, acl: str, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """An AccessControlPolicy: the owner's full control and what the canned value grants to everybody."""
    identity = xml.element("ID", app.owner) + xml.element("DisplayName", app.owner)
    grants = [_grant("CanonicalUser", identity, "FULL_CONTROL")]
    everybody = xml.element("URI", _ALL_USERS)
    grants += [_grant("Group", everybody, permission) for permission in _ALL_GRANTS.get(acl, ())]
    root = xml.tree("AccessControlPolicy", owner(app), xml.tree("AccessControlList", *grants))
    return xml_response(root, headers=headers)


def put_bucket(app: Application, request: Request) -> Response:
    """PUT Bucket: a new, empty bucket in the region of the host."""
    name = request.address.bucket
    if not addressing.is_bucket_name(name):
        raise ApiError("InvalidBucketName", "A bucket name has the form name-appid.")
    acl = canned_acl(request, BUCKET_ACLS, "private")
    options = {}
    data = request.body.read(_MAX_XML)
    if data:
        root = xml.parse(data, "CreateBucketConfiguration")
        options = {
            header: "MAZ" if name == "BucketAZConfig" else "OFS"
            for name, header in (
                ("BucketAZConfig", "x-cos-bucket-az-type"),
                ("BucketArchConfig", "x-cos-bucket-arch"),
            )
            if root.value(name)
        }
    app.storage.buckets.create(name, request.address.region or app.settings.region, acl=acl, options=options)
    return Response(200)


def head_bucket(app: Application, request: Request) -> Response:
    """HEAD Bucket: whether it is there, and where."""
    bucket = app.bucket(request)
    return Response(200, [("x-cos-bucket-region", bucket.region), *bucket.options.items()])


def delete_bucket(app: Application, request: Request) -> Response:
    """DELETE Bucket: only an empty one."""
    app.storage.buckets.delete(app.bucket(request))
    return Response(204)


def get_location(app: Application, request: Request) -> Response:
    """GET Bucket location."""
    return xml_response(xml.element("LocationConstraint", app.bucket(request).region))


def get_versioning(app: Application, request: Request) -> Response:
    """GET Bucket versioning: it was never switched on, which is said by an empty element."""
    app.bucket(request)
    return xml_response("<VersioningConfiguration/>")


def get_acl(app: Application, request: Request) -> Response:
    """GET Bucket acl."""
    return acl_response(app, app.bucket(request).acl)


def put_acl(app: Application, request: Request) -> Response:
    """PUT Bucket acl, by the x-cos-acl header."""
    bucket = app.bucket(request)
    if request.header("x-cos-acl") is None:
        raise ApiError("NotImplemented", "This server takes an ACL only from the x-cos-acl header.")
    app.storage.buckets.set_acl(bucket, canned_acl(request, BUCKET_ACLS, "private"))
    return Response(200)
