"""AWS Signature Version 4 for the service ``s3``, written from the public description.

Two places may carry one: the Authorization header, and the query items of a presigned URL. What it covers is
the request as it was sent, thus before any translation.
"""

from __future__ import annotations

import calendar
import functools
import hashlib
import hmac
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate
from urllib.parse import quote, unquote_to_bytes

from pycos.emulator.errors import ApiError
from pycos.emulator.signature import Credential, encode

MAX_SKEW = 900  # seconds a clock may differ
MAX_EXPIRES = 604_800  # seconds a presigned URL may be good for
ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"

_END_OF_TIME = 253_402_300_800  # the year 10000
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
_CREDENTIAL = re.compile(r"(.+)/(\d{8})/([^/]*)/([^/]*)/([^/]*)")
_NUMBER = re.compile(r"\d{1,10}")
# Of these names, clients add them after they have signed, or they cannot change what is done.
_MAY_BE_UNSIGNED = frozenset(("x-amz-content-sha256", "x-amz-date", "x-amz-user-agent"))


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it was sent: path still percent-encoded, query items decoded, headers by lower name."""

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says about its signature.

    ``time`` is the text that is signed, ``moment`` the same in Unix seconds; ``expires`` are seconds, None
    for a header. ``payloads`` are the values that may stand for the body.
    """

    secret_id: str
    date: str
    region: str
    names: tuple[str, ...]
    signature: str
    time: str
    moment: int
    expires: int | None
    payloads: tuple[str, ...]
    token: str

    @property
    def scope(self) -> str:
        """The credential scope."""
        return f"{self.date}/{self.region}/s3/aws4_request"


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that is right; what signs the chunks of its body follows from it."""

    credential: Credential
    claim: Claim
    key: bytes


@functools.lru_cache(maxsize=256)
def signing_key(secret_key: str, date: str, region: str) -> bytes:
    """The key that signs everything of one day, region and service."""
    key = ("AWS4" + secret_key).encode()
    for part in (date, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(errors="surrogateescape"), "sha256")
    return key


def claim_of(sent: Sent) -> Claim | None:
    """The signature of a request, None when there is none; ApiError when it is not well-formed."""
    header = sent.headers.get("authorization")
    given = {name: value for name, value in sent.query if name.startswith("X-Amz-")}
    if any(name == "AWSAccessKeyId" for name, _ in sent.query):
        raise version_2()
    presigned = "X-Amz-Signature" in given or "X-Amz-Algorithm" in given
    if header is None:
        return _from_query(sent, given) if presigned else None
    if presigned:
        raise ApiError("InvalidArgument", "Only one way of signing is allowed in a request.")
    return _from_header(sent, header)


def version_2() -> ApiError:
    """What is said of a signature of Version 2."""
    return ApiError(
        "InvalidRequest",
        f"Signature Version 2 is not supported by this server. Please use {ALGORITHM}.",
    )


def _from_header(sent: Sent, header: str) -> Claim:
    kind, _, rest = header.partition(" ")
    if kind == "AWS":
        raise version_2()
    fields = {
        name.strip(): value.strip() for name, _, value in (item.partition("=") for item in rest.split(","))
    }
    if kind != ALGORITHM or not all(
        fields.get(name) for name in ("Credential", "SignedHeaders", "Signature")
    ):
        raise ApiError("AuthorizationHeaderMalformed", f"The Authorization header is not one of {ALGORITHM}.")
    payload = sent.headers.get("x-amz-content-sha256")
    if not payload:
        raise ApiError("InvalidRequest", "The header x-amz-content-sha256 is missing.")
    text = sent.headers.get("x-amz-date")
    moment = _moment(text) if text else _date_header(sent)
    if moment is None:
        raise ApiError("AccessDenied", "The request has no valid x-amz-date or Date header.")
    secret_id, date, region = _credential(fields["Credential"], "AuthorizationHeaderMalformed")
    return Claim(
        secret_id,
        date,
        region,
        _names(fields["SignedHeaders"]),
        fields["Signature"],
        text or time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment)),
        moment,
        None,
        (payload,),
        sent.headers.get("x-amz-security-token", ""),
    )


def _from_query(sent: Sent, given: Mapping[str, str]) -> Claim:
    wanted = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
    missing = [name for name in wanted if not given.get(f"X-Amz-{name}")]
    if missing or given["X-Amz-Algorithm"] != ALGORITHM:
        raise _bad_query(f"A presigned URL of {ALGORITHM} has X-Amz-{', X-Amz-'.join(missing or wanted)}.")
    expires, text = given["X-Amz-Expires"], given["X-Amz-Date"]
    if not (_NUMBER.fullmatch(expires) and 1 <= int(expires) <= MAX_EXPIRES):
        raise _bad_query(f"X-Amz-Expires is a number from 1 to {MAX_EXPIRES}.")
    moment = _moment(text)
    if moment is None:
        raise _bad_query("X-Amz-Date has the form 20060102T150405Z.")
    secret_id, date, region = _credential(given["X-Amz-Credential"], "AuthorizationQueryParametersError")
    payloads = (
        given.get("X-Amz-Content-Sha256", UNSIGNED),
        UNSIGNED,
        sent.headers.get("x-amz-content-sha256", UNSIGNED),
    )
    return Claim(
        secret_id,
        date,
        region,
        _names(given["X-Amz-SignedHeaders"]),
        given["X-Amz-Signature"],
        text,
        moment,
        int(expires),
        tuple(dict.fromkeys(payloads)),
        given.get("X-Amz-Security-Token") or sent.headers.get("x-amz-security-token", ""),
    )


def claim_of_form(fields: Mapping[str, str]) -> Claim:
    """What the fields of a form say about its signature; ApiError when they are not well-formed."""
    date = fields.get("x-amz-date", "")
    moment = _moment(date)
    if fields.get("x-amz-algorithm") != ALGORITHM or moment is None:
        raise ApiError("InvalidArgument", f"The form is not signed by {ALGORITHM}.")
    secret_id, day, region = _credential(fields.get("x-amz-credential", ""), "InvalidArgument")
    token = fields.get("x-amz-security-token", "")
    return Claim(secret_id, day, region, (), fields["x-amz-signature"], date, moment, None, (), token)


def _bad_query(message: str) -> ApiError:
    return ApiError("AuthorizationQueryParametersError", message)


@functools.lru_cache(maxsize=256)
def _credential(text: str, code: str) -> tuple[str, str, str]:
    found = _CREDENTIAL.fullmatch(text)
    if not found or found[5] != "aws4_request":
        raise ApiError(code, "The Credential has the form <key id>/<date>/<region>/s3/aws4_request.")
    if found[4] != "s3":
        raise ApiError(code, "The service of the Credential must be s3.")
    return found[1], found[2], found[3]


@functools.lru_cache(maxsize=256)
def _names(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.lower().split(";")))


@functools.lru_cache(maxsize=256)
def _moment(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    try:
        return calendar.timegm(time.strptime(text, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        return None


def _date_header(sent: Sent) -> int | None:
    try:
        parsed = parsedate(sent.headers.get("date", ""))
        moment = calendar.timegm(parsed) if parsed else None
    except (ValueError, OverflowError):
        return None
    return moment if moment is not None and 0 <= moment < _END_OF_TIME else None


@functools.lru_cache(maxsize=4096)
def canonical_path(path: str) -> str:
    """A path with every byte in its one encoding. Nothing is normalised: ``//`` and ``..`` stay."""
    return quote(unquote_to_bytes(path.encode("utf-8", "surrogateescape")), safe="/-_.~")


def canonical_query(query: Sequence[tuple[str, str]]) -> str:
    """All items but the signature, encoded, in the order of their encoded names and values."""
    items = [(encode(name), encode(value)) for name, value in query if name != "X-Amz-Signature"]
    return "&".join(f"{name}={value}" for name, value in sorted(items))


def canonical_requests(sent: Sent, claim: Claim) -> Iterator[str]:
    """The texts that may have been signed: one for each value that may stand for the body."""
    lines = "".join(f"{name}:{' '.join(sent.headers[name].split())}\n" for name in claim.names)
    head = f"{sent.method}\n{canonical_path(sent.path)}\n{canonical_query(sent.query)}\n{lines}\n"
    for payload in claim.payloads:
        yield f"{head}{';'.join(claim.names)}\n{payload}"


def _check_time(claim: Claim, now: int) -> None:
    if claim.expires is None and abs(now - claim.moment) <= MAX_SKEW:
        return
    clock = (("ServerTime", _iso(now)),)
    if claim.expires is None:
        allowed = ("MaxAllowedSkewMilliseconds", str(MAX_SKEW * 1000))
        raise ApiError("RequestTimeTooSkewed", details=(("RequestTime", claim.time), *clock, allowed))
    if claim.moment > now + MAX_SKEW:
        raise ApiError("AccessDenied", "Request is not yet valid", details=clock)
    if now > claim.moment + claim.expires:
        end = ("Expires", _iso(claim.moment + claim.expires))
        raise ApiError(
            "AccessDenied",
            "Request has expired",
            details=(("X-Amz-Expires", str(claim.expires)), end, *clock),
        )


def _iso(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def check_token(credential: Credential, claim: Claim, now: int) -> None:
    """InvalidToken, ExpiredToken: a temporary credential needs its token, and both end."""
    sent, known = claim.token.encode(errors="surrogateescape"), (credential.token or "").encode()
    if not hmac.compare_digest(sent, known):
        raise ApiError("InvalidToken")
    if credential.expiry is not None and now > credential.expiry:
        raise ApiError("ExpiredToken")


def _check_names(sent: Sent, claim: Claim) -> None:
    """What is signed must be there, and what decides about a request must be signed."""
    if "host" not in claim.names or any(name not in sent.headers for name in claim.names):
        raise ApiError("SignatureDoesNotMatch", "A signed header is missing, or Host is not signed.")
    unsigned = [
        name
        for name in sent.headers
        if name.startswith(("x-amz-", "x-cos-")) and name not in claim.names and name not in _MAY_BE_UNSIGNED
    ]
    if unsigned:
        raise ApiError(
            "AccessDenied",
            "There were headers present in the request which were not signed.",
            details=(("HeadersNotSigned", ", ".join(unsigned)),),
        )


def verify(sent: Sent, credentials: Mapping[str, Credential], now: int) -> Verified | None:
    """Who signed a request, None when nobody did.

    ApiError: what is wrong with the signature. No message holds a key, a token, or an expected signature.
    """
    claim = claim_of(sent)
    if claim is None:
        return None
    credential = credentials.get(claim.secret_id)
    if credential is None:
        raise ApiError("InvalidAccessKeyId")
    check_token(credential, claim, now)
    _check_time(claim, now)
    if claim.time[:8] != claim.date:
        raise ApiError("SignatureDoesNotMatch", "The date of the Credential is not that of the request.")
    _check_names(sent, claim)
    key = signing_key(credential.secret_key, claim.date, claim.region)
    given = claim.signature.encode(errors="surrogateescape")
    attempts = []
    for canonical in canonical_requests(sent, claim):
        digest = hashlib.sha256(canonical.encode("utf-8", "surrogateescape")).hexdigest()
        text = f"{ALGORITHM}\n{claim.time}\n{claim.scope}\n{digest}"
        attempts.append((canonical, text))
        wanted = hmac.digest(key, text.encode("utf-8", "surrogateescape"), "sha256").hex().encode()
        if hmac.compare_digest(wanted, given):
            return Verified(credential, claim, key)
    canonical, text = attempts[0]
    if claim.token:
        canonical = canonical.replace(claim.token, "...").replace(encode(claim.token), "...")
    raise ApiError("SignatureDoesNotMatch", details=(("StringToSign", text), ("CanonicalRequest", canonical)))
