"""Signatures of the cloud's general API, in both of its versions: TC3-HMAC-SHA256, and of parameters.

The service of temporary credentials is called with them; nothing of COS itself is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pycos.emulator.signature import Credential

WINDOW = 300  # seconds that the clocks of client and server may differ

_TC3 = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/ ,]+)/(\d{4}-\d\d-\d\d)/([a-z0-9]+)/tc3_request,\s*"
    r"SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})"
)


class ApiFailure(Exception):
    """A refusal in the words of the general API."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call; ``query`` is percent-encoded, ``params`` are those of query and body."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    params: Mapping[str, Any]


def _failed(message: str) -> ApiFailure:
    return ApiFailure("AuthFailure.SignatureFailure", message)


def verify(call: Call, credentials: Mapping[str, Credential], now: int) -> Credential:
    """The credential that signed a call; ApiFailure when none did."""
    header = call.headers.get("authorization", "")
    if header.startswith("TC3-HMAC-SHA256"):
        found = _TC3.fullmatch(header)
        if not found:
            raise _failed("The Authorization header has not the form of TC3-HMAC-SHA256.")
        credential = _known(found[1], credentials)
        _check_time(call.headers.get("x-tc-timestamp", ""), now)
        wanted = _tc3(call, credential, found)
        given = found[5]
    else:
        given = str(call.params.get("Signature", ""))
        credential = _known(str(call.params.get("SecretId", "")), credentials)
        _check_time(str(call.params.get("Timestamp", "")), now)
        wanted = _of_parameters(call, credential)
    sent = given.encode(errors="replace")
    if not any(hmac.compare_digest(one.encode(), sent) for one in wanted):
        raise _failed("The signature does not match.")
    return credential


def _known(secret_id: str, credentials: Mapping[str, Credential]) -> Credential:
    credential = credentials.get(secret_id)
    if credential is None:
        raise ApiFailure("AuthFailure.SecretIdNotFound", "There is no such SecretId.")
    return credential


def _check_time(text: str, now: int) -> None:
    if not (text.isascii() and text.isdigit() and len(text) < 12 and abs(int(text) - now) <= WINDOW):
        raise ApiFailure("AuthFailure.SignatureExpire", "The timestamp is missing or too far from now.")


def _hosts(call: Call) -> Iterator[str]:
    host = call.headers.get("host", "")
    yield host
    yield host.partition(":")[0]


def _hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _tc3(call: Call, credential: Credential, found: re.Match[str]) -> Iterator[str]:
    date, service, names = found[2], found[3], found[4]
    scope = f"{date}/{service}/tc3_request"
    key = f"TC3{credential.secret_key}".encode()
    for text in (date, service, "tc3_request"):
        key = hmac.digest(key, text.encode(), "sha256")
    for host in _hosts(call):
        values = {**call.headers, "host": host}
        headers = "".join(f"{name}:{values.get(name, '').strip().lower()}\n" for name in names.split(";"))
        # The path is always the root here, whatever was asked for.
        request = "\n".join((call.method, "/", call.query, headers, names, _hex(call.body)))
        to_sign = "\n".join(
            (
                "TC3-HMAC-SHA256",
                call.headers.get("x-tc-timestamp", ""),
                scope,
                _hex(request.encode("utf-8", "surrogateescape")),
            )
        )
        yield hmac.digest(key, to_sign.encode(), "sha256").hex()


def _of_parameters(call: Call, credential: Credential) -> Iterator[str]:
    method = call.params.get("SignatureMethod", "HmacSHA1")
    if method not in ("HmacSHA1", "HmacSHA256"):
        raise _failed("SignatureMethod is HmacSHA1 or HmacSHA256.")
    items = sorted((name, text) for name, text in call.params.items() if name != "Signature")
    query = "&".join(f"{name}={text}" for name, text in items)
    for host in _hosts(call):
        to_sign = f"{call.method}{host}{call.path}?{query}".encode("utf-8", "surrogateescape")
        digest = hmac.digest(credential.secret_key.encode(), to_sign, method.removeprefix("Hmac").lower())
        yield base64.b64encode(digest).decode()
