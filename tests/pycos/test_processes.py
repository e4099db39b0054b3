"""Threads, forks and pickles."""

from __future__ import annotations

import errno
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from child_process import put_as_nobody, visit
from scripted_server import ScriptedServer, stall

import pycos
from pycos import Bucket, Client


def test_one_client_serves_many_threads(bucket: Bucket) -> None:
    def work(number: int) -> bool:
        data = os.urandom(1000 + number)
        bucket.put(f"k{number}", data)
        return bucket.get(f"k{number}").read() == data

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(work, range(200)))
    assert len(list(bucket.objects())) == 200


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_client_works_on_both_sides_of_a_new_process(bucket: Bucket, method: str) -> None:
    bucket.put("parent", b"from the parent")  # a connection is open now
    context = multiprocessing.get_context(method)
    queue = context.SimpleQueue()
    child = context.Process(target=visit, args=(bucket, queue))
    child.start()
    assert queue.get() == b"from the parent"
    child.join()
    assert child.exitcode == 0
    assert bucket.get("child").read() == b"from the child"
    assert bucket.get("parent").read() == b"from the parent"


def test_a_fork_while_threads_make_calls_hurts_neither_side(bucket: Bucket) -> None:
    bucket.put("parent", b"x" * 10_000)
    stop = threading.Event()
    failures: list[BaseException] = []

    def work() -> None:
        while not stop.is_set():
            try:
                assert len(bucket.get("parent").read()) == 10_000
            except BaseException as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    context = multiprocessing.get_context("fork")
    for _ in range(5):
        queue = context.SimpleQueue()
        child = context.Process(target=visit, args=(bucket, queue))
        child.start()
        assert queue.get() == b"x" * 10_000
        child.join()
        assert child.exitcode == 0
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_ctrl_c_ends_a_call_that_waits(scripted: ScriptedServer) -> None:
    scripted.answer(stall())
    program = (
        "import sys, pycos\n"
        f"client = pycos.Client(endpoint='http://127.0.0.1:{scripted.port}', anonymous=True)\n"
        "try:\n    client.bucket('b-1250000000').get('k')\n"
        "except KeyboardInterrupt:\n    sys.exit(130)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program])
    scripted.arrived.acquire()
    child.send_signal(signal.SIGINT)
    pressed = time.monotonic()
    assert child.wait(30) == 130
    assert time.monotonic() - pressed < 5


def test_an_unreadable_file_is_a_permission_error(bucket: Bucket, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"x")
    path.chmod(0)
    tmp_path.chmod(0o755)
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=put_as_nobody, args=(bucket, str(path), queue))
    child.start()
    name, number, filename = queue.get()
    child.join()
    assert (name, number, filename) == ("LocalPermissionDenied", errno.EACCES, str(path))
    assert not bucket.exists("k")


def test_a_pickled_bucket_goes_to_the_same_place(bucket: Bucket) -> None:
    bucket.put("k", b"x")
    twin = pickle.loads(pickle.dumps(bucket))
    assert twin.get("k").read() == b"x"
    assert twin.client.settings == bucket.client.settings


def test_a_closed_client_still_pickles_and_its_twin_is_open(client: Client, bucket: Bucket) -> None:
    bucket.put("k", b"x")
    client.close()
    twin = pickle.loads(pickle.dumps(bucket))
    assert twin.get("k").read() == b"x"
    with pytest.raises(pycos.InvalidOperation):
        bucket.get("k")


def test_a_client_needs_no_with_and_no_close(client: Client) -> None:
    made = Client(endpoint=client.endpoint.url, credentials=client._session.provider)
    assert isinstance(list(made.buckets()), list)
    del made
