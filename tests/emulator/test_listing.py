"""Listings: order, pages, delimiters, encodings; checked against a plain model of them."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote

import pytest
from cos_requests import Answer, Cos, raw

KEYS = [
    "a", "a/", "a/1", "a/2", "a/b/1", "a/b/2", "a0", "b", "b/x", "c d+e", "c%20", "Z", "~",
    "é", "测/1", "测/2", "测试", "😀",
    "d/\x01", "e/f/g/h", "e/f/g/i", "e/f!", "/lead", "//x",
]  # fmt: skip


@pytest.fixture
def filled(cos: Cos) -> Cos:
    for key in random.Random(5).sample(KEYS, len(KEYS)):
        cos.put(key, key.encode())
    return cos


def byte_order(names: list[str]) -> list[str]:
    return sorted(names, key=str.encode)


def listing(cos: Cos, **params: str) -> Answer:
    answer = cos.request("GET", params={name.replace("_", "-"): text for name, text in params.items()})
    assert answer.status == 200, answer.body
    return answer


def names(answer: Answer) -> tuple[list[str], list[str]]:
    return (
        [unquote(text) for text in answer.texts("Contents/Key")],
        [unquote(text) for text in answer.texts("CommonPrefixes/Prefix")],
    )


def model(prefix: str, delimiter: str) -> list[tuple[str, bool]]:
    """Everything a listing has to show, in order: (name, is it a prefix)."""
    found: dict[str, bool] = {}
    for key in byte_order(KEYS):
        if not key.startswith(prefix):
            continue
        at = key.find(delimiter, len(prefix)) if delimiter else -1
        found[key if at < 0 else key[: at + len(delimiter)]] = at >= 0
    return list(found.items())


def test_a_listing_shows_all_of_an_object(cos: Cos) -> None:
    etag = cos.put("k", b"data", x_cos_storage_class="COLD").headers["ETag"]
    answer = listing(cos)
    assert answer.xml.tag == "ListBucketResult"
    (entry,) = answer.xml.findall("Contents")
    assert {child.tag: child.text for child in entry if len(child) == 0} == {
        "Key": "k",
        "ETag": etag,
        "Size": "4",
        "StorageClass": "COLD",
        "LastModified": entry.findtext("LastModified"),
    }
    assert entry.findtext("Owner/ID")
    assert answer.texts("Name") == [cos.bucket]
    assert (answer.texts("MaxKeys"), answer.texts("IsTruncated")) == (["1000"], ["false"])


@pytest.mark.parametrize("prefix", ["", "a", "a/", "测", "e/f", "none", "/"])
@pytest.mark.parametrize("delimiter", ["", "/", "f", "//"])
@pytest.mark.parametrize("page", [1, 2, 1000])
@pytest.mark.parametrize("version", ["1", "2"])
def test_pages_of_any_size_show_everything_once_in_byte_order(
    filled: Cos, prefix: str, delimiter: str, page: int, version: str
) -> None:
    seen: list[tuple[str, bool]] = []
    marker = ""
    for _ in range(len(KEYS) + 2):
        params = {"prefix": prefix, "delimiter": delimiter, "max_keys": str(page), "encoding_type": "url"}
        if version == "2":
            params["list_type"] = "2"
        if marker:
            params["continuation_token" if version == "2" else "marker"] = marker
        answer = listing(filled, **params)
        keys, prefixes = names(answer)
        assert keys == byte_order(keys)
        assert prefixes == byte_order(prefixes)
        assert len(keys) + len(prefixes) <= page
        merged = [(key, False) for key in keys] + [(name, True) for name in prefixes]
        seen += sorted(merged, key=lambda item: item[0].encode())
        if version == "2":
            assert answer.texts("KeyCount") == [str(len(keys) + len(prefixes))]
        if answer.texts("IsTruncated") == ["false"]:
            assert not answer.texts("NextMarker")
            break
        marker = answer.texts("NextContinuationToken" if version == "2" else "NextMarker")[0]
        marker = marker if version == "2" else unquote(marker)
        if version == "1":
            assert marker == seen[-1][0]
    assert seen == model(prefix, delimiter)


def test_a_marker_is_exclusive_and_need_not_exist(filled: Cos) -> None:
    assert names(listing(filled, marker="a/b/1", prefix="a/", encoding_type="url"))[0] == ["a/b/2"]
    assert names(listing(filled, marker="a/b/0", prefix="a/", encoding_type="url"))[0] == ["a/b/1", "a/b/2"]
    assert names(listing(filled, list_type="2", start_after="a/b/1", prefix="a/"))[0] == ["a/b/2"]


def test_a_marker_inside_a_common_prefix_skips_all_of_it(filled: Cos) -> None:
    for marker in ("a/b/", "a/b/1"):
        answer = listing(filled, marker=marker, prefix="a/", delimiter="/")
        assert names(answer) == ([], [])


def test_max_keys_is_bounded_and_checked(filled: Cos) -> None:
    assert listing(filled, max_keys="100000", encoding_type="url").texts("MaxKeys") == ["1000"]
    nothing = listing(filled, max_keys="0")
    assert (names(nothing), nothing.texts("IsTruncated")) == (([], []), ["false"])
    for bad in ("-1", "x", "1.5", "²"):
        answer = filled.request("GET", params={"max-keys": bad})
        assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_url_encoding_keeps_the_slash_and_covers_every_name(filled: Cos) -> None:
    answer = listing(filled, prefix="测", delimiter="/", marker="测", encoding_type="url")
    assert answer.texts("EncodingType") == ["url"]
    assert answer.texts("Prefix") == ["%E6%B5%8B"]
    assert answer.texts("Marker") == ["%E6%B5%8B"]
    assert answer.texts("Delimiter") == ["/"]
    assert answer.texts("CommonPrefixes/Prefix") == ["%E6%B5%8B/"]
    spaced = listing(filled, prefix="c", encoding_type="url")
    assert spaced.texts("Contents/Key") == ["c%20d%2Be", "c%2520"]


def test_other_encodings_and_foreign_tokens_are_refused(cos: Cos) -> None:
    for params in ({"encoding-type": "base64"}, {"list-type": "2", "continuation-token": "%%"}):
        answer = cos.request("GET", params=params)
        assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_names_with_special_characters_are_escaped_in_plain_listings(cos: Cos) -> None:
    for key in ("a&b", "<tag>", 'quo"te', "new\nline"):
        cos.put(key)
    assert byte_order(names(listing(cos))[0]) == byte_order(["a&b", "<tag>", 'quo"te', "new\nline"])


def test_more_than_a_thousand_keys_come_in_pages(cos: Cos) -> None:
    for n in range(1003):
        cos.put(f"{n:05d}")
    first = listing(cos)
    assert len(names(first)[0]) == 1000
    assert first.texts("NextMarker") == ["00999"]
    assert names(listing(cos, marker="00999"))[0] == ["01000", "01001", "01002"]
    grouped = listing(cos, delimiter="0", max_keys="2")
    assert names(grouped) == ([], ["0"])


def upload_names(answer: Answer) -> list[tuple[str, str]]:
    return list(zip(answer.texts("Upload/Key"), answer.texts("Upload/UploadId"), strict=True))


def test_uploads_are_listed_by_key_and_id_in_pages(cos: Cos) -> None:
    made = [(key, cos.start_upload(key)) for key in ("b", "a", "a", "a", "c/1", "c/2")]
    wanted = sorted(made)
    seen: list[tuple[str, str]] = []
    key_marker = id_marker = ""
    for _ in range(10):
        params = {"uploads": "", "max-uploads": "1", "key-marker": key_marker, "upload-id-marker": id_marker}
        answer = cos.request("GET", params=params)
        seen += upload_names(answer)
        if answer.texts("IsTruncated") == ["false"]:
            break
        key_marker, id_marker = answer.texts("NextKeyMarker")[0], answer.texts("NextUploadIdMarker")[0]
    assert seen == wanted
    only_key = cos.request("GET", params={"uploads": "", "key-marker": "a"})
    assert upload_names(only_key) == [item for item in wanted if item[0] > "a"]


def test_uploads_roll_up_under_a_delimiter(cos: Cos) -> None:
    for key in ("a", "c/1", "c/2", "d"):
        cos.start_upload(key)
    answer = cos.request("GET", params={"uploads": "", "delimiter": "/"})
    assert answer.texts("Upload/Key") == ["a", "d"]
    assert answer.texts("CommonPrefixes/Prefix") == ["c/"]
    assert ElementTree.tostring(answer.xml)
    prefixed = cos.request("GET", params={"uploads": "", "prefix": "c/", "max-uploads": "1"})
    assert (prefixed.texts("Upload/Key"), prefixed.texts("IsTruncated")) == (["c/1"], ["true"])


def test_intelligent_tiering_says_its_tier(cos: Cos) -> None:
    cos.put("a", b"x", x_cos_storage_class="INTELLIGENT_TIERING")
    cos.put("b", b"x")
    for params in ({}, {"versions": ""}):
        answer = cos.request("GET", params=params)
        tiers = [entry.findtext("StorageTier") for entry in answer.xml if entry.findtext("Key")]
        assert tiers == ["FREQUENT", None]


def test_a_plus_sign_in_a_query_is_a_space(cos: Cos) -> None:
    assert cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read"}).status == 200
    for key in ("a b", "a+b"):
        cos.put(key, b"x")
    for written, key in (("a+b", "a b"), ("a%20b", "a b"), ("a%2Bb", "a+b")):
        head = f"GET /?prefix={written} HTTP/1.1\r\nHost: {cos.host}\r\nConnection: close\r\n\r\n"
        assert f"<Key>{key}</Key>".encode() in raw(cos.server, head.encode())
