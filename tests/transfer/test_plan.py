"""What there is to move in a directory."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from pycos.errors import LocalFileNotFound, LocalNotADirectory, UnsafePath
from pycos.models import ObjectInfo
from pycos.transfer.plan import (
    FailedFile,
    PlannedFile,
    PlannedFolder,
    SkippedFile,
    Unchanged,
    plan_download,
    plan_upload,
)
from pycos.transfer.selection import Selection

ALL = Selection()


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_files_come_in_the_order_of_a_listing(folder: Path) -> None:
    make(folder, "a", "a.b/c", "a0", "b/c", "b-c", "b!", "é", "z", "😀", "\uffee", "ab/c/d", "ab/c.d")
    keys = [item.key for item in plan_upload(str(folder), "p/", ALL)]
    assert keys == sorted(keys, key=str.encode)
    assert len(keys) == 12


def test_links_are_skipped_and_reported_unless_followed(folder: Path, tmp_path: Path) -> None:
    make(tmp_path / "other", "x")
    (folder / "file").symlink_to(tmp_path / "other/x")
    (folder / "dir").symlink_to(tmp_path / "other", target_is_directory=True)
    (folder / "broken").symlink_to(tmp_path / "nothing")
    skipped = list(plan_upload(str(folder), "", ALL))
    assert [(type(item), item.key) for item in skipped] == [
        (SkippedFile, "broken"),
        (SkippedFile, "dir"),
        (SkippedFile, "file"),
    ]
    followed = list(plan_upload(str(folder), "", ALL, follow_symlinks=True))
    assert [(type(item), item.key) for item in followed] == [
        (FailedFile, "broken"),
        (PlannedFile, "dir/x"),
        (PlannedFile, "file"),
    ]


def test_a_link_to_a_folder_above_does_not_go_round_for_ever(folder: Path) -> None:
    make(folder, "a/b")
    (folder / "a/up").symlink_to(folder, target_is_directory=True)
    items = list(plan_upload(str(folder), "", ALL, follow_symlinks=True))
    assert [(type(item), item.key) for item in items] == [(PlannedFile, "a/b"), (SkippedFile, "a/up")]


def test_special_files_are_skipped_and_named(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(folder / "fifo")
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket may have 107 bytes only
        try:
            made.bind("socket")
        finally:
            os.chdir(here)
    reasons = {
        item.key: item.reason for item in plan_upload(str(folder), "", ALL) if isinstance(item, SkippedFile)
    }
    assert reasons == {"fifo": "a FIFO", "socket": "a socket"}


def test_a_name_that_is_not_utf8_fails_by_name_and_the_others_go_on(folder: Path) -> None:
    make(folder, "good")
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff")).write_text("")
    items = list(plan_upload(str(folder), "", ALL))
    (bad,) = [item for item in items if isinstance(item, FailedFile)]
    assert isinstance(bad.error, UnsafePath)
    assert [item.key for item in items if isinstance(item, PlannedFile)] == ["good"]


def test_what_is_no_directory_is_an_error_at_once(folder: Path) -> None:
    make(folder, "file")
    with pytest.raises(LocalNotADirectory):
        next(plan_upload(str(folder / "file"), "", ALL))
    with pytest.raises(LocalFileNotFound):
        next(plan_upload(str(folder / "nothing"), "", ALL))


def test_excluded_folders_are_not_read(folder: Path) -> None:
    make(folder, ".git/config", "src/.git/config", "src/a")
    assert [item.key for item in plan_upload(str(folder), "", Selection(exclude=".git/"))] == ["src/a"]


def listed(key: str, size: int = 1, age: float = 0) -> ObjectInfo:
    return ObjectInfo(key, size, last_modified=datetime.now(timezone.utc) - timedelta(seconds=age))


def test_a_file_is_unchanged_when_size_is_the_same_and_the_object_not_older(folder: Path) -> None:
    make(folder, "a", "b", "c", "d/e")
    there = [listed("0"), listed("a", 1), listed("b", 2), listed("c", 1, age=3600), listed("d/e", 3)]
    kinds = {item.key: type(item) for item in plan_upload(str(folder), "", ALL, there=there)}
    assert kinds == {"a": Unchanged, "b": PlannedFile, "c": PlannedFile, "d/e": Unchanged}


def test_keys_without_a_safe_place_fail_and_the_others_are_planned(folder: Path) -> None:
    objects = [
        listed("p/"),
        listed("p/../x"),
        listed("p//x"),
        listed("p/a"),
        listed("p/a/b"),
        listed("p/ok/b"),
    ]
    items = list(plan_download(objects, "p/", str(folder), ALL))
    assert [item.key for item in items if isinstance(item, FailedFile)] == ["p/../x", "p//x", "p/a/b"]
    assert [item.path for item in items if isinstance(item, PlannedFile)] == [
        str(folder / "a"),
        str(folder / "ok/b"),
    ]


def test_an_empty_object_ending_in_a_slash_is_a_folder_a_full_one_fails(folder: Path) -> None:
    items = list(plan_download([listed("a/", 0), listed("b/", 5)], "", str(folder), ALL))
    assert [type(item) for item in items] == [PlannedFolder, FailedFile]


def test_an_object_is_unchanged_when_the_file_is_not_older(folder: Path) -> None:
    make(folder, "a", "b")
    os.utime(folder / "b", (1, 1))
    items = plan_download([listed("a"), listed("b"), listed("c")], "", str(folder), ALL, skip_unchanged=True)
    assert [type(item) for item in items] == [Unchanged, PlannedFile, PlannedFile]
