"""Misbehaviour on request, each kind as a client sees it."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator

import fastcrc
import pytest
from cos_requests import Cos, new_bucket_name, parse_raw, signature

from pycos.emulator import ControlError, Emulator

DATA = bytes(range(256)) * 200


@pytest.fixture(scope="module")
def own() -> Iterator[Emulator]:
    """A server of this module: rules are for all requests."""
    with Emulator(https=False) as running:
        yield running


@pytest.fixture
def cos(own: Emulator) -> Iterator[Cos]:
    made = Cos(own, new_bucket_name())
    made.request("PUT")
    made.put("k", DATA)
    own.clear_requests()
    yield made
    own.clear_faults()


def test_a_status_strikes_so_often_and_then_no_more(cos: Cos) -> None:
    cos.server.add_fault("status", match={"operation": "GetObject"}, status=503, code="SlowDown", times=2)
    answers = [cos.get("k") for _ in range(3)]
    assert [answer.status for answer in answers] == [503, 503, 200]
    assert answers[0].code == "SlowDown"
    assert answers[0].headers["x-cos-request-id"]
    assert cos.server.faults()[0]["struck"] == 2
    assert [entry["fault"] for entry in cos.server.requests()] == ["status", "status", ""]


def test_a_status_can_come_without_a_request_id(cos: Cos) -> None:
    cos.server.add_fault("status", status=500, request_id=False)
    answer = cos.get("k")
    assert (answer.status, answer.headers["x-cos-request-id"]) == (500, None)
    assert answer.texts("RequestId") == []


def test_a_status_answer_to_head_has_no_body(cos: Cos) -> None:
    cos.server.add_fault("status", status=503, request_id=False)
    assert cos.request("HEAD", "k").body == b""


def test_rules_match_operation_bucket_key_part_and_occurrence(cos: Cos) -> None:
    server = cos.server
    server.add_fault("status", match={"operation": "PutObject"}, times=0)
    server.add_fault("status", match={"bucket": "other-1250000000"}, times=0)
    server.add_fault("status", match={"key": "x"}, times=0)
    server.add_fault("status", match={"key": "k"}, nth=3, times=1, status=500)
    assert [cos.get("k").status for _ in range(4)] == [200, 200, 500, 200]
    assert cos.get("x").status == 503
    assert cos.request("PUT", "y", body=b"1").status == 503
    server.clear_faults()
    server.add_fault("status", match={"operation": "UploadPart", "part": 2})
    upload = cos.start_upload("m")
    one = cos.request("PUT", "m", params={"partNumber": "1", "uploadId": upload}, body=b"1")
    two = cos.request("PUT", "m", params={"partNumber": "2", "uploadId": upload}, body=b"2")
    assert (one.status, two.status) == (200, 503)


def test_a_connection_is_reset_before_the_request_is_read(cos: Cos) -> None:
    cos.server.add_fault("reset_before")
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        cos.get("k")
    assert cos.server.requests()[-1]["status"] == 0


def test_a_connection_is_reset_within_the_body_of_the_request(cos: Cos) -> None:
    cos.server.add_fault("reset_after_request_bytes", bytes=1_000_000)
    with pytest.raises(ConnectionError):
        cos.request("PUT", "big", body=b"x" * 30_000_000)
    assert cos.get("big").status == 404
    assert 1_000_000 <= cos.server.requests("PutObject")[-1]["received"] < 30_000_000


def test_a_reset_behind_the_whole_body_loses_only_the_answer(cos: Cos) -> None:
    cos.server.add_fault("reset_after_request_bytes", match={"operation": "PutObject"}, bytes=10_000_000)
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        cos.request("PUT", "done", body=b"x")
    assert cos.get("done").body == b"x"


def test_an_answer_ends_early(cos: Cos) -> None:
    cos.server.add_fault("close_after_response_bytes", bytes=1000)
    with pytest.raises(http.client.IncompleteRead) as caught:
        cos.get("k")
    assert caught.value.partial == DATA[:1000]


def test_an_answer_is_cut_by_a_reset(cos: Cos) -> None:
    cos.server.add_fault("reset_after_response_bytes", bytes=1000)
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        cos.get("k")


def test_success_with_an_error_in_its_body(cos: Cos) -> None:
    cos.server.add_fault("error_body", match={"operation": "CopyObject"}, code="InternalError")
    source = {"x-cos-copy-source": f"{cos.host}/k"}
    answer = cos.request("PUT", "copy", headers=source)
    assert (answer.status, answer.xml.tag, answer.code) == (200, "Error", "InternalError")
    assert cos.get("copy").status == 404


def test_a_wrong_crc_and_a_wrong_etag(cos: Cos) -> None:
    cos.server.add_fault("wrong_crc")
    answer = cos.get("k")
    assert answer.body == DATA
    assert answer.headers["x-cos-hash-crc64ecma"] == str(fastcrc.crc64.xz(DATA) ^ 1)
    cos.server.add_fault("wrong_etag")
    assert cos.get("k").headers["ETag"] == '"' + "0" * 32 + '"'


def test_a_header_is_left_out(cos: Cos) -> None:
    cos.server.add_fault("drop_header", header="Content-Range")
    answer = cos.get("k", Range="bytes=0-9")
    assert (answer.status, answer.headers["Content-Range"]) == (206, None)


@pytest.mark.parametrize("offset", [0, 777, len(DATA) - 1])
def test_one_byte_is_damaged(cos: Cos, offset: int) -> None:
    cos.server.add_fault("corrupt_byte", offset=offset)
    body = cos.get("k").body
    assert [n for n in range(len(DATA)) if body[n] != DATA[n]] == [offset]


def test_latency_delays_the_answer(cos: Cos) -> None:
    cos.server.add_fault("latency", seconds=0.3)
    started = time.monotonic()
    assert cos.get("k").status == 200
    assert time.monotonic() - started >= 0.3


def signed_get(cos: Cos) -> bytes:
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/k", [], [("host", cos.host)])
    return (
        f"GET /k HTTP/1.1\r\nHost: {cos.host}\r\nAuthorization: {text}\r\nConnection: close\r\n\r\n".encode()
    )


def read_all(sock: socket.socket) -> bytes:
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def test_a_stall_before_the_headers_lasts_until_it_is_released(cos: Cos) -> None:
    number = cos.server.add_fault("stall_before_headers")
    with socket.create_connection(("127.0.0.1", cos.server.port), timeout=20) as sock:
        sock.sendall(signed_get(cos))
        sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            sock.recv(1)
        sock.settimeout(20)
        cos.server.clear_faults(number)
        assert parse_raw(read_all(sock))[2] == DATA


def test_a_stall_within_the_body_comes_after_its_bytes(cos: Cos) -> None:
    cos.server.add_fault("stall_mid_body", bytes=5000)
    with socket.create_connection(("127.0.0.1", cos.server.port), timeout=20) as sock:
        sock.sendall(signed_get(cos))
        data = b""
        while len(data.partition(b"\r\n\r\n")[2]) < 5000:
            data += sock.recv(65536)
        assert data.partition(b"\r\n\r\n")[2] == DATA[:5000]
        sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            sock.recv(1)
        sock.settimeout(20)
        cos.server.clear_faults()
        assert parse_raw(data + read_all(sock))[2] == DATA


def threads_of(pid: int) -> int:
    with open(f"/proc/{pid}/status") as file:
        return int(file.read().split("Threads:")[1].split()[0])


def test_a_stall_ends_when_its_client_goes(cos: Cos) -> None:
    before = threads_of(cos.server.pid)
    cos.server.add_fault("stall_before_headers", times=0)
    held = [socket.create_connection(("127.0.0.1", cos.server.port), timeout=20) for _ in range(5)]
    for sock in held:
        sock.sendall(signed_get(cos))
    while cos.server.faults()[0]["struck"] < 5:
        pass
    for sock in held:
        sock.close()
    deadline = time.monotonic() + 20
    while threads_of(cos.server.pid) > before and time.monotonic() < deadline:
        pass
    assert threads_of(cos.server.pid) <= before


def test_the_server_stops_although_a_request_is_stalled() -> None:
    with Emulator(https=False) as server:
        server.add_fault("stall_before_headers", times=0)
        answered = threading.Event()
        cos = Cos(server, new_bucket_name())

        def ask() -> None:
            cos.request("PUT")
            answered.set()

        thread = threading.Thread(target=ask)
        thread.start()
        while server.faults()[0]["struck"] < 1:
            pass
        assert server.stop() == 0
        thread.join(20)
    # Stopping releases the stall, and the request under way is answered.
    assert answered.is_set()


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"action": "nonsense"},
        {"action": "status", "match": {"colour": "red"}},
        {"action": "status", "bytes": 5},
        {"action": "latency", "seconds": -1},
        {"action": "latency", "seconds": "long"},
        {"action": "drop_header"},
        [],
    ],
)
def test_a_rule_that_is_none_is_refused(cos: Cos, rule: object) -> None:
    with pytest.raises(ControlError, match="InvalidArgument"):
        cos.server.control("POST", "faults", rule)
    assert cos.server.faults() == []
