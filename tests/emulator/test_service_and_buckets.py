"""The list of buckets, and the life of one."""

from __future__ import annotations

import calendar
import re
import time

import pytest
from cos_requests import REGION, Cos, new_bucket_name

from pycos.emulator import Emulator


def service(cos: Cos, host: str = "service.cos.myqcloud.com", **params: str) -> list[str]:
    named = {name.replace("_", "-"): text for name, text in params.items()}
    answer = cos.request("GET", params=named, host=host)
    assert answer.status == 200
    return answer.texts("Buckets/Bucket/Name")


def test_the_service_lists_buckets_with_place_and_time(cos: Cos) -> None:
    answer = cos.request("GET", host="service.cos.myqcloud.com")
    assert answer.xml.tag == "ListAllMyBucketsResult"
    assert answer.texts("Owner/ID")[0]
    entry = next(e for e in answer.xml.findall("Buckets/Bucket") if e.findtext("Name") == cos.bucket)
    assert entry.findtext("Location") == REGION
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext("CreationDate") or "")


def test_a_regional_host_lists_the_buckets_of_its_region(server: Emulator, cos: Cos) -> None:
    other = Cos(server, new_bucket_name())
    assert other.request("PUT", host=f"{other.bucket}.cos.ap-beijing.myqcloud.com").status == 200
    assert other.bucket in service(cos)
    assert other.bucket not in service(cos, f"cos.{REGION}.myqcloud.com")
    assert other.bucket in service(cos, "cos.ap-beijing.myqcloud.com")
    assert other.bucket in service(cos, region="ap-beijing")


def test_the_list_of_buckets_comes_in_pages_when_asked(cos: Cos) -> None:
    everything = service(cos)
    seen: list[str] = []
    marker = ""
    while True:
        answer = cos.request(
            "GET", host="service.cos.myqcloud.com", params={"max-keys": "1", "marker": marker}
        )
        seen += answer.texts("Buckets/Bucket/Name")
        if answer.texts("IsTruncated") == ["false"]:
            break
        marker = answer.texts("NextMarker")[0]
    assert seen == [name for name in everything if name in seen]
    assert len(seen) >= len(everything)


def test_the_list_of_buckets_can_be_limited_to_a_tag(cos: Cos) -> None:
    body = b"<Tagging><TagSet><Tag><Key>team</Key><Value>%d</Value></Tag></TagSet></Tagging>" % id(cos)
    assert cos.bucket not in service(cos, tagkey="team", tagvalue=str(id(cos)))
    assert cos.request("PUT", params={"tagging": ""}, body=body).status == 204
    assert service(cos, tagkey="team", tagvalue=str(id(cos))) == [cos.bucket]
    assert cos.bucket in service(cos, tagkey="team")
    assert service(cos, tagkey="team", tagvalue="other") == []
    assert service(cos, tagkey="unknown") == []
    assert service(cos, region="ap-beijing", tagkey="team", tagvalue=str(id(cos))) == []


def test_the_list_of_buckets_can_be_limited_to_a_time(cos: Cos) -> None:
    answer = cos.request("GET", host="service.cos.myqcloud.com")
    entry = next(e for e in answer.xml.findall("Buckets/Bucket") if e.findtext("Name") == cos.bucket)
    moment = calendar.timegm(time.strptime(entry.findtext("CreationDate") or "", "%Y-%m-%dT%H:%M:%SZ"))

    def seen(side: str, seconds: int) -> bool:
        return cos.bucket in service(cos, create_time=str(moment + seconds), range=side)

    assert [seen(side, 0) for side in ("lt", "lte", "gt", "gte")] == [False, True, False, True]
    assert [seen(side, 1) for side in ("lt", "lte", "gt", "gte")] == [True, True, False, False]
    assert [seen(side, -1) for side in ("lt", "lte", "gt", "gte")] == [False, False, True, True]


@pytest.mark.parametrize(
    "params",
    [{"tagvalue": "x"}, {"range": "lt"}, {"create-time": "1"}, {"create-time": "1", "range": "eq"},
     {"create-time": "x", "range": "lt"}, {"max-keys": "0"}],
)  # fmt: skip
def test_a_filter_of_buckets_that_is_none_is_refused(cos: Cos, params: dict[str, str]) -> None:
    answer = cos.request("GET", host="service.cos.myqcloud.com", params=params)
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_a_bucket_is_made_seen_and_removed(server: Emulator) -> None:
    cos = Cos(server, new_bucket_name())
    assert cos.request("HEAD").status == 404
    assert cos.request("PUT").status == 200
    head = cos.request("HEAD")
    assert (head.status, head.headers["x-cos-bucket-region"]) == (200, REGION)
    assert cos.request("DELETE").status == 204
    assert cos.request("HEAD").status == 404
    gone = cos.request("DELETE")
    assert (gone.status, gone.code) == (404, "NoSuchBucket")


def test_a_bucket_cannot_be_made_twice(cos: Cos) -> None:
    answer = cos.request("PUT")
    assert (answer.status, answer.code) == (409, "BucketAlreadyExists")


def test_a_bucket_with_objects_or_uploads_cannot_be_removed(cos: Cos) -> None:
    cos.put("k")
    assert cos.request("DELETE").code == "BucketNotEmpty"
    assert cos.request("DELETE", "k").status == 204
    upload = cos.start_upload("k")
    assert cos.request("DELETE").code == "BucketNotEmpty"
    assert cos.request("DELETE", "k", params={"uploadId": upload}).status == 204
    assert cos.request("DELETE").status == 204


def test_a_multi_zone_bucket_says_so(server: Emulator) -> None:
    cos = Cos(server, new_bucket_name())
    body = b"<CreateBucketConfiguration><BucketAZConfig>MAZ</BucketAZConfig></CreateBucketConfiguration>"
    assert cos.request("PUT", body=body).status == 200
    assert cos.request("HEAD").headers["x-cos-bucket-az-type"] == "MAZ"
    other = Cos(server, new_bucket_name())
    answer = other.request("PUT", body=body.replace(b"MAZ", b"ZONE"))
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_the_location_is_the_root_element(cos: Cos) -> None:
    answer = cos.request("GET", params={"location": ""})
    assert (answer.xml.tag, answer.xml.text) == ("LocationConstraint", REGION)


def test_versioning_was_never_set(cos: Cos) -> None:
    answer = cos.request("GET", params={"versioning": ""})
    assert (answer.xml.tag, len(answer.xml)) == ("VersioningConfiguration", 0)


def test_an_acl_set_by_header_is_shown(cos: Cos) -> None:
    read = "AccessControlList/Grant/Permission"
    assert cos.request("GET", params={"acl": ""}).texts(read) == ["FULL_CONTROL"]
    cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read"})
    assert cos.request("GET", params={"acl": ""}).texts(read) == ["FULL_CONTROL", "READ"]


def test_an_acl_that_does_not_exist_is_refused(cos: Cos) -> None:
    answer = cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "everyone"})
    assert (answer.status, answer.code) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    ("method", "key", "name"),
    [("POST", "k", "publish"), ("GET", "k", "imageInspect"), ("PUT", "channel", "stream"),
     ("GET", "", "stream")],
)  # fmt: skip
def test_what_the_server_does_not_know_is_named_in_the_refusal(
    cos: Cos, method: str, key: str, name: str
) -> None:
    answer = cos.request(method, key, params={name: ""})
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert name in answer.texts("Message")[0]


@pytest.mark.parametrize(
    ("method", "key", "name"),
    [("DELETE", "", "location"), ("POST", "k", ""), ("GET", "k", "append")],
)
def test_a_method_that_a_resource_has_not_is_refused(cos: Cos, method: str, key: str, name: str) -> None:
    answer = cos.request(method, key, params={name: ""} if name else {})
    assert (answer.status, answer.code) == (405, "MethodNotAllowed")
