"""The command: its one line, its refusals, its end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cos_requests import Cos
from in_process import in_process

from pycos.emulator import Emulator
from pycos.emulator.__main__ import DEFAULT_ID, DEFAULT_KEY, _parser

COMMAND = [sys.executable, "-m", "pycos.emulator"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_one_line_when_ready_and_ends_in_order(tmp_path: Path, number: int) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--data", str(tmp_path / "new"), "--credential", "id:secret", "--region", "ap-x"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    line = json.loads(process.stdout.readline())
    assert line == {
        "ready": True,
        "endpoint": f"http://127.0.0.1:{line['port']}",
        "port": line["port"],
        "https_endpoint": f"https://127.0.0.1:{line['https_port']}",
        "https_port": line["https_port"],
        "ca_file": str(tmp_path / "new" / "tls" / "ca.pem"),
        "secret_id": "id",
        "secret_key": "secret",
        "control_token": line["control_token"],
        "page": f"http://127.0.0.1:{line['port']}/_emulator/#token={line['control_token']}",
        "pid": process.pid,
        "region": "ap-x",
    }
    process.send_signal(number)
    rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, b"", b"")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example"])
def test_only_loopback_addresses_are_served(host: str) -> None:
    done = run("--memory", "--host", host)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("the emulator cannot start: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_other_machines_are_served_when_it_is_asked_for_with_keys_nobody_knows(host: str) -> None:
    seen = set()
    for _ in range(2):
        with Emulator(https=False, arguments=["--host", host, "--allow-remote"]) as server:
            assert server.endpoint in (f"http://127.0.0.1:{server.port}", f"http://[::1]:{server.port}")
            assert server.control("GET", "requests")["requests"] == []
            assert len(server.secret_key) > 30
            seen.add((server.secret_id, server.secret_key))
    assert len(seen) == 2
    assert DEFAULT_KEY not in {key for _, key in seen}


@pytest.mark.parametrize("credential", [f"{DEFAULT_ID}:other", f"other:{DEFAULT_KEY}"])
def test_the_keys_that_everybody_knows_are_refused_for_other_machines(credential: str) -> None:
    done = run("--memory", "--host", "0.0.0.0", "--allow-remote", "--credential", credential)
    assert (done.returncode, done.stdout) == (1, "")
    assert "keys of its own" in done.stderr
    assert DEFAULT_KEY not in done.stderr


def test_keys_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COS_EMULATOR_CREDENTIAL", "id:secret")
    with Emulator(https=False) as server:
        assert (server.secret_id, server.secret_key) == ("id", "secret")
    with Emulator(https=False, credentials=["other:key"]) as server:
        assert server.secret_id == "other"
    monkeypatch.setenv("COS_EMULATOR_CREDENTIAL", "secret-without-id")
    done = run("--memory")
    assert done.returncode == 1
    assert "COS_EMULATOR_CREDENTIAL" in done.stderr
    assert "secret-without-id" not in done.stderr


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_the_control_interface_answers_this_machine(peer: str) -> None:
    head = b"GET /_emulator/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with in_process() as server:
        assert b'{"status": "ok"' in server.exchange(head, peer=peer)


@pytest.mark.parametrize(
    "peer", ["10.0.0.7", "::ffff:10.0.0.7", "fe80::1", "::", "0.0.0.0", "", "127.0.0.1.x"]
)
def test_the_control_interface_answers_nobody_else_whatever_they_know(peer: str) -> None:
    with in_process() as server:
        for path in ("health", "requests", "reset", "faults", ""):
            head = f"GET /_emulator/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer token\r\n\r\n"
            answer = server.exchange(head.encode(), peer=peer)
            assert b"<Error>" in answer
            assert b"_emulator" in answer  # it is taken for the name of a bucket


def test_ipv6_loopback_is_served() -> None:
    with Emulator(https=False, arguments=["--host", "::1"]) as server:
        assert server.endpoint == f"http://[::1]:{server.port}"


def test_two_servers_cannot_share_a_folder(tmp_path: Path) -> None:
    with Emulator(data=tmp_path, https=False):
        done = run("--data", str(tmp_path), "--no-https")
    assert done.returncode == 1
    assert "another emulator uses" in done.stderr


def test_a_port_that_is_taken_is_reported(server: Emulator) -> None:
    done = run("--memory", "--no-https", "--port", str(server.port))
    assert done.returncode == 1
    assert "in use" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--memory", "--data", "x"],
        ["--memory", "--bucket", "NoAppId"],
        ["--memory", "--domain", "x"],
        ["--memory", "--credential", "secret-key-without-id"],
        ["--memory", "--port", "x"],
    ],
)
def test_wrong_arguments_end_with_2_and_repeat_no_secret(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "secret-key-without-id" not in done.stderr


def test_a_log_names_requests_and_no_secrets() -> None:
    process = subprocess.Popen(
        [*COMMAND, "--memory", "--no-https", "--log", "debug", "--bucket", "b-1250000000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    line = json.loads(process.stdout.readline())
    server = Emulator()
    for name, text in line.items():
        setattr(server, name, text)
    cos = Cos(server, "b-1250000000")
    cos.put("new\nline", b"x")
    process.terminate()
    _, errors = process.communicate(timeout=30)
    assert r"PutObject 'b-1250000000/new\nline' 200 - in=1 out=0" in errors
    assert line["secret_key"] not in errors
    assert "q-signature" not in errors


def test_it_ends_when_the_process_that_started_it_is_gone() -> None:
    program = (
        "import os; from pycos.emulator import Emulator\n"
        "e = Emulator(https=False); e.start(); print(e.pid, flush=True); os._exit(0)"
    )
    parent = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    pid = int(parent.stdout)
    pidfd = os.pidfd_open(pid) if Path(f"/proc/{pid}").exists() else -1
    if pidfd >= 0:
        import select

        assert select.select([pidfd], [], [], 20)[0]
        os.close(pidfd)


def test_a_server_that_cannot_start_is_an_error_for_its_program(server: Emulator) -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        Emulator(https=False, port=server.port).start()


def test_it_shares_no_code_with_the_client() -> None:
    program = (
        "import sys, pkgutil, importlib\n"
        "sys.modules['cos_c'] = None  # importing it would fail\n"
        "import pycos.emulator\n"
        "for found in pkgutil.walk_packages(pycos.emulator.__path__, 'pycos.emulator.'):\n"
        "    importlib.import_module(found.name)\n"
        "print([n for n in sys.modules if n.startswith(('pycos', 'cos_c', 'qcloud_cos'))\n"
        "       and n not in ('pycos', 'cos_c') and not n.startswith('pycos.emulator')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_page_has_every_option_and_no_other() -> None:
    page = (Path(__file__).parents[2] / "docs/emulator.md").read_text(encoding="utf-8")
    table = page.partition("| option | meaning |")[2].partition("\n\n")[0]
    written = {
        option for line in table.splitlines()[2:] for option in re.findall(r"--[a-z-]+", line.split("|")[1])
    }
    known = {option for action in _parser()._actions for option in action.option_strings}
    assert written == known - {"-h", "--help"}


def test_the_page_names_every_page_about_the_server() -> None:
    docs = Path(__file__).parents[2] / "docs"
    page = (docs / "emulator.md").read_text(encoding="utf-8")
    table = page.partition("| page | about |")[2].partition("\n\n")[0]
    named = set(re.findall(r"\]\((emulator/[a-z0-9-]+\.md)\)", table))
    assert named == {path.relative_to(docs).as_posix() for path in (docs / "emulator").glob("*.md")}
