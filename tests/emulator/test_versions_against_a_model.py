"""Any sequence of writes and deletions, with versions on or off, against a model of what must be left."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from cos_requests import Answer, Cos, new_bucket_name
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycos.emulator import Emulator

KEYS = ("a", "b/1", "b/2")
SIZES = (0, 5, 20_000)


@dataclass(frozen=True)
class Entry:
    """A version, or a marker (no data)."""

    version_id: str
    data: bytes | None


class Model:
    """What a bucket must hold: the versions of each key, the newest first."""

    def __init__(self) -> None:
        self.state = ""
        self.keys: dict[str, list[Entry]] = {key: [] for key in KEYS}

    def add(self, key: str, entry: Entry) -> None:
        if self.state != "Enabled":
            assert entry.version_id == "null"
            self.keys[key] = [old for old in self.keys[key] if old.version_id != "null"]
        else:
            assert entry.version_id not in ["null", *(old.version_id for old in self.keys[key])]
        self.keys[key].insert(0, entry)

    def find(self, key: str, version_id: str = "") -> Entry | None:
        entries = [entry for entry in self.keys[key] if version_id in ("", entry.version_id)]
        return entries[0] if entries else None


class Run:
    """One sequence, done to the server and to the model."""

    def __init__(self, server: Emulator) -> None:
        self.cos = Cos(server, new_bucket_name())
        self.cos.request("PUT")
        self.model = Model()
        self.count = 0

    def said(self, answer: Answer) -> str:
        """The id in an answer, which is only there when the bucket has versions."""
        text = answer.headers["x-cos-version-id"]
        assert (text is not None) == bool(self.model.state)
        return text or "null"

    def pick(self, key: str, number: int) -> str:
        """An id of a version of the key, or one that no version has."""
        entries = self.model.keys[key]
        return entries[number % len(entries)].version_id if entries else "MTg0NDQ"

    def switch(self, key: str, number: int) -> None:
        self.model.state = ("Enabled", "Suspended")[number % 2]
        body = f"<VersioningConfiguration><Status>{self.model.state}</Status></VersioningConfiguration>"
        assert self.cos.request("PUT", params={"versioning": ""}, body=body.encode()).status == 200

    def put(self, key: str, number: int) -> None:
        self.count += 1
        data = b"%d" % self.count + b"x" * SIZES[number % len(SIZES)]
        self.model.add(key, Entry(self.said(self.cos.put(key, data)), data))

    def delete(self, key: str, number: int) -> None:
        answer = self.cos.request("DELETE", key)
        assert answer.status == 204
        if self.model.state:
            assert answer.headers["x-cos-delete-marker"] == "true"
            self.model.add(key, Entry(self.said(answer), None))
        else:
            assert "x-cos-delete-marker" not in answer.headers
            self.model.keys[key] = []

    def delete_version(self, key: str, number: int) -> None:
        version_id = self.pick(key, number)
        found = self.model.find(key, version_id)
        answer = self.cos.request("DELETE", key, params={"versionId": version_id})
        assert answer.status == 204
        marker = found is not None and found.data is None
        assert ("x-cos-delete-marker" in answer.headers) == marker
        self.model.keys[key] = [entry for entry in self.model.keys[key] if entry is not found]

    def copy(self, key: str, number: int) -> None:
        target = KEYS[number % len(KEYS)]
        version_id = self.pick(key, number // len(KEYS))
        found = self.model.find(key, version_id)
        source = f"{self.cos.host}/{key}?versionId={version_id}"
        answer = self.cos.request("PUT", target, headers={"x-cos-copy-source": source})
        if found is None:
            assert answer.code == "NoSuchVersion"
        elif found.data is None:
            assert answer.code == "MethodNotAllowed"
        elif target == key and found is self.model.find(key):
            assert answer.code == "InvalidRequest"  # to itself, without any change
        else:
            self.model.add(target, Entry(self.said(answer), found.data))

    def batch(self, key: str, number: int) -> None:
        """Delete a version of one key and put a marker on another, in one request."""
        other = KEYS[(KEYS.index(key) + 1) % len(KEYS)]
        version_id = self.pick(key, number)
        lines = f"<Object><Key>{key}</Key><VersionId>{version_id}</VersionId></Object>"
        lines += f"<Object><Key>{other}</Key></Object>"
        answer = self.cos.request("POST", params={"delete": ""}, body=f"<Delete>{lines}</Delete>".encode())
        assert answer.texts("Deleted/Key") == [key, other]
        gone = self.model.find(key, version_id)
        self.model.keys[key] = [entry for entry in self.model.keys[key] if entry is not gone]
        if self.model.state:
            made = answer.xml.findall("Deleted")[1].findtext("DeleteMarkerVersionId") or ""
            self.model.add(other, Entry(made, None))
        else:
            self.model.keys[other] = []

    def multipart(self, key: str, number: int) -> None:
        self.count += 1
        data = b"%d" % self.count + b"y" * SIZES[number % len(SIZES)]
        upload = self.cos.start_upload(key)
        answer = self.cos.complete(key, upload, [(1, self.cos.put_part(key, upload, 1, data))])
        self.model.add(key, Entry(self.said(answer), data))

    def check(self) -> None:
        """All of what the server shows."""
        answer = self.cos.request("GET", params={"versions": ""})
        shown = [
            (
                entry.tag,
                entry.findtext("Key"),
                entry.findtext("VersionId") or "null",
                entry.findtext("IsLatest"),
            )
            for entry in answer.xml
            if entry.tag in ("Version", "DeleteMarker")
        ]
        assert shown == [
            (
                "DeleteMarker" if entry.data is None else "Version",
                key,
                entry.version_id,
                str(not place).lower(),
            )
            for key in KEYS
            for place, entry in enumerate(self.model.keys[key])
        ]
        live = [key for key in KEYS if (found := self.model.find(key)) is not None and found.data is not None]
        assert self.cos.request("GET").texts("Contents/Key") == live
        for key in KEYS:
            answer = self.cos.get(key)
            assert (answer.status == 200) == (key in live)
            marked = bool(self.model.keys[key]) and key not in live
            assert ("x-cos-delete-marker" in answer.headers) == marked
            for entry in self.model.keys[key]:
                answer = self.cos.request("GET", key, params={"versionId": entry.version_id})
                assert answer.status == (405 if entry.data is None else 200)
                assert entry.data is None or answer.body == entry.data
            if key in live:
                newest = self.model.keys[key][0]
                assert self.cos.get(key).body == newest.data

    def empty(self) -> None:
        """Delete every version; then, and only then, the bucket can go."""
        for key in KEYS:
            for entry in self.model.keys[key]:
                assert self.cos.request("DELETE").code == "BucketNotEmpty"
                self.cos.request("DELETE", key, params={"versionId": entry.version_id})
        assert self.cos.request("DELETE").status == 204


steps = st.tuples(
    st.sampled_from(
        ["put"] * 4
        + ["delete", "delete", "delete_version", "delete_version"]
        + ["switch", "copy", "batch", "multipart"]
    ),
    st.sampled_from(KEYS),
    st.integers(0, 11),
)


@pytest.mark.parametrize("first", ["", "Enabled", "Suspended"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(steps, min_size=3, max_size=14))
def test_what_is_left_is_what_the_model_says(
    server: Emulator, first: str, sequence: list[tuple[str, str, int]]
) -> None:
    run = Run(server)
    if first:
        run.switch("", 0)
    if first == "Suspended":
        run.put("a", 0)
        run.switch("", 1)
    for name, key, number in sequence:
        getattr(run, name)(key, number)
    run.check()
    run.empty()
