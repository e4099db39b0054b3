"""Whatever a request holds, it is answered, and never with 500: that is kept for faults."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import pytest
from cos_requests import signature
from hostile_requests import HOST, request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_process import SECRET_ID, SECRET_KEY, InProcess, answers, in_process

from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.routing import ROUTES
from pycos.emulator.s3.chunked import ChunkSigner


def send(server: InProcess, method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    text = signature(SECRET_ID, SECRET_KEY, method, path.partition("?")[0], [], [("host", HOST)])
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: {text}\r\n{headers}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return server.exchange(head.encode() + body)


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "versioned"])
def world(request: pytest.FixtureRequest) -> Iterator[tuple[InProcess, list[bytes]]]:
    """A server with something of everything, and the ids it gave out."""
    with in_process() as server:
        known = [b"null", b"1"]
        if request.param:
            send(
                server,
                "PUT",
                "/?versioning",
                b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
            )
        known += re.findall(rb"x-cos-version-id: (\S+)", send(server, "PUT", "/k", b"data,1\n2,3\n"))
        send(server, "PUT", "/archived", b"data", "x-cos-storage-class: ARCHIVE\r\n")
        send(server, "POST", "/appended?append&position=0", b"data")
        known += re.findall(rb"<UploadId>(.+?)</UploadId>", send(server, "POST", "/k?uploads"))
        assert server.errors == []
        yield server, known


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0].value} {route[1]} {route[2]}".strip())
@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_an_operation_answers_whatever_it_is_given(
    world: tuple[InProcess, list[bytes]], route: tuple[Target, str, str], chance: object
) -> None:
    server, known = world
    data = request(chance, route, known)  # type: ignore[arg-type]
    received = server.exchange(data)
    assert server.errors == []
    for status in answers(received, [route[1]]):
        assert status != 500, received


CUSTOMER = "x-cos-server-side-encryption-customer-"
CUSTOMER_KEY = base64.b64encode(b"k" * 32).decode()


@pytest.mark.parametrize(
    "headers",
    [
        f"{CUSTOMER}algorithm: AES256\r\n{CUSTOMER}key: {CUSTOMER_KEY}\r\n{CUSTOMER}key-MD5: \xff\r\n",
        "If-Modified-Since: Tue, 14 Nov 99999 22:13:20 GMT\r\n",
        "x-cos-copy-source: b-1250000000.cos.ap-guangzhou.myqcloud.com/\xff\r\n",
    ],
)
def test_what_once_was_an_internal_error_is_none(headers: str) -> None:
    with in_process() as server:
        send(server, "PUT", "/k", b"data")
        for method in ("PUT", "GET"):
            text = signature(SECRET_ID, SECRET_KEY, method, "/k", [], [("host", HOST)])
            head = f"{method} /k HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: {text}\r\n{headers}\r\n"
            assert answers(server.exchange(head.encode("latin-1")), [method]) != [500]
        assert server.errors == []


def test_a_signature_of_trailers_that_is_no_text_does_not_match() -> None:
    signer = object.__new__(ChunkSigner)
    signer._key, signer._place, signer._last = b"key", "place", "0"
    with pytest.raises(ApiError, match="does not match"):
        signer.trailers({}, "\udcff")
