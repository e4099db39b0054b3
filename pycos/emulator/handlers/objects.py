"""Whole objects: put, get, head, delete, and their ACL and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator import acl, archive, encryption, tags, xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes, conditions, symlink
from pycos.emulator.handlers.bucket import acl_of
from pycos.emulator.handlers.conditions import Outcome
from pycos.emulator.handlers.current import current, marked, named, version_of
from pycos.emulator.handlers.ranges import byte_range
from pycos.emulator.lifecycle.announcement import announced
from pycos.emulator.request import Request
from pycos.emulator.response import Header, Response, http_date, xml_response
from pycos.emulator.store.model import Bucket, Object
from pycos.emulator.store.objects import Replaced

if TYPE_CHECKING:
    from pycos.emulator.application import Application
    from pycos.emulator.handlers.pic_operations import Pictured

_MAX_XML = 64 * 1024
_NORMAL = (("x-cos-object-type", "normal"),)
_APPENDABLE = (("x-cos-object-type", "appendable"),)
_OVERRIDES = {
    "response-cache-control": "Cache-Control",
    "response-content-disposition": "Content-Disposition",
    "response-content-encoding": "Content-Encoding",
    "response-content-language": "Content-Language",
    "response-content-type": "Content-Type",
    "response-expires": "Expires",
}


def put_object(app: Application, request: Request) -> Response:
    """PUT Object: receive, check, publish. Nothing is published unless all of it is right."""
    bucket = app.bucket(request)
    wanted = attributes.content_md5(request)
    attributes.check_size(request)
    described = attributes.from_request(request, bucket)
    keep = (request.header("x-cos-forbid-overwrite") or "").lower() == "true"
    pictured = _pictured(app, request) if "pic-operations" in request.headers else None
    with app.storage.incoming(request.body, with_md5=wanted is not None) as stored:
        attributes.check_digest(stored, wanted)
        if pictured is not None:
            pictured.make(stored)
        sealed = encryption.sealed(stored, described)
        found = app.storage.objects.put(bucket, request.address.key, sealed, described, keep_existing=keep)
    headers = [
        ("ETag", f'"{found.etag}"'),
        ("x-cos-hash-crc64ecma", str(found.crc64)),
        *version_of(bucket, found.version_id),
        *encryption.echoed(request, described),
    ]
    if "lifecycle" in bucket.configurations:
        headers += announced(bucket, found)
    if pictured is None:
        return Response(200, headers)
    return xml_response(pictured.publish(found), headers=headers)


def _pictured(app: Application, request: Request) -> Pictured | None:
    """What has to be made of a picture that is uploaded."""
    from pycos.emulator.handlers import pic_operations  # for the few uploads that want it

    return pic_operations.at_upload(app, request)


def get_object(app: Application, request: Request) -> Response:
    """GET Object, with ranges, conditions and response-* overrides."""
    bucket = app.bucket(request)
    while True:
        try:
            found, extra = _read(app, request, bucket)
        except ApiError as error:
            response = _styled(app, request) if error.code == "NoSuchKey" else None
            if response is None:
                raise
            return response
        archive.check_readable(found)
        response, (start, size) = _describe(request, found, extra)
        if response.status >= 300:
            return response
        if found.inline is not None and size == found.size:
            response.body = found.inline
            return response
        try:
            response.content = app.storage.objects.open(found, start, size)
        except Replaced:
            continue  # another write came between record and bytes
        return response


def _styled(app: Application, request: Request) -> Response | None:
    """What ``KEY!STYLE`` gives where there is no such object."""
    if "!" not in request.address.key:
        return None
    from pycos.emulator.handlers import imaging

    return imaging.styled(app, request)


def head_object(app: Application, request: Request) -> Response:
    """HEAD Object: the headers of the GET."""
    response, (_, size) = _describe(request, *_read(app, request, app.bucket(request)))
    if response.status < 300:
        response.length = size
    return response


def _read(app: Application, request: Request, bucket: Bucket) -> tuple[Object, tuple[Header, ...]]:
    """The object whose bytes are asked for, and the headers that come from the way to it."""
    params = request.params
    found = named(app, bucket, request.address.key, params.get("versionId", "") if params else "")
    link = found
    if link.attributes.link:
        found = symlink.follow(app, request, bucket, link)
        extra: tuple[Header, ...] = (("x-cos-object-type", "symlink"), symlink.target_of(link))
    else:
        extra = _APPENDABLE if found.appendable else _NORMAL
    if bucket.versioning:
        extra += (("x-cos-version-id", link.version_id),)
    if "lifecycle" in bucket.configurations and not request.params.get("versionId"):
        extra += announced(bucket, link)
    if found.attributes.customer_key or encryption.CUSTOMER_HEADER in request.headers:
        extra += encryption.open_with(request, found.attributes)
    return found, extra


def _describe(request: Request, found: Object, extra: tuple[Header, ...]) -> tuple[Response, tuple[int, int]]:
    """The answer without its body, and which bytes belong into it."""
    headers: list[Header] = [
        ("ETag", f'"{found.etag}"'),
        ("Last-Modified", http_date(found.modified // 1000)),
    ]
    given = request.headers
    if not conditions.NAMES.isdisjoint(given):
        outcome = conditions.evaluate(request, found.etag, found.modified)
        if outcome is Outcome.FAILED:
            raise ApiError("PreconditionFailed")
        if outcome is Outcome.NOT_MODIFIED:
            return Response(304, headers), (0, 0)
    chosen = None
    if "range" in given and conditions.range_holds(request, found.etag, found.modified):
        chosen = byte_range(given["range"], found.size)
    headers += [
        ("Accept-Ranges", "bytes"),
        ("x-cos-hash-crc64ecma", str(found.crc64)),
        *extra,
    ]
    if found.appendable:
        headers.append(("x-cos-next-append-position", str(found.size)))
    headers += attributes.stored_headers(found)
    if found.restored_until:
        headers += archive.headers(found)
    if request.params:
        headers = overridden(request, headers)
    if chosen is None:
        return Response(200, headers), (0, found.size)
    start, size = chosen
    headers.append(("Content-Range", f"bytes {start}-{start + size - 1}/{found.size}"))
    return Response(206, headers), chosen


def overridden(request: Request, headers: list[Header]) -> list[Header]:
    """Headers with what the response-* items of the query put in their place."""
    for parameter, name in _OVERRIDES.items():
        value = request.params.get(parameter)
        if value:
            if any(ord(character) < 32 for character in value):
                raise ApiError("InvalidArgument", f"{parameter} holds control characters.")
            headers = [item for item in headers if item[0] != name]
            headers.append((name, value))
    return headers


def delete_object(app: Application, request: Request) -> Response:
    """DELETE Object: the same answer whether the key, or the version of it, was there or not."""
    bucket = app.bucket(request)
    version_id = request.params.get("versionId", "")
    removed = app.storage.objects.delete(bucket, request.address.key, version_id)
    headers = marked(removed.version_id) if removed.marker else version_of(bucket, version_id)
    return Response(204, [header for header in headers if header[1]])


def get_acl(app: Application, request: Request) -> Response:
    """GET Object acl; a header says when the object only follows its bucket."""
    found = current(app, request)
    inherited = (("x-cos-acl", "default"),) if found.attributes.acl == "default" else ()
    return xml_response(acl.document(found.attributes.acl, app.owner), headers=inherited)


def put_acl(app: Application, request: Request) -> Response:
    """PUT Object acl, by headers or by a document."""
    found = current(app, request)
    app.storage.objects.set_acl(app.bucket(request), found, acl_of(request, acl.OBJECT_ACLS, "default"))
    return Response(200)


def get_tagging(app: Application, request: Request) -> Response:
    """GET Object tagging; an empty set when there are none."""
    return xml_response(tags.document(tags.from_header(current(app, request).attributes.tagging)))


def put_tagging(app: Application, request: Request) -> Response:
    """PUT Object tagging: these tags in place of all earlier ones."""
    bucket = app.bucket(request)
    found = current(app, request)
    data = attributes.document(request, _MAX_XML)
    given = tags.from_element(xml.parse(data, "Tagging"), tags.MAX_OBJECT_TAGS)
    app.storage.objects.set_tagging(bucket, found, tags.text(given))
    return Response(200)


def delete_tagging(app: Application, request: Request) -> Response:
    """DELETE Object tagging."""
    app.storage.objects.set_tagging(app.bucket(request), current(app, request), "")
    return Response(204)
