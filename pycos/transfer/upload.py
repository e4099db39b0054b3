"""Uploading one file and waiting for it: `Bucket.upload_file`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pycos.cancel import CancelToken
from pycos.progress import ProgressCallback
from pycos.transfer.request import Checkpoint, PathLike, upload_request
from pycos.transfer.result import TransferResult

if TYPE_CHECKING:
    from pycos.transfer.manager import TransferManager


def upload_file(
    manager: TransferManager,
    bucket: str,
    path: PathLike,
    key: str,
    *,
    part_size: int | str | None = None,
    checkpoint: Checkpoint = True,
    progress: ProgressCallback | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    content_type: str | None = None,
    cache_control: str | None = None,
    content_disposition: str | None = None,
    content_encoding: str | None = None,
    content_language: str | None = None,
    expires: datetime | str | None = None,
    metadata: Mapping[str, str] | None = None,
    storage_class: str | None = None,
    acl: str | None = None,
    server_side_encryption: str | None = None,
    overwrite: bool = True,
    headers: Mapping[str, str] | None = None,
) -> TransferResult:
    """Upload a file natively: in parts, in parallel, each checked by CRC64, and resumable.

    Up to one part (16 MiB unless `part_size` says otherwise, 1 MiB to 5 GiB) goes in a single request. Memory
    does not depend on the file's size.

    checkpoint: True keeps a file in the user's cache folder while the transfer runs, so that the same call
    made after a crash sends only what is missing; a path says where to keep it; False keeps none, and a
    failure then deletes the parts on the server. After a failure with a checkpoint the parts stay there (the
    exception's `upload_id` names them) and cost storage until the upload is resumed or aborted.
    overwrite: False fails with ObjectAlreadyExists when the key exists.
    timeout: seconds for the whole, retries included. cancel: its `cancel()` gives the transfer up.

    Raises LocalFileError and its kind for the file, FileChanged if it changes while it is read,
    ChecksumMismatch, Cancelled, DeadlineExceeded and every ServiceError. COS: PUT Object, or the multipart
    upload family.
    """
    request = upload_request(
        bucket,
        key,
        path,
        part_size=part_size,
        checkpoint=checkpoint,
        progress=progress,
        timeout=timeout,
        cancel=cancel,
        content_type=content_type,
        cache_control=cache_control,
        content_disposition=content_disposition,
        content_encoding=content_encoding,
        content_language=content_language,
        expires=expires,
        metadata=metadata,
        storage_class=storage_class,
        acl=acl,
        server_side_encryption=server_side_encryption,
        overwrite=overwrite,
        headers=headers,
    )
    return manager.run(request)
