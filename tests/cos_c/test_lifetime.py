"""Many calls, many threads, and the end of the program: nothing leaks, mixes up or hangs."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from cos_c import BytesSink, Call, MemorySource
from tests.cos_c.conftest import BUCKET, Answer

MEMORY = """
import os, sys
import cos_c

settings = cos_c.Settings(sys.argv[1], secret_id="AKIDtest", secret_key="key", address="path")

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def work(times):
    for _ in range(times):
        with cos_c.Call(settings, progress=lambda *counts: None) as call:
            call.execute("PUT", bucket="photos-1250000000", key="a", source=cos_c.MemorySource(bytes(20000)))
            call.execute("GET", bucket="photos-1250000000", key="a")
            _, stream = call.open_stream("GET", bucket="photos-1250000000", key="a")
            stream.readinto(bytearray(10))
            call.presign("GET", bucket="photos-1250000000", key="a", expires=60)
        cos_c.body_error(b"<Error><Code>A</Code></Error>")
        cos_c.Pool().create_child()

work(100)
before = resident()
work(400)
print(resident() - before)
"""

FORGOTTEN = """
import sys
import cos_c

settings = cos_c.Settings(sys.argv[1], address="path")
engine = cos_c.Engine(4)
transfers = [
    engine.submit(cos_c.TransferSpec("download", settings, "photos-1250000000", "stalled", path))
    for path in (f"{sys.argv[2]}/{index}" for index in range(8))
]
engine.next_finished(0.2)
"""


def test_calls_give_all_their_memory_back(server):
    server.answer("a", Answer(body=bytes(100_000)))
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, server.url], capture_output=True, text=True, timeout=110, check=True
    )
    # A leak of the answers alone would be 80 MB.
    assert int(done.stdout) < 8 << 20


def test_a_program_that_forgets_its_engine_still_ends_at_once(server, tmp_path):
    server.answer("stalled", Answer(silent=True))
    done = subprocess.run(
        [sys.executable, "-c", FORGOTTEN, server.url, str(tmp_path)],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_threads_share_settings_and_keep_their_answers_apart(server, settings):
    for index in range(8):
        server.answer(f"k{index}", lambda request: Answer(body=request.body or request.path.encode() * 200))
    wrong = []

    def work(index: int) -> None:
        body = bytes([index]) * 5000
        for _ in range(25):
            with Call(settings) as call:
                sink = BytesSink(5000)
                call.execute("PUT", bucket=BUCKET, key=f"k{index}", source=MemorySource(body), sink=sink)
                got = call.execute("GET", bucket=BUCKET, key=f"k{index}").body
            if sink.value() != body or got != f"/{BUCKET}/k{index}".encode() * 200:
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("size", [1, 4096, 100_000])
def test_a_body_sent_from_a_memoryview_arrives_whole(server, settings, size):
    server.answer("a", Answer())
    data = bytes(range(256)) * (size // 256 + 1)
    with Call(settings) as call:
        reply = call.execute("PUT", bucket=BUCKET, key="a", source=MemorySource(memoryview(data)[:size]))
    assert reply.sent == size
    assert server.requests[0].body == data[:size]
