"""boto3: tags, access, encryption, storage classes, versions, queries."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.exceptions import ClientError
from s3_entrances import REGION, Entrance, read, status_and_code

from pycos.emulator import Emulator


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
