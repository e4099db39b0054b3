"""The listing of all versions and delete markers: by key, and of one key from the newest to the oldest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import listing
from pycos.emulator.handlers.service import owner
from pycos.emulator.request import Request
from pycos.emulator.response import Response, iso_date, xml_response
from pycos.emulator.store import versions
from pycos.emulator.store.model import Bucket, ListedVersion

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_YOUNGEST = -(1 << 63)  # below every age


class Cursor(NamedTuple):
    """Where a walk goes on: at a key, without its live object or its past versions up to some age."""

    key: bytes
    live_after: int = _YOUNGEST
    past_after: int = _YOUNGEST


@dataclass(frozen=True, slots=True)
class Entry:
    """A version with what only its place in the list tells, or a common prefix (``row`` None)."""

    name: str
    row: ListedVersion | None = None
    latest: bool = False


def _behind(row: ListedVersion) -> Cursor:
    return Cursor(row.key.encode(), 0, row.age if row.age else _YOUNGEST)


def _resumed(app: Application, bucket: Bucket, key: str, version_id: str) -> Cursor:
    """Behind one version of a key, also when somebody deletes what they list and it is gone by now."""
    objects = app.storage.objects
    live = objects.get(bucket, key)
    if live is not None and live.version_id == version_id:
        return Cursor(key.encode(), 0)
    past = objects.past(bucket, key)
    for found, age, _ in past:
        if found == version_id:
            return Cursor(key.encode(), 0, age)
    if version_id == versions.NULL_VERSION:
        return Cursor(key.encode())
    written = versions.time_of(version_id)
    if written is None:
        raise ApiError("InvalidArgument", "version-id-marker is not the id of a version.")
    older = next((age for _, age, modified in past if modified <= written), 0)
    shown = live is not None and live.modified <= written
    return Cursor(key.encode(), _YOUNGEST if shown else 0, older - 1)


def _walk(
    scan: Callable[[Cursor, int], list[ListedVersion]],
    prefix: str,
    delimiter: str,
    cursor: Cursor,
    limit: int,
) -> Iterator[Entry]:
    batch = listing.JUMP_BATCH if delimiter else limit + 1
    # Of a key that the walk enters in its middle, nothing but a live object is the latest.
    key = cursor.key.decode() if cursor != Cursor(cursor.key) else None
    while True:
        rows = scan(cursor, batch)
        group: str | None = None
        for row in rows:
            if group is not None and row.key.startswith(group):
                continue
            group = listing.rolled(row.key, prefix, delimiter)
            if group is not None:
                yield Entry(group)
            else:
                yield Entry(row.key, row, row.age == 0 or row.key != key)
                key = row.key
        if len(rows) < batch:
            return
        cursor = Cursor(listing.successor(group.encode())) if group is not None else _behind(rows[-1])


def _page(app: Application, request: Request, bucket: Bucket, limit: int) -> tuple[list[Entry], bool]:
    """At most ``limit`` entries, and whether more follow."""
    prefix = request.params.get("prefix", "")
    delimiter = request.params.get("delimiter", "")
    key_marker = request.params.get("key-marker", "")
    id_marker = request.params.get("version-id-marker", "")
    if id_marker and not key_marker:
        raise ApiError("InvalidArgument", "version-id-marker needs a key-marker.")
    if not limit:
        return [], False
    cursor = Cursor(listing.start(prefix, delimiter, key_marker))
    if id_marker and key_marker.startswith(prefix) and listing.rolled(key_marker, prefix, delimiter) is None:
        cursor = _resumed(app, bucket, key_marker, id_marker)
    high = listing.successor(prefix.encode())
    found: list[Entry] = []
    for entry in _walk(
        lambda at, count: app.storage.objects.scan_versions(bucket, *at, high, count),
        prefix,
        delimiter,
        cursor,
        limit,
    ):
        if len(found) == limit:
            return found, True
        found.append(entry)
    return found, False


def _written(entry: Entry, row: ListedVersion, bucket: Bucket, encode: listing.Encoder, owned: str) -> str:
    # In a bucket that never had versions, the service leaves the id empty.
    version_id = row.version_id if bucket.versioning else ""
    head = (
        f"<Key>{xml.escape(encode(row.key))}</Key><VersionId>{version_id}</VersionId>"
        f"<IsLatest>{'true' if entry.latest else 'false'}</IsLatest>"
        f"<LastModified>{iso_date(row.modified)}</LastModified>"
    )
    if row.marker:
        return f"<DeleteMarker>{head}{owned}</DeleteMarker>"
    return (
        f'<Version>{head}<ETag>"{row.etag}"</ETag><Size>{row.size}</Size>'
        f"<StorageClass>{row.storage_class}</StorageClass>{listing.tier_of(row.storage_class)}{owned}</Version>"
    )


def list_versions(app: Application, request: Request) -> Response:
    """GET Bucket Object versions: one page behind ``key-marker`` and ``version-id-marker``."""
    encode = listing.encoder(request)
    bucket = app.bucket(request)
    limit = listing.limit_of(request, "max-keys")
    entries, truncated = _page(app, request, bucket, limit)
    owned = owner(app)
    last = entries[-1] if truncated else None
    last_id = last.row.version_id if last is not None and last.row is not None and bucket.versioning else None
    return xml_response(
        xml.tree(
            "ListVersionsResult",
            *listing.common(request, limit, encode),
            xml.element("KeyMarker", encode(request.params.get("key-marker", ""))),
            xml.element("VersionIdMarker", request.params.get("version-id-marker", "")),
            xml.element("IsTruncated", "true" if truncated else "false"),
            xml.optional("NextKeyMarker", encode(last.name) if last is not None else None),
            xml.optional("NextVersionIdMarker", last_id),
            *(
                _written(entry, entry.row, bucket, encode, owned)
                for entry in entries
                if entry.row is not None
            ),
            listing.prefixes_of([entry.name for entry in entries if entry.row is None], encode),
        )
    )
