"""How a bucket is found: by host, by path, by domain, through a proxy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cos_requests import REGION, Cos, new_bucket_name, parse_raw, raw, signature

from pycos.emulator import Emulator
from pycos.emulator.addressing import Binding, Target, resolve
from pycos.emulator.errors import ApiError

NAME = "photos-1250000000"


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        (f"{NAME}.cos.ap-x.myqcloud.com", "/a/b", (Target.OBJECT, NAME, "a/b", "ap-x")),
        (f"{NAME}.cos.ap-x.tencentcos.cn", "/", (Target.BUCKET, NAME, "", "ap-x")),
        (f"{NAME}.cos-internal.ap-x.tencentcos.cn", "/", (Target.BUCKET, NAME, "", "ap-x")),
        (f"{NAME}.cos.accelerate.myqcloud.com", "/k", (Target.OBJECT, NAME, "k", None)),
        (f"{NAME}.localhost", "/k", (Target.OBJECT, NAME, "k", None)),
        (f"{NAME}.anything.example", "/k", (Target.OBJECT, NAME, "k", None)),
        ("cdn.example", "/k", (Target.OBJECT, NAME, "k", None)),
        ("127.0.0.1", "/", (Target.SERVICE, "", "", None)),
        ("service.cos.myqcloud.com", "/", (Target.SERVICE, "", "", None)),
        ("cos.ap-x.myqcloud.com", "/", (Target.SERVICE, "", "", "ap-x")),
        ("127.0.0.1", f"/{NAME}", (Target.BUCKET, NAME, "", None)),
        ("127.0.0.1", f"/{NAME}/", (Target.BUCKET, NAME, "", None)),
        ("[::1]", f"/{NAME}/a%20b", (Target.OBJECT, NAME, "a b", None)),
        ("localhost", f"/{NAME}//k", (Target.OBJECT, NAME, "/k", None)),
        (f"{NAME}.localhost", "//k", (Target.OBJECT, NAME, "/k", None)),
        (f"{NAME}.localhost", "/a/../b/./c//", (Target.OBJECT, NAME, "a/../b/./c//", None)),
        (f"{NAME}.localhost", "/a%2Fb+c%2B", (Target.OBJECT, NAME, "a/b+c+", None)),
    ],
)
def test_host_and_path_name_a_bucket_a_key_and_a_region(
    host: str, path: str, expected: tuple[Target, str, str, str | None]
) -> None:
    found = resolve(host, path, {"cdn.example": Binding(NAME)}.get)
    assert (found.target, found.bucket, found.key, found.region) == expected


def test_a_key_may_have_850_bytes_and_not_one_more() -> None:
    assert resolve(f"{NAME}.localhost", "/" + "k" * 850, {}).key == "k" * 850
    with pytest.raises(ApiError) as caught:
        resolve(f"{NAME}.localhost", "/" + "%E6%B5%8B" * 283 + "ab", {})
    assert caught.value.code == "KeyTooLong"


def test_every_way_of_naming_the_bucket_reaches_the_same_object(cos: Cos) -> None:
    cos.put("dir/k", b"data")
    port = cos.server.port
    for host in (f"{cos.bucket}.localhost:{port}", f"{cos.bucket}.cos.{REGION}.tencentcos.cn"):
        assert cos.request("GET", "dir/k", host=host).body == b"data"
    path_style = cos.request("GET", f"{cos.bucket}/dir/k", host=f"127.0.0.1:{port}")
    assert path_style.body == b"data"


def test_a_path_style_signature_over_the_key_alone_is_accepted(cos: Cos) -> None:
    cos.put("k", b"data")
    host = f"127.0.0.1:{cos.server.port}"
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/k", [], [("host", host)])
    assert cos.request("GET", f"{cos.bucket}/k", host=host, authorization=text).body == b"data"


def test_a_bucket_of_another_region_is_not_there(cos: Cos) -> None:
    answer = cos.request("GET", "k", host=f"{cos.bucket}.cos.ap-beijing.myqcloud.com")
    assert (answer.status, answer.code) == (404, "NoSuchBucket")


def through_proxy(cos: Cos, target: str, host: str) -> tuple[int, dict[str, str], bytes]:
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/k", [], [("host", cos.host)])
    head = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {text}\r\nConnection: close\r\n\r\n"
    return parse_raw(raw(cos.server, head.encode()))


def test_a_proxy_request_is_answered_for_the_host_in_its_target(cos: Cos) -> None:
    cos.put("k", b"data")
    assert through_proxy(cos, f"http://{cos.host}/k", "ignored.example")[2] == b"data"


@pytest.mark.parametrize("host", ["example.com", "myqcloud.com.evil.example", "evilmyqcloud.com", "10.0.0.1"])
def test_a_proxy_request_for_any_other_host_is_refused(cos: Cos, host: str) -> None:
    status, headers, _ = through_proxy(cos, f"http://{host}/k", host)
    assert (status, headers["connection"]) == (403, "close")


@pytest.mark.parametrize(
    "target", ["example.com:443", "evilmyqcloud.com:443", "10.0.0.1:443", "169.254.0.1:80"]
)
def test_connect_to_any_other_host_is_refused(server: Emulator, target: str) -> None:
    data = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n"
    assert parse_raw(raw(server, data.encode()))[0] == 403


@pytest.fixture(scope="module")
def with_domain() -> Iterator[Emulator]:
    arguments = ["--domain", f"cdn.example={NAME}", "--bucket", f"{NAME}@{REGION}"]
    with Emulator(https=False, arguments=arguments) as running:
        yield running


def test_a_custom_domain_stands_for_its_bucket(with_domain: Emulator) -> None:
    cos = Cos(with_domain, NAME)
    cos.put("k", b"data")
    assert cos.request("GET", "k", host="cdn.example").body == b"data"


def test_a_name_that_is_no_bucket_name_is_refused_on_creation(server: Emulator) -> None:
    cos = Cos(server, new_bucket_name())
    host = f"127.0.0.1:{server.port}"
    for name in ("nodigits", "UPPER-1250000000", "x" * 60 + "-1250"):
        answer = cos.request("PUT", name, host=host)
        assert (answer.status, answer.code) == (400, "InvalidBucketName")


@pytest.mark.parametrize("query", ["versionId", "prefix", "marker", "uploadId", "versions&key-marker"])
def test_a_query_that_is_not_utf_8_is_refused(cos: Cos, query: str) -> None:
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/", (), [("host", cos.host)])
    lines = (
        f"GET /?{query}=%ff HTTP/1.1",
        f"Host: {cos.host}",
        f"Authorization: {text}",
        "Connection: close",
    )
    status, _, body = parse_raw(raw(cos.server, "\r\n".join((*lines, "\r\n")).encode()))
    assert (status, b"<Code>InvalidURI</Code>" in body) == (400, True)
