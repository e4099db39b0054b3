"""The configurations of buckets as Tencent's own Python client, unmodified, sets and reads them."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import pytest
import trustme
from entrances import ACCOUNT, REGION, code_of
from PIL import Image


@dataclass(frozen=True)
class Case:
    """One configuration: what is given to the client, what it gives back, how it says that there is none."""

    name: str
    argument: str
    value: Any
    absent: str
    answer: Any = None

    def put(self, client: Any, bucket: str) -> None:
        getattr(client, f"put_bucket_{self.name}")(Bucket=bucket, **{self.argument: self.value})

    def get(self, client: Any, bucket: str) -> Any:
        return getattr(client, f"get_bucket_{self.name}")(Bucket=bucket)

    def delete(self, client: Any, bucket: str) -> None:
        getattr(client, f"delete_bucket_{self.name}")(Bucket=bucket)


CASES = [
    Case(
        "cors",
        "CORSConfiguration",
        {
            "CORSRule": [
                {
                    "ID": "1234",
                    "AllowedOrigin": ["http://www.a.example"],
                    "AllowedMethod": ["GET", "PUT"],
                    "AllowedHeader": ["x-cos-meta-test"],
                    "ExposeHeader": ["x-cos-meta-test1"],
                    "MaxAgeSeconds": "500",
                }
            ]
        },
        "NoSuchCORSConfiguration",
    ),
    Case(
        "lifecycle",
        "LifecycleConfiguration",
        {
            "Rule": [
                {
                    "ID": "rule",
                    "Status": "Enabled",
                    "Filter": {"Prefix": "log/"},
                    "Transition": [{"Days": "30", "StorageClass": "STANDARD_IA"}],
                }
            ]
        },
        "NoSuchLifecycleConfiguration",
    ),
    Case(
        "website",
        "WebsiteConfiguration",
        {
            "IndexDocument": {"Suffix": "index.html"},
            "ErrorDocument": {"Key": "error.html"},
            "RedirectAllRequestsTo": {"Protocol": "https"},
            "RoutingRules": [
                {
                    "Condition": {"KeyPrefixEquals": "old/"},
                    "Redirect": {
                        "HttpRedirectCode": "302",
                        "ReplaceKeyPrefixWith": "new/",
                        "URLRedirect": "Enabled",
                    },
                }
            ],
        },
        "NoSuchWebsiteConfiguration",
    ),
    Case(
        "domain",
        "DomainConfiguration",
        {
            "DomainRule": [
                {"Name": "c.a.example", "Type": "REST", "Status": "ENABLED", "ForcedReplacement": "CNAME"}
            ]
        },
        "DomainConfigNotFoundError",
    ),
    Case(
        "origin",
        "OriginConfiguration",
        {
            "OriginRule": [
                {"OriginType": "Mirror", "OriginInfo": {"HostInfo": {"HostName": "o.example"}}},
            ]
        },
        "NoSuchOriginConfiguration",
    ),
    Case(
        "tagging",
        "Tagging",
        {"TagSet": {"Tag": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}},
        "NoSuchTagSet",
    ),
    Case(
        "encryption",
        "ServerSideEncryptionConfiguration",
        {"Rule": [{"ApplySideEncryptionConfiguration": {"SSEAlgorithm": "AES256"}}]},
        "NoSuchEncryptionConfiguration",
        {"Rule": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_configuration_is_set_read_and_deleted(client: Any, bucket: str, case: Case) -> None:
    assert code_of(case.get, client, bucket) == (404, case.absent)
    case.put(client, bucket)
    answer = case.get(client, bucket)
    verification = answer.pop("x-cos-domain-txt-verification", None)
    assert (verification is not None) == (case.name == "domain")
    assert answer == (case.answer or case.value)
    case.delete(client, bucket)
    assert code_of(case.get, client, bucket) == (404, case.absent)


def test_versioning(client: Any, bucket: str) -> None:
    for status in ("Enabled", "Suspended"):
        client.put_bucket_versioning(Bucket=bucket, Status=status)
        assert client.get_bucket_versioning(Bucket=bucket) == {"Status": status}


def test_replication_needs_versioning(client: Any, bucket: str) -> None:
    rule = {
        "ID": "1",
        "Status": "Enabled",
        "Prefix": "p",
        "Destination": {"Bucket": "qcs::cos:ap-beijing::other-1250000000", "StorageClass": "STANDARD"},
    }
    wanted = {"Role": ACCOUNT, "Rule": [rule]}
    arguments = {"Bucket": bucket, "ReplicationConfiguration": wanted}
    assert code_of(client.put_bucket_replication, **arguments) == (409, "InvalidBucketState")
    client.put_bucket_versioning(Bucket=bucket, Status="Enabled")
    client.put_bucket_replication(**arguments)
    assert client.get_bucket_replication(Bucket=bucket) == wanted
    client.delete_bucket_replication(Bucket=bucket)
    assert code_of(client.get_bucket_replication, Bucket=bucket)[1] == "ReplicationConfigurationNotFoundError"


def test_logging(client: Any, bucket: str) -> None:
    assert client.get_bucket_logging(Bucket=bucket) == {"BucketLoggingStatus": None}
    wanted = {"LoggingEnabled": {"TargetBucket": bucket, "TargetPrefix": "logs/"}}
    client.put_bucket_logging(Bucket=bucket, BucketLoggingStatus=wanted)
    assert client.get_bucket_logging(Bucket=bucket) == wanted
    client.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})
    assert client.get_bucket_logging(Bucket=bucket) == {"BucketLoggingStatus": None}


def test_policy(client: Any, bucket: str) -> None:
    assert code_of(client.get_bucket_policy, Bucket=bucket) == (404, "NoSuchBucketPolicy")
    statement = {"Effect": "allow", "Principal": {"qcs": [ACCOUNT]}, "Action": ["*"], "Resource": ["*"]}
    policy = {"Statement": [statement], "version": "2.0"}
    client.put_bucket_policy(Bucket=bucket, Policy=policy)
    answer = json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"])
    assert answer == {"Statement": [statement], "Version": "2.0"}
    client.delete_bucket_policy(Bucket=bucket)
    assert code_of(client.get_bucket_policy, Bucket=bucket) == (404, "NoSuchBucketPolicy")


def test_referer(client: Any, bucket: str) -> None:
    assert client.get_bucket_referer(Bucket=bucket) == {"RefererConfiguration": None}
    wanted = {
        "Status": "Enabled",
        "RefererType": "White-List",
        "EmptyReferConfiguration": "Allow",
        "DomainList": {"Domain": ["*.a.example", "*.b.example"]},
    }
    client.put_bucket_referer(Bucket=bucket, RefererConfiguration=wanted)
    assert client.get_bucket_referer(Bucket=bucket) == wanted
    client.delete_bucket_referer(Bucket=bucket)
    assert client.get_bucket_referer(Bucket=bucket) == {"RefererConfiguration": None}


def inventory(bucket: str) -> dict[str, Any]:
    return {
        "Destination": {
            "COSBucketDestination": {
                "AccountId": "100000000001",
                "Bucket": f"qcs::cos:{REGION}::{bucket}",
                "Format": "CSV",
                "Prefix": "list1",
                "Encryption": {"SSECOS": None},
            }
        },
        "IsEnabled": "true",
        "Filter": {"Prefix": "filterPrefix"},
        "IncludedObjectVersions": "All",
        "OptionalFields": {"Field": ["Size", "ETag"]},
        "Schedule": {"Frequency": "Daily"},
    }


def test_inventories(client: Any, bucket: str) -> None:
    missing = (404, "InventoryConfigurationNotFoundError")
    assert code_of(client.get_bucket_inventory, Bucket=bucket, Id="one") == missing
    client.put_bucket_inventory(Bucket=bucket, Id="one", InventoryConfiguration=inventory(bucket))
    client.post_bucket_inventory(Bucket=bucket, Id="two", InventoryConfiguration=inventory(bucket))
    assert client.get_bucket_inventory(Bucket=bucket, Id="one") == {**inventory(bucket), "Id": "one"}
    listed = client.list_bucket_inventory_configurations(Bucket=bucket)
    assert [entry["Id"] for entry in listed["InventoryConfiguration"]] == ["one", "two"]
    assert listed["IsTruncated"] == "false"
    for identity in ("one", "two"):
        client.delete_bucket_inventory(Bucket=bucket, Id=identity)
    assert "InventoryConfiguration" not in client.list_bucket_inventory_configurations(Bucket=bucket)


def test_intelligent_tiering(client: Any, bucket: str) -> None:
    unset = {"IntelligentTieringConfiguration": None}
    assert client.get_bucket_intelligenttiering(Bucket=bucket) == unset
    wanted = {"Status": "Enabled", "Transition": {"Days": "30", "RequestFrequent": "1"}}
    client.put_bucket_intelligenttiering(Bucket=bucket, IntelligentTieringConfiguration=wanted)
    assert client.get_bucket_intelligenttiering(Bucket=bucket) == wanted
    rule = {"Id": "one", "Status": "Enabled", "Tiering": {"AccessTier": "INFREQUENT", "Days": "30"}}
    client.put_bucket_intelligenttiering_v2(Bucket=bucket, IntelligentTieringConfiguration=rule, Id="one")
    assert client.get_bucket_intelligenttiering_v2(Bucket=bucket, Id="one") == rule
    listed = client.list_bucket_intelligenttiering_configurations(Bucket=bucket)
    assert listed["IntelligentTieringConfiguration"] == rule


def test_object_lock(client: Any, bucket: str) -> None:
    missing = (404, "NoSuchObjectLockConfiguration")
    assert code_of(client.get_bucket_object_lock, Bucket=bucket) == missing
    client.put_bucket_object_lock(Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
    assert client.get_bucket_object_lock(Bucket=bucket) == {"ObjectLockEnabled": "Enabled"}


def test_the_parameters_that_may_shape_an_answer(client: Any, bucket: str) -> None:
    unset = {"ResponseControlConfiguration": None}
    assert client.get_bucket_response_control(Bucket=bucket) == unset
    wanted = {"ControlParamList": {"Param": ["response-content-type", "response-expires"]}}
    client.put_bucket_response_control(Bucket=bucket, ResponseControlConfiguration=wanted)
    assert client.get_bucket_response_control(Bucket=bucket) == wanted
    wrong = {"ControlParamList": {"Param": ["response-anything"]}}
    refused = code_of(client.put_bucket_response_control, Bucket=bucket, ResponseControlConfiguration=wrong)
    assert refused == (400, "MalformedXML")
    client.delete_bucket_response_control(Bucket=bucket)
    assert client.get_bucket_response_control(Bucket=bucket) == unset


def test_the_certificate_of_a_domain(client: Any, bucket: str) -> None:
    name = f"{bucket}.example"
    rule = {"Status": "ENABLED", "Name": name, "Type": "REST"}
    client.put_bucket_domain(Bucket=bucket, DomainConfiguration={"DomainRule": [rule]})
    issued = trustme.CA().issue_cert(name)
    own = {
        "Cert": issued.cert_chain_pems[0].bytes().decode(),
        "PrivateKey": issued.private_key_pem.bytes().decode(),
    }
    certificate = {
        "CertificateInfo": {"CertType": "CustomCert", "CustomCert": own},
        "DomainList": {"DomainName": [name]},
    }
    arguments = {"Bucket": bucket, "DomainName": name}
    assert code_of(client.get_bucket_domain_certificate, **arguments)[0] == 404
    client.put_bucket_domain_certificate(Bucket=bucket, DomainCertificateConfiguration=certificate)
    assert client.get_bucket_domain_certificate(**arguments)["Status"] == "Enabled"
    client.delete_bucket_domain_certificate(**arguments)
    assert code_of(client.get_bucket_domain_certificate, **arguments)[0] == 404


def test_everything_a_bucket_has_is_asked_for_at_once(client: Any, bucket: str) -> None:
    tags = {"TagSet": {"Tag": [{"Key": "a", "Value": "1"}]}}
    client.put_bucket_tagging(Bucket=bucket, Tagging=tags)
    meta = client.get_bucket_meta(Bucket=bucket)
    assert meta["Tagging"] == tags
    assert (meta["Location"], meta["CORS"], meta["Website"]) == (REGION, None, None)


def test_acl_of_buckets_and_objects(client: Any, bucket: str) -> None:
    client.put_bucket_acl(Bucket=bucket, ACL="public-read", GrantWrite=f'id="{ACCOUNT}"')
    assert client.get_bucket_acl(Bucket=bucket)["CannedACL"] == "public-read"
    owner = {"ID": ACCOUNT, "DisplayName": ACCOUNT}
    grant = {
        "Grantee": {"@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                    "@xsi:type": "CanonicalUser", "DisplayName": ACCOUNT, "ID": ACCOUNT},
        "Permission": "READ",
    }  # fmt: skip
    policy = {"Owner": owner, "AccessControlList": {"Grant": [grant]}}
    client.put_object(Bucket=bucket, Key="k", Body=b"x")
    assert client.get_object_acl(Bucket=bucket, Key="k")["CannedACL"] == "default"
    client.put_object_acl(Bucket=bucket, Key="k", AccessControlPolicy=policy)
    answer = client.get_object_acl(Bucket=bucket, Key="k")
    assert answer["CannedACL"] == "private"
    assert answer["AccessControlList"]["Grant"] == [
        {"Grantee": {"Type": "CanonicalUser", "ID": ACCOUNT, "DisplayName": ACCOUNT}, "Permission": "READ"}
    ]


def test_tags_of_objects(client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging="a=1")
    assert client.get_object_tagging(Bucket=bucket, Key="k")["TagSet"]["Tag"] == [{"Key": "a", "Value": "1"}]
    tags = {"TagSet": {"Tag": [{"Key": "b", "Value": "2"}, {"Key": "c", "Value": "3"}]}}
    client.put_object_tagging(Bucket=bucket, Key="k", Tagging=tags)
    assert client.get_object_tagging(Bucket=bucket, Key="k") == tags
    assert client.head_object(Bucket=bucket, Key="k")["x-cos-tagging-count"] == "2"
    client.delete_object_tagging(Bucket=bucket, Key="k")
    assert client.get_object_tagging(Bucket=bucket, Key="k") == {"TagSet": None}


def test_archived_objects(client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="k", Body=b"x", StorageClass="ARCHIVE")
    assert code_of(client.get_object, Bucket=bucket, Key="k") == (403, "InvalidObjectState")
    wanted = {"Days": 1, "CASJobParameters": {"Tier": "Expedited"}}
    client.restore_object(Bucket=bucket, Key="k", RestoreRequest=wanted)
    again = code_of(client.restore_object, Bucket=bucket, Key="k", RestoreRequest=wanted)
    assert again == (409, "RestoreAlreadyInProgress")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return out.getvalue()


def test_processing_of_images(client: Any, bucket: str) -> None:
    rules = json.dumps(
        {"is_pic_info": 1, "rules": [{"fileid": "b.png", "rule": "imageView2/2/w/20/format/png"}]}
    )
    _, made = client.ci_put_object(Bucket=bucket, Key="a.jpg", Body=picture(), PicOperations=rules)
    assert made["ProcessResults"]["Object"]["Key"] == "b.png"
    _, made = client.ci_image_process(Bucket=bucket, Key="a.jpg", PicOperations=rules)
    got = client.get_object(Bucket=bucket, Key="b.png")["Body"].get_raw_stream().read()
    assert Image.open(io.BytesIO(got)).format == "PNG"


def test_moderation_and_media(client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="v.mp4", Body=b"video")
    made = client.ci_auditing_video_submit(Bucket=bucket, Key="v.mp4", DetectType=1 | 8)
    states = [made["JobsDetail"]["State"]]
    for _ in range(2):
        job = made["JobsDetail"]["JobId"]
        states.append(client.ci_auditing_video_query(Bucket=bucket, JobID=job)["JobsDetail"]["State"])
    assert states == ["Submitted", "Auditing", "Success"]
    info = client.ci_process(Bucket=bucket, Key="v.mp4", CiProcess="videoinfo")
    assert info["MediaInfo"]["Format"]["Size"] == "5"
    found = client.ci_get_media_bucket(BucketNames=bucket)
    assert found["TotalCount"] == "1"
