"""Snapshots: all data at one moment, kept in the server or in a folder or archive, and restored."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cos_requests import Cos

from pycos.emulator import ControlError, Emulator

BUCKET = "snap-1250000000"
SMALL, LARGE = b"small", bytes(range(256)) * 300
COMMAND = [sys.executable, "-m", "pycos.emulator"]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(params=["memory", "disk"])
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Emulator]:
    """A server for one test alone, which may reset it."""
    data = tmp_path / "data" if request.param == "disk" else None
    with Emulator(data, https=False, buckets=[BUCKET], arguments=["--min-part-size", "1024"]) as server:
        yield server


def fill(cos: Cos) -> str:
    """Objects, versions and an unfinished upload; the id of the upload."""
    cos.put("small", SMALL, x_cos_meta_a="b")
    cos.put("large", LARGE)
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    assert cos.request("PUT", params={"versioning": ""}, body=body).status == 200
    cos.put("small", LARGE)
    upload = cos.start_upload("parts")
    cos.put_part("parts", upload, 1, LARGE)
    return upload


def check(cos: Cos, upload: str) -> None:
    assert cos.request("GET").texts("Contents/Key") == ["large", "small"]
    assert cos.get("large").body == cos.get("small").body == LARGE
    versions = cos.request("GET", params={"versions": ""}).texts("Version/VersionId")
    assert len(versions) == 3
    assert cos.request("GET", "small", params={"versionId": "null"}).body == SMALL
    parts = cos.request("GET", "parts", params={"uploadId": upload})
    assert parts.texts("Part/Size") == [str(len(LARGE))]
    etag = parts.texts("Part/ETag")[0]
    assert cos.complete("parts", upload, [(1, etag)]).status == 200
    assert cos.get("parts").body == LARGE


def files(data: Path) -> list[Path]:
    return [path for path in (data / "blobs").rglob("*") if path.is_file()]


def test_a_kept_snapshot_is_come_back_to_as_often_as_wanted(own: Emulator) -> None:
    cos = Cos(own, BUCKET)
    upload = fill(cos)
    snapshot = own.snapshot()
    for _ in range(2):
        cos.request("DELETE", "large", params={"versionId": "null"})
        cos.put("small", b"other" * 9000)
        cos.put("new", LARGE)
        assert cos.request("DELETE", "parts", params={"uploadId": upload}).status == 204
        Cos(own, "more-1250000000").request("PUT")
        own.restore(snapshot)
        check(cos, upload)
        assert own.control("GET", "state")["buckets"][0]["name"] == BUCKET
        assert len(own.control("GET", "state")["buckets"]) == 1
        own.restore(snapshot)
    check(cos, upload)
    cos.put("large", b"new")
    assert cos.get("large").body == b"new"


def test_a_dropped_snapshot_frees_what_only_it_needed(tmp_path: Path) -> None:
    with Emulator(tmp_path, https=False, buckets=[BUCKET]) as server:
        cos = Cos(server, BUCKET)
        cos.put("large", LARGE)
        snapshot = server.snapshot()
        cos.request("DELETE", "large")
        assert len(files(tmp_path)) == 1
        server.control("DELETE", f"snapshot/{snapshot}")
        assert files(tmp_path) == []
        with pytest.raises(ControlError, match="no snapshot"):
            server.restore(snapshot)


def test_restoring_leaves_no_files_that_nothing_needs(tmp_path: Path) -> None:
    with Emulator(tmp_path, https=False, buckets=[BUCKET]) as server:
        cos = Cos(server, BUCKET)
        empty = server.snapshot()
        cos.put("large", LARGE)
        server.restore(empty)
        assert files(tmp_path) == []
        assert cos.get("large").code == "NoSuchKey"


@pytest.mark.parametrize("name", ["snapshot", "snapshot.tar"])
def test_a_written_snapshot_goes_into_any_other_server(own: Emulator, tmp_path: Path, name: str) -> None:
    cos = Cos(own, BUCKET)
    upload = fill(cos)
    target = tmp_path / name
    own.snapshot(target)
    cos.put("large", b"changed")
    own.control("POST", "reset")
    with Emulator(https=False) as memory, Emulator(tmp_path / "other", https=False) as disk:
        for server in (memory, disk, own):
            # Numbers of its own, which must not get in the way of those of the snapshot.
            Cos(server, "other-1250000000").request("PUT")
            Cos(server, "other-1250000000").put("k", LARGE)
            server.restore(target)
            check(Cos(server, BUCKET), upload)
            assert Cos(server, "other-1250000000").get("k").code == "NoSuchBucket"
            Cos(server, BUCKET).put("after", LARGE)
            assert Cos(server, BUCKET).get("after").body == LARGE
    assert target.exists()


@pytest.mark.parametrize("name", ["snapshot", "snapshot.tar"])
@pytest.mark.parametrize("running", [True, False], ids=["a server runs", "no server runs"])
def test_the_command_takes_a_folder_and_brings_it_back(tmp_path: Path, name: str, running: bool) -> None:
    data, target = tmp_path / "data", tmp_path / name
    server = Emulator(data, https=False, buckets=[BUCKET], arguments=["--min-part-size", "1024"])
    with server:
        upload = fill(Cos(server, BUCKET))
        if running:
            done = run("snapshot", "--data", data, target)
    if not running:
        assert not (data / "server.json").exists()
        done = run("snapshot", "--data", data, target)
    assert (done.returncode, done.stderr) == (0, "")
    manifest = json.loads(done.stdout)
    assert (manifest["format"], manifest["version"], manifest["buckets"]) == ("cos-emulator-snapshot", 1, 1)
    shutil.rmtree(data)
    for arguments in ([], ["--replace"]):
        done = run("restore", target, "--data", data, *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        with server:
            check(Cos(server, BUCKET), upload)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["data", name])


def test_a_folder_in_use_or_with_something_in_it_is_not_restored_over(tmp_path: Path) -> None:
    data, target = tmp_path / "data", tmp_path / "snapshot"
    with Emulator(data, https=False, buckets=[BUCKET]) as server:
        server.snapshot(target)
        assert "uses" in run("restore", target, "--data", data, "--replace").stderr
    assert "--replace" in run("restore", target, "--data", data).stderr
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    assert run("restore", target, "--data", tmp_path / "mine", "--replace").returncode == 1
    assert (tmp_path / "mine" / "file").exists()
    assert "exists" in run("snapshot", "--data", data, target).stderr
    assert "not a data folder" in run("snapshot", "--data", tmp_path / "mine", tmp_path / "new").stderr
    assert not (tmp_path / "new").exists()


def _spoil(target: Path, what: str) -> None:
    manifest = json.loads((target / "manifest.json").read_text())
    if what == "another version":
        (target / "manifest.json").write_text(json.dumps({**manifest, "version": 2}))
    elif what == "another format":
        (target / "manifest.json").write_text(json.dumps({**manifest, "format": "x"}))
    elif what == "no manifest":
        (target / "manifest.json").unlink()
    elif what == "a blob missing":
        next(path for path in (target / "blobs").rglob("*") if path.is_file()).unlink()
    elif what == "a blob too short":
        path = next(path for path in (target / "blobs").rglob("*") if path.is_file())
        path.unlink()  # not to be changed in place: the server may have the same file
        path.write_bytes(LARGE[:-1])
    else:
        data = bytearray((target / "meta.db").read_bytes())
        data[200:20_000] = bytes(19_800)
        (target / "meta.db").write_bytes(data)


@pytest.mark.parametrize(
    "what",
    ["another version", "another format", "no manifest", "a blob missing", "a blob too short", "damage"],
)
def test_what_is_no_whole_snapshot_is_refused_and_nothing_changes(tmp_path: Path, what: str) -> None:
    target = tmp_path / "snapshot"
    with Emulator(tmp_path / "data", https=False, buckets=[BUCKET]) as server:
        cos = Cos(server, BUCKET)
        cos.put("large", LARGE)
        server.snapshot(target)
        _spoil(target, what)
        cos.put("large", b"newer")
        with pytest.raises(ControlError, match="400"):
            server.restore(target)
        assert cos.get("large").body == b"newer"
    assert run("restore", target, "--data", tmp_path / "fresh").returncode == 1
    assert not (tmp_path / "fresh").exists()


def test_an_archive_with_names_that_lead_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        archive.add(tmp_path / "x", "../escaped")
    done = run("restore", tmp_path / "bad.tar", "--data", tmp_path / "data")
    assert (done.returncode, "escaped" in done.stderr) == (1, True)
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize(
    "body", [{"target": "relative"}, {"target": 1}, {"other": "x"}, [], {"target": "/no/such/folder/x"}]
)
def test_a_request_for_a_snapshot_is_checked(own: Emulator, body: object) -> None:
    with pytest.raises(ControlError, match="400"):
        own.control("POST", "snapshot", body)


def _number(body: bytes) -> int:
    number = body[: len(body) // 20_000]
    assert body == number * 20_000
    return int(number)


def test_a_snapshot_under_load_is_of_one_moment(tmp_path: Path) -> None:
    target = tmp_path / "snapshot"
    with Emulator(tmp_path / "data", https=False, buckets=[BUCKET]) as server:
        stop = threading.Event()

        def write(name: str) -> None:
            cos = Cos(server, BUCKET)
            number = 0
            while not stop.is_set():
                # The two are written in turn: at any moment they are equal, or "a" is one ahead.
                number += 1
                for key in "ab":
                    cos.put(f"{name}/{key}", str(number).encode() * 20_000)

        writers = [threading.Thread(target=write, args=(name,)) for name in ("1", "2", "3")]
        for writer in writers:
            writer.start()
        while server.counters().get("PutObject", {}).get("200", 0) < 30:
            pass
        server.snapshot(target)
        stop.set()
        for writer in writers:
            writer.join()
    with Emulator(https=False) as memory:
        memory.restore(target)
        cos = Cos(memory, BUCKET)
        for name in "123":
            a, b = (_number(cos.get(f"{name}/{key}").body) for key in "ab")
            assert a - b in (0, 1)
