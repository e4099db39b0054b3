"""Statistics, aims and their verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.harness.figures import judge, metric_of, spread
from benchmarks.harness.rows import C_PROGRAM, GIB, LIBCURL, PYCOS, RAW, Bound, Row, rows


def runs(*figures: tuple[float, float], added: float | None = 1.0) -> dict[str, Any]:
    """Runs of these wall and CPU seconds."""
    return {"runs": [{"wall": wall, "cpu": cpu, "added": added} for wall, cpu in figures]}


BULK = Row("x", "x", "get_file", size=GIB // 2)
CALLS = Row("y", "y", "get_one", size=4096, count=1000)


def test_a_spread_is_median_least_and_greatest() -> None:
    found = spread([3.0, 1.0, 2.0, 10.0])
    assert (found.median, found.least, found.greatest, found.runs) == (2.5, 1.0, 10.0, 4)


def test_bulk_figures_are_for_a_gib() -> None:
    found = metric_of(BULK, {PYCOS: runs((0.5, 0.25))}, PYCOS, "cpu")
    assert found is not None
    assert found.median == 0.5


def test_calls_have_a_rate_and_microseconds_each() -> None:
    measured = {PYCOS: runs((0.5, 0.02))}
    rate, cpu = metric_of(CALLS, measured, PYCOS, "rate"), metric_of(CALLS, measured, PYCOS, "cpu")
    assert rate is not None
    assert cpu is not None
    assert rate.median == 2000
    assert cpu.median == pytest.approx(20)


def test_without_runs_there_is_no_figure() -> None:
    assert metric_of(BULK, {}, PYCOS, "cpu") is None
    assert metric_of(BULK, {PYCOS: {"runs": []}}, PYCOS, "cpu") is None
    assert metric_of(BULK, {PYCOS: runs((1, 1), added=None)}, PYCOS, "added") is None


@pytest.mark.parametrize(("ours", "met"), [(1.1, True), (1.2, False)])
def test_at_most_a_factor_of_a_reference(ours: float, met: bool) -> None:
    measured = {PYCOS: runs((1, ours / 2)), RAW: runs((1, 0.5))}
    verdict = judge(BULK, measured, Bound("cpu", 1.15, RAW))
    assert verdict.met is met
    assert verdict.ratio == pytest.approx(ours / 1.15)
    assert verdict.measured == f"{ours:.2f} ×"


def test_the_best_other_client_is_no_reference_and_not_pycos() -> None:
    measured = {
        PYCOS: runs((1, 0.1)),
        RAW: runs((1, 0.05)),
        "boto3": runs((1, 0.3)),
        "obstore": runs((1, 0.2)),
    }
    verdict = judge(BULK, measured, Bound("cpu", 1.0, "best other"))
    assert verdict.aim == "CPU ≤ 1 × obstore"
    assert verdict.met is True
    assert verdict.ratio == pytest.approx(0.5)


@pytest.mark.parametrize(("seconds", "met"), [(0.5, True), (0.8, False)])
def test_at_least_a_factor_of_anothers_rate(seconds: float, met: bool) -> None:
    measured = {PYCOS: runs((seconds, 0.1)), "obstore": runs((1.0, 0.1))}
    verdict = judge(CALLS, measured, Bound("rate", 1.5, "obstore", least=True))
    assert verdict.met is met
    assert verdict.ratio == pytest.approx(1.5 * seconds)


def test_microseconds_over_the_c_program() -> None:
    measured = {PYCOS: runs((1, 0.08)), C_PROGRAM: runs((1, 0.05))}
    verdict = judge(CALLS, measured, Bound("per_call", 25.0, C_PROGRAM))
    assert verdict.met is False
    assert verdict.measured == "30.0 µs"


def test_a_number_by_itself() -> None:
    verdict = judge(CALLS, {PYCOS: runs((0.01, 0.01))}, Bound("rate", 100_000, least=True))
    assert verdict.met is True
    assert verdict.aim == "rate ≥ 100,000"


def test_what_is_missing_is_not_judged() -> None:
    assert judge(BULK, {}, Bound("cpu", 1.0, RAW)).met is None
    assert judge(BULK, {PYCOS: runs((1, 1))}, Bound("cpu", 1.0, RAW)).met is None
    assert judge(BULK, {PYCOS: runs((1, 1))}, Bound("cpu", 1.0, "best other")).met is None


def test_every_bound_of_every_row_is_against_somebody_who_takes_part() -> None:
    for row in rows():
        for bound in row.bounds:
            assert bound.against in ("", "best other", *row.references, *row.clients), row.name
        assert len({row.name for row in rows()}) == len(rows())
    assert {row.references for row in rows() if row.secure} == {(LIBCURL,)}


def test_a_slow_client_makes_fewer_calls_and_its_figures_are_of_those() -> None:
    row = next(row for row in rows(small=100) if row.name == "get_many")
    assert row.count_of(PYCOS) == 400
    assert row.count_of("boto3") == 100
    found = metric_of(row, {"boto3": {"runs": [{"wall": 1.0, "cpu": 1.0, "count": 100}]}}, "boto3", "rate")
    assert found is not None
    assert found.median == 100
