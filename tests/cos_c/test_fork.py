"""Fork after use: the child works, and what belongs to the parent alone says so."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.cos_c.conftest import Answer

# In a process of its own: pytest's has threads that a fork would not survive.
PROGRAM = """
import os, sys
import cos_c

settings = cos_c.Settings(sys.argv[1], address="path")

def get():
    with cos_c.Call(settings) as call:
        return call.execute("GET", bucket="photos-1250000000", key="a").body

assert get() == b"body"
engine = cos_c.Engine(2)
transfer = engine.submit(cos_c.TransferSpec("download", settings, "photos-1250000000", "none", sys.argv[2]))
transfer.wait()
child = os.fork()
if child == 0:
    try:
        assert get() == b"body"
        for use in (lambda: engine.next_finished(0), transfer.result):
            try:
                use()
            except RuntimeError as error:
                assert "fork" in str(error), error
            else:
                raise AssertionError("the parent's engine answered in the child")
        engine.close()
        transfer.release()
        with cos_c.Engine(1) as own:
            spec = cos_c.TransferSpec("download", settings, "photos-1250000000", "none", sys.argv[2])
            own.submit(spec)
            assert own.next_finished(30).result().code == 404
        os._exit(0)
    except BaseException as error:
        print("child:", repr(error), flush=True)
        os._exit(1)
_, status = os.waitpid(child, 0)
assert get() == b"body"
assert engine.next_finished(30) is transfer
assert transfer.result().code == 404
engine.close()
sys.exit(os.waitstatus_to_exitcode(status))
"""


def test_a_child_makes_calls_and_engines_of_its_own(server, tmp_path):
    server.answer("a", Answer(body=b"body"))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, server.url, os.fspath(tmp_path / "f")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
