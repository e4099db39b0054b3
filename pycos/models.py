"""What calls return: frozen dataclasses. Sizes in bytes, times as aware UTC datetimes, ETags without their
quotes.
"""

from __future__ import annotations

from cos_c.records import field, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pycos.errors import CosError

__all__ = [
    "AppendResult",
    "BucketInfo",
    "CopyResult",
    "DeleteResult",
    "ObjectInfo",
    "Owner",
    "Page",
    "Part",
    "PutResult",
    "Response",
    "Upload",
]


@record(frozen=True, slots=True)
class Owner:
    """Who owns a bucket, object or upload."""

    id: str
    display_name: str = ""


@record(frozen=True, slots=True)
class ObjectInfo:
    """An object, as a listing, head() or get() describes it. A listing knows only the first six fields."""

    key: str
    size: int
    """Of the whole object, also when only a range of it was asked for."""
    etag: str = ""
    """The MD5 of an object put in one piece; of a multipart object it is not."""
    last_modified: datetime | None = None
    storage_class: str = "STANDARD"
    owner: Owner | None = None
    version_id: str | None = None
    crc64: int | None = None
    """CRC-64/XZ of the whole object."""
    content_type: str | None = None
    cache_control: str | None = None
    content_disposition: str | None = None
    content_encoding: str | None = None
    content_language: str | None = None
    expires: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Names without x-cos-meta-, in lower case."""
    next_append_position: int | None = None
    """Of an appendable object: where the next append() goes."""
    restore: str | None = None
    """State of the copy restored from an archive, as the server words it."""
    server_side_encryption: str | None = None
    request_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """All headers of the answer, names in lower case."""


@record(frozen=True, slots=True, kw_only=True)
class PutResult:
    """What the server said to an upload."""

    key: str
    etag: str
    crc64: int | None
    """Computed by the server over what it stored; compared with ours before this is returned."""
    version_id: str | None
    request_id: str
    size: int | None = None
    upload_id: str | None = None
    """Of the multipart upload, where there was one."""


@record(frozen=True, slots=True, kw_only=True)
class AppendResult:
    """What the server said to an append."""

    key: str
    next_position: int
    crc64: int | None
    """Of the whole object now. Give it to the next append() to have that one checked as well."""
    etag: str
    request_id: str


@record(frozen=True, slots=True, kw_only=True)
class CopyResult:
    """What the server said to a copy."""

    key: str
    bucket: str
    etag: str
    last_modified: datetime | None
    crc64: int | None
    version_id: str | None
    request_id: str


@record(frozen=True, slots=True, kw_only=True)
class DeleteResult:
    """What became of one key of delete_many(), or of a delete()."""

    key: str
    version_id: str | None = None
    delete_marker: bool = False
    """In a bucket with versions: a marker was set (or removed), the versions stay."""
    delete_marker_version_id: str | None = None
    error: CosError | None = None
    """Why this key was not deleted."""
    request_id: str = ""

    @property
    def ok(self) -> bool:
        """Whether the key is gone."""
        return self.error is None


@record(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of a listing: at most 1,000 objects and prefixes together."""

    objects: tuple[ObjectInfo, ...]
    prefixes: tuple[str, ...] = ()
    """Common prefixes, up to and with the delimiter."""
    next_marker: str | None = None
    """Where the next page begins, to be given as start_after; None on the last page."""
    request_id: str = ""


@record(frozen=True, slots=True, kw_only=True)
class BucketInfo:
    """A bucket of the account."""

    name: str
    region: str
    creation_date: datetime | None
    owner: Owner | None = None


@record(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a multipart upload."""

    number: int
    etag: str
    size: int
    last_modified: datetime | None = None
    crc64: int | None = None


@record(frozen=True, slots=True, kw_only=True)
class Upload:
    """A multipart upload that is neither completed nor aborted. Its parts cost storage."""

    key: str
    upload_id: str
    initiated: datetime | None
    storage_class: str = "STANDARD"
    owner: Owner | None = None


@record(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole answer, as request() returns it."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case. Of a header sent twice, the first."""
    body: bytes
    request_id: str
