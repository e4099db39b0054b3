"""Large blobs that go: at once for everybody who looks, and their room a little later."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pycos.emulator.store import removal
from pycos.emulator.store.blobs import FileBlobs
from pycos.emulator.store.storage import Storage

PATIENCE = 30.0  # seconds, for a broken one not to hang


@pytest.fixture
def blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileBlobs:
    """In a folder where files of four bytes are large."""
    monkeypatch.setattr(removal, "LARGE", 4)
    return FileBlobs(tmp_path)


class Held:
    """Holds up the removing of what was moved aside, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.go = threading.Event(), threading.Event()
        unlink = Path.unlink

        def held(path: Path, missing_ok: bool = False) -> None:
            if path.parent.name == "tmp":
                self.began.set()
                assert self.go.wait(PATIENCE)
            unlink(path, missing_ok)

        monkeypatch.setattr(Path, "unlink", held)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Lets go in any case."""
    made = Held(monkeypatch)
    yield made
    made.go.set()


def blob(blobs: FileBlobs, data: bytes) -> str:
    """The name of a new one."""
    writer = blobs.create()
    writer.write(data)
    return writer.commit()


def files(folder: Path) -> list[str]:
    """The names of all files in the folder of the blobs."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_large_blob_is_gone_before_its_room_is_given_back(
    blobs: FileBlobs, tmp_path: Path, held: Held
) -> None:
    names = [blob(blobs, b"data") for _ in range(3)]
    small = blob(blobs, b"abc")
    blobs.discard([*names, small])
    assert held.began.wait(PATIENCE)
    assert not any(blobs.pin([name]) for name in [*names, small])
    assert files(tmp_path / "blobs") == []
    assert files(tmp_path / "tmp") == sorted(names)
    blobs.discard(names)  # which are gone
    held.go.set()
    blobs.close()
    assert files(tmp_path) == []


def test_what_a_reader_holds_goes_with_the_reader(blobs: FileBlobs, tmp_path: Path) -> None:
    name = blob(blobs, b"data")
    assert blobs.pin([name])
    blobs.discard([name])
    assert files(tmp_path / "blobs") == [name]
    blobs.unpin([name])
    blobs.close()
    assert files(tmp_path) == []


def test_closing_waits_until_the_room_is_given_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: Held
) -> None:
    monkeypatch.setattr(removal, "LARGE", 4)
    storage = Storage(tmp_path)
    assert isinstance(storage.blobs, FileBlobs)
    storage.blobs.discard([blob(storage.blobs, b"data")])
    assert held.began.wait(PATIENCE)
    closing = threading.Thread(target=storage.close)
    closing.start()
    with pytest.raises(BlockingIOError):  # it is still in use
        Storage(tmp_path)
    held.go.set()
    closing.join(PATIENCE)
    Storage(tmp_path).close()
    assert files(tmp_path / "tmp") == []


def test_what_a_killed_server_was_removing_goes_at_the_next_start(
    blobs: FileBlobs, tmp_path: Path, held: Held
) -> None:
    name = blob(blobs, b"data")
    blobs.discard([name])
    assert held.began.wait(PATIENCE)
    assert files(tmp_path / "tmp") == [name]
    held.go.set()
    blobs.close()
    (tmp_path / "tmp" / name).write_bytes(b"data")  # as if it had been killed before
    assert FileBlobs(tmp_path).sweep(set()) == 1
    assert files(tmp_path) == []


class Full:
    """A disk that has no room the first time, when ``go`` is set, nor later without one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, go: threading.Event | None = None) -> None:
        self.tries = 0
        real = getattr(os, call)

        def call_it(*arguments: object) -> object:
            self.tries += 1
            if go is None or self.tries == 1:
                if go is not None:
                    go.set()
                raise OSError(errno.ENOSPC, "no room")
            return real(*arguments)

        monkeypatch.setattr(os, call, call_it)


@pytest.mark.parametrize("call", ["posix_fallocate", "write"])
def test_room_that_is_being_given_back_is_waited_for(
    blobs: FileBlobs, monkeypatch: pytest.MonkeyPatch, held: Held, call: str
) -> None:
    blobs.discard([blob(blobs, b"data")])
    assert held.began.wait(PATIENCE)
    full = Full(monkeypatch, call, held.go)
    writer = blobs.create(2 << 20)
    writer.write(b"more")
    name = writer.commit()
    assert full.tries == 2
    assert blobs.path(name).read_bytes()[:4] == b"more"


@pytest.mark.parametrize("call", ["posix_fallocate", "write"])
@pytest.mark.parametrize("removed_before", [False, True])
def test_a_full_disk_is_said_when_nothing_comes_back(
    blobs: FileBlobs, monkeypatch: pytest.MonkeyPatch, call: str, removed_before: bool
) -> None:
    if removed_before:
        blobs.discard([blob(blobs, b"data")])
        blobs.close()
    full = Full(monkeypatch, call)
    with pytest.raises(OSError, match="no room"):
        blobs.create(2 << 20).write(b"more")
    assert full.tries == 1


def test_without_a_thread_it_goes_at_once(
    blobs: FileBlobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    name = blob(blobs, b"data")
    monkeypatch.setattr(threading.Thread, "start", none_left)
    blobs.discard([name])
    assert files(tmp_path) == []


def test_without_room_for_one_more_name_it_goes_at_once(
    blobs: FileBlobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_path: Path, _target: Path) -> Path:
        raise OSError(errno.ENOSPC, "no room")

    name = blob(blobs, b"data")
    monkeypatch.setattr(Path, "rename", no_room)
    blobs.discard([name])
    assert files(tmp_path) == []
