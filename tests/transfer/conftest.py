"""Fixtures of the transfer tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the checkpoints, of this test alone."""
    folder = tmp_path / "checkpoints of the test"
    monkeypatch.setenv("PYCOS_CHECKPOINTS", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for files."""
    made = tmp_path / "files"
    made.mkdir()
    return made
