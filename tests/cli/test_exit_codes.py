"""How the command ends: one table, and each line of it for real."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from journal import content, struck, until

import pycos
from pycos.cli.exit_codes import TABLE, exit_code_of
from pycos.emulator import Emulator
from tests.cli.conftest import COMMAND, Done

Run = Callable[..., Done]
MIB = 1 << 20
PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def fails(done: Done, code: int, *words: str) -> None:
    """It ended with the code and said why in exactly one line."""
    assert done.code == code, done
    (line,) = done.error_lines
    assert line.startswith("pycos: error: ")
    assert [word for word in words if word not in line] == []


def test_the_page_shows_the_table() -> None:
    shown = re.findall(r"^\| (\d+) \| (.+?) \|$", PAGE.read_text(), re.MULTILINE)
    assert [(int(number), meaning) for number, meaning in shown] == [
        (line.number, line.meaning) for line in TABLE
    ]


def test_every_class_of_the_table_has_its_code_and_no_class_two() -> None:
    for line in TABLE:
        for kind in line.classes:
            assert exit_code_of(kind("x")) == line.number
    classes = [kind for line in TABLE for kind in line.classes]
    for kind in classes:
        assert [other for other in classes if other is not kind and issubclass(kind, other)] == []


def test_0_when_all_is_done(pycos_command: Run, bucket: pycos.Bucket) -> None:
    done = pycos_command("ls", f"cos://{bucket.name}/")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_1_when_some_files_failed_and_the_others_are_there(
    pycos_command: Run, bucket: pycos.Bucket, tmp_path: Path
) -> None:
    for key in ("good", "../evil"):
        bucket.put(key, b"x")
    done = pycos_command("cp", "-r", f"cos://{bucket.name}/", "out")
    fails(done, 1, "../evil", "'..'")
    assert done.out.startswith("downloaded 1 files")
    assert "1 failed" in done.out
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good"]
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], ["nonsense"]),
        (["ls", "--wat"], ["--wat"]),
        (["cp", "one"], ["target"]),
        (["cp", "a", "b"], ["cos://"]),
        (["cp", "-r", "-", "cos://b-1250000000/x"], ["-r"]),
        (["cp", "-", "cos://b-1250000000/folder/"], ["whole key"]),
        (["cp", "cos://b-1250000000/folder/", "x"], ["add -r"]),
        (["cp", ".", "cos://b-1250000000/"], ["add -r"]),
        (["cp", "--include", "*", "x", "cos://b-1250000000/"], ["-r"]),
        (["cp", "--part-size", "tiny", "x", "cos://b-1250000000/"], ["--part-size"]),
        (["cat", "file"], ["cos://bucket-appid/key"]),
        (["cat", "cos://b-1250000000"], ["names a bucket"]),
        (["cat", "s3://b/x"], ["cos://"]),
        (["ls", "cos:///x"], ["names no bucket"]),
        (["ls", "cos://Upper-1250000000"], ["uppercase"]),
        (["mb", "cos://b-1250000000/key"], ["not a bucket"]),
        (["rm", "-r", "cos://b-1250000000"], ["--force"]),
        (["presign", "cos://b-1250000000/x", "--expires", "soon"], ["--expires"]),
        (["presign", "cos://b-1250000000/x", "--method", "STEAL"], ["STEAL"]),
        (["ls", "--region", "no where"], ["region"]),
    ],
)
def test_2_for_wrong_arguments(pycos_command: Run, arguments: list[str], words: list[str]) -> None:
    env = {"COS_ENDPOINT": ""} if "--region" in arguments else {}
    fails(pycos_command(*arguments, env=env), 2, *words)


def test_2_and_the_help_without_a_command(pycos_command: Run) -> None:
    done = pycos_command()
    assert done.code == 2
    assert "doctor" in done.out + done.err


def test_2_without_region_and_endpoint(pycos_command: Run) -> None:
    fails(pycos_command("ls", env={"COS_ENDPOINT": ""}), 2, "region", "COS_REGION")


def test_3_for_a_missing_object_or_bucket(pycos_command: Run, bucket: pycos.Bucket, tmp_path: Path) -> None:
    fails(pycos_command("cat", f"cos://{bucket.name}/nothing"), 3, "NoSuchKey", "nothing")
    fails(pycos_command("cp", f"cos://{bucket.name}/nothing", "file"), 3, "NoSuchKey")
    fails(pycos_command("ls", "cos://nobody-has-this-1250000000/"), 3, "NoSuchBucket")
    assert not (tmp_path / "file").exists()


def test_4_without_credentials_or_with_wrong_ones(pycos_command: Run) -> None:
    fails(pycos_command("ls", env={"COS_SECRET_ID": ""}), 4, "COS_SECRET_ID")
    fails(pycos_command("ls", env={"COS_SECRET_KEY": "wrong"}), 4, "SignatureDoesNotMatch")
    fails(pycos_command("ls", env={"COS_SECRET_ID": "AKIDunknown"}), 4, "InvalidAccessKeyId")


def test_5_when_nobody_answers(pycos_command: Run, unused_port: int) -> None:
    fails(pycos_command("ls", "--endpoint", f"http://localhost:{unused_port}"), 5, "localhost")


def test_5_when_the_server_stays_busy(pycos_command: Run, faults: Emulator, bucket: pycos.Bucket) -> None:
    faults.add_fault("status", match={"bucket": bucket.name}, status=503, times=0)
    fails(pycos_command("cat", f"cos://{bucket.name}/x"), 5, "503")


def test_6_for_local_files(pycos_command: Run, bucket: pycos.Bucket, tmp_path: Path) -> None:
    bucket.put("key", b"x")
    fails(pycos_command("cp", "nothing", f"cos://{bucket.name}/"), 6, "No such file", "nothing")
    fails(pycos_command("cp", "-r", "nothing", f"cos://{bucket.name}/"), 6, "nothing")
    fails(pycos_command("cp", f"cos://{bucket.name}/key", "no/such/folder/file"), 6, "No such file")
    os.mkfifo(tmp_path / "fifo")
    fails(pycos_command("cp", "fifo", f"cos://{bucket.name}/"), 6, "FIFO")


def test_7_when_bytes_arrive_damaged(
    pycos_command: Run, faults: Emulator, bucket: pycos.Bucket, tmp_path: Path
) -> None:
    bucket.put("key", content(1000))
    faults.add_fault("corrupt_byte", match={"bucket": bucket.name, "key": "key"}, offset=10, times=0)
    fails(pycos_command("cp", f"cos://{bucket.name}/key", "file"), 7)
    assert not (tmp_path / "file").exists()


def test_8_when_the_state_forbids_it(pycos_command: Run, bucket: pycos.Bucket) -> None:
    bucket.put("key", b"x")
    fails(pycos_command("mb", f"cos://{bucket.name}"), 8, "BucketAlready")
    fails(pycos_command("rb", f"cos://{bucket.name}"), 8, "BucketNotEmpty")
    assert bucket.exists("key")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_130_and_143_end_promptly_say_what_can_be_resumed_and_it_can(
    pycos_command: Run,
    environment: dict[str, str],
    faults: Emulator,
    bucket: pycos.Bucket,
    tmp_path: Path,
    number: int,
    code: int,
) -> None:
    (tmp_path / "big").write_bytes(content(4 * MIB))
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name, "part": 4}, times=0)
    address = f"cos://{bucket.name}/big"
    arguments = ["cp", "--part-size", "1MiB", "--concurrency", "1", "big", address]
    process = subprocess.Popen([*COMMAND, *arguments], env=environment, cwd=tmp_path, stderr=subprocess.PIPE)
    until(lambda: struck(faults, fault), "the stall")
    process.send_signal(number)
    assert process.stderr is not None
    with process.stderr:
        (line,) = process.stderr.read().decode().splitlines()
    assert process.wait(10) == code
    assert line.endswith("the same command goes on from here: 3 of 4 parts are done")
    faults.clear_faults()
    done = pycos_command(*arguments)
    assert done.code == 0
    assert "3 of 4 parts were there already" in done.out
    assert bucket.get("big").read() == content(4 * MIB)


def test_130_in_the_middle_of_a_folder(
    environment: dict[str, str], faults: Emulator, bucket: pycos.Bucket, tmp_path: Path
) -> None:
    (tmp_path / "tree").mkdir()
    for name in range(20):
        (tmp_path / "tree" / str(name)).write_text("x")
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name}, nth=5, times=0)
    process = subprocess.Popen(
        [*COMMAND, "cp", "-r", "tree", f"cos://{bucket.name}/"],
        env=environment,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    )
    until(lambda: struck(faults, fault), "the stall")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert errors.decode().splitlines() == [
        "pycos: interrupted; the same command with --skip-unchanged goes on from here"
    ]


def test_141_when_the_reader_goes_away(environment: dict[str, str], bucket: pycos.Bucket) -> None:
    bucket.put("big", content(8 * MIB))
    process = subprocess.Popen(
        [*COMMAND, "cat", f"cos://{bucket.name}/big"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(10) == 141


def test_errors_are_json_when_asked_for(pycos_command: Run, bucket: pycos.Bucket) -> None:
    import json

    done = pycos_command("cp", f"cos://{bucket.name}/nothing", "file", "--json")
    (line,) = done.error_lines
    error = json.loads(line)
    assert (done.code, done.out) == (3, "")
    assert (error["type"], error["error"], error["exit_code"], error["status"]) == (
        "error",
        "NoSuchKey",
        3,
        404,
    )
    assert (error["bucket"], error["key"]) == (bucket.name, "nothing")
    usage = pycos_command("cp", "a", "b", "--json")
    assert json.loads(usage.err)["exit_code"] == usage.code == 2


def test_the_secret_is_never_shown(pycos_command: Run, emulator: Emulator, bucket: pycos.Bucket) -> None:
    for arguments in (
        ["doctor", f"cos://{bucket.name}"],
        ["cat", f"cos://{bucket.name}/x"],
        ["ls", "--json"],
    ):
        done = pycos_command(*arguments)
        assert emulator.secret_key not in done.out + done.err


NO_TYPER = """
import sys
sys.modules["typer"] = None
from pycos.cli import main
main()
"""


def test_without_the_extra_one_line_says_how_to_install_it(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [COMMAND[0], "-c", NO_TYPER], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "pycos: the command needs typer: pip install 'pycos[cli]'\n"
