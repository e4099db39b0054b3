"""boto3, unmodified, with its defaults (checksums among them): path style and virtual host, http and https.

Over https it sends bodies as aws-chunked with a trailing checksum; over http it signs their SHA-256.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.exceptions import ClientError
from s3_entrances import NAMES, REGION, Entrance, new_bucket_name

from pycos.emulator import Emulator

MIB = 1 << 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(data=tmp_path_factory.mktemp("boto3")) as running:
        yield running


@pytest.fixture(scope="module", params=NAMES)
def entrance(request: pytest.FixtureRequest, server: Emulator) -> Entrance:
    return Entrance(request.param, server)


@pytest.fixture(scope="module")
def s3(entrance: Entrance) -> Any:
    return entrance.boto3()


@pytest.fixture
def bucket(s3: Any) -> str:
    name = new_bucket_name()
    s3.create_bucket(Bucket=name)
    return name


def status_and_code(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def read(s3: Any, bucket: str, key: str, **options: Any) -> bytes:
    data: bytes = s3.get_object(Bucket=bucket, Key=key, **options)["Body"].read()
    return data


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


@pytest.mark.parametrize("key", ["plain", "dir/a b+c%2F&=?#测😀", "a//b/c/"])
def test_an_object_and_what_is_said_about_it(s3: Any, bucket: str, key: str) -> None:
    data = os.urandom(20_000)
    put = s3.put_object(
        Bucket=bucket,
        Key=key,
        Body=data,
        ContentType="x/y",
        CacheControl="no-store",
        ContentEncoding="gzip",
        ContentDisposition="inline",
        Metadata={"colour": "blue", "two-words": "x  y"},
    )
    assert put["ETag"] == f'"{hashlib.md5(data).hexdigest()}"'
    assert put["ChecksumCRC32"]  # the default of boto3
    got = s3.get_object(Bucket=bucket, Key=key)
    assert got["Body"].read() == data
    head = s3.head_object(Bucket=bucket, Key=key)
    for answer in (got, head):
        assert answer["ContentLength"] == len(data)
        assert answer["ETag"] == put["ETag"]
        assert (answer["ContentType"], answer["CacheControl"]) == ("x/y", "no-store")
        assert (answer["ContentEncoding"], answer["ContentDisposition"]) == ("gzip", "inline")
        assert answer["Metadata"] == {"colour": "blue", "two-words": "x  y"}
        assert (
            answer["ResponseMetadata"]["HTTPHeaders"]["x-cos-request-id"]
            == (answer["ResponseMetadata"]["RequestId"])
        )
    s3.delete_object(Bucket=bucket, Key=key)
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key=key)
    with pytest.raises(ClientError) as caught:
        s3.head_object(Bucket=bucket, Key=key)
    assert status_and_code(caught) == (404, "404")


@pytest.mark.parametrize("key", [".", "a/../b"])
def test_keys_with_dots(s3: Any, bucket: str, entrance: Entrance, key: str) -> None:
    if entrance.name == "virtual-http":  # what goes to a proxy, urllib3 shortens after boto3 has signed it
        with pytest.raises(ClientError) as caught:
            s3.put_object(Bucket=bucket, Key=key, Body=b"x")
        assert status_and_code(caught) == (403, "SignatureDoesNotMatch")
    else:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
        assert [entry["Key"] for entry in s3.list_objects(Bucket=bucket)["Contents"]] == [key]
        assert read(s3, bucket, key) == b"x"


@pytest.mark.parametrize("size", [0, 1, 65_536, 3 * MIB + 1])
def test_bodies_of_all_sizes_from_memory_and_from_files(s3: Any, bucket: str, size: int) -> None:
    data = os.urandom(size)
    s3.put_object(Bucket=bucket, Key="bytes", Body=data)
    s3.put_object(Bucket=bucket, Key="file", Body=io.BytesIO(data))
    assert read(s3, bucket, "bytes") == data
    assert read(s3, bucket, "file") == data


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"])
def test_each_checksum_of_boto3(s3: Any, bucket: str, algorithm: str) -> None:
    if algorithm in ("CRC32C", "CRC64NVME"):  # boto3 forms these with an extension only; so they are given
        given = {"CRC32C": "yZRlqg==", "CRC64NVME": "jSnVw/bqjr4="}[algorithm]
        put = s3.put_object(Bucket=bucket, Key="k", Body=b"hello world", **{f"Checksum{algorithm}": given})
    else:
        put = s3.put_object(Bucket=bucket, Key="k", Body=b"hello world", ChecksumAlgorithm=algorithm)
    assert put[f"Checksum{algorithm}"]
    assert read(s3, bucket, "k") == b"hello world"


@pytest.mark.parametrize("name", ["CRC32", "CRC32C", "SHA1", "SHA256"])
def test_a_wrong_checksum_is_refused_and_nothing_is_stored(s3: Any, bucket: str, name: str) -> None:
    size = {"CRC32": 4, "CRC32C": 4, "SHA1": 20, "SHA256": 32}[name]
    wrong = base64.b64encode(bytes(size)).decode()
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=bucket, Key="k", Body=b"hello world", **{f"Checksum{name}": wrong})
    assert status_and_code(caught) == (400, "BadDigest")
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_ranges(s3: Any, bucket: str) -> None:
    data = bytes(range(256)) * 10
    s3.put_object(Bucket=bucket, Key="k", Body=data)
    got = s3.get_object(Bucket=bucket, Key="k", Range="bytes=10-99")
    assert (got["Body"].read(), got["ContentRange"]) == (data[10:100], "bytes 10-99/2560")
    assert read(s3, bucket, "k", Range="bytes=2500-") == data[2500:]
    assert read(s3, bucket, "k", Range="bytes=-7") == data[-7:]
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket=bucket, Key="k", Range="bytes=2560-")
    assert status_and_code(caught) == (416, "InvalidRange")


def test_conditions_of_reads(s3: Any, bucket: str) -> None:
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"data")["ETag"]
    modified = s3.head_object(Bucket=bucket, Key="k")["LastModified"]
    assert read(s3, bucket, "k", IfMatch=etag) == b"data"
    assert read(s3, bucket, "k", IfNoneMatch='"other"') == b"data"
    assert read(s3, bucket, "k", IfUnmodifiedSince=modified) == b"data"
    for options, expected in (
        ({"IfMatch": '"other"'}, (412, "PreconditionFailed")),
        ({"IfNoneMatch": etag}, (304, "304")),
        ({"IfModifiedSince": modified}, (304, "304")),
        ({"IfUnmodifiedSince": modified - datetime.timedelta(days=1)}, (412, "PreconditionFailed")),
    ):
        with pytest.raises(ClientError) as caught:
            s3.get_object(Bucket=bucket, Key="k", **options)
        assert status_and_code(caught) == expected


def test_an_object_is_only_put_where_there_is_none(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"first", IfNoneMatch="*")
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=bucket, Key="k", Body=b"second", IfNoneMatch="*")
    assert status_and_code(caught) == (412, "PreconditionFailed")
    assert read(s3, bucket, "k") == b"first"


def test_an_upload_is_only_completed_where_there_is_no_object(s3: Any, bucket: str) -> None:
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"parts")
    named = {"Bucket": bucket, "Key": "k", "UploadId": upload, "IfNoneMatch": "*"}
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.put_object(Bucket=bucket, Key="k", Body=b"first")
    with pytest.raises(ClientError) as caught:
        s3.complete_multipart_upload(**named, MultipartUpload=parts)
    assert status_and_code(caught) == (412, "PreconditionFailed")
    assert read(s3, bucket, "k") == b"first"
    s3.delete_object(Bucket=bucket, Key="k")
    s3.complete_multipart_upload(**named, MultipartUpload=parts)
    assert read(s3, bucket, "k") == b"parts"


def test_what_this_server_has_not_is_refused_and_not_ignored(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    for call in (
        lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"y", ObjectLockLegalHoldStatus="ON"),
        lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"y", IfMatch='"an etag"'),
        lambda: s3.get_object(Bucket=bucket, Key="k", PartNumber=1),
        lambda: s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ETag"]),
        lambda: s3.get_public_access_block(Bucket=bucket),
        lambda: s3.list_buckets(Prefix="a"),
    ):
        with pytest.raises(ClientError) as caught:
            call()
        assert status_and_code(caught) == (501, "NotImplemented")
    assert read(s3, bucket, "k") == b"x"


def test_copies_with_and_without_new_metadata(s3: Any, bucket: str) -> None:
    key = "from/a b+测?"
    data = os.urandom(3 * MIB)
    s3.put_object(Bucket=bucket, Key=key, Body=data, Metadata={"a": "1"}, ContentType="x/y")
    source = {"Bucket": bucket, "Key": key}
    copied = s3.copy_object(Bucket=bucket, Key="one", CopySource=source)["CopyObjectResult"]
    assert copied["ETag"] == s3.head_object(Bucket=bucket, Key="one")["ETag"]
    assert s3.head_object(Bucket=bucket, Key="one")["Metadata"] == {"a": "1"}
    s3.copy_object(
        Bucket=bucket, Key="two", CopySource=source, MetadataDirective="REPLACE", Metadata={"b": "2"}
    )
    assert s3.head_object(Bucket=bucket, Key="two")["Metadata"] == {"b": "2"}
    assert read(s3, bucket, "two") == data
    with pytest.raises(ClientError) as caught:
        s3.copy_object(Bucket=bucket, Key="three", CopySource=source, CopySourceIfMatch='"other"')
    assert status_and_code(caught) == (412, "PreconditionFailed")
    small_parts = TransferConfig(multipart_threshold=MIB, multipart_chunksize=MIB)
    s3.copy(source, bucket, "four", Config=small_parts)
    assert read(s3, bucket, "four") == data


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


def test_presigned_urls_work_by_themselves(s3: Any, bucket: str, entrance: Entrance) -> None:
    key = "dir/a b+测&.txt"
    session = requests.Session()
    session.trust_env = False
    session.proxies.update(entrance.proxies)
    session.verify = entrance.server.ca_file or True

    def sign(operation: str, **options: Any) -> str:
        url: str = s3.generate_presigned_url(operation, Params={"Bucket": bucket, "Key": key, **options})
        assert "X-Amz-Signature=" in url
        return url

    put = sign("put_object", ContentType="x/y", Metadata={"a": "b"})
    said = {"Content-Type": "x/y", "x-amz-meta-a": "b"}
    assert session.put(put, data=b"by url", headers=said).status_code == 200
    assert session.put(put, data=b"by url", headers={"x-amz-meta-a": "b"}).status_code == 403
    assert session.put(put, data=b"by url", headers={**said, "x-amz-acl": "public-read"}).status_code == 403
    got = session.get(sign("get_object", ResponseContentType="a/b", ResponseContentDisposition="x; y=測"))
    assert (got.status_code, got.content) == (200, b"by url")
    assert (got.headers["Content-Type"], got.headers["x-amz-meta-a"]) == ("a/b", "b")
    assert session.delete(sign("get_object")).status_code == 403
    assert session.get(sign("get_object") + "0").status_code == 403


def test_presigned_forms(s3: Any, bucket: str, entrance: Entrance) -> None:
    session = requests.Session()
    session.trust_env = False
    session.proxies.update(entrance.proxies)
    session.verify = entrance.server.ca_file or True
    said = {"acl": "public-read", "x-amz-meta-a": "b", "success_action_status": "201"}
    conditions = [["content-length-range", 1, 10], *({name: text} for name, text in said.items())]
    form = s3.generate_presigned_post(bucket, "dir/${filename}", Fields=said, Conditions=conditions)

    def post(data: bytes, **changes: str) -> requests.Response:
        fields = {**form["fields"], **{name.replace("_", "-"): text for name, text in changes.items()}}
        return session.post(form["url"], data=fields, files={"file": ("a b.txt", data)})

    answer = post(b"by form")
    assert (answer.status_code, answer.headers["x-amz-request-id"] != "") == (201, True)
    assert "<Key>dir/a b.txt</Key>" in answer.text
    got = s3.get_object(Bucket=bucket, Key="dir/a b.txt")
    assert (got["Body"].read(), got["Metadata"]) == (b"by form", {"a": "b"})
    assert "EntityTooLarge" in post(b"more than that").text
    assert post(b"x", x_amz_meta_a="other").status_code == 403
    assert "SignatureDoesNotMatch" in post(b"x", x_amz_signature="0" * 64).text


def test_multipart_by_hand(s3: Any, bucket: str) -> None:
    key = "dir/测"
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key, Metadata={"a": "b"})["UploadId"]
    data = [os.urandom(MIB), os.urandom(MIB + 5), b"end"]
    parts = []
    for number, piece in enumerate(data, 1):
        answer = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=piece)
        assert answer["ETag"] == f'"{hashlib.md5(piece).hexdigest()}"'
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    listed = s3.get_paginator("list_parts").paginate(
        Bucket=bucket, Key=key, UploadId=upload, PaginationConfig={"PageSize": 2}
    )
    assert [(part["PartNumber"], part["Size"]) for page in listed for part in page["Parts"]] == [
        (number, len(piece)) for number, piece in enumerate(data, 1)
    ]
    uploads = s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    assert [(entry["Key"], entry["UploadId"]) for entry in uploads] == [(key, upload)]
    done = s3.complete_multipart_upload(
        Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}
    )
    assert done["ETag"].endswith('-3"')
    assert (done["Bucket"], done["Key"]) == (bucket, key)
    got = s3.get_object(Bucket=bucket, Key=key)
    assert (got["Body"].read(), got["Metadata"]) == (b"".join(data), {"a": "b"})


def test_an_upload_is_given_up(s3: Any, bucket: str) -> None:
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"x")
    s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId=upload)
    with pytest.raises(s3.exceptions.NoSuchUpload):
        s3.list_parts(Bucket=bucket, Key="k", UploadId=upload)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_files_go_up_and_down_in_parts(s3: Any, bucket: str, tmp_path: Path) -> None:
    data = os.urandom(5 * MIB + 17)
    config = TransferConfig(multipart_threshold=MIB, multipart_chunksize=MIB, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(data), bucket, "k", ExtraArgs={"Metadata": {"a": "b"}}, Config=config)
    head = s3.head_object(Bucket=bucket, Key="k")
    assert (head["ETag"][-3:], head["Metadata"]) == ('-2"', {"a": "b"})  # the client takes 5 MiB at least
    target = tmp_path / "target"
    s3.download_file(bucket, "k", str(target), Config=config)
    assert target.read_bytes() == data
    source = tmp_path / "source"
    source.write_bytes(data)
    s3.upload_file(str(source), bucket, "k2", ExtraArgs={"ChecksumAlgorithm": "SHA256"}, Config=config)
    assert read(s3, bucket, "k2") == data


def test_tags_of_objects_and_buckets(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging="a=1&b=two+words")
    tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "two words"}]
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == tags
    assert s3.get_object(Bucket=bucket, Key="k")["TagCount"] == 2
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": tags[:1]})
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == tags[:1]
    s3.delete_object_tagging(Bucket=bucket, Key="k")
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == []
    with pytest.raises(ClientError) as caught:
        s3.get_bucket_tagging(Bucket=bucket)
    assert status_and_code(caught) == (404, "NoSuchTagSet")
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == tags
    s3.delete_bucket_tagging(Bucket=bucket)


def test_access_lists(s3: Any, bucket: str, entrance: Entrance) -> None:
    everybody = "http://acs.amazonaws.com/groups/global/AllUsers"
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", ACL="public-read")
    acl = s3.get_object_acl(Bucket=bucket, Key="k")
    assert {"Grantee": {"Type": "Group", "URI": everybody}, "Permission": "READ"} in acl["Grants"]
    nobody = entrance.boto3(sign=False, signature_version=UNSIGNED)
    assert read(nobody, bucket, "k") == b"x"
    s3.put_object_acl(Bucket=bucket, Key="k", ACL="private")
    with pytest.raises(ClientError) as caught:
        read(nobody, bucket, "k")
    assert status_and_code(caught) == (403, "AccessDenied")
    s3.put_object_acl(
        Bucket=bucket, Key="k", AccessControlPolicy={"Grants": acl["Grants"], "Owner": acl["Owner"]}
    )
    assert read(nobody, bucket, "k") == b"x"
    assert s3.get_object_acl(Bucket=bucket, Key="k")["Grants"] == acl["Grants"]
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read")
    assert nobody.list_objects_v2(Bucket=bucket)["KeyCount"] == 1


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


def test_encryption_of_a_bucket_and_of_an_object(s3: Any, bucket: str) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
    found = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert found[0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"x", ServerSideEncryption="AES256")
    assert put["ServerSideEncryption"] == "AES256"
    assert s3.head_object(Bucket=bucket, Key="k")["ServerSideEncryption"] == "AES256"


def test_an_object_with_a_key_of_the_customer_or_of_the_service(s3: Any, bucket: str) -> None:
    secret = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "0123456789abcdef" * 2}
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"secret", **secret)
    assert put["SSECustomerAlgorithm"] == "AES256"
    assert put["SSECustomerKeyMD5"]
    assert read(s3, bucket, "k", **secret) == b"secret"
    with pytest.raises(ClientError) as caught:
        read(s3, bucket, "k")
    assert status_and_code(caught)[0] == 400
    source = {f"CopySource{name}": text for name, text in secret.items()}
    s3.copy_object(Bucket=bucket, Key="open", CopySource={"Bucket": bucket, "Key": "k"}, **source)
    assert read(s3, bucket, "open") == b"secret"
    managed = s3.put_object(
        Bucket=bucket, Key="kms", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId="my-key"
    )
    assert (managed["ServerSideEncryption"], managed["SSEKMSKeyId"]) == ("aws:kms", "my-key")
    assert s3.head_object(Bucket=bucket, Key="kms")["ServerSideEncryption"] == "aws:kms"


def test_storage_classes_have_the_names_of_s3(s3: Any, bucket: str) -> None:
    for name in ("STANDARD_IA", "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE", "INTELLIGENT_TIERING"):
        s3.put_object(Bucket=bucket, Key=name, Body=b"x", StorageClass=name)
        assert s3.head_object(Bucket=bucket, Key=name)["StorageClass"] == name
    listed = s3.list_objects_v2(Bucket=bucket)["Contents"]
    assert {entry["Key"]: entry["StorageClass"] for entry in listed} == {
        entry["Key"]: entry["Key"] for entry in listed
    }
    with pytest.raises(ClientError) as caught:
        read(s3, bucket, "GLACIER")
    assert status_and_code(caught) == (403, "InvalidObjectState")
    tier = {"Days": 1, "GlacierJobParameters": {"Tier": "Expedited"}}
    s3.restore_object(Bucket=bucket, Key="GLACIER", RestoreRequest=tier)
    assert s3.head_object(Bucket=bucket, Key="GLACIER")["Restore"] == 'ongoing-request="true"'


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


def test_a_wrong_key_and_an_unknown_one(s3: Any, bucket: str, server: Emulator, entrance: Entrance) -> None:
    for identity, code in (
        (server.secret_id, "SignatureDoesNotMatch"),
        ("AKIDunknown", "InvalidAccessKeyId"),
    ):
        other = boto3.client(
            "s3",
            endpoint_url=server.endpoint,
            region_name=REGION,
            aws_access_key_id=identity,
            aws_secret_access_key="wrong",
        )
        with pytest.raises(ClientError) as caught:
            other.list_objects_v2(Bucket=bucket)
        assert status_and_code(caught) == (403, code)


def test_versions(s3: Any, bucket: str) -> None:
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"one")["VersionId"]
    second = s3.put_object(Bucket=bucket, Key="k", Body=b"two")["VersionId"]
    assert first != second
    assert s3.get_object(Bucket=bucket, Key="k")["VersionId"] == second
    assert read(s3, bucket, "k", VersionId=first) == b"one"
    marker = s3.delete_object(Bucket=bucket, Key="k")
    assert marker["DeleteMarker"] is True
    with pytest.raises(s3.exceptions.NoSuchKey) as caught:
        s3.get_object(Bucket=bucket, Key="k")
    assert caught.value.response["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"] == "true"
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 1})
    found = pages.build_full_result()
    assert [(entry["VersionId"], entry["IsLatest"]) for entry in found["Versions"]] == [
        (second, False),
        (first, False),
    ]
    assert [entry["VersionId"] for entry in found["DeleteMarkers"]] == [marker["VersionId"]]
    source = {"Bucket": bucket, "Key": "k", "VersionId": first}
    assert s3.copy_object(Bucket=bucket, Key="copy", CopySource=source)["CopySourceVersionId"] == first
    everything = [*found["Versions"], *found["DeleteMarkers"]]
    objects = [{"Key": "k", "VersionId": entry["VersionId"]} for entry in everything]
    assert len(s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})["Deleted"]) == 3
    assert "DeleteMarkers" not in s3.list_object_versions(Bucket=bucket)


def test_a_query_of_what_is_in_an_object(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k.csv", Body=b"name,age\nann,31\nbob,27\n")
    answer = s3.select_object_content(
        Bucket=bucket,
        Key="k.csv",
        ExpressionType="SQL",
        Expression="SELECT s.name FROM S3Object s WHERE CAST(s.age AS INT) > 30",
        InputSerialization={"CSV": {"FileHeaderInfo": "USE"}},
        OutputSerialization={"CSV": {}},
    )
    events = list(answer["Payload"])
    assert b"".join(event["Records"]["Payload"] for event in events if "Records" in event) == b"ann\n"
    assert "Stats" in events[-2]
    assert "End" in events[-1]
