"""Objects in parts: initiate, upload part, copy part, complete, abort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cos_c
from pycos.errors import MalformedResponse, NoSuchUpload
from pycos.exchange import Limits, Request
from pycos.models import Part, PutResult
from pycos.operations.objects import content_md5, head_object
from pycos.session import Session
from pycos.wire.answers import whole_number
from pycos.wire.xml_write import element

__all__ = ["abort_upload", "complete_upload", "copy_part", "initiate_upload", "upload_part"]

Pairs = list[tuple[str, str]]


def initiate_upload(session: Session, limits: Limits, bucket: str, key: str, headers: Pairs) -> str:
    """Initiate Multipart Upload: the upload id."""
    request = Request(
        "InitiateMultipartUpload",
        "POST",
        bucket,
        key,
        params=[("uploads", "")],
        headers=headers,
        root="InitiateMultipartUploadResult",
    )
    answer = session.execute(request, limits)
    upload_id = answer.document.value("UploadId")
    if not upload_id:
        raise MalformedResponse("the answer has no UploadId").add_context(
            **request.names(), request_id=answer.request_id
        )
    return upload_id


def upload_part(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    upload_id: str,
    part_number: int,
    source: Any,
    size: int,
    headers: Pairs,
    *,
    filename: object = None,
) -> Part:
    """Upload Part; its CRC64 is compared like that of a whole object."""
    params = [("partNumber", str(part_number)), ("uploadId", upload_id)]
    request = Request(
        "UploadPart", "PUT", bucket, key, params=params, headers=headers, source=source, filename=filename
    )
    answer = session.execute(request, limits)
    etag = answer.headers.get("etag", "").strip('"')
    if not etag:
        raise MalformedResponse("the answer has no ETag").add_context(
            **request.names(), request_id=answer.request_id
        )
    return Part(number=part_number, etag=etag, size=size, crc64=answer.sent_crc)


def copy_part(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    upload_id: str,
    part_number: int,
    first: int,
    size: int,
    headers: Pairs,
) -> Part:
    """Upload Part - Copy of `size` bytes from `first` on; x-cos-copy-source is among the headers."""
    request = Request(
        "UploadPartCopy",
        "PUT",
        bucket,
        key,
        params=[("partNumber", str(part_number)), ("uploadId", upload_id)],
        headers=[*headers, ("x-cos-copy-source-range", f"bytes={first}-{first + size - 1}")],
        root="CopyPartResult",
        check_crc=False,
    )
    answer = session.execute(request, limits)
    etag = answer.document.value("ETag").strip('"')
    if not etag:
        raise MalformedResponse("the answer has no ETag").add_context(
            **request.names(), request_id=answer.request_id
        )
    return Part(
        number=part_number, etag=etag, size=size, crc64=whole_number(answer.headers, "x-cos-hash-crc64ecma")
    )


def complete_upload(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    upload_id: str,
    parts: Sequence[Part],
    headers: Pairs,
    *,
    crc64: int | None,
) -> PutResult:
    """Complete Multipart Upload. `crc64` is that of the whole object as we know it, None if we don't.

    When the first answer was lost, the repetition finds no upload any more: then the object itself is asked
    whether it is the one these parts make.
    """
    body = element(
        "CompleteMultipartUpload",
        [
            element("Part", [element("PartNumber", part.number), element("ETag", f'"{part.etag}"')])
            for part in parts
        ],
    ).encode()
    request = Request(
        "CompleteMultipartUpload",
        "POST",
        bucket,
        key,
        params=[("uploadId", upload_id)],
        headers=[*headers, ("Content-Type", "application/xml"), ("Content-MD5", content_md5(body))],
        source=cos_c.MemorySource(body),
        root="CompleteMultipartUploadResult",
        check_crc=False,
    )
    try:
        answer = session.execute(request, limits)
    except NoSuchUpload as error:
        if error.attempts < 2 or crc64 is None:
            raise
        info = head_object(session, limits, bucket, key, [], [])
        if info.crc64 != crc64 or info.size != sum(part.size for part in parts):
            raise error from None
        return PutResult(
            key=key,
            etag=info.etag,
            crc64=info.crc64,
            version_id=info.version_id,
            request_id=info.request_id,
            size=info.size,
            upload_id=upload_id,
        )
    etag = answer.document.value("ETag").strip('"')
    if not etag:
        raise MalformedResponse("the answer has no ETag").add_context(
            **request.names(), request_id=answer.request_id
        )
    return PutResult(
        key=key,
        etag=etag,
        crc64=whole_number(answer.headers, "x-cos-hash-crc64ecma"),
        version_id=answer.headers.get("x-cos-version-id"),
        request_id=answer.request_id,
        size=sum(part.size for part in parts),
        upload_id=upload_id,
    )


def abort_upload(session: Session, limits: Limits, bucket: str, key: str, upload_id: str) -> None:
    """Abort Multipart Upload. Raises NoSuchUpload when it is not there (any more)."""
    session.execute(
        Request("AbortMultipartUpload", "DELETE", bucket, key, params=[("uploadId", upload_id)]), limits
    )
