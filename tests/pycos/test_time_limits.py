"""Timeouts, cancelling, waiting between attempts, and a clock that is wrong."""

from __future__ import annotations

import threading
import time

import pytest
from scripted_server import ScriptedServer, error_body, response, stall

import pycos
from pycos import CancelToken, Client, RetryPolicy

BUCKET = "photos-1250000000"


def test_a_stall_ends_with_the_read_timeout(scripted: ScriptedServer) -> None:
    hasty = Client(
        endpoint=f"http://127.0.0.1:{scripted.port}",
        anonymous=True,
        read_timeout=0.3,
        retry=RetryPolicy(attempts=1),
    )
    scripted.answer(stall())
    with pytest.raises(pycos.ReadTimeout, match=r"0\.3 s") as caught:
        hasty.bucket(BUCKET).head("k")
    assert isinstance(caught.value, TimeoutError)


def test_a_stall_in_the_middle_of_a_body_ends_with_the_read_timeout(scripted: ScriptedServer) -> None:
    hasty = Client(
        endpoint=f"http://127.0.0.1:{scripted.port}",
        anonymous=True,
        read_timeout=0.3,
        retry=RetryPolicy(attempts=1),
    )
    scripted.answer(stall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
    with hasty.bucket(BUCKET).get("k") as body, pytest.raises(TimeoutError):
        body.read()


def test_the_timeout_of_a_call_holds_over_all_attempts(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    scripted.answer(*[stall()] * 9)
    started = time.monotonic()
    with pytest.raises(pycos.DeadlineExceeded):
        scripted_client.bucket(BUCKET).head("k", timeout=0.4)
    assert 0.3 < time.monotonic() - started < 5


def test_a_wait_that_would_end_too_late_is_not_begun(scripted: ScriptedServer) -> None:
    slow = Client(
        endpoint=f"http://127.0.0.1:{scripted.port}",
        anonymous=True,
        retry=RetryPolicy(attempts=5, max_delay=60),
    )
    scripted.answer(response(503, error_body("SlowDown"), {"Retry-After": "50"}))
    started = time.monotonic()
    with pytest.raises(pycos.DeadlineExceeded, match="the message") as caught:
        slow.bucket(BUCKET).get("k", timeout=10)
    assert time.monotonic() - started < 5
    assert isinstance(caught.value.__cause__, pycos.SlowDown)


def test_a_token_cancels_a_call_that_waits(scripted: ScriptedServer, scripted_client: Client) -> None:
    scripted.answer(stall())
    token = CancelToken()

    def cancel_once_it_waits() -> None:
        scripted.arrived.acquire()
        token.cancel()

    thread = threading.Thread(target=cancel_once_it_waits)
    thread.start()
    with pytest.raises(pycos.Cancelled):
        scripted_client.bucket(BUCKET).head("k", cancel=token)
    thread.join()
    assert token.cancelled


def test_a_token_cancels_the_wait_between_attempts(scripted: ScriptedServer) -> None:
    slow = Client(
        endpoint=f"http://127.0.0.1:{scripted.port}",
        anonymous=True,
        retry=RetryPolicy(attempts=5, max_delay=60),
    )
    scripted.answer(response(503, headers={"Retry-After": "60"}))
    token = CancelToken()

    def cancel_once_answered() -> None:
        scripted.arrived.acquire()
        token.cancel()

    thread = threading.Thread(target=cancel_once_answered)
    started = time.monotonic()
    thread.start()
    with pytest.raises(pycos.Cancelled):
        slow.bucket(BUCKET).head("k", cancel=token)
    thread.join()
    assert time.monotonic() - started < 10


def test_a_token_cancels_reading_a_body(scripted: ScriptedServer, scripted_client: Client) -> None:
    scripted.answer(stall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
    token = CancelToken()
    with scripted_client.bucket(BUCKET).get("k", cancel=token) as body:
        timer = threading.Timer(0.05, token.cancel)
        timer.start()
        with pytest.raises(pycos.Cancelled):
            body.read()
        timer.join()


def test_a_cancelled_token_stops_a_call_before_it_begins(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    token = CancelToken()
    token.cancel()
    token.cancel()
    with pytest.raises(pycos.Cancelled):
        scripted_client.bucket(BUCKET).head("k", cancel=token)
    assert scripted.requests == []


def test_callbacks_of_a_token_run_once_and_can_be_taken_back() -> None:
    token, seen = CancelToken(), []
    first, second = (lambda: seen.append(1)), (lambda: seen.append(2))
    token.add_callback(first)
    token.add_callback(second)
    token.remove_callback(second)
    token.remove_callback(second)
    token.cancel()
    token.cancel()
    token.add_callback(second)
    assert seen == [1, 2]


def test_a_wrong_clock_is_corrected_once(scripted: ScriptedServer, scripted_client: Client) -> None:
    bucket = scripted_client.bucket(BUCKET)
    skewed = {"Date": "Sat, 01 Jan 2022 00:00:00 GMT"}
    scripted.answer(response(403, error_body("RequestTimeTooSkewed"), skewed), response(200))
    assert bucket.exists("k")

    def start_of_signature(number: int) -> int:
        fields = dict(
            field.partition("=")[::2]
            for field in scripted.requests[number].headers["authorization"].split("&")
        )
        return int(fields["q-sign-time"].partition(";")[0])

    assert abs(start_of_signature(0) - time.time()) < 3600
    assert abs(start_of_signature(1) - 1640995200) < 3600
    scripted.answer(*[response(403, error_body("RequestTimeTooSkewed"), skewed)] * 2)
    with pytest.raises(pycos.RequestTimeTooSkewed):
        bucket.get("k")
    assert len(scripted.requests) == 3
