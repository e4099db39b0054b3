"""docs/scaling.md."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.scaling.projection import KEYS_PER_PAGE, LIST_RATE, READ_RATE, Projection, bulk, calls

GIB = 1 << 30
BYTES_OF_A_SMALL_GET = 4096 + 700  # with the headers of both directions
BYTES_OF_A_PAGE = 340_000


def _size(size: int) -> str:
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:g} {name}"
    return f"{size} bytes"


def median(point: Mapping[str, Any], metric: str) -> float:
    """Of the runs of a point."""
    return statistics.median(run[metric] for run in point["runs"])


def _points(result: Mapping[str, Any], work: str) -> list[Mapping[str, Any]]:
    return [point for point in result["points"] if point["series"] == work and point["runs"]]


def render(result: Mapping[str, Any]) -> str:
    """The whole page."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    machine = result["machine"]
    yield "# How the cost grows"
    yield ""
    yield (
        "Written by `scripts/bench scaling`, as measured; do not edit it. pycos alone, against the same "
        "origin as in [benchmarks.md](benchmarks.md), everything checked by CRC64 as always. Medians of "
        f"{result['rounds']} run(s), each in a process of its own; CPU is user and system time of that "
        "process; memory is the most that was added to the client at rest."
    )
    yield ""
    if result["others"] > 0.1:
        yield f"**The machine was busy with other work**, which used {result['others']:.1f} of its cores."
        yield ""
    yield (
        f"{machine['cpu']}, {machine['cores']} cores, Linux {machine['kernel']}, {machine['time']}; libcurl "
        f"{machine['pycos']['libcurl']}, {machine['pycos']['tls']}."
    )
    yield ""
    for title, series, about in (
        (
            "Size of an object: download",
            "stream",
            "Read through one buffer of 1 MiB. What is larger than 1 GiB is a hole in a file at the origin.",
        ),
        (
            "Size of an object: upload from a file",
            "upload",
            "upload_file, parts of 16 MiB, 4 at once, with its checkpoint.",
        ),
    ):
        yield from _sizes(f"## {title}", about, _points(result, series))
    yield from _counts(
        "## Number of objects",
        "GET of 4 KiB through get_many, 32 in flight, keys from a generator.",
        _points(result, "many"),
        "objects",
        "the batch call is not in this version",
    )
    yield from _counts(
        "## Number of keys in a listing",
        "One object for each key.",
        _points(result, "listing"),
        "keys",
        "not measured",
    )
    yield from _counts(
        "## Threads",
        "GET of 4 KiB, single calls from threads that share a client.",
        _points(result, "threads"),
        "threads",
        "not measured",
    )
    yield from _parts(
        "## Parts in flight",
        "Download of 1 GiB to a file, parts of 16 MiB; done once before in the process, not measured.",
        _points(result, "flight"),
    )
    yield from _parts(
        "## Number of parts",
        "Upload of a file with its checkpoint, 4 parts at once; what a part adds is what its requests cost.",
        _points(result, "parts"),
    )
    yield from _checksum(result)
    if failed := [point for point in result["points"] if point.get("error")]:
        yield "## What failed"
        yield ""
        yield from (f"* {point['series']}, {point['label']}: {point['error']}" for point in failed)
        yield ""
    yield from _projection(result)


def _sizes(title: str, about: str, points: list[Mapping[str, Any]]) -> Iterator[str]:
    yield title
    yield ""
    yield about
    yield ""
    yield "| size | ms for one | CPU ms for one | CPU-s/GiB | MiB/s | MiB added |"
    yield "|---|---|---|---|---|---|"
    for point in points:
        repeat, size = point.get("repeat", 1), point["size"]
        wall, cpu = median(point, "wall") / repeat, median(point, "cpu") / repeat
        yield (
            f"| {_size(size)} | {wall * 1e3:,.2f} | {cpu * 1e3:,.2f} | {cpu * GIB / size:,.2f} | "
            f"{size / wall / (1 << 20):,.0f} | {median(point, 'added'):,.1f} |"
        )
    yield ""


def _counts(
    title: str, about: str, points: list[Mapping[str, Any]], word: str, nothing: str
) -> Iterator[str]:
    yield title
    yield ""
    yield about if points else f"{about} Not measured: {nothing}."
    yield ""
    if not points:
        return
    yield f"| {word} | seconds | a second | CPU µs each | MiB added |"
    yield "|---|---|---|---|---|"
    for point in points:
        count, wall, cpu = point["count"], median(point, "wall"), median(point, "cpu")
        yield (
            f"| {point['label']} | {wall:,.3f} | {count / wall:,.0f} | {cpu / count * 1e6:,.1f} | "
            f"{median(point, 'added'):,.1f} |"
        )
    yield ""


def _parts(title: str, about: str, points: list[Mapping[str, Any]]) -> Iterator[str]:
    yield title
    yield ""
    yield about
    yield ""
    yield "| parts | s/GiB | CPU-s/GiB | MiB added |"
    yield "|---|---|---|---|"
    for point in points:
        gib = point["size"] / GIB
        yield (
            f"| {point['label']} | {median(point, 'wall') / gib:,.2f} | {median(point, 'cpu') / gib:,.2f} | "
            f"{median(point, 'added'):,.1f} |"
        )
    yield ""


def _checksum(result: Mapping[str, Any]) -> Iterator[str]:
    points = result.get("checksum", [])
    if not points:
        return
    yield "## CRC64"
    yield ""
    yield (
        f"GB/s on one core, by {result['machine']['pycos']['crc64']}, beside reading the same memory into "
        "registers and beside memcpy; the best of several runs of each (`benchmarks/references/crc64.c`). "
        "The smallest sizes lie in the first cache, the largest in none."
    )
    yield ""
    yield "| size | CRC64 | read | memcpy | CRC64 / read |"
    yield "|---|---|---|---|---|"
    for point in points:
        share = point["crc"] / point["read"]
        yield (
            f"| {_size(point['size'])} | {point['crc']:.1f} | {point['read']:.1f} | {point['copy']:.1f} "
            f"| {share:.2f} |"
        )
    yield ""


def projections(result: Mapping[str, Any]) -> list[Projection]:
    """Those that the measurements allow."""
    found = []
    for series, word in (("stream", "download of large objects"), ("upload", "upload of large files")):
        if large := [point for point in _points(result, series) if point["size"] >= 64 << 20]:
            point = large[-1]
            found.append(bulk(word, median(point, "cpu") / point.get("repeat", 1) * GIB / point["size"]))
    for series, word in (
        ("many", "GET of 4 KiB, get_many"),
        ("threads", "GET of 4 KiB, single calls from threads"),
    ):
        if points := _points(result, series):
            # Of counts the largest, which start-up costs least; of threads the best, what one process can do.
            best = max(points, key=lambda point: point["count"] / median(point, "wall"))
            rate = best["count"] / median(best, "wall")
            each = median(best, "cpu") / best["count"]
            found.append(calls(word, each, BYTES_OF_A_SMALL_GET, READ_RATE, one_process=rate))
    if points := _points(result, "listing"):
        last = points[-1]
        each = median(last, "cpu") / last["count"]
        found.append(
            calls(
                "listing, keys",
                each,
                BYTES_OF_A_PAGE,
                LIST_RATE,
                keys=KEYS_PER_PAGE,
                one_process=last["count"] / median(last, "wall"),
            )
        )
    return found


def _projection(result: Mapping[str, Any]) -> Iterator[str]:
    yield "## What 10 Gbit/s and 32 cores should reach"
    yield ""
    yield (
        "Computed from the figures above, not measured: what a byte or a call costs here, times what the "
        "machine has, against what COS publishes for one bucket in mainland China (30,000 reads and 30,000 "
        "writes a second, 1,000 listings a second) and one account in one region (15 Gbit/s); elsewhere it "
        "is 3,000 requests a second and 10 Gbit/s "
        "([limits](https://cloud.tencent.com/document/product/436/14518)). One key alone allows 1,000 "
        "downloads, and 50 uploads, a second. Cores of another kind, a network card's interrupts and memory "
        "bandwidth shared by 32 cores are not in it; latency is, as more requests in flight."
    )
    yield ""
    yield "| work | should reach | what comes first | cores it takes | processes it takes | the next limit |"
    yield "|---|---|---|---|---|---|"
    for each in projections(result):
        first, following = sorted(each.limits, key=lambda limit: limit.rate)[:2]
        digits = 2 if each.unit == "GiB/s" else 0
        processes = ""
        if each.one_process is not None:
            processes = (
                f"{max(1, -(-first.rate // each.one_process)):,.0f} (one does {each.one_process:,.0f})"
            )
        yield (
            f"| {each.work} | {first.rate:,.{digits}f} {each.unit} | {first.name} | {each.cores_used:.1f} | "
            f"{processes} | {following.name}: {following.rate:,.{digits}f} |"
        )
    yield ""
    yield (
        "1.16 GiB/s with a round trip of 20 ms needs 24 MiB under way. Linux lets the window of a connection "
        "grow to 6 MiB unless told otherwise, half of which is for data: 0.15 GiB/s, so 8 connections fill "
        "10 Gbit/s, and 8 is max_concurrency unless the client says otherwise. For small objects, 30,000 a "
        "second at 20 ms are 600 in flight."
    )
    yield ""
