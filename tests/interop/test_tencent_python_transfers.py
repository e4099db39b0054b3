"""Tencent's own Python client, unmodified: files in parts, resumed, from buffers."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from entrances import MIB, REGION, Entrance, body, keys_of
from qcloud_cos import CosClientError, CosServiceError

from pycos.emulator import Emulator


@pytest.fixture
def faulty(server: Emulator) -> Any:
    """The server for tests that make it misbehave; it behaves again afterwards."""
    server.clear_requests()
    yield server
    server.clear_faults()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.bin"
    path.write_bytes(os.urandom(4 * MIB + 17))
    return path


def test_a_file_goes_up_as_it_is(entrance: Entrance, bucket: str, source: Path) -> None:
    answer = entrance.client.put_object_from_local_file(
        Bucket=bucket, LocalFilePath=str(source), Key="k", EnableMD5=True, ContentType="a/b"
    )
    head = entrance.client.head_object(Bucket=bucket, Key="k")
    assert (head["ETag"], head["Content-Type"]) == (answer["ETag"], "a/b")
    assert body(entrance.client.get_object(Bucket=bucket, Key="k")) == source.read_bytes()


def test_an_upload_goes_on_where_it_stopped(
    entrance: Entrance, bucket: str, source: Path, faulty: Emulator
) -> None:
    rule = faulty.add_fault(
        "status", status=403, times=0, match={"operation": "UploadPart", "bucket": bucket, "part": 3}
    )
    arguments = {"Bucket": bucket, "Key": "k", "LocalFilePath": str(source), "PartSize": 1, "EnableMD5": True}
    with pytest.raises(CosClientError):
        entrance.client.upload_file(**arguments, MAXThread=1)
    (unfinished,) = entrance.client.list_multipart_uploads(Bucket=bucket)["Upload"]
    faulty.clear_faults(rule)
    faulty.clear_requests()
    seen: list[tuple[int, int]] = []
    answer = entrance.client.upload_file(
        **arguments, progress_callback=lambda done, total: seen.append((done, total))
    )
    # The client asks the server for the parts it has, and sends the others only.
    mine = [entry for entry in faulty.requests("UploadPart") if entry["bucket"] == bucket]
    assert {entry["part"] for entry in mine} == {3} | ({5} if len(mine) > 1 else set())
    assert not [entry for entry in faulty.requests("InitiateMultipartUpload") if entry["bucket"] == bucket]
    assert unfinished["Key"] == "k"
    assert seen[-1] == (source.stat().st_size,) * 2
    assert answer["ETag"].endswith('-5"')
    assert body(entrance.client.get_object(Bucket=bucket, Key="k")) == source.read_bytes()


def test_a_download_goes_on_where_it_stopped(
    entrance: Entrance, bucket: str, source: Path, tmp_path: Path, faulty: Emulator
) -> None:
    entrance.client.put_object_from_local_file(Bucket=bucket, LocalFilePath=str(source), Key="k")
    rule = faulty.add_fault(
        "status", status=403, times=0, nth=4, match={"operation": "GetObject", "bucket": bucket}
    )
    records, target = tmp_path / "records", tmp_path / "target.bin"
    arguments = {
        "Bucket": bucket,
        "Key": "k",
        "DestFilePath": str(target),
        "PartSize": 1,
        "DumpRecordDir": str(records),
        "EnableCRC": True,
    }
    with pytest.raises(CosClientError):
        entrance.client.download_file(**arguments, MAXThread=1)
    (record,) = records.iterdir()
    assert len(json.loads(record.read_text())["parts"]) == 3
    assert not target.exists()
    faulty.clear_faults(rule)
    faulty.clear_requests()
    entrance.client.download_file(**arguments, MAXThread=3)
    assert len([entry for entry in faulty.requests("GetObject") if entry["bucket"] == bucket]) == 2
    assert target.read_bytes() == source.read_bytes()
    assert list(records.iterdir()) == []


@pytest.mark.parametrize("size", [0, 1000, MIB, 2 * MIB + 5])
def test_a_buffer_goes_up_in_parts(entrance: Entrance, bucket: str, size: int) -> None:
    data = os.urandom(size)
    entrance.client.upload_file_from_buffer(
        Bucket=bucket, Key="k", Body=io.BytesIO(data), MaxBufferSize=2, PartSize=1, MAXThread=2
    )
    assert body(entrance.client.get_object(Bucket=bucket, Key="k")) == data


def test_a_copy_in_parts_from_another_region(proxied: Entrance, bucket: str) -> None:
    elsewhere = proxied.client_with(Region="ap-beijing")
    other = f"{bucket[:-11]}-b-1250000000"
    elsewhere.create_bucket(Bucket=other)
    data = os.urandom(3 * MIB + 1)
    elsewhere.put_object(Bucket=other, Key="from/a b.bin", Body=data)
    source = {"Bucket": other, "Key": "from/a b.bin", "Region": "ap-beijing"}
    client = proxied.client
    client.get_conf().set_copy_part_threshold_size(MIB)
    answer = client.copy(Bucket=bucket, Key="k", CopySource=source, PartSize=1, MAXThread=2)
    assert answer["ETag"].endswith('-4"')
    assert body(client.get_object(Bucket=bucket, Key="k")) == data
    with pytest.raises(CosServiceError) as caught:
        proxied.client.get_object(Bucket=other, Key="from/a b.bin")
    assert caught.value.get_error_code() == "NoSuchBucket"


def test_metadata_and_storage_class_are_changed_in_place(entrance: Entrance, bucket: str) -> None:
    client = entrance.client
    client.put_object(Bucket=bucket, Key="k", Body=b"x", Metadata={"x-cos-meta-a": "1"})
    client.update_object_meta(Bucket=bucket, Key="k", ContentType="c/d", Metadata={"x-cos-meta-b": "2"})
    head = client.head_object(Bucket=bucket, Key="k")
    assert (head["Content-Type"], head.get("x-cos-meta-a"), head["x-cos-meta-b"]) == ("c/d", None, "2")
    client.change_object_storage_class(Bucket=bucket, Key="k", StorageClass="STANDARD_IA")
    assert client.head_object(Bucket=bucket, Key="k")["x-cos-storage-class"] == "STANDARD_IA"
    assert body(client.get_object(Bucket=bucket, Key="k")) == b"x"


def test_uploads_parts_and_keys_come_in_pages(entrance: Entrance, bucket: str) -> None:
    client = entrance.client
    names = ["a/1", "a/2", "b c", "测"]
    uploads = {key: client.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"] for key in names}
    seen: list[str] = []
    place = {"KeyMarker": "", "UploadIdMarker": ""}
    while True:
        page = client.list_multipart_uploads(Bucket=bucket, MaxUploads=2, EncodingType="url", **place)
        seen += keys_of(page["Upload"])
        if page["IsTruncated"] == "false":
            break
        place = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}
    assert seen == ["a/1", "a/2", "b%20c", "%E6%B5%8B"]
    grouped = client.list_multipart_uploads(Bucket=bucket, Delimiter="/", Prefix="")
    assert [entry["Prefix"] for entry in grouped["CommonPrefixes"]] == ["a/"]
    for number in range(1, 4):
        client.upload_part(
            Bucket=bucket, Key="b c", Body=b"x" * number, PartNumber=number, UploadId=uploads["b c"]
        )
    sizes: list[str] = []
    marker = "0"
    while True:
        page = client.list_parts(
            Bucket=bucket, Key="b c", UploadId=uploads["b c"], MaxParts=2, PartNumberMarker=marker
        )
        sizes += [part["Size"] for part in page["Part"]]
        if page["IsTruncated"] == "false":
            break
        marker = page["NextPartNumberMarker"]
    assert sizes == ["1", "2", "3"]


def test_buckets_are_filtered_and_paged(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    zones = f"{bucket[:-11]}-z-1250000000"
    client.create_bucket(Bucket=zones, BucketAZConfig="MAZ", ACL="public-read")
    assert client.head_bucket(Bucket=zones)["x-cos-bucket-az-type"] == "MAZ"
    assert client.get_bucket_meta(Bucket=zones)["MAZ"] is True
    assert client.get_bucket_acl(Bucket=zones)["CannedACL"] == "public-read"
    page = client.list_buckets(Region=REGION, Marker=bucket, MaxKeys=1)
    (entry,) = page["Buckets"]["Bucket"]
    assert (entry["Name"], entry["Location"]) == (zones, REGION)
    assert client.list_buckets(Region="ap-nowhere")["Buckets"] is None
