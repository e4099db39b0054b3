"""Uploads in parts."""

from __future__ import annotations

import hashlib
import os
import threading

import fastcrc
import pytest
from cos_requests import Answer, Cos

MIB = 1 << 20


def whole_etag(parts: list[bytes]) -> str:
    return f'"{hashlib.md5(b"".join(hashlib.md5(p).digest() for p in parts)).hexdigest()}-{len(parts)}"'


def test_an_upload_in_parts_becomes_one_object(cos: Cos) -> None:
    parts = [os.urandom(size) for size in (100_000, 2000, 40_000, 7)]
    upload = cos.start_upload("k", content_type="x/y", x_cos_meta_a="b", x_cos_storage_class="COLD")
    etags = [cos.put_part("k", upload, n, part) for n, part in enumerate(parts, 1)]
    assert etags == [f'"{hashlib.md5(part).hexdigest()}"' for part in parts]
    assert cos.get("k").status == 404
    answer = cos.complete("k", upload, enumerate(etags, 1))
    assert answer.status == 200
    data = b"".join(parts)
    assert answer.xml.tag == "CompleteMultipartUploadResult"
    assert answer.texts("ETag") == [whole_etag(parts)]
    assert (answer.texts("Bucket"), answer.texts("Key")) == ([cos.bucket], ["k"])
    assert answer.texts("Location") == [f"http://{cos.host}/k"]
    assert answer.headers["x-cos-hash-crc64ecma"] == str(fastcrc.crc64.xz(data))
    got = cos.get("k")
    assert got.body == data
    assert got.headers["ETag"] == whole_etag(parts)
    assert got.headers["x-cos-hash-crc64ecma"] == str(fastcrc.crc64.xz(data))
    assert (got.headers["Content-Type"], got.headers["x-cos-meta-a"]) == ("x/y", "b")
    assert got.headers["x-cos-storage-class"] == "COLD"


def test_ranges_cross_the_borders_of_parts(cos: Cos) -> None:
    parts = [os.urandom(size) for size in (50_000, 1500, 60_000)]
    upload = cos.start_upload("k")
    cos.complete("k", upload, [(n, cos.put_part("k", upload, n, p)) for n, p in enumerate(parts, 1)])
    data = b"".join(parts)
    for start, end in ((0, 111_499), (49_999, 50_000), (49_000, 52_000), (51_499, 51_500), (50_100, 50_200)):
        answer = cos.get("k", Range=f"bytes={start}-{end}")
        assert (answer.status, answer.body) == (206, data[start : end + 1])


def test_parts_may_come_in_any_order_be_replaced_and_left_out(cos: Cos) -> None:
    upload = cos.start_upload("k")
    third = cos.put_part("k", upload, 3, b"c" * 5)
    cos.put_part("k", upload, 1, b"x" * 50_000)
    first = cos.put_part("k", upload, 1, b"a" * 2000)
    cos.put_part("k", upload, 2, b"never")
    assert cos.complete("k", upload, [(1, first), (3, third)]).status == 200
    assert cos.get("k").body == b"a" * 2000 + b"c" * 5


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.code


def test_wrong_lists_of_parts_are_refused_and_the_upload_stays(cos: Cos) -> None:
    upload = cos.start_upload("k")
    one = cos.put_part("k", upload, 1, b"a" * 1024)
    two = cos.put_part("k", upload, 2, b"b" * 1024)
    assert refused(cos.complete("k", upload, [(2, two), (1, one)])) == (400, "InvalidPartOrder")
    assert refused(cos.complete("k", upload, [(1, one), (1, one)])) == (400, "InvalidPartOrder")
    assert refused(cos.complete("k", upload, [(1, one), (3, two)])) == (400, "InvalidPart")
    assert refused(cos.complete("k", upload, [(1, two), (2, two)])) == (400, "InvalidPart")
    assert refused(cos.complete("k", upload, [])) == (400, "MalformedXML")
    params = {"uploadId": upload}
    assert refused(cos.request("POST", "k", params=params)) == (400, "MissingRequestBodyError")
    assert refused(cos.request("POST", "k", params=params, body=b"<a>")) == (400, "MalformedXML")
    assert refused(cos.request("POST", "k", params=params, body=b"<Other/>")) == (400, "MalformedXML")
    # An unquoted tag is as good as a quoted one.
    assert cos.complete("k", upload, [(1, one.strip('"')), (2, two)]).status == 200


def test_only_the_last_part_may_be_small(cos: Cos) -> None:
    upload = cos.start_upload("k")
    etags = [cos.put_part("k", upload, n, b"x" * 1023) for n in (1, 2)]
    assert refused(cos.complete("k", upload, enumerate(etags, 1))) == (400, "EntityTooSmall")


def test_a_finished_or_unknown_upload_is_no_such_upload(cos: Cos) -> None:
    upload = cos.start_upload("k")
    parts = [(1, cos.put_part("k", upload, 1, b"x"))]
    assert cos.complete("k", upload, parts).status == 200
    gone = (404, "NoSuchUpload")
    assert refused(cos.complete("k", upload, parts)) == gone
    assert refused(cos.request("GET", "k", params={"uploadId": upload})) == gone
    assert refused(cos.request("DELETE", "k", params={"uploadId": "nope"})) == gone
    part = {"partNumber": "1", "uploadId": upload}
    assert refused(cos.request("PUT", "k", params=part, body=b"x")) == gone
    other = cos.start_upload("k")
    assert refused(cos.request("GET", "another-key", params={"uploadId": other})) == gone


@pytest.mark.parametrize("number", ["0", "10001", "-1", "x", ""])
def test_part_numbers_go_from_1_to_10000(cos: Cos, number: str) -> None:
    upload = cos.start_upload("k")
    answer = cos.request("PUT", "k", params={"partNumber": number, "uploadId": upload}, body=b"x")
    assert refused(answer) == (400, "InvalidArgument")


def test_an_aborted_upload_is_gone(cos: Cos) -> None:
    upload = cos.start_upload("k")
    cos.put_part("k", upload, 1, b"x" * 50_000)
    assert cos.request("DELETE", "k", params={"uploadId": upload}).status == 204
    assert refused(cos.request("DELETE", "k", params={"uploadId": upload})) == (404, "NoSuchUpload")
    assert cos.request("GET", params={"uploads": ""}).texts("Upload/Key") == []


def test_parts_are_listed_in_pages(cos: Cos) -> None:
    upload = cos.start_upload("k")
    made = {n: cos.put_part("k", upload, n, b"x" * n) for n in (9, 2, 5, 10_000)}
    seen: list[tuple[str, str, str]] = []
    marker = "0"
    for _ in range(5):
        params = {"uploadId": upload, "max-parts": "3", "part-number-marker": marker}
        answer = cos.request("GET", "k", params=params)
        assert answer.xml.tag == "ListPartsResult"
        seen += zip(
            answer.texts("Part/PartNumber"), answer.texts("Part/ETag"), answer.texts("Part/Size"), strict=True
        )
        if answer.texts("IsTruncated") == ["false"]:
            break
        marker = answer.texts("NextPartNumberMarker")[0]
    assert seen == [(str(n), made[n], str(n)) for n in sorted(made)]


def test_a_list_of_ten_thousand_parts_is_read_to_its_end_and_no_longer_one(cos: Cos) -> None:
    upload = cos.start_upload("k")
    etag = cos.put_part("k", upload, 1, b"s" * 1024)
    numbers = [*range(1, 10_001)]
    # Only the first part exists.
    assert refused(cos.complete("k", upload, [(n, etag) for n in numbers])) == (400, "InvalidPart")
    assert refused(cos.complete("k", upload, [(n, etag) for n in [*numbers, 10_001]])) == (
        400,
        "MalformedXML",
    )


def test_of_two_completions_at_once_exactly_one_wins(cos: Cos) -> None:
    upload = cos.start_upload("k")
    parts = [(1, cos.put_part("k", upload, 1, b"x" * 30_000))]
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda: results.append(cos.complete("k", upload, parts).status))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [200, *[404] * 5]
    assert cos.get("k").body == b"x" * 30_000
