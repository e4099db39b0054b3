"""Every adapter whose client is installed here does every job it offers, against the origin; and so do the C
programs. What is received is compared with what the origin has.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from benchmarks.clients.contract import AGAIN, Adapter, Place, ranges
from benchmarks.clients.job import ADAPTERS, adapter_class, run
from benchmarks.harness.imports import IMPORTS, import_command
from benchmarks.harness.rows import C_PROGRAM, CLIENTS, LIBCURL, RAW, SPLICE, rows
from benchmarks.harness.runs import Bench, run_once
from benchmarks.origin import Origin
from benchmarks.references.build import build

SIZE = 20 << 20
SIZES = {"size": SIZE, "small": 40, "pages": 2, "urls": 50}
NEEDS = {"boto3 CRT": "awscrt", "pyarrow": "pyarrow"}  # only in the environment of scripts/bench
HERE = [name for name in ADAPTERS if name not in NEEDS or find_spec(NEEDS[name])]
METHODS = sorted({row.method for row in rows() if row.method != "import"})
CALLS = {method.removesuffix(AGAIN) for method in METHODS}


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with Origin(sizes=(1 << 20, SIZE), pages=2, core=None) as running:
        yield running


@pytest.fixture(scope="module")
def bench(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("bench")
    return Bench(
        origin, build(), sys.executable, sys.executable, folder / "work", disk=folder / "disk" / "work"
    )


def given(origin: Origin, client: str, method: str, path: Path, *, secure: bool = False) -> dict[str, Any]:
    row = next(row for row in rows(**SIZES) if row.method == method)
    uploads = method.startswith("put")
    return {
        "client": client,
        "method": method,
        "endpoint": origin.https_endpoint if secure else origin.endpoint,
        "bucket": origin.bucket,
        "ca_file": origin.ca_file if secure else "",
        "size": row.size,
        "count": row.count,
        "key": ("up" if uploads else origin.key(SIZE)) if row.bulk else "",
        "path": str(origin.path(SIZE) if uploads else path),
        "source": str(origin.path(SIZE)),
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("client", HERE)
def test_every_job_that_is_offered_is_done(origin: Origin, tmp_path: Path, client: str, method: str) -> None:
    said = run(given(origin, client, method, tmp_path / "out"))
    if said == {"absent": True}:
        kind = adapter_class(client)
        call = method.removesuffix(AGAIN)
        assert not hasattr(kind, call) or call in kind.lacks
        return
    assert said["wall"] > 0
    assert said["cpu"] >= 0
    assert method.endswith(AGAIN) == ("first" in said)
    if method.startswith("get_file"):
        assert (tmp_path / "out").read_bytes() == origin.path(SIZE).read_bytes()


@pytest.mark.parametrize("client", HERE)
def test_tls_is_spoken_and_trusted(origin: Origin, tmp_path: Path, client: str) -> None:
    method = ("get_file_x4" if client == "boto3 CRT" else "get_file") + AGAIN
    said = run(given(origin, client, method, tmp_path / "out", secure=True))
    assert said["wall"] > 0
    assert (tmp_path / "out").read_bytes() == origin.path(SIZE).read_bytes()


def test_pycos_offers_all_that_has_landed_and_verifies_every_download() -> None:
    kind = adapter_class("pycos")
    assert {method for method in CALLS if not kind.offers(kind, method)} == kind.lacks  # type: ignore[arg-type]
    assert {method for method in CALLS if method.startswith("get")} - {"get_one"} <= kind.verifies
    assert {method for method in CALLS if method.startswith("put")} == kind.computes


def test_a_result_that_is_not_what_was_asked_for_is_an_error(origin: Origin, tmp_path: Path) -> None:
    wrong = given(origin, "pycos", "get_one", tmp_path / "out") | {"size": 5}
    with pytest.raises(RuntimeError, match="not what was asked for"):
        run(wrong)


@pytest.mark.parametrize("candidate", [RAW, SPLICE, LIBCURL, C_PROGRAM])
def test_the_programs_in_c_do_their_rows(bench: Bench, candidate: str) -> None:
    mine = [row for row in rows(**SIZES) if candidate in row.references]
    assert mine
    for row in mine:
        said = run_once(bench, row, candidate)
        assert "error" not in said, (row.name, said)
        assert said["wall"] > 0
        assert row.again == ("first" in said), row.name
        if row.again:
            assert said["first"]["wall"] > 0
            assert said["first"].keys() == {"wall", "cpu", "peak", "added", "count", "origin_cpu"}


@pytest.mark.parametrize("name", ["raw", "libcurl", "cos_c"])
def test_the_programs_in_c_receive_what_the_origin_has(
    bench: Bench, origin: Origin, tmp_path: Path, name: str
) -> None:
    out, key = tmp_path / "out", origin.key(SIZE)
    methods = ("get_file", "get_file_x4", "splice", "splice_x4") if name == "raw" else ("get_file",)
    for method in (*methods, *(each + AGAIN for each in methods)):
        arguments = {
            "raw": [method, str(origin.port), f"/{key}", str(SIZE), str(out)],
            "libcurl": [method, f"{origin.endpoint}/{key}", str(SIZE), "1", str(out)],
            "cos_c": [method, origin.endpoint, str(SIZE), "1", key, str(out)],
        }[name]
        subprocess.run([bench.programs[name], *arguments], check=True, capture_output=True, timeout=60)
        assert out.read_bytes() == origin.path(SIZE).read_bytes(), method


def test_a_run_says_what_it_cost_the_origin_and_leaves_nothing(bench: Bench) -> None:
    row = next(row for row in rows(**SIZES) if row.name == "download_file")
    said = run_once(bench, row, "pycos")
    assert said["origin_cpu"] >= 0
    assert said["verified"] is True
    assert not bench.folder.exists()


@pytest.mark.parametrize("name", ["download_file", "download_disk"])
def test_a_run_writes_to_the_folder_of_its_row(bench: Bench, name: str) -> None:
    row = next(row for row in rows(**SIZES) if row.name == name)
    nowhere = Path("/proc/not/to/be/made")
    right = replace(bench, folder=nowhere) if row.on_disk else replace(bench, disk=nowhere)
    assert "error" not in run_once(right, row, "pycos")
    wrong = replace(bench, disk=nowhere) if row.on_disk else replace(bench, folder=nowhere)
    with pytest.raises(FileNotFoundError):
        run_once(wrong, row, "pycos")


def test_a_row_on_a_disk_wants_a_folder_there(bench: Bench) -> None:
    row = next(row for row in rows(**SIZES) if row.on_disk)
    with pytest.raises(ValueError, match=f"{row.name} needs a folder on a disk"):
        run_once(replace(bench, disk=None), row, "pycos")


def test_an_error_of_a_client_is_a_result(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(row for row in rows(**SIZES) if row.name == "download_file")
    monkeypatch.setattr(type(bench.origin), "endpoint", "http://127.0.0.1:1")
    assert "error" in run_once(bench, row, "curl")


@pytest.mark.parametrize("client", [name for name in IMPORTS if name not in NEEDS])
def test_imports_are_measured(client: str) -> None:
    done = subprocess.run(
        import_command(sys.executable, client), capture_output=True, text=True, check=True, timeout=60
    )
    assert '"wall"' in done.stdout


def test_parts_cover_everything_once() -> None:
    parts = ranges((16 << 20) * 2 + 5)
    assert parts == [(0, 16 << 20), (16 << 20, 32 << 20), (32 << 20, (32 << 20) + 5)]


def test_all_clients_of_the_rows_have_adapters() -> None:
    assert tuple(ADAPTERS) == CLIENTS
    assert issubclass(adapter_class("curl"), Adapter)
    assert Place("http://h:1", "b").address == "h:1"
