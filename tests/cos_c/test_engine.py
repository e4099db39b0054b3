"""Whole files through the native engine, and its lifetime."""

from __future__ import annotations

import os
import threading

import fastcrc
import pytest

from cos_c import Engine, TransferSpec
from tests.cos_c.conftest import BUCKET, Answer

BODY = os.urandom(200_000)
ETAG = '"0123456789abcdef"'


def stored(body: bytes):
    """Answers PUT, HEAD and ranged GET of one object."""
    headers = [
        ("ETag", ETAG),
        ("x-cos-hash-crc64ecma", str(fastcrc.crc64.xz(body))),
        ("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT"),
    ]

    def answer(request):
        if request.method == "HEAD":
            return Answer(200, [*headers, ("Content-Length", str(len(body)))])
        asked = {name.lower(): value for name, value in request.headers.items()}.get("range")
        if request.method == "GET" and asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(body)), len(body) - 1)
            if start > end:
                error = b"<Error><Code>InvalidRange</Code></Error>"
                return Answer(416, [("Content-Range", f"bytes */{len(body)}")], error)
            where = ("Content-Range", f"bytes {start}-{end}/{len(body)}")
            return Answer(206, [*headers, where], body[start : end + 1])
        return Answer(200, headers, body if request.method == "GET" else b"")

    return answer


@pytest.fixture
def engine():
    with Engine(2) as engine:
        yield engine


def test_a_file_goes_up_in_one_request(server, settings, engine, tmp_path):
    server.answer("up", stored(BODY))
    path = tmp_path / "file"
    path.write_bytes(BODY)
    transfer = engine.submit(
        TransferSpec("upload", settings, BUCKET, "up", str(path), headers=[("x-cos-meta-a", "1")])
    )
    assert transfer.wait(30)
    result = transfer.result()
    assert result.state == "done", result
    assert result.etag.strip('"') == ETAG.strip('"')
    assert result.crc64 == fastcrc.crc64.xz(BODY)
    assert result.crc_checked
    assert result.size == len(BODY)
    (put,) = [request for request in server.requests if request.method == "PUT"]
    assert put.body == BODY
    assert {name.lower(): value for name, value in put.headers.items()}["x-cos-meta-a"] == "1"
    progress = transfer.progress()
    assert (progress.state, progress.done_bytes, progress.total_bytes) == ("done", len(BODY), len(BODY))


def test_a_file_comes_down_in_parts(server, settings, engine, tmp_path):
    server.answer("down", stored(BODY))
    path = tmp_path / "file"
    transfer = engine.submit(
        TransferSpec("download", settings, BUCKET, "down", str(path), part_size=64 << 10)
    )
    assert engine.next_finished(30) is transfer
    assert transfer.result().state == "done", transfer.result()
    assert path.read_bytes() == BODY


def test_a_failure_names_what_failed_and_leaves_nothing(server, settings, engine, tmp_path):
    path = tmp_path / "file"
    transfer = engine.submit(TransferSpec("download", settings, BUCKET, "missing", str(path)))
    assert transfer.wait(30)
    result = transfer.result()
    assert (result.state, result.code) == ("failed", 404)
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_transfer_says_so(server, settings, engine, tmp_path):
    server.answer("stalled", Answer(silent=True))
    transfer = engine.submit(TransferSpec("download", settings, BUCKET, "stalled", str(tmp_path / "f")))
    server.arrived.acquire()
    assert not transfer.wait(0)
    with pytest.raises(RuntimeError, match="not finished"):
        transfer.result()
    transfer.cancel()
    assert transfer.wait(30)
    assert transfer.result().state == "cancelled"


def test_each_finished_transfer_is_reported_once(server, settings, engine, tmp_path):
    specs = []
    for index in range(20):
        server.answer(f"down{index}", stored(BODY[: index * 100]))
        specs.append(TransferSpec("download", settings, BUCKET, f"down{index}", str(tmp_path / f"{index}")))
    submitted = {engine.submit(spec) for spec in specs}
    reported = [engine.next_finished(30) for _ in specs]
    assert set(reported) == submitted
    assert engine.next_finished(0) is None
    assert [(tmp_path / f"{index}").stat().st_size for index in range(20)] == [100 * i for i in range(20)]


def test_closing_cancels_what_runs_and_leaves_it_readable(server, settings, tmp_path):
    server.answer("stalled", Answer(silent=True))
    engine = Engine(1)
    transfer = engine.submit(TransferSpec("download", settings, BUCKET, "stalled", str(tmp_path / "f")))
    server.arrived.acquire()
    engine.close()
    engine.close()
    assert transfer.result().state == "cancelled"
    with pytest.raises(RuntimeError, match="closed"):
        engine.next_finished(0)


def test_closing_lets_a_waiting_thread_go(engine):
    closed = []

    def wait():
        try:
            engine.next_finished(60)
        except RuntimeError as error:
            closed.append(str(error))

    waiter = threading.Thread(target=wait)
    waiter.start()
    engine.close()
    waiter.join(10)
    assert not waiter.is_alive()
    assert closed == ["the engine is closed"]


def test_a_released_transfer_refuses_to_be_used(server, settings, engine, tmp_path):
    transfer = engine.submit(TransferSpec("download", settings, BUCKET, "missing", str(tmp_path / "f")))
    transfer.wait(30)
    transfer.release()
    transfer.release()
    with pytest.raises(RuntimeError, match="released"):
        transfer.progress()


def test_releasing_lets_a_waiting_thread_go(server, settings, engine, tmp_path):
    server.answer("stalled", Answer(silent=True))
    transfer = engine.submit(TransferSpec("download", settings, BUCKET, "stalled", str(tmp_path / "f")))
    came_out = []

    def wait():
        try:
            came_out.append(transfer.wait(60))
        except RuntimeError as error:
            came_out.append(str(error))

    waiter = threading.Thread(target=wait)
    waiter.start()
    server.arrived.acquire()
    transfer.release()
    waiter.join(10)
    assert not waiter.is_alive()
    assert came_out in ([True], ["the transfer was released"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "sideways"}, "kind must be upload or download"),
        ({"key": ""}, "key"),
        ({"key": "a\0b"}, "the object key holds a NUL"),
        ({"path": "a\0b"}, "the path holds a NUL"),
        ({"headers": [("a", "\ud800")]}, "a header cannot be encoded"),
    ],
)
def test_a_bad_spec_is_refused(settings, engine, tmp_path, change, words):
    good = {"kind": "upload", "settings": settings, "bucket": BUCKET, "key": "k", "path": str(tmp_path / "f")}
    with pytest.raises(ValueError, match=words):
        engine.submit(TransferSpec(**{**good, **change}))


@pytest.mark.parametrize("threads", [0, -1, 1025])
def test_a_number_of_threads_out_of_range_is_refused(threads):
    with pytest.raises(ValueError, match="1 to 1024"):
        Engine(threads)
