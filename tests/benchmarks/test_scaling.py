"""The pieces of work of the scaling run, and the arithmetic of its projection."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pycos
from benchmarks.origin import Origin
from benchmarks.references.build import build
from benchmarks.scaling.__main__ import one, points
from benchmarks.scaling.job import WORK, run
from benchmarks.scaling.page import projections, render
from benchmarks.scaling.projection import bulk, calls

MIB = 1 << 20


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with Origin(sizes=(4096, 20 * MIB), pages=2, core=None) as running:
        yield running


@pytest.mark.parametrize("work", WORK)
def test_each_work_is_done(origin: Origin, tmp_path: Path, work: str) -> None:
    size, count = 20 * MIB, 200
    sized = work in ("stream", "upload", "download")
    given: dict[str, Any] = {
        "work": work,
        "endpoint": origin.endpoint,
        "bucket": origin.bucket,
        "expect": size if sized else count if work == "listing" else count * 4096,
        "key": origin.key(size),
        "path": str(origin.path(size) if work == "upload" else tmp_path / "out"),
        "size": size,
        "part": MIB,
        "count": count,
        "flight": 4,
    }
    said = run(given)
    if work == "many" and not hasattr(pycos.Bucket, "get_many"):
        assert said == {"absent": True}
        return
    assert said["wall"] > 0
    with pytest.raises(RuntimeError, match="instead of"):
        run(given | {"expect": 1})


def test_an_error_is_kept_beside_the_point() -> None:
    point: dict[str, Any] = {"given": {"work": "stream", "endpoint": "nonsense"}, "runs": []}
    one(point, {})
    assert point["runs"] == []
    assert point["error"]


def test_large_objects_are_bound_by_the_network_first() -> None:
    found = bulk("x", 1.0)
    assert found.first.rate == pytest.approx(1.164, abs=0.001)
    assert "network" in found.first.name
    assert found.cores_used == pytest.approx(1.164, abs=0.001)


def test_large_objects_are_bound_by_the_cores_when_each_byte_costs_enough() -> None:
    found = bulk("x", 64.0)
    assert found.first.rate == 0.5
    assert found.cores_used == 32


def test_small_objects_are_bound_by_the_services_quota_or_by_their_cost() -> None:
    assert calls("x", 50e-6, 4096, 30_000).first.rate == 30_000
    assert calls("x", 50e-6, 4096, 30_000).cores_used == pytest.approx(1.5)
    assert calls("x", 2e-3, 4096, 30_000).first.rate == 16_000


def test_a_page_of_keys_is_one_request() -> None:
    found = calls("x", 1e-6, 340_000, 1_000, keys=1_000)
    assert found.first.rate == 1_000_000
    assert found.cores_used == pytest.approx(1.0)


def test_the_page_has_every_series_and_what_failed(origin: Origin, tmp_path: Path) -> None:
    sized = Origin(sizes=(4096, 256 * MIB, 1 << 30), pages=2)
    sized.port = 1
    found = points(sized, tmp_path, quick=False)
    assert {point["series"] for point in found} >= {"stream", "upload", "threads", "flight", "parts", "many"}
    for point in found:
        point["runs"] = [{"wall": 2.0, "cpu": 1.0, "added": 3.0}]
    found[0].update(runs=[], error="it broke")
    native = {"libcurl": "8", "tls": "OpenSSL", "crc64": "portable"}
    machine = {"cpu": "CPU", "cores": 2, "kernel": "6", "time": "now", "pycos": native}
    result = {"rounds": 1, "others": 1.0, "machine": machine, "points": found}
    result["checksum"] = [{"size": 4096, "crc": 10.0, "read": 40.0, "copy": 20.0}]
    page = render(result)
    assert "it broke" in page
    assert "busy" in page
    assert "| 1 GiB | 2,000.00 | 1,000.00 | 1.00 | 512 | 3.0 |" in page
    assert "| 4 KiB | 10.0 | 40.0 | 20.0 | 0.25 |" in page
    assert {each.work for each in projections(result)} >= {"download of large objects", "listing, keys"}


def test_the_checksum_is_measured_at_each_size() -> None:
    done = subprocess.run([build()["crc64"], "4096"], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert [point["size"] for point in found] == [1024, 4096]
    assert all(point[name] > 0 for point in found for name in ("crc", "read", "copy"))
