"""A kill under load, in a bucket with versions: what was acknowledged is there, with its past."""

from __future__ import annotations

import hashlib
import random
import threading
from pathlib import Path

from cos_requests import Cos

from pycos.emulator import Emulator

BUCKET = "versions-1250000000"
KEYS = ("a", "b", "c")
KILLS = 3


class Writer(threading.Thread):
    """Writes versions and markers, and sometimes deletes one of its own for good, until the server is gone.

    ``made`` are the acknowledged ones by (key, id): the MD5 of the bytes, None for a marker. ``gone`` are
    those whose deletion was asked for; whether that happened is open for the last one only.
    """

    def __init__(self, cos: Cos, number: int) -> None:
        super().__init__()
        self.cos = cos
        self.random = random.Random(number)
        self.made: dict[tuple[str, str], str | None] = {}
        self.gone: list[tuple[str, str]] = []

    def run(self) -> None:
        try:
            while True:
                self.once()
        except (OSError, AssertionError):
            pass  # the server was killed

    def once(self) -> None:
        key = self.random.choice(KEYS)
        kind = self.random.choice("pppppdx")
        if kind == "x" and self.made:
            name = self.random.choice(list(self.made))
            del self.made[name]
            self.gone.append(name)
            answer = self.cos.request("DELETE", name[0], params={"versionId": name[1]})
            assert answer.status == 204
        elif kind == "d":
            answer = self.cos.request("DELETE", key)
            assert answer.status == 204
            self.made[key, answer.headers["x-cos-version-id"]] = None
        else:
            data = self.random.randbytes(self.random.choice((0, 10, 5_000, 20_000)))
            answer = self.cos.request("PUT", key, body=data)
            assert answer.status == 200
            self.made[key, answer.headers["x-cos-version-id"]] = hashlib.md5(data).hexdigest()


def shown(cos: Cos) -> dict[tuple[str, str], str | None]:
    """Every version the server shows, read whole; a marker as None. The first of a key is its latest."""
    answer = cos.request("GET", params={"versions": ""})
    assert answer.texts("IsTruncated") == ["false"]
    found: dict[tuple[str, str], str | None] = {}
    newest: dict[str, tuple[str, str | None]] = {}
    for entry in answer.xml:
        if entry.tag not in ("Version", "DeleteMarker"):
            continue
        key, version_id = entry.findtext("Key") or "", entry.findtext("VersionId") or ""
        digest = None
        if entry.tag == "Version":
            read = cos.request("GET", key, params={"versionId": version_id})
            assert read.status == 200
            digest = hashlib.md5(read.body).hexdigest()
            assert f'"{digest}"' == entry.findtext("ETag")
        assert (entry.findtext("IsLatest") == "true") == (key not in newest)
        newest.setdefault(key, (version_id, digest))
        found[key, version_id] = digest
    live = [key for key in KEYS if key in newest and newest[key][1] is not None]
    assert cos.request("GET").texts("Contents/Key") == live
    for key, (version_id, digest) in newest.items():
        read = cos.get(key)
        assert read.headers["x-cos-version-id"] == version_id
        assert (read.status == 200) == (digest is not None)
        assert digest is None or hashlib.md5(read.body).hexdigest() == digest
    return found


def test_a_kill_under_load_loses_no_version_and_no_marker(tmp_path: Path) -> None:
    server = Emulator(data=tmp_path, https=False, buckets=[BUCKET])
    cos = Cos(server, BUCKET)
    sure: dict[tuple[str, str], str | None] = {}
    for kill in range(KILLS):
        server.start()
        body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        cos.request("PUT", params={"versioning": ""}, body=body)
        writers = [Writer(cos, 10 * kill + number) for number in range(3)]
        for writer in writers:
            writer.start()
        while sum(server.counters().get("PutObject", {}).values()) < 30 + 20 * kill:
            pass
        server.kill()
        for writer in writers:
            writer.join(30)
            assert not writer.is_alive()
            sure.update(writer.made)
        server.start()
        found = shown(cos)
        assert sure.items() <= found.items()
        # What else is there: of each writer, an answer that never came or a deletion not carried out.
        asked = [name for writer in writers for name in writer.gone]
        settled = [name for writer in writers for name in writer.gone[:-1]]
        assert not found.keys() & set(settled)
        extra = found.keys() - sure.keys() - set(asked)
        assert len(extra) <= len(writers)
        sure = found
        server.stop()
    server.start()
    for key, version_id in sure:
        cos.request("DELETE", key, params={"versionId": version_id})
    assert cos.request("DELETE").status == 204
    server.stop()
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []
