"""What was acknowledged is there after any death of the server, and nothing is half there."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import fastcrc
from cos_requests import Cos

from pycos.emulator import Emulator

BUCKET = "durable-1250000000"


def test_data_outlives_an_orderly_end_and_a_kill(tmp_path: Path) -> None:
    data = os.urandom(100_000)
    server = Emulator(data=tmp_path, https=False, buckets=[BUCKET])
    server.start()
    cos = Cos(server, BUCKET)
    cos.put("small", b"x", x_cos_meta_a="b")
    cos.put("large", data)
    upload = cos.start_upload("parts")
    etag = cos.put_part("parts", upload, 1, data)
    for end in (server.stop, server.kill, server.stop):
        end()
        server.start()
        assert cos.get("small").headers["x-cos-meta-a"] == "b"
        assert cos.get("large").body == data
    assert cos.complete("parts", upload, [(1, etag)]).status == 200
    server.kill()
    server.start()
    assert cos.get("parts").body == data
    server.stop()


def test_files_that_belong_to_nothing_are_swept_at_the_start(tmp_path: Path) -> None:
    server = Emulator(data=tmp_path, https=False, buckets=[BUCKET])
    server.start()
    Cos(server, BUCKET).put("k", b"x" * 50_000)
    server.stop()
    blobs = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    (tmp_path / "tmp" / "unfinished").write_bytes(b"x")
    (tmp_path / "blobs" / "ab" / ("ab" + "0" * 30)).write_bytes(b"x")
    server.start()
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == blobs
    assert list((tmp_path / "tmp").iterdir()) == []
    assert Cos(server, BUCKET).get("k").body == b"x" * 50_000
    server.stop()


def test_nothing_stored_is_left_behind_by_overwriting_and_deleting(tmp_path: Path) -> None:
    with Emulator(data=tmp_path, https=False, buckets=[BUCKET]) as server:
        cos = Cos(server, BUCKET)
        for n in range(4):
            cos.put("k", bytes([n]) * 50_000)
        assert len([path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]) == 1
        cos.put("k", b"small")
        assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


def test_a_reader_keeps_its_object_while_it_is_replaced(cos: Cos) -> None:
    import http.client

    from cos_requests import signature

    old = os.urandom(20_000_000)
    cos.put("k", old)
    connection = http.client.HTTPConnection("127.0.0.1", cos.server.port, timeout=20)
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/k", [], [("host", cos.host)])
    connection.request("GET", "/k", headers={"Host": cos.host, "Authorization": text})
    response = connection.getresponse()
    first = response.read(1000)
    cos.put("k", b"new")
    assert cos.get("k").body == b"new"
    cos.request("DELETE", "k")
    assert first + response.read() == old
    connection.close()


def test_readers_see_whole_versions_only(cos: Cos) -> None:
    versions = [bytes([n]) * size for n, size in enumerate((10, 16_384, 16_385, 300_000))]
    cos.put("k", versions[0])
    wrong: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            answer = cos.get("k")
            if answer.status != 200 or answer.body not in versions:
                wrong.append(answer.status)
            elif answer.headers["x-cos-hash-crc64ecma"] != str(fastcrc.crc64.xz(answer.body)):
                wrong.append(0)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(60):
        cos.put("k", versions[n % len(versions)])
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
