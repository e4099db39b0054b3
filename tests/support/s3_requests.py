"""Requests of the S3 dialect, byte by byte as a test wants them; botocore signs the heads."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Mapping

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cos_requests import REGION, Answer

from pycos.emulator import Emulator


class _Auth(S3SigV4Auth):
    """Signs any text in the place of the hash of the body."""

    def __init__(self, keys: Credentials, text: str) -> None:
        super().__init__(keys, "s3", REGION)
        self._text = text

    def payload(self, request: AWSRequest) -> str:
        return self._text


def signed_headers(
    server: Emulator,
    method: str,
    target: str,
    headers: Mapping[str, str] | None = None,
    *,
    payload: str = "UNSIGNED-PAYLOAD",
    host: str | None = None,
    keys: tuple[str, str, str | None] | None = None,
) -> dict[str, str]:
    """The headers of a request, with its signature; ``payload`` stands for the hash of the body."""
    request = AWSRequest(method, f"{server.endpoint}{target}", headers=dict(headers or {}), data=b"")
    if host is not None:
        request.headers["Host"] = host
    _Auth(Credentials(*(keys or (server.secret_id, server.secret_key))), payload).add_auth(request)
    return dict(request.headers.items())


def send(
    server: Emulator,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes | Iterable[bytes] = b"",
) -> Answer:
    """One request as it is; a body that comes in pieces is chunked by transfer coding."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, target, body=body, headers=dict(headers))
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()
