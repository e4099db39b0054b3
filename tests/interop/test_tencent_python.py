"""Tencent's own Python client, unmodified, against the local server: over http with the server named as
endpoint, and over http and https through the server as forward proxy, with certificates verified.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from entrances import MIB, REGION, Entrance, body
from qcloud_cos import CosConfig, CosS3Client, CosServiceError

from pycos.emulator import Emulator


def test_buckets_are_made_listed_seen_and_removed(entrance: Entrance, bucket: str) -> None:
    client = entrance.client
    names = [entry["Name"] for entry in client.list_buckets()["Buckets"]["Bucket"]]
    assert bucket in names
    assert client.bucket_exists(bucket)
    assert client.head_bucket(Bucket=bucket)["x-cos-bucket-region"] == REGION
    assert client.get_bucket_location(Bucket=bucket) == {"LocationConstraint": REGION}
    assert "Status" not in client.get_bucket_versioning(Bucket=bucket)
    client.delete_bucket(Bucket=bucket)
    assert not client.bucket_exists(bucket)


@pytest.mark.parametrize("key", ["plain", "a b/c+d%e", "测试/文件.txt", "😀", "/lead", "a//b", "q?x=1&y=2"])
def test_put_get_head_delete(entrance: Entrance, bucket: str, key: str) -> None:
    data = os.urandom(50_000)
    put = entrance.client.put_object(
        Bucket=bucket, Body=data, Key=key, ContentType="x/y", Metadata={"x-cos-meta-a": "b"}, EnableMD5=True
    )
    assert put["ETag"] == f'"{hashlib.md5(data).hexdigest()}"'
    got = entrance.client.get_object(Bucket=bucket, Key=key)
    assert body(got) == data
    assert (got["Content-Type"], got["x-cos-meta-a"]) == ("x/y", "b")
    head = entrance.client.head_object(Bucket=bucket, Key=key)
    assert (head["Content-Length"], head["ETag"]) == ("50000", put["ETag"])
    assert entrance.client.object_exists(bucket, key)
    entrance.client.delete_object(Bucket=bucket, Key=key)
    assert not entrance.client.object_exists(bucket, key)


def test_ranges_and_conditions(entrance: Entrance, bucket: str) -> None:
    data = bytes(range(256)) * 10
    etag = entrance.client.put_object(Bucket=bucket, Body=data, Key="k")["ETag"]
    part = entrance.client.get_object(Bucket=bucket, Key="k", Range="bytes=10-99")
    assert (body(part), part["Content-Range"]) == (data[10:100], "bytes 10-99/2560")
    assert body(entrance.client.get_object(Bucket=bucket, Key="k", IfMatch=etag)) == data
    with pytest.raises(CosServiceError) as caught:
        entrance.client.get_object(Bucket=bucket, Key="k", IfMatch='"other"')
    assert (caught.value.get_status_code(), caught.value.get_error_code()) == (412, "PreconditionFailed")


def test_a_streamed_body_without_a_length(entrance: Entrance, bucket: str) -> None:
    entrance.client.put_object(Bucket=bucket, Body=iter([b"one", b"two", b"three"]), Key="k")
    assert body(entrance.client.get_object(Bucket=bucket, Key="k")) == b"onetwothree"


def test_listings_in_pages(entrance: Entrance, bucket: str) -> None:
    keys = sorted([f"dir/{n}" for n in range(7)] + ["a b", "测试", "z"], key=str.encode)
    for key in keys:
        entrance.client.put_object(Bucket=bucket, Body=b"x", Key=key)
    seen: list[str] = []
    marker = ""
    while True:
        page = entrance.client.list_objects(Bucket=bucket, MaxKeys=3, Marker=marker)
        seen += [entry["Key"] for entry in page.get("Contents", [])]
        if page["IsTruncated"] == "false":
            break
        marker = page["NextMarker"]
    assert seen == keys
    grouped = entrance.client.list_objects(Bucket=bucket, Delimiter="/")
    assert [entry["Key"] for entry in grouped["Contents"]] == ["a b", "z", "测试"]
    assert [entry["Prefix"] for entry in grouped["CommonPrefixes"]] == ["dir/"]


def test_a_prefix_with_spaces_and_plus_signs(entrance: Entrance, bucket: str) -> None:
    # The client writes a space in a query as a plus sign.
    for key in ("a b/1", "a+b/2", "a%20b/3"):
        entrance.client.put_object(Bucket=bucket, Body=b"x", Key=key)
        page = entrance.client.list_objects(Bucket=bucket, Prefix=key[:-1])
        assert [entry["Key"] for entry in page["Contents"]] == [key]


def test_multipart_by_hand(entrance: Entrance, bucket: str) -> None:
    client = entrance.client
    upload = client.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    parts = [os.urandom(MIB), os.urandom(MIB), b"end"]
    etags = [
        client.upload_part(Bucket=bucket, Key="k", Body=part, PartNumber=n, UploadId=upload)["ETag"]
        for n, part in enumerate(parts, 1)
    ]
    listed = client.list_parts(Bucket=bucket, Key="k", UploadId=upload)
    assert [(part["PartNumber"], part["ETag"]) for part in listed["Part"]] == [
        (str(n), etag) for n, etag in enumerate(etags, 1)
    ]
    uploads = client.list_multipart_uploads(Bucket=bucket)
    assert [entry["UploadId"] for entry in uploads["Upload"]] == [upload]
    chosen = {"Part": [{"PartNumber": n, "ETag": etag} for n, etag in enumerate(etags, 1)]}
    done = client.complete_multipart_upload(Bucket=bucket, Key="k", UploadId=upload, MultipartUpload=chosen)
    assert done["ETag"].endswith('-3"')
    assert body(client.get_object(Bucket=bucket, Key="k")) == b"".join(parts)
    again = client.create_multipart_upload(Bucket=bucket, Key="k2")["UploadId"]
    client.abort_multipart_upload(Bucket=bucket, Key="k2", UploadId=again)
    with pytest.raises(CosServiceError) as caught:
        client.list_parts(Bucket=bucket, Key="k2", UploadId=again)
    assert caught.value.get_error_code() == "NoSuchUpload"


def test_files_go_up_and_down_in_parts(entrance: Entrance, bucket: str, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(os.urandom(5 * MIB + 17))
    entrance.client.upload_file(
        Bucket=bucket, Key="k", LocalFilePath=str(source), PartSize=1, MAXThread=3, EnableMD5=True
    )
    # The client compares the CRC64 of the whole itself.
    entrance.client.download_file(
        Bucket=bucket, Key="k", DestFilePath=str(target), PartSize=1, MAXThread=3, EnableCRC=True
    )
    assert target.read_bytes() == source.read_bytes()
    small = tmp_path / "small"
    small.write_bytes(b"small")
    entrance.client.upload_file(Bucket=bucket, Key="small", LocalFilePath=str(small))
    assert body(entrance.client.get_object(Bucket=bucket, Key="small")) == b"small"


def test_copies_small_and_in_parts(entrance: Entrance, bucket: str) -> None:
    data = os.urandom(3 * MIB)
    entrance.client.put_object(Bucket=bucket, Body=data, Key="from/测 a")
    source = {"Bucket": bucket, "Key": "from/测 a", "Region": REGION}
    entrance.client.copy_object(Bucket=bucket, Key="one", CopySource=source)
    assert body(entrance.client.get_object(Bucket=bucket, Key="one")) == data
    if entrance.name != "endpoint":  # its own copy in parts looks the source up by name, past IP and Port
        entrance.client.copy(Bucket=bucket, Key="two", CopySource=source, PartSize=1)
        assert body(entrance.client.get_object(Bucket=bucket, Key="two")) == data
    upload = entrance.client.create_multipart_upload(Bucket=bucket, Key="three")["UploadId"]
    part = entrance.client.upload_part_copy(
        Bucket=bucket,
        Key="three",
        PartNumber=1,
        UploadId=upload,
        CopySource=source,
        CopySourceRange="bytes=5-1000004",
    )
    chosen = {"Part": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    entrance.client.complete_multipart_upload(
        Bucket=bucket, Key="three", UploadId=upload, MultipartUpload=chosen
    )
    assert body(entrance.client.get_object(Bucket=bucket, Key="three")) == data[5:1000005]


def test_many_objects_are_deleted_at_once(entrance: Entrance, bucket: str) -> None:
    for key in ("a", "b/测", "c d"):
        entrance.client.put_object(Bucket=bucket, Body=b"x", Key=key)
    keys = {"Object": [{"Key": "a"}, {"Key": "b/测"}, {"Key": "never"}], "Quiet": "false"}
    answer = entrance.client.delete_objects(Bucket=bucket, Delete=keys)
    assert [entry["Key"] for entry in answer["Deleted"]] == ["a", "b/测", "never"]
    assert [entry["Key"] for entry in entrance.client.list_objects(Bucket=bucket)["Contents"]] == ["c d"]


def test_appending(entrance: Entrance, bucket: str) -> None:
    first = entrance.client.append_object(Bucket=bucket, Key="log", Position=0, Data=b"one")
    assert first["x-cos-next-append-position"] == "3"
    entrance.client.append_object(Bucket=bucket, Key="log", Position=3, Data=b"two")
    assert body(entrance.client.get_object(Bucket=bucket, Key="log")) == b"onetwo"
    with pytest.raises(CosServiceError) as caught:
        entrance.client.append_object(Bucket=bucket, Key="log", Position=3, Data=b"x")
    assert (caught.value.get_status_code(), caught.value.get_error_code()) == (409, "AppendPositionErr")


def test_presigned_urls_work_by_themselves(entrance: Entrance, bucket: str, server: Emulator) -> None:
    key = "dir/a b+测.txt"
    client = entrance.client
    if entrance.name == "endpoint":
        # With IP and Port the client makes URLs that have lost the bucket; a domain with a path keeps it.
        keys = {name: entrance.settings[name] for name in ("Region", "SecretId", "SecretKey")}
        domain = f"127.0.0.1:{server.port}/{bucket}"
        client = CosS3Client(CosConfig(**keys, Scheme="http", Domain=domain), retry=0)
    sign, send = client.get_presigned_url, entrance.session.request

    put = sign(Bucket=bucket, Key=key, Method="PUT", Expired=300)
    assert send("PUT", put, data=b"by url").status_code == 200
    params = {"response-content-type": "a/b"}
    got = send("GET", sign(Bucket=bucket, Key=key, Method="GET", Expired=300, Params=params))
    assert (got.content, got.headers["Content-Type"]) == (b"by url", "a/b")
    assert send("DELETE", sign(Bucket=bucket, Key=key, Method="GET", Expired=300)).status_code == 403


def test_a_wrong_key_is_an_error_of_the_service(entrance: Entrance, bucket: str) -> None:
    config = CosConfig(**{**entrance.settings, "SecretKey": "wrong-key"})
    with pytest.raises(CosServiceError) as caught:
        CosS3Client(config, retry=0).get_object(Bucket=bucket, Key="k")
    error = caught.value
    assert (error.get_status_code(), error.get_error_code()) == (403, "SignatureDoesNotMatch")
    for text in (error.get_request_id(), error.get_trace_id(), error.get_resource_location()):
        assert text
