"""What is said about the machine."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.harness.machine import OtherWork, machine


def test_the_machine_and_what_is_linked_are_named() -> None:
    said = machine()
    assert said["cores"] >= 1
    assert said["cpu"]
    assert said["pycos"]["libcurl"]


def test_work_of_our_own_is_not_others() -> None:
    before = OtherWork()
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert 0 <= before.cores() <= machine()["cores"] * 1.5
    # What is said to belong to the origin is not counted either.
    assert before.cores(origin=1e9) == 0
