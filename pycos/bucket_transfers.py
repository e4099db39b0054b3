"""The methods of a Bucket that move whole files and directories. What they do is in `pycos.transfer`,
which is imported when one of them is called.
"""

from __future__ import annotations

from pycos.bucket_base import BucketBase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from pycos.cancel import CancelToken
    from pycos.progress import ProgressCallback
    from pycos.transfer.directory import OnError, OnResult
    from pycos.transfer.request import Checkpoint, PathLike
    from pycos.transfer.result import DirectoryResult, TransferResult

    Patterns = Iterable[str] | str | None

__all__ = ["BucketTransfers"]


class BucketTransfers(BucketBase):
    """Mixed into Bucket."""

    __slots__ = ()

    def upload_file(
        self,
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

        Up to one part (16 MiB unless `part_size` says otherwise, 1 MiB to 5 GiB) goes in a single request.
        Memory does not depend on the file's size.

        checkpoint: True keeps a file in the user's cache folder while the transfer runs, so that the same
        call made after a crash sends only what is missing; a path says where to keep it; False keeps none,
        and a failure then deletes the parts on the server. After a failure with a checkpoint the parts stay
        there (the exception's `upload_id` names them) and cost storage until the upload is resumed or
        aborted. overwrite: False fails with ObjectAlreadyExists when the key exists. timeout: seconds for the
        whole, retries included. cancel: its `cancel()` gives the transfer up.

        Raises LocalFileError and its kind for the file, FileChanged if it changes while it is read,
        ChecksumMismatch, Cancelled, DeadlineExceeded and every ServiceError. COS: PUT Object, or the
        multipart upload family.
        """
        from pycos.transfer.upload import upload_file

        return upload_file(
            self.client.transfers,
            self.name,
            path,
            key,
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

    def download_file(
        self,
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
        """Download an object to a file natively: in parallel ranges of one version, checked by CRC64,
        resumable.

        The bytes go to a temporary file in the target's folder, which becomes the target only when length and
        CRC64 are right: whatever happens, the target is the old file or the whole new one. Memory does not
        depend on the size.

        checkpoint: as of `upload_file`. After a failure with a checkpoint the temporary file stays for the
        next try. overwrite: False fails with LocalFileExists when the file exists. sync: True has the disk
        confirm file and name. timeout: seconds for the whole, retries included. cancel: its `cancel()` gives
        the transfer up.

        Raises NoSuchKey, LocalFileError and its kind, ChecksumMismatch, Cancelled, DeadlineExceeded,
        PreconditionFailed when the object changes meanwhile, and every other ServiceError. COS: GET Object
        with ranges.
        """
        from pycos.transfer.download import download_file

        return download_file(
            self.client.transfers,
            self.name,
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

    def upload_dir(
        self,
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

        Files are found while others move, and a bounded number is in flight, so memory depends neither on
        their number nor on their size. One file's failure does not stop the others.

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
        from pycos.transfer.jobs import upload_dir

        return upload_dir(
            self.client.transfers,
            self.name,
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
        )

    def download_dir(
        self,
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

        Nothing is ever written outside of it: a key with `..`, an empty component, a backslash and the like
        is refused and reported as failed, and so is one that would go through a symbolic link inside the
        directory, or needs a folder where another key is a file. An empty object `name/` becomes a folder.

        prefix: a folder; a missing `/` at its end is added; "" is the whole bucket. skip_unchanged: leave
        alone files that are there with the same size and not older. The rest is as of upload_dir and
        download_file.

        Raises LocalFileError if `path` can't be a directory, TransferGroupError, Cancelled, DeadlineExceeded.
        COS: GET Bucket, GET Object.
        """
        from pycos.transfer.jobs import download_dir

        return download_dir(
            self.client.transfers,
            self.name,
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
        )
