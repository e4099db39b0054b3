"""Slow, damaged and wrongly announced answers, clocks, credentials and space: each as a client sees it."""

from __future__ import annotations

import email.utils
import hashlib
import http.client
import random
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import fastcrc
import pytest
from cos_requests import Cos, new_bucket_name, parse_raw, raw, signature

from pycos.emulator import Emulator

DATA = bytes(range(256)) * 200
TOKEN = "a-token"


@pytest.fixture(scope="module")
def own() -> Iterator[Emulator]:
    """A server of this module: rules are for all requests."""
    with Emulator(https=False, arguments=["--min-part-size", "1"]) as running:
        yield running


@pytest.fixture
def cos(own: Emulator) -> Iterator[Cos]:
    made = Cos(own, new_bucket_name())
    made.request("PUT")
    made.put("k", DATA)
    own.clear_requests()
    yield made
    own.clear_faults()


def raw_request(cos: Cos, method: str, key: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as bytes, after which the server closes."""
    text = signature(cos.server.secret_id, cos.server.secret_key, method, f"/{key}", [], [("host", cos.host)])
    given = {
        "Host": cos.host,
        "Authorization": text,
        "Connection": "close",
        "Content-Length": str(len(body)),
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"{method} /{key} HTTP/1.1\r\n{lines}\r\n".encode() + body


def seconds_of(call: object) -> float:
    started = time.monotonic()
    call()  # type: ignore[operator]
    return time.monotonic() - started


def test_an_answer_goes_out_at_a_bandwidth(cos: Cos) -> None:
    cos.server.add_fault("bandwidth", response=200_000)
    assert seconds_of(lambda: cos.get("k")) > 0.2
    cos.server.add_fault("bandwidth", response=200_000)
    assert cos.get("k").body == DATA


def test_a_request_comes_in_at_a_bandwidth(cos: Cos) -> None:
    cos.server.add_fault("bandwidth", match={"operation": "PutObject"}, request=200_000)
    assert seconds_of(lambda: cos.put("slow", DATA)) > 0.2
    assert cos.get("slow").body == DATA


def test_taking_a_bandwidth_back_lets_the_rest_go_at_once(cos: Cos) -> None:
    number = cos.server.add_fault("bandwidth", response=1)
    with socket.create_connection(("127.0.0.1", cos.server.port), timeout=20) as sock:
        sock.sendall(raw_request(cos, "GET", "k"))
        data = b""
        while not data.partition(b"\r\n\r\n")[2]:
            data += sock.recv(65536)
        cos.server.clear_faults(number)
        while piece := sock.recv(65536):
            data += piece
    assert parse_raw(data)[2] == DATA


def test_an_answer_dribbles(cos: Cos) -> None:
    cos.put("few", b"abcdef")
    cos.server.add_fault("dribble", bytes=2, seconds=0.1)
    started = time.monotonic()
    assert cos.get("few").body == b"abcdef"
    assert time.monotonic() - started >= 0.2


def test_a_request_dribbles_in(cos: Cos) -> None:
    cos.server.add_fault("dribble", bytes=2, seconds=0.1, side="request")
    assert seconds_of(lambda: cos.put("few", b"abcdef")) >= 0.2
    assert cos.get("few").body == b"abcdef"


def test_latency_has_a_jitter_that_its_seed_decides(cos: Cos) -> None:
    chance = random.Random(7)
    wanted = [0.05 + 0.2 * chance.random() for _ in range(2)]
    cos.server.add_fault("latency", seconds=0.05, jitter=0.2, seed=7, times=0)
    for expected in wanted:
        assert expected <= seconds_of(lambda: cos.request("HEAD", "k"))


def test_a_byte_of_the_request_is_damaged(cos: Cos) -> None:
    cos.server.add_fault("corrupt_byte", offset=3, side="request")
    answer = cos.put("bad", DATA)
    assert answer.headers["x-cos-hash-crc64ecma"] != str(fastcrc.crc64.xz(DATA))
    body = cos.get("bad").body
    assert [n for n in range(len(DATA)) if body[n] != DATA[n]] == [3]


def uploaded(cos: Cos) -> str:
    upload = cos.start_upload("m")
    etag = cos.put_part("m", upload, 1, b"part")
    return cos.complete("m", upload, [(1, etag)]).body.decode()


def test_a_wrong_etag_is_wrong_in_xml_too(cos: Cos) -> None:
    cos.server.add_fault("wrong_etag", match={"operation": "CompleteMultipartUpload"})
    wrong = uploaded(cos)
    assert "0" * 32 in wrong
    assert "0" * 32 not in uploaded(cos)


def test_an_etag_is_missing_in_header_and_xml(cos: Cos) -> None:
    cos.server.add_fault("missing_etag", times=0, match={"operation": "CompleteMultipartUpload"})
    cos.server.add_fault("missing_etag", match={"operation": "GetObject"})
    assert "ETag" not in uploaded(cos)
    assert cos.get("k").headers["ETag"] is None
    assert cos.get("k").headers["ETag"] == f'"{hashlib.md5(DATA).hexdigest()}"'


def test_a_crc_is_missing(cos: Cos) -> None:
    cos.server.add_fault("missing_crc")
    assert cos.get("k").headers["x-cos-hash-crc64ecma"] is None
    assert cos.get("k").headers["x-cos-hash-crc64ecma"] is not None


def test_a_content_range_is_off_by_one(cos: Cos) -> None:
    cos.server.add_fault("wrong_content_range")
    answer = cos.get("k", Range="bytes=10-19")
    assert answer.headers["Content-Range"] == f"bytes 11-20/{len(DATA)}"
    assert answer.body == DATA[10:20]


def test_a_content_range_is_missing(cos: Cos) -> None:
    cos.server.add_fault("missing_content_range")
    answer = cos.get("k", Range="bytes=10-19")
    assert (answer.status, answer.headers["Content-Range"]) == (206, None)


def test_a_content_length_promises_too_much(cos: Cos) -> None:
    cos.server.add_fault("wrong_content_length", delta=5)
    with pytest.raises(http.client.IncompleteRead) as caught:
        cos.get("k")
    assert (caught.value.partial, caught.value.expected) == (DATA, 5)


def test_a_content_length_promises_too_little(cos: Cos) -> None:
    cos.server.add_fault("wrong_content_length", delta=-5)
    status, headers, body = parse_raw(raw(cos.server, raw_request(cos, "GET", "k")))
    assert (status, headers["content-length"], body) == (200, str(len(DATA) - 5), DATA)


def test_an_error_in_a_body_of_200_comes_behind_white_space(cos: Cos) -> None:
    source = {"x-cos-copy-source": f"{cos.host}/k"}
    cos.server.add_fault("error_body", code="SlowDown", spaces=3, seconds=0.02)
    answer = cos.request("PUT", "copy", headers=source)
    assert answer.body.startswith(b"<?xml version='1.0' encoding='utf-8' ?>\n   <Error>")
    assert (answer.status, answer.code) == (200, "SlowDown")
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert cos.get("copy").status == 404


def test_a_connection_is_kept_alive_by_white_space_and_then_answered(cos: Cos) -> None:
    upload = cos.start_upload("m")
    etag = cos.put_part("m", upload, 1, b"part")
    cos.server.add_fault("white_space", spaces=2, seconds=0.05)
    started = time.monotonic()
    answer = cos.complete("m", upload, [(1, etag)])
    assert time.monotonic() - started >= 0.1
    assert answer.body.startswith(
        b"<?xml version='1.0' encoding='utf-8' ?>\n  <CompleteMultipartUploadResult>"
    )
    assert cos.get("m").body == b"part"


@pytest.mark.parametrize("skew", [7200, -7200])
def test_a_clock_that_is_off_refuses_the_time_of_its_client(cos: Cos, skew: int) -> None:
    cos.server.add_fault("clock_skew", seconds=skew)
    answer = cos.get("k")
    code, message = ("AccessDenied", "Request has expired") if skew > 0 else ("RequestTimeTooSkewed", None)
    assert (answer.status, answer.code) == (403, code)
    assert message in (None, answer.xml.findtext("Message"))
    sent = email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp()
    assert abs(sent - time.time() - skew) < 60


def test_a_client_that_follows_the_clock_is_served(cos: Cos) -> None:
    cos.server.add_fault("clock_skew", seconds=7200, times=2)
    answer = cos.get("k")
    now = int(email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp())
    assert cos.request("GET", "k", window=(now - 60, now + 600)).body == DATA


def test_a_credential_expires(cos: Cos) -> None:
    cos.server.add_fault("expired_credential")
    answer = cos.get("k")
    assert (answer.status, answer.code) == (403, "AccessDenied")
    assert answer.xml.findtext("Message") == "Request has expired"
    assert cos.get("k").status == 200


@pytest.mark.parametrize(("kind", "token"), [("auto", TOKEN), ("token", "")])
def test_a_token_expires(cos: Cos, kind: str, token: str) -> None:
    cos.server.add_fault("expired_credential", kind=kind)
    answer = cos.request("GET", "k", headers={"x-cos-security-token": token} if token else {})
    assert (answer.status, answer.code) == (400, "ExpiredToken")


def test_a_status_comes_with_a_time_to_wait(cos: Cos) -> None:
    cos.server.add_fault("status", status=429, retry_after=7)
    answer = cos.get("k")
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (429, "SlowDown", "7")


def test_space_runs_out_after_some_bytes(cos: Cos) -> None:
    cos.server.add_fault("out_of_space", match={"operation": "PutObject"}, bytes=1000)
    answer = cos.request("PUT", "full", body=DATA)
    assert (answer.status, answer.code) == (500, "InternalError")
    assert cos.get("full").status == 404
    assert cos.server.requests("PutObject")[-1]["received"] == 1000


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_client_is_sent_elsewhere(cos: Cos, status: int) -> None:
    cos.server.add_fault("redirect", status=status, location="http://elsewhere.example/k")
    answer = cos.get("k")
    assert (answer.status, answer.headers["Location"]) == (status, "http://elsewhere.example/k")


def test_a_client_is_sent_to_the_other_domain_of_its_bucket(cos: Cos) -> None:
    cos.server.add_fault("redirect", request_id=False)
    answer = cos.get("k")
    assert answer.headers["Location"] == f"http://{cos.bucket}.cos.ap-guangzhou.tencentcos.cn/k"
    assert answer.headers["x-cos-request-id"] is None


def test_a_header_holds_what_the_rule_says(cos: Cos) -> None:
    cos.server.add_fault("set_header", header="Content-Type", value="text/x-other")
    assert cos.get("k").headers.get_all("Content-Type") == ["text/x-other"]


def test_a_new_connection_is_left_alone_for_a_while(cos: Cos) -> None:
    cos.server.add_fault("slow_accept", seconds=0.3)
    assert seconds_of(lambda: cos.get("k")) >= 0.3
    assert cos.server.faults()[0]["struck"] == 1


def test_the_control_interface_is_not_held_back(cos: Cos) -> None:
    cos.server.add_fault("slow_accept", seconds=3600, times=0)
    with socket.create_connection(("127.0.0.1", cos.server.port), timeout=20) as sock:
        sock.sendall(raw_request(cos, "GET", "k"))
        cos.server.clear_faults()
        data = b""
        while piece := sock.recv(65536):
            data += piece
    assert parse_raw(data)[2] == DATA


def test_a_lost_answer_keeps_nothing_open(cos: Cos) -> None:
    cos.put("large", DATA * 4)
    cos.server.add_fault("reset_after_request_bytes", match={"operation": "GetObject"}, bytes=5)
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        cos.get("large")
    assert cos.request("DELETE", "large").status == 204


@pytest.mark.parametrize(
    ("action", "options", "seconds"),
    [
        ("slow_accept", {"seconds": 0.2}, 0.2),
        ("bandwidth", {"response": 200_000}, 0.2),
        ("dribble", {"bytes": 30_000, "seconds": 0.1}, 0.1),
    ],
)
def test_it_is_as_slow_over_https(
    server: Emulator, action: str, options: dict[str, Any], seconds: float
) -> None:
    cos = Cos(server, new_bucket_name())
    cos.request("PUT", headers={"x-cos-acl": "public-read"})
    cos.put("k", DATA)
    # Of connections nothing is known: this rule could strike those of other tests.
    rule = server.add_fault(
        action, **({} if action == "slow_accept" else {"match": {"bucket": cos.bucket}}), **options
    )
    context = ssl.create_default_context(cafile=server.ca_file)
    started = time.monotonic()
    connection = http.client.HTTPSConnection("localhost", server.https_port, context=context, timeout=20)
    try:
        connection.request("GET", "/k", headers={"Host": cos.host})
        assert connection.getresponse().read() == DATA
    finally:
        connection.close()
        server.clear_faults(rule)
    assert time.monotonic() - started >= seconds
