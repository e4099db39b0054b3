"""Uploads in parts. Completing one concatenates nothing: the object refers to the parts' bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pycos.emulator import encryption, xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.handlers.current import version_of
from pycos.emulator.handlers.service import owner
from pycos.emulator.request import Request
from pycos.emulator.response import Response, iso_date, xml_response
from pycos.emulator.store.model import Part, Upload

if TYPE_CHECKING:
    from pycos.emulator.application import Application

MAX_PARTS = 10_000
_MAX_XML = 4 << 20  # 10,000 parts
_PAGE = 1000


def upload_of(app: Application, request: Request) -> Upload:
    """The upload a request names; NoSuchUpload when there is none for that key."""
    return app.storage.uploads.get(
        app.bucket(request), request.address.key, request.params.get("uploadId", "")
    )


def part_number(request: Request) -> int:
    """The part number of a request, from 1 to 10,000."""
    if not request.params.get("partNumber"):
        raise ApiError("InvalidArgument", "partNumber is missing.")
    return request.number("partNumber", 0, 1, MAX_PARTS)


def initiate(app: Application, request: Request) -> Response:
    """Initiate Multipart Upload; the attributes of the later object are given here."""
    bucket = app.bucket(request)
    key = request.address.key
    described = attributes.from_request(request, bucket)
    upload_id = app.storage.uploads.create(bucket, key, described)
    return xml_response(
        xml.tree(
            "InitiateMultipartUploadResult",
            xml.element("Bucket", bucket.name),
            xml.element("Key", key),
            xml.element("UploadId", upload_id),
        ),
        headers=encryption.echoed(request, described),
    )


def upload_part(app: Application, request: Request) -> Response:
    """Upload Part; a part of the same number is replaced."""
    number = part_number(request)
    upload = upload_of(app, request)
    encryption.open_with(request, upload.attributes)
    wanted = attributes.content_md5(request)
    attributes.check_size(request)
    with app.storage.incoming(request.body, with_md5=wanted is not None) as stored:
        attributes.check_digest(stored, wanted)
        part = app.storage.uploads.put_part(upload, number, encryption.sealed(stored, upload.attributes))
    return Response(
        200,
        [
            ("ETag", f'"{part.etag}"'),
            ("x-cos-hash-crc64ecma", str(part.crc64)),
            *encryption.echoed(request, upload.attributes),
        ],
    )


def list_parts(app: Application, request: Request) -> Response:
    """List Parts behind ``part-number-marker``."""
    upload = upload_of(app, request)
    after = request.number("part-number-marker", 0, 0, (1 << 31) - 1)
    limit = min(request.number("max-parts", _PAGE, 0, (1 << 31) - 1), _PAGE)
    found = app.storage.uploads.parts(upload, after=after, limit=limit + 1) if limit else []
    page = found[:limit]
    url = request.params.get("encoding-type") == "url"
    key = quote(upload.key, safe="/-_.~") if url else upload.key
    return xml_response(
        xml.tree(
            "ListPartsResult",
            xml.element("Bucket", request.address.bucket),
            xml.optional("Encoding-type", "url" if url else None),
            xml.element("Key", key),
            xml.element("UploadId", upload.upload_id),
            owner(app, "Initiator"),
            owner(app),
            xml.element("StorageClass", upload.attributes.storage_class),
            xml.element("PartNumberMarker", after),
            xml.optional("NextPartNumberMarker", page[-1].number if len(found) > limit else None),
            xml.element("MaxParts", limit),
            xml.element("IsTruncated", "true" if len(found) > limit else "false"),
            *(
                xml.tree(
                    "Part",
                    xml.element("PartNumber", part.number),
                    xml.element("LastModified", iso_date(part.modified)),
                    xml.element("ETag", f'"{part.etag}"'),
                    xml.element("Size", part.size),
                )
                for part in page
            ),
        )
    )


def _chosen(data: bytes) -> list[tuple[int, str]]:
    if not data:
        raise ApiError("MissingRequestBodyError")
    chosen: list[tuple[int, str]] = []
    for entry in xml.parse(data, "CompleteMultipartUpload").all("Part"):
        text = entry.value("PartNumber") or ""
        etag = (entry.value("ETag") or "").strip('"')
        if not (text.isascii() and text.isdigit() and len(text) < 6):
            raise ApiError("MalformedXML", "A part has no valid PartNumber.")
        number = int(text)
        if chosen and number <= chosen[-1][0]:
            raise ApiError("InvalidPartOrder")
        chosen.append((number, etag.lower()))
    if not 1 <= len(chosen) <= MAX_PARTS:
        raise ApiError("MalformedXML", f"An upload is completed with 1 to {MAX_PARTS} parts.")
    return chosen


def complete(app: Application, request: Request) -> Response:
    """Complete Multipart Upload: publish the listed parts, in their order, as one object."""
    if "pic-operations" in request.headers:
        raise ApiError("NotImplemented", "This server makes pictures out of whole uploads only.")
    bucket = app.bucket(request)
    upload = upload_of(app, request)
    chosen = _chosen(request.body.read(_MAX_XML))
    keep = (request.header("x-cos-forbid-overwrite") or "").lower() == "true"

    def check(parts: list[Part]) -> None:
        for part in parts[:-1]:
            if part.size < app.settings.min_part_size:
                raise ApiError("EntityTooSmall", f"Part {part.number} has only {part.size} bytes.")

    found = app.storage.uploads.complete(bucket, upload, chosen, check, keep_existing=keep)
    return xml_response(
        xml.tree(
            "CompleteMultipartUploadResult",
            xml.element("Location", f"http://{app.resource(request)}"),
            xml.element("Bucket", bucket.name),
            xml.element("Key", found.key),
            xml.element("ETag", f'"{found.etag}"'),
        ),
        headers=[
            ("x-cos-hash-crc64ecma", str(found.crc64)),
            *version_of(bucket, found.version_id),
            *encryption.echoed(request, upload.attributes),
        ],
    )


def abort(app: Application, request: Request) -> Response:
    """Abort Multipart Upload: forget the upload and its parts."""
    app.storage.uploads.abort(upload_of(app, request))
    return Response(204)
