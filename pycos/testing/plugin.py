"""The pytest plugin: fixtures for tests against the local server. Loaded by pytest itself (pytest11).

It costs a run that does not use it nothing but the import of this file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pycos import testing

if TYPE_CHECKING:
    from pycos import Bucket, Client
    from pycos.emulator import Emulator


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options and ini values of the server."""
    group = parser.getgroup("pycos", "the local COS server of pycos")
    group.addoption(
        "--cos-emulator-data",
        metavar="DIR",
        help="keep what tests store in this folder, to look at it afterwards (default: in memory)",
    )
    group.addoption(
        "--cos-emulator-log",
        choices=("debug", "info", "warning", "error"),
        help="what the server says on standard error (default: warning)",
    )
    parser.addini("cos_emulator_data", "as --cos-emulator-data, relative to the ini file", default="")
    parser.addini("cos_emulator_log", "as --cos-emulator-log", default="warning")
    parser.addini("cos_emulator_arguments", "further arguments of `pycos emulator`", type="args", default=[])


def _folder(config: pytest.Config) -> Path | None:
    """The folder for data, one of its own for each worker of pytest-xdist: a folder has one server."""
    given, ini = config.getoption("cos_emulator_data"), str(config.getini("cos_emulator_data"))
    if given:
        folder = config.invocation_params.dir / str(given)
    elif ini:
        folder = config.rootpath / ini
    else:
        return None
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return folder / worker if worker else folder


@pytest.fixture(scope="session")
def cos_emulator_arguments(pytestconfig: pytest.Config) -> list[str]:
    """Further arguments of `pycos emulator`: the ini value of that name. Override it to give others."""
    return [str(argument) for argument in pytestconfig.getini("cos_emulator_arguments")]


@pytest.fixture(scope="session")
def cos_emulator(pytestconfig: pytest.Config, cos_emulator_arguments: list[str]) -> Iterator[Emulator]:
    """A running local COS server (``pycos.emulator.Emulator``), one for each test process."""
    lacking = testing.missing()
    if lacking:
        pytest.fail(lacking, pytrace=False)
    log = pytestconfig.getoption("cos_emulator_log") or str(pytestconfig.getini("cos_emulator_log"))
    folder = _folder(pytestconfig)
    with testing.Emulator(data=folder, log=str(log), arguments=cos_emulator_arguments) as running:
        yield running


@pytest.fixture
def cos_client(cos_emulator: Emulator) -> Iterator[Client]:
    """A ``pycos.Client`` of the server."""
    with testing.client(cos_emulator) as made:
        yield made


@pytest.fixture
def cos_bucket(cos_emulator: Emulator, cos_client: Client) -> Iterator[Bucket]:
    """A new, empty bucket (``pycos.Bucket``); it is deleted, with its contents, after the test."""
    with testing.new_bucket(cos_client) as made:
        yield made
        cos_emulator.clear_faults()  # a rule of this test must not strike the cleaning


@pytest.fixture
def cos_faults(cos_emulator: Emulator) -> Iterator[testing.Faults]:
    """Rules of misbehaviour (``pycos.testing.Faults``); all are removed after the test."""
    rules = testing.Faults(cos_emulator)
    yield rules
    rules.clear()


@pytest.fixture
def cos_environment(cos_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of this process and its children leads to the server: proxy, certificates, keys.

    So other COS clients run as they are, for the real host names. The value is what was set.
    """
    wanted = testing.environment(cos_emulator)
    for name in ("ALL_PROXY", "all_proxy", "COS_TOKEN", "COS_ENDPOINT", "TENCENTCLOUD_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)
    return wanted
