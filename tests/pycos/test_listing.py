"""Listings: lazy, complete, decoded."""

from __future__ import annotations

import pytest

import pycos
from pycos import Bucket
from pycos.emulator import Emulator


def fill(bucket: Bucket, count: int) -> list[str]:
    keys = [f"k{number:04}" for number in range(count)]
    for key in keys:
        bucket.put(key, b"")
    return keys


def test_a_listing_goes_on_over_all_pages(bucket: Bucket) -> None:
    keys = fill(bucket, 23)
    assert [entry.key for entry in bucket.objects(page_size=5)] == keys
    assert [len(page.objects) for page in bucket.objects(page_size=5).pages()] == [5, 5, 5, 5, 3]


def test_a_listing_asks_only_for_the_pages_that_are_used(bucket: Bucket, faults: Emulator) -> None:
    fill(bucket, 9)
    faults.clear_requests()
    listing = bucket.objects(page_size=3)
    assert faults.requests("ListObjects") == [] == faults.requests("GetBucket")
    entries = iter(listing)
    next(entries)
    listings = [each for each in faults.requests() if each["method"] == "GET"]
    assert len(listings) == 1


def test_a_listing_can_be_walked_again_and_from_a_marker(bucket: Bucket) -> None:
    keys = fill(bucket, 7)
    listing = bucket.objects(page_size=3)
    assert [entry.key for entry in listing] == [entry.key for entry in listing] == keys
    first = next(listing.pages())
    assert first.next_marker is not None
    assert [entry.key for entry in bucket.objects(start_after=first.next_marker)] == keys[3:]


def test_prefix_and_delimiter_make_folders(bucket: Bucket) -> None:
    for key in ("a/1", "a/2", "a/b/3", "a/b/4", "a/ü+/5", "c"):
        bucket.put(key, b"")
    (page,) = bucket.objects(prefix="a/", delimiter="/").pages()
    assert [entry.key for entry in page.objects] == ["a/1", "a/2"]
    assert page.prefixes == ("a/b/", "a/ü+/")
    assert page.next_marker is None
    paged = list(bucket.objects(prefix="a/", delimiter="/", page_size=1).pages())
    assert [each for page in paged for each in page.prefixes] == ["a/b/", "a/ü+/"]


def test_entries_have_size_etag_time_and_class(bucket: Bucket) -> None:
    etag = bucket.put("k", b"12345", storage_class="STANDARD_IA").etag
    (entry,) = bucket.objects()
    assert (entry.size, entry.etag, entry.storage_class) == (5, etag, "STANDARD_IA")
    assert entry.last_modified is not None
    assert entry.last_modified.tzinfo is not None


def test_an_empty_bucket_is_an_empty_listing(bucket: Bucket) -> None:
    assert list(bucket.objects()) == []
    assert [page.objects for page in bucket.objects().pages()] == [()]


@pytest.mark.parametrize("size", [0, 1001, -1])
def test_a_page_size_the_service_does_not_have_is_refused(bucket: Bucket, size: int) -> None:
    with pytest.raises(pycos.InvalidArgument):
        bucket.objects(page_size=size)


@pytest.mark.parametrize("prefix", ["a\0b", "\ud800"])
def test_a_prefix_that_cannot_be_sent_is_refused(bucket: Bucket, prefix: str) -> None:
    with pytest.raises(pycos.InvalidArgument):
        list(bucket.objects(prefix=prefix))


def test_uploads_are_listed_over_pages(bucket: Bucket) -> None:
    ids = {bucket.initiate_multipart(f"k{number % 3}") for number in range(5)}
    assert {upload.upload_id for upload in bucket.uploads()} == ids
