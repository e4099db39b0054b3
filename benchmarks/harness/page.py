"""docs/benchmarks.md, from a result."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.harness.figures import Spread, Verdict, judge, metric_of, spread
from benchmarks.harness.rows import C_PROGRAM, CLIENTS, GIB, LIBCURL, PYCOS, REFERENCES, SHAPED_SIZES, Row
from benchmarks.harness.rows import rows as rows_of
from benchmarks.harness.runs import SETTLE

TRANSFERS = ("download_file", "download_file_x4", "upload_file", "upload_parts")
ORIGIN_BOUNDS = 0.8  # busy for this much of the time, it is the origin that is waited for
MEMORY_AIM = 16.0 + 4 * 1.0  # MiB: 16, and 1 for each of 4 parts in flight


def render(result: Mapping[str, Any], rows: list[Row]) -> str:
    """The whole page."""
    return "\n".join(_lines(result, rows)) + "\n"


def _lines(result: Mapping[str, Any], rows: list[Row]) -> Iterator[str]:
    machine = result["machine"]
    native = machine["pycos"]
    yield "# Benchmarks of the client"
    yield ""
    yield (
        "pycos beside other clients, beside C programs with nothing around them, and beside what was "
        "aimed at. `scripts/bench` writes this page; do not edit it. The local server by itself is in "
        "[emulator/performance.md](emulator/performance.md), how cost grows in [scaling.md](scaling.md)."
    )
    yield ""
    if result["kind"] == "quick":
        yield (
            f"**This is a quick run** (objects of {_size(rows[0].size)} instead of 1 GiB, few rounds). "
            "Take it as a sketch; `scripts/bench` without `--quick` is the real one."
        )
        yield ""
    if result["others"] > 0.1:
        yield (
            f"**The machine was busy with other work**, which used {result['others']:.1f} of its cores: wall "
            "times are too long, and CPU times too large, for everybody."
        )
        yield ""
    yield (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Linux "
        f"{machine['kernel']}, {machine['time']}. Python {machine['python']}; pycos {native['cos_c']} "
        f"with libcurl {native['libcurl']}, {native['tls']}, CRC64 by {native['crc64']}; "
        f"{_versions(result)}. Origin: nginx {machine['nginx']}, one process on a core of its own, files "
        f"in memory; loopback; the disk's file system is {machine.get('file_system') or 'not known'}. "
        f"Commit {machine['commit']}, {_rounds(result['rounds'])}, seed "
        f"{result['seed']}, {result['seconds']:.0f} s in all."
    )
    yield ""
    yield from _how_to_read()
    yield from _overview(result, rows)
    yield "![CPU time of bulk transfers](benchmarks/bulk.svg)"
    yield ""
    yield "![Operations per second](benchmarks/operations.svg)"
    yield ""
    for row in rows:
        yield from _table(result["rows"].get(row.name, {}), row)
    yield from _memory(result, rows)
    yield from _shaped(result)
    yield from _settings(result)
    yield from _limits(result)


def _rounds(number: int) -> str:
    return f"{number} round{'s' if number != 1 else ''}"


def _versions(result: Mapping[str, Any]) -> str:
    found = {}
    for row in result["rows"].values():
        for name in CLIENTS:
            version = row.get(name, {}).get("version")
            if version and name != PYCOS:
                found[name.removesuffix(" EnableCRC")] = version
    return ", ".join(f"{name} {version}" for name, version in found.items())


def _how_to_read() -> Iterator[str]:
    yield "## How to read it"
    yield ""
    yield (
        "Each figure is the median of all rounds, with the least and the greatest behind it. In a round "
        "every candidate runs once, in a process of its own, in an order shuffled anew; only the work "
        "is timed, not import and connecting. Before each run that fills new memory, a file's in memory too, "
        f"and unless it is a quick one, the machine rests for {SETTLE:g} seconds, in which a virtual "
        "one gives free memory back to its host. CPU is user and system time of the client's process, all "
        "threads; it is the figure to trust, because client and origin share a small machine, and the "
        "origin's pace bounds the wall time. *Checked* says that the client compared the CRC64 of what "
        "it received with the server's. For uploads, where the origin says no CRC64, it says that the "
        "client computes it, which costs the same. The C programs in *italics* are no clients: the raw "
        "socket signs and checks nothing, and is the floor; libcurl is libcurl with large buffers; the "
        "C program on our library does what pycos does without Python."
    )
    yield ""


def verdicts(result: Mapping[str, Any], rows: list[Row]) -> list[tuple[str, Verdict]]:
    """All bounds, the furthest from its aim first; what was not measured comes before all."""
    found = [
        (row.title, judge(row, result["rows"].get(row.name, {}), bound))
        for row in rows
        for bound in row.bounds
    ]
    ours = transfer_memory(result, rows).get(PYCOS)
    if ours is not None:
        aim = f"MiB added ≤ {MEMORY_AIM:g}, whatever the size"
        verdict = Verdict(aim, f"{ours:.1f}", ours <= MEMORY_AIM, ours / MEMORY_AIM)
        found.append(("memory of transfers of files", verdict))
    return sorted(found, key=lambda each: -(each[1].ratio if each[1].ratio is not None else float("inf")))


def _overview(result: Mapping[str, Any], rows: list[Row]) -> Iterator[str]:
    found = verdicts(result, rows)
    met = sum(verdict.met is True for _, verdict in found)
    yield "## Aims"
    yield ""
    yield f"{met} of {len(found)} are met. The worst comes first."
    yield ""
    yield "| work | aim for pycos | measured | met |"
    yield "|---|---|---|---|"
    for title, verdict in found:
        said = {True: "yes", False: "**no**", None: "not measured"}[verdict.met]
        yield f"| {title} | {verdict.aim} | {verdict.measured} | {said} |"
    yield ""


def _table(measured: Mapping[str, Any], row: Row) -> Iterator[str]:
    yield f"## {row.title[0].upper()}{row.title[1:]}"
    yield ""
    if row.note:
        yield f"{row.note[0].upper()}{row.note[1:]}."
        yield ""
    if row.method == "import":
        yield "| client | ms | MiB added |"
        yield "|---|---|---|"
    elif row.bulk:
        yield "| client | CPU-s/GiB, checked | CPU-s/GiB, not checked | s/GiB | MiB/s | MiB added |"
        yield "|---|---|---|---|---|---|"
    else:
        yield f"| client | {row.unit} a second, checked | not checked | CPU µs each | MiB added |"
        yield "|---|---|---|---|---|"
    names = [
        name for name in (*REFERENCES, *CLIENTS) if name in measured and not measured[name].get("absent")
    ]
    failed = []
    lines = []
    for name in names:
        kept = measured[name]
        if kept.get("error"):
            failed.append(f"{name}: {kept['error']}")
        wall, cpu = metric_of(row, measured, name, "wall"), metric_of(row, measured, name, "cpu")
        if wall is None or cpu is None:
            continue
        added = metric_of(row, measured, name, "added")
        memory = f"{added.median:,.0f}" if added else ""
        word = f"*{name}*" if name in REFERENCES else f"**{name}**" if name == PYCOS else name
        checked = kept.get("verified") or kept.get("computed") or name == C_PROGRAM
        if row.method == "import":
            lines.append(
                (wall.median, f"| {word} | {_said(wall, 1000)} | {added.median if added else 0:.1f} |")
            )
        elif row.bulk:
            both = (_said(cpu), "") if checked else ("", _said(cpu))
            speed = GIB / (1 << 20) / wall.median
            lines.append(
                (cpu.median, f"| {word} | {both[0]} | {both[1]} | {_said(wall)} | {speed:,.0f} | {memory} |")
            )
        else:
            rate = metric_of(row, measured, name, "rate")
            assert rate is not None
            said = _said(rate, digits=0)
            both = (said, "") if checked else ("", said)
            lines.append(
                (-rate.median, f"| {word} | {both[0]} | {both[1]} | {_said(cpu, digits=1)} | {memory} |")
            )
    yield from (line for _, line in sorted(lines))
    busy = {name: share for name in names if (share := _origin_share(measured[name])) >= ORIGIN_BOUNDS}
    if busy:
        said = ", ".join(
            f"{name} {share:.0%}" for name, share in sorted(busy.items(), key=lambda each: -each[1])
        )
        yield ""
        yield f"The origin bounds the wall time here, being busy for most of it: {said}."
    if failed:
        yield ""
        yield from (f"* Failed: {text}" for text in failed)
    yield ""


def _origin_share(kept: Mapping[str, Any]) -> float:
    """How much of the wall time the origin, which has one core, was at work; the median of the runs."""
    shares = [run["origin_cpu"] / run["wall"] for run in kept.get("runs", ()) if "origin_cpu" in run]
    return statistics.median(shares) if shares else 0.0


def transfer_memory(result: Mapping[str, Any], rows: list[Row]) -> dict[str, float]:
    """For each client the most memory that a transfer from or to a file added, MiB."""
    found: dict[str, float] = {}
    for row in rows:
        if row.name in TRANSFERS:
            for name in CLIENTS:
                if added := metric_of(row, result["rows"].get(row.name, {}), name, "added"):
                    found[name] = max(found.get(name, 0.0), added.greatest)
    return found


def _memory(result: Mapping[str, Any], rows: list[Row]) -> Iterator[str]:
    yield "## Memory of transfers of files"
    yield ""
    yield (
        f"The most that any run added to the client at rest, of the four ways to transfer a file of "
        f"{_size(rows[0].size)}."
    )
    yield ""
    yield "| client | MiB added |"
    yield "|---|---|"
    for name, added in sorted(transfer_memory(result, rows).items(), key=lambda each: each[1]):
        yield f"| {f'**{name}**' if name == PYCOS else name} | {added:,.0f} |"
    yield ""


def _shaped(result: Mapping[str, Any]) -> Iterator[str]:
    yield "## With a round trip of 20 ms and 1 Gbit/s"
    yield ""
    shaped = result.get("shaped") or {"refused": "it is not part of this run"}
    if "refused" in shaped:
        yield f"Not measured: {shaped['refused']}."
        yield ""
        return
    yield (
        "Client and origin are in network namespaces of their own; between them a program of ours "
        f"(`benchmarks/link/link.c`) delays and paces the packets; the kernel's own `tc netem` "
        f"{result['shaping']}. Seconds, for {_size(SHAPED_SIZES['size'])} of a large object (at least "
        f"{SHAPED_SIZES['size'] * 8 / shaped['mbit'] / 1e6:.2f} s at that rate), "
        f"{SHAPED_SIZES['small']} small objects with 32 in flight, or {SHAPED_SIZES['pages']} pages of a "
        "listing; libcurl signs and checks nothing."
    )
    yield ""
    names = [row.name for row in rows_of(**SHAPED_SIZES) if row.name in shaped["rows"]]
    titles = {row.name: row for row in rows_of(**SHAPED_SIZES)}
    who = [each for each in (LIBCURL, *CLIENTS) if any(_wall(shaped, name, each) for name in names)]
    yield f"| work | {' | '.join(who)} |"
    yield "|---" * (len(who) + 1) + "|"
    for name in names:
        cells = [_said(found) if (found := _wall(shaped, name, each)) else "" for each in who]
        yield f"| {titles[name].title} | {' | '.join(cells)} |"
    yield ""


def _wall(shaped: Mapping[str, Any], name: str, candidate: str) -> Spread | None:
    runs = shaped["rows"][name].get(candidate, {}).get("runs", ())
    if not runs:
        return None
    # Of a batch, for so many objects; slow clients make fewer calls than others.
    small = SHAPED_SIZES["small"]
    return spread(
        [run["wall"] * (small / run.get("count", small) if name.endswith("_many") else 1) for run in runs]
    )


def _settings(result: Mapping[str, Any]) -> Iterator[str]:
    yield "## Settings"
    yield ""
    found: dict[str, str] = {}
    for row in result["rows"].values():
        for name in CLIENTS:
            if text := row.get(name, {}).get("settings"):
                found[name] = text
    yield from (f"* {name}: {text}." for name, text in found.items())
    yield ""


def _limits(result: Mapping[str, Any]) -> Iterator[str]:
    yield "## Limits"
    yield ""
    yield (
        "* Loopback: no latency, no loss. What the sender's kernel does to deliver a segment to the "
        "receiver is charged to the sender, so uploads look dearer, and downloads cheaper, than over a "
        "network card."
    )
    yield "* The origin shares the machine: several threads have only the cores that are left."
    yield "* Where a client has no call for a kind of work it is missing from the table."
    yield ""


def _said(found: Spread, factor: float = 1.0, digits: int | None = None) -> str:
    middle = found.median * factor
    places = digits if digits is not None else 2 if middle < 100 else 0
    text = f"{middle:,.{places}f}"
    if found.runs > 1:
        text += f" ({found.least * factor:,.{places}f}–{found.greatest * factor:,.{places}f})"
    return text


def _size(size: int) -> str:
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:g} {name}"
    return f"{size} bytes"
