"""Listings: objects in both versions of the operation, and unfinished uploads.

The order is that of the UTF-8 bytes. A delimiter rolls keys up into common prefixes; the keys behind a prefix
are jumped over and not read.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers.service import owner
from pycos.emulator.request import Request
from pycos.emulator.response import Response, iso_date, xml_response
from pycos.emulator.store.model import Listed, Upload
from pycos.emulator.store.objects import AFTER_ALL_KEYS

if TYPE_CHECKING:
    from pycos.emulator.application import Application

PAGE = 1000
JUMP_BATCH = 64  # rows read at a time where most of them may be jumped over

Encoder = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: objects and prefixes, and the last name on it when more follow."""

    objects: list[Listed]
    prefixes: list[str]
    next_marker: str | None


def successor(prefix: bytes) -> bytes:
    """The first byte string behind everything that starts with the prefix."""
    return prefix[:-1] + bytes([prefix[-1] + 1]) if prefix else AFTER_ALL_KEYS


def rolled(key: str, prefix: str, delimiter: str) -> str | None:
    """The common prefix a key belongs to, None when it stands for itself."""
    if not delimiter:
        return None
    at = key.find(delimiter, len(prefix))
    return None if at < 0 else key[: at + len(delimiter)]


def start(prefix: str, delimiter: str, marker: str) -> bytes:
    """Where a walk begins: behind the marker, and behind the common prefix the marker lies in."""
    low = prefix.encode()
    if not marker:
        return low
    behind = marker.encode() + b"\0"
    if marker.startswith(prefix):
        group = rolled(marker, prefix, delimiter)
        if group is not None:
            behind = successor(group.encode())
    return max(low, behind)


def _page(app: Application, request: Request, marker: str, limit: int) -> Page:
    bucket = app.bucket(request)
    prefix = request.params.get("prefix", "")
    delimiter = request.params.get("delimiter", "")
    if not limit:
        return Page([], [], None)
    low, high = start(prefix, delimiter, marker), successor(prefix.encode())
    objects = app.storage.objects
    if not delimiter:
        rows = objects.scan(bucket, low, high, limit + 1)
        return Page(rows[:limit], [], rows[limit - 1].key if len(rows) > limit else None)
    names = objects.walk(bucket, low, high, limit + 1, prefix=prefix, delimiter=delimiter)
    page = names[:limit]
    return Page(
        [row for _, row in page if row is not None],
        [name for name, row in page if row is None],
        page[-1][0] if len(names) > limit else None,
    )


def encoder(request: Request) -> Encoder:
    """How names are written: as they are, or as encoding-type asks for it."""
    kind = request.params.get("encoding-type", "")
    if kind == "url":
        return lambda text: quote(text, safe="/-_.~")
    if kind:
        raise ApiError("InvalidArgument", "encoding-type can only be url.")
    return str


def _contents(app: Application, page: Page, encode: Encoder, with_owner: bool) -> str:
    owned = owner(app) if with_owner else ""
    return "".join(
        f"<Contents><Key>{xml.escape(encode(row.key))}</Key>"
        f"<LastModified>{iso_date(row.modified)}</LastModified>"
        f'<ETag>"{row.etag}"</ETag><Size>{row.size}</Size>{owned}'
        f"<StorageClass>{row.storage_class}</StorageClass>{tier_of(row.storage_class)}</Contents>"
        for row in page.objects
    )


def tier_of(storage_class: str) -> str:
    """The element that tells where intelligent tiering keeps an object: nothing here is ever seldom used."""
    return "<StorageTier>FREQUENT</StorageTier>" if "INTELLIGENT" in storage_class else ""


def prefixes_of(names: list[str], encode: Encoder) -> str:
    """The elements of common prefixes."""
    return "".join(xml.tree("CommonPrefixes", xml.element("Prefix", encode(name))) for name in names)


def common(request: Request, limit: int, encode: Encoder) -> list[str]:
    """What every listing of objects begins with."""
    return [
        xml.element("Name", request.address.bucket),
        xml.optional("EncodingType", request.params.get("encoding-type")),
        xml.element("Prefix", encode(request.params.get("prefix", ""))),
        xml.element("MaxKeys", limit),
        xml.optional("Delimiter", encode(request.params.get("delimiter", ""))),
    ]


def limit_of(request: Request, name: str) -> int:
    """How many names a page may have."""
    return min(request.number(name, PAGE, 0, (1 << 31) - 1), PAGE)


def list_objects(app: Application, request: Request) -> Response:
    """GET Bucket: one page of keys and common prefixes behind ``marker``."""
    encode = encoder(request)
    limit = limit_of(request, "max-keys")
    marker = request.params.get("marker", "")
    page = _page(app, request, marker, limit)
    return xml_response(
        xml.tree(
            "ListBucketResult",
            *common(request, limit, encode),
            xml.element("Marker", encode(marker)),
            xml.element("IsTruncated", "true" if page.next_marker is not None else "false"),
            xml.optional("NextMarker", encode(page.next_marker or "")),
            _contents(app, page, encode, True),
            prefixes_of(page.prefixes, encode),
        )
    )


def list_objects_v2(app: Application, request: Request) -> Response:
    """GET Bucket list-type=2: the same walk, continued by an opaque token."""
    encode = encoder(request)
    limit = limit_of(request, "max-keys")
    token = request.params.get("continuation-token", "")
    after = request.params.get("start-after", "")
    page = _page(app, request, _from_token(token) if token else after, limit)
    truncated = page.next_marker is not None
    return xml_response(
        xml.tree(
            "ListBucketResult",
            *common(request, limit, encode),
            xml.element("KeyCount", len(page.objects) + len(page.prefixes)),
            xml.element("IsTruncated", "true" if truncated else "false"),
            xml.optional("StartAfter", encode(after)),
            xml.optional("ContinuationToken", token),
            xml.optional("NextContinuationToken", _to_token(page.next_marker or "") if truncated else None),
            _contents(app, page, encode, request.params.get("fetch-owner") == "true"),
            prefixes_of(page.prefixes, encode),
        )
    )


def _to_token(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode()


def _from_token(token: str) -> str:
    try:
        return base64.b64decode(token.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        raise ApiError("InvalidArgument", "continuation-token is not one of this server's.") from None


def list_uploads(app: Application, request: Request) -> Response:
    """GET Bucket uploads: unfinished uploads by key, those of one key by id."""
    encode = encoder(request)
    bucket = app.bucket(request)
    limit = limit_of(request, "max-uploads")
    prefix = request.params.get("prefix", "")
    delimiter = request.params.get("delimiter", "")
    key_marker = request.params.get("key-marker", "")
    id_marker = request.params.get("upload-id-marker", "") if key_marker else ""
    uploads, prefixes, following = _upload_page(app, request, limit)
    lines = "".join(
        xml.tree(
            "Upload",
            xml.element("Key", encode(upload.key)),
            xml.element("UploadId", upload.upload_id),
            xml.element("StorageClass", upload.attributes.storage_class),
            owner(app, "Initiator"),
            owner(app),
            xml.element("Initiated", iso_date(upload.initiated)),
        )
        for upload in uploads
    )
    return xml_response(
        xml.tree(
            "ListMultipartUploadsResult",
            xml.element("Bucket", bucket.name),
            xml.element("Encoding-Type", request.params.get("encoding-type", "")),
            xml.element("KeyMarker", encode(key_marker)),
            xml.element("UploadIdMarker", id_marker),
            xml.optional("NextKeyMarker", encode(following[0]) if following else None),
            xml.optional("NextUploadIdMarker", following[1] if following else None),
            xml.element("MaxUploads", limit),
            xml.element("Prefix", encode(prefix)),
            xml.element("Delimiter", encode(delimiter)),
            xml.element("IsTruncated", "true" if following else "false"),
            lines,
            prefixes_of(prefixes, encode),
        )
    )


def _upload_page(
    app: Application, request: Request, limit: int
) -> tuple[list[Upload], list[str], tuple[str, str] | None]:
    bucket = app.bucket(request)
    prefix = request.params.get("prefix", "")
    delimiter = request.params.get("delimiter", "")
    key_marker = request.params.get("key-marker", "")
    after_id = request.params.get("upload-id-marker", "") if key_marker else ""
    low = start(prefix, delimiter, key_marker)
    if after_id and key_marker.startswith(prefix) and rolled(key_marker, prefix, delimiter) is None:
        low = key_marker.encode()  # the other uploads of this key are still to come
    else:
        after_id = ""
    high = successor(prefix.encode())
    uploads: list[Upload] = []
    prefixes: list[str] = []
    following: tuple[str, str] | None = None
    while limit:
        rows = app.storage.uploads.scan(bucket, low, high, after_id, PAGE + 1)
        group: str | None = None
        for row in rows:
            if group is not None and row.key.startswith(group):
                continue
            if len(uploads) + len(prefixes) == limit:
                return uploads, prefixes, following
            group = rolled(row.key, prefix, delimiter)
            if group is None:
                uploads.append(row)
                following = (row.key, row.upload_id)
            else:
                prefixes.append(group)
                following = (group, "")
        if len(rows) <= PAGE:
            break
        if group is not None:
            low, after_id = successor(group.encode()), ""
        else:
            low, after_id = rows[-1].key.encode(), rows[-1].upload_id
    return uploads, prefixes, None
