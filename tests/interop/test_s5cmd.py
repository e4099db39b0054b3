"""The program s5cmd as it is, over http and https: what it prints, its exit code, and what is there after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from s3_entrances import REGION, Entrance, new_bucket_name

from pycos.emulator import Emulator

MIB = 1 << 20
PROGRAM = Path(sys.executable).with_name("s5cmd")


class S5cmd:
    """The program with one bucket of one server, run in a folder with a few files."""

    def __init__(self, entrance: Entrance, folder: Path) -> None:
        self.s3 = entrance.boto3()
        self.name = new_bucket_name()
        self.bucket = f"s3://{self.name}"
        self.folder = folder
        self._environment = {
            "AWS_ACCESS_KEY_ID": entrance.server.secret_id,
            "AWS_SECRET_ACCESS_KEY": entrance.server.secret_key,
            "AWS_REGION": REGION,
            "HOME": str(folder),
            "S3_ENDPOINT_URL": entrance.endpoint,
        }
        if entrance.secure:
            self._environment["AWS_CA_BUNDLE"] = entrance.server.ca_file or ""

    def __call__(self, *arguments: str, stdin: bytes | None = None, code: int = 0) -> list[str]:
        done = subprocess.run(
            [PROGRAM, "--numworkers", "8", "--retry-count", "0", *arguments],
            env=self._environment,
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == code, (done.stdout, done.stderr)
        return (done.stdout if code == 0 else done.stderr).decode().splitlines()

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def put(self, *keys: str) -> None:
        for key in keys:
            self.s3.put_object(Bucket=self.name, Key=key, Body=key.encode())

    def keys(self) -> list[str]:
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=self.name).get("Contents", [])]

    def read(self, key: str) -> bytes:
        data: bytes = self.s3.get_object(Bucket=self.name, Key=key)["Body"].read()
        return data


def with_a_new_bucket(entrance: Entrance, folder: Path) -> S5cmd:
    made = S5cmd(entrance, folder)
    assert made("mb", made.bucket) == [f"mb {made.bucket}"]
    return made


@pytest.fixture
def s5cmd(server: Emulator, tmp_path: Path) -> S5cmd:
    return with_a_new_bucket(Entrance("path-http", server), tmp_path)


@pytest.fixture(params=["path-http", "path-https"])
def either(request: pytest.FixtureRequest, server: Emulator, tmp_path: Path) -> S5cmd:
    """Over http, where it signs the SHA-256 of each body, and over https, where it does not."""
    return with_a_new_bucket(Entrance(request.param, server), tmp_path)


def test_buckets_are_made_listed_and_removed(s5cmd: S5cmd) -> None:
    assert s5cmd.bucket in [line.split()[-1] for line in s5cmd("ls")]
    assert "BucketAlreadyOwnedByYou" in s5cmd("mb", s5cmd.bucket, code=1)[0]
    s5cmd.put("k")
    assert "BucketNotEmpty" in s5cmd("rb", s5cmd.bucket, code=1)[0]
    s5cmd.s3.delete_object(Bucket=s5cmd.name, Key="k")
    assert s5cmd("rb", s5cmd.bucket) == [f"rb {s5cmd.bucket}"]
    assert "NoSuchBucket" in s5cmd("ls", f"{s5cmd.bucket}/*", code=1)[0]


def test_ls_and_du(s5cmd: S5cmd) -> None:
    s5cmd.put("a b", "dir/c", "dir/sub/d测")
    lines = [line.split(maxsplit=2) for line in s5cmd("ls", f"{s5cmd.bucket}/*")]
    assert [(line[1:][-1]).split(maxsplit=1) for line in lines] == [
        ["3", "a b"],
        ["5", "dir/c"],
        ["12", "dir/sub/d测"],
    ]
    assert [line.split()[-1] for line in s5cmd("ls", f"{s5cmd.bucket}/dir/")] == ["sub/", "c"]
    assert s5cmd("du", f"{s5cmd.bucket}/dir/*") == [f"17 bytes in 2 objects: {s5cmd.bucket}/dir/*"]


def test_cp_of_folders_up_and_down(either: S5cmd) -> None:
    files = {"a.txt": b"one", "sub/b 测.bin": os.urandom(100_000), "empty": b""}
    for name, data in files.items():
        either.file(f"from/{name}", data)
    assert len(either("cp", "from/", f"{either.bucket}/up/")) == 3
    assert either.keys() == [f"up/{name}" for name in sorted(files)]
    assert either.s3.head_object(Bucket=either.name, Key="up/a.txt")["ContentType"].startswith("text/plain")
    assert len(either("cp", f"{either.bucket}/up/*", "down/")) == 3
    for name, data in files.items():
        assert (either.folder / "down" / name).read_bytes() == data


def test_cp_in_parts(either: S5cmd) -> None:
    data = os.urandom(11 * MIB + 3)
    either.file("big", data)
    either("cp", "--part-size", "5", "--concurrency", "3", "big", f"{either.bucket}/big")
    assert either.s3.head_object(Bucket=either.name, Key="big")["ETag"].endswith('-3"')
    either("cp", "--part-size", "5", "--concurrency", "3", f"{either.bucket}/big", "again")
    assert (either.folder / "again").read_bytes() == data


def test_cp_and_mv_between_keys(s5cmd: S5cmd) -> None:
    s5cmd.put("a b+测")
    s5cmd("cp", f"{s5cmd.bucket}/a b+测", f"{s5cmd.bucket}/copy")
    s5cmd("mv", f"{s5cmd.bucket}/copy", f"{s5cmd.bucket}/moved/é")
    assert s5cmd.keys() == ["a b+测", "moved/é"]
    assert s5cmd.read("moved/é") == "a b+测".encode()
    s5cmd.file("local", b"x")
    s5cmd("mv", "local", f"{s5cmd.bucket}/local")
    assert not (s5cmd.folder / "local").exists()
    assert s5cmd.read("local") == b"x"


def test_cp_with_what_is_said_about_an_object(s5cmd: S5cmd) -> None:
    s5cmd.file("f", b"x")
    options = ("--storage-class", "GLACIER", "--content-type", "x/y", "--metadata", "colour=blue")
    s5cmd("cp", *options, "--cache-control", "no-store", "--acl", "public-read", "f", f"{s5cmd.bucket}/k")
    found = json.loads(s5cmd("head", f"{s5cmd.bucket}/k")[0])
    assert (found["storage_class"], found["content_type"], found["size"]) == ("GLACIER", "x/y", 1)
    assert {name.lower(): text for name, text in found["metadata"].items()} == {"colour": "blue"}


def test_cat_and_pipe(either: S5cmd) -> None:
    data = os.urandom(6 * MIB).hex()
    either("pipe", f"{either.bucket}/piped", stdin=data.encode())
    assert either.read("piped") == data.encode()
    assert either("cat", f"{either.bucket}/piped") == [data]
    assert "not found" in either("cat", f"{either.bucket}/none", code=1)[0]


def test_sync_sends_what_is_missing_and_deletes_what_is_too_much(s5cmd: S5cmd) -> None:
    s5cmd.file("from/a", b"one")
    s5cmd.file("from/sub/b", b"two")
    target = f"{s5cmd.bucket}/t/"
    assert len(s5cmd("sync", "from/", target)) == 2
    assert s5cmd("sync", "from/", target) == []
    s5cmd.put("t/extra")
    s5cmd.file("from/a", b"longer")
    lines = s5cmd("sync", "--delete", "--size-only", "from/", target)
    assert sorted(lines) == [f"cp from/a {target}a", f"rm {target}extra"]
    assert s5cmd.keys() == ["t/a", "t/sub/b"]
    assert s5cmd.read("t/a") == b"longer"
    assert len(s5cmd("sync", f"{target}*", "back/")) == 2
    assert (s5cmd.folder / "back/sub/b").read_bytes() == b"two"


def test_rm_of_one_and_of_many(s5cmd: S5cmd) -> None:
    s5cmd.put("a", "b", "c/1", "c/2 &<", "c/3")
    s5cmd("rm", f"{s5cmd.bucket}/a")
    assert len(s5cmd("rm", f"{s5cmd.bucket}/c/*")) == 3
    assert s5cmd.keys() == ["b"]


def test_run_of_many_commands(s5cmd: S5cmd) -> None:
    s5cmd.put("a", "b")
    script = f"cp {s5cmd.bucket}/a {s5cmd.bucket}/x\ncp {s5cmd.bucket}/b {s5cmd.bucket}/y\n"
    assert len(s5cmd("run", stdin=script.encode())) == 2
    assert s5cmd.keys() == ["a", "b", "x", "y"]


def test_versions(s5cmd: S5cmd) -> None:
    assert "is an unversioned bucket" in s5cmd("bucket-version", s5cmd.bucket)[0]
    s5cmd("bucket-version", "--set", "Enabled", s5cmd.bucket)
    s5cmd.put("k", "k")
    s5cmd("rm", f"{s5cmd.bucket}/k")
    assert s5cmd.keys() == []
    listed = [line.split() for line in s5cmd("ls", "--all-versions", f"{s5cmd.bucket}/k")]
    assert sorted(line[2] for line in listed) == ["0", "1", "1"]
    version = next(line[4] for line in listed if line[2] == "1")
    assert s5cmd("cat", "--version-id", version, f"{s5cmd.bucket}/k") == ["k"]
    assert len(s5cmd("rm", "--all-versions", f"{s5cmd.bucket}/*")) == 3
    s5cmd("rb", s5cmd.bucket)


def test_presign(s5cmd: S5cmd) -> None:
    s5cmd.put("k")
    url = s5cmd("presign", "--expire", "60s", f"{s5cmd.bucket}/k")[0]
    assert "X-Amz-Expires=60&" in url
    assert f"/{s5cmd.name}/k?" in url
