"""``scripts/bench``: measure, write docs/benchmarks.md; ``compare OLD NEW``; ``scaling``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.building import BUILD
from benchmarks.harness.compare import changes
from benchmarks.harness.machine import OtherWork, machine
from benchmarks.harness.page import render
from benchmarks.harness.rows import GIB, MIB, rows
from benchmarks.harness.runs import ROOT, SETTLE, Bench, measure
from benchmarks.harness.shaping import shaping
from benchmarks.origin import SIZES, Origin
from benchmarks.origin.server import memory_folder
from benchmarks.references.build import build

FULL = {"size": GIB, "small": 3000, "pages": 20, "urls": 10000}
QUICK = {"size": 128 * MIB, "small": 600, "pages": 5, "urls": 2000}
RESULT = ROOT / "docs" / "benchmarks" / "result.json"
PAGE = ROOT / "docs" / "benchmarks.md"


def run(arguments: argparse.Namespace) -> None:
    """Measure all rows, keep the result, write the page and the pictures."""
    sizes = QUICK if arguments.quick else FULL
    chosen = rows(**sizes)
    if arguments.rows:
        wanted = {row.name for row in chosen if row.name in arguments.rows}
        wanted |= {row.measured_in for row in chosen if row.name in wanted}
        if unknown := set(arguments.rows) - wanted:
            raise SystemExit(f"no row {sorted(unknown)}; rows are: {' '.join(row.name for row in chosen)}")
        chosen = [row for row in chosen if row.name in wanted]
    limit = arguments.seconds or (150 if arguments.quick else 1580)  # 30 minutes with the second setting
    programs = build()
    started = time.monotonic()
    object_sizes = sorted({size for size in SIZES if size <= MIB} | {sizes["size"]})
    with (
        tempfile.TemporaryDirectory(prefix="pycos-bench-", dir=memory_folder()) as folder,
        tempfile.TemporaryDirectory(prefix="files-", dir=BUILD) as disk,
        Origin(sizes=object_sizes, pages=sizes["pages"]) as origin,
    ):
        bench = Bench(
            origin,
            programs,
            arguments.our_python,
            arguments.their_python,
            Path(folder) / "work",
            our_path=arguments.our_path,
            disk=Path(disk) / "work",
        )
        work = OtherWork()
        found = measure(
            bench,
            chosen,
            rounds=arguments.rounds,
            seconds=limit,
            seed=arguments.seed,
            settle=0 if arguments.quick else SETTLE,
        )
        others = work.cores(origin.cpu())
    shaped = {"refused": "it is not part of a quick run"}
    if not arguments.quick and not arguments.rows:
        shaped = second_setting(arguments)
    result: dict[str, Any] = {
        "kind": "quick" if arguments.quick else "full",
        "sizes": sizes,
        "seed": arguments.seed,
        "rounds": max(len(kept["runs"]) for row in found.values() for kept in row.values()),
        "seconds": time.monotonic() - started,
        "others": others,
        "shaping": shaping(),
        "shaped": shaped,
        "machine": machine(arguments.our_python, arguments.our_path, disk=BUILD),
        "rows": found,
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(result, indent=1) + "\n")
    if arguments.rows:
        print(render(result, chosen))
        return
    write(arguments.json, arguments.their_python)


def second_setting(arguments: argparse.Namespace) -> dict[str, Any]:
    """The rows again over a slow line; see benchmarks/shaped.py."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "shaped.json"
        pythons = ("--our-python", arguments.our_python, "--their-python", arguments.their_python)
        command = ["unshare", "--net", sys.executable, "-m", "benchmarks.shaped", str(kept), *pythons]
        command += ["--our-path", str(arguments.our_path)]
        environment = dict(os.environ, PYTHONPATH=str(ROOT))
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            return {"refused": " ".join(done.stderr.split())[-300:] or "unshare failed"}
        found: dict[str, Any] = json.loads(kept.read_text())
        return found


def write(result: Path, python: str) -> None:
    """The page and its pictures."""
    given = json.loads(result.read_text())
    PAGE.write_text(render(given, rows(**given["sizes"])))
    command = [python, "-m", "benchmarks.harness.plots", str(result), str(PAGE.with_suffix(""))]
    subprocess.run(command, check=True, cwd=ROOT, env=dict(os.environ, PYTHONPATH=str(ROOT)))
    print(f"wrote {PAGE.relative_to(ROOT)}")


def compare(old: Path, new: Path) -> int:
    """Print what changed; 1 when something got worse."""
    before, after = json.loads(old.read_text()), json.loads(new.read_text())
    if before["sizes"] != after["sizes"]:
        print("the two results are of other sizes: figures for each GiB or call are compared all the same")
    if before["machine"]["cpu"] != after["machine"]["cpu"]:
        print("the two results are of other machines")
    found, missing = changes(before, after, rows(**after["sizes"]), rows(**before["sizes"]))
    for line in (*found, *missing):
        print(line)
    worse = sum(change.worse for change in found)
    print(f"{worse} got worse, {len(found) - worse} got better")
    return 1 if worse else 0


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller objects, at most 3 minutes")
    parser.add_argument("--rounds", type=int, default=7, help="at most; the time may allow fewer")
    parser.add_argument("--seconds", type=float, help="begin no round that would end later")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--rows", nargs="+", help="only these; prints the page instead of writing it")
    parser.add_argument("--json", type=Path, default=RESULT, help="where the result is kept")
    parser.add_argument("--our-python", default=sys.executable, help="the interpreter of pycos")
    parser.add_argument("--our-path", type=Path, default=ROOT, help="its PYTHONPATH, with benchmarks/")
    parser.add_argument("--their-python", default=sys.executable, help="the interpreter of the other clients")
    parser.add_argument("--write-only", action="store_true", help="write the page from the kept result again")
    arguments = parser.parse_args()
    if arguments.write_only:
        write(arguments.json, arguments.their_python)
    else:
        run(arguments)
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["compare"]:
        if len(sys.argv) != 4:
            sys.exit("scripts/bench compare OLD.json NEW.json")
        sys.exit(compare(Path(sys.argv[2]), Path(sys.argv[3])))
    sys.exit(main())
