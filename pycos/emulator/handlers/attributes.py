"""What the headers of a write say about the object, and the checks every body has to pass."""

from __future__ import annotations

import base64
import binascii
import hashlib
import mimetypes

from pycos.emulator import acl, encryption, tags
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Header
from pycos.emulator.store.model import Attributes, Bucket, Object, Stored

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


def from_request(request: Request, bucket: Bucket, *, link: str = "") -> Attributes:
    """The attributes of the object that a request writes into a bucket, be it a ``link`` to another key."""
    headers = {}
    key = request.address.key
    content_type = request.header("content-type") or ("." in key and _TYPES.guess_type(key)[0])
    headers["Content-Type"] = content_type or "application/octet-stream"
    encrypted = "encryption" in bucket.configurations
    plain = True
    for name, value in request.headers.items():
        if name in _NAMES:
            if value:
                headers[_NAMES[name]] = value
        elif name.startswith("x-cos-"):
            plain = False
            if value and name.startswith("x-cos-meta-"):
                headers[name] = value
            elif name.startswith(encryption.HEADER):
                encrypted = True
    if plain and not encrypted:
        return Attributes(headers, link=link)  # most writes say nothing of what follows
    customer_key = ""
    if encrypted:
        asked, customer_key = encryption.of_write(request, bucket)
        headers.update(asked)
    storage_class = (request.header("x-cos-storage-class") or "STANDARD").upper()
    if storage_class not in _STORAGE_CLASSES:
        raise ApiError("InvalidArgument", "x-cos-storage-class has no such value.")
    tagging = tags.text(tags.from_header(request.header("x-cos-tagging") or ""))
    access = acl.from_headers(request, acl.OBJECT_ACLS, "default")
    return Attributes(headers, storage_class, access, tagging, customer_key, link)


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


def small_body(request: Request, limit: int) -> bytes:
    """All of a small body, checked against its Content-MD5; XMLSizeLimit past ``limit`` bytes."""
    wanted = content_md5(request)
    data = request.body.read(limit)
    check_body(data, wanted)
    return data


def document(request: Request, limit: int) -> bytes:
    """The same where there must be one: MissingRequestBodyError when it is empty."""
    data = small_body(request, limit)
    if not data:
        raise ApiError("MissingRequestBodyError")
    return data


def check_body(data: bytes, wanted: str | None) -> None:
    """BadDigest when a small body is not the one that was announced."""
    if wanted is not None and hashlib.md5(data, usedforsecurity=False).hexdigest() != wanted:
        raise ApiError("BadDigest")


def check_size(request: Request) -> None:
    """EntityTooLarge when more is announced than one request may carry."""
    if request.body.size is not None and request.body.size > MAX_OBJECT:
        raise ApiError("EntityTooLarge")
