"""Reads of all kinds against a model that was written from the rules and not from the server.

Whatever is combined: an object of 0, 1 or many bytes, one of its versions or none, conditions, a range of any
form, GET or HEAD. The model says which status, which bytes and which headers there must be.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime

import pytest
from cos_requests import Answer, Cos, new_bucket_name
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycos.emulator import Emulator

DAY = 86_400
SIZES = (0, 1, 23, 40_000)


@dataclass(frozen=True)
class Version:
    """What is known about one version, from the answer to its PUT and the bytes that were sent."""

    version_id: str
    data: bytes
    etag: str
    crc: str
    modified: int


@dataclass(frozen=True)
class Place:
    """A bucket, and all versions of its keys, the newest first."""

    cos: Cos
    keys: dict[str, list[Version]]
    markers: dict[str, str]


@pytest.fixture(scope="module")
def place(server: Emulator) -> Place:
    """Keys with versions of all sizes; those that begin with x are deleted, below a marker."""
    cos = Cos(server, new_bucket_name())
    cos.request("PUT")
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    cos.request("PUT", params={"versioning": ""}, body=body)
    keys: dict[str, list[Version]] = {}
    markers = {}
    for number, (old, new) in enumerate(itertools.product(SIZES, SIZES)):
        key = f"{'x' if number % 5 == 0 else 'k'}{number}"
        keys[key] = []
        for size in (old, new):
            data = bytes((byte * 7 + number) % 251 for byte in range(size))
            answer = cos.put(key, data)
            moment = parsedate_to_datetime(cos.request("HEAD", key).headers["Last-Modified"])
            keys[key].insert(
                0,
                Version(
                    answer.headers["x-cos-version-id"],
                    data,
                    answer.headers["ETag"],
                    answer.headers["x-cos-hash-crc64ecma"],
                    int(moment.timestamp()),
                ),
            )
        if key.startswith("x"):
            markers[key] = cos.request("DELETE", key).headers["x-cos-version-id"]
    return Place(cos, keys, markers)


# A condition is (what it says about the ETag or the time, how it is written).
etags = st.sampled_from(
    ["{e}", "{bare}", "W/{e}", '"other", {e}', "{e},other", "*", '"other"', '"", "a"', "other,{bare}x"]
)
dates = st.sampled_from([-2 * DAY, -1, 0, 1, 2 * DAY, "rubbish", "2026-01-01", ""])
bounds = st.sampled_from([0, 1, 2, 22, 23, 24, 20_000, 39_999, 40_000, 10**12])
ranges = st.one_of(
    st.none(),
    st.tuples(bounds, bounds).map(lambda pair: f"bytes={pair[0]}-{pair[1]}"),
    bounds.map(lambda start: f"bytes={start}-"),
    bounds.map(lambda count: f"bytes=-{count}"),
    st.sampled_from(
        ["bytes=", "bytes=-", "bytes=0-1,3-4", "bytes=a-b", "lines=0-1", "0-1", "bytes 0-1", "bytes=1--2"]
    ),
)
conditions = st.fixed_dictionaries(
    {},
    optional={
        "If-Match": etags,
        "If-None-Match": etags,
        "If-Modified-Since": dates,
        "If-Unmodified-Since": dates,
    },
)


def written(said: object, version: Version) -> str:
    if isinstance(said, int):
        return formatdate(version.modified + said, usegmt=True)
    return str(said).replace("{e}", version.etag).replace("{bare}", version.etag[1:-1])


def tags_match(said: object, version: Version) -> bool:
    items = [item.strip() for item in written(said, version).split(",")]
    bare = version.etag[1:-1]
    return any(item in ("*", bare, f'"{bare}"', f'W/"{bare}"') for item in items)


def verdict(said: dict[str, object], version: Version) -> int:
    """The status that conditions ask for: 412, 304, or 200 when they hold."""
    tag, none = said.get("If-Match"), said.get("If-None-Match")
    after, before = said.get("If-Modified-Since"), said.get("If-Unmodified-Since")
    if tag is not None:
        if not tags_match(tag, version):
            return 412
    elif isinstance(before, int) and before < 0:  # it was modified since
        return 412
    if none is not None:
        return 304 if tags_match(none, version) else 200
    return 304 if isinstance(after, int) and after >= 0 else 200


def cut(header: str | None, size: int) -> tuple[int, int] | str:
    """The first and the behind-the-last byte, "all" when there is no range, "none" when it cannot be met."""
    if header is None or not header.startswith("bytes=") or header.count("-") != 1:
        return "all"
    first, last = header[6:].split("-")
    if not all(text == "" or text.isdigit() for text in (first, last)) or first + last == "":
        return "all"
    if first == "":
        count = min(int(last), size)
        return (size - count, size) if count else "none"
    if last and int(last) < int(first):
        return "all"
    if int(first) >= size:
        return "none"
    return int(first), min(int(last) + 1, size) if last else size


def check(answer: Answer, method: str, version: Version, said: dict[str, object], header: str | None) -> None:
    status = verdict(said, version)
    if status == 200:
        part = cut(header, len(version.data))
        status = 416 if part == "none" else 200 if part == "all" else 206
    assert answer.status == status
    if status >= 300:
        assert answer.body == b"" or (method == "GET" and status != 304)
        if status == 304:
            assert answer.headers["ETag"] == version.etag
        if status == 416:
            assert answer.headers["Content-Range"] == f"bytes */{len(version.data)}"
        return
    wanted = version.data
    if not isinstance(part, str):
        wanted = wanted[part[0] : part[1]]
        assert answer.headers["Content-Range"] == f"bytes {part[0]}-{part[1] - 1}/{len(version.data)}"
    else:
        assert "Content-Range" not in answer.headers
    assert answer.body == (wanted if method == "GET" else b"")
    assert answer.headers["Content-Length"] == str(len(wanted))
    assert answer.headers["ETag"] == version.etag
    assert answer.headers["x-cos-hash-crc64ecma"] == version.crc
    assert answer.headers["x-cos-version-id"] == version.version_id
    assert answer.headers["Last-Modified"] == formatdate(version.modified, usegmt=True)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(0, len(SIZES) ** 2 - 1),
    which=st.sampled_from(["", "new", "old", "marker", "unknown"]),
    method=st.sampled_from(["GET", "HEAD"]),
    said=conditions,
    header=ranges,
)
def test_reads_are_what_the_model_says(
    place: Place, number: int, which: str, method: str, said: dict[str, object], header: str | None
) -> None:
    key = list(place.keys)[number]
    new, old = place.keys[key]
    version = old if which == "old" else new
    headers = {name: written(text, version) for name, text in said.items()}
    if header is not None:
        headers["Range"] = header
    ids = {"new": new.version_id, "old": old.version_id, "unknown": "MTg0", "marker": place.markers.get(key)}
    params = {"versionId": ids[which] or "null"} if which else None
    answer = place.cos.request(method, key, params=params, headers=headers)
    marked = key in place.markers
    if which == "unknown" or (which == "marker" and not marked):
        assert answer.status == 404
    elif (which == "" or which == "marker") and marked:
        assert answer.status == (405 if which else 404)
        assert answer.headers["x-cos-delete-marker"] == "true"
        assert answer.headers["x-cos-version-id"] == place.markers[key]
    else:
        check(answer, method, version, said, header)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(0, len(SIZES) ** 2 - 1),
    which=st.sampled_from(["", "new", "old"]),
    said=conditions,
)
def test_copies_are_made_when_the_model_says(
    place: Place, number: int, which: str, said: dict[str, object]
) -> None:
    key = list(place.keys)[number]
    new, old = place.keys[key]
    version = old if which == "old" else new
    source = f"{place.cos.host}/{key}" + (f"?versionId={version.version_id}" if which else "")
    headers = {f"x-cos-copy-source-{name}": written(text, version) for name, text in said.items()}
    answer = place.cos.request("PUT", "copy", headers={"x-cos-copy-source": source, **headers})
    if which == "" and key in place.markers:
        assert (answer.status, answer.code) == (404, "NoSuchKey")
        return
    if verdict(said, version) != 200:
        assert (answer.status, answer.code) == (412, "PreconditionFailed")
        return
    assert (answer.status, answer.texts("ETag")) == (200, [version.etag])
    assert place.cos.get("copy").body == version.data


@pytest.mark.parametrize(
    ("text", "status"),
    [("{e}", 206), ('"other"', 200), ("{date}", 206), ("Thu, 01 Jan 1970 00:00:00 GMT", 200)],
)
def test_a_range_of_another_object_is_not_sent(cos: Cos, text: str, status: int) -> None:
    etag = cos.put("k", b"0123456789").headers["ETag"]
    date = cos.get("k").headers["Last-Modified"]
    held = text.replace("{e}", etag).replace("{date}", date)
    answer = cos.request("GET", "k", headers={"Range": "bytes=2-3", "If-Range": held})
    assert (answer.status, answer.body) == (status, b"23" if status == 206 else b"0123456789")
