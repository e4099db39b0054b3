"""Going on after the process has been killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from journal import content, release, requests, struck, until

import pycos
from pycos.emulator import Emulator

MIB = 1 << 20
PARTS = 12

UNTIL_STALLED = """
import sys, threading
import pycos
endpoint, bucket, path, kind, stop = sys.argv[1:]
client = pycos.Client(endpoint=endpoint)
if kind == "upload":
    transfer = client.transfers.upload(path, bucket, "big", part_size="1MiB")
else:
    transfer = client.transfers.download(bucket, "big", path, part_size="1MiB")
tick = threading.Event()
while transfer.progress.done_parts < int(stop):
    tick.wait(0.01)
print("stalled", flush=True)
transfer.result()
"""


def start_until_stalled(
    emulator: Emulator, bucket: pycos.Bucket, path: Path, kind: str, done: int
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            UNTIL_STALLED,
            f"http://localhost:{emulator.port}",
            bucket.name,
            str(path),
            kind,
            str(done),
        ],
        env={**os.environ, "COS_SECRET_ID": emulator.secret_id, "COS_SECRET_KEY": emulator.secret_key},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"stalled\n"
    return process


def kill_when_stalled(emulator: Emulator, bucket: pycos.Bucket, path: Path, kind: str, done: int) -> None:
    process = start_until_stalled(emulator, bucket, path, kind, done)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def test_an_upload_killed_on_its_way_sends_only_what_is_missing(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, checkpoints: Path
) -> None:
    data = content(PARTS * MIB)
    (folder / "big").write_bytes(data)
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": PARTS}, times=0)
    kill_when_stalled(faults, bucket, folder / "big", "upload", PARTS - 1)
    assert len(requests(faults, bucket.name, "UploadPart", status=200)) == PARTS - 1
    release(faults, fault, bucket, part=PARTS)
    result = bucket.upload_file(folder / "big", "big", part_size=MIB)
    assert (result.resumed_parts, result.resumed_bytes) == (PARTS - 1, (PARTS - 1) * MIB)
    assert [entry["part"] for entry in requests(faults, bucket.name, "UploadPart")] == [PARTS]
    assert bucket.get("big").read() == data
    assert list(bucket.uploads()) == []
    assert list(checkpoints.iterdir()) == []


def test_a_download_killed_on_its_way_fetches_only_what_is_missing(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, checkpoints: Path
) -> None:
    data = content(PARTS * MIB)
    bucket.put("big", data)
    fault = faults.add_fault(
        "stall_mid_body", match={"bucket": bucket.name, "key": "big"}, bytes=MIB // 2, nth=PARTS, times=0
    )
    kill_when_stalled(faults, bucket, folder / "copy", "download", PARTS - 1)
    assert not (folder / "copy").exists()
    faults.control("DELETE", f"faults/{fault}")
    faults.clear_requests()
    result = bucket.download_file("big", folder / "copy", part_size=MIB)
    assert result.resumed_parts == PARTS - 1
    ranges = [entry for entry in requests(faults, bucket.name, "GetObject") if entry["method"] == "GET"]
    assert sum(entry["size"] for entry in ranges) == MIB
    assert (folder / "copy").read_bytes() == data
    assert list(folder.iterdir()) == [folder / "copy"]
    assert list(checkpoints.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut", "garbage", "empty"])
def test_a_damaged_checkpoint_begins_again_with_a_warning(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, checkpoints: Path, damage: str
) -> None:
    data = content(PARTS * MIB)
    (folder / "big").write_bytes(data)
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": PARTS}, times=0)
    kill_when_stalled(faults, bucket, folder / "big", "upload", PARTS - 1)
    faults.control("DELETE", f"faults/{fault}")
    (checkpoint,) = checkpoints.iterdir()
    text = checkpoint.read_bytes()
    checkpoint.write_bytes({"cut": text[:20], "garbage": b"\xff" * 100, "empty": b""}[damage])
    result = bucket.upload_file(folder / "big", "big", part_size=MIB)
    assert result.resumed_parts == 0
    assert bool(result.warning) is (damage != "empty")
    assert bucket.get("big").read() == data


def test_a_file_that_changed_since_begins_again_with_a_warning(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    (folder / "big").write_bytes(content(PARTS * MIB))
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": PARTS}, times=0)
    kill_when_stalled(faults, bucket, folder / "big", "upload", PARTS - 1)
    faults.control("DELETE", f"faults/{fault}")
    changed = content(PARTS * MIB, seed=2)
    (folder / "big").write_bytes(changed)
    result = bucket.upload_file(folder / "big", "big", part_size=MIB)
    assert result.resumed_parts == 0
    assert result.warning
    assert bucket.get("big").read() == changed


def test_a_checkpoint_in_a_place_of_ones_own_is_used(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, tmp_path: Path
) -> None:
    (folder / "big").write_bytes(content(2 * MIB))
    fault = faults.add_fault(
        "status", match={"bucket": bucket.name, "part": 2}, status=403, code="AccessDenied", times=0
    )
    place = tmp_path / "my.checkpoint"
    with pytest.raises(pycos.Forbidden):
        bucket.upload_file(folder / "big", "big", part_size=MIB, checkpoint=place)
    assert place.exists()
    assert b"secret" not in place.read_bytes().lower()
    assert faults.secret_key.encode() not in place.read_bytes()
    faults.control("DELETE", f"faults/{fault}")
    bucket.upload_file(folder / "big", "big", part_size=MIB, checkpoint=place)
    assert not place.exists()


def test_while_another_process_moves_the_same_file_it_goes_without_a_checkpoint(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = content(PARTS * MIB)
    (folder / "big").write_bytes(data)
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": PARTS}, times=1)
    other = start_until_stalled(faults, bucket, folder / "big", "upload", PARTS - 1)
    result = bucket.upload_file(folder / "big", "big", part_size=MIB)
    assert result.resumed_parts == 0
    assert "in use by another transfer" in caplog.text
    assert bucket.get("big").read() == data
    faults.control("DELETE", f"faults/{fault}")
    assert other.wait(30) == 0


def test_a_place_of_ones_own_that_is_in_use_is_an_error(
    client: pycos.Client, faults: Emulator, bucket: pycos.Bucket, folder: Path, tmp_path: Path
) -> None:
    (folder / "big").write_bytes(content(2 * MIB))
    place = tmp_path / "my.checkpoint"
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": 2}, times=1)
    first = client.transfers.upload(folder / "big", bucket, "big", part_size=MIB, checkpoint=place)
    until(lambda: struck(faults, fault), "the stall")
    with (
        pycos.Client(
            endpoint=client.endpoint.url, secret_id=faults.secret_id, secret_key=faults.secret_key
        ) as second,
        pytest.raises(pycos.InvalidOperation, match="in use"),
    ):
        second.bucket(bucket.name).upload_file(folder / "big", "big", part_size=MIB, checkpoint=place)
    faults.control("DELETE", f"faults/{fault}")
    assert first.result(30).size == 2 * MIB
