"""The pictures of the page: ``python -m benchmarks.harness.plots RESULT.json FOLDER``; needs matplotlib."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

from benchmarks.harness.figures import metric_of
from benchmarks.harness.rows import PYCOS, RAW, Row, rows

mpl.use("Agg")
from matplotlib import pyplot as plt  # only after the choice of what draws

SHOWN = ("raw socket", "pycos", "cos-python-sdk-v5", "boto3", "obstore", "pyarrow", "libcurl")
COLOURS = dict(
    zip(SHOWN, ("#9aa0a6", "#d93025", "#1a73e8", "#f9ab00", "#188038", "#a142f4", "#5f6368"), strict=True)
)


def bars(axes: Any, found: list[Row], result: dict[str, Any], metric: str) -> None:
    """One group of horizontal bars for each row, a bar for each candidate, its spread as a line."""
    names = [
        name for name in SHOWN if any(metric_of(row, result["rows"][row.name], name, metric) for row in found)
    ]
    height = 0.8 / len(names)
    measured = result["rows"]
    for at, name in enumerate(names):
        for place, row in enumerate(found):
            each = metric_of(row, measured[row.name], name, metric)
            if each is None:
                continue
            error = [[each.median - each.least], [each.greatest - each.median]]
            label = name if name not in axes.get_legend_handles_labels()[1] else None
            axes.barh(
                place + (at - len(names) / 2 + 0.5) * height,
                each.median,
                height,
                xerr=error,
                color=COLOURS[name],
                label=label,
                error_kw={"lw": 0.7},
                edgecolor="black" if name == PYCOS else "none",
                linewidth=0.6,
                hatch="//" if name == RAW else None,
            )
    axes.set_yticks(range(len(found)), [row.title for row in found])
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    axes.legend(fontsize=8)


def draw(result: dict[str, Any], folder: Path) -> None:
    """bulk and operations, each as SVG and PNG."""
    mpl.rcParams["svg.hashsalt"] = "pycos"
    known = [row for row in rows(**result["sizes"]) if row.name in result["rows"]]
    folder.mkdir(parents=True, exist_ok=True)
    bulk = [row for row in known if row.bulk]
    operations = [row for row in known if not row.bulk and row.method != "import" and row.name != "loop_1mib"]
    for name, found, metric, label in (
        ("bulk", bulk, "cpu", "CPU seconds for 1 GiB, user and system (less is better)"),
        ("operations", operations, "rate", "a second (more is better)"),
    ):
        figure, axes = plt.subplots(figsize=(9, 1.0 + 0.85 * len(found)))
        bars(axes, found, result, metric)
        if metric == "rate":
            axes.set_xscale("log")
        axes.set_xlabel(label)
        figure.tight_layout()
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        figure.savefig(folder / f"{name}.png", dpi=110)
        plt.close(figure)


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
