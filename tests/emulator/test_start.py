"""What a server imports before it is ready, and what no brief request has to wait for."""

from __future__ import annotations

import ast
import graphlib
import importlib
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cos_requests import signature

import pycos.emulator
from pycos.emulator.__main__ import DEFAULT_ID, DEFAULT_KEY
from pycos.emulator.configuration_checks import CHECKS, KEPT
from pycos.emulator.configurations import BY_SUB_RESOURCE
from pycos.emulator.routing import ROUTES

# Starts a server as the command line does; shows what was imported by then, and what requests import after.
PROGRAM = """
import contextlib, json, socket, sys
from pycos.emulator import __main__ as command

def ask(port, method, path, body, signature):
    head = f"{method} {path} HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n"
    head += f"Content-Length: {len(body)}\\r\\nAuthorization: {signature}\\r\\n\\r\\n"
    with socket.socket() as client:
        client.connect(("127.0.0.1", port))  # create_connection would import what looks names up
        client.sendall(head.encode() + body)
        data = b""
        while piece := client.recv(65536):
            data += piece
    return int(data.split()[1])

options = command._parser().parse_args(["--memory", "--bucket", "b-1250000000", *sys.argv[2:]])
with contextlib.ExitStack() as stack:
    port = json.loads(command._start(options, stack))["port"]
    ready = set(sys.modules)
    statuses = [ask(port, m, p, bytes(4096 if m == "PUT" else 0), s) for m, p, s in json.loads(sys.argv[1])]
    new = set(sys.modules) - ready
print(json.dumps({"ready": sorted(ready), "new": sorted(new), "statuses": statuses}))
"""
BRIEF = [(method, f"/b-1250000000/{key}") for key in ("k", "k.txt") for method in ("PUT", "GET", "HEAD")]


def start(*arguments: str) -> dict[str, Any]:
    requests = [(method, path, signature(DEFAULT_ID, DEFAULT_KEY, method, path)) for method, path in BRIEF]
    command = [sys.executable, "-c", PROGRAM, json.dumps(requests), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def started() -> dict[str, Any]:
    return start()


@pytest.fixture(scope="module")
def started_without_https() -> dict[str, Any]:
    return start("--no-https")


@pytest.mark.parametrize(
    "module",
    [
        "ssl",
        "pycos.emulator.access.policy",
        "pycos.emulator.configuration_checks",
        "pycos.emulator.faults.actions",
        "pycos.emulator.handlers.listing",
        "pycos.emulator.handlers.multipart",
        "pycos.emulator.lifecycle.rules",
    ],
)
def test_no_start_waits_for_what_few_servers_need(started: dict[str, Any], module: str) -> None:
    assert module not in started["ready"]


@pytest.mark.parametrize("module", ["cryptography.x509", "pycos.emulator.tls", "ssl"])
def test_without_https_no_start_waits_for_certificates(
    started_without_https: dict[str, Any], module: str
) -> None:
    assert module not in started_without_https["ready"]


@pytest.mark.parametrize("server", ["started", "started_without_https"])
def test_brief_requests_find_everything_imported(server: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(server)
    assert found["statuses"] == [200] * len(BRIEF)
    assert found["new"] == []


def test_every_late_handler_is_where_the_table_says() -> None:
    late = 0
    for route in ROUTES.values():
        place = inspect.getclosurevars(route.handler).nonlocals
        if "module" in place:
            module = importlib.import_module(f"pycos.emulator.handlers.{place['module']}")
            assert callable(getattr(module, place["name"])), route.name
            late += 1
    assert late > 100


@pytest.mark.parametrize("rules", [CHECKS, KEPT], ids=["checks", "kept"])
def test_what_is_asked_of_documents_is_asked_of_those_in_the_table(rules: dict[str, object]) -> None:
    assert rules.keys() <= BY_SUB_RESOURCE.keys()


def imported(module: Path) -> Iterator[str]:
    """What a module imports while it is imported itself; names in it that are no modules among them."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_two_threads_that_import_at_once_never_wait_for_each_other() -> None:
    """In a circle of imports Python would give one of them a module that is not complete."""
    folder = Path(pycos.emulator.__path__[0])
    modules = {
        ".".join(path.relative_to(folder.parent.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in folder.rglob("*.py")
    }
    # A package that imports what is in it is no circle: whoever wants that has imported the package first.
    graph = {
        name: {
            other for other in imported(path) if other in modules and not f"{name}.".startswith(f"{other}.")
        }
        for name, path in modules.items()
    }
    assert set(graphlib.TopologicalSorter(graph).static_order()) == modules.keys()
