"""What put() takes as a body: bytes, files, streams, and what it refuses."""

from __future__ import annotations

import array
import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import cos_c
import pycos
from pycos import Bucket, Client, Progress


def _chunks(*chunks: bytes) -> Iterator[bytes]:
    yield from chunks


def bodies(folder: Path) -> dict[str, tuple[object, bytes]]:
    path = folder / "file.bin"
    path.write_bytes(b"from a file")
    opened = path.open("rb")
    opened.read(5)
    memory = io.BytesIO(b"skip this part")
    memory.seek(5)
    temporary = tempfile.NamedTemporaryFile(dir=folder)  # noqa: SIM115
    temporary.write(b"written, not flushed")
    temporary.seek(0)
    return {
        "bytes": (b"abc", b"abc"),
        "bytearray": (bytearray(b"abc"), b"abc"),
        "memoryview": (memoryview(b"abcdef")[2:4], b"cd"),
        "array": (array.array("H", [1, 2]), array.array("H", [1, 2]).tobytes()),
        "path": (path, b"from a file"),
        "file object from its position": (opened, b"a file"),
        "unbuffered file": (path.open("rb", buffering=0), b"from a file"),
        "BytesIO from its position": (memory, b"this part"),
        "temporary file": (temporary, b"written, not flushed"),
        "generator": (_chunks(b"a", b"", bytearray(b"b"), memoryview(b"c")), b"abc"),
        "list": ([b"x", b"y"], b"xy"),
        "empty generator": (_chunks(), b""),
        "empty file": (io.BytesIO(b""), b""),
        "wrapped": (io.BufferedReader(io.BytesIO(b"wrapped")), b"wrapped"),  # type: ignore[arg-type]
    }


NAMES = list(bodies(Path(tempfile.mkdtemp(prefix="pycos-bodies-"))))


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_body_arrives_whole(bucket: Bucket, tmp_path: Path, name: str) -> None:
    body, expected = bodies(tmp_path)[name]
    assert bucket.put("k", body).size == len(expected)  # type: ignore[arg-type]
    assert bucket.get("k").read() == expected


def test_a_file_object_is_left_behind_what_was_read(bucket: Bucket, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        file.seek(4)
        bucket.put("k", file)
        assert file.tell() == 10
        assert file.read() == b""


def test_a_compressed_file_object_is_read_through_its_own_read(bucket: Bucket, tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "f.gz"
    path.write_bytes(gzip.compress(b"plain"))
    with gzip.open(path) as file:
        bucket.put("k", file)  # type: ignore[arg-type]
    assert bucket.get("k").read() == b"plain"


def test_a_pipe_is_read_to_its_end(bucket: Bucket) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"through a pipe")
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        bucket.put("k", file)
    assert bucket.get("k").read() == b"through a pipe"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("text", "encode"),
        (5, "int is no body"),
        (None, "NoneType is no body"),
        (["text"], "encode"),
        ([5], "int, not bytes"),
        (io.StringIO("text"), "text mode"),
        (memoryview(b"abcdef")[::2], "C-contiguous"),
    ],
)
def test_what_is_no_body_is_refused_with_the_reason(bucket: Bucket, body: object, said: str) -> None:
    with pytest.raises(pycos.InvalidArgument, match=re.escape(said)):
        bucket.put("k", body)  # type: ignore[arg-type]
    assert not bucket.exists("k")


def test_a_text_file_is_refused(bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    with (tmp_path / "f").open() as file, pytest.raises(pycos.InvalidArgument, match="'rb'"):
        bucket.put("k", file)  # type: ignore[arg-type]


def test_a_file_open_for_writing_only_is_refused(bucket: Bucket, tmp_path: Path) -> None:
    with (tmp_path / "f").open("wb") as file, pytest.raises(pycos.InvalidArgument, match="cannot be read"):
        bucket.put("k", file)


def test_files_that_cannot_be_read_are_the_fitting_errors(bucket: Bucket, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        bucket.put("k", tmp_path / "missing")
    assert missing.value.filename == str(tmp_path / "missing")
    with pytest.raises(IsADirectoryError):
        bucket.put("k", tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        bucket.put("k", tmp_path / "file" / "below")
    with pytest.raises(pycos.InvalidArgument):
        bucket.put("k", Path("a\0b"))
    assert not bucket.exists("k")


def test_a_stream_longer_than_a_part_becomes_a_multipart_upload(client: Client, bucket: Bucket) -> None:
    small_parts = Client(
        endpoint=client.endpoint.url, credentials=client._session.provider, part_size="1MiB"
    ).bucket(bucket.name)
    data = os.urandom((2 << 20) + 77)
    seen: list[Progress] = []
    result = small_parts.put(
        "k",
        (data[at : at + 99_999] for at in range(0, len(data), 99_999)),
        metadata={"a": "b"},
        progress=seen.append,
    )
    assert result.etag.endswith("-3")
    assert result.crc64 == cos_c.crc64(data)
    assert bucket.get("k").read() == data
    assert bucket.head("k").metadata == {"a": "b"}
    assert seen[-1].done_bytes == len(data)
    assert list(bucket.uploads()) == []


def test_a_stream_of_exactly_one_part_and_of_two(client: Client, bucket: Bucket) -> None:
    small_parts = Client(
        endpoint=client.endpoint.url, credentials=client._session.provider, part_size="1MiB"
    ).bucket(bucket.name)
    for count in (1, 2):
        data = os.urandom(count << 20)
        small_parts.put("k", iter([data]))
        assert bucket.get("k").read() == data


def test_a_stream_that_fails_leaves_no_upload_behind(client: Client, bucket: Bucket) -> None:
    def failing() -> Iterator[bytes]:
        yield bytes(3 << 20)
        raise RuntimeError("the source broke")

    small_parts = Client(
        endpoint=client.endpoint.url, credentials=client._session.provider, part_size="1MiB"
    ).bucket(bucket.name)
    with pytest.raises(RuntimeError, match="the source broke"):
        small_parts.put("k", failing())
    assert list(bucket.uploads()) == []
    assert not bucket.exists("k")
