"""Signature Version 4, with botocore's own signer as the oracle: two implementations that share nothing."""

from __future__ import annotations

import calendar
import string
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from pycos.emulator.errors import ApiError
from pycos.emulator.s3.signature_v4 import Sent, Verified, verify
from pycos.emulator.signature import Credential

ID, KEY, TOKEN = "AKIDexample0000", "secret/key+with=signs", "token/of+the=session"
PERMANENT = {ID: Credential(ID, KEY)}
TEMPORARY = {ID: Credential(ID, KEY, TOKEN, int(time.time()) + 3600)}

keys = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30
) | st.sampled_from(["a//b", "../x", "a b+c", "%2F", "~-_.", "/"])
values = st.text(st.characters(codec="utf-8"), max_size=12)
queries = st.lists(
    st.tuples(st.sampled_from(["prefix", "uploads", "versionId", "délim", "max keys", "a", "A"]), values),
    max_size=5,
)
header_texts = st.text(string.ascii_letters + string.digits + " ,;=/\t", max_size=20).map(str.strip)
headers = st.dictionaries(
    st.sampled_from(["x-amz-meta-a", "x-amz-acl", "content-type", "range", "x-amz-meta-b-c"]),
    header_texts.filter(bool),
)


def signed(
    method: str,
    key: str,
    query: list[tuple[str, str]],
    given_headers: Mapping[str, str],
    *,
    token: str | None = None,
    expires: int | None = None,
    host: str = "b-1250000000.cos.ap-guangzhou.myqcloud.com",
    payload: str | None = None,
) -> Sent:
    """A request, signed by botocore, as the server would see it."""
    encoded = "&".join(f"{quote(name, safe='-_.~')}={quote(text, safe='-_.~')}" for name, text in query)
    path = quote("/" + key, safe="/-_.~")
    url = f"http://{host}{path}" + (f"?{encoded}" if encoded else "")
    request = AWSRequest(method, url, headers=dict(given_headers), data=b"")
    if payload is not None:
        request.headers["X-Amz-Content-SHA256"] = payload
    credentials = Credentials(ID, KEY, token)
    if expires is None:
        S3SigV4Auth(credentials, "s3", "ap-guangzhou").add_auth(request)
    else:
        S3SigV4QueryAuth(credentials, "s3", "ap-guangzhou", expires=expires).add_auth(request)
    parts = urlsplit(request.url)
    lower = {name.lower(): str(text) for name, text in request.headers.items()}
    lower["host"] = host
    items = parse_qsl(parts.query, keep_blank_values=True)
    return Sent(method, parts.path, items, lower)


def now() -> int:
    return int(time.time())


def refused(sent: Sent, credentials: Mapping[str, Credential] = PERMANENT, at: int | None = None) -> ApiError:
    with pytest.raises(ApiError) as caught:
        verify(sent, credentials, now() if at is None else at)
    return caught.value


def changed(sent: Sent, **parts: Any) -> Sent:
    fields = {name: getattr(sent, name) for name in ("method", "path", "query", "headers")}
    return Sent(**(fields | parts))


@settings(max_examples=80)
@given(st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD"]), keys, queries, headers)
def test_what_botocore_signs_in_a_header_is_right(
    method: str, key: str, query: list[tuple[str, str]], extra: dict[str, str]
) -> None:
    verified = verify(signed(method, key, query, extra), PERMANENT, now())
    assert verified is not None
    assert verified.credential is PERMANENT[ID]


@settings(max_examples=80)
@given(st.sampled_from(["GET", "PUT", "HEAD"]), keys, queries, st.integers(1, 604_800))
def test_what_botocore_presigns_is_right(
    method: str, key: str, query: list[tuple[str, str]], expires: int
) -> None:
    assert isinstance(verify(signed(method, key, query, {}, expires=expires), PERMANENT, now()), Verified)


@settings(max_examples=40)
@given(keys, queries, headers, st.data())
def test_whatever_is_changed_afterwards_is_noticed(
    key: str, query: list[tuple[str, str]], extra: dict[str, str], data: st.DataObject
) -> None:
    sent = signed("PUT", key, query, extra)
    kind = data.draw(st.sampled_from(["method", "path", "query", "header", "new header"]))
    if kind == "method":
        other = changed(sent, method="DELETE")
    elif kind == "path":
        other = changed(sent, path=sent.path + "x")
    elif kind == "query":
        other = changed(sent, query=[*sent.query, ("versionId", "other")])
    elif kind == "header":
        name = data.draw(st.sampled_from(sorted([*extra, "host", "x-amz-content-sha256"])))
        other = changed(sent, headers={**sent.headers, name: sent.headers[name] + "x"})
    else:
        name = data.draw(st.sampled_from(["x-amz-copy-source", "x-cos-copy-source"]))
        other = changed(sent, headers={**sent.headers, name: "a-1250000000/k"})
    assert refused(other).code in ("SignatureDoesNotMatch", "AccessDenied")


pieces = st.sampled_from(
    [
        "AWS4-HMAC-SHA256",
        f"Credential={ID}/20260102/r/s3/aws4_request",
        "SignedHeaders=host",
        "SignedHeaders=host;x",
        "Signature=00",
        "20260102T030405Z",
        "99999999T999999Z",
        "Fri, 02 Jan 99999 03:04:05 GMT",
        "Fri, 02 Jan 2026 99999999999:04:05 GMT",
        ID,
        "/",
        ",",
        "=",
        ";",
        " ",
        "é\udcff",
    ]
)
texts = (
    st.lists(pieces, max_size=6).map("".join)
    | st.lists(pieces, max_size=4).map(", ".join)
    | st.text(max_size=20)
)
names = st.sampled_from(
    ["x-amz-date", "date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-meta-a"]
)
fields = ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature", "Security-Token"]


@settings(max_examples=200)
@given(
    st.none() | texts.map("AWS4-HMAC-SHA256 ".__add__) | texts,
    st.dictionaries(names, texts),
    st.dictionaries(st.sampled_from(fields).map("X-Amz-".__add__), texts),
)
def test_whatever_claims_to_be_a_signature_is_refused(
    authorization: str | None, extra: dict[str, str], query: dict[str, str]
) -> None:
    given_headers = {"host": "h", **extra}
    if authorization is not None:
        given_headers["authorization"] = authorization
    try:
        verified = verify(Sent("GET", "/k", list(query.items()), given_headers), PERMANENT, now())
    except ApiError:
        return
    assert verified is None
    assert authorization is None


@pytest.mark.parametrize("expires", [None, 60])
def test_a_temporary_credential_needs_its_token(expires: int | None) -> None:
    assert verify(signed("GET", "k", [], {}, token=TOKEN, expires=expires), TEMPORARY, now())
    assert refused(signed("GET", "k", [], {}, expires=expires), TEMPORARY).code == "InvalidToken"
    assert (
        refused(signed("GET", "k", [], {}, token="other", expires=expires), TEMPORARY).code == "InvalidToken"
    )
    assert refused(signed("GET", "k", [], {}, token=TOKEN, expires=expires)).code == "InvalidToken"


def test_an_expired_credential_is_refused() -> None:
    old = {ID: Credential(ID, KEY, TOKEN, now() - 1)}
    assert refused(signed("GET", "k", [], {}, token=TOKEN), old).code == "ExpiredToken"


@pytest.mark.parametrize(
    ("seconds", "code"), [(901 + 60, "RequestTimeTooSkewed"), (-961, "RequestTimeTooSkewed")]
)
def test_a_clock_that_differs_too_much(seconds: int, code: str) -> None:
    error = refused(signed("GET", "k", [], {}), at=now() + seconds)
    assert error.code == code
    assert dict(error.details)["MaxAllowedSkewMilliseconds"] == "900000"


def test_a_presigned_url_is_good_until_it_expires_and_not_long_before_it_was_made() -> None:
    sent = signed("GET", "k", [], {}, expires=2000)
    assert verify(sent, PERMANENT, now() + 1990)
    assert str(refused(sent, at=now() + 2010)) == "AccessDenied: Request has expired"
    assert str(refused(sent, at=now() - 1000)) == "AccessDenied: Request is not yet valid"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("X-Amz-Expires", "604801", "AuthorizationQueryParametersError"),
        ("X-Amz-Expires", "0", "AuthorizationQueryParametersError"),
        ("X-Amz-Expires", "-1", "AuthorizationQueryParametersError"),
        ("X-Amz-Date", "yesterday", "AuthorizationQueryParametersError"),
        ("X-Amz-Date", "20250230T000000Z", "AuthorizationQueryParametersError"),
        ("X-Amz-Algorithm", "AWS4-ECDSA-P256-SHA256", "AuthorizationQueryParametersError"),
        ("X-Amz-Credential", f"{ID}/20250101/r/sts/aws4_request", "AuthorizationQueryParametersError"),
        ("X-Amz-Credential", "nothing", "AuthorizationQueryParametersError"),
        ("X-Amz-SignedHeaders", "", "AuthorizationQueryParametersError"),
        ("X-Amz-Signature", "0" * 64, "SignatureDoesNotMatch"),
        ("X-Amz-Signature", "é", "SignatureDoesNotMatch"),
    ],
)
def test_the_items_of_a_presigned_url_are_checked(name: str, text: str, code: str) -> None:
    sent = signed("GET", "k", [], {}, expires=60)
    query = [(key, text if key == name else value) for key, value in sent.query]
    assert refused(changed(sent, query=query)).code == code


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("AWS4-HMAC-SHA256", "AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host", "AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=0", "AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA512 Credential=x, SignedHeaders=host, Signature=0", "AuthorizationHeaderMalformed"),
        (f"AWS {ID}:c2lnbmF0dXJl", "InvalidRequest"),
    ],
)
def test_an_authorization_header_that_is_none(header: str, code: str) -> None:
    sent = signed("GET", "k", [], {})
    assert refused(changed(sent, headers={**sent.headers, "authorization": header})).code == code


def test_host_must_be_signed() -> None:
    sent = signed("GET", "k", [], {})
    header = sent.headers["authorization"].replace("SignedHeaders=host;", "SignedHeaders=")
    assert (
        refused(changed(sent, headers={**sent.headers, "authorization": header})).code
        == "SignatureDoesNotMatch"
    )


def test_the_day_of_the_credential_is_that_of_the_request() -> None:
    sent = signed("GET", "k", [], {})
    today = sent.headers["x-amz-date"][:8]
    header = sent.headers["authorization"].replace(f"/{today}/", "/20200101/")
    assert (
        refused(changed(sent, headers={**sent.headers, "authorization": header})).code
        == "SignatureDoesNotMatch"
    )


def test_two_signatures_at_once_are_refused() -> None:
    header, query = signed("GET", "k", [], {}), signed("GET", "k", [], {}, expires=60)
    assert refused(changed(header, query=query.query)).code == "InvalidArgument"


def test_no_error_tells_a_key_or_a_token() -> None:
    sent = signed("GET", "k", [("a", "b")], {}, token=TOKEN)
    error = refused(changed(sent, path="/other"), TEMPORARY)
    assert error.code == "SignatureDoesNotMatch"
    told = dict(error.details)
    assert "GET\n/other\na=b\n" in told["CanonicalRequest"]
    assert KEY not in str(error.details)
    assert TOKEN not in str(error.details)


def test_an_unsigned_request_is_nobodys() -> None:
    sent = Sent("GET", "/k", [("prefix", "a")], {"host": "h", "x-amz-checksum-mode": "ENABLED"})
    assert verify(sent, PERMANENT, now()) is None


def test_the_date_header_stands_in_for_x_amz_date() -> None:
    # A value that anybody can compute with openssl, for a time that does not pass.
    moment = calendar.timegm((2026, 1, 2, 3, 4, 5))
    sent = Sent(
        "GET",
        "/key",
        [],
        {
            "host": "h",
            "date": "Fri, 02 Jan 2026 03:04:05 GMT",
            "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
            "authorization": (
                f"AWS4-HMAC-SHA256 Credential={ID}/20260102/r/s3/aws4_request,"
                "SignedHeaders=date;host;x-amz-content-sha256,Signature=" + "0" * 64
            ),
        },
    )
    error = refused(sent, at=moment)
    assert error.code == "SignatureDoesNotMatch"
    assert dict(error.details)["StringToSign"].startswith(
        "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/r/s3/"
    )
