"""From what the engine says at the end of a transfer to a result or an exception."""

from __future__ import annotations

import time
from datetime import datetime, timezone

import cos_c
from pycos.error_table import SERVICE, error_from
from pycos.errors import Cancelled, CosError, DeadlineExceeded, FileChanged
from pycos.transfer.request import TransferRequest
from pycos.transfer.result import TransferResult

_SERVICE_ERROR = -986  # COSE_SERVICE_ERROR
_READING = frozenset({-982, -987})  # COSE_FILE_READ_ERROR, COSE_READ_BODY_ERROR


def result_of(request: TransferRequest, outcome: cos_c.TransferResult) -> TransferResult:
    """Of a transfer that is done."""
    modified = outcome.last_modified_s
    return TransferResult(
        kind=request.kind,
        bucket=request.bucket,
        key=request.key,
        path=request.path,
        size=outcome.size,
        etag=outcome.etag.strip('"'),
        version_id=outcome.version_id or None,
        crc64=outcome.crc64 if outcome.has_crc64 else None,
        crc_checked=outcome.crc_checked,
        last_modified=datetime.fromtimestamp(modified, timezone.utc) if modified else None,
        request_id=outcome.request_id,
        total_parts=outcome.total_parts or 1,
        resumed_parts=outcome.resumed_parts,
        resumed_bytes=outcome.resumed_bytes,
        retries=outcome.retries,
        warning=outcome.warning,
    )


def cancelled_error(
    request: TransferRequest, *, kept: bool = False, upload_id: str | None = None
) -> Cancelled:
    """Of a transfer that was ended from outside. `kept`: the same call goes on from what is there."""
    return Cancelled(
        f"{request.kind} cancelled{'; the same call goes on from here' if kept else ''}",
        operation=request.kind,
        bucket=request.bucket,
        key=request.key,
        upload_id=upload_id if kept else None,
    )


def transfer_error(
    request: TransferRequest, outcome: cos_c.TransferResult, checkpoint: str | None
) -> CosError:
    """Of a transfer that failed. `checkpoint`: the file it used."""
    message = outcome.message.replace(request.native_path, request.path)
    if request.deadline is not None and time.monotonic() >= request.deadline and outcome.code < 0:
        return DeadlineExceeded(
            f"the {request.kind}'s timeout ran out: {message}",
            operation=request.kind,
            bucket=request.bucket,
            key=request.key,
            attempts=outcome.attempts,
            upload_id=outcome.upload_id or None,
        )
    if request.kind == "upload" and outcome.code in _READING and not outcome.os_errno:
        # The system had no objection to reading: what was read is not what had been there.
        return FileChanged(
            message,
            code=outcome.error_code,
            operation=request.kind,
            bucket=request.bucket,
            key=request.key,
            upload_id=outcome.upload_id or None,
        )
    # The file a failure is about: the checkpoint, where the library's line begins with it.
    about_checkpoint = checkpoint is not None and outcome.message.startswith("cannot write the checkpoint")
    # An <Error> in the body of a 200 has a negative code, but the word is the server's.
    in_body = outcome.code == _SERVICE_ERROR and outcome.error_code in SERVICE
    return error_from(
        200 if in_body else outcome.code,
        outcome.error_code,
        message,
        request_id=outcome.request_id,
        os_errno=outcome.os_errno,
        filename=checkpoint if about_checkpoint else request.path,
        operation=request.kind,
        bucket=request.bucket,
        key=request.key,
        attempts=outcome.attempts,
        upload_id=outcome.upload_id or None,
    )
