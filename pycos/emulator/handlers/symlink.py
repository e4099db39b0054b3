"""Symbolic links: objects without bytes that stand for another key of their bucket."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from pycos.emulator import addressing
from pycos.emulator.access.authorize import may
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.handlers.current import current, version_of
from pycos.emulator.request import Request
from pycos.emulator.response import Header, Response, http_date
from pycos.emulator.store.model import Bucket, Object, Stored

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_TARGET = "x-cos-symlink-target"


def put_symlink(app: Application, request: Request) -> Response:
    """PUT symlink: a link to a key, which need not be there."""
    bucket = app.bucket(request)
    said = (request.header(_TARGET) or "").encode("utf-8", "surrogateescape")
    target = addressing.decode_key(unquote_to_bytes(said))
    if not target:
        raise ApiError("InvalidArgument", f"{_TARGET} is missing.")
    if target == request.address.key:
        raise ApiError("InvalidArgument", "A symbolic link cannot point to itself.")
    described = attributes.from_request(request, bucket, link=target)
    etag = hashlib.md5(target.encode(), usedforsecurity=False).hexdigest()
    keep = (request.header("x-cos-forbid-overwrite") or "").lower() == "true"
    found = app.storage.objects.put(
        bucket, request.address.key, Stored(0, etag, 0, ()), described, keep_existing=keep
    )
    return Response(200, [("ETag", f'"{found.etag}"'), *version_of(bucket, found.version_id)])


def get_symlink(app: Application, request: Request) -> Response:
    """GET symlink: where a link points."""
    bucket = app.bucket(request)
    found = current(app, request)
    if not found.attributes.link:
        raise ApiError("InvalidArgument", "The object is not a symbolic link.")
    return Response(
        200,
        [
            ("ETag", f'"{found.etag}"'),
            ("Last-Modified", http_date(found.modified // 1000)),
            target_of(found),
            *version_of(bucket, found.version_id),
        ],
    )


def target_of(link: Object) -> Header:
    """The header that says where a link points."""
    return _TARGET, quote(link.attributes.link, safe="/-_.~")


def follow(app: Application, request: Request, bucket: Bucket, link: Object) -> Object:
    """The object that a link points to, which must be there, readable, and no link itself."""
    target = link.attributes.link
    if not may(app, request, "GetObject", bucket, target):
        raise ApiError("AccessDenied", "The target of the symbolic link may not be read.")
    found = app.storage.objects.get(bucket, target)
    if found is None:
        raise ApiError(
            "NoSuchKey", "The target of the symbolic link does not exist.", headers=(target_of(link),)
        )
    if found.attributes.link:
        raise ApiError("InvalidRequest", "The target of the symbolic link is a symbolic link.")
    return found
