"""Copying on the server: one request up to 5 GiB, in parts above."""

from __future__ import annotations

from pycos.errors import ChecksumMismatch
from pycos.exchange import Limits
from pycos.models import CopyResult, ObjectInfo, Part
from pycos.operations import copies, multipart, objects
from pycos.session import Session
from pycos.uploading import LARGEST_SINGLE, give_up

__all__ = ["copy_between"]

_MOST_PARTS = 10_000
_COPY_PART = 512 << 20  # no bytes pass through here: large parts cost nothing but the time of a repeated one

Pairs = list[tuple[str, str]]


def copy_between(
    source: Session,
    target: Session,
    limits: Limits,
    *,
    from_bucket: str,
    from_key: str,
    version_id: str | None,
    bucket: str,
    key: str,
    headers: Pairs,
    conditions: Pairs,
    replace: bool,
    largest_single: int = LARGEST_SINGLE,
) -> CopyResult:
    """Copy an object. Its size is asked for first, and the copy is bound to the ETag seen then.

    `headers` are those of the new object; with `replace` they take the place of the old ones, else the old
    ones stay and only storage class, ACL and the like come from `headers`.
    """
    params = [] if version_id is None else [("versionId", version_id)]
    info = objects.head_object(source, limits, from_bucket, from_key, params, [])
    where = [
        copies.copy_source(source.endpoint.copy_source_host(from_bucket), from_key, version_id),
        *conditions,
    ]
    if info.etag and not any(name.lower() == "x-cos-copy-source-if-match" for name, _ in where):
        where.append(("x-cos-copy-source-If-Match", f'"{info.etag}"'))
    if info.size <= largest_single:
        directive = ("x-cos-metadata-directive", "Replaced" if replace else "Copy")
        return copies.copy_object(target, limits, bucket, key, [*where, directive, *headers])
    kept = [] if replace else _stored_headers(info)
    given = {name.lower() for name, _ in headers}
    headers = [*headers, *((name, value) for name, value in kept if name.lower() not in given)]
    return _in_parts(target, limits, info, bucket, key, where, headers)


def _stored_headers(info: ObjectInfo) -> Pairs:
    """What a multipart copy has to say itself, because no directive copies it."""
    kept = [
        (name, value)
        for name, value in (
            ("Content-Type", info.content_type),
            ("Cache-Control", info.cache_control),
            ("Content-Disposition", info.content_disposition),
            ("Content-Encoding", info.content_encoding),
            ("Content-Language", info.content_language),
            ("Expires", info.expires),
        )
        if value
    ]
    return kept + [(f"x-cos-meta-{name}", value) for name, value in info.metadata.items()]


def _in_parts(
    session: Session, limits: Limits, info: ObjectInfo, bucket: str, key: str, where: Pairs, headers: Pairs
) -> CopyResult:
    part_size = max(_COPY_PART, -(-info.size // _MOST_PARTS))
    upload_id = multipart.initiate_upload(session, limits, bucket, key, headers)
    try:
        done: list[Part] = []
        for number, first in enumerate(range(0, info.size, part_size), start=1):
            size = min(part_size, info.size - first)
            done.append(
                multipart.copy_part(session, limits, bucket, key, upload_id, number, first, size, where)
            )
        stored = multipart.complete_upload(
            session, limits, bucket, key, upload_id, done, [], crc64=info.crc64
        )
    except BaseException as error:
        give_up(session, bucket, key, upload_id, error)
        raise
    if info.crc64 is not None and stored.crc64 is not None and info.crc64 != stored.crc64:
        raise ChecksumMismatch(
            f"CRC64 of the copy is {stored.crc64}, of the source {info.crc64}",
            operation="CompleteMultipartUpload",
            bucket=bucket,
            key=key,
            request_id=stored.request_id,
        )
    return CopyResult(
        key=key,
        bucket=bucket,
        etag=stored.etag,
        last_modified=None,
        crc64=stored.crc64,
        version_id=stored.version_id,
        request_id=stored.request_id,
    )
