"""Stopping a call: by a flag from another thread, by what a progress callback raises, by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from cos_c import Call, CancelFlag, MemorySource, lib
from tests.cos_c.conftest import BUCKET, Answer


def test_a_flag_stops_a_stalled_call_from_another_thread(server, settings):
    server.answer("a", Answer(silent=True))
    flag = CancelFlag()

    def press() -> None:
        server.arrived.acquire()
        flag.set()

    presser = threading.Thread(target=press)
    presser.start()
    with Call(settings, cancel=flag) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    presser.join()
    assert reply.status.code == lib.COSE_ABORT_CALLBACK


def test_a_call_off_the_main_thread_is_stopped_too(server, settings):
    server.answer("a", Answer(silent=True))
    flag, replies = CancelFlag(), []

    def work() -> None:
        with Call(settings, cancel=flag) as call:
            replies.append(call.execute("GET", bucket=BUCKET, key="a"))

    worker = threading.Thread(target=work)
    worker.start()
    server.arrived.acquire()
    pressed = time.monotonic()
    flag.set()
    worker.join()
    assert time.monotonic() - pressed < 2  # 200 ms on a machine that has nothing else to do
    assert replies[0].status.code == lib.COSE_ABORT_CALLBACK


def test_a_flag_that_is_set_already_stops_the_call_before_it_is_sent(server, settings):
    server.answer("a", Answer())
    flag = CancelFlag()
    flag.set()
    with Call(settings, cancel=flag) as call:
        reply = call.execute("GET", bucket=BUCKET, key="a")
    assert reply.status.code == lib.COSE_ABORT_CALLBACK
    assert server.requests == []


class Stop(Exception):
    pass


@pytest.mark.parametrize("kind", [Stop, KeyboardInterrupt, SystemExit])
def test_what_progress_raises_comes_out_of_the_call(server, settings, kind):
    server.answer("a", Answer(silent=True))
    error = kind("from the callback")

    def progress(*_counts: int) -> None:
        raise error

    with Call(settings, progress=progress, progress_interval=0.01) as call, pytest.raises(kind) as caught:
        call.execute("GET", bucket=BUCKET, key="a")
    assert caught.value is error


def test_an_exception_in_progress_stops_only_its_own_call(server, settings):
    server.answer("a", Answer(silent=True))
    server.answer("b", Answer(body=b"fine"))
    flag = CancelFlag()

    def progress(*_counts: int) -> None:
        raise Stop

    with Call(settings, cancel=flag, progress=progress, progress_interval=0.01) as call, pytest.raises(Stop):
        call.execute("GET", bucket=BUCKET, key="a")
    assert not flag.is_set()
    with Call(settings, cancel=flag) as call:
        assert call.execute("GET", bucket=BUCKET, key="b").body == b"fine"


def test_progress_ends_with_the_whole_body(server, settings):
    server.answer("a", Answer())
    seen: list[tuple[int, int, int, int]] = []
    with Call(settings, progress=lambda *counts: seen.append(counts), progress_interval=0.001) as call:
        call.execute("PUT", bucket=BUCKET, key="a", source=MemorySource(bytes(1 << 20)))
    assert seen[-1][:2] == (1 << 20, 1 << 20)


PROGRAM = """
import sys, threading
import cos_c

url, what, folder = sys.argv[1:]
settings = cos_c.Settings(url, address="path")
try:
    if what == "execute":
        with cos_c.Call(settings) as call:
            call.execute("GET", bucket="photos-1250000000", key="stalled")
    elif what == "stream":
        with cos_c.Call(settings) as call:
            _, stream = call.open_stream("GET", bucket="photos-1250000000", key="held")
            while stream.readinto(bytearray(1000)):
                pass
    else:
        with cos_c.Engine(1) as engine:
            transfer = engine.submit(cos_c.TransferSpec(
                "download", settings, "photos-1250000000", "stalled", folder + "/file"))
            if what == "next_finished":
                engine.next_finished(60)
            else:
                transfer.wait()
    print("came back")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("what", ["execute", "stream", "next_finished", "wait"])
def test_ctrl_c_ends_a_stalled_call(server, tmp_path, what):
    server.answer("stalled", Answer(silent=True))
    server.answer("held", Answer(body=bytes(2000), cut=500, hold=True))
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, server.url, what, str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    server.arrived.acquire()
    pressed = time.monotonic()
    os.kill(program.pid, signal.SIGINT)
    said, errors = program.communicate(timeout=30)
    assert said.strip() == "interrupted", errors
    assert "Traceback" not in errors
    assert time.monotonic() - pressed < 5  # with the end of the interpreter, on a busy machine
