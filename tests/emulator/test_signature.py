"""Who may ask: signatures in all their places, times, tokens, and access without any."""

from __future__ import annotations

import hashlib
import pprint
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from cos_requests import Cos, new_bucket_name, parse_raw, raw, signature

from pycos.emulator import Emulator
from pycos.emulator.addressing import Address, Target
from pycos.emulator.application import Settings
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request, WholeBody
from pycos.emulator.signature import Credential, _encoded, encode, sign_key, verify

EXAMPLE_HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com"
EXAMPLE_PATH = "/dir/测试 a+b.txt".encode()
EXAMPLE = (
    "q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE0123456789&q-sign-time=1700000000;1700003660"
    "&q-key-time=1700000000;1700003660&q-header-list=content-type;host;x-cos-meta-name"
    "&q-url-param-list=partnumber;uploadid&q-signature=1557777ef7fa2d679d77144c27239a6b552925bd"
)


def example(**changes: str) -> Request:
    headers = {
        "authorization": EXAMPLE,
        "content-type": "text/plain",
        "host": EXAMPLE_HOST,
        "x-cos-meta-name": "v 1/é",
        **changes,
    }
    address = Address(Target.OBJECT, "examplebucket-1250000000", "", "ap-guangzhou", (EXAMPLE_PATH,))
    query = [("partNumber", "1"), ("uploadId", "abc/+=")]
    return Request("PUT", EXAMPLE_PATH.decode(), address, query, dict(query), headers, WholeBody(b""))


KNOWN = {"AKIDEXAMPLE0123456789": Credential("AKIDEXAMPLE0123456789", "SECRETEXAMPLE0123456789")}


def test_the_worked_example_of_the_official_signer_is_accepted() -> None:
    assert verify(example(), KNOWN, 1700000001) == KNOWN["AKIDEXAMPLE0123456789"]
    assert sign_key("SECRETEXAMPLE0123456789", "1700000000;1700003660") == (
        b"4c9194622c2df241213cbab9e2512d542a7cdc27"
    )


def test_a_host_with_a_port_matches_a_signature_made_without_one() -> None:
    assert verify(example(host=EXAMPLE_HOST + ":8080"), KNOWN, 1700000001) == KNOWN["AKIDEXAMPLE0123456789"]


@pytest.mark.parametrize(
    ("name", "text"), [("content-type", "text/html"), ("x-cos-meta-name", "v 1/e"), ("host", "other.com")]
)
def test_a_changed_signed_header_does_not_match(name: str, text: str) -> None:
    with pytest.raises(ApiError) as caught:
        verify(example(**{name: text}), KNOWN, 1700000001)
    assert caught.value.code == "SignatureDoesNotMatch"


def test_a_mismatch_shows_what_was_signed_but_no_key_and_no_wanted_signature(cos: Cos) -> None:
    text = signature(cos.server.secret_id, "wrong", "GET", "/", [], [("host", cos.host)])
    answer = cos.request("GET", authorization=text)
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")
    http_string = answer.texts("FormatString")[0]
    assert http_string == f"get\n/\n\nhost={cos.host}\n"
    assert hashlib.sha1(http_string.encode()).hexdigest() in answer.texts("StringToSign")[0]
    window = text.split("q-key-time=")[1].split("&")[0]
    assert sign_key(cos.server.secret_key, window) not in answer.body
    assert cos.server.secret_key.encode() not in answer.body


def test_an_unknown_key_id_is_named_as_such(cos: Cos) -> None:
    text = signature("AKIDnobody", "x", "GET", "/", [], [("host", cos.host)])
    answer = cos.request("GET", authorization=text)
    assert (answer.status, answer.code) == (403, "InvalidAccessKeyId")


def test_an_expired_request_has_the_message_clients_look_for(cos: Cos) -> None:
    now = int(time.time())
    answer = cos.request("GET", window=(now - 100, now - 50))
    assert (answer.status, answer.code) == (403, "AccessDenied")
    assert answer.texts("Message") == ["Request has expired"]
    assert answer.headers["Date"]
    assert abs(int(answer.texts("ServerTime")[0]) - now) < 60


def test_a_clock_that_runs_far_ahead_is_refused_and_a_little_is_allowed(cos: Cos) -> None:
    now = int(time.time())
    far = cos.request("GET", window=(now + 1200, now + 2000))
    assert (far.status, far.code) == (403, "RequestTimeTooSkewed")
    assert cos.request("GET", window=(now + 600, now + 2000)).status == 200


def test_no_signature_is_access_denied_with_a_request_id_and_all_elements(cos: Cos) -> None:
    answer = cos.request("GET", "k", signed=False)
    assert (answer.status, answer.code) == (403, "AccessDenied")
    assert answer.headers["x-cos-request-id"]
    assert answer.headers["x-cos-trace-id"]
    for name in ("Message", "Resource", "RequestId", "TraceId"):
        assert answer.texts(name)[0]
    assert answer.texts("Resource") == [f"{cos.host}/k"]


def test_a_refused_head_has_no_body(cos: Cos) -> None:
    answer = cos.request("HEAD", "k", signed=False)
    assert (answer.status, answer.body) == (403, b"")
    assert answer.headers["x-cos-request-id"]


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "q-sign-algorithm=sha1",
        "q-sign-algorithm=md5&q-ak=a&q-sign-time=1;2&q-key-time=1;2&q-header-list=&q-url-param-list=&q-signature=",
    ],
)
def test_a_signature_that_is_none_is_refused(cos: Cos, text: str) -> None:
    answer = cos.request("GET", authorization=text)
    assert (answer.status, answer.code) == (403, "AccessDenied")


def test_time_ranges_that_are_no_numbers_are_refused(cos: Cos) -> None:
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/", [], [("host", cos.host)])
    start = text.split("q-sign-time=")[1].split("&")[0]
    answer = cos.request("GET", authorization=text.replace(start, "x;y"))
    assert (answer.status, answer.code) == (403, "AccessDenied")


def ask(cos: Cos, target: str, method: str = "GET", body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    head = f"{method} {target} HTTP/1.1\r\nHost: {cos.host}\r\nConnection: close\r\n"
    return parse_raw(raw(cos.server, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body))


def test_a_presigned_url_gets_and_puts(cos: Cos) -> None:
    key = "a b/+测试.txt"
    assert ask(cos, cos.presigned("PUT", key), "PUT", b"data")[0] == 200
    status, headers, body = ask(cos, cos.presigned("GET", key, response_content_type="x/y"))
    assert (status, headers["content-type"], body) == (200, "x/y", b"data")


def test_a_presigned_url_is_bound_to_method_key_and_signed_parameters(cos: Cos) -> None:
    cos.put("k", b"data")
    url = cos.presigned("GET", "k", response_content_type="x/y")
    assert ask(cos, url, "PUT")[0] == 403
    assert ask(cos, url.replace("/k?", "/other?"))[0] == 403
    assert ask(cos, url.replace("x%2Fy", "x%2Fz"))[0] == 403


def test_an_expired_presigned_url_is_refused(cos: Cos) -> None:
    status, _, body = ask(cos, cos.presigned("GET", "k", seconds=-10))
    assert status == 403
    assert b"Request has expired" in body


def test_the_whole_signature_may_come_in_one_sign_parameter(cos: Cos) -> None:
    cos.put("k", b"data")
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/k", [], [("host", cos.host)])
    assert ask(cos, f"/k?sign={quote(text, safe='')}")[2] == b"data"
    changed = quote(text[:-1] + ("0" if text[-1] != "0" else "1"), safe="")
    assert ask(cos, f"/k?sign={changed}")[0] == 403


def test_a_signed_parameter_must_be_there(cos: Cos) -> None:
    text = signature(
        cos.server.secret_id, cos.server.secret_key, "GET", "/", [("acl", "")], [("host", cos.host)]
    )
    assert cos.request("GET", params={"acl": ""}, authorization=text).status == 200
    refused = cos.request("GET", authorization=text)
    assert (refused.status, refused.code) == (403, "SignatureDoesNotMatch")


def test_an_empty_signature_is_none(cos: Cos) -> None:
    assert cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read"}).status == 200
    assert cos.request("GET", signed=False, headers={"Authorization": ""}).status == 200


def test_a_public_bucket_can_be_read_but_not_written_by_anybody(cos: Cos) -> None:
    cos.put("k", b"data")
    cos.put("secret", b"data", x_cos_acl="private")
    assert cos.request("GET", "k", signed=False).status == 403
    answer = cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read"})
    assert answer.status == 200
    assert cos.request("GET", "k", signed=False).body == b"data"
    assert cos.request("GET", signed=False).texts("Contents/Key") == ["k", "secret"]
    assert cos.request("GET", "secret", signed=False).status == 403
    assert cos.request("PUT", "k", signed=False, body=b"x").status == 403
    assert cos.request("GET", signed=False, params={"acl": ""}).status == 403


def test_a_public_object_in_a_private_bucket_can_be_read_by_anybody(cos: Cos) -> None:
    cos.put("k", b"data", x_cos_acl="public-read")
    assert cos.request("GET", "k", signed=False).body == b"data"
    assert cos.request("DELETE", "k", signed=False).status == 403


def test_a_public_read_write_bucket_takes_objects_from_anybody(cos: Cos) -> None:
    cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read-write"})
    assert cos.request("PUT", "k", signed=False, body=b"x").status == 200
    assert cos.request("DELETE", signed=False).status == 403


@pytest.fixture(scope="module")
def sts() -> Iterator[Emulator]:
    expired = int(time.time()) - 10
    credentials = ["main:key", "temporary:key2:the-token", f"stale:key3:old-token:{expired}"]
    with Emulator(https=False, credentials=credentials) as running:
        yield running


def as_key(cos: Cos, secret_id: str, key: str, token: str | None) -> tuple[int, str]:
    headers = {"x-cos-security-token": token} if token is not None else {}
    text = signature(secret_id, key, "GET", "/", [], [("host", cos.host)])
    answer = cos.request("GET", headers=headers, authorization=text)
    return answer.status, answer.code if answer.status >= 400 else ""


def test_temporary_keys_work_only_with_their_own_token(sts: Emulator) -> None:
    cos = Cos(sts, new_bucket_name())
    assert cos.request("PUT").status == 200
    assert as_key(cos, "temporary", "key2", "the-token") == (200, "")
    assert as_key(cos, "temporary", "key2", None) == (403, "InvalidAccessKeyId")
    assert as_key(cos, "temporary", "key2", "old-token") == (403, "InvalidAccessKeyId")
    assert as_key(cos, "main", "key", "the-token") == (403, "InvalidAccessKeyId")


def test_expired_temporary_keys_are_told_apart(sts: Emulator) -> None:
    cos = Cos(sts, new_bucket_name())
    assert as_key(cos, "stale", "key3", "old-token") == (400, "ExpiredToken")


def test_no_key_shows_in_the_representation_of_a_credential() -> None:
    credential = Credential("the-id", "the-key", "the-token")
    shown = repr(credential) + str(credential) + f"{credential}" + pprint.pformat([credential])
    assert "the-key" not in shown
    assert "the-token" not in shown


def test_no_secret_shows_in_the_representation_of_the_settings() -> None:
    credential = Credential("the-id", "the-key", "the-token")
    settings = Settings(
        {"the-id": credential}, {}, control_token="the-control-token", seed={"credentials": "seeded"}
    )
    shown = repr(settings) + str(settings) + f"{settings}" + pprint.pformat(settings)
    assert "the-id" in shown
    for secret in ("the-key", "the-token", "the-control-token", "seeded"):
        assert secret not in shown


def test_long_texts_are_encoded_and_not_kept() -> None:
    kept = _encoded.cache_info().currsize
    assert encode("a b" * 1000) == "a%20b" * 1000
    assert _encoded.cache_info().currsize == kept
