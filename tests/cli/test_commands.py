"""What the commands print and what they leave behind."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journal import content, requests

import pycos
from pycos.emulator import Emulator
from tests.cli.conftest import Done

Run = Callable[..., Done]
MIB = 1 << 20


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small folder: two pages, a style sheet, a draft."""
    root = tmp_path / "site"
    for name in ("index.html", "css/main.css", "über/页 1.html", "draft.tmp"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


def keys_of(bucket: pycos.Bucket) -> list[str]:
    return [entry.key for entry in bucket.objects()]


def test_a_bucket_is_made_listed_and_removed(
    pycos_command: Run, client: pycos.Client, bucket: pycos.Bucket
) -> None:
    name = bucket.name.replace("test-", "made-")
    assert pycos_command("mb", f"cos://{name}").out == f"made cos://{name}/\n"
    assert client.bucket(name).exists()
    assert f"cos://{name}/" in pycos_command("ls").out
    assert name in [line["name"] for line in lines(pycos_command("ls", "--json").out)]
    assert pycos_command("rb", f"cos://{name}").code == 0
    assert not client.bucket(name).exists()


def test_rb_force_empties_the_bucket_first(pycos_command: Run, bucket: pycos.Bucket) -> None:
    for number in range(3):
        bucket.put(f"key {number}", b"x")
    bucket.initiate_multipart("unfinished")
    assert pycos_command("rb", "--force", f"cos://{bucket.name}").code == 0
    assert not bucket.exists()


def test_ls_shows_folders_and_objects(pycos_command: Run, bucket: pycos.Bucket) -> None:
    for key, size in (("a/b/c", 1), ("a/d", 1536), ("e", 0)):
        bucket.put(key, bytes(size))
    shown = [
        line.split(maxsplit=2)[-1] for line in pycos_command("ls", f"cos://{bucket.name}/a/").out.splitlines()
    ]
    assert [line.split()[-1] for line in shown] == [f"cos://{bucket.name}/a/b/", f"cos://{bucket.name}/a/d"]
    assert "1.5 KiB" in pycos_command("ls", "-r", f"cos://{bucket.name}").out
    assert " 1536 " in pycos_command("ls", "--bytes", f"cos://{bucket.name}/a/d").out
    entries = lines(pycos_command("ls", f"cos://{bucket.name}", "--json").out)
    assert [(entry["type"], entry.get("key", entry.get("prefix"))) for entry in entries] == [
        ("prefix", "a/"),
        ("object", "e"),
    ]
    assert [
        entry["key"] for entry in lines(pycos_command("ls", "-r", f"cos://{bucket.name}", "--json").out)
    ] == [
        "a/b/c",
        "a/d",
        "e",
    ]


def test_ls_of_a_prefix_nothing_begins_with_is_not_found(pycos_command: Run, bucket: pycos.Bucket) -> None:
    done = pycos_command("ls", f"cos://{bucket.name}/nothing")
    assert (done.code, done.out) == (3, "")


def test_a_key_cannot_send_escape_sequences_to_the_terminal(pycos_command: Run, bucket: pycos.Bucket) -> None:
    bucket.put("a\x1b[31mred\nb", b"x")
    done = pycos_command("ls", f"cos://{bucket.name}")
    assert "\x1b" not in done.out
    assert len(done.out.splitlines()) == 1
    assert lines(pycos_command("ls", f"cos://{bucket.name}", "--json").out)[0]["key"] == "a\x1b[31mred\nb"


def test_a_file_goes_up_and_comes_back(pycos_command: Run, bucket: pycos.Bucket, tmp_path: Path) -> None:
    data = content(3 * MIB + 1)
    (tmp_path / "big.bin").write_bytes(data)
    done = pycos_command("cp", "big.bin", f"cos://{bucket.name}/dir/", "--part-size", "1MiB")
    assert done.out == f"uploaded big.bin to cos://{bucket.name}/dir/big.bin (3.0 MiB)\n"
    assert done.err == ""
    assert bucket.get("dir/big.bin").read() == data
    (tmp_path / "here").mkdir()
    assert pycos_command("cp", f"cos://{bucket.name}/dir/big.bin", "here").code == 0
    assert (tmp_path / "here/big.bin").read_bytes() == data
    (report,) = lines(pycos_command("cp", f"cos://{bucket.name}/dir/big.bin", "again", "--json").out)
    assert (report["type"], report["size"], report["target"]) == ("download", len(data), "again")
    assert report["crc64"] == bucket.head("dir/big.bin").crc64
    assert (tmp_path / "again").read_bytes() == data


def test_options_of_the_object_are_stored(pycos_command: Run, bucket: pycos.Bucket, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    pycos_command(
        "cp",
        "file",
        f"cos://{bucket.name}/x",
        "--content-type",
        "text/x-test",
        "--storage-class",
        "STANDARD_IA",
    )
    info = bucket.head("x")
    assert (info.content_type, info.storage_class) == ("text/x-test", "STANDARD_IA")


def test_standard_input_and_output(pycos_command: Run, bucket: pycos.Bucket) -> None:
    assert pycos_command("cp", "-", f"cos://{bucket.name}/in", stdin=b"from a pipe\n").code == 0
    assert pycos_command("cp", f"cos://{bucket.name}/in", "-").out == "from a pipe\n"
    bucket.put("more", b"and more\n")
    both = pycos_command("cat", f"cos://{bucket.name}/in", f"cos://{bucket.name}/more")
    assert (both.out, both.err) == ("from a pipe\nand more\n", "")


def test_an_object_is_copied_on_the_server(
    pycos_command: Run, faults: Emulator, client: pycos.Client, bucket: pycos.Bucket
) -> None:
    bucket.put("a b+c", b"data", metadata={"author": "li"})
    done = pycos_command("cp", f"cos://{bucket.name}/a b+c", f"cos://{bucket.name}/dir/")
    assert done.code == 0
    assert bucket.get("dir/a b+c").read() == b"data"
    assert bucket.head("dir/a b+c").metadata == {"author": "li"}
    assert requests(faults, bucket.name, "GetObject") == [
        entry for entry in requests(faults, bucket.name, "GetObject") if entry["key"] == "dir/a b+c"
    ]


def test_a_folder_goes_up(pycos_command: Run, bucket: pycos.Bucket, site: Path) -> None:
    done = pycos_command("cp", "-r", "site", f"cos://{bucket.name}/www", "--exclude", "*.tmp")
    assert done.out.startswith("uploaded 3 files")
    assert keys_of(bucket) == ["www/css/main.css", "www/index.html", "www/über/页 1.html"]
    again = lines(
        pycos_command("cp", "-r", site, f"cos://{bucket.name}/www/", "--skip-unchanged", "--json").out
    )
    assert [line.get("target") for line in again] == [f"cos://{bucket.name}/www/draft.tmp", None]
    assert (again[-1]["type"], again[-1]["files"], again[-1]["unchanged"]) == ("summary", 1, 3)


def test_a_folder_comes_down(pycos_command: Run, bucket: pycos.Bucket, site: Path, tmp_path: Path) -> None:
    bucket.upload_dir(site, prefix="www")
    done = pycos_command("cp", "-r", f"cos://{bucket.name}/www", "copy", "--include", "*.html")
    assert done.out.startswith("downloaded 2 files")
    found = {
        path.relative_to(tmp_path / "copy").as_posix(): path.read_text()
        for path in (tmp_path / "copy").rglob("*.*")
    }
    assert found == {"index.html": "index.html", "über/页 1.html": "über/页 1.html"}


def test_a_folder_is_copied_on_the_server(pycos_command: Run, bucket: pycos.Bucket, site: Path) -> None:
    bucket.upload_dir(site, prefix="www")
    done = pycos_command(
        "cp", "-r", f"cos://{bucket.name}/www", f"cos://{bucket.name}/old/", "--exclude", "*.tmp"
    )
    assert done.out.endswith("copied 3 objects\n")
    assert [key for key in keys_of(bucket) if key.startswith("old/")] == [
        "old/css/main.css",
        "old/index.html",
        "old/über/页 1.html",
    ]


def test_a_dry_run_tells_and_does_nothing(
    pycos_command: Run, bucket: pycos.Bucket, site: Path, tmp_path: Path
) -> None:
    bucket.put("old/a", b"x")
    address = f"cos://{bucket.name}"
    for arguments in (
        ["cp", "site/index.html", f"{address}/x"],
        ["cp", "-r", "site", f"{address}/x"],
        ["cp", f"{address}/old/a", "file"],
        ["cp", "-r", f"{address}/old", "folder"],
        ["cp", f"{address}/old/a", f"{address}/new"],
        ["cp", "-r", f"{address}/old", f"{address}/new"],
        ["cp", "-", f"{address}/new"],
        ["rm", f"{address}/old/a"],
        ["rm", "-r", f"{address}/old"],
    ):
        done = pycos_command(*arguments, "--dry-run")
        assert (done.code, done.err) == (0, "")
        assert all(line.startswith("would ") for line in done.out.splitlines())
        assert done.out
    assert keys_of(bucket) == ["old/a"]
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
    assert not (tmp_path / "folder").exists()


def test_skipped_files_are_named_and_are_no_failure(
    pycos_command: Run, bucket: pycos.Bucket, site: Path
) -> None:
    (site / "link").symlink_to("index.html")
    done = pycos_command("cp", "-r", "site", f"cos://{bucket.name}/")
    assert done.code == 0
    assert done.err == "pycos: skipped site/link: a symbolic link (follow_symlinks=False)\n"
    assert pycos_command("cp", "-r", "site", f"cos://{bucket.name}/", "--follow-symlinks").err == ""
    assert "link" in keys_of(bucket)


def test_rm_deletes_what_it_is_told_and_nothing_else(pycos_command: Run, bucket: pycos.Bucket) -> None:
    for key in ("a", "b", "dir/x", "dir/y.tmp", "dirt"):
        bucket.put(key, b"x")
    assert pycos_command("rm", f"cos://{bucket.name}/a", f"cos://{bucket.name}/not there").code == 0
    assert keys_of(bucket) == ["b", "dir/x", "dir/y.tmp", "dirt"]
    pycos_command("rm", "-r", f"cos://{bucket.name}/dir", "--exclude", "*.tmp")
    assert keys_of(bucket) == ["b", "dir/y.tmp", "dirt"]
    assert pycos_command("rm", "-r", f"cos://{bucket.name}").code == 2
    assert len(keys_of(bucket)) == 3
    deleted = lines(pycos_command("rm", "-r", "--force", f"cos://{bucket.name}", "--json").out)
    assert [line["key"] for line in deleted] == ["b", "dir/y.tmp", "dirt"]
    assert keys_of(bucket) == []


def test_a_presigned_url_works_for_what_it_is_for_and_nothing_else(
    pycos_command: Run, bucket: pycos.Bucket, emulator: Emulator
) -> None:
    bucket.put("a b", b"data")
    done = pycos_command(
        "presign",
        f"cos://{bucket.name}/a b",
        "--expires",
        "10m",
        "--endpoint",
        f"http://127.0.0.1:{emulator.port}",
    )
    url = done.out.strip()
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == b"data"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(url, method="DELETE"), timeout=10)
    (line,) = lines(pycos_command("presign", f"cos://{bucket.name}/x", "--method", "put", "--json").out)
    assert (line["method"], line["expires"]) == ("PUT", 3600)


def test_doctor_finds_a_healthy_set_up_healthy(pycos_command: Run, bucket: pycos.Bucket) -> None:
    done = pycos_command("doctor", f"cos://{bucket.name}", "--write", "--json")
    checks = {line["check"]: line["status"] for line in lines(done.out)}
    assert (done.code, done.err) == (0, "")
    assert checks == {
        **dict.fromkeys(
            (
                "python",
                "build",
                "credentials",
                "endpoint",
                "dns",
                "clock",
                "account",
                "list",
                "read",
                "write",
            ),
            "OK",
        ),
        "connect": "WARN",
    }
    assert keys_of(bucket) == []
    assert list(bucket.uploads()) == []


def test_doctor_checks_tls(pycos_command: Run, emulator: Emulator) -> None:
    arguments = ["doctor", "--endpoint", f"https://localhost:{emulator.https_port}"]
    refused = pycos_command(*arguments)
    assert refused.code == 5
    assert "FAIL  tls" in refused.out
    assert "OK    tls" in pycos_command(*arguments, "--ca-file", emulator.ca_file).out
    unchecked = pycos_command(*arguments, "--no-verify")
    assert unchecked.code == 0
    assert "WARN  tls" in unchecked.out


@pytest.mark.parametrize(
    ("env", "failing", "code"),
    [
        ({"COS_SECRET_ID": "", "COS_SECRET_KEY": ""}, "credentials", 4),
        ({"COS_SECRET_KEY": "wrong"}, "account", 4),
        ({"COS_ENDPOINT": "http://localhost:1"}, "connect", 5),
        ({"COS_ENDPOINT": f"http://{'x' * 64}.test"}, "dns", 5),  # fails without asking anybody
        ({"COS_ENDPOINT": "ftp://x"}, "endpoint", 2),
    ],
)
def test_doctor_says_what_is_wrong_and_what_to_do(
    pycos_command: Run, env: dict[str, str], failing: str, code: int
) -> None:
    done = pycos_command("doctor", env=env)
    (line,) = [line for line in done.out.splitlines() if line.startswith("FAIL") and failing in line]
    assert " -> " in line
    assert done.code == code


def test_doctor_finds_a_missing_bucket(pycos_command: Run) -> None:
    done = pycos_command("doctor", "cos://nobody-has-this-1250000000")
    assert done.code == 3
    assert "FAIL  list" in done.out


def test_no_verify_is_said_aloud(pycos_command: Run, emulator: Emulator, bucket: pycos.Bucket) -> None:
    endpoint = f"https://localhost:{emulator.https_port}"
    assert pycos_command("ls", f"cos://{bucket.name}", "--endpoint", endpoint).code == 5
    done = pycos_command("ls", f"cos://{bucket.name}", "--endpoint", endpoint, "--no-verify")
    assert (done.code, done.err) == (0, "pycos: --no-verify: nobody checks who the server is\n")
    assert (
        pycos_command(
            "ls", f"cos://{bucket.name}", "--endpoint", endpoint, "--ca-file", emulator.ca_file
        ).code
        == 0
    )


def test_the_version_is_printed(pycos_command: Run) -> None:
    assert pycos_command("--version").out == f"pycos {pycos.__version__}\n"


def test_every_command_has_help(pycos_command: Run) -> None:
    for command in ("ls", "cp", "rm", "cat", "mb", "rb", "presign", "emulator", "doctor"):
        done = pycos_command(command, "--help")
        assert done.code == 0
        assert command in done.out
