"""Objects: what goes in comes out, with its sums and headers, or nothing happens."""

from __future__ import annotations

import base64
import hashlib
import os

import fastcrc
import pytest
from cos_requests import Cos


def md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


@pytest.mark.parametrize("size", [0, 1, 4096, 16384, 16385, 262_144, 3_000_001])
def test_bytes_come_back_with_md5_and_crc(cos: Cos, size: int) -> None:
    data = os.urandom(size)
    put = cos.put("k", data)
    assert put.headers["ETag"] == f'"{md5(data)}"'
    assert put.headers["x-cos-hash-crc64ecma"] == str(fastcrc.crc64.xz(data))
    got = cos.get("k")
    assert (got.status, got.body) == (200, data)
    assert got.headers["Content-Length"] == str(size)
    for name in ("ETag", "x-cos-hash-crc64ecma"):
        assert got.headers[name] == put.headers[name]


@pytest.mark.parametrize(
    "key",
    ["a b", "a+b", "a%b", "%2F", "测试/文件.txt", "😀", "/leading", "a//b", "a/../b", "..", ".", "a/./b/",
     "k" * 850, "q?x=1&y", "semi;colon", "tab\there", "new\nline", "\x01", "'\"<>&", "trailing/"],
)  # fmt: skip
def test_a_key_is_any_text(cos: Cos, key: str) -> None:
    cos.put(key, key.encode())
    assert cos.get(key).body == key.encode()
    listed = cos.request("GET", params={"encoding-type": "url"})
    assert listed.status == 200
    assert cos.request("DELETE", key).status == 204
    assert cos.get(key).status == 404


def test_a_key_of_851_bytes_is_too_long(cos: Cos) -> None:
    answer = cos.request("PUT", "k" * 851, body=b"")
    assert (answer.status, answer.code) == (400, "KeyTooLong")


def test_headers_of_the_object_come_back(cos: Cos) -> None:
    given = {
        "Content-Type": "text/x-test",
        "Cache-Control": "max-age=5",
        "Content-Disposition": "attachment",
        "Content-Encoding": "x-none",
        "Content-Language": "de",
        "Expires": "Thu, 01 Jan 2099 00:00:00 GMT",
        "x-cos-meta-name": "v 1/é".encode().decode("latin-1"),
    }
    assert cos.request("PUT", "k", body=b"x", headers=given).status == 200
    for answer in (cos.get("k"), cos.request("HEAD", "k")):
        assert {name: answer.headers[name] for name in given} == given


def test_a_standard_object_names_no_storage_class_and_another_does(cos: Cos) -> None:
    cos.put("a", b"x")
    cos.put("b", b"x", x_cos_storage_class="STANDARD_IA")
    assert cos.get("a").headers["x-cos-storage-class"] is None
    assert cos.get("b").headers["x-cos-storage-class"] == "STANDARD_IA"
    answer = cos.request("PUT", "c", headers={"x-cos-storage-class": "CHEAP"})
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_encryption_by_the_service_is_echoed(cos: Cos) -> None:
    name = "x-cos-server-side-encryption"
    assert cos.request("PUT", "k", body=b"x", headers={name: "AES256"}).headers[name] == "AES256"
    assert cos.get("k").headers[name] == "AES256"


@pytest.mark.parametrize(
    ("key", "expected"),
    [("a.zip", "application/zip"), ("a.html", "text/html"), ("noext", "application/octet-stream")],
)
def test_the_type_is_guessed_from_the_name_when_none_is_given(cos: Cos, key: str, expected: str) -> None:
    cos.put(key, b"x")
    assert cos.get(key).headers["Content-Type"] == expected


def test_blank_headers_count_as_absent(cos: Cos) -> None:
    cos.request("PUT", "k", body=b"x", headers={"Cache-Control": "", "Content-MD5": ""})
    assert cos.get("k").headers["Cache-Control"] is None


def test_a_right_content_md5_passes_and_a_wrong_one_publishes_nothing(cos: Cos) -> None:
    def put(text: str) -> tuple[int, str]:
        answer = cos.request("PUT", "k", body=b"data", headers={"Content-MD5": text})
        return answer.status, answer.code if answer.status >= 400 else ""

    assert put(base64.b64encode(hashlib.md5(b"other").digest()).decode()) == (400, "BadDigest")
    assert put("not base64!") == (400, "InvalidDigest")
    assert put("AAAA") == (400, "InvalidDigest")
    assert cos.get("k").status == 404
    assert put(base64.b64encode(hashlib.md5(b"data").digest()).decode()) == (200, "")


def test_a_failed_overwrite_leaves_the_old_object(cos: Cos) -> None:
    cos.put("k", b"old")
    wrong = base64.b64encode(hashlib.md5(b"x").digest()).decode()
    answer = cos.request("PUT", "k", body=b"y" * 100_000, headers={"Content-MD5": wrong})
    assert answer.code == "BadDigest"
    assert cos.get("k").body == b"old"


def test_overwriting_can_be_forbidden(cos: Cos) -> None:
    cos.put("k", b"old")
    answer = cos.request("PUT", "k", body=b"new", headers={"x-cos-forbid-overwrite": "true"})
    assert (answer.status, answer.code) == (409, "FileAlreadyExists")
    assert cos.get("k").body == b"old"


def test_small_becomes_large_becomes_small(cos: Cos) -> None:
    for data in (b"a", b"b" * 100_000, b"c", b"d" * 200_000, b""):
        cos.put("k", data)
        assert cos.get("k").body == data


def test_head_is_get_without_a_body(cos: Cos) -> None:
    cos.put("k", b"x" * 1000)
    head, got = cos.request("HEAD", "k"), cos.get("k")
    assert head.body == b""
    ignored = ("Date", "x-cos-request-id")
    assert [i for i in head.headers.items() if i[0] not in ignored] == [
        i for i in got.headers.items() if i[0] not in ignored
    ]


def test_a_missing_object_is_no_such_key(cos: Cos) -> None:
    answer = cos.get("nope")
    assert (answer.status, answer.code) == (404, "NoSuchKey")
    head = cos.request("HEAD", "nope")
    assert (head.status, head.body) == (404, b"")
    assert head.headers["x-cos-request-id"]


def test_a_missing_bucket_is_no_such_bucket(cos: Cos) -> None:
    answer = cos.request("GET", "k", host="missing-1250000000.cos.ap-guangzhou.myqcloud.com")
    assert (answer.status, answer.code) == (404, "NoSuchBucket")


def test_deleting_is_the_same_whether_the_key_was_there_or_not(cos: Cos) -> None:
    cos.put("k", b"x" * 100_000)
    assert [cos.request("DELETE", "k").status for _ in range(2)] == [204, 204]
    assert cos.get("k").status == 404


def test_response_parameters_override_headers(cos: Cos) -> None:
    cos.put("k", b"x", cache_control="max-age=1")
    params = {
        "response-content-type": "a/b",
        "response-content-language": "fr",
        "response-expires": "never",
        "response-cache-control": "no-store",
        "response-content-disposition": 'attachment; filename="ä"',
        "response-content-encoding": "y",
    }
    answer = cos.request("GET", "k", params=params)
    assert answer.headers["Content-Type"] == "a/b"
    assert answer.headers.get_all("Cache-Control") == ["no-store"]
    assert answer.headers["Content-Language"] == "fr"
    bad = cos.request("GET", "k", params={"response-content-type": "a\r\nX-Evil: 1"})
    assert (bad.status, bad.code) == (400, "InvalidArgument")


def test_only_the_null_version_exists(cos: Cos) -> None:
    cos.put("k", b"x")
    assert cos.request("GET", "k", params={"versionId": "null"}).body == b"x"
    answer = cos.request("GET", "k", params={"versionId": "abc"})
    assert (answer.status, answer.code) == (404, "NoSuchVersion")


def test_an_object_acl_says_when_it_is_inherited(cos: Cos) -> None:
    cos.put("k", b"x")
    assert cos.request("GET", "k", params={"acl": ""}).headers["x-cos-acl"] == "default"
    cos.request("PUT", "k", params={"acl": ""}, headers={"x-cos-acl": "public-read"})
    answer = cos.request("GET", "k", params={"acl": ""})
    assert answer.headers["x-cos-acl"] is None
    assert answer.texts("AccessControlList/Grant/Permission") == ["FULL_CONTROL", "READ"]


def test_every_request_has_its_own_id(cos: Cos) -> None:
    ids = {cos.request("HEAD").headers["x-cos-request-id"] for _ in range(5)}
    assert len(ids) == 5
    assert all(base64.b64decode(text) for text in ids)
