"""Readiness, figures, one bucket anew, the end; and which pages may ask for them."""

from __future__ import annotations

import http.client
import os
import re
from collections.abc import Iterator

import pytest
from cos_requests import Cos, new_bucket_name

from pycos.emulator import ControlError, Emulator

# A name, labels if there are any, and a number.
LINE = re.compile(r'([a-z_]+(?:\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})?) ([0-9.e+-]+)')
TAGGING = b"<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"


@pytest.fixture(scope="module")
def own() -> Iterator[Emulator]:
    with Emulator(arguments=["--min-part-size", "1"]) as running:
        yield running


def ask(server: Emulator, method: str, path: str, **headers: str) -> tuple[int, bytes]:
    given = {"Authorization": f"Bearer {server.control_token}"}
    given |= {name.replace("_", "-"): text for name, text in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request(method, f"/_emulator/{path}", headers=given)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_the_server_is_ready(own: Emulator) -> None:
    assert ask(own, "GET", "ready", Authorization="") == (200, b'{"status": "ready"}')


def figures(server: Emulator) -> dict[str, float]:
    status, body = ask(server, "GET", "metrics")
    assert status == 200
    found = {}
    for line in body.decode().splitlines():
        if not line.startswith("#"):
            matched = re.fullmatch(
                r'([a-z_]+(?:\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})?) ([0-9.e+-]+)', line
            )
            assert matched, line
            found[matched[1].removeprefix("cos_emulator_")] = float(matched[2])
    return found


def test_figures_say_what_was_asked_and_what_is_there(own: Emulator) -> None:
    cos = Cos(own, new_bucket_name())
    cos.request("PUT")
    before = figures(own)
    cos.put("k", b"x" * 50_000)
    assert cos.get("k").status == 200
    assert cos.get("nope").status == 404
    cos.start_upload("m")
    after = figures(own)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown('requests_total{operation="PutObject",status="200"}') == 1
    assert grown('requests_total{operation="GetObject",status="404"}') == 1
    assert grown('received_bytes_total{operation="PutObject",status="200"}') == 50_000
    assert grown('sent_bytes_total{operation="GetObject",status="200"}') == 50_000
    assert grown('request_seconds_count{operation="GetObject"}') == 2
    assert grown('request_seconds_bucket{operation="GetObject",le="+Inf"}') == 2
    assert after[f'objects{{bucket="{cos.bucket}"}}'] == 1
    assert after[f'object_bytes{{bucket="{cos.bucket}"}}'] == 50_000
    assert after[f'uploads{{bucket="{cos.bucket}"}}'] == 1
    assert after["store_bytes"] > 50_000
    assert after["connections"] >= 1


def test_a_histogram_only_grows_from_bound_to_bound(own: Emulator) -> None:
    Cos(own, new_bucket_name()).request("PUT")
    counts = [
        value
        for name, value in figures(own).items()
        if name.startswith('request_seconds_bucket{operation="PutB')
    ]
    assert len(counts) > 10
    assert counts == sorted(counts)


def test_one_bucket_is_made_anew(server: Emulator) -> None:
    cos, other = Cos(server, new_bucket_name()), Cos(server, new_bucket_name())
    cos.request("PUT", headers={"x-cos-acl": "public-read"})
    other.request("PUT")
    cos.put("k", b"x" * 50_000)
    cos.put("small", b"x")
    other.put("k", b"kept")
    upload = cos.start_upload("m")
    cos.put_part("m", upload, 1, b"x" * 50_000)
    cos.request(
        "PUT",
        params={"tagging": ""},
        body=TAGGING,
    )
    server.control("POST", f"reset?bucket={cos.bucket}")
    assert cos.request("GET").texts("Contents/Key") == []
    assert cos.get("small").status == 404
    assert cos.request("GET", params={"uploads": ""}).texts("Upload/Key") == []
    assert cos.request("GET", params={"tagging": ""}).code == "NoSuchTagSet"
    assert cos.request("GET", signed=False).status == 200
    assert other.get("k").body == b"kept"
    assert cos.request("DELETE").status == 204


def test_a_bucket_that_is_not_there_cannot_be_made_anew(own: Emulator) -> None:
    with pytest.raises(ControlError, match="NoSuchBucket"):
        own.control("POST", "reset?bucket=nobody-1250000000")


def test_a_server_can_be_told_to_end() -> None:
    with Emulator(https=False) as server:
        assert server.control("POST", "shutdown") == {"status": "ending"}
        assert os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT).si_status == 0


def test_the_own_page_is_answered_with_the_token(own: Emulator) -> None:
    origin = f"http://127.0.0.1:{own.port}"
    assert ask(own, "DELETE", "requests", Origin=origin, Sec_Fetch_Site="same-origin")[0] == 204
    assert ask(own, "DELETE", "requests", Origin=origin, Authorization="")[0] == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://evil.example",
        "null",
        "",
    ],
)
def test_any_other_page_is_refused_with_the_token(own: Emulator, origin: str) -> None:
    status, body = ask(own, "GET", "requests", Origin=origin.format(port=own.port))
    assert status == 403
    assert b"counters" not in body


def test_a_page_under_a_foreign_name_is_refused_whatever_it_says(own: Emulator) -> None:
    name = f"rebound.example:{own.port}"
    status, body = ask(own, "GET", "requests", Host=name, Origin=f"http://{name}")
    assert status >= 400
    assert b"counters" not in body


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_says_to_be_foreign_is_refused(own: Emulator, site: str) -> None:
    assert ask(own, "GET", "requests", Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors")[0] == 403


def test_answers_are_neither_kept_nor_framed(own: Emulator) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=20)
    connection.request("GET", "/_emulator/health")
    headers = connection.getresponse().headers
    connection.close()
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
