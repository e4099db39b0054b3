"""One object down to a file."""

from __future__ import annotations

import errno
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


def test_a_large_object_comes_in_ranges_and_is_checked(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    data = content(5 * MIB + 3)
    bucket.put("big", data)
    result = bucket.download_file("big", folder / "big", part_size=MIB)
    assert (folder / "big").read_bytes() == data
    assert result.crc64 == fastcrc.crc64.xz(data)
    assert result.crc_checked
    assert result.size == len(data)
    assert result.last_modified == bucket.head("big").last_modified
    assert list(folder.iterdir()) == [folder / "big"]


def test_a_small_object_is_one_get(faults: Emulator, bucket: pycos.Bucket, folder: Path) -> None:
    bucket.put("small", b"hello")
    before = len(requests(faults, bucket.name))
    bucket.download_file("small", folder / "small")
    assert [entry["method"] for entry in requests(faults, bucket.name)[before:]] == ["GET"]
    assert (folder / "small").read_bytes() == b"hello"


def test_an_empty_object_makes_an_empty_file(bucket: pycos.Bucket, folder: Path) -> None:
    bucket.put("empty", b"")
    bucket.download_file("empty", folder / "empty")
    assert (folder / "empty").read_bytes() == b""


def test_a_missing_object_leaves_nothing(bucket: pycos.Bucket, folder: Path, checkpoints: Path) -> None:
    with pytest.raises(pycos.NoSuchKey) as caught:
        bucket.download_file("nothing", folder / "file")
    assert isinstance(caught.value, FileNotFoundError)
    assert caught.value.key == "nothing"
    assert list(folder.iterdir()) == []
    assert [*checkpoints.iterdir()] == []


def test_the_old_file_is_replaced_only_when_the_new_one_is_whole(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    bucket.put("key", content(MIB))
    (folder / "file").write_bytes(b"old")
    number = faults.add_fault(
        "corrupt_byte", match={"bucket": bucket.name, "key": "key"}, offset=1000, times=0
    )
    with pytest.raises(pycos.ChecksumMismatch):
        bucket.download_file("key", folder / "file", checkpoint=False)
    assert (folder / "file").read_bytes() == b"old"
    assert list(folder.iterdir()) == [folder / "file"]
    faults.control("DELETE", f"faults/{number}")
    bucket.download_file("key", folder / "file")
    assert (folder / "file").read_bytes() == content(MIB)


def test_a_connection_that_breaks_in_the_middle_is_made_again(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    bucket.put("key", content(3 * MIB))
    match = {"bucket": bucket.name, "key": "key", "operation": "GetObject"}
    faults.add_fault("close_after_response_bytes", match=match, bytes=1000)
    faults.add_fault("reset_after_response_bytes", match=match, bytes=100_000)
    result = bucket.download_file("key", folder / "file", part_size=MIB)
    assert (folder / "file").read_bytes() == content(3 * MIB)
    assert result.retries == 2


def test_an_interrupted_download_leaves_nothing_at_the_target(
    faults: Emulator, bucket: pycos.Bucket, client: pycos.Client, folder: Path, checkpoints: Path
) -> None:
    bucket.put("key", content(3 * MIB))
    fault = faults.add_fault(
        "stall_mid_body", match={"bucket": bucket.name, "key": "key"}, bytes=5000, times=0
    )
    transfer = client.transfers.download(bucket, "key", folder / "file", part_size=MIB)
    until(lambda: struck(faults, fault), "the stall")
    assert not (folder / "file").exists()
    transfer.cancel()
    with pytest.raises(pycos.Cancelled):
        transfer.result(30)
    assert list(folder.iterdir()) == []
    assert list(checkpoints.iterdir()) == []


def test_an_object_that_changes_meanwhile_is_never_spliced(
    faults: Emulator, bucket: pycos.Bucket, client: pycos.Client, folder: Path
) -> None:
    bucket.put("key", content(6 * MIB, seed=1))
    fault = faults.add_fault(
        "stall_mid_body", match={"bucket": bucket.name, "key": "key"}, bytes=MIB - 1, times=0
    )
    transfer = client.transfers.download(bucket, "key", folder / "file", part_size=MIB, checkpoint=False)
    until(lambda: struck(faults, fault), "the stall")
    bucket.put("key", content(6 * MIB, seed=2))
    faults.control("DELETE", f"faults/{fault}")
    try:
        transfer.result(30)
    except pycos.PreconditionFailed:
        assert list(folder.iterdir()) == []
    else:
        assert (folder / "file").read_bytes() in (content(6 * MIB, seed=1), content(6 * MIB, seed=2))


def test_a_folder_that_is_missing_is_file_not_found(bucket: pycos.Bucket, folder: Path) -> None:
    bucket.put("key", b"x")
    with pytest.raises(pycos.LocalFileNotFound):
        bucket.download_file("key", folder / "nothing" / "file")


def test_a_directory_as_target_is_said_so(bucket: pycos.Bucket, folder: Path) -> None:
    for target in (folder, f"{folder}/new/"):
        with pytest.raises(pycos.LocalIsADirectory):
            bucket.download_file("key", target)


def test_a_device_as_target_survives(bucket: pycos.Bucket, folder: Path) -> None:
    os.mkfifo(folder / "fifo")
    with pytest.raises(pycos.LocalFileError, match="FIFO"):
        bucket.download_file("key", folder / "fifo")
    assert (folder / "fifo").is_fifo()


def test_overwrite_false_keeps_the_file(bucket: pycos.Bucket, folder: Path) -> None:
    (folder / "file").write_bytes(b"old")
    with pytest.raises(pycos.LocalFileExists):
        bucket.download_file("key", folder / "file", overwrite=False)
    assert (folder / "file").read_bytes() == b"old"


def test_a_link_named_as_target_stays_and_its_file_is_replaced(bucket: pycos.Bucket, folder: Path) -> None:
    bucket.put("key", b"new")
    (folder / "file").write_bytes(b"old")
    (folder / "link").symlink_to("file")
    bucket.download_file("key", folder / "link")
    assert (folder / "link").is_symlink()
    assert (folder / "file").read_bytes() == b"new"


def test_a_condition_that_does_not_hold_is_raised(bucket: pycos.Bucket, folder: Path) -> None:
    stored = bucket.put("key", b"x")
    with pytest.raises(pycos.PreconditionFailed):
        bucket.download_file("key", folder / "file", if_match="0" * 32)
    with pytest.raises(pycos.NotModified):
        bucket.download_file("key", folder / "file", if_none_match=stored.etag)
    assert list(folder.iterdir()) == []


FULL_DISK = """
import resource, sys
import pycos
endpoint, bucket, target, limit = sys.argv[1:]
if limit != "0":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    pycos.Client(endpoint=endpoint).bucket(bucket).download_file("key", target, checkpoint=False)
except OSError as error:
    print(type(error).__name__, error.errno)
"""


def test_a_full_disk_is_an_os_error_and_leaves_the_target_as_it_was(
    emulator: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    bucket.put("key", content(3 * MIB))
    mounted = not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], stderr=subprocess.DEVNULL
    )
    try:
        (folder / "file").write_bytes(b"old")
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                FULL_DISK,
                f"http://localhost:{emulator.port}",
                bucket.name,
                str(folder / "file"),
                "0" if mounted else str(MIB),  # where nothing can be mounted, a limit fails the same writes
            ],
            env={**os.environ, "COS_SECRET_ID": emulator.secret_id, "COS_SECRET_KEY": emulator.secret_key},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        expected = errno.ENOSPC if mounted else errno.EFBIG
        assert done.stdout.split() == ["LocalFileError", str(expected)], done.stderr
        assert (folder / "file").read_bytes() == b"old"
        assert list(folder.iterdir()) == [folder / "file"]
    finally:
        if mounted:
            subprocess.check_call(["umount", str(folder)])
