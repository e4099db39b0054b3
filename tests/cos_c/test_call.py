"""One request from plain values to plain values."""

from __future__ import annotations

import dataclasses
import os
import socket
import threading
import time

import pytest

from cos_c import BytesSink, Call, CancelFlag, FileSink, FileSource, MemorySink, MemorySource, Settings, lib
from tests.cos_c.conftest import BUCKET, Answer


def test_get_returns_status_headers_and_body(server, settings):
    headers = [("x-cos-request-id", "id-1"), ("x-cos-meta-a", "1"), ("ETag", '"e"')]
    server.answer("a.txt", Answer(200, headers, b"hello"))
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a.txt")
    assert reply.status.ok
    assert (reply.status.code, reply.http_status, reply.status.request_id) == (200, 200, "id-1")
    assert reply.body == b"hello"
    assert reply.received == 5
    received = {name.lower(): value for name, value in reply.headers}
    assert received["x-cos-meta-a"] == "1"
    assert received["etag"] == '"e"'


def test_put_sends_params_headers_and_body(server, settings):
    server.answer("dir/a b+中.txt", Answer())
    server.answer("dir/a%20b%2B%E4%B8%AD.txt", Answer())
    with Call(settings) as call:
        reply = call.execute(
            "PUT",
            bucket=BUCKET,
            key="dir/a b+中.txt",
            params=[("acl", ""), ("x", "1 2")],
            headers=[("x-cos-meta-n", "v"), ("Content-Type", "text/plain")],
            source=MemorySource(b"data"),
        )
    assert reply.status.code == 200, reply
    (request,) = server.requests
    assert request.method == "PUT"
    assert request.body == b"data"
    path, _, query = request.path.partition("?")
    assert path == f"/{BUCKET}/dir/a%20b%2B%E4%B8%AD.txt"
    assert sorted(query.split("&")) == ["acl", "x=1%202"] or sorted(query.split("&")) == ["acl=", "x=1%202"]
    sent = {name.lower(): value for name, value in request.headers.items()}
    assert sent["x-cos-meta-n"] == "v"
    assert sent["content-type"] == "text/plain"
    assert sent["content-length"] == "4"
    assert "q-signature=" in sent["authorization"]
    assert reply.sent == 4


def test_an_error_answer_is_a_status_with_code_message_and_request_id(server, settings):
    body = (
        b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>not\n here</Message>"
        b"<RequestId>id-9</RequestId></Error>"
    )
    server.answer("gone", Answer(404, [("Content-Type", "application/xml")], body))
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="gone")
    assert not reply.status.ok
    assert reply.status.code == 404
    assert reply.status.error_code == "NoSuchKey"
    assert reply.status.message == "not here"
    assert reply.status.request_id == "id-9"


def test_an_error_body_does_not_go_to_the_sink(server, settings):
    server.answer("gone", Answer(404, body=b"<Error><Code>NoSuchKey</Code></Error>"))
    place = bytearray(8)
    sink = MemorySink(place)
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="gone", sink=sink)
    assert reply.body.startswith(b"<Error>")
    assert place == bytes(8)
    assert sink.received == 0


def test_a_file_is_sent_from_its_offset_without_moving_its_position(server, settings, tmp_path):
    server.answer("part", Answer())
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file, Call(settings) as call:
        file.seek(3)
        reply = call.execute("PUT", bucket=BUCKET, key="part", source=FileSource(file.fileno(), 2, 5))
        assert file.tell() == 3
    assert reply.status.ok
    assert server.requests[0].body == b"23456"


def test_a_body_goes_into_a_file_at_its_offset(server, settings, tmp_path):
    server.answer("a", Answer(body=b"body"))
    path = tmp_path / "file"
    path.write_bytes(b"..........")
    with path.open("r+b") as file, Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a", sink=FileSink(file.fileno(), 3))
    assert reply.status.ok
    assert reply.body == b""
    assert path.read_bytes() == b"...body..."


def test_bytes_that_a_server_sends_behind_the_body_do_not_get_into_the_file(server, settings, tmp_path):
    body, more = os.urandom(3_000_001), os.urandom(1 << 20)
    server.answer("a", Answer(200, [("Content-Length", str(len(body)))], body + more))
    with Call(settings) as call, open(tmp_path / "file", "w+b") as file:
        file.write(bytes(8 << 20))
        file.flush()
        reply = call.execute("GET", bucket=BUCKET, key="a", sink=FileSink(file.fileno(), 5))
        file.seek(0)
        held = file.read()
    assert reply.status.ok
    assert reply.received == len(body)
    assert held == bytes(5) + body + bytes((8 << 20) - 5 - len(body))


def test_a_body_goes_into_the_callers_buffer(server, settings):
    server.answer("a", Answer(body=b"body"))
    place = bytearray(b"......")
    sink = MemorySink(memoryview(place)[1:])
    with Call(settings) as call:
        call.execute("GET", bucket=BUCKET, key="a", sink=sink)
    assert place == b".body."
    assert sink.received == 4


def test_a_body_longer_than_the_buffer_is_an_error_and_stays_inside(server, settings):
    server.answer("a", Answer(body=b"x" * 100))
    place = bytearray(16)
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a", sink=MemorySink(memoryview(place)[:8]))
    assert reply.status.code == lib.COSE_OVER_MEMORY
    assert place[8:] == bytes(8)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5000])
def test_a_bytes_sink_gives_exactly_what_came(server, settings, size):
    body = os.urandom(size)
    server.answer("a", Answer(body=body))
    sink = BytesSink(size)
    with Call(settings) as call:
        call.execute("GET", bucket=BUCKET, key="a", sink=sink)
    assert sink.value() == body


def test_a_bytes_sink_with_room_to_spare_gives_only_what_came(server, settings):
    server.answer("a", Answer(body=b"abc"))
    sink = BytesSink(10)
    with Call(settings) as call:
        call.execute("GET", bucket=BUCKET, key="a", sink=sink)
    assert sink.value() == b"abc"


def test_a_bytes_sink_is_used_up_by_its_value(server, settings):
    server.answer("a", Answer(body=b"abc"))
    sink = BytesSink(3)
    with Call(settings) as call:
        call.execute("GET", bucket=BUCKET, key="a", sink=sink)
        sink.value()
        with pytest.raises(ValueError, match="handed out"):
            call.execute("GET", bucket=BUCKET, key="a", sink=sink)


def test_a_source_serves_again_for_another_attempt(server, settings):
    server.answer("a", Answer(503))
    source = MemorySource(bytearray(b"again"))
    with Call(settings) as call:
        for _ in range(2):
            call.execute("PUT", bucket=BUCKET, key="a", source=source)
    assert [request.body for request in server.requests] == [b"again", b"again"]


def test_one_attempt_is_one_request(server, settings):
    server.answer("a", Answer(503))
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    assert reply.status.code == 503
    assert len(server.requests) == 1


def test_a_truncated_body_is_an_error(server, settings):
    server.answer("a", Answer(body=b"x" * 100, cut=40))
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    assert reply.status.code < 0
    assert reply.http_status == 200
    assert reply.status.message
    assert "\n" not in reply.status.message


def test_a_wrong_checksum_is_an_error(server, settings):
    server.answer("a", Answer(200, [("x-cos-hash-crc64ecma", "1")], b"body"))
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    assert reply.status.code == lib.COSE_CRC_INCONSISTENT_ERROR


def test_a_wrong_checksum_is_not_looked_at_when_checks_are_off(server, settings):
    server.answer("a", Answer(200, [("x-cos-hash-crc64ecma", "1")], b"body"))
    with Call(settings, check_crc=False) as call:
        assert call.execute("GET", bucket=BUCKET, key="a").status.ok


def test_a_refused_connection_is_a_status_with_one_line_of_text():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings = Settings(f"http://127.0.0.1:{unused.getsockname()[1]}", address="path")
        with Call(settings) as call:
            reply = call.execute("GET", bucket=BUCKET, key="a")
    assert reply.status.code < 0
    assert reply.http_status == 0
    assert reply.curl_code == 7
    assert not reply.sent_any
    assert reply.status.message
    assert "b'" not in reply.status.message
    assert "\n" not in reply.status.message


def test_the_deadline_ends_a_stalled_call(server, settings):
    server.answer("a", Answer(silent=True))
    started = time.monotonic()
    with Call(settings, deadline=started + 0.3) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    assert reply.status.code == lib.COSE_REQUEST_TIMEOUT
    assert 0.2 < time.monotonic() - started < 3


def test_the_read_timeout_ends_a_stalled_call(server, settings):
    server.answer("a", Answer(silent=True))
    started = time.monotonic()
    with Call(dataclasses.replace(settings, read_timeout=0.3)) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    assert reply.status.code == lib.COSE_REQUEST_TIMEOUT
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"key": "a\0b"}, "the object key holds a NUL character at position 1"),
        ({"key": "a\ud800"}, "the object key cannot be encoded as UTF-8"),
        ({"bucket": "b\0"}, "the bucket name holds a NUL"),
        ({"params": [("a", "\0")]}, "a parameter or header holds a NUL"),
        ({"headers": [("a\0", "")]}, "a parameter or header holds a NUL"),
    ],
)
def test_text_that_c_cannot_take_is_refused_before_c_is_entered(server, settings, arguments, words):
    with Call(settings) as call, pytest.raises(ValueError, match=words):
        call.execute("GET", **{"bucket": BUCKET, "key": "k", **arguments})
    assert server.requests == []


def test_an_empty_key_is_refused_by_the_library(server, settings):
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="")
    assert reply.status.code == lib.COSE_INVALID_ARGUMENT
    assert server.requests == []


def test_a_line_break_in_a_header_value_is_refused_by_the_library(server, settings):
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="k", headers=[("x-cos-meta-a", "1\r\nHost: evil")])
    assert reply.status.code == lib.COSE_INVALID_ARGUMENT
    assert server.requests == []


def test_without_credentials_nothing_is_signed(server):
    server.answer("a", Answer())
    with Call(Settings(server.url, address="path")) as call:
        assert call.execute("GET", bucket=BUCKET, key="a").status.ok
    assert "authorization" not in {name.lower() for name in server.requests[0].headers}


def test_presign_gives_a_url_that_carries_its_signature(settings):
    with Call(settings) as call:
        url = call.presign("GET", bucket=BUCKET, key="a b.txt", params=[("x", "1")], expires=600)
    assert url.startswith(f"{settings.endpoint}/{BUCKET}/a%20b.txt?")
    assert "q-signature=" in url
    assert "x=1" in url


def test_presign_refuses_an_empty_key(settings):
    with Call(settings) as call, pytest.raises(ValueError, match="key"):
        call.presign("GET", bucket=BUCKET, key="", expires=600)


def test_bytes_that_are_not_utf8_in_a_header_survive(server, settings):
    def latin(_request):
        return Answer(200, [("x-cos-meta-a", "caf\xe9")])

    server.answer("a", latin)
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    value = next(value for name, value in reply.headers if name.lower() == "x-cos-meta-a")
    assert value.encode("utf-8", "surrogateescape") == b"caf\xe9"


def test_first_values_are_by_lower_case_name_and_of_a_repeated_header_the_first(server, settings):
    server.answer("a", Answer(200, [("X-Cos-Meta-A", "1"), ("x-cos-meta-a", "2"), ("x-cos-meta-B", "")]))
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    values = reply.first_values()
    assert values["x-cos-meta-a"] in ("1", "1, 2")
    assert values["x-cos-meta-b"] == ""
    assert set(values) == {name.lower() for name, _ in reply.headers}


def test_one_header_is_found_by_its_name_and_not_by_a_value_that_looks_like_one(server, settings):
    headers = [("x-first", "x-wanted"), ("X-Wanted", "1"), ("x-wanted", "2"), ("x-empty", "")]
    server.answer("a", Answer(200, headers))
    with Call(settings) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    assert reply.value("x-wanted") in ("1", "1, 2")
    assert reply.value("x-empty") == ""
    assert reply.value("x-missing") is None
    assert reply.value("1") is None
    assert {name: reply.value(name) for name, _ in reply.headers} == reply.first_values()


def test_what_bounds_one_request_does_not_reach_the_next(server, settings):
    server.answer("a", Answer(body=b"hello"))
    flag, seen = CancelFlag(), []
    flag.set()
    with Call(settings, cancel=flag, progress=lambda *counts: seen.append(counts), deadline=1.0) as call:
        assert call.execute("GET", bucket=BUCKET, key="a").status.code < 0
    count = len(seen)
    with Call(settings) as call:
        for _ in range(3):
            assert call.execute("GET", bucket=BUCKET, key="a").body == b"hello"
    assert len(seen) == count


def test_one_call_serves_several_threads_at_once(server, settings):
    for index in range(4):
        server.answer(f"k{index}", Answer(body=bytes([index]) * 3000))
    call, wrong = Call(settings), []

    def work(index):
        for _ in range(50):
            if call.execute("GET", bucket=BUCKET, key=f"k{index}").body != bytes([index]) * 3000:
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
