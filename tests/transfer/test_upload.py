"""One file up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import fastcrc
import pytest
from journal import content, requests, struck, until

import pycos
from pycos.emulator import Emulator

MIB = 1 << 20


def test_a_large_file_goes_in_parts_and_its_crc_is_the_servers(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    data = content(5 * MIB + 17)
    (folder / "big").write_bytes(data)
    result = bucket.upload_file(folder / "big", "dir/big", part_size="1MiB")
    assert (result.size, result.total_parts, result.resumed_parts) == (len(data), 6, 0)
    assert result.crc64 == fastcrc.crc64.xz(data) == bucket.head("dir/big").crc64
    assert result.crc_checked
    assert result.etag == bucket.head("dir/big").etag
    assert bucket.get("dir/big").read() == data
    assert len(requests(faults, bucket.name, "UploadPart")) == 6


def test_a_small_file_is_one_request_and_leaves_no_checkpoint(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, checkpoints: Path
) -> None:
    (folder / "small").write_bytes(b"hello")
    before = len(requests(faults, bucket.name))
    result = bucket.upload_file(folder / "small", "small")
    assert [entry["method"] for entry in requests(faults, bucket.name)[before:]] == ["PUT"]
    assert (result.total_parts, result.crc64) == (1, fastcrc.crc64.xz(b"hello"))
    assert not checkpoints.exists()


def test_an_empty_file_makes_an_empty_object(bucket: pycos.Bucket, folder: Path) -> None:
    (folder / "empty").touch()
    assert bucket.upload_file(folder / "empty", "empty").size == 0
    assert bucket.head("empty").size == 0


def test_what_the_object_is_stored_with_arrives(bucket: pycos.Bucket, folder: Path) -> None:
    for name, size in (("small.css", 10), ("large.css", 2 * MIB)):
        (folder / name).write_bytes(bytes(size))
        bucket.upload_file(
            folder / name, name, part_size=MIB, metadata={"author": "李"}, cache_control="no-cache"
        )
        info = bucket.head(name)
        assert info.content_type == "text/css"
        assert info.metadata == {"author": "李"}
        assert info.cache_control == "no-cache"


def test_a_checkpoint_is_gone_when_all_is_done(bucket: pycos.Bucket, folder: Path, checkpoints: Path) -> None:
    (folder / "big").write_bytes(content(3 * MIB))
    bucket.upload_file(folder / "big", "big", part_size=MIB)
    assert list(checkpoints.iterdir()) == []


@pytest.mark.parametrize("key", ["a b+c%d.txt", "文件/😀.txt", "/leading", "a/../b", "x" * 850, "?&=#"])
def test_every_key_takes_a_file(bucket: pycos.Bucket, folder: Path, key: str) -> None:
    (folder / "file").write_bytes(key.encode())
    bucket.upload_file(folder / "file", key)
    assert bucket.get(key).read() == key.encode()


def test_a_file_with_any_name_is_taken(bucket: pycos.Bucket, folder: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/not utf-8 \xff"))
    path.write_bytes(b"x")
    bucket.upload_file(path, "key")
    assert bucket.get("key").read() == b"x"


def test_overwrite_false_keeps_what_is_there(bucket: pycos.Bucket, folder: Path) -> None:
    bucket.put("key", b"old")
    (folder / "file").write_bytes(b"new")
    with pytest.raises(pycos.ObjectAlreadyExists) as caught:
        bucket.upload_file(folder / "file", "key", overwrite=False)
    assert isinstance(caught.value, FileExistsError)
    assert bucket.get("key").read() == b"old"


def test_a_missing_file_is_file_not_found(bucket: pycos.Bucket, folder: Path) -> None:
    with pytest.raises(pycos.LocalFileNotFound, match="nothing") as caught:
        bucket.upload_file(folder / "nothing", "key")
    assert caught.value.filename == str(folder / "nothing")
    assert not bucket.exists("key")


def test_a_directory_where_a_file_is_meant_is_said_so(bucket: pycos.Bucket, folder: Path) -> None:
    with pytest.raises(pycos.LocalIsADirectory, match="upload_dir"):
        bucket.upload_file(folder, "key")


def test_a_fifo_does_not_hang(bucket: pycos.Bucket, folder: Path) -> None:
    os.mkfifo(folder / "fifo")
    with pytest.raises(pycos.LocalFileError, match="FIFO"):
        bucket.upload_file(folder / "fifo", "key")


def test_wrong_arguments_are_refused_before_any_request(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    (folder / "file").write_bytes(b"x")
    before = len(requests(faults, bucket.name))
    wrong = (
        {"part_size": "1KiB"},
        {"part_size": "much"},
        {"timeout": 0},
        {"checkpoint": ""},
        {"metadata": {"a": "b\r\nc"}},
    )
    for options in wrong:
        with pytest.raises(pycos.InvalidArgument):
            bucket.upload_file(folder / "file", "key", **options)  # type: ignore[arg-type]
    for key in ("", "a\0b", "\ud800"):
        with pytest.raises(pycos.InvalidArgument):
            bucket.upload_file(folder / "file", key)
    assert len(requests(faults, bucket.name)) == before


def test_an_unknown_bucket_is_named(client: pycos.Client, folder: Path) -> None:
    (folder / "file").write_bytes(b"x")
    with pytest.raises(pycos.NoSuchBucket) as caught:
        client.bucket("nobody-has-this-1250000000").upload_file(folder / "file", "key")
    assert (caught.value.bucket, caught.value.key) == ("nobody-has-this-1250000000", "key")
    assert caught.value.request_id


def test_a_server_that_is_busy_for_a_while_is_asked_again(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    (folder / "big").write_bytes(content(3 * MIB))
    # Each its own part: three on one part would be more than the attempts it has.
    misbehaved = [
        faults.add_fault("status", match={"bucket": bucket.name, "part": part}, status=503, times=1)
        for part in (1, 2)
    ]
    cut = {"bucket": bucket.name, "part": 3}
    misbehaved.append(faults.add_fault("reset_after_request_bytes", match=cut, bytes=1000, times=1))
    result = bucket.upload_file(folder / "big", "big", part_size=MIB)
    assert all(struck(faults, fault) for fault in misbehaved)
    # A cut on a connection that had served before libcurl itself repairs, by sending again on a new one:
    # then only the two refusals are ours to retry.
    assert result.retries in (2, 3)
    assert bucket.get("big").read() == content(3 * MIB)


def test_a_server_that_stays_busy_fails_the_upload_with_all_facts(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    (folder / "file").write_bytes(b"x")
    faults.add_fault("status", match={"bucket": bucket.name, "key": "file"}, status=503, times=0)
    with pytest.raises(pycos.ServiceUnavailable) as caught:
        bucket.upload_file(folder / "file", "file")
    error = caught.value
    assert (error.attempts, error.status, error.bucket, error.key) == (3, 503, bucket.name, "file")
    assert error.request_id


def test_an_error_in_a_200_is_an_error(faults: Emulator, bucket: pycos.Bucket, folder: Path) -> None:
    (folder / "big").write_bytes(content(2 * MIB))
    faults.add_fault(
        "error_body",
        match={"bucket": bucket.name, "operation": "CompleteMultipartUpload"},
        code="AccessDenied",
    )
    with pytest.raises(pycos.AccessDenied):
        bucket.upload_file(folder / "big", "big", part_size=MIB, checkpoint=False)
    assert not bucket.exists("big")
    assert list(bucket.uploads()) == []


def test_a_wrong_checksum_from_the_server_is_found(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    (folder / "file").write_bytes(b"hello")
    faults.add_fault("wrong_crc", match={"bucket": bucket.name, "key": "file"}, times=0)
    with pytest.raises(pycos.ChecksumMismatch):
        bucket.upload_file(folder / "file", "file")


def test_without_a_checkpoint_a_failure_leaves_no_parts(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    (folder / "big").write_bytes(content(3 * MIB))
    faults.add_fault(
        "status", match={"bucket": bucket.name, "part": 2}, status=403, code="AccessDenied", times=0
    )
    with pytest.raises(pycos.AccessDenied) as caught:
        bucket.upload_file(folder / "big", "big", part_size=MIB, checkpoint=False)
    assert caught.value.upload_id is None
    assert list(bucket.uploads()) == []


def test_with_a_checkpoint_a_failure_keeps_the_parts_and_the_same_call_goes_on(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    # One part after the other, so that it is known which are there when the last one fails.
    one_by_one = pycos.Client(
        endpoint=bucket.client.endpoint.url,
        secret_id=faults.secret_id,
        secret_key=faults.secret_key,
        max_concurrency=1,
    )
    bucket = one_by_one.bucket(bucket.name)
    (folder / "big").write_bytes(content(4 * MIB))
    number = faults.add_fault(
        "status", match={"bucket": bucket.name, "part": 4}, status=403, code="AccessDenied", times=0
    )
    with pytest.raises(pycos.AccessDenied) as caught:
        bucket.upload_file(folder / "big", "big", part_size=MIB)
    (left,) = bucket.uploads()
    assert caught.value.upload_id == left.upload_id
    faults.control("DELETE", f"faults/{number}")
    result = bucket.upload_file(folder / "big", "big", part_size=MIB)
    assert result.resumed_parts == 3
    assert bucket.get("big").read() == content(4 * MIB)
    assert list(bucket.uploads()) == []


@pytest.mark.parametrize("change", ["shrink", "grow", "touch"])
def test_a_file_that_changes_while_it_is_read_is_not_published(
    faults: Emulator, bucket: pycos.Bucket, client: pycos.Client, folder: Path, change: str
) -> None:
    path = folder / "big"
    path.write_bytes(content(4 * MIB))
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": 1}, times=0)
    transfer = client.transfers.upload(path, bucket, "big", part_size=MIB, checkpoint=False)
    until(lambda: struck(faults, fault), "the first part")
    if change == "shrink":
        os.truncate(path, MIB // 2)
    elif change == "grow":
        with path.open("ab") as file:
            file.write(b"more")
    else:
        os.utime(path, (1, 1))
    faults.control("DELETE", f"faults/{fault}")
    with pytest.raises(pycos.FileChanged, match="big"):
        transfer.result(30)
    assert not bucket.exists("big")
    assert list(bucket.uploads()) == []


def test_progress_ends_with_everything_done(bucket: pycos.Bucket, folder: Path) -> None:
    (folder / "big").write_bytes(content(3 * MIB))
    seen: list[pycos.progress.Progress] = []
    bucket.upload_file(folder / "big", "big", part_size=MIB, progress=seen.append)
    last = seen[-1]
    assert last.finished
    assert [each.finished for each in seen].count(True) == 1
    assert (last.done_bytes, last.total_bytes, last.done_parts, last.total_parts) == (3 * MIB, 3 * MIB, 3, 3)


def test_what_a_progress_callback_raises_ends_the_upload_and_is_raised(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    (folder / "big").write_bytes(content(2 * MIB))
    faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": 1}, times=0)

    class Enough(Exception):
        pass

    def raise_enough(progress: pycos.progress.Progress) -> None:
        raise Enough

    with pytest.raises(Enough):
        bucket.upload_file(folder / "big", "big", part_size=MIB, progress=raise_enough)


def test_the_timeout_covers_the_whole(faults: Emulator, bucket: pycos.Bucket, folder: Path) -> None:
    (folder / "big").write_bytes(content(2 * MIB))
    faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": 1}, times=0)
    with pytest.raises(pycos.DeadlineExceeded) as caught:
        bucket.upload_file(folder / "big", "big", part_size=MIB, timeout=0.5)
    assert isinstance(caught.value, TimeoutError)


def test_a_cancel_token_gives_the_upload_up(faults: Emulator, bucket: pycos.Bucket, folder: Path) -> None:
    (folder / "big").write_bytes(content(2 * MIB))
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": 1}, times=0)
    token = pycos.CancelToken()

    def cancel_when_stalled(progress: pycos.progress.Progress) -> None:
        if struck(faults, fault):
            token.cancel()

    with pytest.raises(pycos.Cancelled):
        bucket.upload_file(folder / "big", "big", part_size=MIB, cancel=token, progress=cancel_when_stalled)
    assert list(bucket.uploads()) == []
    with pytest.raises(pycos.Cancelled):
        bucket.upload_file(folder / "big", "big", cancel=token)


UNREADABLE = """
import os, sys
import pycos
client = pycos.Client(endpoint=sys.argv[1])
bucket = client.bucket(sys.argv[2])
bucket.upload_file(sys.argv[3] + "/readable", "readable")  # everything is imported after this
if os.getuid() == 0:
    os.setuid(65534)
try:
    bucket.upload_file(sys.argv[3] + "/unreadable", "unreadable")
except PermissionError as error:
    print(type(error).__name__, error.errno, error.filename)
"""


def test_an_unreadable_file_is_permission_denied(
    emulator: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    for name, mode in (("readable", 0o644), ("unreadable", 0o000)):
        (folder / name).write_bytes(b"x")
        (folder / name).chmod(mode)
    for above in (folder, *folder.parents):
        if above == Path("/tmp"):
            break
        above.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", UNREADABLE, f"http://localhost:{emulator.port}", bucket.name, str(folder)],
        env={**os.environ, "COS_SECRET_ID": emulator.secret_id, "COS_SECRET_KEY": emulator.secret_key},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["LocalPermissionDenied", "13", str(folder / "unreadable")], done.stderr
    assert not bucket.exists("unreadable")
