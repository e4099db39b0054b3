"""The second setting: 20 ms and 1 Gbit/s. ``unshare --net python -m benchmarks.shaped RESULT.json …``.

Wall time is what counts here: the line is the same for all, and who waits less for it is faster.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.clients.contract import AGAIN
from benchmarks.harness.rows import SHAPED_SIZES as SIZES
from benchmarks.harness.rows import Row, rows
from benchmarks.harness.runs import Bench, measure
from benchmarks.link import Link, LinkUnavailable
from benchmarks.origin import Origin
from benchmarks.origin.server import memory_folder
from benchmarks.references.build import build

NAMES = ("download_file", "download_file_x4", "upload_file", "upload_parts", "get_many", "put_many", "list")
LIBCURL_ONLY = ("libcurl",)  # of the references: the others speak to this machine alone


def shaped_rows() -> list[Row]:
    """The rows that the line makes a difference to."""
    chosen = [row for row in rows(**SIZES) if row.name in NAMES]
    return [
        # The line is slower than whatever memory is like: once is enough.
        replace(
            row,
            method=row.method.removesuffix(AGAIN),
            references=tuple(name for name in row.references if name in LIBCURL_ONLY),
            bounds=(),
        )
        for row in chosen
    ]


def run(our_python: str, our_path: Path, their_python: str, rounds: int, seconds: float) -> dict[str, Any]:
    """The result of the setting, or {"refused": why}."""
    try:
        with (
            tempfile.TemporaryDirectory(prefix="pycos-bench-", dir=memory_folder()) as folder,
            Link() as link,
            Origin(sizes=(SIZES["size"],), pages=SIZES["pages"], host=link.origin) as origin,
        ):
            work, prefix = Path(folder) / "work", tuple(link.command())
            bench = Bench(origin, build(), our_python, their_python, work, prefix, our_path)
            found = measure(bench, shaped_rows(), rounds=rounds, seconds=seconds, seed=5)
    except LinkUnavailable as error:
        return {"refused": str(error)}
    return {"round_trip_ms": link.round_trip_ms, "mbit": link.mbit, "rows": found}


def main() -> None:
    """Read the command line; called by benchmarks.__main__ in a network namespace."""
    parser = argparse.ArgumentParser()
    parser.add_argument("result", type=Path)
    parser.add_argument("--our-python", required=True)
    parser.add_argument("--our-path", type=Path, required=True)
    parser.add_argument("--their-python", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=240)
    given = parser.parse_args()
    given.result.write_text(
        json.dumps(run(given.our_python, given.our_path, given.their_python, given.rounds, given.seconds))
    )


if __name__ == "__main__":
    main()
