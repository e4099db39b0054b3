"""Fixtures for the tests with other clients: one server, the ways in, a fresh bucket."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pycos.emulator import Emulator

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

from entrances import PROXY_VARIABLES, Entrance, entrance_to


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One server for all foreign clients of a test process; tests must leave no rules behind."""
    with Emulator(data=tmp_path_factory.mktemp("interop")) as running:
        yield running


def bucket_name(request: pytest.FixtureRequest) -> str:
    digest = hashlib.sha1(request.node.nodeid.encode()).hexdigest()[:16]
    return f"interop-{digest}-1250000000"


@pytest.fixture
def new_name(request: pytest.FixtureRequest) -> str:
    """A name for a bucket that is not there yet."""
    return bucket_name(request)


def _entrance(server: Emulator, name: str, monkeypatch: pytest.MonkeyPatch) -> Entrance:
    for variable in PROXY_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.lower(), raising=False)
    assert server.ca_file
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca_file)
    return entrance_to(server, name)


@pytest.fixture(params=["endpoint", "http", "https"])
def entrance(request: pytest.FixtureRequest, server: Emulator, monkeypatch: pytest.MonkeyPatch) -> Entrance:
    """Every way in: the server named as endpoint, and as proxy over http and https."""
    return _entrance(server, request.param, monkeypatch)


@pytest.fixture(params=["http", "https"])
def proxied(request: pytest.FixtureRequest, server: Emulator, monkeypatch: pytest.MonkeyPatch) -> Entrance:
    """The server as proxy: the client believes to speak to COS."""
    return _entrance(server, request.param, monkeypatch)


@pytest.fixture
def client(proxied: Entrance) -> Any:
    """Tencent's Python client behind the server as its proxy."""
    return proxied.client


@pytest.fixture
def bucket(request: pytest.FixtureRequest) -> str:
    """A new bucket, made by the client that the test uses."""
    way = "entrance" if "entrance" in request.fixturenames else "proxied"
    name = bucket_name(request)
    request.getfixturevalue(way).client.create_bucket(Bucket=name)
    return name
