"""Random sequences of operations against a model that fits on a page: both must say the same."""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass, field
from urllib.parse import quote

from cos_requests import signature
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from in_process import SECRET_ID, SECRET_KEY, InProcess

HOST = "b-1250000000.cos.ap-guangzhou.myqcloud.com"
KEYS = st.sampled_from(["a", "a/", "a/b", "a/b/c", "b", "b/c", "é", "a b", "z+", "%"])
BODIES = st.sampled_from([b"", b"x", b"hello", b"y" * 70, b"z" * 20_000])
PREFIXES = st.sampled_from(["", "a", "a/", "b", "é", "nothing"])
DELIMITERS = st.sampled_from(["", "/", "b"])
MIN_PART = 16


@dataclass
class Version:
    """What one PUT made; ``body`` None for a delete marker."""

    number: str
    body: bytes | None
    appendable: bool = False


@dataclass
class Model:
    """What the bucket holds: the versions of each key, newest last."""

    versioned: bool = False
    keys: dict[str, list[Version]] = field(default_factory=dict)
    uploads: dict[str, tuple[str, dict[int, bytes]]] = field(default_factory=dict)

    def current(self, key: str) -> Version | None:
        versions = self.keys.get(key)
        return versions[-1] if versions and versions[-1].body is not None else None

    def put(self, key: str, version: Version) -> None:
        versions = self.keys.setdefault(key, [])
        if not self.versioned:
            versions[:] = [one for one in versions if one.number != "null"]
        versions.append(version)

    def listing(self, prefix: str, delimiter: str) -> list[str]:
        found = []
        for key in sorted(self.keys, key=str.encode):
            if not key.startswith(prefix) or self.current(key) is None:
                continue
            place = key.find(delimiter, len(prefix)) if delimiter else -1
            found.append(key if place < 0 else f"{key[: place + len(delimiter)]}…")
        return list(dict.fromkeys(found))


class Comparison(RuleBasedStateMachine):
    """One server, one model."""

    uploads = Bundle("uploads")

    def __init__(self) -> None:
        super().__init__()
        self.server = InProcess(min_part_size=MIN_PART)
        self.model = Model()

    def teardown(self) -> None:
        assert self.server.errors == []
        self.server.close()

    def ask(
        self, method: str, key: str = "", query: str = "", body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one answer."""
        text = signature(SECRET_ID, SECRET_KEY, method, f"/{key}", [], [("host", HOST)])
        given = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = (
            f"{method} /{quote(key)}{'?' + query if query else ''} HTTP/1.1\r\nHost: {HOST}\r\n"
            f"Authorization: {text}\r\n{given}Content-Length: {len(body)}\r\n\r\n"
        )
        answer, _, content = self.server.exchange(head.encode() + body).partition(b"\r\n\r\n")
        lines = answer.decode().split("\r\n")
        named = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        return int(lines[0].split()[1]), named, content

    def version_of(self, headers: dict[str, str]) -> str:
        number = headers.get("x-cos-version-id", "null")
        assert (number != "null") == self.model.versioned
        return number

    @initialize(versioned=st.booleans())
    def begin(self, versioned: bool) -> None:
        if versioned:
            body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            assert self.ask("PUT", query="versioning", body=body)[0] == 200
            self.model.versioned = True

    @rule(key=KEYS, body=BODIES)
    def put(self, key: str, body: bytes) -> None:
        status, headers, _ = self.ask("PUT", key, body=body)
        assert (status, headers["etag"]) == (200, f'"{hashlib.md5(body).hexdigest()}"')
        self.model.put(key, Version(self.version_of(headers), body))

    @rule(key=KEYS, body=BODIES)
    def put_unless_there(self, key: str, body: bytes) -> None:
        status, headers, _ = self.ask("PUT", key, body=body, x_cos_forbid_overwrite="true")
        if self.model.current(key) is not None and not self.model.versioned:
            assert status == 409
        elif status == 200:
            self.model.put(key, Version(self.version_of(headers), body))
        else:
            assert (status, self.model.versioned) == (409, True)

    @rule(key=KEYS)
    def get(self, key: str) -> None:
        wanted = self.model.current(key)
        status, headers, content = self.ask("GET", key)
        seen, size = self.ask("HEAD", key)[:2]
        if wanted is None:
            assert (status, seen) == (404, 404)
        else:
            assert (status, seen, content) == (200, 200, wanted.body)
            assert size["content-length"] == headers["content-length"] == str(len(content))

    @rule(key=KEYS, matching=st.booleans())
    def get_if(self, key: str, matching: bool) -> None:
        wanted = self.model.current(key)
        if wanted is None or wanted.appendable or wanted.body is None:
            return
        etag = hashlib.md5(wanted.body).hexdigest() if matching else "0" * 32
        statuses = [self.ask("GET", key, **{name: f'"{etag}"'})[0] for name in ("If-Match", "If-None-Match")]
        # An object made of parts has an ETag of another kind, which never matches.
        assert statuses in ([[200, 304], [412, 200]] if matching else [[412, 200]])

    @rule(key=KEYS, start=st.integers(0, 80), count=st.integers(1, 80))
    def get_range(self, key: str, start: int, count: int) -> None:
        wanted = self.model.current(key)
        status, _, content = self.ask("GET", key, Range=f"bytes={start}-{start + count - 1}")
        if wanted is None or wanted.body is None:
            assert status == 404
        elif start >= len(wanted.body):
            assert status == 416
        else:
            assert (status, content) == (206, wanted.body[start : start + count])

    @rule(key=KEYS, source=KEYS)
    def copy(self, key: str, source: str) -> None:
        found = self.model.current(source)
        named = {"x-cos-copy-source": f"{HOST}/{quote(source)}", "x-cos-metadata-directive": "Replaced"}
        status, headers, _ = self.ask("PUT", key, **named)
        assert status == (404 if found is None else 200)
        if found is not None:
            self.model.put(key, Version(self.version_of(headers), found.body))

    @rule(key=KEYS)
    def delete(self, key: str) -> None:
        status, headers, _ = self.ask("DELETE", key)
        assert status == 204
        if self.model.versioned:
            self.model.put(key, Version(headers["x-cos-version-id"], None))
        else:
            self.model.keys.pop(key, None)

    @rule(keys=st.lists(KEYS, min_size=1, max_size=4, unique=True))
    def delete_many(self, keys: list[str]) -> None:
        body = "".join(f"<Object><Key>{key}</Key></Object>" for key in keys)
        status, _, content = self.ask("POST", query="delete", body=f"<Delete>{body}</Delete>".encode())
        assert (status, content.count(b"<Deleted>")) == (200, len(keys))
        markers = re.findall(rb"<DeleteMarkerVersionId>(.*?)</DeleteMarkerVersionId>", content)
        for key, marker in itertools.zip_longest(keys, markers):
            if self.model.versioned:
                self.model.put(key, Version(marker.decode(), None))
            else:
                self.model.keys.pop(key, None)

    @rule(key=KEYS, data=st.data())
    def a_version(self, key: str, data: st.DataObject) -> None:
        versions = self.model.keys.get(key, [])
        if not versions:
            return
        chosen = data.draw(st.sampled_from(versions))
        query = f"versionId={quote(chosen.number, safe='')}"
        if data.draw(st.booleans()):
            assert self.ask("DELETE", key, query)[0] == 204
            versions.remove(chosen)
        elif chosen.body is None:
            assert self.ask("GET", key, query)[0] == 405
        else:
            assert self.ask("GET", key, query)[::2] == (200, chosen.body)

    @rule(key=KEYS, body=BODIES)
    def append(self, key: str, body: bytes) -> None:
        found = self.model.current(key)
        position = len(found.body or b"") if found else 0
        status, headers, _ = self.ask("POST", key, f"append&position={position}", body)
        if status == 200:
            assert found is None or found.appendable
            before = found.body or b"" if found else b""
            assert headers["x-cos-next-append-position"] == str(len(before + body))
            number = found.number if found else self.version_of(headers)
            if found:
                found.body = before + body
            else:
                self.model.put(key, Version(number, body, appendable=True))
        else:
            # Not to an object that was put; and the service keeps no versions of what grows.
            assert status in (409, 400, 403)
            assert self.model.versioned or (found is not None and not found.appendable)

    @rule(target=uploads, key=KEYS)
    def initiate(self, key: str) -> str:
        status, _, content = self.ask("POST", key, "uploads")
        assert status == 200
        upload = re.findall(rb"<UploadId>(.*?)</UploadId>", content)[0].decode()
        self.model.uploads[upload] = (key, {})
        return upload

    @rule(upload=uploads, number=st.integers(1, 3), body=BODIES)
    def upload_part(self, upload: str, number: int, body: bytes) -> None:
        key, parts = self.model.uploads.get(upload, ("a", None))
        status, headers, _ = self.ask("PUT", key, f"partNumber={number}&uploadId={upload}", body)
        if parts is None:
            assert status == 404
        else:
            assert (status, headers["etag"]) == (200, f'"{hashlib.md5(body).hexdigest()}"')
            parts[number] = body

    @rule(upload=uploads)
    def complete(self, upload: str) -> None:
        key, parts = self.model.uploads.get(upload, ("a", None))
        chosen = sorted((parts or {}).items())
        lines = "".join(
            f"<Part><PartNumber>{number}</PartNumber><ETag>{hashlib.md5(body).hexdigest()}</ETag></Part>"
            for number, body in chosen
        )
        body = f"<CompleteMultipartUpload>{lines}</CompleteMultipartUpload>".encode()
        status, headers, _ = self.ask("POST", key, f"uploadId={upload}", body)
        if parts is None:
            assert status == 404
        elif not chosen or any(len(part) < MIN_PART for _, part in chosen[:-1]):
            assert status == 400
        else:
            assert status == 200
            whole = b"".join(part for _, part in chosen)
            self.model.put(key, Version(self.version_of(headers), whole))
            del self.model.uploads[upload]

    @rule(upload=uploads)
    def abort(self, upload: str) -> None:
        key, parts = self.model.uploads.pop(upload, ("a", None))
        assert self.ask("DELETE", key, f"uploadId={upload}")[0] == (404 if parts is None else 204)

    @rule(prefix=PREFIXES, delimiter=DELIMITERS, page=st.integers(1, 4))
    def list_all(self, prefix: str, delimiter: str, page: int) -> None:
        marker, found = "", []
        for _ in range(30):
            query = (
                f"prefix={quote(prefix)}&delimiter={quote(delimiter)}&max-keys={page}&marker={quote(marker)}"
            )
            content = self.ask("GET", query=query)[2].decode()
            keys = re.findall(r"<Contents><Key>(.*?)</Key>", content)
            groups = re.findall(r"<CommonPrefixes><Prefix>(.*?)</Prefix>", content)
            assert len(keys) + len(groups) <= page
            found += sorted(
                [*keys, *(f"{group}…" for group in groups)], key=lambda text: text.rstrip("…").encode()
            )
            if "<IsTruncated>true" not in content:
                break
            marker = re.findall(r"<NextMarker>(.*?)</NextMarker>", content)[0]
        assert found == self.model.listing(prefix, delimiter)

    @rule()
    def list_versions(self) -> None:
        def number(version: Version) -> str:
            return version.number if self.model.versioned else ""  # as long as there never were any

        content = self.ask("GET", query="versions")[2].decode()
        found = re.findall(
            r"<(Version|DeleteMarker)><Key>(.*?)</Key><VersionId>(.*?)</VersionId><IsLatest>(.*?)<", content
        )
        wanted = [
            ("DeleteMarker" if one.body is None else "Version", key, number(one), one is versions[-1])
            for key, versions in sorted(self.model.keys.items(), key=lambda item: item[0].encode())
            for one in reversed(versions)
        ]
        assert [(*entry[:3], entry[3] == "true") for entry in found] == wanted

    @invariant()
    def nothing_went_wrong_inside(self) -> None:
        assert self.server.errors == []

    @invariant()
    def the_uploads_are_those_of_the_model(self) -> None:
        content = self.ask("GET", query="uploads")[2].decode()
        assert set(re.findall(r"<UploadId>(.*?)</UploadId>", content)) == set(self.model.uploads)


def test_the_server_does_what_the_model_does() -> None:
    run_state_machine_as_test(
        Comparison,
        settings=settings(max_examples=40, stateful_step_count=30, suppress_health_check=list(HealthCheck)),
    )
