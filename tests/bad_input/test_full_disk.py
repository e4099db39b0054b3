"""A disk that is full, where the object goes and where the checkpoint goes: the transfer ends and says which
of them it was, and nothing is lost.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from journal import content

import pycos
from pycos.emulator import Emulator

MIB = 1 << 20

# A limit on the size of files fails the same writes as a full disk, and needs no rights to set up.
PROGRAM = """
import resource, signal, sys
import pycos
endpoint, bucket, action, path, part_size, limit = sys.argv[1:]
bucket = pycos.Client(endpoint=endpoint).bucket(bucket)
bucket.exists("key")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    if action == "download":
        bucket.download_file("key", path, part_size=part_size)
    else:
        print(bucket.upload_file(path, "up", part_size=part_size).size)
except OSError as error:
    print(type(error).__name__, error)
"""


def run(
    emulator: Emulator,
    bucket: pycos.Bucket,
    folder: Path,
    action: str,
    path: Path,
    part_size: int,
    limit: int,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            PROGRAM,
            f"http://localhost:{emulator.port}",
            bucket.name,
            action,
            str(path),
            str(part_size),
            str(limit),
        ],
        env={
            **os.environ,
            "COS_SECRET_ID": emulator.secret_id,
            "COS_SECRET_KEY": emulator.secret_key,
            "PYCOS_CHECKPOINTS": str(folder / "checkpoints"),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("part_size", [MIB, 8 * MIB], ids=["in parts", "in one piece"])
def test_a_full_disk_ends_a_download_and_the_old_file_stays(
    emulator: Emulator, bucket: pycos.Bucket, tmp_path: Path, part_size: int
) -> None:
    bucket.put("key", content(3 * MIB))
    target = tmp_path / "target"
    target.write_bytes(b"old")
    done = run(emulator, bucket, tmp_path, "download", target, part_size, MIB // 2)
    assert done.stdout.startswith("LocalFileError "), done.stderr
    assert str(target) in done.stdout
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("limit", [0, 500], ids=["from the start", "after some lines"])
def test_a_full_disk_where_the_checkpoint_goes_ends_the_upload_and_the_next_one_succeeds(
    emulator: Emulator, bucket: pycos.Bucket, tmp_path: Path, limit: int
) -> None:
    source = tmp_path / "source"
    source.write_bytes(content(6 * MIB))
    done = run(emulator, bucket, tmp_path, "upload", source, MIB, limit)
    assert done.stdout.startswith("LocalFileError "), done.stderr
    assert "checkpoint" in done.stdout
    assert not bucket.exists("up")
    done = run(emulator, bucket, tmp_path, "upload", source, MIB, MIB)
    assert done.stdout.split() == [str(6 * MIB)], done.stderr
    assert bucket.get("up").read() == content(6 * MIB)
