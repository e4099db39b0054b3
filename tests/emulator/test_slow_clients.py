"""Clients that take their time: nobody holds a thread of the server for ever."""

from __future__ import annotations

import select
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator

import pytest
from cos_requests import Cos, new_bucket_name, parse_raw, signature

from pycos.emulator import Emulator

PATIENCE = 0.5


@pytest.fixture(scope="module")
def impatient() -> Iterator[Emulator]:
    with Emulator(https=True, arguments=["--patience", str(PATIENCE)]) as running:
        yield running


@pytest.fixture
def bucket(impatient: Emulator) -> Cos:
    made = Cos(impatient, new_bucket_name())
    assert made.request("PUT").status == 200
    return made


def dribble(server: Emulator, first: bytes, piece: bytes) -> bytes:
    """Send a beginning, then one piece after another, each well within the time for one; what is answered."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE / 10) as sock:
        sock.sendall(first)
        received = b""
        for _ in range(1000):
            try:
                data = sock.recv(65536)
            except TimeoutError:
                try:
                    sock.sendall(piece)
                except OSError:
                    return received
                continue
            except ConnectionError:
                return received
            if not data:
                return received
            received += data
    raise AssertionError("the server never had enough of it")


def put_head(cos: Cos, framing: str) -> bytes:
    text = signature(cos.server.secret_id, cos.server.secret_key, "PUT", "/k", [], [("host", cos.host)])
    return f"PUT /k HTTP/1.1\r\nHost: {cos.host}\r\nAuthorization: {text}\r\n{framing}\r\n\r\n".encode()


def test_a_head_that_comes_byte_by_byte_is_given_up(bucket: Cos) -> None:
    answer = dribble(bucket.server, b"GET /k HTTP/1.1\r\nHost: x\r\nX: ", b"y")
    status, headers, body = parse_raw(answer)
    assert (status, headers["connection"]) == (400, "close")
    assert b"<Code>RequestTimeout</Code>" in body


@pytest.mark.parametrize(
    ("framing", "first", "piece"),
    [
        ("Content-Length: 100000", b"", b"x"),
        ("Transfer-Encoding: chunked", b"100000\r\n", b"x"),
        ("Transfer-Encoding: chunked", b"", b"1\r\nx\r\n"),
        ("Transfer-Encoding: chunked", b"1;", b"x"),
    ],
)
def test_a_body_that_comes_byte_by_byte_is_given_up(
    bucket: Cos, framing: str, first: bytes, piece: bytes
) -> None:
    status, headers, body = parse_raw(dribble(bucket.server, put_head(bucket, framing) + first, piece))
    assert (status, headers["connection"]) == (400, "close")
    assert b"<Code>UserNetworkTooSlow</Code>" in body or b"<Code>RequestTimeout</Code>" in body
    assert bucket.get("k").status == 404


def test_a_slow_body_is_taken_as_long_as_it_gets_on(bucket: Cos) -> None:
    size = 16_000  # 2 KiB each time: more than the rate asks for
    framing = f"Content-Length: {size}\r\nConnection: close"
    answer = dribble(bucket.server, put_head(bucket, framing), b"x" * 2000)
    assert parse_raw(answer)[0] == 200
    assert len(bucket.get("k").body) == size


@pytest.mark.parametrize("first", [b"", b"GET /k HTT", b"PUT"])
def test_a_silent_client_is_let_go(impatient: Emulator, first: bytes) -> None:
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=20) as sock:
        sock.sendall(first)
        received = b""
        while data := sock.recv(65536):
            received += data
    assert (b"RequestTimeout" in received) == bool(first)


def test_a_silent_client_is_let_go_after_its_tls_handshake(impatient: Emulator) -> None:
    context = ssl.create_default_context(cafile=impatient.ca_file)
    assert impatient.https_port
    with (
        socket.create_connection(("127.0.0.1", impatient.https_port), timeout=20) as sock,
        context.wrap_socket(sock, server_hostname="localhost") as secure,
    ):
        assert secure.recv(1) == b""


def test_a_refused_client_that_goes_on_sending_is_cut_off(bucket: Cos) -> None:
    # Its answer is there at once; the rest of the body is thrown away for a while, not for ever.
    head = f"PUT /k HTTP/1.1\r\nHost: {bucket.host}\r\nContent-Length: 1000000000\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", bucket.server.port), timeout=20) as sock:
        sock.sendall(head + b"x" * 100)
        received = b""
        while data := sock.recv(65536):
            received += data
        assert parse_raw(received)[0] == 403
        broken = select.poll()
        broken.register(sock, select.POLLERR | select.POLLHUP)

        def send_on() -> None:
            for _ in range(1000):
                sock.sendall(b"x")
                broken.poll(PATIENCE * 100)

        with pytest.raises(ConnectionError):
            send_on()


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon"])
def test_a_patience_that_is_none_is_refused(value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pycos.emulator", "--memory", "--patience", value],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
