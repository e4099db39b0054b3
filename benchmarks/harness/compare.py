"""Two results beside each other: what got worse by more than the runs of either differ among themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.harness.figures import Spread, metric_of
from benchmarks.harness.rows import PYCOS, Row

LEAST_CHANGE = 0.05  # less is never called a change: medians of few runs differ by that much


@dataclass(frozen=True)
class Change:
    """A metric of pycos that is another now. worse: whether it costs more."""

    title: str
    metric: str
    old: Spread
    new: Spread
    worse: bool

    def __str__(self) -> str:
        """One line."""
        word = "worse" if self.worse else "better"
        percent = (self.new.median / self.old.median - 1) * 100
        return (
            f"{word}: {self.title}, {self.metric}: {self.old.median:.4g} "
            f"({self.old.least:.4g}–{self.old.greatest:.4g}) -> {self.new.median:.4g} "
            f"({self.new.least:.4g}–{self.new.greatest:.4g}), {percent:+.0f} %"
        )


def changes(
    old: Mapping[str, Any], new: Mapping[str, Any], rows: list[Row], old_rows: list[Row]
) -> tuple[list[Change], list[str]]:
    """What changed, and what could not be compared and why.

    Changed means: the medians differ by more than 5 %, and no run of the one lies within the other's runs.
    """
    found: list[Change] = []
    missing: list[str] = []
    before = {row.name: row for row in old_rows}
    for row in rows:
        if row.name not in before:
            continue
        for metric in ("cpu", "wall", "added"):
            was = metric_of(before[row.name], old["rows"].get(row.name, {}), PYCOS, metric)
            now = metric_of(row, new["rows"].get(row.name, {}), PYCOS, metric)
            if was is None and now is None:
                continue
            if was is None or now is None:
                line = f"{row.title}: only in the {'new' if was is None else 'old'} result"
                if line not in missing:
                    missing.append(line)
                continue
            if metric == "added" and max(was.median, now.median) < 4:
                continue  # MiB: an allocator's own grain
            difference = abs(now.median - was.median)
            apart = now.least > was.greatest or now.greatest < was.least
            if apart and difference > LEAST_CHANGE * was.median:
                found.append(Change(row.title, metric, was, now, now.median > was.median))
    return sorted(found, key=lambda change: not change.worse), missing
