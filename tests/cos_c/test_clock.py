"""Signing with the server's clock when this machine's is wrong."""

from __future__ import annotations

import time
import urllib.request
from urllib.parse import parse_qsl, urlsplit

import pytest

import cos_c


@pytest.fixture
def settings(emulator):
    return {
        "endpoint": f"http://127.0.0.1:{emulator.port}",
        "secret_id": emulator.secret_id,
        "secret_key": emulator.secret_key,
        "address": "path",
    }


@pytest.mark.parametrize("offset", [-30, 0, 30])
def test_a_request_signed_by_a_corrected_clock_is_accepted(settings, bucket, offset):
    with cos_c.Call(cos_c.Settings(**settings, clock_offset=offset)) as call:
        reply = call.execute("PUT", bucket=bucket.name, key="a b/c", headers=[("x-cos-meta-a", "b c")])
    assert reply.status.code == 200, reply.status


@pytest.mark.parametrize("offset", [-30, 30, -86400])
def test_a_presigned_url_starts_by_the_corrected_clock(settings, bucket, offset):
    with cos_c.Call(cos_c.Settings(**settings, clock_offset=offset)) as call:
        url = call.presign("GET", bucket=bucket.name, key="k", expires=60)
    start, end = (int(part) for part in dict(parse_qsl(urlsplit(url).query))["q-sign-time"].split(";"))
    assert abs(start - (time.time() + offset)) < 20
    assert end - start == 60


def test_a_url_presigned_by_a_corrected_clock_is_accepted(settings, bucket):
    bucket.put("a/b c", b"seen")
    with cos_c.Call(cos_c.Settings(**settings, clock_offset=-30)) as call:
        url = call.presign(
            "GET", bucket=bucket.name, key="a/b c", params=[("response-expires", "0")], expires=900
        )
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert answer.read() == b"seen"
