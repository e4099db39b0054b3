"""Single objects: put, append, get, head, delete, restore."""

from __future__ import annotations

import cos_c
from pycos.errors import MalformedResponse
from pycos.exchange import Request
from pycos.models import AppendResult, DeleteResult
from pycos.operations.stored import stored
from pycos.wire.answers import object_info, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pycos.exchange import Answer, Limits
    from pycos.models import ObjectInfo, PutResult
    from pycos.session import Session

__all__ = [
    "LARGEST_SINGLE",
    "append_object",
    "content_md5",
    "delete_object",
    "get_object",
    "head_object",
    "open_object",
    "put_object",
    "restore_object",
]

Pairs = list[tuple[str, str]]

LARGEST_SINGLE = 5 << 30  # bytes of one PUT or copy
_READ_AHEAD = 64 << 10  # bytes


def put_object(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    source: Any,
    headers: Pairs,
    *,
    repeatable: bool = True,
    filename: object = None,
    size: int | None = None,
) -> PutResult:
    """PUT Object. The C side compares the CRC64 of what it sent with what the server says it stored."""
    request = Request(
        "PutObject",
        "PUT",
        bucket,
        key,
        headers=headers,
        source=source,
        idempotent=repeatable,
        filename=filename,
    )
    answer = session.execute(request, limits)
    return stored(key, size, answer)


def append_object(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    source: Any,
    headers: Pairs,
    *,
    position: int,
    crc64: int | None,
    filename: object = None,
) -> AppendResult:
    """POST Object append. Not repeated once the server may have seen it: the position would be wrong then."""
    known = 0 if position == 0 else crc64
    request = Request(
        "AppendObject",
        "POST",
        bucket,
        key,
        params=[("append", ""), ("position", str(position))],
        headers=headers,
        source=source,
        idempotent=False,
        check_crc=known is not None,
        initial_crc=known or 0,
        filename=filename,
    )
    answer = session.execute(request, limits)
    following = whole_number(answer.headers, "x-cos-next-append-position")
    if following is None:
        raise MalformedResponse("the answer has no x-cos-next-append-position").add_context(
            **request.names(), request_id=answer.request_id
        )
    return AppendResult(
        key=key,
        next_position=following,
        crc64=whole_number(answer.headers, "x-cos-hash-crc64ecma"),
        etag=answer.headers.get("etag", "").strip('"'),
        request_id=answer.request_id,
    )


def get_object(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    params: Pairs,
    headers: Pairs,
    make_sink: Callable[[], Any],
) -> Answer:
    """GET Object into a sink that is there already."""
    return session.execute(
        Request("GetObject", "GET", bucket, key, params=params, headers=headers, make_sink=make_sink), limits
    )


def open_object(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    params: Pairs,
    headers: Pairs,
    *,
    check_crc: bool,
    read_ahead: int = _READ_AHEAD,
) -> Answer:
    """GET Object up to its headers; answer.stream has the body, whose checksum is compared at its end.
    A small one that is there already comes in answer.body, without a stream.
    """
    request = Request(
        "GetObject", "GET", bucket, key, params, headers, check_crc=check_crc, read_ahead=read_ahead
    )
    return session.open(request, limits)


def head_object(
    session: Session, limits: Limits, bucket: str, key: str, params: Pairs, headers: Pairs
) -> ObjectInfo:
    """HEAD Object."""
    answer = session.execute(
        Request("HeadObject", "HEAD", bucket, key, params=params, headers=headers), limits
    )
    return object_info(key, answer.headers, answer.request_id)


def delete_object(
    session: Session, limits: Limits, bucket: str, key: str, version_id: str | None
) -> DeleteResult:
    """DELETE Object. A key that is not there is no error."""
    params = [] if version_id is None else [("versionId", version_id)]
    answer = session.execute(Request("DeleteObject", "DELETE", bucket, key, params=params), limits)
    marker = answer.headers.get("x-cos-delete-marker") == "true"
    said = answer.headers.get("x-cos-version-id")
    return DeleteResult(
        key=key,
        version_id=version_id,
        delete_marker=marker,
        delete_marker_version_id=said if marker else None,
        request_id=answer.request_id,
    )


def restore_object(
    session: Session, limits: Limits, bucket: str, key: str, *, days: int, tier: str, version_id: str | None
) -> None:
    """POST Object restore."""
    from pycos.wire.xml_write import element

    body = element(
        "RestoreRequest", [element("Days", days), element("CASJobParameters", [element("Tier", tier)])]
    ).encode()
    params = [("restore", "")] + ([] if version_id is None else [("versionId", version_id)])
    headers = [("Content-Type", "application/xml"), ("Content-MD5", content_md5(body))]
    session.execute(
        Request(
            "RestoreObject",
            "POST",
            bucket,
            key,
            params=params,
            headers=headers,
            source=cos_c.MemorySource(body),
        ),
        limits,
    )


def content_md5(body: bytes) -> str:
    """For Content-MD5, which COS demands of XML bodies. Not a matter of security."""
    import base64
    import hashlib

    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
