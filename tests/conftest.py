"""Fixtures that all Python tests share: servers, clients of them, a fresh bucket."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# What tests/support holds is imported by its bare name: `from scripted_server import ScriptedServer`.
sys.path.insert(0, str(Path(__file__).parent / "support"))

from pycos import Bucket, Client, RetryPolicy
from pycos.emulator import Emulator

# The same examples each time: a test that fails by chance says nothing about the change it fails on.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

_numbers = itertools.count(1)

#: Tries again without waiting long: tests are about what happens, not about how long it takes.
QUICK = RetryPolicy(attempts=3, base_delay=0.001, max_delay=0.005)


@pytest.fixture(autouse=True)
def no_credentials_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine's own environment says must not decide a test."""
    for name in list(os.environ):
        if name.startswith(("COS_", "TENCENTCLOUD_")) and name not in ("COS_C_SDK_ROOT",):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The local server, one for each test process, with everything in a folder of its own."""
    with Emulator(data=tmp_path_factory.mktemp("emulator")) as server:
        yield server


@pytest.fixture
def faults(emulator: Emulator) -> Iterator[Emulator]:
    """The server for tests that make it misbehave; it behaves again afterwards."""
    emulator.clear_requests()
    yield emulator
    emulator.clear_faults()


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    """A client of the local server, virtual-host addressing, quick retries."""
    with Client(
        endpoint=f"http://localhost:{emulator.port}",
        secret_id=emulator.secret_id,
        secret_key=emulator.secret_key,
        retry=QUICK,
        read_timeout=20,
    ) as made:
        yield made


@pytest.fixture
def bucket(client: Client) -> Bucket:
    """A new, empty bucket."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main").replace("_", "")
    return client.create_bucket(f"test-{worker}-{os.getpid()}-{next(_numbers)}-1250000000")


@pytest.fixture
def scripted() -> Iterator[Any]:
    """A server that answers each connection with what the test tells it to, byte by byte."""
    from scripted_server import ScriptedServer

    with ScriptedServer() as server:
        yield server


@pytest.fixture
def scripted_client(scripted: Any) -> Iterator[Client]:
    """A client of the scripted server, path-style."""
    with Client(
        endpoint=f"http://127.0.0.1:{scripted.port}",
        secret_id="AKIDscripted000000000000",
        secret_key="scripted-key",
        retry=QUICK,
        read_timeout=20,
    ) as made:
        yield made
