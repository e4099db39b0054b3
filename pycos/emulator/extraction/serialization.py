"""What a SelectRequest says about the object and about the result, and how the result is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pycos.emulator.errors import ApiError
from pycos.emulator.xml import Element

_MAX_DELIMITER = 2  # characters, as documented


@dataclass(frozen=True, slots=True)
class CsvInput:
    """How an object in CSV is to be read. ``header`` is NONE, IGNORE or USE."""

    header: str = "NONE"
    record: str = "\n"
    field: str = ","
    quote: str = '"'
    escape: str = '"'
    comments: str = "#"
    quoted_records: bool = False


@dataclass(frozen=True, slots=True)
class JsonInput:
    """How an object in JSON is to be read: one value a line, or anyhow."""

    lines: bool


@dataclass(frozen=True, slots=True)
class CsvOutput:
    """How CSV is written."""

    always_quote: bool = False
    record: str = "\n"
    field: str = ","
    quote: str = '"'
    escape: str = '"'


@dataclass(frozen=True, slots=True)
class JsonOutput:
    """How JSON is written: one object for each record."""

    record: str = "\n"


@dataclass(frozen=True, slots=True)
class SelectRequest:
    """A whole request. ``compression`` is NONE, GZIP or BZIP2."""

    expression: str
    compression: str
    source: CsvInput | JsonInput
    result: CsvOutput | JsonOutput
    progress: bool


def _only(node: Element, names: str) -> None:
    """UnsupportedSyntax is not what a strange element is: it is named as not implemented, or refused."""
    allowed = names.split()
    seen = set()
    for child in node.children:
        if child.name == "ScanRange":
            raise ApiError("NotImplemented", "This server does not implement ScanRange.")
        if child.name not in allowed or child.name in seen:
            raise ApiError("MalformedXML", f"{node.name} must not hold {child.name} here.")
        seen.add(child.name)


def _child(node: Element, name: str) -> Element | None:
    return next(iter(node.all(name)), None)


def _needed(node: Element, name: str) -> Element:
    found = _child(node, name)
    if found is None:
        raise ApiError("MissingRequiredParameter", f"{name} is missing in {node.name}.")
    return found


def _choice(node: Element, name: str, allowed: tuple[str, ...], code: str, default: str = "") -> str:
    text = (node.value(name) or default).upper()
    if text not in allowed:
        raise ApiError(code, f"{name} must be one of {', '.join(allowed)}.")
    return text


def _switch(node: Element, name: str) -> bool:
    return _choice(node, name, ("TRUE", "FALSE"), "InvalidRequestParameter", "FALSE") == "TRUE"


def _delimiter(node: Element, name: str, default: str, *, most: int = 1) -> str:
    """The text as it stands, spaces and line ends included; an empty one is taken for none."""
    found = _child(node, name)
    if found is None:
        return default
    if not 1 <= len(found.text) <= most:
        raise ApiError("InvalidRequestParameter", f"{name} has from 1 to {most} characters.")
    return found.text


def read(root: Element) -> SelectRequest:
    """A request out of its document; the error of the service for what is not as documented."""
    _only(root, "Expression ExpressionType InputSerialization OutputSerialization RequestProgress")
    expression = root.value("Expression")
    if not expression:
        raise ApiError("MissingRequiredParameter", "Expression is missing.")
    _choice(root, "ExpressionType", ("SQL",), "InvalidExpressionType")
    source = _needed(root, "InputSerialization")
    _only(source, "CompressionType CSV JSON")
    compression = _choice(
        source, "CompressionType", ("NONE", "GZIP", "BZIP2"), "InvalidCompressionFormat", "NONE"
    )
    result = _needed(root, "OutputSerialization")
    _only(result, "CSV JSON")
    if len(source.all("CSV") + source.all("JSON")) != 1 or len(result.children) != 1:
        raise ApiError("InvalidDataSource", "There must be one of CSV and JSON in each serialization.")
    progress = _child(root, "RequestProgress")
    if progress is not None:
        _only(progress, "Enabled")
    csv, json_node = _child(source, "CSV"), _child(source, "JSON")
    return SelectRequest(
        expression,
        compression,
        _csv_input(csv) if csv is not None else _json_input(json_node or source),
        _output(result.children[0]),
        progress is not None and _switch(progress, "Enabled"),
    )


def _csv_input(node: Element) -> CsvInput:
    _only(
        node,
        "FileHeaderInfo RecordDelimiter FieldDelimiter QuoteCharacter QuoteEscapeCharacter Comments"
        " AllowQuotedRecordDelimiter",
    )
    quote = _delimiter(node, "QuoteCharacter", '"')
    found = CsvInput(
        _choice(node, "FileHeaderInfo", ("NONE", "IGNORE", "USE"), "InvalidFileHeaderInfo", "NONE"),
        _delimiter(node, "RecordDelimiter", "\n", most=_MAX_DELIMITER),
        _delimiter(node, "FieldDelimiter", ","),
        quote,
        _delimiter(node, "QuoteEscapeCharacter", quote),
        _delimiter(node, "Comments", "#"),
        _switch(node, "AllowQuotedRecordDelimiter"),
    )
    if found.field in found.record or found.quote in found.record or found.field == found.quote:
        raise ApiError("InvalidRequestParameter", "Delimiters and the quote character must differ.")
    return found


def _json_input(node: Element) -> JsonInput:
    _only(node, "Type")
    return JsonInput(_choice(node, "Type", ("DOCUMENT", "LINES"), "InvalidJsonType") == "LINES")


def _output(node: Element) -> CsvOutput | JsonOutput:
    if node.name == "JSON":
        _only(node, "RecordDelimiter")
        return JsonOutput(_delimiter(node, "RecordDelimiter", "\n", most=_MAX_DELIMITER))
    _only(node, "QuoteFields RecordDelimiter FieldDelimiter QuoteCharacter QuoteEscapeCharacter")
    quote = _delimiter(node, "QuoteCharacter", '"')
    return CsvOutput(
        _choice(node, "QuoteFields", ("ALWAYS", "ASNEEDED"), "InvalidQuoteFields", "ASNEEDED") == "ALWAYS",
        _delimiter(node, "RecordDelimiter", "\n", most=_MAX_DELIMITER),
        _delimiter(node, "FieldDelimiter", ","),
        quote,
        _delimiter(node, "QuoteEscapeCharacter", quote),
    )


class Missing:
    """The value of a member that a record has not."""


MISSING = Missing()
Pair = tuple[str, object]


def text_of(value: object) -> str | None:
    """A value as the engine and CSV get it; None for nothing."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Missing):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # A sum of whole numbers is shown as one.
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds" if value.microsecond else "seconds") + "Z"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def writer(form: CsvOutput | JsonOutput) -> Callable[[list[Pair]], bytes]:
    """What makes the bytes of one record out of its names and values."""
    if isinstance(form, JsonOutput):
        record = form.record

        def in_json(pairs: list[Pair]) -> bytes:
            members = {name: _plain(value) for name, value in pairs if not isinstance(value, Missing)}
            return (json.dumps(members, ensure_ascii=False, separators=(",", ":")) + record).encode(
                "utf-8", "replace"
            )

        return in_json

    special = {form.field, form.quote, "\n", "\r", *form.record}

    def cell(value: object) -> str:
        text = text_of(value)
        if text is None:
            text = ""
        if not form.always_quote and special.isdisjoint(text):
            return text
        if form.escape != form.quote:
            text = text.replace(form.escape, form.escape * 2)
        return f"{form.quote}{text.replace(form.quote, form.escape + form.quote)}{form.quote}"

    def in_csv(pairs: list[Pair]) -> bytes:
        return (form.field.join([cell(value) for _, value in pairs]) + form.record).encode("utf-8", "replace")

    return in_csv


def _plain(value: object) -> object:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return text_of(value) if isinstance(value, datetime) else value
