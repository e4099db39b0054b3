"""What the headers of a write say about the object, and the checks every body has to pass."""

from __future__ import annotations

import base64
import binascii
import hashlib
import mimetypes

from pycos.emulator import acl, tags
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Header
from pycos.emulator.store.model import Attributes, Object, Stored

MAX_OBJECT = 5 << 30  # bytes in one request, as COS has it

_KEPT = ("cache-control", "content-disposition", "content-encoding", "content-language", "expires")
_NAMES = {name: "-".join(word.capitalize() for word in name.split("-")) for name in _KEPT}
_STORAGE_CLASSES = frozenset(
    (
        "STANDARD",
        "STANDARD_IA",
        "INTELLIGENT_TIERING",
        "ARCHIVE",
        "DEEP_ARCHIVE",
        "COLD",
        "MAZ_STANDARD",
        "MAZ_STANDARD_IA",
        "MAZ_INTELLIGENT_TIERING",
    )
)
_TYPES = mimetypes.MimeTypes()  # only the types Python brings: the same on every machine


def from_request(request: Request) -> Attributes:
    """The attributes of the object that a request writes."""
    headers = {}
    content_type = request.header("content-type") or _TYPES.guess_type(request.address.key)[0]
    headers["Content-Type"] = content_type or "application/octet-stream"
    for name, value in request.headers.items():
        if value and name in _NAMES:
            headers[_NAMES[name]] = value
        elif value and name.startswith("x-cos-meta-"):
            headers[name] = value
    encryption = request.header("x-cos-server-side-encryption")
    if encryption is not None:
        if encryption != "AES256":
            raise ApiError("NotImplemented", "This server knows only AES256 as x-cos-server-side-encryption.")
        headers["x-cos-server-side-encryption"] = encryption
    if any(name.startswith("x-cos-server-side-encryption-customer-") for name in request.headers):
        raise ApiError("NotImplemented", "This server does not implement keys of the customer (SSE-C).")
    storage_class = (request.header("x-cos-storage-class") or "STANDARD").upper()
    if storage_class not in _STORAGE_CLASSES:
        raise ApiError("InvalidArgument", "x-cos-storage-class has no such value.")
    tagging = tags.text(tags.from_header(request.header("x-cos-tagging") or ""))
    return Attributes(headers, storage_class, acl.from_headers(request, acl.OBJECT_ACLS, "default"), tagging)


def echoed(attributes: Attributes) -> list[Header]:
    """The headers by which the answer to a write repeats what was asked for."""
    name = "x-cos-server-side-encryption"
    return [(name, attributes.headers[name])] if name in attributes.headers else []


def stored_headers(found: Object) -> list[Header]:
    """The headers that describe a stored object."""
    headers = list(found.attributes.headers.items())
    if found.attributes.storage_class != "STANDARD":
        headers.append(("x-cos-storage-class", found.attributes.storage_class))
    if found.attributes.tagging:
        headers.append(("x-cos-tagging-count", str(found.attributes.tagging.count("&") + 1)))
    return headers


def content_md5(request: Request) -> str | None:
    """The Content-MD5 of a request in hexadecimal; InvalidDigest when it is not one."""
    header = request.header("content-md5")
    if header is None:
        return None
    try:
        digest = base64.b64decode(header, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != 16:
        raise ApiError("InvalidDigest")
    return digest.hex()


def check_digest(stored: Stored, wanted: str | None) -> None:
    """BadDigest when the body is not the one that was announced."""
    if wanted is not None and stored.md5 != wanted:
        raise ApiError("BadDigest")


def check_body(data: bytes, wanted: str | None) -> None:
    """BadDigest when a small body is not the one that was announced."""
    if wanted is not None and hashlib.md5(data, usedforsecurity=False).hexdigest() != wanted:
        raise ApiError("BadDigest")


def check_size(request: Request) -> None:
    """EntityTooLarge when more is announced than one request may carry."""
    if request.body.size is not None and request.body.size > MAX_OBJECT:
        raise ApiError("EntityTooLarge")
