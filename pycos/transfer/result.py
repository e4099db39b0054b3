"""What a transfer of one file, or of a directory, comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferResult:
    """A file that was moved whole and checked."""

    kind: str
    """`"upload"` or `"download"`."""
    bucket: str
    key: str
    path: str
    size: int
    etag: str = ""
    """Without the quotes."""
    version_id: str | None = None
    crc64: int | None = None
    """CRC-64 of the whole object; None when the server gave none and none was computed."""
    crc_checked: bool = False
    """Whether `crc64` was compared with the server's."""
    last_modified: datetime | None = None
    """Of a downloaded object."""
    request_id: str = ""
    total_parts: int = 1
    """1 for a single request."""
    resumed_parts: int = 0
    """Parts that were there already, from an earlier try."""
    resumed_bytes: int = 0
    retries: int = 0
    """Requests that had to be tried again."""
    warning: str = ""
    """Why a checkpoint was not used; "" if none."""


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file of a directory that was not moved, and why."""

    path: str
    key: str
    error: Exception


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file of a directory that was left out on purpose, and why: a FIFO, a symbolic link …"""

    path: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryResult:
    """What came of a directory. Only failures and skipped files are kept by name, so memory stays small."""

    files: int = 0
    """Files moved."""
    bytes: int = 0
    """Their sizes."""
    unchanged: int = 0
    """Files left alone because the other side has them already (`skip_unchanged`)."""
    failed: tuple[FailedFile, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return not self.failed


@dataclass(slots=True)
class DirectoryTally:
    """The counts of a directory while it is being moved."""

    files: int = 0
    bytes: int = 0
    unchanged: int = 0
    failed: list[FailedFile] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)

    def result(self, seconds: float) -> DirectoryResult:
        return DirectoryResult(
            files=self.files,
            bytes=self.bytes,
            unchanged=self.unchanged,
            failed=tuple(self.failed),
            skipped=tuple(self.skipped),
            seconds=seconds,
        )
