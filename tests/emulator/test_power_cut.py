"""With full durability a cut of the power loses nothing that was acknowledged, whenever it comes.

The disk is one that forgets: under ``disk_shim.c`` only what was synced is left, files and names alike.
"""

from __future__ import annotations

import hashlib
import http.client
import shutil
from collections.abc import Callable
from pathlib import Path

import fastcrc
import pytest
from cos_requests import Cos

from pycos.emulator import Emulator

BUCKET = "power-1250000000"
SMALL, LARGE, OTHER = b"small", bytes(range(256)) * 200, b"other" * 9000
State = dict[str, bytes | None]


def remaining(shadow: Path, folder: Path, target: Path) -> None:
    """Build what is left of a folder after the power cut."""
    target.mkdir()

    def build(inode: int, where: Path) -> None:
        names = shadow / str(inode)
        for line in names.read_text().splitlines() if names.exists() else ():
            kind, number, name = line.split(" ", 2)
            if kind == "d":
                (where / name).mkdir()
                build(int(number), where / name)
            elif (shadow / number).exists():
                shutil.copyfile(shadow / number, where / name)
            else:
                (where / name).touch()

    build(folder.stat().st_ino, target)


def steps(cos: Cos) -> list[tuple[Callable[[], object], State]]:
    """What the client does, and what must be there once it was told so."""
    parts: dict[str, str] = {}

    def start() -> None:
        parts["upload"] = cos.start_upload("parts")

    def part() -> None:
        parts["etag"] = cos.put_part("parts", parts["upload"], 1, LARGE)

    def ok(method: str, key: str, **options: object) -> None:
        assert cos.request(method, key, **options).status < 300  # type: ignore[arg-type]

    return [
        (lambda: cos.put("small", SMALL), {"small": SMALL}),
        (lambda: cos.put("large", LARGE), {"large": LARGE}),
        (lambda: cos.put("large", OTHER), {"large": OTHER}),
        (start, {}),
        (part, {}),
        (lambda: cos.complete("parts", parts["upload"], [(1, parts["etag"])]), {"parts": LARGE}),
        (lambda: ok("PUT", "copy", headers={"x-cos-copy-source": f"{cos.host}/parts"}), {"copy": LARGE}),
        (lambda: ok("DELETE", "parts"), {"parts": None}),
        (lambda: ok("POST", "grown", params={"append": "", "position": "0"}, body=LARGE), {"grown": LARGE}),
        (
            lambda: ok("POST", "grown", params={"append": "", "position": str(len(LARGE))}, body=OTHER),
            {"grown": LARGE + OTHER},
        ),
    ]


def check(cos: Cos, sure: State, perhaps: State) -> None:
    """All that was acknowledged is there; of the last request all or nothing."""
    listed = set(cos.request("GET").texts("Contents/Key"))
    for key in sure.keys() | perhaps.keys() | listed:
        answer = cos.get(key)
        found = answer.body if answer.status == 200 else None
        assert found in ([perhaps[key]] if key in perhaps else []) + [sure.get(key)], key
        assert (found is not None) == (key in listed)
        if found is not None:
            assert answer.headers["x-cos-hash-crc64ecma"] == str(fastcrc.crc64.xz(found))
            if key in ("small", "large"):
                assert answer.headers["ETag"] == f'"{hashlib.md5(found).hexdigest()}"'


def run_until_the_cut(
    server: Emulator, shadow: Path, monkeypatch: pytest.MonkeyPatch, cut_at: int
) -> tuple[State, State, bool]:
    """What was acknowledged, what was under way, and whether the power went at all."""
    sure: State = {}
    perhaps: State = {}
    monkeypatch.setenv("DISK_CUT_AT", str(cut_at))
    monkeypatch.setenv("DISK_SHADOW", str(shadow))
    try:
        server.start()
    except RuntimeError:
        return sure, perhaps, True
    try:
        for action, effect in steps(Cos(server, BUCKET)):
            perhaps = effect
            action()
            sure |= effect
        perhaps = {}
    except (OSError, http.client.HTTPException):
        return sure, perhaps, True
    finally:
        server.kill()
    return sure, perhaps, False


@pytest.mark.parametrize("turn", range(4))
def test_a_power_cut_at_any_sync_loses_nothing_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk_shim: Path, turn: int
) -> None:
    cuts = 0
    # Each turn takes its share, and all together a third of those at the start, where nothing is at stake.
    for cut_at in [*range(1 + turn, 13, 12), *range(13 + turn, 200, 4)]:
        data, shadow, left = (tmp_path / f"{name}{cut_at}" for name in ("data", "shadow", "left"))
        shadow.mkdir()
        with monkeypatch.context() as patched:
            patched.setenv("LD_PRELOAD", str(disk_shim))
            patched.setenv("DISK_ROOT", str(data))
            server = Emulator(data, https=False, buckets=[BUCKET], arguments=["--durability", "full"])
            sure, perhaps, cut = run_until_the_cut(server, shadow, patched, cut_at)
        remaining(shadow, data, left)
        with Emulator(left, https=False, buckets=[BUCKET]) as again:
            check(Cos(again, BUCKET), sure, perhaps)
        for folder in (data, shadow, left):
            shutil.rmtree(folder)
        if not cut:
            break
        cuts += 1
    else:
        pytest.fail("the power never stayed on")
    assert cuts


def test_the_disk_that_forgets_does_forget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk_shim: Path
) -> None:
    data, shadow = tmp_path / "data", tmp_path / "shadow"
    shadow.mkdir()
    with monkeypatch.context() as patched:
        for name, value in (("LD_PRELOAD", disk_shim), ("DISK_ROOT", data), ("DISK_SHADOW", shadow)):
            patched.setenv(name, str(value))
        server = Emulator(data, https=False, buckets=[BUCKET], arguments=["--durability", "none"])
        server.start()
        Cos(server, BUCKET).put("large", LARGE)
        server.kill()
    assert list(shadow.iterdir()) == []  # nothing was ever synced
    remaining(shadow, data, tmp_path / "left")
    with Emulator(tmp_path / "left", https=False, buckets=[BUCKET]) as again:
        assert Cos(again, BUCKET).get("large").code == "NoSuchKey"


def test_a_full_disk_is_said_and_nothing_is_changed_and_the_server_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk_shim: Path
) -> None:
    data, full = tmp_path / "data", tmp_path / "full"
    with monkeypatch.context() as patched:
        for name, value in (("LD_PRELOAD", disk_shim), ("DISK_ROOT", data), ("DISK_FULL", full)):
            patched.setenv(name, str(value))
        with Emulator(data, https=False, buckets=[BUCKET]) as server:
            cos = Cos(server, BUCKET)
            cos.put("large", LARGE)
            upload = cos.start_upload("parts")
            full.touch()
            for key, body in (("small", SMALL), ("large", OTHER), ("huge", LARGE * 100)):
                answer = cos.request("PUT", key, body=body)
                assert (answer.status, answer.code) == (507, "InsufficientStorage"), key
            params = {"partNumber": "1", "uploadId": upload}
            assert cos.request("PUT", "parts", params=params, body=LARGE).status == 507
            assert cos.request("DELETE", "large").status == 507
            assert cos.get("large").body == LARGE
            assert cos.request("GET").texts("Contents/Key") == ["large"]
            full.unlink()
            cos.put("small", SMALL)
            assert cos.get("small").body == SMALL
            etag = cos.put_part("parts", upload, 1, OTHER)
            assert cos.complete("parts", upload, [(1, etag)]).status == 200
            assert cos.get("parts").body == OTHER
    files = [path for path in (data / "blobs").rglob("*") if path.is_file()]
    assert sorted(path.stat().st_size for path in files) == sorted((len(LARGE), len(OTHER)))
    assert list((data / "tmp").iterdir()) == []
