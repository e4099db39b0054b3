"""The slow line between two network namespaces; where the machine allows none, it says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.link import Link, LinkUnavailable

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, subprocess
from benchmarks.link import Link, LinkUnavailable
from benchmarks.origin import Origin
try:
    with Link(round_trip_ms=20) as link, Origin(sizes=(4096,), pages=1, host=link.origin) as origin:
        out = origin.folder / "out"
        curl = ["curl", "-sS", "--fail", "-w", "%{time_connect}", "-o", str(out)]
        said = subprocess.run(
            [*link.command(), *curl, f"{origin.endpoint}/obj/4096"],
            capture_output=True, text=True, check=True, timeout=60).stdout
        same = out.read_bytes() == origin.path(4096).read_bytes()
        print(json.dumps({"connect": float(said), "same": same}))
except LinkUnavailable as error:
    print(json.dumps({"refused": str(error)}))
"""


def test_a_connection_takes_a_round_trip_and_bytes_come_right() -> None:
    command = ["unshare", "--net", sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    if done.returncode:  # no namespaces for us here: that is the machine's answer, and the page gives it
        assert "unshare" in done.stderr
        return
    said = json.loads(done.stdout)
    # Not a matter of speed: a packet there and one back cannot take less.
    assert said.get("refused") or (said["same"] and said["connect"] >= 0.02)


def test_it_is_not_made_in_the_network_that_everybody_uses() -> None:
    with pytest.raises(LinkUnavailable, match="namespace of its own"), Link():
        pass
