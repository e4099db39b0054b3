"""https, straight and through CONNECT, with the server's own authority."""

from __future__ import annotations

import http.client
import socket
import ssl
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cos_requests import Cos, signature

from pycos.emulator import Emulator


def trusting(server: Emulator) -> ssl.SSLContext:
    assert server.ca_file
    return ssl.create_default_context(cafile=server.ca_file)


def signed(cos: Cos, key: str) -> dict[str, str]:
    text = signature(cos.server.secret_id, cos.server.secret_key, "GET", f"/{key}", [], [("host", cos.host)])
    return {"Host": cos.host, "Authorization": text}


class ToLoopback(http.client.HTTPSConnection):
    """A connection for a name that goes to the server, whatever the name is."""

    def __init__(self, name: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(name, context=context, timeout=20)
        self._to = ("127.0.0.1", port)
        self._name = name
        self._trust = context

    def connect(self) -> None:
        plain = socket.create_connection(self._to, timeout=20)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self._name)


@pytest.mark.parametrize("size", [10, 700_000])
def test_an_object_comes_over_https_under_its_own_host(cos: Cos, size: int) -> None:
    data = bytes(size)
    cos.put("k", data)
    assert cos.server.https_port
    connection = ToLoopback(cos.host, cos.server.https_port, trusting(cos.server))
    for _ in range(2):
        connection.request("GET", "/k", headers=signed(cos, "k"))
        assert connection.getresponse().read() == data
    connection.close()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "b-1250000000.localhost"])
def test_loopback_names_have_certificates(server: Emulator, name: str) -> None:
    assert server.https_port
    connection = ToLoopback(name, server.https_port, trusting(server))
    connection.request("GET", "/_emulator/health", headers={"Host": "localhost"})
    assert connection.getresponse().status == 200
    connection.close()


def test_the_first_connections_may_all_come_at_once() -> None:
    names = [*["localhost"] * 4, *[f"b{number}-1250000000.localhost" for number in range(4)]]
    with Emulator() as server:
        context, together = trusting(server), threading.Barrier(len(names), timeout=20)

        def status(name: str) -> int:
            assert server.https_port
            connection = ToLoopback(name, server.https_port, context)
            together.wait()
            connection.request("GET", "/_emulator/health", headers={"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            return answer.status

        with ThreadPoolExecutor(len(names)) as pool:
            assert list(pool.map(status, names)) == [200] * len(names)


def test_a_client_that_does_not_know_the_authority_refuses_it(server: Emulator) -> None:
    assert server.https_port
    with (
        socket.create_connection(("127.0.0.1", server.https_port), timeout=20) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")


def test_a_name_that_is_not_ours_gets_no_certificate(server: Emulator) -> None:
    assert server.https_port
    with (
        socket.create_connection(("127.0.0.1", server.https_port), timeout=20) as plain,
        pytest.raises(ssl.SSLError),
    ):
        trusting(server).wrap_socket(plain, server_hostname="example.com")


def connect(server: Emulator, target: str) -> tuple[socket.socket, bytes]:
    sock = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    sock.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    data = b""
    while b"\r\n\r\n" not in data:
        data += sock.recv(4096)
    return sock, data


def test_connect_leads_to_https_as_the_named_host(cos: Cos) -> None:
    cos.put("k", b"data")
    plain, answer = connect(cos.server, f"{cos.host}:443")
    assert answer.startswith(b"HTTP/1.1 200 ")
    with trusting(cos.server).wrap_socket(plain, server_hostname=cos.host) as sock:
        head = "".join(f"{name}: {text}\r\n" for name, text in signed(cos, "k").items())
        sock.sendall(f"GET /k HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
        received = b""
        while piece := sock.recv(65536):
            received += piece
    assert received.endswith(b"\r\n\r\ndata")


def test_connect_to_port_80_leads_to_http(cos: Cos) -> None:
    cos.put("k", b"data")
    sock, answer = connect(cos.server, f"{cos.host}:80")
    assert answer.startswith(b"HTTP/1.1 200 ")
    with sock:
        head = "".join(f"{name}: {text}\r\n" for name, text in signed(cos, "k").items())
        sock.sendall(f"GET /k HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
        received = b""
        while piece := sock.recv(65536):
            received += piece
    assert received.endswith(b"\r\n\r\ndata")


def test_connect_is_refused_when_there_is_no_https() -> None:
    with Emulator(https=False) as server:
        assert (server.https_port, server.https_endpoint, server.ca_file) == (None, None, None)
        sock, answer = connect(server, "b-1250000000.cos.ap-x.myqcloud.com:443")
        sock.close()
    assert answer.startswith(b"HTTP/1.1 403 ")


def test_the_authority_is_bounded_private_and_kept_with_its_data(tmp_path: Path) -> None:
    from cryptography import x509

    with Emulator(data=tmp_path) as server:
        assert server.ca_file
        first = Path(server.ca_file).read_bytes()
    for name in ("ca.pem", "ca.key"):
        assert stat.S_IMODE((tmp_path / "tls" / name).stat().st_mode) == 0o600
    found = x509.load_pem_x509_certificate(first).extensions
    limits = found.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = [str(name.value) for name in limits.value.permitted_subtrees or ()]
    nobodys = ["example", "example.com", "example.net", "example.org", "test"]
    tencents = ["myqcloud.com", "tencentcos.cn", "tencentcloudapi.com"]
    assert permitted == [*tencents, "localhost", *nobodys, "127.0.0.0/8", "::1/128"]
    with Emulator(data=tmp_path) as server:
        assert Path(server.ca_file or "").read_bytes() == first
    with Emulator(data=tmp_path, arguments=["--domain", "cdn.a-shop.com=b-1250000000"]) as server:
        assert Path(server.ca_file or "").read_bytes() != first


def test_the_files_of_a_memory_server_are_gone_afterwards() -> None:
    with Emulator() as server:
        folder = Path(server.ca_file or "").parent
        assert folder.is_dir()
    assert not folder.exists()
