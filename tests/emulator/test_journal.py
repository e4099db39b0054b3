"""Following the journal: filters, cursors, waiting, and what it does not show."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cos_requests import Cos, new_bucket_name

from pycos.emulator import ControlError, Emulator
from pycos.emulator.server import SHUTDOWN_PATIENCE

SECRET = "c2VjcmV0LXRva2VuLXNlY3JldC1rZXktMDEyMzQ1Njc="


@pytest.fixture(scope="module")
def own() -> Iterator[Emulator]:
    with Emulator(https=False) as running:
        yield running


@pytest.fixture
def cos(own: Emulator) -> Cos:
    own.clear_requests()
    made = Cos(own, new_bucket_name())
    made.request("PUT")
    made.put("a/one", b"12345")
    made.request("GET", "a/two")
    made.request("HEAD", "b/three", headers={"x-cos-sdk-retry": "true"})
    return made


def asked(server: Emulator, query: str) -> list[str]:
    found = server.control("GET", f"requests?{query}")["requests"]
    return [f"{entry['method']} {entry['key']} {entry['status']}" for entry in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("operation=PutObject", ["PUT a/one 200"]),
        ("method=HEAD", ["HEAD b/three 404"]),
        ("status=404", ["GET a/two 404", "HEAD b/three 404"]),
        ("status=2xx", ["PUT  200", "PUT a/one 200"]),
        ("key=a/two", ["GET a/two 404"]),
        ("prefix=a/", ["PUT a/one 200", "GET a/two 404"]),
        ("prefix=a/&method=GET", ["GET a/two 404"]),
        ("bucket=nobody", []),
        ("fault=*", []),
        ("limit=1", ["HEAD b/three 404"]),
    ],
)
def test_filters_choose(cos: Cos, query: str, expected: list[str]) -> None:
    assert asked(cos.server, query) == expected


def test_a_fault_can_be_asked_for(cos: Cos) -> None:
    cos.server.add_fault("status", status=500)
    cos.get("a/one")
    assert asked(cos.server, "fault=*") == asked(cos.server, "fault=status") == ["GET a/one 500"]


def test_a_cursor_gives_what_came_after_it(cos: Cos) -> None:
    cursor = cos.server.control("GET", "requests")["cursor"]
    assert asked(cos.server, f"since={cursor}") == []
    cos.get("later")
    assert asked(cos.server, f"since={cursor}") == ["GET later 404"]


def test_a_cursor_outlives_a_clearing(cos: Cos) -> None:
    cursor = cos.server.control("GET", "requests")["cursor"]
    cos.server.clear_requests()
    cos.get("later")
    assert asked(cos.server, f"since={cursor}") == ["GET later 404"]


def test_who_waits_is_answered_at_the_first_match(cos: Cos) -> None:
    found: list[Any] = []
    cursor = cos.server.control("GET", "requests")["cursor"]

    def follow() -> None:
        found.append(cos.server.control("GET", f"requests?since={cursor}&wait=20&method=PUT"))

    reader = threading.Thread(target=follow)
    reader.start()
    cos.get("not this one")
    cos.put("this", b"")
    reader.join(20)
    assert [entry["key"] for entry in found[0]["requests"]] == ["this"]


def test_waiting_ends(cos: Cos) -> None:
    cursor = cos.server.control("GET", "requests")["cursor"]
    assert asked(cos.server, f"since={cursor}&wait=0.1") == []


@pytest.mark.parametrize("query", ["since=x", "wait=x", "wait=61", "wait=-1", "wait=nan", "limit=0"])
def test_what_is_no_number_is_refused(cos: Cos, query: str) -> None:
    with pytest.raises(ControlError, match="InvalidArgument"):
        cos.server.control("GET", f"requests?{query}")


def test_the_server_ends_although_somebody_waits() -> None:
    with Emulator(https=False) as server, socket.create_connection(("127.0.0.1", server.port), 20) as sock:
        head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {server.control_token}\r\n\r\n"
        sock.sendall(f"GET /_emulator/requests?since=0&wait=60 HTTP/1.1\r\n{head}".encode())
        assert server.control("GET", "ready") == {"status": "ready"}
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < SHUTDOWN_PATIENCE  # what cannot be released is cut only then


def test_nothing_secret_is_shown(cos: Cos) -> None:
    headers = {
        "x-cos-security-token": SECRET,
        "x-cos-server-side-encryption-customer-key": SECRET,
        "x-cos-copy-source-server-side-encryption-customer-key": SECRET,
        "Cookie": f"session={SECRET}",
        "Referer": f"http://host/k?q-signature={SECRET}",
        "x-amz-security-token": SECRET,
        "x-cos-meta-shown": "shown",
    }
    cos.request("GET", "k", headers=headers)
    target = cos.presigned("GET", "k", x_cos_security_token=SECRET)
    signature = target.rpartition("q-signature=")[2]
    cos.request("GET", "k", params=dict(item.split("=", 1) for item in target.partition("?")[2].split("&")))
    text = json.dumps(cos.server.requests())
    assert SECRET not in text
    assert signature not in text
    assert cos.server.secret_id not in text
    assert "shown" in text
    assert "(hidden)" in text
