"""Measure: every candidate of every row once a round, in a new order each round, one process for each run."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.harness.imports import import_command
from benchmarks.harness.rows import C_PROGRAM, LIBCURL, PYCOS, RAW, SPLICE, Row
from benchmarks.origin import Origin

ROOT = Path(__file__).parent.parent.parent
FACTS = ("verified", "computed", "settings", "version")  # of a client in a row: every run says the same
LONGEST_RUN = 120.0  # seconds; what takes longer is an error
#: Seconds of rest before a run that fills new memory: Linux gives free memory back to the host of a virtual
#: machine every two seconds, here half a GiB each time, and that must not happen while the run is measured.
SETTLE = 4.0


@dataclass(frozen=True)
class Bench:
    """What the runs need."""

    origin: Origin
    programs: dict[str, Path]
    our_python: str
    their_python: str
    folder: Path
    prefix: tuple[str, ...] = ()  # before the command of a client, to put it somewhere else
    our_path: Path = ROOT  # where our interpreter finds `benchmarks`, and unless it has it installed pycos
    disk: Path | None = None  # a folder on a disk, for the rows that want one

    def work_folder(self, row: Row) -> Path:
        """Where a run of this row may write; it is removed after each run."""
        if not row.on_disk:
            return self.folder
        if self.disk is None:
            raise ValueError(f"the row {row.name} needs a folder on a disk")
        return self.disk


def candidates(row: Row) -> tuple[str, ...]:
    """All that take part in a row."""
    return (*row.references, *row.clients)


def command(bench: Bench, row: Row, candidate: str) -> list[str]:
    """The process that does one run."""
    origin = bench.origin
    endpoint = origin.https_endpoint if row.secure else origin.endpoint
    source = str(origin.path(row.size)) if row.bulk else ""
    downloads = row.method.startswith("get")
    path = str(bench.work_folder(row) / "out") if downloads else source
    key = row.key or (("up" if not downloads else origin.key(row.size)) if row.bulk else "")
    if row.method == "import":
        return import_command(_python(bench, candidate), candidate)
    if candidate in (RAW, SPLICE):
        method = row.method.replace("get_file", "splice") if candidate == SPLICE else row.method
        return [str(bench.programs["raw"]), method, str(origin.port), f"/{key}", str(row.size), path]
    if candidate == LIBCURL:
        url = f"{endpoint}/{key}" if key else endpoint
        trust = origin.ca_file if row.secure else ""
        program = str(bench.programs["libcurl"])
        return [program, row.method, url, str(row.size), str(row.count or 1), path, trust]
    if candidate == C_PROGRAM:
        program = str(bench.programs["cos_c"])
        return [program, row.method, endpoint, str(row.size), str(row.count or 1), key, path]
    given = {
        "client": candidate,
        "method": row.method,
        "endpoint": endpoint,
        "bucket": origin.bucket,
        "ca_file": origin.ca_file if row.secure else "",
        "size": row.size,
        "count": row.count_of(candidate),
        "key": key,
        "path": path,
        "source": source,
    }
    return [_python(bench, candidate), "-m", "benchmarks.clients.job", json.dumps(given)]


def _python(bench: Bench, candidate: str) -> str:
    return bench.our_python if candidate == PYCOS else bench.their_python


def run_once(bench: Bench, row: Row, candidate: str) -> dict[str, Any]:
    """One run: its figures, or {"absent": true}, or {"error": text}. What it wrote is removed."""
    folder = bench.work_folder(row)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    path = bench.our_path if candidate == PYCOS else ROOT
    environment.update(PYTHONPATH=str(path), XDG_CACHE_HOME=str(folder / "cache"))
    # The others were compiled when they were installed; ours, used where it lies, is when it first runs.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def start() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*bench.prefix, *command(bench, row, candidate)],
            capture_output=True,
            text=True,
            timeout=LONGEST_RUN,
            cwd=path,
            env=environment,
            check=False,
        )

    before = bench.origin.cpu()
    try:
        if row.method == "import":
            start()
        done = start()
        said: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except subprocess.TimeoutExpired:
        return {"error": f"not done after {LONGEST_RUN:.0f} s"}
    except (IndexError, ValueError):
        return {"error": (done.stderr.strip() or f"exit {done.returncode}")[-300:]}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    figures = [each for each in (said, said.get("first", {})) if "wall" in each]
    for each in figures:
        each["count"] = row.count_of(candidate)
        each["origin_cpu"] = (bench.origin.cpu() - before) / len(figures)
    return said


def _keep(found: dict[str, Any], said: dict[str, Any]) -> None:
    """Add what a run said to what is known of that candidate in that row."""
    if said.get("absent"):
        found["absent"] = True
    elif "error" in said:
        found["error"] = said["error"]
    else:
        for fact in FACTS:
            found[fact] = said.get(fact)
        found["runs"].append({name: value for name, value in said.items() if name not in (*FACTS, "first")})


def _say(text: str) -> None:
    print(text, flush=True)


def measure(
    bench: Bench,
    rows: Sequence[Row],
    *,
    rounds: int,
    seconds: float,
    seed: int,
    say: Callable[[str], None] = _say,
    run: Callable[[Bench, Row, str], dict[str, Any]] = run_once,
    clock: Callable[[], float] = time.monotonic,
    settle: float = 0.0,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """All rounds, or as many as the time allows, at least one; {row: {candidate: {"runs": [...], …}}}.

    settle: seconds of rest before each run that fills new memory.
    """
    order = random.Random(seed)
    found: dict[str, Any] = {row.name: {name: {"runs": []} for name in candidates(row)} for row in rows}
    started, longest = clock(), 0.0
    for number in range(rounds):
        begun = clock()
        if number and begun - started + longest > seconds:
            say(f"the time allows {number} rounds")
            break
        turns = [(row, name) for row in rows if not row.measured_in for name in candidates(row)]
        order.shuffle(turns)
        # Row by row, in shuffled orders of both: what is compared is measured within a minute.
        places = {name: at for at, name in enumerate(dict.fromkeys(row.name for row, _ in turns))}
        turns.sort(key=lambda turn: places[turn[0].name])
        for row, name in turns:
            kept = found[row.name][name]
            if kept.get("absent") or (kept.get("error") and not kept["runs"]):
                continue
            if settle and row.fills:
                pause(settle)
            said = run(bench, row, name)
            _keep(kept, said)
            for other in rows:
                if other.measured_in == row.name:
                    _keep(found[other.name][name], said | said.get("first", {}))
        longest = max(longest, clock() - begun)
        say(f"round {number + 1} of {rounds}: {clock() - begun:.0f} s")
    return found
