"""From the bytes of an object to its records, piece by piece: decompression, CSV, JSON.

Nothing here holds more than one record and one piece of the object, but for a JSON document, which has to
be whole.
"""

from __future__ import annotations

import bz2
import codecs
import json
import zlib
from collections.abc import Iterable, Iterator

from pycos.emulator.errors import ApiError
from pycos.emulator.extraction.parser import EACH
from pycos.emulator.extraction.serialization import (
    MISSING,
    CsvInput,
    JsonInput,
    Pair,
    SelectRequest,
)
from pycos.emulator.extraction.syntax import Column, Name, Step

MAX_RECORD = 1 << 20  # characters, the documented limit
MAX_DOCUMENT = 32 << 20  # bytes of a JSON document, which is held in memory
MAX_PLAIN = 5 << 30  # bytes after decompression
_PIECE = 256 * 1024


class Meter:
    """How many bytes were read, before and after decompression, and how many were returned."""

    def __init__(self) -> None:
        self.scanned = 0
        self.processed = 0
        self.returned = 0


def plain(chunks: Iterable[memoryview | bytes], compression: str, meter: Meter) -> Iterator[bytes]:
    """The decompressed bytes, in pieces of a bounded size.

    InvalidCompressionFormat when it is not what was said, TruncatedInput when its end is missing.
    """
    if compression == "NONE":
        for chunk in _cut(chunks):
            meter.scanned += len(chunk)
            meter.processed += len(chunk)
            yield chunk
        return
    for piece in _decompressed(chunks, compression, meter):
        meter.processed += len(piece)
        if meter.processed > MAX_PLAIN:
            raise ApiError("EntityTooLarge", "The object holds too much when it is decompressed.")
        yield piece


def _cut(chunks: Iterable[memoryview | bytes]) -> Iterator[bytes]:
    # In memory mode an object may be one single chunk.
    for chunk in chunks:
        for start in range(0, len(chunk), _PIECE):
            yield bytes(chunk[start : start + _PIECE])


def _decompressed(chunks: Iterable[memoryview | bytes], compression: str, meter: Meter) -> Iterator[bytes]:
    begun = False  # a stream that has begun and not ended
    machine = _machine(compression)
    try:
        for data in _cut(chunks):
            meter.scanned += len(data)
            while data or not machine.needs_input:
                begun = True
                piece = machine.decompress(data, _PIECE)
                data = b""
                if piece:
                    yield piece
                if machine.eof:
                    # There may be another stream behind the end of one.
                    data, machine, begun = machine.unused_data, _machine(compression), False
                    if not data.strip(b"\0"):
                        data = b""
    except (OSError, ValueError, zlib.error, EOFError):
        raise ApiError("InvalidCompressionFormat", f"The object is not valid {compression}.") from None
    if begun:
        raise ApiError("TruncatedInput", "The compressed object ends too early.")


class _Gzip:
    """zlib's decompressor with the manner of bz2's."""

    def __init__(self) -> None:
        self._machine = zlib.decompressobj(31)

    def decompress(self, data: bytes, most: int) -> bytes:
        return self._machine.decompress(self._machine.unconsumed_tail + data, most)

    @property
    def needs_input(self) -> bool:
        return not self._machine.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._machine.eof

    @property
    def unused_data(self) -> bytes:
        return self._machine.unused_data


def _machine(compression: str) -> _Gzip | bz2.BZ2Decompressor:
    return _Gzip() if compression == "GZIP" else bz2.BZ2Decompressor()


def _text(pieces: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for piece in pieces:
            text = decoder.decode(piece)
            if text:
                yield text
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        raise ApiError("InvalidTextEncoding", "The object is not encoded in UTF-8.") from None


def _split(texts: Iterable[str], delimiter: str) -> Iterator[str]:
    """The pieces between delimiters."""
    held: list[str] = []
    size = 0
    for text in texts:
        if len(delimiter) > 1 and held:
            # A delimiter may lie across two texts.
            text = held.pop() + text
            size = sum(map(len, held))
        first, *others = text.split(delimiter)
        held.append(first)
        size += len(first)
        if size > MAX_RECORD:
            raise ApiError("OverMaxRecordSize", f"A record is longer than {MAX_RECORD} characters.")
        for other in others:
            yield "".join(held)
            held, size = [other], len(other)
    last = "".join(held)
    if last:
        yield last


class Csv:
    """Records of CSV: lists of texts."""

    def __init__(self, form: CsvInput, texts: Iterable[str]) -> None:
        self._form = form
        self._records = self._read(texts)
        self.header: list[str] = []
        if form.header != "NONE":
            first = next(self._records, [])
            self.header = first if form.header == "USE" else []

    def __iter__(self) -> Iterator[list[str]]:
        return self._records

    def _read(self, texts: Iterable[str]) -> Iterator[list[str]]:
        form = self._form
        quote = form.quote
        parts: list[str] = []  # of a record whose quotes are not closed
        size = 0
        for line in _split(texts, form.record):
            if form.record == "\n" and line[-1:] == "\r":
                # Lines may end as on Windows; a delimiter of XML cannot easily say so.
                line = line[:-1]
            if not parts:
                if not line or (form.comments and line[0] == form.comments):
                    continue
                if quote not in line:
                    yield line.split(form.field)
                    continue
            if not form.quoted_records:
                yield self._quoted(line)
                continue
            closes = self._quotes(line) % 2
            if bool(parts) == bool(closes):
                parts.append(line)
                yield self._quoted(form.record.join(parts))
                parts, size = [], 0
                continue
            parts.append(line)
            size += len(line) + 1
            if size > MAX_RECORD:
                raise ApiError("OverMaxRecordSize", f"A record is longer than {MAX_RECORD} characters.")
        if parts:
            raise ApiError("CSVParsingError", "The last record has a quote that is not closed.")

    def _quotes(self, line: str) -> int:
        form = self._form
        if form.escape != form.quote:
            line = line.replace(form.escape * 2, "").replace(form.escape + form.quote, "")
        return line.count(form.quote)

    def _quoted(self, line: str) -> list[str]:
        """The fields of a record that has quotes. One counts only where a field begins."""
        form = self._form
        quote, escape = form.quote, form.escape
        fields = []
        place = 0
        while True:
            if line[place : place + 1] != quote:
                end = line.find(form.field, place)
                if end < 0:
                    fields.append(line[place:])
                    return fields
                fields.append(line[place:end])
                place = end + 1
                continue
            parts = []
            place += 1
            while True:
                end = line.find(quote, place)
                if end < 0:
                    raise ApiError("CSVParsingError", "A record has a quote that is not closed.")
                if escape == quote:
                    if line[end + 1 : end + 2] == quote:
                        parts.append(line[place : end + 1])
                        place = end + 2
                        continue
                else:
                    mark = line.find(escape, place, end)
                    if mark >= 0:
                        parts += (line[place:mark], line[mark + 1 : mark + 2])
                        place = mark + 2
                        continue
                parts.append(line[place:end])
                break
            place = end + 1
            end = line.find(form.field, place)
            # What stands between a closing quote and the next delimiter belongs to the field.
            parts.append(line[place:] if end < 0 else line[place:end])
            fields.append("".join(parts))
            if end < 0:
                return fields
            place = end + 1

    def getter(self, column: Column) -> int | None:
        """Which field a column is; None for the whole record. MissingHeaders, or InvalidColumnIndex."""
        if not column.path:
            return None
        step = column.path[0]
        if len(column.path) > 1 or isinstance(step, int):
            raise ApiError("InvalidKeyPath", "The fields of CSV hold nothing that a path could lead to.")
        name = step.text
        if self.header:
            names = self.header if step.quoted else [title.lower() for title in self.header]
            wanted = name if step.quoted else name.lower()
            if names.count(wanted) > 1:
                raise ApiError("AmbiguousFieldName", f"{name[:80]!r} names more than one field.")
            if wanted in names:
                return names.index(wanted)
        if name[:1] == "_" and name[1:].isdecimal() and name.isascii() and len(name) < 8 and int(name[1:]):
            return int(name[1:]) - 1
        code = "MissingHeaders" if self._form.header == "USE" else "InvalidColumnIndex"
        raise ApiError(code, f"There is no field {name[:80]!r}.")

    def value(self, record: list[str], place: int | None) -> object:
        """A field of a record; MISSING when the record is shorter."""
        if place is None:
            return self._form.field.join(record)
        return record[place] if place < len(record) else MISSING

    def pairs(self, record: list[str]) -> list[Pair]:
        """All fields with their names."""
        names = self.header
        return [
            (names[number] if number < len(names) else f"_{number + 1}", text)
            for number, text in enumerate(record)
        ]


class Json:
    """Records of JSON: whatever values the path behind the table leads to."""

    def __init__(self, form: JsonInput, path: tuple[Step, ...], texts: Iterable[str]) -> None:
        # The values at the top are each a record, whether it is written with ``[*]`` or without.
        self._path = path[1:] if path[:1] == (EACH,) else path
        self._values = self._lines(texts) if form.lines else self._document(texts)

    def __iter__(self) -> Iterator[object]:
        for value in self._values:
            yield from _below(value, self._path)

    def _lines(self, texts: Iterable[str]) -> Iterator[object]:
        for line in _split(texts, "\n"):
            yield from _values(line)

    def _document(self, texts: Iterable[str]) -> Iterator[object]:
        parts = []
        size = 0
        for text in texts:
            parts.append(text)
            size += len(text)
            if size > MAX_DOCUMENT:
                raise ApiError("OverMaxRecordSize", f"A document is longer than {MAX_DOCUMENT} characters.")
        yield from _values("".join(parts))

    def getter(self, column: Column) -> tuple[Step, ...]:
        """The path of a column."""
        return column.path

    def value(self, record: object, path: tuple[Step, ...]) -> object:
        """What a path leads to; MISSING when it leads nowhere."""
        if path and not isinstance(record, dict) and path[0] == Name("_1"):
            path = path[1:]  # the name of a record that has no members
        for step in path:
            if isinstance(step, int):
                if not isinstance(record, list) or step >= len(record):
                    return MISSING
                record = record[step]
            elif not isinstance(record, dict):
                return MISSING
            elif step.text in record:
                record = record[step.text]
            else:
                if step.quoted:
                    return MISSING
                wanted = step.text.lower()
                for name in record:
                    if name.lower() == wanted:
                        record = record[name]
                        break
                else:
                    return MISSING
        return record

    def pairs(self, record: object) -> list[Pair]:
        """All members with their names."""
        return list(record.items()) if isinstance(record, dict) else [("_1", record)]


_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


def _values(text: str) -> Iterator[object]:
    """The values in a text, with any space between them."""
    place = 0
    size = len(text)
    while True:
        while place < size and text[place] in _SPACE:
            place += 1
        if place == size:
            return
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            raise ApiError("JSONParsingError", "The object is not valid JSON.") from None
        yield value


def _below(value: object, path: tuple[Step, ...]) -> Iterator[object]:
    if not path:
        yield value
        return
    step, rest = path[0], path[1:]
    if step == EACH:
        for child in value if isinstance(value, list) else [value]:
            yield from _below(child, rest)
    elif isinstance(step, int):
        if isinstance(value, list) and step < len(value):
            yield from _below(value[step], rest)
    elif isinstance(value, dict) and step.text in value:
        yield from _below(value[step.text], rest)


def records(request: SelectRequest, path: tuple[Step, ...], pieces: Iterable[bytes]) -> Csv | Json:
    """The records of an object; a header is read at once."""
    if isinstance(request.source, JsonInput):
        return Json(request.source, path, _text(pieces))
    if path not in ((), (EACH,)):
        raise ApiError("InvalidKeyPath", "An object in CSV has no path behind the table.")
    return Csv(request.source, _text(pieces))
