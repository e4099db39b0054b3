"""A file that changes in the middle of one large request: found out, and nothing is stored."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from journal import struck, until

import pycos
from pycos.emulator import Emulator

SIZE = 48 << 20  # much more than the sockets between client and server take in


def shrink(path: Path) -> None:
    os.truncate(path, SIZE // 2)


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(SIZE - 1000)
        file.write(b"changed")
    os.utime(path, (1, 1))


@pytest.mark.parametrize("change", [shrink, overwrite])
@pytest.mark.parametrize("by", ["put", "upload_file"])
def test_a_file_that_changes_in_the_middle_of_its_request_is_not_stored(
    faults: Emulator, bucket: pycos.Bucket, tmp_path: Path, change: Callable[[Path], None], by: str
) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(SIZE)
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "key": "k"})
    outcome: list[BaseException] = []

    def send() -> None:
        try:
            if by == "put":
                bucket.put("k", path)
            else:
                bucket.upload_file(path, "k", part_size=SIZE, checkpoint=False)
        except BaseException as error:
            outcome.append(error)

    sender = threading.Thread(target=send)
    sender.start()
    until(lambda: struck(faults, fault), "the request")
    change(path)
    faults.control("DELETE", f"faults/{fault}")
    sender.join(60)
    assert [type(error) for error in outcome] == [pycos.FileChanged]
    assert str(path) in str(outcome[0])
    assert not bucket.exists("k")
    assert list(bucket.uploads()) == []
