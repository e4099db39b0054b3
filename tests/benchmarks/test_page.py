"""The page and the comparison of two results."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import compare
from benchmarks.harness.page import render, verdicts
from benchmarks.harness.rows import C_PROGRAM, PYCOS, RAW, rows

SIZES = {"size": 1 << 20, "small": 100, "pages": 1, "urls": 100}


def runs(cpu: float, **facts: Any) -> dict[str, Any]:
    figures = [{"wall": cpu * factor, "cpu": cpu * factor, "added": 9.0} for factor in (0.99, 1.0, 1.01)]
    return {"runs": figures, **facts}


@pytest.fixture
def result() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows(**SIZES):
        found[row.name] = {name: {"runs": []} for name in (*row.references, *row.clients)}
        found[row.name][PYCOS] = runs(1.0, verified=row.method.startswith("get"), settings="defaults")
        found[row.name]["obstore"] = runs(2.0, verified=False, version="1.2")
        if RAW in row.references:
            found[row.name][RAW] = runs(0.9, verified=False)
    found["download_file"]["boto3"] = {"runs": [], "error": "ValueError: it broke"}
    found["download_file"]["pyarrow"] = {"runs": [], "absent": True}
    found["loop_1mib"][C_PROGRAM] = runs(0.99)
    native = {"cos_c": "1", "libcurl": "8", "tls": "OpenSSL", "crc64": "portable"}
    machine = {"cpu": "CPU", "cores": 2, "memory_gib": 1, "kernel": "6", "python": "3", "nginx": "1"}
    machine["commit"] = "abc"
    return {
        "kind": "quick",
        "sizes": SIZES,
        "seed": 5,
        "rounds": 3,
        "seconds": 9.0,
        "others": 1.4,
        "shaping": "refused.",
        "machine": {**machine, "pycos": native, "time": "now"},
        "rows": found,
    }


def section(page: str, title: str) -> str:
    return page.split(f"## {title}\n")[1].split("\n## ")[0]


def test_checked_and_unchecked_figures_are_in_columns_of_their_own(result: dict[str, Any]) -> None:
    said = section(render(result, rows(**SIZES)), "Download to a file, one stream")
    assert "| **pycos** | 1,024 (1,014–1,034) |  |" in said
    assert "| obstore |  | 2,048" in said
    assert said.index("raw socket") < said.index("**pycos**") < said.index("obstore")


def test_errors_are_shown_and_what_cannot_be_done_is_left_out(result: dict[str, Any]) -> None:
    said = section(render(result, rows(**SIZES)), "Download to a file, one stream")
    assert "* Failed: boto3: ValueError: it broke" in said
    assert "pyarrow" not in said


def test_the_page_says_that_a_run_was_quick_and_the_machine_busy(result: dict[str, Any]) -> None:
    page = render(result, rows(**SIZES))
    assert "This is a quick run" in page
    assert "busy with other work" in page
    result.update(kind="full", others=0.05)
    page = render(result, rows(**SIZES))
    assert "This is a quick run" not in page
    assert "busy with other work" not in page


def test_the_aim_that_is_furthest_away_comes_first(result: dict[str, Any]) -> None:
    found = [verdict.ratio for _, verdict in verdicts(result, rows(**SIZES)) if verdict.ratio is not None]
    assert found == sorted(found, reverse=True)
    assert len(found) > 10


def test_compare_finds_nothing_between_a_result_and_itself(tmp_path: Path, result: dict[str, Any]) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(result))
    assert compare(file, file) == 0


@pytest.mark.parametrize(("factor", "code", "word"), [(1.2, 1, "worse"), (0.8, 0, "better"), (1.03, 0, "")])
def test_compare_says_what_changed_beyond_the_spread(
    tmp_path: Path,
    result: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    factor: float,
    code: int,
    word: str,
) -> None:
    later = copy.deepcopy(result)
    later["rows"]["upload_file"][PYCOS] = runs(factor)
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(result))
    new.write_text(json.dumps(later))
    assert compare(old, new) == code
    said = capsys.readouterr().out
    assert (f"{word}: upload from a file, one PUT, cpu" in said) is bool(word)


def test_runs_that_overlap_are_no_change(tmp_path: Path, result: dict[str, Any]) -> None:
    later = copy.deepcopy(result)
    later["rows"]["upload_file"][PYCOS]["runs"] = [{"wall": each, "cpu": each} for each in (1.0, 1.5, 1.6)]
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(result))
    new.write_text(json.dumps(later))
    assert compare(old, new) == 0


def test_the_second_setting_has_a_table_or_a_reason(result: dict[str, Any]) -> None:
    chosen = rows(**SIZES)
    assert "Not measured: it is not part of this run." in render(result, chosen)
    result["shaped"] = {"refused": "no /dev/net/tun"}
    assert "Not measured: no /dev/net/tun." in render(result, chosen)
    line = {PYCOS: runs(1.0), "obstore": runs(2.0), "boto3": {"runs": [], "error": "x"}}
    result["shaped"] = {"round_trip_ms": 20, "mbit": 1000, "rows": {"upload_file": line}}
    said = section(render(result, chosen), "With a round trip of 20 ms and 1 Gbit/s")
    assert "| work | pycos | obstore |" in said
    assert "| upload from a file, one PUT | 1.00 (0.99–1.01) | 2.00 (1.98–2.02) |" in said


def test_compare_names_a_row_that_only_one_result_has(
    tmp_path: Path, result: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    later = copy.deepcopy(result)
    del later["rows"]["upload_file"]
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(result))
    new.write_text(json.dumps(later))
    assert compare(old, new) == 0
    assert capsys.readouterr().out.count("upload from a file, one PUT: only in the old result") == 1


def test_the_page_says_where_the_origin_is_what_is_waited_for(result: dict[str, Any]) -> None:
    for run in result["rows"]["get_many"][PYCOS]["runs"]:
        run["origin_cpu"] = run["wall"] * 0.9
    for run in result["rows"]["get_many"]["obstore"]["runs"]:
        run["origin_cpu"] = run["wall"] * 0.5
    page = render(result, rows(**SIZES))
    said = section(page, "4 KiB GET, batch, 32 in flight")
    assert "The origin bounds the wall time here, being busy for most of it: pycos 90%." in said
    assert page.count("The origin bounds") == 1
