"""The records of the store, as plain values that nobody changes once they are stored.

Those that every request makes are no named tuples, which take longer to make and to read, and not frozen:
setting the fields of a frozen one costs several times as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

_NONE: Mapping[str, str] = MappingProxyType({})


class Bucket(NamedTuple):
    """One bucket; ``number`` is its identity, so that a re-created bucket is another one.

    ``configurations`` holds those documents of which a bucket has one, by sub-resource. ``versioning`` is
    Enabled or Suspended, empty when it never was set.
    """

    number: int
    name: str
    region: str
    created: int
    acl: str
    options: dict[str, str]
    configurations: Mapping[str, str] = _NONE
    versioning: str = ""


@dataclass(slots=True)
class Segment:
    """A run of bytes: in the record itself (``data``) or in a blob from ``offset`` on."""

    size: int
    blob: str | None = None
    offset: int = 0
    data: bytes | None = None


@dataclass(slots=True)
class Stored:
    """Bytes that were received and kept, with their sums; not yet part of any object.

    ``etag`` is the MD5 in hexadecimal, unless the server was started with fast ETags; ``md5`` is None when
    nobody needed it.
    """

    size: int
    etag: str
    crc64: int
    segments: tuple[Segment, ...]
    md5: str | None = None


@dataclass(slots=True)
class Attributes:
    """What the writer of an object says about it.

    ``headers`` come back with every GET; ``tagging`` is the form of the x-cos-tagging header.
    ``customer_key`` recognises the key of an object that its owner encrypts (SSE-C); empty for all others.
    ``link`` is the key that a symbolic link points to.
    """

    headers: dict[str, str]
    storage_class: str = "STANDARD"
    acl: str = "default"
    tagging: str = ""
    customer_key: str = ""
    link: str = ""


@dataclass(slots=True)
class Object:
    """One version of one key. ``seq`` grows with every write of the whole store.

    ``inline`` holds the bytes of a small object; ``appendable`` objects grow by POST ?append.
    ``modified`` is in milliseconds since 1970, and so are ``restored_from`` and ``restored_until``: the time
    in which an archived object can be read, both 0 when nobody asked for it. A ``marker`` stands for the
    deletion of a key in a bucket with versions, and has no bytes.
    """

    seq: int
    key: str
    version_id: str
    size: int
    etag: str
    crc64: int
    modified: int
    appendable: bool
    attributes: Attributes
    inline: bytes | None
    restored_from: int = 0
    restored_until: int = 0
    marker: bool = False


class Listed(NamedTuple):
    """One line of a listing."""

    key: str
    size: int
    etag: str
    modified: int
    storage_class: str


class ListedVersion(NamedTuple):
    """One line of a listing of versions. ``age`` is its place among those of its key: 0 for the live one."""

    key: str
    age: int
    version_id: str
    marker: bool
    size: int
    etag: str
    modified: int
    storage_class: str


class Removed(NamedTuple):
    """What a deletion did: a ``marker`` came or went, and which version that was.

    ``version_id`` is empty when a key of a bucket without versions was removed.
    """

    marker: bool = False
    version_id: str = ""


class Upload(NamedTuple):
    """One unfinished multipart upload."""

    number: int
    upload_id: str
    key: str
    initiated: int
    attributes: Attributes


class Part(NamedTuple):
    """One part of an unfinished upload."""

    number: int
    size: int
    etag: str
    crc64: int
    modified: int
