"""Regions, endpoints and bucket names: what is accepted, and what is said about the rest."""

from __future__ import annotations

import pytest

from pycos import InvalidArgument
from pycos.endpoints import check_bucket, region_hint, resolve


def test_a_region_is_its_https_host() -> None:
    where = resolve("ap-guangzhou")
    assert where.url == "https://cos.ap-guangzhou.myqcloud.com"
    assert where.service_url == "https://service.cos.myqcloud.com"
    assert where.address == "virtual-host"
    assert where.object_url("b-1250000000", "k") == "https://b-1250000000.cos.ap-guangzhou.myqcloud.com/k"


@pytest.mark.parametrize(
    "region", ["ap-beijing-1", "na-siliconvalley", "eu-frankfurt", "ap-shenzhen-fsi", "xx-newplace"]
)
def test_a_region_nobody_has_heard_of_yet_is_accepted(region: str) -> None:
    assert region in resolve(region).url


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("guangzhou", "does not look like a region"),
        ("AP-GUANGZHOU", "does not look like a region"),
        ("ap_guangzhou", "does not look like a region"),
        ("", "does not look like a region"),
        ("ap-guangzhou ", "does not look like a region"),
        ("cos.ap-guangzhou.myqcloud.com", "endpoint="),
        ("https://x", "endpoint="),
        ("cosgz", "ap-guangzhou"),
        ("sh", "ap-shanghai"),
    ],
)
def test_a_wrong_region_is_refused_with_the_reason(region: str, said: str) -> None:
    with pytest.raises(InvalidArgument, match=said):
        resolve(region)


def test_neither_region_nor_endpoint_is_refused_and_names_the_variables() -> None:
    with pytest.raises(InvalidArgument, match=r"COS_REGION.*COS_ENDPOINT"):
        resolve()


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("localhost:9000", "https://localhost:9000"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://localhost:9000/", "http://localhost:9000"),
        ("https://cos.accelerate.myqcloud.com", "https://cos.accelerate.myqcloud.com"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_plain_http_is_used_only_when_the_endpoint_says_so(endpoint: str, url: str) -> None:
    assert resolve(endpoint=endpoint).url == url


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9000", "http://[::1]:80", "192.168.1.2"])
def test_an_ip_address_means_path_style(endpoint: str) -> None:
    assert resolve(endpoint=endpoint).address == "path"
    with pytest.raises(InvalidArgument, match="IP address"):
        resolve(endpoint=endpoint, address="virtual-host")


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("ftp://host", "scheme"),
        ("https://", "no host"),
        ("https://host/path", "path"),
        ("https://host?x=1", "path"),
        ("https://user:secret@host", "credentials"),
        ("https://host name", "not a host name"),
        ("https://host\r\nX: y", "not a host name"),
        ("https://host:99999", "99999 is not a port"),
        ("https://host:0", "0 is not a port"),
    ],
)
def test_a_wrong_endpoint_is_refused_with_the_reason(endpoint: str, said: str) -> None:
    with pytest.raises(InvalidArgument, match=said) as caught:
        resolve(endpoint=endpoint)
    assert "secret" not in str(caught.value)


def test_an_unknown_address_style_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="virtual-host"):
        resolve("ap-beijing", address="magic")  # type: ignore[arg-type]


def test_the_region_is_read_from_an_official_host() -> None:
    where = resolve(endpoint="https://cos.ap-beijing.tencentcos.cn")
    assert where.region == "ap-beijing"
    assert where.service_url == "https://service.cos.myqcloud.com"


def test_object_urls_follow_the_address_style() -> None:
    assert resolve(endpoint="http://127.0.0.1:1").object_url("b-1", "k") == "http://127.0.0.1:1/b-1/k"
    assert resolve(endpoint="https://img.example.com", address="cname").object_url("b-1", "k") == (
        "https://img.example.com/k"
    )


def test_a_copy_source_begins_with_the_buckets_own_host() -> None:
    assert resolve("ap-beijing").copy_source_host("b-1") == "b-1.cos.ap-beijing.myqcloud.com"
    cname = resolve("ap-beijing", "https://img.example.com", address="cname")
    assert cname.copy_source_host("b-1") == "b-1.cos.ap-beijing.myqcloud.com"


@pytest.mark.parametrize("name", ["a-1250000000", "photos-1250000000", "a-b-c-1", "0-1250000000"])
def test_a_bucket_name_with_appid_is_accepted(name: str) -> None:
    check_bucket(name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is empty"),
        ("photos", "-APPID"),
        ("Photos-1250000000", "uppercase"),
        ("my_photos-1250000000", "'_'"),
        ("pho.tos-1250000000", "'.'"),
        ("照片-1250000000", "照"),
        ("-photos-1250000000", "begins with -"),
        ("x" * 60 + "-1250000000", "longer than 63"),
        ("cos://photos-1250000000", "give the name alone"),
        ("photos-1250000000/", "'/'"),
        ("photos-1250000000\r\n", r"\\r"),
    ],
)
def test_a_wrong_bucket_name_is_refused_with_the_reason(name: str, said: str) -> None:
    with pytest.raises(InvalidArgument, match=said):
        check_bucket(name)


def test_a_region_that_cannot_be_found_gets_a_suggestion() -> None:
    assert "ap-guangzhou" in region_hint("ap-guangzou")
    assert region_hint("ap-guangzhou") == ""
    assert region_hint(None) == ""
