"""Carrying out a Select: records in batches through the engine, rows out as messages.

The engine is DuckDB in memory, with one thread, closed to files, network and extensions, and with its
settings locked. It is given SQL that the translation wrote, and never a name of anything outside the batch.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Generator, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pycos.emulator.errors import ApiError
from pycos.emulator.extraction import events, parser, translation
from pycos.emulator.extraction.records import Csv, Json, Meter, plain, records
from pycos.emulator.extraction.serialization import (
    MISSING,
    Pair,
    SelectRequest,
    text_of,
    writer,
)
from pycos.emulator.extraction.syntax import Statement
from pycos.emulator.extraction.translation import Partial, Plan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 4096  # records
_BATCH_TEXT = 1 << 20  # characters the engine is given at once
_SIGN = 4 << 20  # processed bytes between two signs of life
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "threads": "1",
    "memory_limit": "256MB",
    "temp_directory": "",
    "lock_configuration": "true",
}
_lock = threading.Lock()
_engines: list[DuckDBPyConnection] = []


def _engine() -> DuckDBPyConnection:
    """A cursor of the one engine, made when it is first needed."""
    with _lock:
        if not _engines:
            try:
                import duckdb
            except ImportError:
                raise ApiError(
                    "NotImplemented", "Select needs DuckDB: pip install 'pycos[emulator-data]'."
                ) from None
            _engines.append(duckdb.connect(":memory:", config=_SETTINGS))
        return _engines[0].cursor()


class Selection:
    """One Select over one object: ``messages`` after everything that can be refused was."""

    def __init__(self, request: SelectRequest, chunks: Iterable[memoryview | bytes]) -> None:
        self._request = request
        self._statement: Statement = parser.parse(request.expression)
        self._plan: Plan = translation.translate(self._statement)
        self._engine = _engine()
        self.meter = Meter()
        self._check()
        pieces = plain(chunks, request.compression, self.meter)
        self._records: Csv | Json = records(request, self._statement.source, pieces)
        self._getters: list[Any] = [self._records.getter(column) for column in self._plan.columns]
        self._missing: list[Any] = [self._records.getter(column) for column in self._plan.missing]
        self._outputs: list[Any] | None = None
        if self._plan.outputs is not None:
            self._outputs = [
                output if isinstance(output, int) else (self._records.getter(output),)
                for output in self._plan.outputs
            ]
        self._names = [
            translation.item_name(item, number) for number, item in enumerate(self._statement.items, 1)
        ]
        self._write = writer(request.result)

    def _check(self) -> None:
        """Have the engine look at the statement, over no records."""
        plan = self._plan
        self._query(plan.rows, self._batch([]))
        if plan.final:
            self._finish([None] * len(plan.partials))

    def _query(self, text: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        import duckdb

        used = {name: value for name, value in values.items() if f"${name}" in text}
        try:
            return self._engine.execute(text, used).fetchall()
        except duckdb.ConversionException as error:
            raise ApiError("CastFailed", f"A value cannot be converted: {_first_line(error)}") from None
        except duckdb.OutOfRangeException as error:
            raise ApiError("EvaluatorOverflow", f"A number is too large: {_first_line(error)}") from None
        except (duckdb.Error, UnicodeError) as error:
            # Functions over kinds of values they do not take, patterns that are none, and the like.
            raise ApiError("EvaluatorInvalidArguments", _first_line(error)) from None

    def messages(self) -> Iterator[bytes]:
        """The answer. What goes wrong in the middle ends it with an error message."""
        try:
            last = yield from self._rows()
        except ApiError as refusal:
            yield events.error(refusal)
            return
        finally:
            self._engine.close()
        if self._request.progress:
            last += events.progress(self.meter)
        # In one piece with the last rows: Tencent's JavaScript client takes rows for a message of their own
        # when nothing is there yet to follow them.
        yield last + events.stats(self.meter) + events.end()

    def _rows(self) -> Generator[bytes, None, bytes]:
        """The rows as messages; what is not sent with them yet is the result."""
        out = bytearray()
        seen = 0
        limit = self._statement.limit
        left = limit if limit is not None else -1
        source = self._results(left) if not self._plan.partials else self._totals(left)
        for lines in source:
            for line in lines:
                out += line
                while len(out) >= events.MAX_PAYLOAD:
                    yield self._sent(bytes(out[: events.MAX_PAYLOAD]))
                    del out[: events.MAX_PAYLOAD]
            if self.meter.processed - seen >= _SIGN:
                seen = self.meter.processed
                if out:
                    yield self._sent(bytes(out))
                    out.clear()
                else:
                    yield events.continuation()
                if self._request.progress:
                    yield events.progress(self.meter)
        return self._sent(bytes(out)) if out else b""

    def _sent(self, payload: bytes) -> bytes:
        self.meter.returned += len(payload)
        return events.records(payload)

    def _batches(self) -> Iterator[list[Any]]:
        batch: list[Any] = []
        end = self.meter.processed + _BATCH_TEXT
        for record in self._records:
            batch.append(record)
            if len(batch) >= _BATCH or self.meter.processed >= end:
                yield batch
                batch = []
                end = self.meter.processed + _BATCH_TEXT
        if batch:
            yield batch

    def _batch(self, batch: list[Any]) -> dict[str, Any]:
        """A batch as the parameters of a query."""
        values: dict[str, Any] = {"n": list(range(len(batch))), **self._plan.parameters}
        for number in range(len(self._plan.columns)):
            getter = self._getters[number] if batch else None
            values[f"c{number}"] = [text_of(self._value(record, getter)) for record in batch]
        for number in range(len(self._plan.missing)):
            getter = self._missing[number] if batch else None
            values[f"m{number}"] = [self._value(record, getter) is MISSING for record in batch]
        return values

    def _value(self, record: Any, getter: Any) -> object:
        return self._records.value(record, getter)

    def _results(self, left: int) -> Iterator[list[bytes]]:
        if left == 0:
            return
        simple = not self._plan.condition and not self._plan.computed
        for batch in self._batches():
            # Whole records, all of them, need no engine.
            found = ((record, ()) for record in batch) if simple else self._found(batch)
            lines = []
            try:
                for record, computed in found:
                    lines.append(self._write(self._pairs(record, computed)))
                    left -= 1
                    if left == 0:
                        break
            except ApiError:
                yield lines
                raise
            yield lines
            if left == 0:
                return

    def _found(self, batch: list[Any]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        """The records of a batch that fulfil the condition, each with what was computed of it."""
        try:
            rows = self._query(self._plan.rows, self._batch(batch))
        except ApiError:
            if len(batch) == 1:
                raise
            # What stands before the record that cannot be computed is found, and may be all that is wanted.
            middle = len(batch) // 2
            yield from self._found(batch[:middle])
            yield from self._found(batch[middle:])
            return
        for row in rows:
            yield batch[row[0]], row[1:]

    def _pairs(self, record: Any, computed: tuple[Any, ...]) -> list[Pair]:
        if self._outputs is None:
            return self._records.pairs(record)
        return [
            (name, computed[output] if isinstance(output, int) else self._value(record, output[0]))
            for name, output in zip(self._names, self._outputs, strict=True)
        ]

    def _totals(self, left: int) -> Iterator[list[bytes]]:
        totals: list[Any] = [None] * len(self._plan.partials)
        for batch in self._batches():
            row = self._query(self._plan.rows, self._batch(batch))[0]
            place = 0
            for number, partial in enumerate(self._plan.partials):
                size = len(partial.columns)
                totals[number] = _joined(partial, totals[number], row[place : place + size])
                place += size
            yield []
        if left != 0:
            computed = self._finish(totals)
            outputs = [output for output in self._outputs or [] if isinstance(output, int)]
            yield [
                self._write(
                    [(name, computed[output]) for name, output in zip(self._names, outputs, strict=True)]
                )
            ]

    def _finish(self, totals: list[Any]) -> tuple[Any, ...]:
        """The one row of an aggregate, out of what the batches came to."""
        columns = []
        values: dict[str, Any] = dict(self._plan.parameters)
        for number, (partial, total) in enumerate(zip(self._plan.partials, totals, strict=True)):
            if partial.name.startswith("any"):
                total = None if total is None else total[1] if total[3] == 0 else total[2]
                columns.append(f"$p{number}::VARCHAR AS p{number}")
            else:
                total = total[0] if total else None
                if total is None and partial.columns[0].startswith("count"):
                    total = 0
                columns.append(f"$p{number}{_type_of(total)} AS p{number}")
            values[f"p{number}"] = total
        text = f"SELECT {self._plan.final} FROM (SELECT {', '.join(columns)})"  # noqa: S608
        return self._query(text, values)[0]


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "::BOOLEAN"
    if isinstance(value, int):
        return "::HUGEINT"
    if isinstance(value, float):
        return "::DOUBLE"
    if isinstance(value, Decimal):
        return "::DECIMAL(38, 10)"
    if isinstance(value, str):
        return "::VARCHAR"
    return "::TIMESTAMP" if isinstance(value, datetime.datetime) else ""


def _joined(partial: Partial, total: tuple[Any, ...] | None, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What two batches come to together."""
    if total is None:
        return row
    name = partial.name
    if name == "sum":
        return (_either(total[0], row[0], lambda one, other: one + other),)
    better = min if name.endswith("min") else max
    best = _either(total[0], row[0], better)
    if not name.startswith("any"):
        return (best,)
    number = total[1] if best == total[0] else row[1]
    return best, number, _either(total[2], row[2], better), total[3] + row[3]


def _either(one: Any, other: Any, both: Any) -> Any:
    if one is None or other is None:
        return other if one is None else one
    return both(one, other)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]
