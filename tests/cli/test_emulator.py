"""`pycos emulator`."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pycos
from tests.cli.conftest import COMMAND


def test_it_says_in_one_json_line_when_it_is_ready_and_keeps_its_data(
    environment: dict[str, str], tmp_path: Path
) -> None:
    for expected in (False, True):
        process = subprocess.Popen(
            [*COMMAND, "emulator", "--data", str(tmp_path / "data"), "--port", "0", "--no-https"],
            env=environment,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        with process.stdout:
            ready = json.loads(process.stdout.readline())
            try:
                with pycos.Client(
                    endpoint=ready["endpoint"], secret_id=ready["secret_id"], secret_key=ready["secret_key"]
                ) as client:
                    bucket = client.bucket("kept-1250000000")
                    assert bucket.exists() is expected
                    if not expected:
                        client.create_bucket("kept-1250000000")
            finally:
                process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
