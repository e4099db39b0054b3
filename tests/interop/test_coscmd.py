"""Tencent's `coscmd`, unmodified, as a command: each of its commands with its flags, over http and https.

Both schemes run side by side, since a command is never done in less than a second.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from coscmd_shell import COMMAND, Shell
from entrances import MIB, REGION

from pycos.emulator import Emulator

Both = Callable[[Callable[[Shell], None]], None]


@pytest.fixture
def shells(server: Emulator, tmp_path: Path, new_name: str, monkeypatch: pytest.MonkeyPatch) -> list[Shell]:
    assert server.ca_file
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca_file)
    made = [
        Shell(server, scheme, tmp_path / scheme, new_name.replace("interop", scheme))
        for scheme in ("http", "https")
    ]
    for shell in made:
        shell.client.create_bucket(Bucket=shell.bucket)
    return made


@pytest.fixture
def both(shells: list[Shell]) -> Both:
    """Carries a test out over http and https at the same time."""

    def carry_out(scenario: Callable[[Shell], None]) -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(scenario, shells))

    return carry_out


def tree(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_config_writes_what_the_other_commands_read(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        keys = ("-a", shell.server.secret_id, "-s", shell.server.secret_key, "-b", shell.bucket)
        scheme = ("--do-not-use-ssl",) if shell.scheme == "http" else ()
        numbers = ("-m", 2, "-p", 3, "--retry", 1, "--timeout", 30, "--verify", "sha1")
        named = ("config", *keys, "-e", "cos.ap-guangzhou.tencentcos.cn", "--retry", 1, *scheme)
        shell.put(k=b"x")
        shell.client.put_object_acl(Bucket=shell.bucket, Key="k", ACL="public-read")
        written, *_ = shell.together(
            ("-c", "region.conf", "config", *keys, "-r", REGION, *scheme, *numbers),
            ("-c", "endpoint.conf", *named),
            ("-c", "nobody.conf", *named, "--anonymous"),
            ("-c", "token.conf", *named, "-u", "1250000000", "-t", "a token"),
        )
        assert "Created configuration file" in written
        text = (shell.home / "region.conf").read_text()
        for line in (f"schema = {shell.scheme}", "max_thread = 2", "part_size = 3", f"region = {REGION}"):
            assert line in text
        *_, refused = shell.together(
            ("-c", "region.conf", "info", "k"),
            ("-c", "endpoint.conf", "info", "k"),
            ("-c", "nobody.conf", "info", "k"),
            # A token that belongs to no key is refused, so it was sent.
            (255, "-c", "token.conf", "list"),
        )
        assert "InvalidAccessKeyId" in refused


def test_general_options(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        shell.put(k=b"x")
        log = ("-l", "here.log", "--log_size", 1, "--log_backup_count", 1)
        debugged, silent, version, usage, missing = shell.together(
            ("-d", *log, "-b", shell.bucket, "-r", REGION, "list"),
            ("-s", "list"),
            ("-v",),
            ("-h",),
            (255, "-b", "missing-1250000000", "list"),
        )
        assert "send request" in debugged
        assert "send request" in (shell.home / "here.log").read_text()
        assert "k " in silent
        assert re.match(r"coscmd \d+\.\d+", version)
        assert "createbucket" in usage
        assert "NoSuchBucket" in missing


def test_buckets_are_made_and_removed(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        other = shell.bucket.replace("-1250000000", "-b-1250000000")
        assert f"Create cos://{other}" in shell("-b", other, "createbucket")
        shell.client.put_object(Bucket=other, Key="k", Body=b"x")
        shell.client.create_multipart_upload(Bucket=other, Key="unfinished")
        again, full = shell.together((255, "-b", other, "createbucket"), (255, "-b", other, "deletebucket"))
        assert "BucketAlreadyExists" in again
        assert "BucketNotEmpty" in full
        assert f"Delete cos://{other}" in shell("-b", other, "deletebucket", "-f")
        assert not shell.client.bucket_exists(other)


def test_versioning_is_switched(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        assert "Not configured" in shell("getbucketversioning")
        shell("putbucketversioning", "Enabled")
        assert "Enabled" in shell("getbucketversioning")


def test_acls_of_buckets_and_objects(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        shell.put(k=b"x")
        grants = ("--grant-read", "anyone", "--grant-full-control", "100000000001/100000000002")
        shell.together(
            ("putbucketacl", *grants, "--grant-write", "100000000003"), ("putobjectacl", *grants, "k")
        )
        of_bucket, of_object = shell.together(("getbucketacl",), ("getobjectacl", "k"))
        assert "qcs::cam::uin/100000000003:uin/100000000003: WRITE" in of_bucket
        for shown in (of_bucket, of_object):
            assert "qcs::cam::anyone:anyone: READ" in shown
            assert "qcs::cam::uin/100000000001:uin/100000000002: FULL_CONTROL" in shown


def test_a_file_goes_up_and_down(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        shell.write_configuration(multiupload_threshold=20, multidownload_threshold=20)
        source, big = shell.home / "a b+测.txt", shell.home / "big.bin"
        source.write_bytes(b"small")
        big.write_bytes(os.urandom(MIB) * 21)
        headers = "{'Content-Type': 'a/b', 'x-cos-meta-own': '1'}"
        *_, nowhere = shell.together(
            ("upload", source, "dir/", "-H", headers),
            ("upload", source, "/plain.txt", "--skipmd5"),
            ("upload", big, "big.bin", "-f"),
            (255, "upload", "missing", "x"),
        )
        assert "cannot stat" in nowhere
        head = shell.client.head_object(Bucket=shell.bucket, Key="dir/a b+测.txt")
        assert (head["Content-Type"], head["x-cos-meta-own"]) == ("a/b", "1")
        assert shell.client.head_object(Bucket=shell.bucket, Key="big.bin")["ETag"].endswith('-21"')
        (shell.home / "there").write_bytes(b"other")
        *_, there, missing = shell.together(
            ("download", "dir/a b+测.txt", "down/"),
            ("download", "plain.txt", "part", "-f", "-H", "{'Range': 'bytes=1-2'}"),
            ("download", "big.bin", "back.bin", "-n", 3),
            (255, "download", "plain.txt", "there"),
            (255, "download", "missing", "x"),
        )
        assert (shell.home / "down" / source.name).read_bytes() == b"small"
        assert (shell.home / "part").read_bytes() == b"ma"
        assert (shell.home / "back.bin").read_bytes() == big.read_bytes()
        assert "already exists" in there
        assert "NoSuchResource" in missing


def test_folders_go_up_and_are_kept_alike(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        folder = tree(shell.home / "up", a_txt=b"a", b_log=b"b", deep__c_txt=b"c", deep__d_bin=b"d")
        sent = shell("upload", "-r", folder, "to", "--include", "*.txt,*.log", "--ignore", "*.log")
        assert "2 files uploaded, 2 files skipped, 0 files failed" in sent
        assert shell.listed() == ["to/a.txt", "to/deep/c.txt"]
        (folder / "a.txt").write_bytes(b"A")
        assert "3 files uploaded, 1 files skipped" in shell("upload", "-rs", folder, "to")
        # The same size is the same file, when nobody looks at sums.
        (folder / "a.txt").write_bytes(b"Z")
        (folder / "b.log").unlink()
        no = shell(
            "upload", "-rs", "--skipmd5", "--delete", folder, "to", answer="n\n", code=253
        )  # fmt: skip
        assert "0 files uploaded, 3 files skipped" in no
        assert "to/b.log" in shell.listed()
        shell("upload", "-rs", "--delete", "-y", folder, "to")
        assert shell.listed() == ["to/a.txt", "to/deep/c.txt", "to/deep/d.bin"]


def test_folders_come_down_and_are_kept_alike(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        for key in ("a.txt", "deep/c.txt", "e.log"):
            shell.client.put_object(Bucket=shell.bucket, Key=f"from/{key}", Body=key.encode())
        down = shell.home / "down"
        shell("download", "-r", "from/", down, "--ignore", "*.log")
        assert sorted(path.name for path in down.rglob("*.*")) == ["a.txt", "c.txt"]
        (down / "a.txt").write_bytes(b"mine!")
        (down / "extra.txt").write_bytes(b"x")
        shell("download", "-rs", "--skipmd5", "--delete", "-y", "from/", down)
        assert (down / "a.txt").read_bytes() == b"mine!", "as long as the object"
        assert (down / "e.log").read_bytes() == b"e.log"
        assert not (down / "extra.txt").exists()
        shell("download", "-rf", "--include", "*.txt", "from/", down)
        assert (down / "a.txt").read_bytes() == b"a.txt"


def test_objects_are_copied(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        for key in ("from/a b.txt", "from/deep/c.txt", "from/d.log"):
            shell.client.put_object(Bucket=shell.bucket, Key=key, Body=key.encode(), ContentType="a/b")
        site = f"{shell.bucket}.cos.{REGION}.myqcloud.com"
        *_, missing = shell.together(
            ("copy", f"{site}/from/a b.txt", "one.txt"),
            ("copy", "-d", "Replaced", "-H", "{'Content-Type': 'c/d'}", f"{site}/from/a b.txt", "two.txt"),
            ("copy", "-r", "--include", "*.txt", f"{site}/from/", "to/"),
            (255, "copy", f"{site}/missing", "x"),
        )
        assert "NoSuch" in missing
        assert shell.content("one.txt") == b"from/a b.txt"
        kinds = [
            shell.client.head_object(Bucket=shell.bucket, Key=key)["Content-Type"]
            for key in ("one.txt", "two.txt")
        ]
        assert kinds == ["a/b", "c/d"]
        assert shell.listed("to/") == ["to/a b.txt", "to/deep/c.txt"]
        shell("copy", "-rs", "--skipmd5", "-y", "--ignore", "*.txt", f"{site}/from/", "to/")
        assert shell.listed("to/") == ["to/a b.txt", "to/d.log", "to/deep/c.txt"]
        shell.client.delete_object(Bucket=shell.bucket, Key="from/d.log")
        shell("copy", "-rsf", "--delete", f"{site}/from/", "to/")
        assert shell.listed("to/") == ["to/a b.txt", "to/deep/c.txt"]


def test_objects_are_moved(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        for key in ("from/b.txt", "from/c.log", "one"):
            shell.client.put_object(Bucket=shell.bucket, Key=key, Body=b"x")
        site = f"{shell.bucket}.cos.{REGION}.myqcloud.com"
        shell.together(
            ("move", "-d", "Replaced", "-H", "{'x-cos-meta-a': '1'}", f"{site}/one", "moved"),
            ("move", "-r", "--include", "*.txt,*.log", "--ignore", "*.log", f"{site}/from/", "to/"),
        )
        assert shell.client.head_object(Bucket=shell.bucket, Key="moved")["x-cos-meta-a"] == "1"
        assert shell.listed() == ["from/c.log", "moved", "to/b.txt"]


def test_objects_are_listed_and_described(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        for number in range(5):
            shell.client.put_object(Bucket=shell.bucket, Key=f"dir/{number}.txt", Body=b"x" * 2048)
        shell.put(top=b"x", 测=b"y")
        top, whole, some, human, info, missing = shell.together(
            ("list",),
            ("list", "-ar"),
            ("list", "-r", "-n", 3, "dir/"),
            ("list", "-ar", "--human"),
            ("info", "--human", "dir/1.txt"),
            (255, "info", "missing"),
        )
        assert re.search(r"dir/ +DIR", top)
        assert "测" in top
        assert "dir/0.txt" not in top
        assert re.search(r"Files num: 7\s+Files size: 10242", whole)
        assert "Has listed the first 3" in some
        assert "dir/3.txt" not in some
        assert "2.0K" in human
        assert re.search(r"Content-Length +2048", info)
        assert "NoSuchResource" in missing


def test_urls_are_signed(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        shell.client.put_object(Bucket=shell.bucket, Key="dir/测 a.txt", Body=b"by url")
        url = shell("signurl", "-t", 60, "dir/测 a.txt").strip()[2:-1]
        assert url.startswith(f"{shell.scheme}://{shell.bucket}.cos.{REGION}.myqcloud.com/dir/")
        assert shell.entrance.session.get(url).content == b"by url"


def test_unfinished_uploads_are_listed_and_given_up(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        for key in (*(f"many/{number:02}" for number in range(12)), "other"):
            shell.client.create_multipart_upload(Bucket=shell.bucket, Key=key)
        listed, few = shell.together(("listparts",), ("listparts", "many/0"))
        assert "Key:other, UploadId:" in listed
        assert "Parts num: 13" in listed
        assert "Parts num: 10" in few
        assert "12 files successful, 0 files failed" in shell("abort", "many/")
        assert "1 files successful, 0 files failed" in shell("abort")
        assert "Upload" not in shell.client.list_multipart_uploads(Bucket=shell.bucket)


def test_archived_objects_are_restored(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        for key in ("cold/1", "cold/2", "cold/3"):
            shell.client.put_object(Bucket=shell.bucket, Key=key, Body=b"x", StorageClass="ARCHIVE")
        shell.put(warm=b"x")
        one, warm = shell.together(
            ("restore", "cold/1", "-d", 3, "-t", "Expedited"), (255, "restore", "warm")
        )
        assert "Restore cos://" in one
        assert "RestoreNonArchiveObject" in warm
        head = shell.client.head_object(Bucket=shell.bucket, Key="cold/1")
        assert 'ongoing-request="true"' in head["x-cos-restore"]
        again = shell("restore", "-r", "cold/", "-t", "Bulk")
        assert "2 files successful, 1 files have in progress, 0 files failed" in again


def test_objects_are_deleted(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        for key in ("a", "b", "dir/1", "dir/2", "dirt"):
            shell.client.put_object(Bucket=shell.bucket, Key=key, Body=b"x")
        shell("delete", "a", answer="n\n", code=255)
        assert "a" in shell.listed()
        shell("delete", "a", answer="y\n")
        shell.together(("delete", "b", "-f"), ("delete", "-ry", "dir"))
        assert shell.listed() == ["dirt"]


def test_versions_are_listed_read_and_deleted(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        client, bucket = shell.client, shell.bucket
        client.put_bucket_versioning(Bucket=bucket, Status="Enabled")
        first = client.put_object(Bucket=bucket, Key="dir/k", Body=b"one")["x-cos-version-id"]
        second = client.put_object(Bucket=bucket, Key="dir/k", Body=b"two")["x-cos-version-id"]
        client.put_object(Bucket=bucket, Key="dir/gone", Body=b"x")
        marker = client.delete_object(Bucket=bucket, Key="dir/gone")["x-cos-version-id"]
        listed, some, _ = shell.together(
            ("list", "-rv"),
            ("list", "-rv", "-n", 1),
            ("download", "dir/k", "old", "--versionId", first),
        )
        assert all(identity in listed for identity in (first, second, marker))
        assert "Files num: 4" in listed
        assert "Has listed the first 1" in some
        assert (shell.home / "old").read_bytes() == b"one"
        shell("delete", "dir/k", "-f", "--versionId", second)
        assert shell.content("dir/k") == b"one"
        shell("delete", "-rf", "--versions", "dir")
        left = client.list_objects_versions(Bucket=bucket)
        assert "Version" not in left
        assert "DeleteMarker" not in left


def test_a_probe_succeeds(both: Both) -> None:
    @both
    def scenario(shell: Shell) -> None:
        assert "Success Rate: [2/2]" in shell("probe", "-n", 2, "-s", 1)


#: Each command of `coscmd` and a test of this file that runs it.
COMMANDS = {
    "abort": "test_unfinished_uploads_are_listed_and_given_up",
    "config": "test_config_writes_what_the_other_commands_read",
    "copy": "test_objects_are_copied",
    "createbucket": "test_buckets_are_made_and_removed",
    "delete": "test_objects_are_deleted",
    "deletebucket": "test_buckets_are_made_and_removed",
    "download": "test_a_file_goes_up_and_down",
    "getbucketacl": "test_acls_of_buckets_and_objects",
    "getbucketversioning": "test_versioning_is_switched",
    "getobjectacl": "test_acls_of_buckets_and_objects",
    "info": "test_objects_are_listed_and_described",
    "list": "test_objects_are_listed_and_described",
    "listparts": "test_unfinished_uploads_are_listed_and_given_up",
    "move": "test_objects_are_moved",
    "probe": "test_a_probe_succeeds",
    "putbucketacl": "test_acls_of_buckets_and_objects",
    "putbucketversioning": "test_versioning_is_switched",
    "putobjectacl": "test_acls_of_buckets_and_objects",
    "restore": "test_archived_objects_are_restored",
    "signurl": "test_urls_are_signed",
    "upload": "test_a_file_goes_up_and_down",
}


def test_each_command_is_run() -> None:
    usage = subprocess.run([COMMAND, "-h"], capture_output=True, text=True, check=True, timeout=30).stdout
    (listed,) = set(re.findall(r"\{([a-z,]+)\}", usage))
    assert sorted(listed.split(",")) == sorted(COMMANDS)
    source = Path(__file__).read_text()
    for command, name in COMMANDS.items():
        body = source.partition(f"def {name}(")[2].partition("\n\n\n")[0]
        assert f'"{command}"' in body, f"{name} does not run {command}"
