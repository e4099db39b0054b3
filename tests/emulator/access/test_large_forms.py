"""A large file in a form: the server's memory stays as it is."""

from __future__ import annotations

import http.client
import re
from pathlib import Path

from cos_requests import Cos

from pycos.emulator import Emulator

SIZE = 64 << 20
HEAD = (
    b'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nlarge\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
)
TAIL = b"\r\n--b--\r\n"


def peak(server: Emulator) -> int:
    """The most memory the server has had, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{server.pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


def post(cos: Cos, size: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", cos.server.port, timeout=60)
    connection.putrequest("POST", "/", skip_host=True)
    for name, text in (
        ("Host", cos.host),
        ("Content-Type", "multipart/form-data; boundary=b"),
        ("Content-Length", str(len(HEAD) + size + len(TAIL))),
    ):
        connection.putheader(name, text)
    connection.endheaders(HEAD)
    piece = bytes(1 << 20)
    for _ in range(size >> 20):
        connection.send(piece)
    connection.send(TAIL)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_file_of_a_form_is_never_held_in_memory(tmp_path: Path) -> None:
    with Emulator(data=tmp_path, https=False) as server:
        cos = Cos(server, "b-1250000000")
        assert cos.request("PUT", headers={"x-cos-acl": "public-read-write"}).status == 200
        assert post(cos, 2 << 20) == 204
        before = peak(server)
        assert post(cos, SIZE) == 204
        assert peak(server) - before < 16 << 20
        assert cos.request("HEAD", "large").headers["Content-Length"] == str(SIZE)
