"""Parts of objects, and requests under conditions."""

from __future__ import annotations

import itertools
from email.utils import formatdate, parsedate_to_datetime

import pytest
from cos_requests import Cos

DATA = bytes(range(256)) * 400  # large enough for a blob
SMALL = bytes(range(200))

GOOD = [
    ("bytes=0-0", 0, 1),
    ("bytes=0-99", 0, 100),
    ("bytes=100-", 100, None),
    ("bytes=-1", -1, None),
    ("bytes=-50", -50, None),
    ("bytes=199-199", 199, 200),
    ("bytes=150-99999999", 150, None),
    ("bytes=-99999999", 0, None),
]


@pytest.mark.parametrize("data", [SMALL, DATA], ids=["inline", "blob"])
@pytest.mark.parametrize(("header", "start", "end"), GOOD)
def test_a_range_gives_its_bytes(cos: Cos, data: bytes, header: str, start: int, end: int | None) -> None:
    whole = cos.put("k", data)
    answer = cos.get("k", Range=header)
    wanted = data[start:end]
    first = start if start >= 0 else len(data) + start
    assert (answer.status, answer.body) == (206, wanted)
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(data)}"
    assert answer.headers["Content-Length"] == str(len(wanted))
    # The sum is always that of the whole object.
    assert answer.headers["x-cos-hash-crc64ecma"] == whole.headers["x-cos-hash-crc64ecma"]


@pytest.mark.parametrize(
    "header",
    ["bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "items=0-5", "bytes=0-1,5-6", "0-5", "bytes=--5"],
)
def test_what_is_not_one_valid_range_is_ignored(cos: Cos, header: str) -> None:
    cos.put("k", SMALL)
    answer = cos.get("k", Range=header)
    assert (answer.status, answer.body) == (200, SMALL)


@pytest.mark.parametrize("header", ["bytes=200-", "bytes=200-300", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_satisfied(cos: Cos, header: str) -> None:
    cos.put("k", SMALL)
    answer = cos.get("k", Range=header)
    assert (answer.status, answer.code) == (416, "InvalidRange")
    assert answer.headers["Content-Range"] == "bytes */200"


def test_no_range_of_an_empty_object_can_be_satisfied(cos: Cos) -> None:
    cos.put("k", b"")
    assert [cos.get("k", Range=r).status for r in ("bytes=0-", "bytes=0-0", "bytes=-1")] == [416] * 3


def test_a_head_with_a_range_tells_the_size_of_the_range(cos: Cos) -> None:
    cos.put("k", DATA)
    answer = cos.request("HEAD", "k", headers={"Range": "bytes=10-19"})
    assert (answer.status, answer.headers["Content-Length"]) == (206, "10")


PAST = formatdate(0, usegmt=True)
FUTURE = "Thu, 01 Jan 2099 00:00:00 GMT"

#: Each condition: header, value (ETAG stands for the object's), and what it says by itself.
MATCH = [("ETAG", True), ("*", True), ('"other", ETAG', True), ('"other"', False), (None, None)]
UNMODIFIED = [(FUTURE, True), (PAST, False), ("rubbish", None), (None, None)]
NONE_MATCH = [("ETAG", False), ("*", False), ('"other"', True), (None, None)]
MODIFIED = [(PAST, True), (FUTURE, False), ("rubbish", None), (None, None)]


def expected(
    match: bool | None, unmodified: bool | None, none_match: bool | None, modified: bool | None
) -> int:
    if match is False or (match is None and unmodified is False):
        return 412
    if none_match is False or (none_match is None and modified is False):
        return 304
    return 200


def test_conditions_in_all_combinations(cos: Cos) -> None:
    etag = cos.put("k", b"data").headers["ETag"]
    names = ("If-Match", "If-Unmodified-Since", "If-None-Match", "If-Modified-Since")
    for chosen in itertools.product(MATCH, UNMODIFIED, NONE_MATCH, MODIFIED):
        headers = {
            name: text.replace("ETAG", etag) for name, (text, _) in zip(names, chosen, strict=True) if text
        }
        answer = cos.request("GET", "k", headers=headers)
        assert answer.status == expected(*(says for _, says in chosen)), headers
        if answer.status == 304:
            assert answer.body == b""
            assert (answer.headers["ETag"], bool(answer.headers["Last-Modified"])) == (etag, True)
        if answer.status == 412:
            assert answer.code == "PreconditionFailed"


def test_the_own_modification_time_is_not_modified_since(cos: Cos) -> None:
    cos.put("k", b"data")
    time = cos.get("k").headers["Last-Modified"]
    assert parsedate_to_datetime(time).tzinfo is not None
    assert cos.get("k", If_Modified_Since=time).status == 304
    assert cos.get("k", If_Unmodified_Since=time).status == 200


def test_an_etag_without_quotes_matches(cos: Cos) -> None:
    etag = cos.put("k", b"data").headers["ETag"].strip('"')
    assert cos.get("k", If_Match=etag).status == 200


def test_a_failed_condition_comes_before_an_impossible_range(cos: Cos) -> None:
    cos.put("k", b"data")
    assert cos.get("k", If_Match='"x"', Range="bytes=100-").status == 412
    assert cos.request("HEAD", "k", headers={"If-Match": '"x"'}).body == b""
