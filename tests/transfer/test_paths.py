"""Keys and paths, both ways, and never outside the folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pycos.errors import UnsafePath
from pycos.paths import CaseGuard, Destination, NameConflicts, folder_prefix, key_of, kind_of, parts_of

REFUSED = [
    "..",
    "../x",
    "a/../x",
    "a/../../x",
    "a/..",
    ".",
    "a/./b",
    "/etc/passwd",
    "//x",
    "a//b",
    "a/",
    "a\\b",
    "..\\x",
    "C:\\x",
    "a\0b",
    "x" * 256,
    "a/" + "é" * 128,
]


@pytest.mark.parametrize("key", REFUSED)
def test_a_key_without_a_safe_place_is_refused_by_name(key: str) -> None:
    with pytest.raises(UnsafePath) as caught:
        parts_of(key)
    assert caught.value.key == key


@pytest.mark.parametrize(
    "key", ["a", "a/b", "...", "..a", "a b+%", "é" * 127, "文件/😀.txt", "-rf", "a\nb", "C:x"]
)
def test_a_safe_key_comes_back_from_its_path(key: str) -> None:
    assert key_of(parts_of(key)) == key
    assert key_of(parts_of("pre/fix/" + key, "pre/fix/"), "pre/fix/") == "pre/fix/" + key


def test_what_is_behind_the_prefix_is_checked_not_the_whole_key() -> None:
    assert parts_of("../odd/a", "../odd/") == ("a",)
    with pytest.raises(UnsafePath):
        parts_of("www/../a", "www/")


def test_a_key_that_is_not_below_the_prefix_is_refused() -> None:
    with pytest.raises(UnsafePath):
        parts_of("other/a", "www/")


@pytest.mark.parametrize("name", ["a\\b", os.fsdecode(b"\xff"), "x" * 851])
def test_a_file_name_that_could_not_come_back_makes_no_key(name: str) -> None:
    with pytest.raises(UnsafePath):
        key_of((name,))


def test_a_prefix_is_a_folder() -> None:
    assert [folder_prefix(text) for text in ("", "a", "a/", "a/b")] == ["", "a/", "a/", "a/b/"]


def test_a_key_below_a_file_is_found_with_others_in_between() -> None:
    conflicts = NameConflicts()
    for key in ["a", "a!", "a-b"]:
        conflicts.check(key)
    with pytest.raises(UnsafePath, match="needs a folder"):
        conflicts.check("a/b")


def test_keys_that_only_begin_alike_do_not_conflict() -> None:
    conflicts = NameConflicts()
    for key in ["a", "ab", "b", "b0/a", "c/d", "c/d.txt"]:
        conflicts.check(key)


def test_keys_that_differ_in_case_conflict_only_where_case_is_ignored() -> None:
    strict, lax = CaseGuard(ignores_case=True), CaseGuard(ignores_case=False)
    for guard in (strict, lax):
        guard.check("Read.me")
    lax.check("read.ME")
    with pytest.raises(UnsafePath):
        strict.check("read.ME")


def test_normal_forms_conflict_where_case_is_ignored() -> None:
    guard = CaseGuard(ignores_case=True)
    guard.check("e\u0301")
    with pytest.raises(UnsafePath):
        guard.check("\u00e9")


def test_folders_are_made_below_the_destination(tmp_path: Path) -> None:
    with Destination(tmp_path / "new") as destination:
        target = destination.target(("a", "b", "c.txt"), key="a/b/c.txt")
        Path(target.path).write_text("x")
        target.close()
    assert (tmp_path / "new/a/b/c.txt").read_text() == "x"


def test_a_link_in_the_destination_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(outside, target_is_directory=True)
    with Destination(inside) as destination, pytest.raises(UnsafePath, match="symbolic link"):
        destination.target(("link", "file"), key="link/file")
    assert list(outside.iterdir()) == []


def test_a_link_where_the_file_goes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("kept")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "file").symlink_to(tmp_path / "victim")
    with Destination(inside) as destination, pytest.raises(UnsafePath, match="symbolic link"):
        destination.target(("file",), key="file")


def test_a_link_put_in_the_way_later_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    with Destination(tmp_path / "in") as destination:
        target = destination.target(("a", "file"), key="a/file")
        (tmp_path / "in/a").rename(tmp_path / "in/moved")
        (tmp_path / "in/a").symlink_to(outside, target_is_directory=True)
        Path(target.path).write_text("x")
        assert target.real_path() == str(tmp_path / "in/moved/file")
        target.close()
    assert list(outside.iterdir()) == []
    assert (tmp_path / "in/moved/file").read_text() == "x"


def test_the_destination_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    with Destination(tmp_path / "link") as destination:
        destination.make_folder(("a",), key="a/")
    assert (tmp_path / "real/a").is_dir()


def test_a_file_where_a_folder_is_needed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with Destination(tmp_path) as destination, pytest.raises(UnsafePath, match="is a file"):
        destination.target(("a", "b"), key="a/b")


def test_a_folder_where_a_file_goes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with Destination(tmp_path) as destination, pytest.raises(UnsafePath, match="is a folder"):
        destination.target(("a",), key="a")


def test_a_fifo_where_a_file_goes_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with Destination(tmp_path) as destination, pytest.raises(UnsafePath, match="FIFO"):
        destination.target(("a",), key="a")


def test_few_folders_stay_open_however_many_are_used(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with Destination(tmp_path) as destination:
        for number in range(200):
            destination.target((f"d{number}", "file"), key=f"d{number}/file").close()
        assert len(list(Path("/proc/self/fd").iterdir())) - before < 50
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_whether_case_matters_is_asked_of_the_file_system_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "Probe").write_text("")
    expected = (tmp_path / "probe").exists()
    (tmp_path / "Probe").unlink()
    with Destination(tmp_path) as destination:
        assert destination.ignores_case() is expected
    assert list(tmp_path.iterdir()) == []


def test_a_socket_is_called_a_socket() -> None:
    assert kind_of(stat.S_IFSOCK) == "a socket"
