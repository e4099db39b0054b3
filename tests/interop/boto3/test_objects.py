"""boto3: objects, their checksums, conditions and copies."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import os
from typing import Any

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
from s3_entrances import Entrance, read, status_and_code

MIB = 1 << 20


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
