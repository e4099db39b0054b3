"""Where checkpoints lie."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pycos.errors import InvalidArgument
from pycos.transfer.checkpoint import check_place, checkpoint_path, default_folder, discard_checkpoint

SAME = {"kind": "upload", "endpoint": "http://e", "bucket": "b-1", "key": "k", "path": "/p", "variant": ""}


def test_the_same_transfer_finds_the_same_checkpoint_and_another_one_does_not() -> None:
    first = checkpoint_path(True, **SAME)
    assert first == checkpoint_path(True, **SAME)
    for name in SAME:
        assert checkpoint_path(True, **{**SAME, name: "other"}) != first


def test_the_folder_is_for_the_user_alone(checkpoints: Path) -> None:
    checkpoint_path(True, **SAME)
    assert stat.S_IMODE(checkpoints.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_costs_only_the_resume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PYCOS_CHECKPOINTS", str(tmp_path / "file" / "below"))
    assert checkpoint_path(True, **SAME) is None


def test_a_place_may_be_given_or_none_wanted() -> None:
    assert checkpoint_path("/here", **SAME) == "/here"
    assert checkpoint_path(False, **SAME) is None


@pytest.mark.parametrize("place", ["", "a\0b", None, 7])
def test_what_is_no_place_is_refused(place: object) -> None:
    with pytest.raises(InvalidArgument):
        check_place(place)  # type: ignore[arg-type]


def test_by_default_it_is_the_cache_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYCOS_CHECKPOINTS")
    monkeypatch.setenv("HOME", "/home/li")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert default_folder() == Path("/home/li/.cache/pycos/checkpoints")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_folder() == Path("/home/li/.cache/pycos/checkpoints")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert default_folder() == Path("/cache/pycos/checkpoints")


def test_with_a_checkpoint_goes_its_temporary_file_but_nothing_elsewhere(tmp_path: Path) -> None:
    beside, elsewhere = tmp_path / ".a b.part", tmp_path / "sub" / "x"
    elsewhere.parent.mkdir()
    for temporary, gone in ((beside, True), (elsewhere, False)):
        temporary.write_text("")
        checkpoint = tmp_path / "checkpoint"
        checkpoint.write_text(
            f"cosx-checkpoint 1 kind=2 temp={str(temporary).replace(' ', '%20')} 0\npart 0\n"
        )
        discard_checkpoint(str(checkpoint), str(tmp_path / "a b"))
        assert not checkpoint.exists()
        assert temporary.exists() is not gone
