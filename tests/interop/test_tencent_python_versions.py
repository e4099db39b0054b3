"""Tencent's own Python client, unmodified: versions, links, encryption, rows by Select, the fault bucket."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from entrances import MIB, REGION, Entrance, body, code_of, keys_of
from qcloud_cos import CosClientError, CosConfig, CosS3Client
from qcloud_cos.cos_encryption_client import CosEncryptionClient
from qcloud_cos.crypto import AESProvider, RSAProvider

from pycos.emulator import Emulator


def versioned(client: Any, bucket: str) -> tuple[str, str]:
    """Two versions of `k`, then none: the ids of `one` and `two`."""
    client.put_bucket_versioning(Bucket=bucket, Status="Enabled")
    first = client.put_object(Bucket=bucket, Key="k", Body=b"one")["x-cos-version-id"]
    second = client.put_object(Bucket=bucket, Key="k", Body=b"two")["x-cos-version-id"]
    return first, second


def test_versions_are_read_copied_and_deleted(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    first, second = versioned(client, bucket)
    assert body(client.get_object(Bucket=bucket, Key="k", VersionId=first)) == b"one"
    assert body(client.get_object(Bucket=bucket, Key="k")) == b"two"
    assert client.head_object(Bucket=bucket, Key="k", VersionId=first)["x-cos-version-id"] == first
    source = {"Bucket": bucket, "Key": "k", "Region": REGION, "VersionId": first}
    copied = client.copy_object(Bucket=bucket, Key="copy", CopySource=source)
    assert copied["x-cos-copy-source-version-id"] == first
    assert body(client.get_object(Bucket=bucket, Key="copy")) == b"one"
    tags = {"TagSet": {"Tag": [{"Key": "a", "Value": "1"}]}}
    client.put_object_tagging(Bucket=bucket, Key="k", Tagging=tags, VersionId=first)
    assert client.get_object_tagging(Bucket=bucket, Key="k", VersionId=first) == tags
    assert client.get_object_tagging(Bucket=bucket, Key="k") == {"TagSet": None}
    marker = client.delete_object(Bucket=bucket, Key="k")
    assert marker["x-cos-delete-marker"] == "true"
    assert code_of(client.get_object, Bucket=bucket, Key="k") == (404, "NoSuchKey")
    client.delete_object(Bucket=bucket, Key="k", VersionId=marker["x-cos-version-id"])
    assert body(client.get_object(Bucket=bucket, Key="k")) == b"two"
    wanted = {"Object": [{"Key": "k", "VersionId": second}, {"Key": "copy"}], "Quiet": "false"}
    deleted = client.delete_objects(Bucket=bucket, Delete=wanted)["Deleted"]
    assert deleted[0]["VersionId"] == second
    assert deleted[1]["DeleteMarker"] == "true"
    assert body(client.get_object(Bucket=bucket, Key="k")) == b"one"


def test_versions_are_listed_in_pages(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    first, second = versioned(client, bucket)
    client.delete_object(Bucket=bucket, Key="k")
    client.put_object(Bucket=bucket, Key="dir/测 a", Body=b"x")
    whole = client.list_objects_versions(Bucket=bucket)
    assert [entry["VersionId"] for entry in whole["Version"] if entry["Key"] == "k"] == [second, first]
    assert [(entry["Key"], entry["IsLatest"]) for entry in whole["DeleteMarker"]] == [("k", "true")]
    grouped = client.list_objects_versions(Bucket=bucket, Delimiter="/", Prefix="")
    assert [entry["Prefix"] for entry in grouped["CommonPrefixes"]] == ["dir/"]
    seen: list[str] = []
    place = {"KeyMarker": "", "VersionIdMarker": ""}
    while True:
        page = client.list_objects_versions(Bucket=bucket, MaxKeys=1, **place)
        seen += keys_of(page.get("Version", [])) + keys_of(page.get("DeleteMarker", []))
        if page["IsTruncated"] == "false":
            break
        place = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
    assert seen == ["dir/测 a", "k", "k", "k"]


def test_links(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    client.put_object(Bucket=bucket, Key="target", Body=b"x")
    client.put_symlink(Bucket=bucket, SymlinkName="link", SymlinkTarget="target")
    assert client.get_symlink(Bucket=bucket, SymlinkName="link")["x-cos-symlink-target"] == "target"
    assert body(client.get_object(Bucket=bucket, Key="link")) == b"x"


def test_keys_of_the_customer(proxied: Entrance, bucket: str, tmp_path: Path) -> None:
    client = proxied.client
    key = os.urandom(32)
    keys = {
        "SSECustomerAlgorithm": "AES256",
        "SSECustomerKey": base64.b64encode(key).decode(),
        "SSECustomerKeyMD5": base64.b64encode(hashlib.md5(key).digest()).decode(),
    }
    client.put_object(Bucket=bucket, Key="k", Body=b"secret", **keys)
    assert body(client.get_object(Bucket=bucket, Key="k", **keys)) == b"secret"
    assert code_of(client.get_object, Bucket=bucket, Key="k")[0] == 400
    source = tmp_path / "source"
    source.write_bytes(os.urandom(2 * MIB + 3))
    client.upload_file(Bucket=bucket, Key="big", LocalFilePath=str(source), PartSize=1, **keys)
    target = tmp_path / "target"
    client.download_file(Bucket=bucket, Key="big", DestFilePath=str(target), PartSize=1, **keys)
    assert target.read_bytes() == source.read_bytes()


def test_keys_of_the_service(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    put = client.put_object(Bucket=bucket, Key="k", Body=b"x", ServerSideEncryption="AES256")
    assert put["x-cos-server-side-encryption"] == "AES256"
    managed = client.put_object(
        Bucket=bucket, Key="m", Body=b"x", ServerSideEncryption="cos/kms", SSEKMSKeyId="the-key"
    )
    assert managed["x-cos-server-side-encryption"] == "cos/kms"
    assert body(client.get_object(Bucket=bucket, Key="m")) == b"x"


@pytest.mark.parametrize("kind", ["aes", "rsa"])
def test_what_the_client_itself_encrypts(proxied: Entrance, bucket: str, tmp_path: Path, kind: str) -> None:
    if kind == "aes":
        provider: Any = AESProvider(aes_key=base64.b64encode(os.urandom(32)).decode())
    else:
        provider = RSAProvider(key_pair_info=RSAProvider.get_rsa_key_pair(*rsa_keys()))
    config = CosConfig(**proxied.settings)
    client = CosEncryptionClient(config, provider, retry=0)
    data = os.urandom(100_000)
    client.put_object(Bucket=bucket, Key="k", Body=data)
    assert body(CosS3Client(config, retry=0).get_object(Bucket=bucket, Key="k")) != data
    target = tmp_path / "target"
    client.get_object(Bucket=bucket, Key="k")["Body"].get_stream_to_file(str(target))
    assert target.read_bytes() == data


def rsa_keys() -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return public, private


def test_rows_of_csv_and_json(entrance: Entrance, bucket: str) -> None:
    client = entrance.client
    client.put_object(Bucket=bucket, Key="people.csv", Body=b"name,age\nann,31\nbob,29\ncid,44\n")
    csv = {"CompressionType": "NONE", "CSV": {"FileHeaderInfo": "USE", "RecordDelimiter": "\n"}}
    query = {"Expression": "Select s.name from COSObject s where cast(s.age as int) > 30"}
    answer = client.select_object_content(
        Bucket=bucket, Key="people.csv", ExpressionType="SQL", InputSerialization=csv,
        OutputSerialization={"CSV": {"RecordDelimiter": "\n"}}, RequestProgress={"Enabled": "FALSE"}, **query,
    )  # fmt: skip
    events = list(answer["Payload"])
    rows = b"".join(event["Records"]["Payload"] for event in events if "Records" in event)
    assert rows == b"ann\ncid\n"
    assert [name for event in events[-2:] for name in event] == ["Stats", "End"]
    client.put_object(Bucket=bucket, Key="people.json", Body=b'{"name": "ann"}\n{"name": "bob"}\n')
    answer = client.select_object_content(
        Bucket=bucket, Key="people.json", Expression="Select * from COSObject s limit 1",
        ExpressionType="SQL", InputSerialization={"CompressionType": "NONE", "JSON": {"Type": "LINES"}},
        OutputSerialization={"JSON": {"RecordDelimiter": "\n"}},
    )  # fmt: skip
    target = answer["Payload"].get_select_result()
    assert target == b'{"name":"ann"}\n'


def test_an_archived_version_is_restored(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    client.put_bucket_versioning(Bucket=bucket, Status="Enabled")
    first = client.put_object(Bucket=bucket, Key="k", Body=b"x", StorageClass="ARCHIVE")["x-cos-version-id"]
    client.put_object(Bucket=bucket, Key="k", Body=b"y")
    wanted = {"Days": 1, "CASJobParameters": {"Tier": "Expedited"}}
    client.restore_object(Bucket=bucket, Key="k", RestoreRequest=wanted, VersionId=first)
    head = client.head_object(Bucket=bucket, Key="k", VersionId=first)
    assert 'ongoing-request="true"' in head["x-cos-restore"]


@pytest.mark.parametrize("retry", [0, 1])
def test_a_bucket_whose_keys_are_faults(proxied: Entrance, retry: int) -> None:
    """As the client's own tests of its attempts use such a bucket of Tencent's."""
    name = "faults-1250000000"
    with Emulator(fault_buckets=[name]) as faulty:
        proxies = {"http": faulty.endpoint, "https": faulty.endpoint}
        client = proxied.client_with(retry=retry, Proxies=proxies, VerifySSL=faulty.ca_file, Timeout=5)
        assert code_of(client.get_object, Bucket=name, Key="403r")[0] == 403
        if retry:
            for key in ("500", "503r", "shutdown"):
                client.put_object(Bucket=name, Key=key, Body=b"x")
            assert client.get_retry_exe_times() == 3
        else:
            assert code_of(client.put_object, Bucket=name, Key="500r", Body=b"x")[0] == 500
            with pytest.raises(CosClientError):
                client.put_object(Bucket=name, Key="shutdown", Body=b"x")
