"""The command as a process: what it prints, how it ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pycos.emulator import Emulator

COMMAND = [sys.executable, "-m", "pycos.cli"]


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def error_lines(self) -> list[str]:
        return self.err.splitlines()


@pytest.fixture
def environment(emulator: Emulator, tmp_path: Path) -> dict[str, str]:
    """Address and credentials of the local server, and a folder for checkpoints."""
    return {
        **os.environ,
        "COS_ENDPOINT": f"http://localhost:{emulator.port}",
        "COS_SECRET_ID": emulator.secret_id,
        "COS_SECRET_KEY": emulator.secret_key,
        "PYCOS_CHECKPOINTS": str(tmp_path / "checkpoints"),
        "PYTHONUTF8": "1",
    }


@pytest.fixture
def pycos_command(environment: dict[str, str], tmp_path: Path) -> Callable[..., Done]:
    """Run `pycos` with these arguments and wait for its end."""

    def run(*arguments: object, stdin: bytes = b"", env: dict[str, str] | None = None, **more: Any) -> Done:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            env={**environment, **(env or {})},
            cwd=tmp_path,
            timeout=60,
            check=False,
            **more,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port that is taken and where nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        yield taken.getsockname()[1]
