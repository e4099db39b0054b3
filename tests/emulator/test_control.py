"""The control interface: who may use it, the journal, reset."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest
from cos_requests import Cos, new_bucket_name

from pycos.emulator import ControlError, Emulator

SEEDED = "seeded-1250000000"


@pytest.fixture
def own() -> Iterator[Emulator]:
    """A server of this test alone, since these tests look at everything."""
    with Emulator(https=False, buckets=[f"{SEEDED}@ap-beijing"]) as running:
        yield running


def ask(server: Emulator, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    try:
        return response.status, response.read()
    finally:
        connection.close()


def test_health_needs_no_token(server: Emulator) -> None:
    assert ask(server, "GET", "/_emulator/health", {}) == (200, b'{"status": "ok"}')


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "reset"), ("GET", "requests"), ("GET", "faults"), ("POST", "faults"), ("DELETE", "faults")],
)
@pytest.mark.parametrize("token", ["", "Bearer wrong", "Bearer "])
def test_everything_else_needs_the_token(server: Emulator, method: str, path: str, token: str) -> None:
    assert ask(server, method, f"/_emulator/{path}", {"Authorization": token})[0] == 403


def test_a_web_page_is_refused_even_with_the_token(server: Emulator) -> None:
    headers = {"Authorization": f"Bearer {server.control_token}", "Origin": "http://localhost"}
    assert ask(server, "GET", "/_emulator/requests", headers)[0] == 403


def test_a_foreign_host_name_does_not_reach_the_control_interface(server: Emulator) -> None:
    headers = {"Authorization": f"Bearer {server.control_token}", "Host": "rebound.example"}
    status, body = ask(server, "GET", "/_emulator/requests", headers)
    assert status >= 400
    assert b"counters" not in body


def test_an_object_may_be_called_like_the_control_interface(cos: Cos) -> None:
    cos.put("_emulator/health", b"data")
    for host in (cos.host, f"{cos.bucket}.localhost:{cos.server.port}"):
        assert cos.request("GET", "_emulator/health", host=host).body == b"data"


def test_the_journal_tells_what_was_asked(own: Emulator) -> None:
    cos = Cos(own, SEEDED)
    host = f"{SEEDED}.cos.ap-beijing.myqcloud.com"
    cos.request("PUT", "dir/k", body=b"12345", host=host)
    cos.request("GET", "nope", host=host, headers={"x-cos-sdk-retry": "true"})
    put, get = own.requests()
    assert (put["operation"], put["bucket"], put["key"]) == ("PutObject", SEEDED, "dir/k")
    assert (put["status"], put["received"], put["retry"]) == (200, 5, False)
    assert (get["status"], get["code"], get["retry"]) == (404, "NoSuchKey", True)
    assert own.counters() == {"PutObject": {"200": 1}, "GetObject": {"404": 1}}
    assert [entry["operation"] for entry in own.requests("GetObject")] == ["GetObject"]
    own.clear_requests()
    assert own.requests() == []
    assert own.counters() == {}


def test_the_journal_holds_no_secrets(own: Emulator) -> None:
    Cos(own, SEEDED).request("GET", "k")
    text = json.dumps(own.requests())
    assert own.secret_key not in text
    assert "q-signature" not in text


def test_reset_forgets_everything_but_the_buckets_of_the_start(own: Emulator) -> None:
    cos = Cos(own, new_bucket_name())
    cos.request("PUT")
    cos.put("k", b"x" * 50_000)
    cos.start_upload("k")
    own.add_fault("latency", seconds=0)
    own.reset()
    assert (own.requests(), own.faults()) == ([], [])
    assert cos.request("GET").code == "NoSuchBucket"
    assert cos.request("GET", host="cos.ap-beijing.myqcloud.com").texts("Buckets/Bucket/Name") == [SEEDED]
    assert cos.request("PUT").status == 200
    assert cos.get("k").status == 404


def test_an_unknown_resource_is_refused(server: Emulator) -> None:
    with pytest.raises(ControlError, match="405"):
        server.control("GET", "nonsense")
