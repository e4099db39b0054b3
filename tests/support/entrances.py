"""The ways in which Tencent's own clients reach the local server, each of them unmodified."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from qcloud_cos import CosConfig, CosS3Client, CosServiceError

from pycos.emulator import Emulator

REGION = "ap-guangzhou"
ACCOUNT = "qcs::cam::uin/100000000001:uin/100000000001"
MIB = 1 << 20

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
TRUST_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")


@dataclass(frozen=True)
class Entrance:
    """One way for Tencent's Python client to the server, and a plain session that goes the same way."""

    name: str
    settings: dict[str, Any]
    session: requests.Session

    @property
    def client(self) -> Any:
        """A client that tries once: what a test sees is the first answer."""
        return CosS3Client(CosConfig(**self.settings), retry=0)

    @property
    def scheme(self) -> str:
        """The scheme of the URLs that the client makes."""
        return str(self.settings["Scheme"])

    def client_with(self, *, retry: int = 0, **settings: Any) -> Any:
        """A client with other settings or more attempts."""
        return CosS3Client(CosConfig(**{**self.settings, **settings}), retry=retry)


def entrance_to(server: Emulator, name: str) -> Entrance:
    """`endpoint` names the server, over http; `http` and `https` go through it as a proxy."""
    keys = {"Region": REGION, "SecretId": server.secret_id, "SecretKey": server.secret_key}
    session = requests.Session()
    if name == "endpoint":
        local = f"127.0.0.1:{server.port}"
        settings = {**keys, "Scheme": "http", "IP": "127.0.0.1", "Port": server.port, "ServiceDomain": local}
        return Entrance(name, settings, session)
    assert server.ca_file
    proxies = {"http": server.endpoint, "https": server.endpoint}
    session.proxies.update(proxies)
    session.verify = server.ca_file
    return Entrance(name, {**keys, "Scheme": name, "Proxies": proxies}, session)


def environment_of(server: Emulator) -> dict[str, str]:
    """What makes any program go through the server, and nothing else of this process's settings."""
    hidden = {name for each in (*PROXY_VARIABLES, *TRUST_VARIABLES) for name in (each, each.lower())}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    proxies = {
        name: server.endpoint for each in ("HTTP_PROXY", "HTTPS_PROXY") for name in (each, each.lower())
    }
    assert server.ca_file
    return {**kept, **proxies, **dict.fromkeys(TRUST_VARIABLES, server.ca_file)}


def body(answer: Any) -> bytes:
    """The content that a GET brought."""
    data: bytes = answer["Body"].get_raw_stream().read()
    return data


def code_of(call: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[int, str]:
    """The status and code with which the service refuses a call, which must be refused."""
    with pytest.raises(CosServiceError) as caught:
        call(*arguments, **named)
    return caught.value.get_status_code(), caught.value.get_error_code()


def keys_of(entries: Iterable[dict[str, Any]]) -> list[str]:
    """The keys of a listing."""
    return [str(entry["Key"]) for entry in entries]
