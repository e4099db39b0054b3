"""Plain signed requests for tests of the server: written from the public description of the signature,
sharing no code with the server, the client library, or Tencent's client.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import itertools
import os
import socket
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pycos.emulator import Emulator

REGION = "ap-guangzhou"
_numbers = itertools.count(1)


def new_bucket_name() -> str:
    """A bucket name no other test uses."""
    return f"t{os.getpid()}-{next(_numbers)}-1250000000"


def encode(text: str) -> str:
    """Percent-encoding of all but the unreserved characters."""
    return quote(text, safe="-_.~")


def signature(
    secret_id: str,
    secret_key: str,
    method: str,
    path: str,
    params: Iterable[tuple[str, str]] = (),
    headers: Iterable[tuple[str, str]] = (),
    window: tuple[int, int] | None = None,
) -> str:
    """The value of an Authorization header; ``path`` is the decoded path."""
    now = int(time.time())
    start, end = window or (now - 60, now + 600)
    key_time = f"{start};{end}"
    pairs = [sorted((encode(k).lower(), encode(v)) for k, v in items) for items in (params, headers)]
    texts = ["&".join(f"{k}={v}" for k, v in items) for items in pairs]
    http_string = f"{method.lower()}\n{path}\n{texts[0]}\n{texts[1]}\n"
    to_sign = f"sha1\n{key_time}\n{hashlib.sha1(http_string.encode()).hexdigest()}\n"
    sign_key = hmac.new(secret_key.encode(), key_time.encode(), hashlib.sha1).hexdigest()
    result = hmac.new(sign_key.encode(), to_sign.encode(), hashlib.sha1).hexdigest()
    lists = [";".join(k for k, _ in items) for items in pairs]
    return (
        f"q-sign-algorithm=sha1&q-ak={secret_id}&q-sign-time={key_time}&q-key-time={key_time}"
        f"&q-header-list={lists[1]}&q-url-param-list={lists[0]}&q-signature={result}"
    )


@dataclass
class Answer:
    """One answer of the server."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def xml(self) -> ElementTree.Element:
        """The body as XML."""
        return ElementTree.fromstring(self.body)

    @property
    def code(self) -> str:
        """The code of an error."""
        return self.xml.findtext("Code") or ""

    def texts(self, path: str) -> list[str]:
        """The texts of all elements at a path."""
        return [element.text or "" for element in self.xml.findall(path)]


class Cos:
    """Signed requests to one bucket of a server, one connection each."""

    def __init__(self, server: Emulator, bucket: str) -> None:
        self.server = server
        self.bucket = bucket
        self.host = f"{bucket}.cos.{REGION}.myqcloud.com"

    def request(
        self,
        method: str,
        key: str = "",
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | Iterable[bytes] | None = None,
        host: str | None = None,
        signed: bool = True,
        authorization: str | None = None,
        window: tuple[int, int] | None = None,
    ) -> Answer:
        """One request; ``key`` without its leading slash."""
        host = host or self.host
        path = "/" + key
        items = list((params or {}).items())
        query = "&".join(f"{encode(k)}={encode(v)}" if v else encode(k) for k, v in items)
        given = {"Host": host, **(headers or {})}
        if authorization is None and signed:
            authorization = signature(
                self.server.secret_id,
                self.server.secret_key,
                method,
                path,
                items,
                [("host", host)],
                window,
            )
        if authorization:
            given["Authorization"] = authorization
        target = quote(path, safe="/-_.~") + (f"?{query}" if query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.request(method, target, body=body, headers=given)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def put(self, key: str, body: bytes = b"", **headers: str) -> Answer:
        """Put an object; header names have underscores for dashes."""
        answer = self.request(
            "PUT", key, body=body, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
        assert answer.status == 200, answer.body
        return answer

    def get(self, key: str, **headers: str) -> Answer:
        """Get an object."""
        return self.request(
            "GET", key, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )

    def start_upload(self, key: str, **headers: str) -> str:
        """Begin a multipart upload; its id."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.request("POST", key, params={"uploads": ""}, headers=named).texts("UploadId")[0]

    def put_part(self, key: str, upload_id: str, number: int, body: bytes) -> str:
        """Upload a part; its ETag."""
        params = {"partNumber": str(number), "uploadId": upload_id}
        answer = self.request("PUT", key, params=params, body=body)
        assert answer.status == 200, answer.body
        return answer.headers["ETag"]

    def complete(self, key: str, upload_id: str, parts: Iterable[tuple[int, str]]) -> Answer:
        """Complete an upload."""
        lines = "".join(
            f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>" for number, etag in parts
        )
        body = f"<CompleteMultipartUpload>{lines}</CompleteMultipartUpload>".encode()
        return self.request("POST", key, params={"uploadId": upload_id}, body=body)

    def presigned(self, method: str, key: str, seconds: int = 600, **params: str) -> str:
        """The target of a presigned URL, to be used with this bucket's Host."""
        now = int(time.time())
        items = [(name.replace("_", "-"), text) for name, text in params.items()]
        text = signature(
            self.server.secret_id,
            self.server.secret_key,
            method,
            "/" + key,
            items,
            [("host", self.host)],
            (now - 60, now + seconds),
        )
        fields = [field.partition("=") for field in text.split("&")]
        query = "&".join(f"{encode(k)}={encode(v)}" for k, v in [*items, *((f[0], f[2]) for f in fields)])
        return f"{quote('/' + key, safe='/-_.~')}?{query}"


def raw(server: Emulator, data: bytes, *, half_close: bool = False) -> bytes:
    """Send bytes as they are and return everything the server says until it closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(data)
        if half_close:
            sock.shutdown(socket.SHUT_WR)
        received = bytearray()
        while piece := sock.recv(65536):
            received += piece
        return bytes(received)


def parse_raw(data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by lower-case name, and the rest of one answer."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in lines[1:])}
    return int(lines[0].split()[1]), headers, body
