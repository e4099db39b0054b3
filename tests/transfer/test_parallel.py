"""How many requests are in flight. When the number changes is tested in C, where time can be made up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import pycos
from pycos.emulator import Emulator
from tests.support.journal import requests

MIB = 1 << 20


@pytest.fixture
def big(folder: Path) -> Path:
    """A file of twelve parts of 1 MiB."""
    path = folder / "big.bin"
    path.write_bytes(os.urandom(12 * MIB))
    return path


def test_without_a_number_it_begins_with_eight(client: pycos.Client, bucket: pycos.Bucket, big: Path) -> None:
    assert client.transfers.parallel == 8
    bucket.upload_file(big, "big.bin", part_size=MIB)
    assert client.transfers.parallel >= 8


def test_slow_down_halves_it_and_the_transfer_goes_on(
    client: pycos.Client, bucket: pycos.Bucket, faults: Emulator, big: Path, tmp_path: Path
) -> None:
    faults.add_fault(
        "status",
        match={"bucket": bucket.name, "operation": "UploadPart", "part": 1},
        status=503,
        code="SlowDown",
        times=1,
    )
    result = bucket.upload_file(big, "big.bin", part_size=MIB)
    assert result.retries == 1
    assert len(requests(faults, bucket.name, "UploadPart")) == 13
    # Four rounds of 0.3 seconds with four parts each would have to pass before it goes up again.
    assert client.transfers.parallel == 4
    bucket.download_file("big.bin", tmp_path / "back.bin", part_size=MIB)
    assert (tmp_path / "back.bin").read_bytes() == big.read_bytes()


def test_small_files_are_slowed_down_too(
    client: pycos.Client, bucket: pycos.Bucket, faults: Emulator, folder: Path
) -> None:
    for number in range(30):
        (folder / f"{number}.bin").write_bytes(b"small")
    faults.add_fault(
        "status", match={"bucket": bucket.name, "key": "0.bin"}, status=503, code="SlowDown", times=1
    )
    result = bucket.upload_dir(folder)
    assert result.files == 30
    assert client.transfers.parallel == 4


def test_a_given_number_is_kept(emulator: Emulator, bucket: pycos.Bucket, big: Path) -> None:
    with pycos.Client(
        endpoint=f"http://localhost:{emulator.port}",
        secret_id=emulator.secret_id,
        secret_key=emulator.secret_key,
        max_concurrency=3,
    ) as client:
        assert client.transfers.parallel == 3
        client.bucket(bucket.name).upload_file(big, "big.bin", part_size=MIB)
        assert client.transfers.parallel == 3
