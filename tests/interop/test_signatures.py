"""The C library, Tencent's Python client and the local server agree on signatures; they share no code.

Thousands of random requests: any Unicode in keys, parameters and header values, names that need encoding.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from types import SimpleNamespace
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qcloud_cos import cos_auth

from cos_c import Pool, ffi, lib, strings, tables
from pycos.emulator.addressing import Address, Target
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request as Received
from pycos.emulator.request import WholeBody
from pycos.emulator.signature import Credential, verify

SECRET_ID = "AKIDEXAMPLE0123456789"
LIFETIME = 600
METHODS = {
    "GET": "HTTP_GET",
    "HEAD": "HTTP_HEAD",
    "PUT": "HTTP_PUT",
    "POST": "HTTP_POST",
    "DELETE": "HTTP_DELETE",
}
HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com"

# What may stand in a key or a value: any character that UTF-8 can carry and C can hold. A header value has
# no line ends or other controls, and white space around it is not part of it.
any_text = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40)
keys = any_text.filter(bool)
header_value = (
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool)
)
token = st.text(string.ascii_letters + string.digits + "-_.~!*'", min_size=1, max_size=20)
signed_name = st.one_of(
    st.sampled_from(
        ["Content-Type", "Cache-Control", "Range", "If-Match", "Content-MD5", "Expires", "Origin"]
    ),
    token.map(lambda name: f"x-cos-meta-{name}"),
    token.map(lambda name: f"x-ci-{name}"),
)
unsigned_name = st.sampled_from(["Accept", "Accept-Language", "X-Other", "Referer"])


def unique_names(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Tencent's client keeps one value a name, so a name is used once, whatever its case. A token would be
    looked at for itself, and these credentials have none.
    """
    unique = {name.lower(): (name, value) for name, value in pairs}
    for token in ("x-cos-security-token", "x-ci-security-token"):
        unique.pop(token, None)
    return list(unique.values())


@dataclass(frozen=True)
class Request:
    method: str
    key: str
    params: list[tuple[str, str]]
    headers: list[tuple[str, str]]
    secret_key: str


requests = st.builds(
    Request,
    method=st.sampled_from(sorted(METHODS)),
    key=keys,
    params=st.lists(st.tuples(any_text.filter(bool), any_text), max_size=6).map(unique_names),
    headers=st.lists(st.tuples(st.one_of(signed_name, unsigned_name), header_value), max_size=6)
    .map(unique_names)
    .map(lambda pairs: [*pairs, ("Host", HOST)]),
    # Longer than the 64-byte block of HMAC too.
    secret_key=st.text(string.ascii_letters + string.digits, min_size=1, max_size=100),
)


def signed_by_c(request: Request) -> str:
    """C: cos_get_string_to_sign, the whole Authorization text."""
    with Pool() as pool:
        out = ffi.new("cos_string_t *")
        code = lib.cos_get_string_to_sign(
            pool.pointer,
            getattr(lib, METHODS[request.method]),
            strings.make(pool, SECRET_ID),
            strings.make(pool, request.secret_key),
            strings.make(pool, "/" + request.key),
            tables.make(pool, request.headers),
            tables.make(pool, request.params),
            LIFETIME,
            out,
        )
        assert code == 0
        return strings.read(out).decode()


def fields_of(authorization: str) -> dict[str, str]:
    return dict(item.split("=", 1) for item in authorization.split("&"))  # type: ignore[misc]


def signed_by_tencent(request: Request, key_time: str) -> str:
    """CosS3Auth of cos-python-sdk-v5, its clock set so that it signs for the same window."""
    start, end = map(int, key_time.split(";"))
    now = start + 60  # it begins its window a minute early
    config = SimpleNamespace(
        _secret_id=SECRET_ID,
        _secret_key=request.secret_key,
        _anonymous=False,
        _sign_params=True,
        _sign_host=True,
    )
    # A leading slash is taken for the one that begins the path, so the path is given whole.
    signer = cos_auth.CosS3Auth(config, key="/" + request.key, params=dict(request.params), expire=end - now)
    prepared = SimpleNamespace(method=request.method, url=f"https://{HOST}/", headers=dict(request.headers))
    with mock.patch.object(cos_auth.time, "time", return_value=float(now)):
        signer(prepared)
    return str(prepared.headers["Authorization"])


def seen_by_server(request: Request, authorization: str) -> Received:
    path = ("/" + request.key).encode()
    return Received(
        method=request.method,
        path="/" + request.key,
        address=Address(Target.OBJECT, "examplebucket-1250000000", request.key, "ap-guangzhou", (path,)),
        query=request.params,
        params=dict(request.params),
        headers={name.lower(): value for name, value in request.headers} | {"authorization": authorization},
        body=WholeBody(b""),
    )


@settings(max_examples=3000, suppress_health_check=[HealthCheck.too_slow])
@given(requests)
@pytest.mark.timeout(300)
def test_c_library_tencent_client_and_server_agree_on_any_request(request_: Request) -> None:
    ours = signed_by_c(request_)
    fields = fields_of(ours)
    theirs = signed_by_tencent(request_, fields["q-key-time"])
    assert fields == fields_of(theirs)
    now = int(fields["q-sign-time"].split(";")[0])
    credentials = {SECRET_ID: Credential(SECRET_ID, request_.secret_key)}
    assert verify(seen_by_server(request_, ours), credentials, now) == credentials[SECRET_ID]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(requests, st.sampled_from(["method", "key", "param", "header", "secret"]))
@pytest.mark.timeout(120)
def test_a_request_changed_after_signing_is_refused(request_: Request, changed: str) -> None:
    ours = signed_by_c(request_)
    now = int(fields_of(ours)["q-sign-time"].split(";")[0])
    secret_key = request_.secret_key + ("x" if changed == "secret" else "")
    other = Request(
        method={"GET": "PUT"}.get(request_.method, "GET") if changed == "method" else request_.method,
        key=request_.key + ("x" if changed == "key" or (changed == "param" and not request_.params) else ""),
        params=[(name, value + ("x" if changed == "param" else "")) for name, value in request_.params],
        headers=[(name, value + ("x" if changed == "header" else "")) for name, value in request_.headers],
        secret_key=secret_key,
    )
    with pytest.raises(ApiError) as refused:
        verify(seen_by_server(other, ours), {SECRET_ID: Credential(SECRET_ID, secret_key)}, now)
    assert refused.value.code == "SignatureDoesNotMatch"
    assert secret_key not in str(refused.value) or len(secret_key) < 4
