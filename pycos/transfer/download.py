"""Downloading one object to a file and waiting for it: `Bucket.download_file`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pycos.cancel import CancelToken
from pycos.progress import ProgressCallback
from pycos.transfer.request import Checkpoint, PathLike, download_request
from pycos.transfer.result import TransferResult

if TYPE_CHECKING:
    from pycos.transfer.manager import TransferManager


def download_file(
    manager: TransferManager,
    bucket: str,
    key: str,
    path: PathLike,
    *,
    part_size: int | str | None = None,
    checkpoint: Checkpoint = True,
    progress: ProgressCallback | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    version_id: str | None = None,
    if_match: str | None = None,
    if_none_match: str | None = None,
    if_modified_since: datetime | str | None = None,
    if_unmodified_since: datetime | str | None = None,
    overwrite: bool = True,
    sync: bool = False,
    headers: Mapping[str, str] | None = None,
) -> TransferResult:
    """Download an object to a file natively: in parallel ranges of one version, checked by CRC64, resumable.

    The bytes go to a temporary file in the target's folder, which becomes the target only when length and
    CRC64 are right: whatever happens, the target is the old file or the whole new one. Memory does not depend
    on the size.

    checkpoint: as of `upload_file`. After a failure with a checkpoint the temporary file stays for the next
    try. overwrite: False fails with LocalFileExists when the file exists. sync: True has the disk confirm
    file and name. timeout: seconds for the whole, retries included. cancel: its `cancel()` gives the transfer
    up.

    Raises NoSuchKey, LocalFileError and its kind, ChecksumMismatch, Cancelled, DeadlineExceeded,
    PreconditionFailed when the object changes meanwhile, and every other ServiceError. COS: GET Object with
    ranges.
    """
    request = download_request(
        bucket,
        key,
        path,
        part_size=part_size,
        checkpoint=checkpoint,
        progress=progress,
        timeout=timeout,
        cancel=cancel,
        version_id=version_id,
        if_match=if_match,
        if_none_match=if_none_match,
        if_modified_since=if_modified_since,
        if_unmodified_since=if_unmodified_since,
        overwrite=overwrite,
        sync=sync,
        headers=headers,
    )
    return manager.run(request)
