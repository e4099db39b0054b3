"""Directories up and down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from journal import content, requests, struck, until

import cos_c
import pycos
from pycos.emulator import Emulator
from pycos.transfer import DirectoryResult, FailedFile, SkippedFile, TransferResult

MIB = 1 << 20


def make_tree(root: Path, files: int) -> dict[str, bytes]:
    """Small files, none of them empty, in folders of several depths."""
    made: dict[str, bytes] = {}
    for number in range(files):
        name = "/".join([*(f"d{number % width}" for width in (3, 7) if number % 2), f"file {number}.bin"])
        made[name] = content(number * 37 % 5000 + 1, seed=number)
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[name])
    return made


def tree_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_three_hundred_files_go_up_and_come_back(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, tmp_path: Path
) -> None:
    made = make_tree(folder, 300)
    before = len(requests(faults, bucket.name))
    up = bucket.upload_dir(folder, prefix="tree/")
    assert (up.files, up.bytes, up.ok) == (300, sum(map(len, made.values())), True)
    # One PUT for each file and nothing else: no HEAD, no listing.
    assert [entry["method"] for entry in requests(faults, bucket.name)[before:]] == ["PUT"] * 300
    assert {entry.key: entry.size for entry in bucket.objects()} == {
        f"tree/{name}": len(data) for name, data in made.items()
    }
    faults.clear_requests()
    down = bucket.download_dir("tree", tmp_path / "copy")
    assert (down.files, down.bytes) == (300, up.bytes)
    assert tree_of(tmp_path / "copy") == made
    methods = [(entry["operation"], entry["method"]) for entry in requests(faults, bucket.name)]
    assert sorted(set(methods)) == [("GetObject", "GET"), ("ListObjects", "GET")]
    assert methods.count(("GetObject", "GET")) == 300


def test_names_in_every_script_come_back(bucket: pycos.Bucket, folder: Path, tmp_path: Path) -> None:
    names = [
        "文件/数据 1.txt",
        "😀/🏳️‍🌈.png",
        "naïve+%41 &?#=.txt",
        "-rf",
        "~",
        "a\nb",
        "كتاب/ספר",
        "..x",
        "é",
        "é",
    ]
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(number))
    before = tree_of(folder)
    bucket.upload_dir(folder)
    bucket.download_dir("", tmp_path / "copy")
    assert tree_of(tmp_path / "copy") == before


def test_large_files_in_a_directory_go_in_parts(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, tmp_path: Path, checkpoints: Path
) -> None:
    (folder / "big").write_bytes(content(4 * MIB))
    (folder / "small").write_bytes(b"x")
    bucket.upload_dir(folder, part_size=MIB)
    assert len(requests(faults, bucket.name, "UploadPart")) == 4
    bucket.download_dir("", tmp_path / "copy", part_size=MIB)
    assert tree_of(tmp_path / "copy") == tree_of(folder)
    assert list(checkpoints.iterdir()) == []


def test_keys_that_would_leave_the_folder_are_refused_and_the_rest_arrives(
    bucket: pycos.Bucket, tmp_path: Path
) -> None:
    evil = [
        "p/../x",
        "p/..",
        "p/a/../../../x",
        "p//etc/passwd",
        "p/a\\b",
        "p/" + "n" * 256,
        "p/sub/",
        "p/./x",
    ]
    for key in [*evil, "p/good", "p/sub/good"]:
        bucket.put(key, b"data")
    inside = tmp_path / "a" / "inside"
    result = bucket.download_dir("p/", inside, on_error="continue")
    assert sorted(failure.key for failure in result.failed) == sorted(evil)
    assert all(isinstance(failure.error, pycos.UnsafePath) for failure in result.failed)
    assert tree_of(tmp_path) == {"a/inside/good": b"data", "a/inside/sub/good": b"data"}


def test_a_key_that_needs_a_folder_where_another_is_a_file_fails_alone(
    bucket: pycos.Bucket, tmp_path: Path
) -> None:
    for key in ("a", "a!", "a/b", "a/c/d", "e"):
        bucket.put(key, key.encode())
    with pytest.raises(pycos.TransferGroupError) as caught:
        bucket.download_dir("", tmp_path / "copy")
    result: DirectoryResult = caught.value.result
    assert [failure.key for failure in result.failed] == ["a/b", "a/c/d"]
    assert tree_of(tmp_path / "copy") == {"a": b"a", "a!": b"a!", "e": b"e"}
    assert "2 of 5 files failed" in str(caught.value)


def test_a_link_inside_the_destination_is_not_followed(bucket: pycos.Bucket, tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (inside / "link").symlink_to(outside, target_is_directory=True)
    (inside / "file").symlink_to(outside / "victim")
    for key in ("link/x", "file", "good"):
        bucket.put(key, b"data")
    result = bucket.download_dir("", inside, on_error="continue")
    assert [failure.key for failure in result.failed] == ["file", "link/x"]
    assert list(outside.iterdir()) == []
    assert (inside / "good").read_bytes() == b"data"


def test_an_object_that_stands_for_a_folder_becomes_one(bucket: pycos.Bucket, tmp_path: Path) -> None:
    for key in ("p/", "p/empty/", "p/full/", "p/full/x"):
        bucket.put(key, b"x" if key.endswith("x") else b"")
    assert bucket.download_dir("p", tmp_path / "copy").files == 1
    assert (tmp_path / "copy/empty").is_dir()
    assert tree_of(tmp_path / "copy") == {"full/x": b"x"}


def test_special_files_and_links_are_skipped_and_named(bucket: pycos.Bucket, folder: Path) -> None:
    (folder / "file").write_bytes(b"x")
    os.mkfifo(folder / "fifo")
    (folder / "link").symlink_to("file")
    result = bucket.upload_dir(folder)
    assert [(skipped.key, skipped.reason.split(" (")[0]) for skipped in result.skipped] == [
        ("fifo", "a FIFO"),
        ("link", "a symbolic link"),
    ]
    assert [entry.key for entry in bucket.objects()] == ["file"]
    assert bucket.upload_dir(folder, follow_symlinks=True).files == 2


def test_one_failing_file_does_not_stop_the_others_and_is_named(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    make_tree(folder, 20)
    faults.add_fault(
        "status", match={"bucket": bucket.name, "key": "file 8.bin"}, status=403, code="AccessDenied", times=0
    )
    with pytest.raises(pycos.TransferGroupError) as caught:
        bucket.upload_dir(folder)
    result = caught.value.result
    assert result.files == 19
    (failure,) = result.failed
    assert (failure.key, failure.path) == ("file 8.bin", str(folder / "file 8.bin"))
    assert isinstance(failure.error, pycos.Forbidden)
    assert caught.value.__cause__ is failure.error
    assert len(list(bucket.objects())) == 19


def test_on_error_stop_ends_at_the_first_failure(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    make_tree(folder, 300)
    faults.add_fault(
        "status", match={"bucket": bucket.name, "key": "file 0.bin"}, status=403, code="AccessDenied", times=0
    )
    with pytest.raises(pycos.TransferGroupError):
        bucket.upload_dir(folder, on_error="stop")
    assert len(list(bucket.objects())) < 299


def test_each_file_is_reported(bucket: pycos.Bucket, folder: Path) -> None:
    make_tree(folder, 10)
    os.mkfifo(folder / "fifo")
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff")).write_bytes(b"")
    seen: list[TransferResult | FailedFile | SkippedFile] = []
    bucket.upload_dir(folder, on_error="continue", on_result=seen.append)
    kinds = [type(report) for report in seen]
    assert [kinds.count(kind) for kind in (TransferResult, FailedFile, SkippedFile)] == [10, 1, 1]


def test_what_on_result_raises_ends_it(bucket: pycos.Bucket, folder: Path) -> None:
    make_tree(folder, 5)

    def refuse(report: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bucket.upload_dir(folder, on_result=refuse)


def test_include_and_exclude_choose_the_files(bucket: pycos.Bucket, folder: Path, tmp_path: Path) -> None:
    for name in ("index.html", "draft.html", "a/style.css", "a/x.tmp", ".git/config"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    bucket.upload_dir(folder, prefix="www", exclude=["*.tmp", ".git/"])
    assert [entry.key for entry in bucket.objects()] == [
        "www/a/style.css",
        "www/draft.html",
        "www/index.html",
    ]
    bucket.download_dir("www", tmp_path / "copy", include="*.html", exclude="draft*")
    assert list(tree_of(tmp_path / "copy")) == ["index.html"]


def test_unchanged_files_are_left_alone(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, tmp_path: Path
) -> None:
    make_tree(folder, 10)
    for path in folder.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    bucket.upload_dir(folder, prefix="p/")
    (folder / "file 2.bin").write_bytes(b"new")
    again = bucket.upload_dir(folder, prefix="p/", skip_unchanged=True)
    assert (again.files, again.unchanged) == (1, 9)
    assert bucket.download_dir("p/", tmp_path / "copy").files == 10
    once_more = bucket.download_dir("p/", tmp_path / "copy", skip_unchanged=True)
    assert (once_more.files, once_more.unchanged) == (0, 10)


def test_overwrite_false_fails_for_what_is_there_and_takes_the_rest(
    bucket: pycos.Bucket, folder: Path
) -> None:
    for key in ("a", "b"):
        bucket.put(key, b"remote")
    (folder / "a").write_bytes(b"local")
    result = bucket.download_dir("", folder, overwrite=False, on_error="continue")
    assert [type(failure.error) for failure in result.failed] == [pycos.LocalFileExists]
    assert tree_of(folder) == {"a": b"local", "b": b"remote"}


def test_an_empty_directory_moves_nothing(bucket: pycos.Bucket, folder: Path, tmp_path: Path) -> None:
    assert bucket.upload_dir(folder).files == 0
    assert bucket.download_dir("nothing/", tmp_path / "copy").files == 0
    assert (tmp_path / "copy").is_dir()


def test_a_file_where_a_directory_is_meant_is_said_so(bucket: pycos.Bucket, folder: Path) -> None:
    (folder / "file").write_bytes(b"x")
    with pytest.raises(pycos.LocalNotADirectory):
        bucket.upload_dir(folder / "file")
    with pytest.raises(pycos.LocalFileError):
        bucket.download_dir("", folder / "file")
    with pytest.raises(pycos.LocalFileNotFound):
        bucket.upload_dir(folder / "nothing")


def test_wrong_options_are_one_error_not_one_for_each_file(bucket: pycos.Bucket, folder: Path) -> None:
    make_tree(folder, 3)
    for options in ({"metadata": {"a": "b\nc"}}, {"on_error": "ignore"}, {"part_size": 5}, {"include": [""]}):
        with pytest.raises(pycos.InvalidArgument):
            bucket.upload_dir(folder, **options)  # type: ignore[arg-type]
    for options in ({"on_error": "ignore"}, {"part_size": 5}, {"include": [""]}, {"headers": {"a b": ""}}):
        with pytest.raises(pycos.InvalidArgument):
            bucket.download_dir("", folder / "new", **options)  # type: ignore[arg-type]
    assert not (folder / "new").exists()


def test_a_bucket_that_is_not_there_fails_at_once_on_the_way_down(
    client: pycos.Client, tmp_path: Path
) -> None:
    with pytest.raises(pycos.NoSuchBucket):
        client.bucket("nobody-has-this-1250000000").download_dir("", tmp_path / "copy")


def test_progress_is_of_the_whole_and_ends_once(bucket: pycos.Bucket, folder: Path) -> None:
    made = make_tree(folder, 50)
    seen: list[pycos.progress.Progress] = []
    bucket.upload_dir(folder, progress=seen.append)
    last = seen[-1]
    total = sum(map(len, made.values()))
    assert (last.done_files, last.total_files, last.done_bytes, last.total_bytes) == (50, 50, total, total)
    assert [each.finished for each in seen].count(True) == 1


def test_the_future_of_a_directory_can_be_cancelled(
    faults: Emulator, bucket: pycos.Bucket, client: pycos.Client, folder: Path
) -> None:
    make_tree(folder, 30)
    fault = faults.add_fault("stall_before_headers", match={"bucket": bucket.name}, times=0)
    transfer = client.transfers.upload_dir(folder, bucket)
    until(lambda: struck(faults, fault), "the stall")
    assert transfer.progress.total_files
    assert transfer.cancel()
    with pytest.raises(pycos.Cancelled):
        transfer.result(30)
    assert transfer.cancelled()
    faults.clear_faults()
    assert client.transfers.upload_dir(folder, bucket).result(30).files == 30


def test_a_timeout_ends_a_directory(faults: Emulator, bucket: pycos.Bucket, folder: Path) -> None:
    make_tree(folder, 30)
    faults.add_fault("stall_before_headers", match={"bucket": bucket.name}, times=0)
    with pytest.raises(pycos.DeadlineExceeded):
        bucket.upload_dir(folder, timeout=0.5)


INTERRUPTED = """
import sys
import pycos
bucket = pycos.Client(endpoint=sys.argv[1]).bucket(sys.argv[2])
try:
    bucket.download_dir("", sys.argv[3])
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_stops_everything_and_leaves_no_half_file(
    faults: Emulator, bucket: pycos.Bucket, folder: Path
) -> None:
    for number in range(20):
        bucket.put(f"key {number}", content(10_000))
    fault = faults.add_fault(
        "stall_mid_body", match={"bucket": bucket.name, "operation": "GetObject"}, bytes=5000, nth=5, times=0
    )
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, f"http://localhost:{faults.port}", bucket.name, str(folder)],
        env={**os.environ, "COS_SECRET_ID": faults.secret_id, "COS_SECRET_KEY": faults.secret_key},
        stdout=subprocess.PIPE,
        text=True,
    )
    until(lambda: struck(faults, fault), "the stall")
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=10)[0] == "interrupted\n"
    assert process.returncode == 0
    assert all(data == content(10_000) for data in tree_of(folder).values())
    assert not [path for path in folder.iterdir() if path.suffix == ".part"]


def test_memory_and_open_files_do_not_grow_with_the_number_of_files(
    bucket: pycos.Bucket, folder: Path, tmp_path: Path
) -> None:
    make_tree(folder, 200)
    bucket.upload_dir(folder)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(3):
        bucket.download_dir("", tmp_path / f"copy {number}")
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2


def test_an_interrupt_between_the_start_of_a_file_and_the_note_of_it_leaves_no_half_file(
    faults: Emulator, bucket: pycos.Bucket, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put("key", content(10_000))
    fault = faults.add_fault(
        "stall_mid_body", match={"bucket": bucket.name, "operation": "GetObject"}, bytes=5000, times=0
    )
    submit = cos_c.Inbox.submit

    def interrupted(inbox: cos_c.Inbox, spec: cos_c.TransferSpec) -> cos_c.NativeTransfer:
        submit(inbox, spec)
        until(lambda: struck(faults, fault), "the stall")
        raise KeyboardInterrupt

    monkeypatch.setattr(cos_c.Inbox, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bucket.download_dir("", folder)
    assert tree_of(folder) == {}
