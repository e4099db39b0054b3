"""Copying on the server with one request, up to 5 GiB."""

from __future__ import annotations

from urllib.parse import quote

from pycos.errors import MalformedResponse
from pycos.exchange import Limits, Request
from pycos.models import CopyResult
from pycos.session import Session
from pycos.wire.answers import whole_number
from pycos.wire.times import from_iso

__all__ = ["copy_object", "copy_source"]


def copy_source(host: str, key: str, version_id: str | None) -> tuple[str, str]:
    """The x-cos-copy-source header, its key percent-encoded."""
    value = f"{host}/{quote(key, safe='/-_.~')}"
    return (
        "x-cos-copy-source",
        value if version_id is None else f"{value}?versionId={quote(version_id, safe='')}",
    )


def copy_object(
    session: Session, limits: Limits, bucket: str, key: str, headers: list[tuple[str, str]]
) -> CopyResult:
    """PUT Object - Copy; x-cos-copy-source is among the headers."""
    request = Request(
        "PutObjectCopy", "PUT", bucket, key, headers=headers, root="CopyObjectResult", check_crc=False
    )
    answer = session.execute(request, limits)
    root = answer.document
    etag = root.value("ETag").strip('"')
    if not etag:
        raise MalformedResponse("the answer has no ETag").add_context(
            **request.names(), request_id=answer.request_id
        )
    crc = root.value("CRC64") or root.value("Crc64")
    return CopyResult(
        key=key,
        bucket=bucket,
        etag=etag,
        last_modified=from_iso(root.value("LastModified")),
        crc64=int(crc) if crc.isdigit() else whole_number(answer.headers, "x-cos-hash-crc64ecma"),
        version_id=root.value("VersionId") or answer.headers.get("x-cos-version-id"),
        request_id=answer.request_id,
    )
