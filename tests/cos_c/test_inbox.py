"""Many finished transfers for one reader."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from cos_c import Engine, Inbox, TransferSpec
from tests.cos_c.conftest import BUCKET, Answer


@pytest.fixture
def engine():
    with Engine(2) as engine:
        yield engine


@pytest.fixture
def inbox(engine):
    inbox = Inbox(engine)
    yield inbox
    inbox.close()


def small(settings, tmp_path, key="up"):
    path = tmp_path / "small"
    path.write_bytes(b"small")
    return TransferSpec("upload", settings, BUCKET, key, str(path))


def test_all_that_finished_come_at_once(server, settings, inbox, tmp_path):
    server.answer("up", Answer(200, [("ETag", '"e"')]))
    spec = small(settings, tmp_path)
    sent = {inbox.submit(spec) for _ in range(10)}
    assert len(inbox) == 10
    taken = inbox.take(enough=10)
    assert [transfer.result().message for transfer in taken] == [""] * 10
    assert set(taken) == sent
    assert len(inbox) == 0


def test_a_failure_is_told_at_once(server, settings, inbox, tmp_path):
    server.answer("up", Answer(403, body=b"<Error><Code>AccessDenied</Code></Error>"))
    transfer = inbox.submit(small(settings, tmp_path))
    assert inbox.take(enough=10) == [transfer]
    assert transfer.result().error_code == "AccessDenied"


def test_after_the_timeout_there_is_what_there_is(inbox):
    assert inbox.take(timeout=0) == []


def test_it_is_woken_from_another_thread(inbox):
    thread = threading.Thread(target=inbox.wake)
    thread.start()
    assert inbox.take() == []
    thread.join()


def test_a_signal_ends_the_waiting_of_the_main_thread(inbox):
    class Interrupted(Exception):
        pass

    def interrupt(*_):
        raise Interrupted

    def take_with_signal():  # whether it comes before the waiting or during it
        threading.Timer(0, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        inbox.take()

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with pytest.raises(Interrupted):
            take_with_signal()
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_the_end_of_the_engine_ends_the_waiting(engine, inbox):
    thread = threading.Thread(target=engine.close)
    thread.start()
    assert inbox.take() == []
    thread.join()


def test_a_closed_one_takes_nothing_on(settings, engine, tmp_path):
    inbox = Inbox(engine)
    inbox.close()
    inbox.close()
    inbox.wake()
    with pytest.raises(RuntimeError, match="closed"):
        inbox.submit(small(settings, tmp_path))


def test_a_closed_engine_gives_none(engine):
    engine.close()
    with pytest.raises(RuntimeError, match="closed"):
        Inbox(engine)
