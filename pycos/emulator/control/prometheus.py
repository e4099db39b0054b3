"""The figures of the server in the text format that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pycos.emulator.journal import LATENCIES, Figures
from pycos.emulator.store import sizes

if TYPE_CHECKING:
    from pycos.emulator.application import Application


def text(app: Application) -> str:
    """All figures. Counting the objects reads an index of all of them."""
    figures = app.journal.figures()
    lines = _requests(figures)
    lines += _durations(figures)
    total = sizes.of_buckets(app.storage.database)
    lines += _gauge("connections", "Connections that are open.", [("", len(app.connections))])
    lines += _gauge("faults", "Rules of misbehaviour in force.", [("", len(app.faults.all()))])
    lines += _gauge("buckets", "Buckets.", [("", len(app.storage.buckets.all()))])
    names = {bucket.number: bucket.name for bucket in app.storage.buckets.all()}
    counted = [(_labels(bucket=names[number]), size) for number, size in total.items() if number in names]
    lines += _gauge("objects", "Objects, all versions.", ((label, size.objects) for label, size in counted))
    lines += _gauge("object_bytes", "Bytes of all objects.", ((label, size.bytes) for label, size in counted))
    lines += _gauge("uploads", "Unfinished uploads.", ((label, size.uploads) for label, size in counted))
    lines += _gauge(
        "store_bytes", "Bytes of the database and its blobs.", [("", sizes.stored(app.storage.database))]
    )
    return "\n".join(lines) + "\n"


def _requests(figures: dict[tuple[str, int], Figures]) -> list[str]:
    rows = [
        (_labels(operation=name, status=status), sums) for (name, status), sums in sorted(figures.items())
    ]
    lines = _head("requests_total", "counter", "Requests; status 0 is a connection that was cut.")
    lines += [_line("requests_total", label, sums.count) for label, sums in rows]
    lines += _head("received_bytes_total", "counter", "Bytes of the bodies of requests.")
    lines += [_line("received_bytes_total", label, sums.received) for label, sums in rows]
    lines += _head("sent_bytes_total", "counter", "Bytes of the bodies of answers.")
    lines += [_line("sent_bytes_total", label, sums.sent) for label, sums in rows]
    return lines


def _durations(figures: dict[tuple[str, int], Figures]) -> list[str]:
    """One histogram for each operation, over all its statuses."""
    joined: dict[str, Figures] = {}
    for (name, _), sums in sorted(figures.items()):
        one = joined.setdefault(name, Figures())
        one.count += sums.count
        one.seconds += sums.seconds
        one.latencies = [a + b for a, b in zip(one.latencies, sums.latencies, strict=True)]
    lines = _head("request_seconds", "histogram", "Time from the head of a request to its answer.")
    for name, sums in joined.items():
        passed = 0
        for bound, count in zip(LATENCIES, sums.latencies, strict=False):
            passed += count
            lines.append(_line("request_seconds_bucket", _labels(operation=name, le=bound), passed))
        lines.append(_line("request_seconds_bucket", _labels(operation=name, le="+Inf"), sums.count))
        lines.append(_line("request_seconds_sum", _labels(operation=name), round(sums.seconds, 6)))
        lines.append(_line("request_seconds_count", _labels(operation=name), sums.count))
    return lines


def _gauge(name: str, note: str, rows: Iterable[tuple[str, int]]) -> list[str]:
    return _head(name, "gauge", note) + [_line(name, label, value) for label, value in rows]


def _head(name: str, kind: str, note: str) -> list[str]:
    return [f"# HELP cos_emulator_{name} {note}", f"# TYPE cos_emulator_{name} {kind}"]


def _line(name: str, labels: str, value: float) -> str:
    return f"cos_emulator_{name}{labels} {value}"


def _labels(**labels: object) -> str:
    """The labels of one line. None of the values holds what would have to be escaped."""
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}"
