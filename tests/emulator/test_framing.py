"""HTTP as it comes over the wire, friendly and hostile."""

from __future__ import annotations

import re
import socket

import pytest
from cos_requests import Cos, parse_raw, raw, signature

from pycos.emulator import Emulator
from pycos.emulator.errors import ApiError
from pycos.emulator.framing import parse_head
from pycos.emulator.stream import Stream

HEAD = b"Host: x-1250000000.cos.ap-guangzhou.myqcloud.com\r\n"


@pytest.mark.parametrize(
    "data",
    [
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: +3\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 3, 3\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 0x3\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: -1\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n"
        + HEAD
        + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.0\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"X-A: one\r\n two\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"X-A : one\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"X-A: on\x00e\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"X A: one\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + HEAD + b"\r\n",
        b"GET /k HTTP/1.1\r\nX: y\r\n\r\n",
        b"GET /k HTTP/2.0\r\n" + HEAD + b"\r\n",
        b"GET /k\r\n\r\n",
        b"GET  /k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"NONSENSE /k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"\r\n\r\nGET /k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"\nGET /k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"\rGET /k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET /k HTTP/1.1\n" + HEAD + b"\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"A: b\nC: d\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"A: b\rC: d\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b": b\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"A\x00: b\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"A: b\x7f\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + b" " + HEAD + b"\r\n",
        b"GET /k HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /k HTTP/1.1\r\nHost: " + b"a." * 130 + b"\r\n\r\n",
        b"GET http://" + b"a." * 130 + b"/k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET /k HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"GET /k HTTP/1.1\r\nHost: a@b\r\n\r\n",
        b"GET /k HTTP/1.1\r\nHost: a:b\r\n\r\n",
        b"GET /k#f HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET /\xff HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET /\x00 HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET * HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"OPTIONS * HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET http:/k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET http:///k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET http://u@x-1250000000.cos.ap-guangzhou.myqcloud.com/k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET ftp://x-1250000000.cos.ap-guangzhou.myqcloud.com/k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"SOURCE /k ICE/1.0\r\n" + HEAD + b"\r\n",
        b"DESCRIBE /k RTSP/1.0\r\n" + HEAD + b"\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"get /k HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"GET /k http/1.1\r\n" + HEAD + b"\r\n",
        b"GET /k HTTP/1.10\r\n" + HEAD + b"\r\n",
        b"GET /k\tHTTP/1.1\r\n" + HEAD + b"\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length:\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: \x0b3\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 3\x00\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: \xd9\xa3\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 3 3\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 1_0\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length: 9999999999999999999\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Content-Length : 3\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding:\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: identity\r\n\r\nabc",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding\x00: chunked\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"PUT /k HTTP/1.1\r\n" + HEAD + b"X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"Expect: 200-ok\r\n\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"\r\n",
        b"GET /k HTTP/1.1\r\n" + HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_refused_and_the_connection_closed(
    server: Emulator, data: bytes
) -> None:
    answer = raw(server, data + b"GET /smuggled HTTP/1.1\r\n" + HEAD + b"\r\n")
    status, headers, _ = parse_raw(answer)
    assert status == 400
    assert headers["connection"] == "close"
    assert len(re.findall(rb"HTTP/1\.1 \d{3} ", answer)) == 1


def signed_put(cos: Cos, key: str, headers: str, body: bytes) -> bytes:
    text = signature(cos.server.secret_id, cos.server.secret_key, "PUT", f"/{key}", [], [("host", cos.host)])
    head = f"PUT /{key} HTTP/1.1\r\nHost: {cos.host}\r\nAuthorization: {text}\r\n{headers}\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\nabc\r\n0\r\n\r\n",
        b"3\nabc\r\n0\r\n\r\n",
        b"3\r\nabcd\r\n0\r\n\r\n",
        b"-3\r\nabc\r\n0\r\n\r\n",
        b"0x3\r\nabc\r\n0\r\n\r\n",
        b"3" + b"0" * 20 + b"\r\nabc\r\n0\r\n\r\n",
        b"3;" + b"x" * 1000 + b"\r\nabc\r\n0\r\n\r\n",
        b"\r\n0\r\n\r\n",
        b"3\r\nabc0\r\n\r\n",
        b"+3\r\nabc\r\n0\r\n\r\n",
        b" 3\r\nabc\r\n0\r\n\r\n",
        b"3_0\r\nabc\r\n0\r\n\r\n",
        b"\xef\xbc\x93\r\nabc\r\n0\r\n\r\n",
        b"3\x00\r\nabc\r\n0\r\n\r\n",
        b"3;a=\x00\r\nabc\r\n0\r\n\r\n",
        b"3;a\rb\r\nabc\r\n0\r\n\r\n",
        b"3;a\nb\r\nabc\r\n0\r\n\r\n",
        b"3\rabc\r\n0\r\n\r\n",
        b"3\r\nabc\n0\r\n\r\n",
        b"3\r\nabc\r\n0\n\r\n",
        b"3\r\nabc\r\n0\r\nnot a header\r\n\r\n",
        b"3\r\nabc\r\n0\r\n folded: x\r\n\r\n",
        b"3\r\nabc\r\n0\r\nX : y\r\n\r\n",
        b"3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n",
        b"3\r\nabc\r\n0\r\ntransfer-encoding: chunked\r\n\r\n",
        b"3\r\nabc\r\n0\r\nX: \x00\r\n\r\n",
        b"3\r\nabc\r\n0\r\n" + b"X: y\r\n" * 65 + b"\r\n",
        b"3\r\nabc\r\n0\r\nX: " + b"y" * 300 + b"\r\n\r\n",
    ],
)
def test_a_bad_chunk_is_refused_and_nothing_is_stored(cos: Cos, body: bytes) -> None:
    answer = raw(cos.server, signed_put(cos, "k", "Transfer-Encoding: chunked\r\n", body), half_close=True)
    assert parse_raw(answer)[0] == 400
    assert cos.get("k").status == 404


def test_a_chunked_body_is_stored_whole(cos: Cos) -> None:
    body = b"5\r\nhello\r\n1;extension=x\r\n \r\n5\r\nworld\r\n0\r\nX-Trailer: y\r\n\r\n"
    headers = "Transfer-Encoding: chunked\r\nConnection: close\r\n"
    assert parse_raw(raw(cos.server, signed_put(cos, "k", headers, body)))[0] == 200
    assert cos.get("k").body == b"hello world"


def test_a_large_chunked_body_goes_to_a_blob_and_comes_back(cos: Cos) -> None:
    pieces = [bytes([n]) * 70_000 for n in range(9)]
    assert cos.request("PUT", "k", body=iter(pieces)).status == 200
    assert cos.get("k").body == b"".join(pieces)


def test_a_body_that_ends_early_is_dropped(cos: Cos) -> None:
    data = signed_put(cos, "k", "Content-Length: 100000\r\n", b"x" * 50_000)
    assert raw(cos.server, data, half_close=True) == b""
    assert cos.get("k").status == 404


def test_a_refused_head_request_gets_no_body(server: Emulator) -> None:
    answer = raw(server, b"HEAD /k HTTP/1.1\r\nno header\r\n\r\n")
    assert parse_raw(answer)[0] == 400
    assert answer.endswith(b"\r\n\r\n")


def test_pipelined_requests_are_answered_in_order(cos: Cos) -> None:
    one = signed_put(cos, "one", "Content-Length: 1\r\n", b"1")
    two = signed_put(cos, "two", "Content-Length: 1\r\nConnection: close\r\n", b"2")
    answer = raw(cos.server, one + two)
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert (cos.get("one").body, cos.get("two").body) == (b"1", b"2")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Length: 9\r\n", b"GET /x\r\n\r"),
        ("Transfer-Encoding: chunked\r\n", b"2\r\nGE\r\n7;x=y\r\nT /x\r\n\r\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n", b"9\r\nGET /x\r\n\r\r\n0\r\nX: GET / HTTP/1.1\r\n\r\n"),
    ],
)
def test_a_body_that_looks_like_a_request_stays_a_body(cos: Cos, headers: str, body: bytes) -> None:
    one = signed_put(cos, "one", headers, body)
    two = signed_put(cos, "two", "Content-Length: 1\r\nConnection: close\r\n", b"2")
    cos.server.clear_requests()
    assert raw(cos.server, one + two).count(b"HTTP/1.1 200 OK") == 2
    assert (cos.get("one").body, cos.get("two").body) == (b"GET /x\r\n\r", b"2")


def test_a_refused_body_is_never_read_as_the_next_request(cos: Cos) -> None:
    hidden = signed_put(cos, "hidden", "Content-Length: 1\r\n", b"1")
    for size in (len(hidden), 2_000_000):  # read away so that the connection can stay, and too large for that
        body = hidden + b"x" * (size - len(hidden))
        head = f"PUT /k HTTP/1.1\r\nHost: {cos.host}\r\nContent-Length: {size}\r\n\r\n"
        answer = raw(cos.server, head.encode() + body, half_close=True)
        assert re.findall(rb"HTTP/1\.1 (\d{3})", answer) == [b"403"]
    head = f"PUT /k HTTP/1.1\r\nHost: {cos.host}\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = raw(cos.server, head.encode() + hidden, half_close=True)
    assert re.findall(rb"HTTP/1\.1 (\d{3})", answer) == [b"403"]
    assert cos.get("hidden").status == 404


def test_the_target_outranks_the_host_header(cos: Cos) -> None:
    cos.put("k", b"data")
    target = f"http://{cos.host}/k"
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/k", [], [("host", cos.host)])
    for host in ("other-1250000000.cos.ap-guangzhou.myqcloud.com", "127.0.0.1", "x"):
        head = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {text}\r\nConnection: close\r\n\r\n"
        status, _, body = parse_raw(raw(cos.server, head.encode()))
        assert (status, body) == (200, b"data")


def test_the_answer_to_close_is_close(cos: Cos) -> None:
    assert cos.request("GET", headers={"Connection": "close"}).headers["Connection"] == "close"
    assert cos.request("GET").headers["Connection"] == "keep-alive"


def test_http_1_0_closes_unless_asked(cos: Cos) -> None:
    answer = raw(cos.server, b"GET /k HTTP/1.0\r\nHost: " + cos.host.encode() + b"\r\n\r\n")
    status, headers, _ = parse_raw(answer)
    assert (status, headers["connection"]) == (403, "close")


def read_head(sock: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(4096)
        assert piece, data
        data += piece
    return data


def test_100_continue_comes_only_after_the_signature_was_checked(cos: Cos) -> None:
    with socket.create_connection(("127.0.0.1", cos.server.port), timeout=20) as sock:
        sock.sendall(signed_put(cos, "k", "Content-Length: 5\r\nExpect: 100-continue\r\n", b""))
        assert read_head(sock) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"hello")
        assert read_head(sock).startswith(b"HTTP/1.1 200 OK\r\n")
    head = f"PUT /k HTTP/1.1\r\nHost: {cos.host}\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    assert parse_raw(raw(cos.server, head.encode()))[0] == 403


def test_a_refusal_reaches_a_client_that_sends_its_whole_body_first(cos: Cos) -> None:
    answer = cos.request("PUT", "k", body=b"x" * 20_000_000, signed=False)
    assert (answer.status, answer.code) == (403, "AccessDenied")


def test_a_key_that_is_not_utf8_is_refused(cos: Cos) -> None:
    answer = raw(cos.server, f"GET /%ff HTTP/1.1\r\nHost: {cos.host}\r\nConnection: close\r\n\r\n".encode())
    status, _, body = parse_raw(answer)
    assert status == 400
    assert b"InvalidURI" in body


@pytest.mark.parametrize(
    "target",
    ["/k%", "/k%4", "/k%zz", "/?prefix=%", "/?prefix=%zz", "/?prefix=%ff", "/?prefix=%ED%A0%80", "/?%ff"],
)
def test_what_is_not_percent_encoded_utf8_is_refused(cos: Cos, target: str) -> None:
    head = f"GET {target} HTTP/1.1\r\nHost: {cos.host}\r\nConnection: close\r\n\r\n"
    status, _, body = parse_raw(raw(cos.server, head.encode()))
    assert status == 400
    assert b"InvalidURI" in body


def test_a_query_has_a_limited_number_of_items(cos: Cos) -> None:
    for count, code in ((256, b"AccessDenied"), (257, b"InvalidURI")):
        query = "&".join(f"x-cos-{number}=1" for number in range(count))
        head = f"GET /?{query} HTTP/1.1\r\nHost: {cos.host}\r\nConnection: close\r\n\r\n"
        assert code in raw(cos.server, head.encode())


def test_a_connection_too_many_is_told_so() -> None:
    with Emulator(https=False) as server:
        held = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(256)]
        try:
            # The 256 are accepted in order, so this one comes after all of them.
            status, headers, _ = parse_raw(raw(server, b""))
            assert (status, headers["connection"]) == (503, "close")
        finally:
            for sock in held:
                sock.close()


def test_a_head_beyond_the_limit_is_refused_even_when_its_end_arrives_with_the_last_piece() -> None:
    head = b"GET /k HTTP/1.1\r\n" + HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n"
    client, accepted = socket.socketpair()
    with client, accepted:
        stream = Stream(accepted, 20)
        stream.buffer = head[:60_000]  # what an earlier read left: not yet too large
        client.sendall(head[60_000:])
        with pytest.raises(ApiError, match="too large"):
            stream.read_head()


def test_all_values_of_a_header_that_comes_more_than_once_are_kept_in_their_order() -> None:
    head = parse_head(b"GET /k HTTP/1.1\r\n" + HEAD + b"X-A: 1\r\nX-B: 2\r\nX-A: 3\r\nx-a: 4\r\n\r\n")
    assert (head.headers["x-a"], head.headers["x-b"]) == ("1, 3, 4", "2")
