"""Server-side encryption as a client sees it: what is asked for, what is answered, and which key opens what.

Nothing is really encrypted. Of a customer's key only a salted digest is kept, never the key.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import functools
import hashlib
import hmac
import json
import secrets

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Header
from pycos.emulator.store.model import Attributes, Bucket, Object, Stored

HEADER = "x-cos-server-side-encryption"
_KEY_ID = f"{HEADER}-cos-kms-key-id"
_CONTEXT = f"{HEADER}-context"
_COPY_SOURCE = "x-cos-copy-source-server-side-encryption"
_ALGORITHM, _KEY, _DIGEST = "-customer-algorithm", "-customer-key", "-customer-key-md5"
_CUSTOMER = (_ALGORITHM, _KEY, _DIGEST)
#: What a request has that brings the key of a customer.
CUSTOMER_HEADER = HEADER + _ALGORITHM
_KMS = "cos/kms"
#: The key of the key management service that stands in when a request names none.
DEFAULT_KEY_ID = "00000000-0000-4000-8000-000000000436"
_KEY_SIZE = 32
_SALT_SIZE = 16


def of_write(request: Request, bucket: Bucket) -> tuple[dict[str, str], str]:
    """What a write, or by default its bucket, asks for: headers of the object, and the digest of a key."""
    kind = request.header(HEADER)
    key = _customer_key(request, HEADER)
    if key is not None:
        if kind is not None:
            raise ApiError("InvalidArgument", "An object is encrypted in one way, not in two.")
        return {}, _digest(key, secrets.token_bytes(_SALT_SIZE))
    key_id, context = request.header(_KEY_ID), request.header(_CONTEXT)
    if kind is None and key_id is None and context is None:
        default = bucket.configurations.get("encryption")
        return (dict(_default(default)) if default else {}), ""
    if kind == _KMS:
        _check_context(context)
        return {HEADER: _KMS, _KEY_ID: key_id or DEFAULT_KEY_ID}, ""
    if kind != "AES256":
        raise ApiError("InvalidArgument", f"{HEADER} is AES256 or {_KMS}.")
    if key_id is not None or context is not None:
        raise ApiError("InvalidArgument", f"Only {_KMS} has a key id or a context.")
    return {HEADER: kind}, ""


def _check_context(context: str | None) -> None:
    if context is None:
        return
    try:
        value = json.loads(base64.b64decode(context, validate=True))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ApiError("InvalidArgument", f"{_CONTEXT} is a JSON object in base64.")


@functools.lru_cache(maxsize=256)
def _default(document: str) -> tuple[tuple[str, str], ...]:
    """The headers of new objects, as the configuration of their bucket wants them."""
    root = xml.parse(document.encode(), "ServerSideEncryptionConfiguration")
    for rule in root.at("Rule/ApplyServerSideEncryptionByDefault"):
        kind = rule.value("SSEAlgorithm") or ""
        if kind == "KMS":
            return (HEADER, _KMS), (_KEY_ID, rule.value("KMSMasterKeyID") or DEFAULT_KEY_ID)
        return ((HEADER, kind),)
    return ()


def _customer_key(request: Request, prefix: str) -> bytes | None:
    """The key in the headers of a request, checked against its MD5; None when there are no such headers."""
    algorithm, key, digest = (request.header(prefix + name) for name in _CUSTOMER)
    if algorithm is None and key is None and digest is None:
        return None
    if algorithm != "AES256":
        raise ApiError("InvalidArgument", f"{prefix}{_ALGORITHM} is AES256.")
    try:
        decoded = base64.b64decode(key or "", validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if len(decoded) != _KEY_SIZE:
        raise ApiError("InvalidArgument", f"{prefix}{_KEY} is {_KEY_SIZE} bytes in base64.")
    if not hmac.compare_digest((digest or "").encode(errors="replace"), _md5(decoded).encode()):
        raise ApiError("InvalidArgument", f"{prefix}{_DIGEST} is not the MD5 of the key.")
    return decoded


def _md5(key: bytes) -> str:
    return base64.b64encode(hashlib.md5(key, usedforsecurity=False).digest()).decode()


def _digest(key: bytes, salt: bytes) -> str:
    return f"{salt.hex()}:{hashlib.blake2b(key, salt=salt, digest_size=32).hexdigest()}"


def open_with(request: Request, attributes: Attributes, *, source: bool = False) -> tuple[Header, ...]:
    """Check that a request brings the key of what it reads or adds to; the headers that say so.

    SsecDecryptHeaderInvalid when the key is missing or another one, or when nothing needs one. ``source``:
    the key comes in the headers for the source of a copy.
    """
    prefix = _COPY_SOURCE if source else HEADER
    known = attributes.customer_key
    if not known and prefix + _ALGORITHM not in request.headers:
        return ()
    key = _customer_key(request, prefix)
    if key is None:
        raise ApiError("SsecDecryptHeaderInvalid", "The key by which the object was encrypted is missing.")
    if not known:
        raise ApiError("SsecDecryptHeaderInvalid", "The object is not encrypted by a key of a customer.")
    if not hmac.compare_digest(_digest(key, bytes.fromhex(known.partition(":")[0])), known):
        raise ApiError(
            "SsecDecryptHeaderInvalid", "The key is not the one by which the object was encrypted."
        )
    return () if source else _customer_headers(request)


def _customer_headers(request: Request) -> tuple[Header, ...]:
    return (
        (CUSTOMER_HEADER, "AES256"),
        (f"{HEADER}-customer-key-MD5", request.header(HEADER + _DIGEST) or ""),
    )


def echoed(request: Request, attributes: Attributes) -> list[Header]:
    """The headers by which the answer to a write repeats how the object is encrypted."""
    if attributes.customer_key:
        # Those who complete an upload need not bring the key.
        return list(_customer_headers(request)) if CUSTOMER_HEADER in request.headers else []
    headers = attributes.headers
    if HEADER not in headers:  # then there is no key id either
        return []
    return [(name, headers[name]) for name in (HEADER, _KEY_ID) if name in headers]


def replaced(headers: dict[str, str], asked: dict[str, str]) -> dict[str, str]:
    """The headers of the source of a copy, with the encryption that is asked for: no copy inherits any."""
    return {
        **{name: text for name, text in headers.items() if not name.startswith(HEADER)},
        **{name: text for name, text in asked.items() if name.startswith(HEADER)},
    }


def hides_digest(attributes: Attributes) -> bool:
    """Whether the ETag is not the MD5 of the bytes, but of what is stored in their place."""
    return bool(attributes.customer_key) or attributes.headers.get(HEADER) == _KMS


def sealed(stored: Stored, attributes: Attributes) -> Stored:
    """Received bytes with the ETag they get: for some ways of encryption another one each time."""
    return dataclasses.replace(stored, etag=new_etag()) if hides_digest(attributes) else stored


def new_etag() -> str:
    """An ETag that tells nothing about the bytes."""
    return secrets.token_hex(16)


def copied_etag(source: Object, attributes: Attributes) -> str:
    """The ETag of a copy."""
    hidden = hides_digest(attributes) or hides_digest(source.attributes)
    return new_etag() if hidden else source.etag
