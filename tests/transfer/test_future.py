"""Transfers as futures: cancel, pause, resume, callbacks, fork."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import threading
from pathlib import Path

import pytest
from journal import content, release, requests, struck, until

import pycos
from pycos.emulator import Emulator
from pycos.transfer import Transfer

MIB = 1 << 20


@pytest.fixture
def big(folder: Path) -> Path:
    path = folder / "big"
    path.write_bytes(content(6 * MIB))
    return path


def stalled(faults: Emulator, bucket: pycos.Bucket, big: Path, parts_done: int = 5) -> tuple[Transfer, int]:
    """An upload of six parts of which the last never gets an answer, when the others are done."""
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": 6}, times=0)
    transfer = bucket.client.transfers.upload(big, bucket, "big", part_size=MIB)
    until(lambda: transfer.progress.done_parts == parts_done and struck(faults, fault), "the other parts")
    return transfer, fault


def test_a_transfer_is_a_future(client: pycos.Client, bucket: pycos.Bucket, big: Path) -> None:
    transfers = [client.transfers.upload(big, bucket, f"key {number}", part_size=MIB) for number in range(3)]
    finished = concurrent.futures.wait(transfers, timeout=30)
    assert len(finished.done) == 3
    assert all(transfer.result().size == 6 * MIB and transfer.state == "done" for transfer in transfers)
    assert not any(transfer.cancel() or transfer.cancelled() or transfer.running() for transfer in transfers)


def test_asyncio_can_wait_for_it(client: pycos.Client, bucket: pycos.Bucket, big: Path) -> None:
    async def upload() -> str:
        result = await asyncio.wrap_future(client.transfers.upload(big, bucket, "key"))
        return result.key

    assert asyncio.run(upload()) == "key"


def test_a_done_callback_is_called(client: pycos.Client, bucket: pycos.Bucket, big: Path) -> None:
    called = threading.Event()
    transfer = client.transfers.upload(big, bucket, "key")
    transfer.add_done_callback(lambda done: called.set())
    assert called.wait(30)


def test_waiting_too_long_is_a_timeout_and_the_transfer_goes_on(
    faults: Emulator, bucket: pycos.Bucket, big: Path
) -> None:
    transfer, fault = stalled(faults, bucket, big)
    with pytest.raises(TimeoutError, match="still moving"):
        transfer.result(0.01)
    faults.control("DELETE", f"faults/{fault}")
    assert transfer.result(30).total_parts == 6


def test_cancel_gives_up_what_was_moved(
    faults: Emulator, bucket: pycos.Bucket, big: Path, checkpoints: Path
) -> None:
    transfer, _ = stalled(faults, bucket, big)
    assert transfer.cancel()
    with pytest.raises(pycos.Cancelled) as caught:
        transfer.result(30)
    assert caught.value.upload_id is None
    assert transfer.cancelled()
    assert transfer.state == "cancelled"
    assert list(bucket.uploads()) == []
    assert list(checkpoints.iterdir()) == []


def test_cancel_can_keep_what_was_moved(faults: Emulator, bucket: pycos.Bucket, big: Path) -> None:
    transfer, fault = stalled(faults, bucket, big)
    transfer.cancel(keep=True)
    with pytest.raises(pycos.Cancelled) as caught:
        transfer.result(30)
    (left,) = bucket.uploads()
    assert caught.value.upload_id == left.upload_id
    faults.control("DELETE", f"faults/{fault}")
    assert bucket.upload_file(big, "big", part_size=MIB).resumed_parts == 5


def test_pause_keeps_the_parts_and_resume_sends_the_rest(
    faults: Emulator, bucket: pycos.Bucket, big: Path
) -> None:
    transfer, fault = stalled(faults, bucket, big)
    assert transfer.pause(30)
    assert transfer.state == "paused"
    assert not transfer.done()
    release(faults, fault, bucket, part=6)
    transfer.resume()
    result = transfer.result(30)
    assert result.resumed_parts == 5
    assert [entry["part"] for entry in requests(faults, bucket.name, "UploadPart")] == [6]
    assert bucket.get("big").read() == content(6 * MIB)


def test_a_paused_transfer_can_be_cancelled(faults: Emulator, bucket: pycos.Bucket, big: Path) -> None:
    transfer, _ = stalled(faults, bucket, big)
    transfer.pause(30)
    transfer.cancel()
    with pytest.raises(pycos.Cancelled):
        transfer.result(30)
    assert list(bucket.uploads()) == []


def test_pause_after_the_end_says_so(client: pycos.Client, bucket: pycos.Bucket, big: Path) -> None:
    transfer = client.transfers.upload(big, bucket, "key")
    transfer.result(30)
    assert not transfer.pause()
    transfer.resume()
    assert transfer.state == "done"


def test_the_same_transfer_twice_at_once_both_succeed(
    client: pycos.Client, bucket: pycos.Bucket, big: Path
) -> None:
    both = [client.transfers.upload(big, bucket, "key", part_size=MIB) for _ in range(2)]
    assert [transfer.result(30).size for transfer in both] == [6 * MIB] * 2
    assert list(bucket.uploads()) == []


def test_closing_the_client_ends_its_transfers(faults: Emulator, bucket: pycos.Bucket, big: Path) -> None:
    transfer, _ = stalled(faults, bucket, big)
    bucket.client.close()
    with pytest.raises(pycos.Cancelled):
        transfer.result(30)
    with pytest.raises(pycos.InvalidOperation):
        bucket.client.transfers.upload(big, bucket, "again")


def test_the_watcher_ends_when_there_is_nothing_to_watch(
    client: pycos.Client, bucket: pycos.Bucket, big: Path
) -> None:
    bucket.upload_file(big, "key")
    until(lambda: "pycos-transfers" not in [thread.name for thread in threading.enumerate()], "its end")
    bucket.upload_file(big, "again")


def test_after_a_fork_the_child_has_transfers_of_its_own(
    client: pycos.Client, bucket: pycos.Bucket, big: Path
) -> None:
    bucket.upload_file(big, "parent")
    child = os.fork()
    if not child:
        code = 1
        try:
            bucket.upload_file(big, "child")
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert bucket.exists("child")
    bucket.upload_file(big, "parent again")


def test_a_transfer_that_runs_stays_with_the_parent_of_a_fork(
    faults: Emulator, bucket: pycos.Bucket, big: Path
) -> None:
    transfer, fault = stalled(faults, bucket, big)
    child = os.fork()
    if not child:
        code = 1
        try:
            transfer.result(10)
        except pycos.InvalidOperation:
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    faults.control("DELETE", f"faults/{fault}")
    assert transfer.result(30).total_parts == 6


def test_progress_can_be_read_at_any_time(faults: Emulator, bucket: pycos.Bucket, big: Path) -> None:
    transfer, fault = stalled(faults, bucket, big)
    progress = transfer.progress
    assert (progress.done_bytes >= 5 * MIB, progress.total_bytes) == (True, 6 * MIB)
    faults.control("DELETE", f"faults/{fault}")
    transfer.result(30)
    assert transfer.progress.finished
