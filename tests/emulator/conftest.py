"""Fixtures for the tests of the local server: every test runs over both stores."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pycos.emulator import Emulator

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

from cos_requests import Cos, new_bucket_name


@pytest.fixture(scope="session", params=["memory", "disk"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A running server, over each of the stores; shared, so tests must leave no rules behind."""
    data = tmp_path_factory.mktemp("data") if request.param == "disk" else None
    with Emulator(data=data, arguments=["--min-part-size", "1024"]) as running:
        yield running


@pytest.fixture(scope="session")
def private_servers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for servers that one test has for itself."""
    return tmp_path_factory.mktemp("private")


@pytest.fixture
def cos(server: Emulator) -> Cos:
    """Requests to a fresh bucket."""
    made = Cos(server, new_bucket_name())
    assert made.request("PUT").status == 200
    return made


@pytest.fixture(scope="session")
def disk_shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that, loaded before others, is a disk that forgets and that fills up."""
    source = Path(__file__).parent.parent / "support" / "disk_shim.c"
    library = tmp_path_factory.mktemp("shim") / "disk_shim.so"
    flags = ["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, "-o", str(library), str(source), "-ldl"], check=True)
    return library
