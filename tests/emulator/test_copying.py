"""Copies made by the server."""

from __future__ import annotations

import os

import fastcrc
import pytest
from cos_requests import REGION, Answer, Cos, encode, new_bucket_name

BIG = os.urandom(100_000)


def copy(cos: Cos, source: str, key: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return cos.request("PUT", key, headers={"x-cos-copy-source": source, **named})


def source_of(cos: Cos, key: str) -> str:
    return f"{cos.bucket}.cos.{REGION}.myqcloud.com/{encode(key)}"


@pytest.mark.parametrize("data", [b"", b"small", BIG], ids=["empty", "inline", "blob"])
def test_a_copy_has_the_bytes_sums_and_headers_of_its_source(cos: Cos, data: bytes) -> None:
    put = cos.put("dir/测 a+b", data, content_type="x/y", x_cos_meta_a="b")
    answer = copy(cos, source_of(cos, "dir/测 a+b"), "to")
    assert answer.xml.tag == "CopyObjectResult"
    assert answer.texts("ETag") == [put.headers["ETag"]]
    assert answer.texts("LastModified")[0]
    got = cos.get("to")
    assert got.body == data
    assert got.headers["x-cos-hash-crc64ecma"] == put.headers["x-cos-hash-crc64ecma"]
    assert (got.headers["Content-Type"], got.headers["x-cos-meta-a"]) == ("x/y", "b")


def test_the_copy_outlives_its_source_and_the_source_its_copy(cos: Cos) -> None:
    cos.put("a", BIG)
    assert copy(cos, source_of(cos, "a"), "b").status == 200
    cos.request("DELETE", "a")
    assert cos.get("b").body == BIG
    assert copy(cos, source_of(cos, "b"), "c").status == 200
    cos.put("b", b"other")
    assert cos.get("c").body == BIG


def test_headers_are_replaced_when_asked(cos: Cos) -> None:
    cos.put("a", b"x", content_type="x/y", x_cos_meta_a="b")
    copy(
        cos,
        source_of(cos, "a"),
        "b",
        x_cos_metadata_directive="Replaced",
        content_type="n/m",
        x_cos_meta_c="d",
    )
    got = cos.get("b")
    assert (got.headers["Content-Type"], got.headers["x-cos-meta-a"]) == ("n/m", None)
    assert got.headers["x-cos-meta-c"] == "d"
    answer = copy(cos, source_of(cos, "a"), "b", x_cos_metadata_directive="Sometimes")
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_a_copy_to_itself_must_change_something(cos: Cos) -> None:
    cos.put("a", BIG)
    answer = copy(cos, source_of(cos, "a"), "a")
    assert (answer.status, answer.code) == (400, "InvalidRequest")
    assert copy(cos, source_of(cos, "a"), "a", x_cos_storage_class="COLD").status == 200
    got = cos.get("a")
    assert (got.body, got.headers["x-cos-storage-class"]) == (BIG, "COLD")


def test_a_copy_crosses_buckets(cos: Cos) -> None:
    other = Cos(cos.server, new_bucket_name())
    other.request("PUT")
    other.put("k", BIG)
    assert copy(cos, source_of(other, "k"), "k").status == 200
    assert cos.get("k").body == BIG


def test_missing_and_senseless_sources_are_told_apart(cos: Cos) -> None:
    cos.put("a", b"x")
    assert copy(cos, source_of(cos, "nope"), "b").code == "NoSuchKey"
    assert copy(cos, "missing-1250000000.cos.ap-guangzhou.myqcloud.com/k", "b").code == "NoSuchBucket"
    assert copy(cos, f"{cos.bucket}.cos.ap-beijing.myqcloud.com/a", "b").code == "NoSuchBucket"
    assert copy(cos, f"{cos.bucket}.cos.{REGION}.myqcloud.com", "b").code == "InvalidCopySource"
    assert copy(cos, source_of(cos, "a") + "?versionId=abc", "b").code == "NoSuchVersion"
    assert copy(cos, source_of(cos, "a") + "?versionId=null", "b").status == 200


def test_sources_in_path_style_are_understood(cos: Cos) -> None:
    cos.put("a/b", b"x")
    for number, source in enumerate((f"127.0.0.1:80/{cos.bucket}/a/b", f"/{cos.bucket}/a/b")):
        assert copy(cos, source, f"to{number}").status == 200


def test_conditions_on_the_source(cos: Cos) -> None:
    etag = cos.put("a", b"x").headers["ETag"]
    source = source_of(cos, "a")
    assert copy(cos, source, "b", x_cos_copy_source_If_Match=etag).status == 200
    assert copy(cos, source, "b", x_cos_copy_source_If_Match='"x"').status == 412
    assert copy(cos, source, "b", x_cos_copy_source_If_None_Match=etag).status == 412
    assert (
        copy(cos, source, "b", x_cos_copy_source_If_Modified_Since="Thu, 01 Jan 2099 00:00:00 GMT").status
        == 412
    )


def part_copy(cos: Cos, source: str, upload: str, number: int, span: str | None) -> Answer:
    headers = {"x-cos-copy-source": source}
    if span:
        headers["x-cos-copy-source-range"] = span
    return cos.request("PUT", "k", params={"partNumber": str(number), "uploadId": upload}, headers=headers)


def test_ranges_of_objects_become_parts(cos: Cos) -> None:
    cos.put("big", BIG)
    cos.put("small", b"0123456789" * 200)
    upload = cos.start_upload("k")
    one = part_copy(cos, source_of(cos, "big"), upload, 1, "bytes=1000-60999")
    assert one.xml.tag == "CopyPartResult"
    assert one.headers["x-cos-hash-crc64ecma"] == str(fastcrc.crc64.xz(BIG[1000:61000]))
    two = part_copy(cos, source_of(cos, "small"), upload, 2, "bytes=5-1500")
    three = part_copy(cos, source_of(cos, "big"), upload, 3, None)
    cos.request("DELETE", "big")
    parts = [(n, answer.texts("ETag")[0]) for n, answer in enumerate((one, two, three), 1)]
    done = cos.complete("k", upload, parts)
    wanted = BIG[1000:61000] + (b"0123456789" * 200)[5:1501] + BIG
    assert done.headers["x-cos-hash-crc64ecma"] == str(fastcrc.crc64.xz(wanted))
    assert cos.get("k").body == wanted


def test_a_range_behind_the_end_of_the_source_is_refused(cos: Cos) -> None:
    cos.put("a", b"x" * 100)
    upload = cos.start_upload("k")
    far = part_copy(cos, source_of(cos, "a"), upload, 1, "bytes=50-100")
    assert (far.status, far.code) == (416, "InvalidRange")
    bad = part_copy(cos, source_of(cos, "a"), upload, 1, "bytes=50-")
    assert (bad.status, bad.code) == (400, "InvalidArgument")
