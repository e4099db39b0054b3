"""What the local server has seen, and waiting for it to have seen something."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pycos
from pycos.emulator import Emulator

PATIENCE = 30.0  # seconds a test waits for what must come


def until(condition: Callable[[], object], what: str = "the condition") -> None:
    """Wait until the condition holds; AssertionError when it does not come to that."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.01)


def requests(
    emulator: Emulator, bucket: str, operation: str | None = None, status: int | None = None
) -> list[Any]:
    """The requests to a bucket, of one operation and status if named."""
    query = f"requests?operation={operation}" if operation else "requests"
    return [
        entry
        for entry in emulator.control("GET", query)["requests"]
        if entry["bucket"] == bucket and (status is None or entry["status"] == status)
    ]


def struck(emulator: Emulator, fault: int) -> bool:
    """Whether a rule of misbehaviour has struck."""
    return any(rule["id"] == fault and rule["struck"] for rule in emulator.faults())


def release(emulator: Emulator, fault: int, bucket: pycos.Bucket, *, part: int) -> None:
    """Take back a stall of a part, see the held up request end, and begin a new journal."""
    emulator.control("DELETE", f"faults/{fault}")
    until(
        lambda: any(entry["part"] == part for entry in requests(emulator, bucket.name, "UploadPart")),
        "its end",
    )
    emulator.clear_requests()


def content(size: int, seed: int = 1) -> bytes:
    """Bytes that look random and are the same each time."""
    return random.Random(seed).randbytes(size)
