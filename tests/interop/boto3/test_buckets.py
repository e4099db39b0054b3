"""boto3: buckets, what is in them, and their configurations."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from s3_entrances import REGION, Entrance, new_bucket_name, status_and_code


def test_buckets_are_made_listed_seen_and_removed(s3: Any) -> None:
    name = new_bucket_name()
    assert s3.create_bucket(Bucket=name)["Location"] == f"/{name}"
    found = {entry["Name"]: entry for entry in s3.list_buckets()["Buckets"]}
    age = datetime.datetime.now(datetime.timezone.utc) - found[name]["CreationDate"]
    assert age < datetime.timedelta(minutes=5)
    head = s3.head_bucket(Bucket=name)
    assert head["BucketRegion"] == REGION
    assert head["ResponseMetadata"]["RequestId"]
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == REGION
    with pytest.raises(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=name)
    s3.delete_bucket(Bucket=name)
    with pytest.raises(ClientError) as caught:
        s3.head_bucket(Bucket=name)
    assert status_and_code(caught) == (404, "404")


def test_a_bucket_is_made_where_the_client_says(s3: Any, entrance: Entrance) -> None:
    name = new_bucket_name()
    place = {"LocationConstraint": "ap-beijing"}
    if entrance.name.startswith("virtual"):  # this host has a region of its own
        with pytest.raises(ClientError) as caught:
            s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)
        assert status_and_code(caught) == (400, "IllegalLocationConstraintException")
    else:
        tags = [{"Key": "a b", "Value": "c+d"}]
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={**place, "Tags": tags})
        assert s3.get_bucket_tagging(Bucket=name)["TagSet"] == tags
        assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == "ap-beijing"


def test_buckets_come_in_pages(s3: Any) -> None:
    names = {new_bucket_name() for _ in range(3)}
    for name in names:
        s3.create_bucket(Bucket=name)
    pages = list(s3.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 2}))
    assert len(pages) >= 2
    assert max(len(page["Buckets"]) for page in pages) == 2
    assert names <= {entry["Name"] for page in pages for entry in page["Buckets"]}


def test_many_objects_are_deleted_at_once(s3: Any, bucket: str) -> None:
    for key in ("a", "b/测", "c d&<"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    objects = [{"Key": key} for key in ("a", "c d&<", "never")]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})
    assert [entry["Key"] for entry in answer["Deleted"]] == ["a", "c d&<", "never"]
    assert "Errors" not in answer
    assert [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["b/测"]
    assert "Deleted" not in s3.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": "b/测"}], "Quiet": True}
    )


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2"])
def test_listings_in_pages(s3: Any, bucket: str, operation: str) -> None:
    keys = sorted([f"dir/{n}" for n in range(5)] + ["a b", "c+d%20", "e&<\x01", "测"], key=str.encode)
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    pages = s3.get_paginator(operation)
    seen = [
        entry["Key"]
        for page in pages.paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
        for entry in page["Contents"]
    ]
    assert seen == keys
    grouped = list(pages.paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 2}))
    assert [entry["Prefix"] for page in grouped for entry in page.get("CommonPrefixes", [])] == ["dir/"]
    assert [entry["Key"] for page in grouped for entry in page.get("Contents", [])] == [
        key for key in keys if not key.startswith("dir/")
    ]
    some = pages.paginate(Bucket=bucket, Prefix="dir/", EncodingType="url").build_full_result()
    assert [entry["Key"] for entry in some["Contents"]] == [f"dir/{n}" for n in range(5)]


def test_a_listing_begins_behind_a_key_and_names_owners(s3: Any, bucket: str) -> None:
    for key in ("a", "b", "c"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    page = s3.list_objects_v2(Bucket=bucket, StartAfter="a", FetchOwner=True)
    assert [entry["Key"] for entry in page["Contents"]] == ["b", "c"]
    assert (page["KeyCount"], page["StartAfter"], page["IsTruncated"]) == (2, "a", False)
    assert page["Contents"][0]["Owner"]["ID"]


def test_configurations_of_buckets(s3: Any, bucket: str) -> None:
    rules = [
        {
            "ID": "old",
            "Status": "Enabled",
            "Filter": {"Prefix": "logs/"},
            "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}],
            "Expiration": {"Days": 400},
        }
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"] == rules
    s3.delete_bucket_lifecycle(Bucket=bucket)
    with pytest.raises(ClientError) as caught:
        s3.get_bucket_lifecycle_configuration(Bucket=bucket)
    assert status_and_code(caught) == (404, "NoSuchLifecycleConfiguration")
    cors = [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://a.example"], "MaxAgeSeconds": 5}]
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": cors})
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == cors
    s3.delete_bucket_cors(Bucket=bucket)
    with pytest.raises(ClientError) as caught:
        s3.get_bucket_cors(Bucket=bucket)
    assert status_and_code(caught) == (404, "NoSuchCORSConfiguration")
    website = {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}}
    s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration=website)
    assert s3.get_bucket_website(Bucket=bucket)["IndexDocument"] == website["IndexDocument"]
    s3.delete_bucket_website(Bucket=bucket)
    with pytest.raises(ClientError) as caught:
        s3.get_bucket_policy(Bucket=bucket)
    assert status_and_code(caught) == (404, "NoSuchBucketPolicy")
    with pytest.raises(ClientError) as caught:
        s3.get_bucket_encryption(Bucket=bucket)
    assert status_and_code(caught) == (404, "ServerSideEncryptionConfigurationNotFoundError")


def test_the_owner_that_a_client_expects(s3: Any, bucket: str) -> None:
    assert s3.list_objects_v2(Bucket=bucket, ExpectedBucketOwner="1250000000")["KeyCount"] == 0
    with pytest.raises(ClientError) as caught:
        s3.list_objects_v2(Bucket=bucket, ExpectedBucketOwner="111122223333")
    assert status_and_code(caught) == (403, "AccessDenied")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    named = {"Bucket": bucket, "Key": "copy", "CopySource": {"Bucket": bucket, "Key": "k"}}
    s3.copy_object(**named, ExpectedSourceBucketOwner="1250000000")
    with pytest.raises(ClientError) as caught:
        s3.copy_object(**named, ExpectedSourceBucketOwner="111122223333")
    assert status_and_code(caught) == (403, "AccessDenied")
