"""With fast ETags no MD5 is made, and clients can see that."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

import fastcrc
import pytest
from cos_requests import Cos, new_bucket_name

from pycos.emulator import Emulator

BODIES = [b"", b"small", b"x" * 16_384, b"y" * 16_385, bytes(range(256)) * 2000]


def tag(body: bytes) -> str:
    return f'"{fastcrc.crc64.xz(body):016x}{len(body):016x}"'


@pytest.fixture(scope="module")
def fast_server() -> Iterator[Emulator]:
    """A server that makes no MD5."""
    with Emulator(https=False, arguments=["--etag", "fast", "--min-part-size", "1024"]) as server:
        yield server


@pytest.fixture
def fast(fast_server: Emulator) -> Cos:
    """A bucket of that server."""
    cos = Cos(fast_server, new_bucket_name())
    assert cos.request("PUT").status == 200
    return cos


@pytest.mark.parametrize("body", BODIES, ids=len)
def test_the_tag_is_made_of_crc_and_size(fast: Cos, body: bytes) -> None:
    assert fast.put("k", body).headers["ETag"] == tag(body)
    answer = fast.get("k")
    assert (answer.headers["ETag"], answer.body) == (tag(body), body)
    assert fast.request("GET").texts("Contents/ETag") == [tag(body)]
    assert fast.get("k", if_none_match=tag(body)).status == 304


@pytest.mark.parametrize("body", BODIES, ids=len)
def test_a_digest_that_is_sent_is_compared(fast: Cos, body: bytes) -> None:
    right = base64.b64encode(hashlib.md5(body).digest()).decode()
    wrong = base64.b64encode(hashlib.md5(body + b"x").digest()).decode()
    assert fast.request("PUT", "k", body=body, headers={"Content-MD5": wrong}).code == "BadDigest"
    assert fast.put("k", body, Content_MD5=right).headers["ETag"] == tag(body)


def test_parts_and_what_is_made_of_them(fast: Cos) -> None:
    first, second = b"1" * 20_000, b"2" * 20_000
    fast.put("source", second)
    upload = fast.start_upload("k")
    etag = fast.put_part("k", upload, 1, first)
    assert etag == tag(first)
    params = {"partNumber": "2", "uploadId": upload}
    copied = fast.request(
        "PUT", "k", params=params, headers={"x-cos-copy-source": f"{fast.host}/source"}
    ).texts("ETag")
    assert copied == [tag(second)]
    assert fast.complete("k", upload, [(1, etag), (2, copied[0])]).status == 200
    answer = fast.get("k")
    assert answer.body == first + second
    assert answer.headers["ETag"].endswith('-2"')


def test_an_object_that_grows_gets_another_tag_each_time(fast: Cos) -> None:
    tags = set()
    for position in (0, 4, 8):
        params = {"append": "", "position": str(position)}
        tags.add(fast.request("POST", "k", params=params, body=b"four").headers["ETag"])
    assert len(tags) == 3
    assert fast.get("k").body == b"four" * 3
