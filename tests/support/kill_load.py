"""Kill the server under load, again and again, and check after each kill what is left.

Every writer has keys of its own and knows, at any time, what must be there: what was acknowledged, and for
the one request whose answer never came, what may be there instead. One more key is written by all of them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import http.client
import random
import sqlite3
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import fastcrc
from cos_requests import Answer, Cos

from pycos.emulator import Emulator

PLAIN, VERSIONED = "kill-plain-1250000000", "kill-versions-1250000000"
ARGUMENTS = ("--min-part-size", "1024")
_SIZES = (0, 1, 900, 5_000, 16_384, 16_385, 60_000, 300_000)
_KEYS = 4
_MOST_VERSIONS = 12
_SHARED = "shared"
MARKER = "marker"

#: (version id, MD5 of the bytes or MARKER), newest first. Without versions: none, or one with an empty id.
State = tuple[tuple[str, str], ...]


def digest(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@dataclasses.dataclass
class Totals:
    """What a run did and found."""

    kills: int = 0
    acknowledged: Counter[str] = dataclasses.field(default_factory=Counter)
    in_flight: int = 0
    came_through: int = 0
    objects_read: int = 0
    violations: list[str] = dataclasses.field(default_factory=list)


class Cut(Exception):
    """The server is gone."""


class Writer(threading.Thread):
    """One client that does one thing after another until the server is gone."""

    def __init__(self, number: int, server: Emulator, seed: int, written: threading.Semaphore) -> None:
        super().__init__(daemon=True)
        self.written = written
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.plain, self.versioned = Cos(server, PLAIN), Cos(server, VERSIONED)
        self.sure: dict[tuple[str, str], State] = {}
        self.perhaps: tuple[tuple[str, str], State] | None = None
        self.contents: dict[str, bytes] = {}
        self.shared: set[str] = set()
        self.parts: dict[tuple[str, str], dict[int, str]] = {}
        self.acknowledged: Counter[str] = Counter()
        self.failed = ""

    def run(self) -> None:
        """Until the server is gone."""
        try:
            while True:
                self.once()
        except (OSError, http.client.HTTPException):
            pass  # killed
        except Exception as error:
            self.failed = f"writer {self.number}: {error!r}"

    def once(self) -> None:
        action = self.random.choices(
            (self.put, self.delete, self.copy, self.append, self.multipart, self.put_version,
             self.delete_version, self.put_shared),
            (30, 8, 10, 10, 10, 12, 6, 8),
        )[0]  # fmt: skip
        action()
        self.acknowledged[action.__name__] += 1
        self.written.release()

    def key(self, kind: str = "k") -> str:
        return f"{kind}{self.number}/{self.random.randrange(_KEYS)}"

    def bytes(self) -> bytes:
        data = self.random.randbytes(self.random.choice(_SIZES))
        self.contents[digest(data)] = data
        return data

    def send(self, cos: Cos, after: State, key: str, method: str, **options: object) -> Answer:
        """One request that changes a key to ``after``; remembers it as under way until it is answered."""
        name = (cos.bucket, key)
        self.perhaps = (name, after)
        answer = cos.request(method, key, **options)  # type: ignore[arg-type]
        if answer.status >= 300:
            raise AssertionError(f"{method} {key}: {answer.status} {answer.body[:200]!r}")
        if after and after[0][0] == "?":
            after = ((answer.headers["x-cos-version-id"], after[0][1]), *after[1:])
        self.sure[name] = after
        self.perhaps = None
        return answer

    def put(self) -> None:
        data = self.bytes()
        self.send(self.plain, (("", digest(data)),), self.key(), "PUT", body=data)

    def put_shared(self) -> None:
        data = self.bytes()
        self.shared.add(digest(data))
        assert self.plain.request("PUT", _SHARED, body=data).status == 200

    def delete(self) -> None:
        key = self.key()
        if self.random.random() < 0.5:
            self.send(self.plain, (), key, "DELETE")
            return
        # Many at once: one of our keys, and others that are not there.
        others = "".join(f"<Object><Key>none/{n}</Key></Object>" for n in range(20))
        body = f"<Delete><Object><Key>{key}</Key></Object>{others}</Delete>".encode()
        self.perhaps = ((PLAIN, key), ())
        answer = self.plain.request("POST", params={"delete": ""}, body=body)
        assert answer.status == 200, answer.body
        self.sure[PLAIN, key] = ()
        self.perhaps = None

    def copy(self) -> None:
        source, target = self.key(), self.key("c")
        state = self.sure.get((PLAIN, source), ())
        if state:
            headers = {"x-cos-copy-source": f"{self.plain.host}/{source}"}
            self.send(self.plain, state, target, "PUT", headers=headers)

    def append(self) -> None:
        key, data = self.key("a"), self.bytes()
        old = self.sure.get((PLAIN, key), ())
        before = self.contents[old[0][1]] if old else b""
        if len(before) > 1_000_000:
            self.send(self.plain, (), key, "DELETE")
            return
        grown = before + data
        self.contents[digest(grown)] = grown
        params = {"append": "", "position": str(len(before))}
        self.send(self.plain, (("", digest(grown)),), key, "POST", params=params, body=data)

    def multipart(self) -> None:
        key = self.key("m")
        upload = self.plain.start_upload(key)
        bodies = [self.random.randbytes(self.random.choice((1024, 20_000, 100_000))) for _ in range(3)]
        etags = self.parts[key, upload] = {}
        for number, body in enumerate(bodies, 1):
            etags[number] = self.plain.put_part(key, upload, number, body)
        whole = b"".join(bodies)
        self.contents[digest(whole)] = whole
        kind = self.random.random()
        if kind < 0.2:
            return  # an upload that stays unfinished
        del self.parts[key, upload]
        if kind < 0.3:
            assert self.plain.request("DELETE", key, params={"uploadId": upload}).status == 204
            return
        lines = "".join(
            f"<Part><PartNumber>{n}</PartNumber><ETag>{etag}</ETag></Part>" for n, etag in etags.items()
        )
        body = f"<CompleteMultipartUpload>{lines}</CompleteMultipartUpload>".encode()
        after: State = (("", digest(whole)),)
        self.send(self.plain, after, key, "POST", params={"uploadId": upload}, body=body)

    def put_version(self) -> None:
        key, data = self.key("v"), self.bytes()
        old = self.sure.get((VERSIONED, key), ())
        if len(old) >= _MOST_VERSIONS:
            self.send(self.versioned, old[:-1], key, "DELETE", params={"versionId": old[-1][0]})
            return
        self.send(self.versioned, (("?", digest(data)), *old), key, "PUT", body=data)

    def delete_version(self) -> None:
        key = self.key("v")
        old = self.sure.get((VERSIONED, key), ())
        if self.random.random() < 0.4 and len(old) < _MOST_VERSIONS:
            self.send(self.versioned, (("?", MARKER), *old), key, "DELETE")
        elif old:
            gone = self.random.randrange(len(old))
            after = old[:gone] + old[gone + 1 :]
            self.send(self.versioned, after, key, "DELETE", params={"versionId": old[gone][0]})


class Checker:
    """What is left after a kill, compared with what its writers know."""

    def __init__(self, server: Emulator, folder: Path, totals: Totals) -> None:
        self.plain, self.versioned = Cos(server, PLAIN), Cos(server, VERSIONED)
        self.folder = folder
        self.totals = totals

    def wrong(self, text: str) -> None:
        self.totals.violations.append(f"after kill {self.totals.kills}: {text}")

    def check(self, writers: list[Writer]) -> None:
        self.files()
        for writer in writers:
            if writer.failed:
                self.wrong(writer.failed)
        found = {PLAIN: self.listed(), VERSIONED: self.listed_versions()}
        shared = found[PLAIN].pop(_SHARED, ())
        if shared and not any(shared[0][1] in writer.shared for writer in writers):
            self.wrong("the key of all writers has bytes that none of them sent")
        for writer in writers:
            names = set(writer.sure) | ({writer.perhaps[0]} if writer.perhaps else set())
            for bucket, key in sorted(names):
                self.key(writer, bucket, key, found[bucket].pop(key, ()))
            writer.perhaps = None
        for bucket, keys in found.items():
            if keys:
                self.wrong(f"{bucket} lists what nobody wrote: {sorted(keys)}")
        self.uploads(writers)

    def key(self, writer: Writer, bucket: str, key: str, now: State) -> None:
        before = writer.sure.get((bucket, key), ())
        allowed = [before]
        if writer.perhaps and writer.perhaps[0] == (bucket, key):
            self.totals.in_flight += 1
            allowed.append(writer.perhaps[1])
        if not any(_same(state, now) for state in allowed):
            self.wrong(f"{bucket}/{key} is {now}, allowed are {allowed}")
        elif not _same(before, now):
            self.totals.came_through += 1
        writer.sure[bucket, key] = now

    def read(self, cos: Cos, key: str, version_id: str = "") -> tuple[str, Answer]:
        """The MD5 of the bytes of an object, whose sums are checked."""
        params = {"versionId": version_id} if version_id else None
        answer = cos.request("GET", key, params=params)
        self.totals.objects_read += 1
        if answer.status != 200:
            self.wrong(f"{cos.bucket}/{key} {version_id} is listed and not read: {answer.status}")
            return "", answer
        found = digest(answer.body)
        if answer.headers["x-cos-hash-crc64ecma"] != str(fastcrc.crc64.xz(answer.body)):
            self.wrong(f"the CRC64 of {key} is not that of its bytes")
        etag = answer.headers["ETag"].strip('"')
        made_of_parts = "-" in etag or answer.headers["x-cos-object-type"] == "appendable"
        if not made_of_parts and etag != found:
            self.wrong(f"the ETag of {key} is not that of its bytes")
        return found, answer

    def listed(self) -> dict[str, State]:
        """Every key of the plain bucket; the listing must agree with what is read."""
        result: dict[str, State] = {}
        marker = ""
        while True:
            page = self.plain.request("GET", params={"marker": marker, "max-keys": "7"})
            for entry in page.xml.iter("Contents"):
                key = entry.findtext("Key") or ""
                found, answer = self.read(self.plain, key)
                result[key] = (("", found),)
                line = (entry.findtext("ETag"), entry.findtext("Size"))
                if line != (answer.headers["ETag"], answer.headers["Content-Length"]):
                    self.wrong(f"the listing says {line} of {key}")
            if page.xml.findtext("IsTruncated") != "true":
                return result
            marker = page.xml.findtext("NextMarker") or ""

    def pages_of_versions(self) -> Iterator[ElementTree.Element]:
        """Every version and marker, from pages that end in the middle of keys."""
        after = {"key-marker": "", "version-id-marker": ""}
        while True:
            page = self.versioned.request("GET", params={"versions": "", "max-keys": "29", **after}).xml
            yield from (entry for entry in page if entry.tag in ("Version", "DeleteMarker"))
            if page.findtext("IsTruncated") != "true":
                return
            after["key-marker"] = page.findtext("NextKeyMarker") or ""
            after["version-id-marker"] = page.findtext("NextVersionIdMarker") or ""

    def listed_versions(self) -> dict[str, State]:
        result: dict[str, State] = {}
        for entry in self.pages_of_versions():
            key, version = entry.findtext("Key") or "", entry.findtext("VersionId") or ""
            found = MARKER if entry.tag == "DeleteMarker" else self.read(self.versioned, key, version)[0]
            latest = entry.findtext("IsLatest") == "true"
            if latest != (key not in result):
                self.wrong(f"IsLatest of {key} {version} is {latest}")
            if latest:
                status = self.versioned.get(key).status
                if status != (404 if found == MARKER else 200):
                    self.wrong(f"{key}, whose latest is {found}, answers {status}")
            result[key] = (*result.get(key, ()), (version, found))
        return result

    def uploads(self, writers: list[Writer]) -> None:
        """Unfinished uploads have the parts that were acknowledged. They are then forgotten."""
        answer = self.plain.request("GET", params={"uploads": ""})
        there = set(zip(answer.texts("Upload/Key"), answer.texts("Upload/UploadId"), strict=True))
        for writer in writers:
            for (key, upload), etags in writer.parts.items():
                if (key, upload) not in there:
                    self.wrong(f"the upload of {key} is gone")
                    continue
                parts = self.plain.request("GET", key, params={"uploadId": upload})
                found = dict(
                    zip(map(int, parts.texts("Part/PartNumber")), parts.texts("Part/ETag"), strict=True)
                )
                if not etags.items() <= found.items() or len(found) > len(etags) + 1:
                    self.wrong(f"the upload of {key} has parts {found}, acknowledged were {etags}")
            writer.parts.clear()
        for key, upload in there:
            self.plain.request("DELETE", key, params={"uploadId": upload})

    def files(self) -> None:
        """The database is sound, and the files are exactly those it knows, of the sizes it knows."""
        connection = sqlite3.connect(f"file:{self.folder / 'meta.db'}?mode=ro", uri=True)
        try:
            said = connection.execute("PRAGMA integrity_check").fetchall()
            if said != [("ok",)] or connection.execute("PRAGMA foreign_key_check").fetchall():
                self.wrong(f"the database is damaged: {said}")
            known = dict(
                connection.execute(
                    "SELECT blob, max(offset + size) FROM segment WHERE blob > '' GROUP BY blob"
                )
            )
        finally:
            connection.close()
        there = {path.name: path.stat().st_size for path in (self.folder / "blobs").glob("*/*")}
        if there.keys() != known.keys() or any(there[name] < size for name, size in known.items()):
            self.wrong(
                f"{len(there)} files, {len(known)} known, {len(there.keys() ^ known.keys())} of one only"
            )
        if list((self.folder / "tmp").iterdir()):
            self.wrong("unfinished files were not swept")


def _same(expected: State, now: State) -> bool:
    return len(expected) == len(now) and all(
        wanted[1] == found[1] and wanted[0] in ("?", found[0])
        for wanted, found in zip(expected, now, strict=True)
    )


def run(
    folder: Path,
    kills: int,
    *,
    seed: int,
    writers: int = 6,
    durability: str = "normal",
    report: Callable[[Totals], None] = lambda totals: None,
) -> Totals:
    """Kill the server so often under load, each time after another number of writes; what was found."""
    chance = random.Random(seed)
    totals = Totals()
    server = Emulator(
        folder, https=False, buckets=[PLAIN, VERSIONED], arguments=[*ARGUMENTS, "--durability", durability]
    )
    server.start()
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    assert Cos(server, VERSIONED).request("PUT", params={"versioning": ""}, body=body).status == 200
    crew: list[Writer] = []
    try:
        for number in range(kills):
            written = threading.Semaphore(0)
            fresh = [Writer(n, server, seed * 1_000_003 + number, written) for n in range(writers)]
            crew = _next_crew(crew, fresh)
            for writer in crew:
                writer.start()
            wanted = chance.randrange(120)
            for _ in range(wanted):
                if not written.acquire(timeout=30):
                    break  # its writers have failed, which the check will tell
            # Writes take about a millisecond: somewhere within one of them.
            time.sleep(chance.random() * 0.004)
            server.kill()
            totals.kills += 1
            for writer in crew:
                writer.join(30)
                totals.acknowledged += writer.acknowledged
            server.start()
            Checker(server, folder, totals).check(crew)
            report(totals)
    finally:
        server.stop()
    return totals


def _next_crew(old: list[Writer], new: list[Writer]) -> list[Writer]:
    """New threads that know what the old ones knew."""
    for before, after in zip(old, new, strict=False):
        after.sure = before.sure
        wanted = {entry[1] for state in before.sure.values() for entry in state}
        after.contents = {name: data for name, data in before.contents.items() if name in wanted}
        after.shared = before.shared
    return new
