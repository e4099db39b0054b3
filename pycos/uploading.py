"""A body of any kind into an object: one request where that is possible, else parts one after the other."""

from __future__ import annotations

import cos_c
from cos_c.records import replace
from pycos.errors import ChecksumMismatch, CosError, FileChanged, InvalidArgument
from pycos.operations import objects
from pycos.operations.objects import LARGEST_SINGLE
from pycos.source import StreamSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pycos.exchange import Limits
    from pycos.models import Part, PutResult
    from pycos.session import Session
    from pycos.source import KnownSource

__all__ = ["LARGEST_SINGLE", "put_source", "upload_parts"]

_LARGEST_OBJECT = 50_000_000_000_000  # 48.82 TB, as COS counts
_MOST_PARTS = 10_000
_LEAST_PART = 1 << 20
_SHORT = 10.0  # seconds an abort may take after a failure

Pairs = list[tuple[str, str]]

#: What the parts and the completion of a multipart upload must repeat of the object's headers.
_FOR_PARTS = ("x-cos-server-side-encryption-customer-", "x-cos-traffic-limit")


def put_source(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    source: KnownSource | StreamSource,
    headers: Pairs,
    *,
    repeatable: bool,
) -> PutResult:
    """Store what the source holds under the key."""
    part_size = max(int(session.settings.part_size), _LEAST_PART)
    if isinstance(source, StreamSource):
        first = source.next_part(part_size)
        if source.ended:
            return _single(
                session, limits, bucket, key, cos_c.MemorySource(first), len(first), headers, repeatable
            )
        return upload_parts(
            session,
            limits,
            bucket,
            key,
            _stream_parts(source, first, part_size),
            headers,
            repeatable=repeatable,
        )
    if source.size > _LARGEST_OBJECT:
        raise InvalidArgument(f"the body has {source.size} bytes; an object has at most {_LARGEST_OBJECT}")
    if limits.meter is not None:
        limits.meter.total = source.size
    if source.size <= LARGEST_SINGLE:
        native = source.part(0, source.size)
        stored = _single(
            session, limits, bucket, key, native, source.size, headers, repeatable, filename=source.filename
        )
        try:
            source.check_unchanged()
        except FileChanged as error:
            error.message += "; the object holds what was read, which may be a mixture"
            raise error.add_context(operation="PutObject", bucket=bucket, key=key) from None
    else:
        part_size = max(part_size, -(-source.size // _MOST_PARTS))
        stored = upload_parts(
            session,
            limits,
            bucket,
            key,
            _known_parts(source, part_size),
            headers,
            repeatable=repeatable,
            before_completion=source.check_unchanged,
            filename=source.filename,
        )
    source.finish()
    return stored


def _single(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    native: Any,
    size: int,
    headers: Pairs,
    repeatable: bool,
    *,
    filename: object = None,
) -> PutResult:
    return objects.put_object(
        session, limits, bucket, key, native, headers, repeatable=repeatable, filename=filename, size=size
    )


def _known_parts(source: KnownSource, part_size: int) -> Iterator[tuple[Any, int]]:
    for offset in range(0, source.size, part_size):
        size = min(part_size, source.size - offset)
        yield source.part(offset, size), size


def _stream_parts(source: StreamSource, first: memoryview, part_size: int) -> Iterator[tuple[Any, int]]:
    # Parts grow, so that 10,000 of them are enough for the largest object without large parts for small ones.
    number, part = 0, first
    while len(part):
        yield cos_c.MemorySource(part), len(part)
        number += 1
        part = source.next_part(min(part_size << number // 1000, LARGEST_SINGLE))


def upload_parts(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    parts: Iterator[tuple[Any, int]],
    headers: Pairs,
    *,
    repeatable: bool,
    before_completion: Any = None,
    filename: object = None,
) -> PutResult:
    """A multipart upload. When anything fails, Ctrl-C included, it is aborted; if that fails too, the
    exception
    says which upload is left.
    """
    from pycos.operations import multipart

    repeated = [(name, value) for name, value in headers if name.lower().startswith(_FOR_PARTS)]
    at_the_end = [] if repeatable else [("x-cos-forbid-overwrite", "true")]
    quiet = replace(limits, meter=None)  # only the parts carry bytes of the object
    upload_id = multipart.initiate_upload(session, quiet, bucket, key, headers)
    try:
        done: list[Part] = []
        whole_crc = 0
        for number, (native, size) in enumerate(parts, start=1):
            if number > _MOST_PARTS:
                raise InvalidArgument(f"the body needs more than {_MOST_PARTS} parts", bucket=bucket, key=key)
            part = multipart.upload_part(
                session, limits, bucket, key, upload_id, number, native, size, repeated, filename=filename
            )
            done.append(part)
            whole_crc = cos_c.crc64_combine(whole_crc, part.crc64 or 0, size)
            if limits.meter is not None:
                limits.meter.moved(size)
        if before_completion is not None:
            before_completion()
        stored = multipart.complete_upload(
            session, quiet, bucket, key, upload_id, done, at_the_end, crc64=whole_crc
        )
    except BaseException as error:
        give_up(session, bucket, key, upload_id, error)
        raise
    if stored.crc64 is not None and stored.crc64 != whole_crc:
        raise ChecksumMismatch(
            f"CRC64 of the object is {stored.crc64} on the server, {whole_crc} here",
            operation="CompleteMultipartUpload",
            bucket=bucket,
            key=key,
            request_id=stored.request_id,
        )
    return stored


def give_up(session: Session, bucket: str, key: str, upload_id: str, error: BaseException) -> None:
    """Abort after `error`. If that does not work, a CosError learns the upload id, so that somebody can."""
    from pycos.operations import multipart

    try:
        multipart.abort_upload(session, session.limits(_SHORT), bucket, key, upload_id)
    except CosError as failed:
        if getattr(failed, "status", 0) != 404 and isinstance(error, CosError):
            error.add_context(upload_id=upload_id)
