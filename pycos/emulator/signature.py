"""Verification of request signatures (q-sign-algorithm=sha1), written from the public description.

Three places may carry one: the Authorization header, the query items of a presigned URL, and one
``sign=`` query item that holds the whole string. Only the names in q-header-list and q-url-param-list
take part, as the signer chose them.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import quote

from pycos.emulator.addressing import Address
from pycos.emulator.errors import ApiError

if TYPE_CHECKING:
    from pycos.emulator.access.policy import Policy

MAX_SKEW = 900  # seconds a client's clock may run ahead

_FIELDS = ("q-sign-algorithm", "q-ak", "q-sign-time", "q-key-time", "q-header-list", "q-url-param-list")
_CUSTOMER_KEY = "server-side-encryption-customer-key"
_SECRETS = frozenset(("x-cos-security-token", f"x-cos-{_CUSTOMER_KEY}", f"x-cos-copy-source-{_CUSTOMER_KEY}"))
_TIME = re.compile(r"(\d{1,10});(\d{1,10})")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-_.~]*")
_TOKENS = ("x-cos-security-token", "x-ci-security-token")  # the second one at hosts of data processing
_DEFAULT_PORT = (":80", ":443")
_LONGEST_KEPT = 1024  # characters of a text whose encoding is kept: clients send what they like


class Credential(NamedTuple):
    """A pair of keys the server knows; ``token`` and ``expiry`` (Unix seconds) make it a temporary one.

    ``account`` is the uin of the account it belongs to (empty: the one that owns the buckets), ``user`` the
    uin of a user in it (empty: the account itself). ``grants`` is what a user may do, ``session`` what a
    temporary one is limited to.
    """

    secret_id: str
    secret_key: str
    token: str | None = None
    expiry: int | None = None
    account: str = ""
    user: str = ""
    grants: Policy | None = None
    session: Policy | None = None

    def __repr__(self) -> str:
        """Who it is, without what only its holder may know."""
        who = f"{self.secret_id!r}, expiry={self.expiry!r}, account={self.account!r}, user={self.user!r}"
        return f"Credential({who})"

    @property
    def unlimited(self) -> bool:
        """Whether it is the owner's, with nothing taken away."""
        return not self.account and not self.user and self.session is None


class Signed(Protocol):
    """What a signature covers, as the request carries it: decoded query items and headers by lower name."""

    method: str
    address: Address
    query: list[tuple[str, str]]
    headers: Mapping[str, str]


def encode(text: str) -> str:
    """Percent-encoding with only ``A-Za-z0-9-_.~`` left as they are."""
    return _encoded(text) if len(text) <= _LONGEST_KEPT else _encoded.__wrapped__(text)


@functools.lru_cache(maxsize=8192)
def _encoded(text: str) -> str:
    if _UNRESERVED.fullmatch(text):
        return text
    return quote(text, safe="-_.~", encoding="utf-8", errors="surrogateescape")


@functools.lru_cache(maxsize=4096)
def sign_key(secret_key: str, key_time: str) -> bytes:
    """The hexadecimal text that is the key of the second HMAC."""
    return hmac.digest(secret_key.encode(), key_time.encode(), "sha1").hex().encode()


def string_to_sign(http_string: bytes, sign_time: str) -> str:
    """The second of the two strings of the algorithm."""
    return f"sha1\n{sign_time}\n{hashlib.sha1(http_string, usedforsecurity=False).hexdigest()}\n"


def _given(signed: Signed) -> dict[str, str] | None:
    """The fields of the signature, None when the request carries none."""
    header = signed.headers.get("authorization")
    if header:  # a client that is told to be nobody sends an empty one
        return dict(_pairs(header))
    for name, value in signed.query:
        if name == "sign" and "q-signature=" in value:
            return dict(_pairs(value))
        if name == "q-signature":
            return {key: item for key, item in signed.query if key.startswith("q-")}
    return None


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for item in text.strip().split("&"):
        name, _, value = item.partition("=")
        yield name, value


def _selected(names: str, values: dict[str, list[str]], *, blank: bool) -> str:
    """``name=value`` of each listed name, sorted; a name listed twice takes the values in their order.

    ``blank`` says that a listed name which is not there counts as there with no value.
    """
    taken: dict[str, int] = {}
    items = []
    for listed in names.lower().split(";") if names else ():
        # The list holds encoded names; some signers of URLs leave them as they are.
        name = listed if listed in values else encode(listed).lower()
        nth = taken.get(name, 0)
        taken[name] = nth + 1
        found = values.get(name, ())
        if nth < len(found):
            items.append((name, encode(found[nth])))
        elif blank:
            items.append((name, ""))
    items.sort()
    return "&".join(f"{name}={value}" for name, value in items)


def _hosts(host: str) -> list[str]:
    """The Host values a client may have signed: as sent, without its port, with the default port."""
    plain, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        return [host, plain]
    return [host, *(host + suffix for suffix in _DEFAULT_PORT)]


def _http_strings(signed: Signed, fields: Mapping[str, str]) -> Iterator[bytes]:
    listed = fields["q-url-param-list"]
    parameters: dict[str, list[str]] = {}
    for name, value in signed.query if listed else ():
        parameters.setdefault(encode(name).lower(), []).append(value)
    query = _selected(listed, parameters, blank=False)
    names = fields["q-header-list"]
    given = signed.headers.items() if names else ()
    headers = {encode(name).lower(): [value.strip()] for name, value in given}
    hosts = _hosts(signed.headers.get("host", "")) if "host" in names.lower().split(";") else [""]
    for host in hosts:
        headers["host"] = [host]
        # HTTP libraries leave out a header whose value is empty.
        chosen = _selected(names, headers, blank=True)
        for path in signed.address.paths:
            tail = f"\n{query}\n{chosen}\n".encode("utf-8", "surrogateescape")
            yield signed.method.lower().encode() + b"\n" + path + tail


@functools.lru_cache(maxsize=4096)
def _window(text: str) -> tuple[int, int]:
    found = _TIME.fullmatch(text)
    if not found:
        raise ApiError("AccessDenied", "The signature carries no valid time range.")
    return int(found[1]), int(found[2])


def _check_time(text: str, now: int) -> None:
    start, end = _window(text)
    if start > now + MAX_SKEW:
        raise ApiError("RequestTimeTooSkewed", details=(("ServerTime", str(now)),))
    if now > end:
        # The exact text: clients look for it before they correct their clock.
        raise ApiError("AccessDenied", "Request has expired", details=(("ServerTime", str(now)),))


def _token(signed: Signed) -> str:
    sent = signed.headers.get(_TOKENS[0]) or signed.headers.get(_TOKENS[1]) or ""
    if not sent and signed.query:
        # Tencent's JavaScript client puts a token into a URL as it is; none holds a space.
        sent = next((text.replace(" ", "+") for name, text in signed.query if name in _TOKENS), "")
    return sent


def _check_token(credential: Credential, sent: str, now: int) -> None:
    if (sent or credential.token) and not hmac.compare_digest(
        sent.encode(errors="surrogateescape"), (credential.token or "").encode()
    ):
        raise ApiError("InvalidAccessKeyId", "The security token does not belong to the access key Id.")
    if credential.expiry is not None and now > credential.expiry:
        raise ApiError("ExpiredToken")


def verify_text(
    text: bytes, fields: Mapping[str, str], credentials: Mapping[str, Credential], now: int
) -> Credential:
    """The credential that signed a text, the policy of a form, with the q- fields beside it."""
    needed = ("q-ak", "q-key-time", "q-signature")
    if any(name not in fields for name in needed) or fields.get("q-sign-algorithm", "sha1") != "sha1":
        raise ApiError("AccessDenied", "The signature is not complete, or its algorithm is not sha1.")
    credential = credentials.get(fields["q-ak"])
    if credential is None:
        raise ApiError("InvalidAccessKeyId")
    _check_token(credential, fields.get("x-cos-security-token", ""), now)
    _check_time(fields["q-key-time"], now)
    digest = hashlib.sha1(text, usedforsecurity=False).hexdigest()
    wanted = hmac.digest(sign_key(credential.secret_key, fields["q-key-time"]), digest.encode(), "sha1")
    if not hmac.compare_digest(wanted.hex().encode(), fields["q-signature"].encode(errors="replace")):
        raise ApiError("SignatureDoesNotMatch", details=(("StringToSign", digest),))
    return credential


def verify(signed: Signed, credentials: Mapping[str, Credential], now: int) -> Credential | None:
    """The credential that signed the request, None for an anonymous one.

    ApiError: InvalidAccessKeyId, SignatureDoesNotMatch, AccessDenied (expired or malformed),
    RequestTimeTooSkewed, ExpiredToken. No message holds a key or an expected signature.
    """
    fields = _given(signed)
    if fields is None:
        return None
    if any(name not in fields for name in _FIELDS) or fields["q-sign-algorithm"] != "sha1":
        raise ApiError("AccessDenied", "The signature is not complete, or its algorithm is not sha1.")
    credential = credentials.get(fields["q-ak"])
    if credential is None:
        raise ApiError("InvalidAccessKeyId")
    _check_token(credential, _token(signed), now)
    _check_time(fields["q-sign-time"], now)
    _check_time(fields["q-key-time"], now)
    key = sign_key(credential.secret_key, fields["q-key-time"])
    given = fields.get("q-signature", "").encode(errors="replace")
    attempted = b""
    for http_string in _http_strings(signed, fields):
        attempted = attempted or http_string
        wanted = hmac.digest(key, string_to_sign(http_string, fields["q-sign-time"]).encode(), "sha1")
        if hmac.compare_digest(wanted.hex().encode(), given):
            return credential
    raise ApiError(
        "SignatureDoesNotMatch",
        details=(
            ("StringToSign", string_to_sign(attempted, fields["q-sign-time"])),
            ("FormatString", _shown(attempted, signed)),
        ),
    )


def _shown(http_string: bytes, signed: Signed) -> str:
    """What was signed, for whoever looks for a mistake; tokens and keys that were signed too are left out."""
    text = http_string.decode("utf-8", "replace")
    items = (item for item in (*signed.headers.items(), *signed.query) if item[0].lower() in _SECRETS)
    for _, value in items:
        text = text.replace(encode(value), "...") if value else text
    return text
