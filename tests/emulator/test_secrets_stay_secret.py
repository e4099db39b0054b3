"""No key, token or signature that came with a request is anywhere afterwards: log, journal, error or file."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from cos_requests import encode, signature

from pycos.emulator.control import _OPEN, _RESOURCES

KEY, TEMPORARY_KEY, TOKEN = "CANARY-permanent-key", "CANARY-temporary-key", "CANARY-session-token/+="
CUSTOMER_KEY = b"CANARY-customer-key-of-32-bytes!"
HOST = "b-1250000000.cos.ap-guangzhou.myqcloud.com"
CUSTOMER = "x-cos-server-side-encryption-customer-"


@dataclass
class Watched:
    """A server that says all it can, and everything that came out of it."""

    port: int
    token: str
    folder: Path
    log: Path
    sent: set[str]
    answers: list[bytes]

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> int:
        """One request; its answer is kept."""
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, target, body, {"Host": HOST, **given})
        answer = connection.getresponse()
        self.answers.append(str(answer.headers).encode() + answer.read())
        connection.close()
        return answer.status

    def signed(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        key: str = KEY,
        secret_id: str = "AKIDOWNER",
        **headers: str,
    ) -> int:
        """A request with a signature over all its headers."""
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        over = [("host", HOST), *((name.lower(), text) for name, text in given.items())]
        text = signature(secret_id, key, method, path.partition("?")[0], [], over)
        self.sent.add(text.rpartition("=")[2])
        return self.ask(method, path, body, Authorization=text, **given)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    log, folder = tmp_path / "log", tmp_path / "data"
    expiry = int(time.time()) + 3600
    command = [
        sys.executable, "-m", "pycos.emulator", "--data", str(folder), "--log", "debug",
        "--bucket", "b-1250000000",
        "--credential", f"AKIDOWNER:{KEY}", "--credential", f"AKIDTEMPORARY:{TEMPORARY_KEY}:{TOKEN}:{expiry}",
        "--no-https", "--until-eof",
    ]  # fmt: skip
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        yield Watched(ready["port"], ready["control_token"], folder, log, set(), [])
        process.terminate()


def customer_headers(key: bytes) -> dict[str, str]:
    return {
        f"{CUSTOMER}algorithm": "AES256",
        f"{CUSTOMER}key": base64.b64encode(key).decode(),
        f"{CUSTOMER}key-MD5": base64.b64encode(hashlib.md5(key).digest()).decode(),
    }


def exercise(server: Watched) -> None:
    """Requests of all kinds that carry secrets, right and wrong."""
    encrypted = customer_headers(CUSTOMER_KEY)
    statuses = [
        server.signed("PUT", "/k", b"data"),
        server.signed("PUT", "/k", b"data", key=f"{KEY}-wrong"),
        server.signed("PUT", "/s", b"data" * 10_000, **encrypted),
        server.signed("GET", "/s", **encrypted),
        server.signed("GET", "/s", **customer_headers(CUSTOMER_KEY[::-1])),
        server.signed("GET", "/s", key="wrong", **encrypted),
        server.signed("GET", "/s"),
        server.signed("PUT", "/copy", x_cos_copy_source=f"{HOST}/s", **encrypted),
        server.signed("POST", "/m?uploads", **encrypted),
    ]
    temporary = {"key": TEMPORARY_KEY, "secret_id": "AKIDTEMPORARY", "x_cos_security_token": TOKEN}
    statuses += [
        server.signed("GET", "/k", **temporary),
        server.signed("GET", "/k", **{**temporary, "key": "wrong"}),
        server.signed("GET", "/k", **{**temporary, "x_cos_security_token": f"{TOKEN}x"}),
    ]
    text = signature(
        "AKIDTEMPORARY", TEMPORARY_KEY, "GET", "/k", [("x-cos-security-token", TOKEN)], [("host", HOST)]
    )
    server.sent.add(text.rpartition("=")[2])
    pairs = "&".join(f"{n}={encode(v)}" for n, _, v in (item.partition("=") for item in text.split("&")))
    statuses += [
        server.ask("GET", f"/k?x-cos-security-token={encode(TOKEN)}&{pairs}"),
        server.ask("GET", f"/none?x-cos-security-token={encode(TOKEN)}&{pairs}"),
        server.ask("GET", f"/k?sign={quote(text, safe='')}&x-cos-security-token={encode(TOKEN)}"),
    ]
    assert {200, 403} <= set(statuses)
    assert 500 not in statuses


def forms(secret: bytes) -> list[bytes]:
    """A secret as it might have been written down."""
    return [
        secret,
        base64.b64encode(secret),
        secret.hex().encode(),
        quote(secret, safe="").encode(),
        secret[::-1],
    ]


def test_nothing_that_was_secret_is_found_anywhere(watched: Watched) -> None:
    exercise(watched)
    for name, method in (*_OPEN, *_RESOURCES):
        if method == "GET" and name not in ("credentials", "server"):  # which are there to show them
            watched.ask(
                "GET", f"/_emulator/{name}", Host="127.0.0.1", Authorization=f"Bearer {watched.token}"
            )
            watched.ask(
                "GET", f"/_emulator/{name}", Host="127.0.0.1", Authorization=f"Bearer {watched.token}x"
            )
    watched.ask("GET", "/_emulator/", Host="127.0.0.1", Authorization=f"Bearer {watched.token}")
    places = {f"answer {number}": data for number, data in enumerate(watched.answers)}
    places["log"] = watched.log.read_bytes()
    places |= {
        str(path.relative_to(watched.folder)): path.read_bytes()
        for path in watched.folder.rglob("*")
        if path.is_file() and path.name not in ("ca.key", "server.json")
    }
    # The line of the start, for whoever may read the folder: nobody but who started the server.
    assert (watched.folder / "server.json").stat().st_mode & 0o077 == 0
    assert places["log"].count(b"GetObject") > 3  # it did say something
    secrets = [KEY.encode(), TEMPORARY_KEY.encode(), TOKEN.encode(), CUSTOMER_KEY, watched.token.encode()]
    secrets += [text.encode() for text in watched.sent]
    for place, data in places.items():
        for secret in secrets:
            assert not any(form in data for form in forms(secret)), (place, secret)
        assert not re.search(rb"CANARY|q-signature=\w", data), place
