"""A secret and a token that nobody could mistake go through everything, at the chattiest log level: they are
in no log line, representation, exception, traceback or process argument.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from journal import content

from pycos.emulator import Emulator

SECRET = "canary-secret-0123456789abcdef"
TOKEN = "canary-token-0123456789abcdef"

PROGRAM = """
import logging, sys, traceback
from pathlib import Path
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
import cos_c, pycos
cos_c.set_log_level(logging.DEBUG)
folder, name = Path(sys.argv[1]), sys.argv[2]
client = pycos.Client()
bucket = client.create_bucket(name)
bucket.put("k", b"x", metadata={"a": "b"})
bucket.get("k").read()
print(list(bucket.objects()), client, bucket, client.credentials if hasattr(client, "credentials") else "")
bucket.upload_file(folder / "big", "big", part_size="1MiB")
bucket.download_file("big", folder / "copy", part_size="1MiB")
url = bucket.presign("GET", "k", expires=60)
nowhere = pycos.Client(endpoint="http://127.0.0.1:1", retry=pycos.RetryPolicy(attempts=1))
failing = [
    lambda: bucket.get("nothing"),
    lambda: bucket.upload_file(folder / "nothing", "k"),
    lambda: bucket.put("k", b"x", metadata={"a": "b\\r\\n"}),
    lambda: client.bucket("nobody-1250000000").upload_file(folder / "big", "k"),
    lambda: nowhere.bucket(name).get("k"),
]
for fail in failing:
    try:
        fail()
    except Exception as error:
        traceback.print_exc(file=sys.stdout)
        print(repr(error), str(error), vars(error))
    else:
        raise SystemExit("it did not fail")
print(Path("/proc/self/cmdline").read_bytes())
print("SIGNATURE", url.split("q-signature=")[1].split("&")[0])
"""


def test_secret_and_token_are_shown_nowhere(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(content(3 << 20))
    with Emulator(credentials=[f"AKIDcanary:{SECRET}:{TOKEN}"], https=False, log="debug") as server:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path), "canary-1250000000"],
            env={
                **os.environ,
                "COS_ENDPOINT": f"http://localhost:{server.port}",
                "COS_SECRET_ID": "AKIDcanary",
                "COS_SECRET_KEY": SECRET,
                "COS_SESSION_TOKEN": TOKEN,
                "PYCOS_CHECKPOINTS": str(tmp_path / "checkpoints"),
            },
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        requests = str(server.control("GET", "requests"))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    shown = done.stdout + done.stderr
    assert "DEBUG:pycos" in shown
    signature = shown.rsplit("SIGNATURE ", 1)[1].strip()
    assert len(signature) == 40
    assert shown.count(signature) == 1
    for secret in (SECRET, TOKEN):
        assert secret not in shown
        assert secret not in requests
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert SECRET.encode() not in path.read_bytes()
