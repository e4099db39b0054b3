"""Reading an object while it arrives."""

from __future__ import annotations

import gc
import io
import os
import tarfile
from pathlib import Path

import pytest

import pycos
from pycos import Bucket, Client


@pytest.fixture
def data() -> bytes:
    return os.urandom(700_001)


def test_reads_of_any_size_give_all_the_bytes_in_order(bucket: Bucket, data: bytes) -> None:
    bucket.put("k", data)
    with bucket.get("k") as body:
        pieces = [body.read(1), body.read(0), body.read(99_999), body.read(300_000)]
        assert body.tell() == 400_000
        pieces.append(body.read())
        assert body.read() == body.read(5) == b""
    assert b"".join(pieces) == data


def test_iterating_gives_chunks(bucket: Bucket, data: bytes) -> None:
    bucket.put("k", data)
    with bucket.get("k") as body:
        chunks = list(body)
    assert [len(chunk) for chunk in chunks] == [256 << 10, 256 << 10, 700_001 - (512 << 10)]
    assert b"".join(chunks) == data
    with bucket.get("k") as body:
        assert b"".join(body.chunks(1000)) == data


def test_readinto_fills_the_buffer(bucket: Bucket, data: bytes) -> None:
    bucket.put("k", data)
    buffer = bytearray(500_000)
    with bucket.get("k") as body:
        assert body.readinto(buffer) == 500_000
        assert buffer == data[:500_000]
        assert body.readinto(buffer) == 200_001
        assert buffer[:200_001] == data[500_000:]
        assert body.readinto(buffer) == 0


def test_a_body_is_a_file_to_the_standard_library(bucket: Bucket) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        archive.add(__file__, arcname="this.py")
    bucket.put("a.tar.gz", made.getvalue())
    with bucket.get("a.tar.gz") as body, tarfile.open(fileobj=body, mode="r|gz") as archive:
        assert archive.getnames() == ["this.py"]
    bucket.put("lines", "one\ntwo\nдва\n".encode())
    with io.TextIOWrapper(io.BufferedReader(bucket.get("lines")), encoding="utf-8") as lines:
        assert list(lines) == ["one\n", "two\n", "два\n"]


def test_a_body_cannot_be_written_or_sought_and_ends_with_close(bucket: Bucket) -> None:
    bucket.put("k", b"x")
    body = bucket.get("k")
    assert (body.readable(), body.writable(), body.seekable()) == (True, False, False)
    body.close()
    body.close()
    assert body.closed
    with pytest.raises(ValueError, match="closed"):
        body.read()


def test_info_and_length_are_there_before_the_bytes(bucket: Bucket) -> None:
    etag = bucket.put("k", b"0123456789", metadata={"a": "b"}).etag
    with bucket.get("k", range=(2, 5)) as body:
        assert (body.length, body.info.size, body.info.etag, body.info.metadata) == (3, 10, etag, {"a": "b"})
        assert "'k' 0 of 3 bytes" in repr(body)


def test_many_bodies_left_unread_do_not_use_up_anything(bucket: Bucket, data: bytes) -> None:
    bucket.put("k", data)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(30):
        bucket.get("k").read(10)
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 4
    assert bucket.get("k").read() == data


def test_a_body_that_is_left_open_does_not_stop_other_calls(bucket: Bucket, data: bytes) -> None:
    bucket.put("k", data)
    with bucket.get("k") as first, bucket.get("k") as second:
        assert first.read(1000) == second.read(1000) == data[:1000]
        assert bucket.exists("k")
        assert second.read() == first.read() == data[1000:]


def test_what_a_progress_callback_raises_while_reading_comes_out_of_read(bucket: Bucket, data: bytes) -> None:
    class Enough(Exception):
        pass

    bucket.put("k", data)
    armed = False

    def progress(now: pycos.Progress) -> None:
        if armed:
            raise Enough

    body = bucket.get("k", progress=progress)
    armed = True
    with pytest.raises(Enough):
        body.read()
    armed = False
    body.close()


def test_reading_after_the_client_was_closed_still_works(client: Client, bucket: Bucket, data: bytes) -> None:
    bucket.put("k", data)
    with bucket.get("k") as body:
        client.close()
        assert body.read() == data
