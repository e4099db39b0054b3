"""Copies inside the server: whole objects, and ranges of them as parts. No blob is ever duplicated."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_to_bytes

from pycos.emulator import addressing, archive, encryption, xml
from pycos.emulator.access.authorize import may
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes, conditions
from pycos.emulator.handlers.conditions import Outcome
from pycos.emulator.handlers.current import named, version_of
from pycos.emulator.handlers.multipart import part_number, upload_of
from pycos.emulator.handlers.symlink import follow
from pycos.emulator.request import Request
from pycos.emulator.response import Header, Response, iso_date, xml_response
from pycos.emulator.store.model import Attributes, Bucket, Object
from pycos.emulator.store.objects import Replaced

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_ASCII = "".join(map(chr, range(128)))
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{1,18})")


def _source(app: Application, request: Request) -> tuple[Bucket, Object]:
    """The object that x-cos-copy-source names: ``host/key`` with an encoded key, and maybe a version."""
    text = request.header("x-cos-copy-source") or ""
    if not text.isascii():
        text = quote(
            text, safe=_ASCII, errors="surrogateescape"
        )  # bytes as they came: a key if they are UTF-8
    path, _, version = text.removeprefix("/").partition("?")
    host, slash, rest = path.partition("/")
    site = addressing.site_of(addressing.host_of(host))
    bound = app.domains.find(addressing.host_of(host))
    name = site.bucket or (bound.bucket if bound else None)
    if name is None and addressing.is_bucket_name(host):
        name = host
    elif name is None:
        name, slash, rest = rest.partition("/")  # path style: host/bucket/key
    key = addressing.decode_key(unquote_to_bytes(rest.encode("utf-8", "surrogateescape")))
    if not slash or not key:
        raise ApiError("InvalidCopySource")
    bucket = app.storage.buckets.get(name)
    if bucket is None or site.region not in (None, bucket.region):
        raise ApiError("NoSuchBucket", "The bucket of the copy source does not exist.")
    if not may(app, request, "GetObject", bucket, key):
        raise ApiError("AccessDenied", "The copy source may not be read.")
    found = named(app, bucket, key, _version(version))
    if found.attributes.link:
        found = follow(app, request, bucket, found)
    archive.check_readable(found)
    encryption.open_with(request, found.attributes, source=True)
    outcome = conditions.evaluate(request, found.etag, found.modified, prefix="x-cos-copy-source-")
    if outcome is not Outcome.PASSED:
        raise ApiError("PreconditionFailed")
    return bucket, found


def _version(query: str) -> str:
    """The version that the query of a copy source names; empty when it names none."""
    name, _, version_id = query.partition("=")
    if query and name != "versionId":
        raise ApiError("InvalidCopySource")
    return unquote(version_id, errors="replace")


def _source_version(bucket: Bucket, source: Object) -> tuple[Header, ...]:
    return (("x-cos-copy-source-version-id", source.version_id),) if bucket.versioning else ()


def copy_object(app: Application, request: Request) -> Response:
    """PUT Object - Copy: the bytes of the source, with its attributes or with those of the request."""
    bucket = app.bucket(request)
    directive = (request.header("x-cos-metadata-directive") or "Copy").lower()
    if directive not in ("copy", "replaced", "replace"):
        raise ApiError("InvalidArgument", "x-cos-metadata-directive is Copy or Replaced.")
    tagging_directive = (request.header("x-cos-tagging-directive") or "Copy").lower()
    if tagging_directive not in ("copy", "replaced", "replace"):
        raise ApiError("InvalidArgument", "x-cos-tagging-directive is Copy or Replaced.")
    asked = attributes.from_request(request, bucket)
    keep = (request.header("x-cos-forbid-overwrite") or "").lower() == "true"
    while True:
        source_bucket, source = _source(app, request)
        described = asked if directive != "copy" else _inherited(request, source, asked)
        tagging = asked.tagging if tagging_directive != "copy" else source.attributes.tagging
        described = dataclasses.replace(described, tagging=tagging)
        same = app.storage.objects.get(bucket, request.address.key)
        unchanged = directive == "copy" and described == source.attributes
        if unchanged and same is not None and same.seq == source.seq:
            raise ApiError("InvalidRequest", "An object is copied to itself without any change.")
        try:
            found = app.storage.objects.copy(
                source,
                bucket,
                request.address.key,
                described,
                etag=encryption.copied_etag(source, described),
                keep_existing=keep,
            )
        except Replaced:
            continue  # the source was replaced meanwhile: copy what is there now
        break
    return xml_response(
        xml.tree(
            "CopyObjectResult",
            xml.element("ETag", f'"{found.etag}"'),
            xml.element("CRC64", found.crc64),
            xml.element("LastModified", iso_date(found.modified)),
            xml.optional("VersionId", found.version_id if bucket.versioning else None),
        ),
        headers=[
            ("x-cos-hash-crc64ecma", str(found.crc64)),
            *version_of(bucket, found.version_id),
            *_source_version(source_bucket, source),
            *encryption.echoed(request, described),
        ],
    )


def _inherited(request: Request, source: Object, asked: Attributes) -> Attributes:
    """The source's headers; storage class, ACL and encryption only when the request names them."""
    storage_class = source.attributes.storage_class
    if request.header("x-cos-storage-class") is not None:
        storage_class = asked.storage_class
    headers = encryption.replaced(source.attributes.headers, asked.headers)
    return Attributes(headers, storage_class, asked.acl, customer_key=asked.customer_key)


def _copied_range(request: Request, source: Object) -> tuple[int, int]:
    header = request.header("x-cos-copy-source-range")
    if header is None:
        return 0, source.size
    found = _RANGE.fullmatch(header)
    if not found or int(found[2]) < int(found[1]):
        raise ApiError("InvalidArgument", "x-cos-copy-source-range is bytes=first-last.")
    if int(found[2]) >= source.size:
        raise ApiError("InvalidRange", headers=(("Content-Range", f"bytes */{source.size}"),))
    return int(found[1]), int(found[2]) - int(found[1]) + 1


def upload_part_copy(app: Application, request: Request) -> Response:
    """Upload Part - Copy: a range of another object as a part."""
    number = part_number(request)
    upload = upload_of(app, request)
    encryption.open_with(request, upload.attributes)
    while True:
        source_bucket, source = _source(app, request)
        start, size = _copied_range(request, source)
        if size > attributes.MAX_OBJECT:
            raise ApiError("EntityTooLarge")
        try:
            with app.storage.objects.open(source, start, size) as reader:
                stored = encryption.sealed(app.storage.summed(reader), upload.attributes)
                part = app.storage.uploads.put_part(upload, number, stored, source=source)
        except Replaced:
            continue
        break
    return xml_response(
        xml.tree(
            "CopyPartResult",
            xml.element("ETag", f'"{part.etag}"'),
            xml.element("LastModified", iso_date(part.modified)),
        ),
        headers=[
            ("x-cos-hash-crc64ecma", str(part.crc64)),
            *_source_version(source_bucket, source),
            *encryption.echoed(request, upload.attributes),
        ],
    )
