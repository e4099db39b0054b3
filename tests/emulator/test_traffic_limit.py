"""x-cos-traffic-limit: checked always, kept when the server is told to."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cos_requests import Cos

from pycos.emulator import Emulator

NAME = "x-cos-traffic-limit"
BUCKET = "slow-1250000000"
RATE = 400_000  # bytes a second
SIZE = 100_000


@pytest.mark.parametrize("value", ["819199", "838860801", "1e6", "-819200", "8388608x", "99999999999"])
def test_a_limit_out_of_bounds_is_refused(cos: Cos, value: str) -> None:
    for answer in (
        cos.request("PUT", "k", body=b"x", headers={NAME: value}),
        cos.request("GET", "k", params={NAME: value}),
    ):
        assert (answer.status, answer.code) == (400, "InvalidArgument")
    assert cos.get("k").status == 404


@pytest.mark.parametrize("value", ["819200", "838860800"])
def test_a_limit_within_bounds_changes_nothing(cos: Cos, value: str) -> None:
    started = time.monotonic()
    assert cos.request("PUT", "k", body=b"x" * 4_000_000, headers={NAME: value}).status == 200
    assert len(cos.request("GET", "k", params={NAME: value}).body) == 4_000_000
    assert time.monotonic() - started < 30  # the slower one would take eighty seconds


@pytest.fixture(scope="module", params=["memory", "disk"])
def slow(request: pytest.FixtureRequest, private_servers: Path) -> Iterator[Cos]:
    """A server that keeps limits."""
    data = private_servers / "slow" if request.param == "disk" else None
    with Emulator(data=data, https=False, buckets=[BUCKET], arguments=["--enforce-traffic-limit"]) as server:
        yield Cos(server, BUCKET)


@pytest.mark.parametrize("size", [SIZE, 16_000])
def test_a_download_takes_its_time(slow: Cos, size: int) -> None:
    data = os.urandom(size)
    slow.put("k", data)
    started = time.monotonic()
    assert slow.request("GET", "k", params={NAME: str(RATE * 8 if size == SIZE else 819_200)}).body == data
    assert time.monotonic() - started > (size / RATE if size == SIZE else size / 102_400) * 0.95


def test_an_upload_takes_its_time(slow: Cos) -> None:
    started = time.monotonic()
    answer = slow.request("PUT", "k", body=b"x" * SIZE, headers={NAME: str(RATE * 8)})
    assert answer.status == 200
    assert time.monotonic() - started > SIZE / RATE * 0.95
    upload = slow.start_upload("m")
    started = time.monotonic()
    params = {"partNumber": "1", "uploadId": upload}
    assert (
        slow.request("PUT", "m", params=params, body=b"x" * SIZE, headers={NAME: str(RATE * 8)}).status == 200
    )
    assert time.monotonic() - started > SIZE / RATE * 0.95
