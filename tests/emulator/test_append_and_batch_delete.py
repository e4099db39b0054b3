"""Objects that grow, and many keys that go at once."""

from __future__ import annotations

import base64
import hashlib
import threading

import fastcrc
import pytest
from cos_requests import Answer, Cos


def append(cos: Cos, key: str, position: int | str, data: bytes) -> Answer:
    return cos.request("POST", key, params={"append": "", "position": str(position)}, body=data)


def test_an_object_grows_by_appending(cos: Cos) -> None:
    pieces = [b"one", b"x" * 40_000, b"", b"two" * 9000]
    position = 0
    whole = b""
    for piece in pieces:
        answer = append(cos, "log", position, piece)
        whole += piece
        position = len(whole)
        assert answer.status == 200
        assert answer.headers["x-cos-next-append-position"] == str(position)
        assert answer.headers["x-cos-hash-crc64ecma"] == str(fastcrc.crc64.xz(whole))
        assert answer.headers["x-cos-content-sha1"] == hashlib.sha1(piece).hexdigest()
    got = cos.get("log")
    assert got.body == whole
    assert got.headers["x-cos-object-type"] == "appendable"
    assert got.headers["x-cos-next-append-position"] == str(len(whole))
    assert cos.request("HEAD", "log").headers["x-cos-next-append-position"] == str(len(whole))
    assert cos.get("log", Range="bytes=2-40004").body == whole[2:40005]


def test_a_wrong_position_changes_nothing(cos: Cos) -> None:
    assert append(cos, "log", 5, b"x").code == "AppendPositionErr"
    append(cos, "log", 0, b"abc")
    for position in (0, 2, 4):
        answer = append(cos, "log", position, b"x" * 20_000)
        assert (answer.status, answer.code) == (409, "AppendPositionErr")
    assert cos.get("log").body == b"abc"


def test_a_normal_object_cannot_be_appended_to(cos: Cos) -> None:
    cos.put("k", b"abc")
    answer = append(cos, "k", 3, b"x")
    assert (answer.status, answer.code) == (409, "ObjectNotAppendable")


def test_append_needs_a_position_and_a_length(cos: Cos) -> None:
    missing = cos.request("POST", "k", params={"append": ""}, body=b"x")
    assert (missing.status, missing.code) == (400, "InvalidArgument")
    assert append(cos, "k", "x", b"x").code == "InvalidArgument"
    chunked = cos.request("POST", "k", params={"append": "", "position": "0"}, body=iter([b"x"]))
    assert (chunked.status, chunked.code) == (411, "MissingContentLength")


def test_of_many_appends_at_one_position_exactly_one_wins(cos: Cos) -> None:
    results: list[tuple[int, bytes]] = []

    def attempt(data: bytes) -> None:
        results.append((append(cos, "log", 0, data).status, data))

    threads = [threading.Thread(target=attempt, args=(bytes([n]) * 30_000,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in results) == [200, *[409] * 7]
    assert cos.get("log").body == next(data for status, data in results if status == 200)


def test_a_put_replaces_an_appendable_object_and_an_append_can_begin_again(cos: Cos) -> None:
    append(cos, "k", 0, b"abc")
    cos.put("k", b"normal")
    assert cos.get("k").headers["x-cos-object-type"] == "normal"
    cos.request("DELETE", "k")
    assert append(cos, "k", 0, b"again").status == 200


def delete(
    cos: Cos, keys: list[str], quiet: bool | None = None, headers: dict[str, str] | None = None
) -> Answer:
    objects = "".join(f"<Object><Key>{key}</Key></Object>" for key in keys)
    flag = "" if quiet is None else f"<Quiet>{str(quiet).lower()}</Quiet>"
    body = f"<Delete>{flag}{objects}</Delete>".encode()
    digest = {"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode()}
    return cos.request("POST", params={"delete": ""}, body=body, headers=headers or digest)


def test_many_keys_are_deleted_and_named(cos: Cos) -> None:
    for key in ("a", "b c", "d"):
        cos.put(key, b"x" * 20_000)
    answer = delete(cos, ["a", "b c", "never-there"])
    assert answer.xml.tag == "DeleteResult"
    assert answer.texts("Deleted/Key") == ["a", "b c", "never-there"]
    assert cos.request("GET").texts("Contents/Key") == ["d"]


def test_quiet_lists_only_errors(cos: Cos) -> None:
    cos.put("a")
    answer = delete(cos, ["a", "k" * 851], quiet=True)
    assert answer.texts("Deleted/Key") == []
    assert answer.texts("Error/Key") == ["k" * 851]
    assert cos.get("a").status == 404
    assert delete(cos, ["a"], quiet=False).texts("Deleted/Key") == ["a"]


def test_blanks_belong_to_a_key(cos: Cos) -> None:
    cos.put(" a ")
    cos.put("a")
    delete(cos, [" a "])
    assert cos.request("GET").texts("Contents/Key") == ["a"]


@pytest.mark.parametrize("count", [0, 1001])
def test_one_request_deletes_1_to_1000_keys(cos: Cos, count: int) -> None:
    answer = delete(cos, [f"k{n}" for n in range(count)])
    assert (answer.status, answer.code) == (400, "MalformedXML")
    assert len(delete(cos, [f"k{n}" for n in range(1000)]).texts("Deleted/Key")) == 1000


def test_a_body_that_is_not_the_announced_one_deletes_nothing(cos: Cos) -> None:
    cos.put("a")
    wrong = base64.b64encode(hashlib.md5(b"other").digest()).decode()
    assert delete(cos, ["a"], headers={"Content-MD5": wrong}).code == "BadDigest"
    assert cos.get("a").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<Delete>",
        b"not xml",
        b"<Other><Object><Key>a</Key></Object></Other>",
        b'<!DOCTYPE Delete [<!ENTITY a "aaaa">]><Delete><Object><Key>&a;</Key></Object></Delete>',
        b'<!DOCTYPE Delete SYSTEM "file:///etc/passwd"><Delete><Object><Key>a</Key></Object></Delete>',
        b"<Delete>" * 50 + b"</Delete>" * 50,
    ],
)
def test_xml_that_is_broken_or_dangerous_is_refused(cos: Cos, body: bytes) -> None:
    cos.put("a")
    answer = cos.request("POST", params={"delete": ""}, body=body)
    assert answer.status == 400
    assert answer.code in ("MalformedXML", "MissingRequestBodyError", "XMLSizeLimit")
    assert cos.get("a").status == 200


def test_an_xml_body_beyond_all_reason_is_refused(cos: Cos) -> None:
    body = b"<Delete>" + b"<Object><Key>a</Key></Object>" * 200_000 + b"</Delete>"
    answer = cos.request("POST", params={"delete": ""}, body=body)
    assert (answer.status, answer.code) == (400, "XMLSizeLimit")
