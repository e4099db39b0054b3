"""The origin that benchmarks are measured against: what it serves is right, what it is sent it reads."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import pycos
from benchmarks.origin import BUCKET, Origin, small_key


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with Origin(sizes=(1000, 1 << 21, (1 << 30) + 5), pages=3, core=None) as running:
        yield running


@pytest.fixture(params=["http", "https"])
def bucket(request: pytest.FixtureRequest, origin: Origin) -> Iterator[pycos.Bucket]:
    endpoint = origin.endpoint if request.param == "http" else origin.https_endpoint
    with pycos.Client(endpoint=endpoint, secret_id="id", secret_key="key", ca_file=origin.ca_file) as client:
        yield client.bucket(BUCKET)


def test_objects_come_whole_and_with_their_checksum(origin: Origin, bucket: pycos.Bucket) -> None:
    for size in (1000, 1 << 21):
        data = bucket.get(origin.key(size)).read()
        assert data == origin.path(size).read_bytes()
        assert bucket.head(origin.key(size)).crc64 == pycos.crc64(data) == origin.crc64[f"/obj/{size}"]


def test_an_object_too_large_for_memory_is_a_hole_with_its_checksum(
    origin: Origin, bucket: pycos.Bucket
) -> None:
    size = (1 << 30) + 5
    info = bucket.head(origin.key(size))
    assert info.size == size
    assert bucket.get(origin.key(size), range=(size - 3, size)).read() == bytes(3)
    crc = block = pycos.crc64(bytes(1 << 20))
    for _ in range((1 << 10) - 1):
        crc = pycos.crc64_combine(crc, block, 1 << 20)
    assert info.crc64 == pycos.crc64(bytes(5), crc)
    assert origin.path(size).stat().st_blocks * 512 < 1 << 20


def test_many_names_have_a_hundred_contents(bucket: pycos.Bucket) -> None:
    assert bucket.get(small_key(117)).read() == bucket.get("small/17").read()
    assert bucket.get(small_key(117)).read() != bucket.get(small_key(118)).read()
    assert bucket.head(small_key(117)).crc64 == pycos.crc64(bucket.get("small/17").read())


def test_listings_are_walked_page_by_page(bucket: pycos.Bucket) -> None:
    keys = [info.key for info in bucket.objects(prefix="list/")]
    assert keys == [f"list/{number:08}" for number in range(3000)]


def test_uploads_of_every_kind_succeed(bucket: pycos.Bucket, tmp_path: Path) -> None:
    assert bucket.put("a", b"x" * 4096).etag
    assert bucket.put("b", b"").etag
    (tmp_path / "file").write_bytes(bytes(3 << 20))
    assert bucket.upload_file(tmp_path / "file", "c", part_size="1MiB").etag.endswith("-64")
    bucket.delete("a")


def test_an_upload_is_answered_only_when_it_has_been_read(origin: Origin) -> None:
    with socket.create_connection(("127.0.0.1", origin.port), timeout=10) as connection:
        connection.sendall(b"PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + bytes(999_999))
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(10)
        connection.sendall(b"!")
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_any_host_will_do(origin: Origin) -> None:
    with socket.create_connection(("127.0.0.1", origin.port), timeout=10) as connection:
        connection.sendall(
            b"GET /obj/1000 HTTP/1.1\r\nHost: bench-1250000000.cos.ap-guangzhou.myqcloud.com\r\n"
            b"Connection: close\r\n\r\n"
        )
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.partition(b"\r\n\r\n")[2] == origin.path(1000).read_bytes()


def test_nothing_is_left_behind() -> None:
    origin = Origin(sizes=(10,), pages=1, core=None)
    with origin:
        folder, pid = origin.folder, origin.pid
        assert folder.is_dir()
        assert origin.cpu() >= 0
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()
    origin.stop()
