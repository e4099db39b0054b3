"""Objects against the local server: put, get, head, delete, append, copy, and every kind of key."""

from __future__ import annotations

import array
import copy
import dataclasses
import hashlib
import io
import os
import pickle
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import cos_c
import pycos
from pycos import Bucket, Client, Progress, PutResult

KEYS = [
    "plain.txt",
    "/leading",
    "//two",
    "a//b",
    "trailing/",
    "a/../b",
    "../up",
    "./here",
    "..",
    ".",
    "with space",
    "a+b",
    "100%",
    "%2F%20",
    "a?b=c&d#e",
    "quote\"'<>&;",
    "back\\slash",
    "tab\tnew\nline\rreturn",
    "control\x01\x1f\x7f",
    "中文/测试.txt",
    "emoji 😀.png",
    unicodedata.normalize("NFD", "é"),
    "\ufffe\uffff",
    "~-_.!*'()",
    "x" * 850,
    "é" * 425,
]


@pytest.mark.parametrize("key", KEYS, ids=[f"{number}" for number in range(len(KEYS))])
def test_every_legal_key_goes_through_the_whole_life_of_an_object(bucket: Bucket, key: str) -> None:
    data = key.encode()
    stored = bucket.put(key, data)
    assert stored.crc64 == cos_c.crc64(data)
    assert bucket.get(key).read() == data
    assert bucket.head(key).size == len(data)
    assert [entry.key for entry in bucket.objects()] == [key]
    copied = bucket.copy(key, to="the copy")
    assert copied.etag == stored.etag
    assert [result.ok for result in bucket.delete_many([key])] == [True]
    assert not bucket.exists(key)
    assert bucket.get("the copy").read() == data


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "empty"),
        ("x" * 851, "851"),
        ("é" * 426, "852"),
        ("\ud800", "surrogate"),
        ("a\0b", "NUL"),
        (5, "int"),
        (None, "None"),
    ],
)
def test_a_key_that_cannot_be_is_refused_before_any_request(bucket: Bucket, key: object, said: str) -> None:
    unreachable: Any = Client(endpoint="http://127.0.0.1:1", secret_id="i", secret_key="k").bucket(
        bucket.name
    )
    for call in (
        lambda: unreachable.put(key, b""),
        lambda: unreachable.get(key),
        lambda: unreachable.get_into(key, bytearray(1)),
        lambda: unreachable.head(key),
        lambda: unreachable.delete(key),
        lambda: unreachable.delete_many([(key, None)]),
        lambda: unreachable.copy(key, to="x"),
        lambda: unreachable.copy("x", to=key),
        lambda: unreachable.append(key, b"", position=0),
        lambda: unreachable.presign("GET", key),
        lambda: unreachable.url(key),
    ):
        with pytest.raises(pycos.InvalidArgument, match=said):
            call()


def test_put_returns_what_the_server_said(bucket: Bucket) -> None:
    result = bucket.put("k", b"123456789")
    assert result.etag == "25f9e794323b453885f5181f1b624d0b"
    assert result.crc64 == 11051210869376104954
    assert result.request_id
    assert (result.key, result.size, result.version_id) == ("k", 9, None)


def test_an_empty_object_is_an_object(bucket: Bucket) -> None:
    assert bucket.put("empty", b"").crc64 == 0
    assert bucket.get("empty").read() == b""
    assert bucket.get_into("empty", bytearray(4)) == 0
    assert bucket.head("empty").size == 0


def test_what_an_object_is_described_with_comes_back(bucket: Bucket) -> None:
    bucket.put(
        "k",
        b"x",
        content_type="text/x-test",
        cache_control="max-age=60",
        content_disposition='attachment; filename="a b"',
        content_encoding="identity",
        content_language="zh",
        expires=datetime(2030, 1, 1, tzinfo=timezone.utc),
        metadata={"Author": "li", "note": "v 1/é 中文"},
        storage_class="STANDARD_IA",
    )
    info = bucket.head("k")
    assert info.content_type == "text/x-test"
    assert info.cache_control == "max-age=60"
    assert info.content_disposition == 'attachment; filename="a b"'
    assert info.content_language == "zh"
    assert info.expires == "Tue, 01 Jan 2030 00:00:00 GMT"
    assert info.metadata == {"author": "li", "note": "v 1/é 中文"}
    assert info.storage_class == "STANDARD_IA"
    assert info.crc64 == cos_c.crc64(b"x")
    assert info.last_modified is not None
    assert abs(info.last_modified - datetime.now(timezone.utc)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("a.html", "text/html"),
        ("a/b.PNG", "image/png"),
        ("a.tar.gz", "application/gzip"),
        ("noending", "application/octet-stream"),
        ("dir.html/x", "application/octet-stream"),
        ("http://x/y.txt", "text/plain"),
    ],
)
def test_the_content_type_is_guessed_from_the_key(bucket: Bucket, key: str, kind: str) -> None:
    bucket.put(key, b"x")
    assert bucket.head(key).content_type == kind


def test_a_content_type_in_headers_is_not_overruled_by_a_guess(bucket: Bucket) -> None:
    bucket.put("a.html", b"x", headers={"content-type": "text/mine"})
    assert bucket.head("a.html").content_type == "text/mine"


def test_a_missing_key_is_also_file_not_found(bucket: Bucket) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        bucket.get("nope")
    error = caught.value
    assert isinstance(error, pycos.NoSuchKey)
    assert (error.status, error.code, error.bucket, error.key) == (404, "NoSuchKey", bucket.name, "nope")
    assert error.request_id
    assert error.attempts == 1
    for call in (bucket.head, bucket.get):
        with pytest.raises(pycos.NoSuchKey):
            call("nope")


def test_an_unknown_bucket_says_so(client: Client) -> None:
    unknown = client.bucket("nobody-1250000000")
    with pytest.raises(pycos.NoSuchBucket):
        unknown.get("k")
    with pytest.raises(pycos.NoSuchBucket):
        unknown.put("k", b"x")
    with pytest.raises(pycos.NoSuchBucket):
        list(unknown.objects())
    assert not unknown.exists()
    assert not unknown.exists("k")


def test_exists_is_false_for_404_and_raises_for_403(bucket: Bucket, client: Client, emulator: object) -> None:
    bucket.put("k", b"")
    assert bucket.exists("k")
    assert bucket.exists()
    assert not bucket.exists("nope")
    stranger = Client(endpoint=client.endpoint.url, secret_id="AKIDunknown", secret_key="wrong")
    with pytest.raises(PermissionError):
        stranger.bucket(bucket.name).exists("k")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ((0, 10), b"0123456789"),
        ((10, None), b"abcdef"),
        ((-3, None), b"def"),
        ((5, 6), b"5"),
        ((14, 99), b"ef"),
    ],
)
def test_ranges_are_half_open_like_slices(
    bucket: Bucket, wanted: tuple[int, int | None], expected: bytes
) -> None:
    bucket.put("k", b"0123456789abcdef")
    with bucket.get("k", range=wanted) as body:
        assert body.length == len(expected)
        assert body.info.size == 16
        assert body.read() == expected
    buffer = bytearray(20)
    count = bucket.get_into("k", buffer, range=wanted)
    assert buffer[:count] == expected


def test_a_range_behind_the_end_is_invalid_range(bucket: Bucket) -> None:
    bucket.put("k", b"0123")
    with pytest.raises(pycos.InvalidRange):
        bucket.get("k", range=(4, 5))
    with pytest.raises(pycos.InvalidRange):
        bucket.get_into("k", bytearray(4), range=(4, None))


def test_get_into_fills_the_callers_memory(bucket: Bucket) -> None:
    data = os.urandom(300_000)
    bucket.put("k", data)
    for buffer in (bytearray(300_000), memoryview(bytearray(400_000)), array.array("Q", bytes(304_000))):
        assert bucket.get_into("k", buffer) == 300_000
        assert bytes(memoryview(buffer).cast("B")[:300_000]) == data


def test_get_into_a_buffer_that_is_too_small_fails_clearly(bucket: Bucket) -> None:
    bucket.put("k", b"0123456789")
    with pytest.raises(pycos.ResponseTooLarge):
        bucket.get_into("k", bytearray(9))


@pytest.mark.parametrize("buffer", [b"read only", "text", 5, memoryview(bytearray(8))[::2]])
def test_get_into_something_that_cannot_be_written_is_refused(bucket: Bucket, buffer: object) -> None:
    with pytest.raises(pycos.InvalidArgument):
        bucket.get_into("k", buffer)


def test_conditions_decide(bucket: Bucket) -> None:
    etag = bucket.put("k", b"x").etag
    assert bucket.get("k", if_match=etag).read() == b"x"
    with pytest.raises(pycos.PreconditionFailed):
        bucket.get("k", if_match="0" * 32)
    for call in (bucket.get, bucket.head):
        with pytest.raises(pycos.NotModified):
            call("k", if_none_match=etag)
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    with pytest.raises(pycos.NotModified):
        bucket.head("k", if_modified_since=tomorrow)
    with pytest.raises(pycos.PreconditionFailed):
        bucket.head("k", if_unmodified_since=tomorrow - timedelta(days=30))


def test_forbid_overwrite_keeps_what_is_there(bucket: Bucket) -> None:
    bucket.put("k", b"first", forbid_overwrite=True)
    with pytest.raises(FileExistsError):
        bucket.put("k", b"second", forbid_overwrite=True)
    assert bucket.get("k").read() == b"first"


def test_response_params_change_what_the_answer_says(bucket: Bucket) -> None:
    bucket.put("k", b"x")
    with bucket.get("k", params={"response-content-type": "text/other"}) as body:
        assert body.info.content_type == "text/other"
        assert body.read() == b"x"


def test_deleting_what_is_not_there_is_no_error(bucket: Bucket) -> None:
    assert bucket.delete("never was").ok


def test_delete_many_tells_the_fate_of_every_key(bucket: Bucket, emulator: object) -> None:
    keys = [f"k{number:04}" for number in range(2345)]
    for key in keys[:3]:
        bucket.put(key, b"")
    results = bucket.delete_many(key for key in keys)
    assert [result.key for result in results] == keys
    assert all(result.ok for result in results)
    assert list(bucket.objects()) == []


def test_delete_many_of_a_text_is_refused(bucket: Bucket) -> None:
    with pytest.raises(pycos.InvalidArgument):
        bucket.delete_many("abc")


def test_append_goes_on_where_the_last_one_ended(bucket: Bucket) -> None:
    first = bucket.append("log", b"one\n", position=0)
    second = bucket.append("log", b"two\n", position=first.next_position, crc64=first.crc64)
    third = bucket.append("log", iter([b"th", b"ree\n"]), position=second.next_position)
    assert third.next_position == 14
    assert bucket.get("log").read() == b"one\ntwo\nthree\n"
    assert bucket.head("log").next_append_position == 14
    assert third.crc64 == cos_c.crc64(b"one\ntwo\nthree\n")


def test_append_at_the_wrong_position_says_so(bucket: Bucket) -> None:
    bucket.append("log", b"one\n", position=0)
    with pytest.raises(pycos.AppendPositionError):
        bucket.append("log", b"two\n", position=3)
    with pytest.raises(pycos.InvalidArgument):
        bucket.append("log", b"two\n", position=-1)


def test_append_with_the_wrong_crc_so_far_is_noticed(bucket: Bucket) -> None:
    first = bucket.append("log", b"one\n", position=0)
    with pytest.raises(pycos.ChecksumMismatch):
        bucket.append("log", b"two\n", position=first.next_position, crc64=12345)


def test_copy_keeps_or_replaces_the_description(bucket: Bucket) -> None:
    bucket.put("k", b"x", content_type="text/a", metadata={"author": "li"})
    bucket.copy("k", to="kept")
    assert (bucket.head("kept").content_type, bucket.head("kept").metadata) == ("text/a", {"author": "li"})
    bucket.copy("k", to="replaced", metadata={"other": "1"}, content_type="text/b")
    assert (bucket.head("replaced").content_type, bucket.head("replaced").metadata) == (
        "text/b",
        {"other": "1"},
    )
    bucket.copy("k", to="k", metadata={"new": "2"})
    assert bucket.head("k").metadata == {"new": "2"}


def test_copy_to_another_bucket(bucket: Bucket, client: Client) -> None:
    other = client.create_bucket(bucket.name.replace("test-", "other-"))
    bucket.put("k", b"x")
    result = bucket.copy("k", to="there", to_bucket=other)
    assert result.bucket == other.name
    assert other.get("there").read() == b"x"


def test_copy_of_what_is_not_there_is_no_such_key(bucket: Bucket) -> None:
    with pytest.raises(pycos.NoSuchKey):
        bucket.copy("nope", to="x")


def test_copy_obeys_its_conditions(bucket: Bucket) -> None:
    bucket.put("k", b"x")
    with pytest.raises(pycos.PreconditionFailed):
        bucket.copy("k", to="y", if_match="0" * 32)
    assert not bucket.exists("y")


def test_a_copy_too_large_for_one_request_goes_in_parts(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pycos import copying

    # 5 GiB of real data would test the disk: the limits are lowered, all else is as it is.
    monkeypatch.setattr(copying, "_COPY_PART", 1 << 20)
    monkeypatch.setattr(copying.copy_between, "__kwdefaults__", {"largest_single": 1 << 20})
    data = os.urandom((2 << 20) + 5)
    bucket.put("k", data, content_type="text/a", metadata={"author": "li"})
    result = bucket.copy("k", to="copy")
    assert result.etag.endswith("-3")
    assert bucket.get("copy").read() == data
    assert (bucket.head("copy").content_type, bucket.head("copy").metadata) == ("text/a", {"author": "li"})
    assert list(bucket.uploads()) == []


def test_restore_of_what_is_not_archived_is_refused(bucket: Bucket) -> None:
    bucket.put("k", b"x")
    with pytest.raises(pycos.ServiceError):
        bucket.restore("k", days=1)
    with pytest.raises(pycos.InvalidArgument):
        bucket.restore("k", days=0)


def test_presigned_urls_work_without_credentials(bucket: Bucket) -> None:
    from urllib.request import Request, urlopen

    key = "a b/中+%.txt"
    bucket.put(key, b"hello")
    path_style = Client(
        endpoint=bucket.client.endpoint.url.replace("localhost", "127.0.0.1"),
        credentials=bucket.client._session.provider,
    ).bucket(bucket.name)
    with urlopen(path_style.presign("get", key, expires=timedelta(minutes=5))) as answer:
        assert answer.read() == b"hello"
    url = path_style.presign("PUT", key, headers={"x-cos-meta-author": "li"})
    with urlopen(Request(url, data=b"new", method="PUT", headers={"x-cos-meta-author": "li"})):
        pass
    assert bucket.get(key).read() == b"new"
    assert bucket.head(key).metadata == {"author": "li"}


@pytest.mark.parametrize("wrong", [{"expires": 0}, {"expires": -1}, {"headers": {"a": "b\r\n"}}])
def test_a_url_that_cannot_be_is_refused(bucket: Bucket, wrong: dict[str, object]) -> None:
    with pytest.raises(pycos.InvalidArgument):
        bucket.presign("GET", "k", **wrong)  # type: ignore[arg-type]
    with pytest.raises(pycos.InvalidArgument):
        bucket.presign("BREW", "k")


def test_urls_of_many_keys_work_and_come_in_order(bucket: Bucket) -> None:
    from urllib.parse import unquote, urlsplit
    from urllib.request import urlopen

    path_style = Client(
        endpoint=bucket.client.endpoint.url.replace("localhost", "127.0.0.1"),
        credentials=bucket.client._session.provider,
    ).bucket(bucket.name)
    keys = [f"a b/{number}" for number in range(2500)]
    bucket.put(keys[-1], b"hello")
    urls = list(path_style.presign_many("get", iter(keys)))
    assert [unquote(urlsplit(url).path) for url in urls] == [f"/{bucket.name}/{key}" for key in keys]
    with urlopen(urls[-1]) as answer:
        assert answer.read() == b"hello"


def test_keys_are_taken_as_their_urls_are_asked_for(bucket: Bucket) -> None:
    taken = []

    def keys() -> Iterator[str]:
        for number in range(5000):
            taken.append(number)
            yield str(number)

    urls = bucket.presign_many("GET", keys())
    assert taken == []
    next(urls)
    assert len(taken) == 1000


def test_what_cannot_be_many_urls_is_refused(bucket: Bucket) -> None:
    with pytest.raises(pycos.InvalidArgument):
        bucket.presign_many("GET", "one")
    with pytest.raises(pycos.InvalidArgument):
        bucket.presign_many("BREW", ["a"])
    with pytest.raises(pycos.InvalidArgument):
        bucket.presign_many("GET", ["a"], expires=0)
    with pytest.raises(pycos.InvalidArgument):
        list(bucket.presign_many("GET", ["a", ""]))
    assert list(bucket.presign_many("GET", [])) == []


def test_anonymous_reads_need_a_public_object(client: Client, bucket: Bucket) -> None:
    bucket.put("open", b"x", acl="public-read")
    bucket.put("closed", b"x")
    anonymous = Client(endpoint=client.endpoint.url, anonymous=True).bucket(bucket.name)
    assert anonymous.get("open").read() == b"x"
    with pytest.raises(pycos.AccessDenied):
        anonymous.get("closed")
    with pytest.raises(pycos.CredentialsError):
        anonymous.presign("GET", "open")


def test_request_reaches_what_has_no_method_yet(client: Client, bucket: Bucket) -> None:
    put = client.request(
        "PUT", bucket=bucket.name, key="k", body=iter([b"a", b"b"]), headers={"x-cos-meta-a": "1"}
    )
    assert put.status == 200
    got = client.request("get", bucket=bucket.name, key="k")
    assert (got.body, got.headers["x-cos-meta-a"]) == (b"ab", "1")
    assert b"LocationConstraint" in client.request("GET", bucket=bucket.name, params={"location": ""}).body
    assert got.request_id
    with pytest.raises(pycos.NoSuchKey):
        client.request("HEAD", bucket=bucket.name, key="nope")
    with pytest.raises(pycos.InvalidArgument):
        client.request("BREW")
    with pytest.raises(pycos.InvalidArgument):
        client.request("GET", key="k")


def test_buckets_are_made_listed_located_and_deleted(client: Client, bucket: Bucket) -> None:
    listed = {entry.name: entry for entry in client.buckets()}
    assert bucket.name in listed
    assert listed[bucket.name].region == bucket.location()
    assert listed[bucket.name].creation_date is not None
    with pytest.raises(pycos.BucketAlreadyExists):
        client.create_bucket(bucket.name)
    bucket.put("k", b"")
    with pytest.raises(pycos.BucketNotEmpty):
        client.delete_bucket(bucket.name)
    bucket.delete("k")
    client.delete_bucket(bucket.name)
    assert not bucket.exists()


def test_progress_ends_with_everything_done(bucket: Bucket) -> None:
    seen: list[Progress] = []
    data = os.urandom(3 << 20)
    bucket.put("k", data, progress=seen.append)
    assert seen[-1].finished
    assert (seen[-1].done_bytes, seen[-1].total_bytes) == (len(data), len(data))
    assert [each.finished for each in seen].count(True) == 1
    seen.clear()
    with bucket.get("k", progress=seen.append) as body:
        assert body.read() == data
    assert (seen[-1].finished, seen[-1].done_bytes, seen[-1].total_bytes) == (True, len(data), len(data))


def test_what_a_progress_callback_raises_ends_the_call(bucket: Bucket) -> None:
    class Enough(Exception):
        pass

    def stop(progress: Progress) -> None:
        raise Enough

    with pytest.raises(Enough):
        bucket.put("k", bytes(1 << 20), progress=stop)
    with pytest.raises(pycos.InvalidArgument):
        bucket.put("k", b"", progress="loud")  # type: ignore[arg-type]


def test_models_are_immutable(bucket: Bucket) -> None:
    result = bucket.put("k", b"x")
    with pytest.raises(AttributeError):
        result.etag = "other"  # type: ignore[misc]


def test_a_multipart_upload_step_by_step(bucket: Bucket) -> None:
    upload_id = bucket.initiate_multipart("a b", metadata={"x": "y"})
    assert [(each.key, each.upload_id) for each in bucket.uploads(prefix="a")] == [("a b", upload_id)]
    first = bucket.upload_part("a b", upload_id, 1, bytes(1 << 20))
    second = bucket.upload_part("a b", upload_id, 2, io.BytesIO(b"end"))
    listed = list(bucket.parts("a b", upload_id))
    assert [(part.number, part.etag, part.size) for part in listed] == [
        (1, first.etag, 1 << 20),
        (2, second.etag, 3),
    ]
    done = bucket.complete_multipart("a b", upload_id, [second, first])
    assert done.size == (1 << 20) + 3
    assert bucket.get("a b", range=(-3, None)).read() == b"end"
    with pytest.raises(pycos.NoSuchUpload):
        bucket.abort_multipart("a b", upload_id)


def test_an_aborted_upload_is_gone(bucket: Bucket) -> None:
    upload_id = bucket.initiate_multipart("k")
    bucket.abort_multipart("k", upload_id)
    assert list(bucket.uploads()) == []
    with pytest.raises(pycos.InvalidArgument):
        bucket.upload_part("k", upload_id, 0, b"")
    with pytest.raises(pycos.InvalidArgument):
        bucket.complete_multipart("k", upload_id, [])


def test_a_part_that_is_too_small_is_named(bucket: Bucket) -> None:
    upload_id = bucket.initiate_multipart("k")
    parts = [bucket.upload_part("k", upload_id, number, b"x") for number in (1, 2)]
    with pytest.raises(pycos.EntityTooSmall):
        bucket.complete_multipart("k", upload_id, parts)


def test_what_a_put_returns_is_a_plain_result(bucket: Bucket) -> None:
    result = bucket.put("k", b"data")
    plain = PutResult(
        key="k",
        etag=hashlib.md5(b"data").hexdigest(),
        crc64=cos_c.crc64(b"data"),
        version_id=None,
        request_id=result.request_id,
        size=4,
    )
    assert result == plain
    assert plain == result
    assert hash(result) == hash(plain)
    assert repr(result) == repr(plain)
    assert isinstance(result, PutResult)
    for again in (pickle.loads(pickle.dumps(result)), copy.copy(result), copy.deepcopy(result)):
        assert type(again) is PutResult
        assert again == result
    assert dataclasses.replace(result, size=5) == dataclasses.replace(plain, size=5) != result
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.key = "other"  # type: ignore[misc]
