"""From the arguments of `upload_dir` and `download_dir` to a job."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pycos.cancel import CancelToken
from pycos.errors import InvalidArgument, LocalFileError
from pycos.keys import check_key, content_type_for
from pycos.paths import Destination, Target, folder_prefix
from pycos.progress import ProgressCallback
from pycos.transfer.directory import DirectoryJob, OnError, OnResult, check_on_error
from pycos.transfer.plan import PlannedFile, check_source, plan_download, plan_upload
from pycos.transfer.request import (
    DEFAULT_PART_SIZE,
    PathLike,
    TransferRequest,
    check_part_size,
    deadline_of,
    path_text,
)
from pycos.transfer.result import DirectoryResult
from pycos.transfer.selection import Selection
from pycos.wire.headers import ObjectHeaders, check_headers

if TYPE_CHECKING:
    from pycos.transfer.manager import TransferManager

__all__ = ["download_dir", "download_job", "upload_dir", "upload_job"]

Patterns = Iterable[str] | str | None


def upload_job(
    manager: TransferManager,
    bucket: str,
    path: PathLike,
    *,
    prefix: str = "",
    include: Patterns = None,
    exclude: Patterns = None,
    follow_symlinks: bool = False,
    skip_unchanged: bool = False,
    on_error: OnError = "raise",
    on_result: OnResult | None = None,
    progress: ProgressCallback | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    part_size: int | str | None = None,
    checkpoint: bool = True,
    cache_control: str | None = None,
    expires: datetime | str | None = None,
    metadata: Mapping[str, str] | None = None,
    storage_class: str | None = None,
    acl: str | None = None,
    server_side_encryption: str | None = None,
    overwrite: bool = True,
    headers: Mapping[str, str] | None = None,
) -> DirectoryJob:
    """Check the arguments; see `upload_dir`."""
    check_on_error(on_error)
    root = path_text(path)
    check_source(root)
    below = _prefix(prefix)
    parts = check_part_size(part_size)
    # Once here instead of once for every file: a wrong argument is one error, not a thousand.
    lines = ObjectHeaders(
        cache_control=cache_control,
        expires=expires,
        metadata=metadata,
        storage_class=storage_class,
        acl=acl,
        forbid_overwrite=None if overwrite else True,
        server_side_encryption=server_side_encryption,
        headers=headers,
    ).lines()
    guess_type = not any(name.lower() == "content-type" for name, _ in lines)
    absolute = os.path.abspath(root)  # noqa: PTH100  # a checkpoint must not depend on the working folder
    whole = parts or DEFAULT_PART_SIZE
    deadline = deadline_of(timeout)
    there = manager.client.bucket(bucket).objects(prefix=below) if skip_unchanged else None

    def request_of(file: PlannedFile, target: Target | None) -> TransferRequest:
        check_key(file.key)
        return TransferRequest(
            kind="upload",
            bucket=bucket,
            key=file.key,
            path=file.path,
            native_path=os.path.join(absolute, *file.parts),  # noqa: PTH118  # no Path object for each file
            headers=(("Content-Type", content_type_for(file.key)), *lines) if guess_type else tuple(lines),
            part_size=parts,
            # A file that goes in one request has nothing to resume.
            checkpoint=checkpoint and file.size > whole,
            deadline=deadline,
        )

    return DirectoryJob(
        manager,
        plan_upload(root, below, Selection(include, exclude), follow_symlinks=follow_symlinks, there=there),
        request_of,
        name=root,
        deadline=deadline,
        progress=progress,
        cancel=cancel,
        on_error=on_error,
        on_result=on_result,
    )


def download_job(
    manager: TransferManager,
    bucket: str,
    prefix: str,
    path: PathLike,
    *,
    include: Patterns = None,
    exclude: Patterns = None,
    skip_unchanged: bool = False,
    on_error: OnError = "raise",
    on_result: OnResult | None = None,
    progress: ProgressCallback | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    part_size: int | str | None = None,
    checkpoint: bool = True,
    overwrite: bool = True,
    sync: bool = False,
    headers: Mapping[str, str] | None = None,
) -> DirectoryJob:
    """Check the arguments and make the folder; see `download_dir`."""
    check_on_error(on_error)
    root = path_text(path)
    below = _prefix(prefix)
    parts = check_part_size(part_size)
    lines = tuple(check_headers(headers))
    selection = Selection(include, exclude)
    deadline = deadline_of(timeout)
    try:
        destination = Destination(root)
        ignores_case = destination.ignores_case()
    except OSError as error:
        raise LocalFileError.from_errno(error.errno or 0, root, "download") from error
    whole = parts or DEFAULT_PART_SIZE

    def request_of(file: PlannedFile, target: Target | None) -> TransferRequest:
        assert target is not None
        if not overwrite and target.stat() is not None:
            raise LocalFileError.from_errno(errno.EEXIST, file.path, "download with overwrite=False")
        resumable = checkpoint and file.size > whole
        return TransferRequest(
            kind="download",
            bucket=bucket,
            key=file.key,
            path=file.path,
            # A checkpoint is read by another process, to which this one's open folders mean nothing.
            native_path=target.real_path() if resumable else target.path,
            headers=lines,
            part_size=parts,
            checkpoint=resumable,
            sync=sync,
            deadline=deadline,
        )

    return DirectoryJob(
        manager,
        plan_download(
            manager.client.bucket(bucket).objects(prefix=below),
            below,
            root,
            selection,
            ignores_case=ignores_case,
            skip_unchanged=skip_unchanged,
        ),
        request_of,
        name=below or bucket,
        destination=destination,
        deadline=deadline,
        progress=progress,
        cancel=cancel,
        on_error=on_error,
        on_result=on_result,
    )


def upload_dir(
    manager: TransferManager,
    bucket: str,
    path: PathLike,
    *,
    prefix: str = "",
    include: Patterns = None,
    exclude: Patterns = None,
    follow_symlinks: bool = False,
    skip_unchanged: bool = False,
    on_error: OnError = "raise",
    on_result: OnResult | None = None,
    progress: ProgressCallback | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    part_size: int | str | None = None,
    checkpoint: bool = True,
    cache_control: str | None = None,
    expires: datetime | str | None = None,
    metadata: Mapping[str, str] | None = None,
    storage_class: str | None = None,
    acl: str | None = None,
    server_side_encryption: str | None = None,
    overwrite: bool = True,
    headers: Mapping[str, str] | None = None,
) -> DirectoryResult:
    """Upload the files below a directory; their keys are `prefix` and the relative path.

    Files are found while others move, and a bounded number is in flight, so memory depends neither on their
    number nor on their size. One file's failure does not stop the others.

    prefix: a folder; a missing `/` at its end is added. include, exclude: shell patterns (see
    docs/transfers.md); exclude wins. follow_symlinks: False skips symbolic links and reports them. FIFOs,
    sockets and devices are always skipped and reported.
    skip_unchanged: leave out files that the bucket has with the same size and not older; costs a listing.
    on_error: "raise" moves all it can, then raises TransferGroupError with the result; "continue" only
    returns it; "stop" ends at the first failure. on_result: called with each TransferResult, FailedFile,
    SkippedFile.
    The rest is as of upload_file, and applies to every file.

    Raises LocalFileError if `path` is no directory, TransferGroupError, Cancelled, DeadlineExceeded.
    COS: PUT Object and the multipart upload family.
    """
    return upload_job(
        manager,
        bucket,
        path,
        prefix=prefix,
        include=include,
        exclude=exclude,
        follow_symlinks=follow_symlinks,
        skip_unchanged=skip_unchanged,
        on_error=on_error,
        on_result=on_result,
        progress=progress,
        timeout=timeout,
        cancel=cancel,
        part_size=part_size,
        checkpoint=checkpoint,
        cache_control=cache_control,
        expires=expires,
        metadata=metadata,
        storage_class=storage_class,
        acl=acl,
        server_side_encryption=server_side_encryption,
        overwrite=overwrite,
        headers=headers,
    ).run()


def download_dir(
    manager: TransferManager,
    bucket: str,
    prefix: str,
    path: PathLike,
    *,
    include: Patterns = None,
    exclude: Patterns = None,
    skip_unchanged: bool = False,
    on_error: OnError = "raise",
    on_result: OnResult | None = None,
    progress: ProgressCallback | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    part_size: int | str | None = None,
    checkpoint: bool = True,
    overwrite: bool = True,
    sync: bool = False,
    headers: Mapping[str, str] | None = None,
) -> DirectoryResult:
    """Download the objects below a prefix to a directory, which is made if it is missing.

    Nothing is ever written outside of it: a key with `..`, an empty component, a backslash and the like is
    refused and reported as failed, and so is one that would go through a symbolic link inside the directory,
    or needs a folder where another key is a file. An empty object `name/` becomes a folder.

    prefix: a folder; a missing `/` at its end is added; "" is the whole bucket. skip_unchanged: leave alone
    files that are there with the same size and not older. The rest is as of upload_dir and download_file.

    Raises LocalFileError if `path` can't be a directory, TransferGroupError, Cancelled, DeadlineExceeded.
    COS: GET Bucket, GET Object.
    """
    return download_job(
        manager,
        bucket,
        prefix,
        path,
        include=include,
        exclude=exclude,
        skip_unchanged=skip_unchanged,
        on_error=on_error,
        on_result=on_result,
        progress=progress,
        timeout=timeout,
        cancel=cancel,
        part_size=part_size,
        checkpoint=checkpoint,
        overwrite=overwrite,
        sync=sync,
        headers=headers,
    ).run()


def _prefix(prefix: str) -> str:
    if not isinstance(prefix, str):
        raise InvalidArgument(f"the prefix must be a text, not {type(prefix).__name__}")
    if "\0" in prefix:
        raise InvalidArgument(f"the prefix {prefix!r} contains a NUL character")
    return folder_prefix(prefix)
