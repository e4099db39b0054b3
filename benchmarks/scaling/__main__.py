"""``scripts/bench scaling``: run everything, write docs/scaling.md and docs/benchmarks/scaling.json."""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.harness.machine import OtherWork, machine
from benchmarks.harness.runs import ROOT
from benchmarks.origin import Origin
from benchmarks.origin.server import memory_folder
from benchmarks.references.build import build
from benchmarks.scaling.page import render

GIB, MIB = 1 << 30, 1 << 20
PAGE = ROOT / "docs" / "scaling.md"
RESULT = ROOT / "docs" / "benchmarks" / "scaling.json"
LONGEST_RUN = 300.0
LARGEST = 10 * GIB


def points(origin: Origin, folder: Path, *, quick: bool) -> list[dict[str, Any]]:
    """What is measured; "given" is for the job, the rest for the page."""
    found: list[dict[str, Any]] = []

    def add(series: str, label: str, work: str, expect: int, **more: Any) -> None:
        shown = {name: more[name] for name in ("size", "count", "repeat") if name in more}
        given = {"work": work, "endpoint": origin.endpoint, "bucket": origin.bucket, "expect": expect, **more}
        found.append({"series": series, "label": label, **shown, "given": given, "runs": []})

    for size in origin.sizes:
        # Small ones several times, so that there is something to measure.
        repeat = max(1, min(500, (64 if quick else 256) * MIB // size))
        key, path = origin.key(size), str(origin.path(size))
        add("stream", "", "stream", size * repeat, size=size, key=key, repeat=repeat)
        add("upload", "", "upload", size * repeat, size=size, path=path, repeat=repeat, part=16 * MIB)
    most = 100_000 if quick else 1_000_000
    for count in (each for each in (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000) if each <= most):
        add("many", f"{count:,}", "many", count * 4096, count=count, flight=32)
    for count in (each for each in (1_000, 10_000, 100_000, 1_000_000) if each <= origin.pages * 1000):
        add("listing", f"{count:,}", "listing", count, count=count)
    count = 3_000 if quick else 10_000
    for flight in (1, 2, 4, 8, 16, 32, 64):
        add("threads", str(flight), "threads", count * 4096, count=count, flight=flight)
    size = 256 * MIB if quick else GIB
    for flight in (1, 2, 4, 8, 16, 32):
        place = str(folder / "out")
        more = {"size": size, "key": origin.key(size), "path": place, "part": 16 * MIB, "flight": flight}
        add("flight", str(flight), "download", size, **more)
    largest = max(origin.sizes)
    for part in (1, 4, 16, 64):
        label = f"{-(-largest // (part * MIB)):,} of {part} MiB"
        path = str(origin.path(largest))
        add("parts", label, "upload", largest, size=largest, path=path, part=part * MIB)
    return found


def one(point: dict[str, Any], environment: dict[str, str]) -> None:
    """One run; an error is kept beside the point."""
    command = [sys.executable, "-m", "benchmarks.scaling.job", json.dumps(point["given"])]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LONGEST_RUN, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        point["error"] = f"not done after {LONGEST_RUN:.0f} s"
        return
    if done.returncode:
        point["error"] = done.stderr.strip().splitlines()[-1][:300]
        return
    said = json.loads(done.stdout)
    if not said.get("absent"):
        point["runs"].append(said)


def main() -> None:
    """Read the command line, measure, write."""
    parser = argparse.ArgumentParser(prog="scripts/bench scaling", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="to 1 GiB and 100,000 objects")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1500, help="begin no round that would end later")
    parser.add_argument("--json", type=Path, default=RESULT)
    parser.add_argument("--write-only", action="store_true", help="write the page from the kept result again")
    arguments = parser.parse_args()
    if arguments.write_only:
        PAGE.write_text(render(json.loads(arguments.json.read_text())))
        return
    sizes = [1 << power for power in (10, 12, 14, 16, 18, 20, 22, 24, 26, 28)] + [GIB]
    if not arguments.quick:
        sizes.append(LARGEST)
    started, longest, rounds = time.monotonic(), 0.0, 0
    order = random.Random(5)
    with (
        tempfile.TemporaryDirectory(prefix="pycos-scaling-", dir=memory_folder()) as folder,
        Origin(sizes=sizes, pages=100 if arguments.quick else 1000) as origin,
    ):
        environment = dict(os.environ, PYTHONPATH=str(ROOT), XDG_CACHE_HOME=folder)
        found = points(origin, Path(folder), quick=arguments.quick)
        work = OtherWork()
        while rounds < arguments.rounds:
            begun = time.monotonic()
            if rounds and begun - started + longest > arguments.seconds:
                break
            for point in order.sample(found, len(found)):
                if "error" not in point:
                    one(point, environment)
                (Path(folder) / "out").unlink(missing_ok=True)
            rounds += 1
            longest = max(longest, time.monotonic() - begun)
            print(f"round {rounds} of {arguments.rounds}: {time.monotonic() - begun:.0f} s", flush=True)
        others = work.cores(origin.cpu())
    for point in found:
        del point["given"]
    checksum = subprocess.run(
        [build()["crc64"]], capture_output=True, text=True, timeout=LONGEST_RUN, check=True
    )
    result = {
        "rounds": rounds,
        "others": others,
        "machine": machine(),
        "points": found,
        "checksum": json.loads(checksum.stdout),
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(result, indent=1) + "\n")
    PAGE.write_text(render(result))
    print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
