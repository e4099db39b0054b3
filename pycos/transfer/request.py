"""What is to be moved: the arguments of an upload or download, checked once, and the native spec made of
them.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import cos_c
from pycos.cancel import CancelToken
from pycos.errors import InvalidArgument, LocalFileError, LocalFileExists, LocalIsADirectory
from pycos.keys import check_key, content_type_for
from pycos.paths import kind_of
from pycos.progress import ProgressCallback
from pycos.retry import RetryPolicy
from pycos.sizes import parse_size
from pycos.transfer.checkpoint import check_place
from pycos.wire.headers import Conditions, ObjectHeaders, check_headers

MIN_PART_SIZE = 1 << 20  # the service refuses smaller parts, but for the last
MAX_PART_SIZE = 5 << 30
DEFAULT_PART_SIZE = 16 << 20

Checkpoint = bool | str | os.PathLike[str]
PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """One file to move. Made by `upload_request` and `download_request`."""

    kind: Literal["upload", "download"]
    bucket: str
    key: str
    path: str
    """The path for people."""
    native_path: str
    """The path the engine opens; it may lead through an open folder."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # may hold SSE-C keys
    params: tuple[tuple[str, str], ...] = ()
    part_size: int = 0
    checkpoint: Checkpoint = False
    sync: bool = False
    deadline: float | None = None
    progress: ProgressCallback | None = None
    cancel: CancelToken | None = None

    def spec(
        self, settings: cos_c.Settings, retry: RetryPolicy, checkpoint: str | None
    ) -> cos_c.TransferSpec:
        """The same for the native engine. Parts of a failed upload stay on the server only if a checkpoint
        knows them.
        """
        return cos_c.TransferSpec(
            kind=self.kind,
            settings=settings,
            bucket=self.bucket,
            key=self.key,
            path=self.native_path,
            headers=self.headers,
            params=self.params,
            part_size=self.part_size,
            checkpoint=checkpoint,
            keep_on_failure=checkpoint is not None,
            sync=self.sync,
            deadline=self.deadline,
            max_attempts=retry.attempts,
            base_delay=retry.base_delay,
            max_delay=retry.max_delay,
        )


def upload_request(
    bucket: str,
    key: str,
    path: PathLike,
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
) -> TransferRequest:
    """Check the arguments of an upload and look at the file. Raises InvalidArgument and LocalFileError."""
    check_key(key)
    text = path_text(path)
    size = _size_of_source(text, bucket=bucket, key=key)
    parts = check_part_size(part_size)
    check_place(checkpoint)
    if content_type is None and not any(name.lower() == "content-type" for name in headers or ()):
        content_type = content_type_for(key)
    lines = ObjectHeaders(
        content_type=content_type,
        cache_control=cache_control,
        content_disposition=content_disposition,
        content_encoding=content_encoding,
        content_language=content_language,
        expires=expires,
        metadata=metadata,
        storage_class=storage_class,
        acl=acl,
        forbid_overwrite=None if overwrite else True,
        server_side_encryption=server_side_encryption,
        headers=headers,
    ).lines()
    # A file that goes in one request has nothing to resume.
    in_parts = size > (parts or DEFAULT_PART_SIZE)
    return TransferRequest(
        kind="upload",
        bucket=bucket,
        key=key,
        path=text,
        # Absolute: a checkpoint must not depend on the working folder.
        native_path=os.path.abspath(text),  # noqa: PTH100
        headers=tuple(lines),
        part_size=parts,
        checkpoint=checkpoint if in_parts else False,
        deadline=deadline_of(timeout),
        progress=progress,
        cancel=cancel,
    )


def download_request(
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
) -> TransferRequest:
    """Check the arguments of a download and look at the target. Raises InvalidArgument and LocalFileError."""
    check_key(key)
    text = path_text(path)
    check_place(checkpoint)
    _check_target(text, overwrite=overwrite, bucket=bucket, key=key)
    conditions = Conditions(
        if_match=if_match,
        if_none_match=if_none_match,
        if_modified_since=if_modified_since,
        if_unmodified_since=if_unmodified_since,
    )
    return TransferRequest(
        kind="download",
        bucket=bucket,
        key=key,
        path=text,
        # The user named this path: when it is a link, the file it leads to is replaced, not the link.
        native_path=os.path.realpath(text),
        headers=(*conditions.lines(), *check_headers(headers)),
        params=(("versionId", version_id),) if version_id is not None else (),
        part_size=check_part_size(part_size),
        checkpoint=checkpoint,
        sync=sync,
        deadline=deadline_of(timeout),
        progress=progress,
        cancel=cancel,
    )


def path_text(path: PathLike) -> str:
    """A local path as text. Raises InvalidArgument."""
    try:
        text = os.fspath(path)
    except TypeError:
        raise InvalidArgument(f"the path must be a text or a Path, not {type(path).__name__}") from None
    if not isinstance(text, str):
        raise InvalidArgument("the path must be a text or a Path, not bytes")
    if not text:
        raise InvalidArgument("the path is empty")
    if "\0" in text:
        raise InvalidArgument(f"the path {text!r} contains a NUL character")
    return text


def check_part_size(size: int | str | None) -> int:
    """Bytes; 0 when the engine is to choose. Raises InvalidArgument."""
    if size is None:
        return 0
    try:
        parsed = parse_size(size)
    except (TypeError, ValueError) as error:
        raise InvalidArgument(f"part_size: {error}") from None
    if not MIN_PART_SIZE <= parsed <= MAX_PART_SIZE:
        raise InvalidArgument(f"part_size must be between 1 MiB and 5 GiB, not {size!r}")
    return parsed


def deadline_of(timeout: float | None) -> float | None:
    """The `time.monotonic()` at which `timeout` seconds from now are over. Raises InvalidArgument."""
    if timeout is None:
        return None
    if not timeout > 0:
        raise InvalidArgument(f"timeout must be more than 0 seconds or None, not {timeout!r}")
    return time.monotonic() + timeout


def _size_of_source(path: str, **context: str) -> int:
    try:
        there = os.stat(path)  # noqa: PTH116  # no Path object for each of a million files
    except OSError as error:
        raise LocalFileError.from_errno(error.errno or 0, path, "upload", **context) from error
    if stat.S_ISDIR(there.st_mode):
        raise LocalIsADirectory(
            f"upload: {path!r} is a directory; upload_dir moves those", filename=path, **context
        )
    if not stat.S_ISREG(there.st_mode):
        raise LocalFileError(
            f"upload: {path!r} is {kind_of(there.st_mode)}, not a regular file", filename=path, **context
        )
    return there.st_size


def _check_target(path: str, *, overwrite: bool, **context: str) -> None:
    try:
        there = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        if path.endswith("/"):
            raise LocalIsADirectory(
                f"download: {path!r} names a directory, not a file", filename=path, **context
            ) from None
        return
    except OSError as error:
        raise LocalFileError.from_errno(error.errno or 0, path, "download", **context) from error
    if stat.S_ISDIR(there.st_mode):
        raise LocalIsADirectory(f"download: {path!r} is a directory; name the file", filename=path, **context)
    if not stat.S_ISREG(there.st_mode):
        # The finished file takes the target's place: /dev/null would be gone.
        raise LocalFileError(
            f"download: {path!r} is {kind_of(there.st_mode)}, not a regular file", filename=path, **context
        )
    if not overwrite:
        raise LocalFileExists(f"download: {path!r} exists and overwrite=False", filename=path, **context)
