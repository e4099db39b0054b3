"""Ctrl-C while a server keeps a call waiting: it ends at once, and leaves nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from interrupted_call import OPERATIONS
from journal import content, struck, until

import pycos
from pycos.emulator import Emulator

MIB = 1 << 20
PROGRAM = Path(__file__).parents[1] / "support" / "interrupted_call.py"
PROMPT = 5.0  # seconds from Ctrl-C to the end of the process, on the busiest machine; alone it is 0.2


@pytest.fixture
def environment(emulator: Emulator, tmp_path: Path) -> dict[str, str]:
    """Address and credentials of the local server."""
    return {
        **os.environ,
        "COS_ENDPOINT": f"http://localhost:{emulator.port}",
        "COS_SECRET_ID": emulator.secret_id,
        "COS_SECRET_KEY": emulator.secret_key,
        "PYCOS_CHECKPOINTS": str(tmp_path / "checkpoints"),
        "PYTHONUTF8": "1",
    }


@pytest.fixture
def folder(bucket: pycos.Bucket, tmp_path: Path) -> Path:
    """A folder with a file, and its bytes as two objects."""
    made = tmp_path / "files"
    made.mkdir()
    (made / "source").write_bytes(content(3 * MIB))
    for key in ("free", "stalled"):
        bucket.put(key, content(3 * MIB))
    return made


def stalled_in(faults: Emulator, bucket: pycos.Bucket, operation: str) -> int:
    """A rule that holds the call up where it hurts: in the middle, where there is one."""
    match: dict[str, Any] = {"bucket": bucket.name, "key": "stalled"}
    if operation == "list":
        match = {"bucket": bucket.name, "operation": "ListObjects"}
    if operation == "upload":
        match["part"] = 2
    if operation in ("read", "download"):
        return faults.add_fault("stall_mid_body", match=match, bytes=MIB // 2, times=0)
    return faults.add_fault("stall_before_headers", match=match, times=0)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_ctrl_c_ends_a_call_of_the_library_and_leaves_nothing(
    operation: str,
    environment: dict[str, str],
    faults: Emulator,
    bucket: pycos.Bucket,
    folder: Path,
) -> None:
    child = subprocess.Popen(
        [sys.executable, str(PROGRAM), operation, environment["COS_ENDPOINT"], bucket.name, str(folder)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin, child.stdout:
        assert child.stdout.readline() == "ready\n"
        fault = stalled_in(faults, bucket, operation)
        child.stdin.write("\n")
        child.stdin.flush()
        until(lambda: struck(faults, fault), "the stall")
        child.send_signal(signal.SIGINT)
        pressed = time.monotonic()
        report = json.loads(child.stdout.readline())
    assert child.wait(10) == 0
    took = report["ended"] - pressed  # both on the one monotonic clock of the machine
    faults.clear_faults()
    assert report["how"] == "interrupted"
    assert took < PROMPT
    assert report["after"][0] <= report["before"][0], "file descriptors"
    assert report["after"][1] <= report["before"][1], "threads"
    wanted = {"source", "free"} if operation == "download" else {"source"}
    assert {path.name for path in folder.iterdir()} == wanted
    assert list(bucket.uploads()) == []
    # A request whose last byte was sent may still be carried out; what is never there is a part of one.
    whole = {content(3 * MIB), bytes(MIB)} if operation == "put bytes" else {content(3 * MIB)}
    assert bucket.get("stalled").read() in whole


COMMANDS: dict[str, list[str]] = {
    "put file": ["cp", "source", "cos://BUCKET/stalled"],
    "upload": ["cp", "--part-size", "1MiB", "source", "cos://BUCKET/stalled"],
    "download": ["cp", "cos://BUCKET/stalled", "target"],
    "read": ["cat", "cos://BUCKET/stalled"],
    "list": ["ls", "cos://BUCKET/"],
}


@pytest.mark.parametrize("operation", COMMANDS)
def test_ctrl_c_ends_a_command_with_130_and_one_line(
    operation: str,
    environment: dict[str, str],
    faults: Emulator,
    bucket: pycos.Bucket,
    folder: Path,
) -> None:
    fault = stalled_in(faults, bucket, operation)
    arguments = [word.replace("BUCKET", bucket.name) for word in COMMANDS[operation]]
    command = subprocess.Popen(
        [sys.executable, "-m", "pycos.cli", *arguments],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: struck(faults, fault), "the stall")
    command.send_signal(signal.SIGINT)
    pressed = time.monotonic()
    _, errors = command.communicate(timeout=30)
    took = time.monotonic() - pressed
    assert command.returncode == 130
    assert took < PROMPT
    (line,) = errors.splitlines()
    assert line.startswith("pycos: interrupted")
    assert not (folder / "target").exists()
    faults.clear_faults()
    assert bucket.get("stalled").read() == content(3 * MIB)
