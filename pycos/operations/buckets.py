"""Buckets as a whole: create, head, delete, location."""

from __future__ import annotations

import cos_c
from pycos.exchange import Limits, Request
from pycos.session import Session
from pycos.wire.xml_write import element

__all__ = ["create_bucket", "delete_bucket", "get_location", "head_bucket"]


def create_bucket(
    session: Session, limits: Limits, bucket: str, headers: list[tuple[str, str]], *, multi_az: bool = False
) -> None:
    """PUT Bucket. Not repeated once the server may have seen it: a second one would be a conflict with the
    first.
    """
    source = None
    if multi_az:
        body = element("CreateBucketConfiguration", [element("BucketAZConfig", "MAZ")])
        source = cos_c.MemorySource(body.encode())
    session.execute(
        Request("PutBucket", "PUT", bucket, headers=headers, source=source, idempotent=False), limits
    )


def head_bucket(session: Session, limits: Limits, bucket: str) -> dict[str, str]:
    """HEAD Bucket: its headers."""
    return dict(session.execute(Request("HeadBucket", "HEAD", bucket), limits).headers)


def delete_bucket(session: Session, limits: Limits, bucket: str) -> None:
    """DELETE Bucket."""
    session.execute(Request("DeleteBucket", "DELETE", bucket, idempotent=False), limits)


def get_location(session: Session, limits: Limits, bucket: str) -> str:
    """GET Bucket location: the region's name."""
    request = Request(
        "GetBucketLocation", "GET", bucket, params=[("location", "")], root="LocationConstraint"
    )
    answer = session.execute(request, limits)
    return answer.document.text.strip()
