"""From runs to figures."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.harness.rows import CLIENTS, PYCOS, Bound, Row

GIB = 1 << 30


@dataclass(frozen=True)
class Spread:
    """Median, least and greatest of some runs."""

    median: float
    least: float
    greatest: float
    runs: int


def spread(values: Sequence[float]) -> Spread:
    """Of at least one value."""
    return Spread(statistics.median(values), min(values), max(values), len(values))


def value(row: Row, run: Mapping[str, float], metric: str) -> float | None:
    """One metric of one run: cpu in seconds for a GiB, or microseconds a call; wall in seconds for a GiB (or
    for all calls); rate in calls a second; added and peak in MiB.
    """
    given = run.get("wall" if metric == "rate" else metric)
    if given is None:
        return None
    if metric in ("added", "peak", "origin_cpu"):
        return given
    count = run.get("count", row.count)
    if metric == "rate":
        return count / given
    if row.bulk:
        return given * GIB / row.size
    return given / count * 1e6 if metric == "cpu" else given


def metric_of(row: Row, measured: Mapping[str, Any], candidate: str, metric: str) -> Spread | None:
    """The spread of a candidate's metric in a row; None without runs."""
    runs = measured.get(candidate, {}).get("runs", ())
    values = [found for run in runs if (found := value(row, run, metric)) is not None]
    return spread(values) if values else None


@dataclass(frozen=True)
class Verdict:
    """A bound beside what was measured."""

    aim: str
    measured: str
    met: bool | None  # None: nothing to compare
    ratio: float | None = None  # to the bound: above 1 is worse than aimed at


UNITS = {"cpu": "CPU", "wall": "wall", "rate": "rate", "added": "MiB added", "per_call": "µs CPU a call"}


def judge(row: Row, measured: Mapping[str, Any], bound: Bound) -> Verdict:
    """Whether pycos meets a bound."""
    metric = "cpu" if bound.metric == "per_call" else bound.metric
    ours = metric_of(row, measured, PYCOS, metric)
    other: float | None = 1.0
    name = bound.against
    if bound.against == "best other":
        found = [
            (each.median, client)
            for client in row.clients
            if client != PYCOS and client in CLIENTS and (each := metric_of(row, measured, client, metric))
        ]
        other, name = (max(found) if bound.least else min(found)) if found else (None, "best other")
    elif bound.against:
        theirs = metric_of(row, measured, bound.against, metric)
        other = theirs.median if theirs else None
    sign = "≥" if bound.least else "≤"
    word = UNITS[bound.metric]
    if bound.metric == "per_call":
        aim = f"{sign} {bound.factor:g} µs CPU a call over {name}"
    elif bound.against:
        aim = f"{word} {sign} {bound.factor:g} × {name}"
    else:
        aim = f"{word} {sign} {bound.factor:,g}"
    if ours is None or other is None:
        return Verdict(aim, "not measured", None)
    if bound.metric == "per_call":
        over = ours.median - other
        return Verdict(aim, f"{over:.1f} µs", over <= bound.factor, over / bound.factor)
    reached = ours.median / other
    ratio = bound.factor / reached if bound.least else reached / bound.factor
    said = f"{reached:.2f} ×" if bound.against else f"{ours.median:,.4g}"
    return Verdict(aim, said, ratio <= 1.0, ratio)
