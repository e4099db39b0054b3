"""Select against hostile requests: no statement reads anything but the object, whatever it is made of."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import pytest
from event_stream import decoded
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.extraction import execution, serialization
from pycos.emulator.extraction.execution import Selection

SECRET = "a-secret-outside-of-the-object"
DATA = b"name,age\nann,31\nbob,25\n"


def outcome(sql: str, source: str = "<CSV><FileHeaderInfo>USE</FileHeaderInfo></CSV>") -> str:
    """Everything that comes out of a statement, or the code of its refusal."""
    body = (
        f"<SelectRequest><Expression>{escape(sql)}</Expression><ExpressionType>SQL</ExpressionType>"
        f"<InputSerialization>{source}</InputSerialization>"
        "<OutputSerialization><JSON/></OutputSerialization></SelectRequest>"
    )
    try:
        asked = serialization.read(xml.parse(body.encode(), "SelectRequest"))
        data = b"".join(Selection(asked, [DATA]).messages())
    except ApiError as refusal:
        return refusal.code if refusal.status == 400 else pytest.fail(str(refusal))
    events = decoded(data)
    assert events[-1].kind in ("End", "error")
    return str(events)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "file.csv"
    path.write_text(f"{SECRET}\n{SECRET}\n")
    return path


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{path}')",
        "SELECT * FROM '{path}'",
        "SELECT * FROM read_text('{path}')",
        "COPY (SELECT 1) TO '{path}'",
        "ATTACH '{path}.db'",
        "INSTALL httpfs",
        "LOAD '{path}'",
        "SET enable_external_access = true",
        "SET temp_directory = '/'",
        "PRAGMA database_list",
        "CREATE TABLE t AS SELECT * FROM read_blob('{path}')",
        "EXPORT DATABASE '{path}'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM S3Object s; SELECT 1",
    ],
)
def test_neither_the_language_nor_the_engine_itself_opens_anything(sql: str, secret: Path) -> None:
    text = sql.format(path=secret)
    assert SECRET not in outcome(text)
    engine = execution._engine()
    if text.startswith("PRAGMA"):
        # It may look at itself, and is in memory.
        assert [row[2] for row in engine.execute(text).fetchall()] == [None]
    else:
        with pytest.raises(duckdb.Error):
            engine.execute(text).fetchall()
    assert secret.read_text().startswith(SECRET)


WORDS = st.sampled_from(
    [
        "SELECT", "FROM", "WHERE", "LIMIT", "AND", "OR", "NOT", "IN", "LIKE", "ESCAPE", "BETWEEN", "IS",
        "NULL", "MISSING", "AS", "CAST", "INT", "STRING", "TIMESTAMP", "DECIMAL", "CASE", "WHEN",
        "THEN", "ELSE", "END", "COUNT", "SUM", "AVG", "MIN", "MAX", "COALESCE", "NULLIF", "SUBSTRING",
        "TRIM", "UPPER", "EXTRACT", "YEAR", "DATE_ADD", "DATE_DIFF", "TO_STRING", "TO_TIMESTAMP",
        "UTCNOW", "S3Object", "COSObject", "s", "name", "age", "_1", "_99", '"name"', "s.name", "s.age",
        "*", "(", ")", "[", "]", "[*]", ",", ".", "=", "<>", "<", ">=", "||", "+", "-", "/", "%", "1",
        "0", "2.5e3", "1e999", "'ann'", "'%'", "'yyyy'", "''", "$n", "$c0", ";", "--", "/*", "*/", "::",
        "read_text", "read_csv", "getenv", "ATTACH", "COPY", "PRAGMA", "'SECRET'", "n", "c0", "m0",
        "p0", "v0", "\\", "", "ß", "界", '"', "'",
    ]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=25), st.sampled_from(["", "SELECT ", "SELECT s.name FROM S3Object s WHERE "]))
@example(["name", "FROM", "S3Object"], "SELECT ")
def test_a_soup_of_words_is_answered_or_refused(secret: Path, words: list[str], beginning: str) -> None:
    text = beginning + " ".join(words).replace("SECRET", str(secret))
    assert SECRET not in outcome(text)


def expressions() -> st.SearchStrategy[str]:
    """Statements that are mostly in the language, so that what the engine gets is tried too."""
    leaves = st.sampled_from(["s.name", "age", "1", "2.5", "'ann'", "NULL", "TRUE", "UTCNOW()", "s._2", "''"])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        two = st.tuples(
            inner, st.sampled_from(["=", "<>", "<", "||", "+", "-", "*", "/", "AND", "OR", "LIKE"]), inner
        )
        return st.one_of(
            two.map(lambda parts: f"({' '.join(parts)})"),
            inner.map(lambda text: f"NOT ({text})"),
            inner.map(lambda text: f"({text} IS NULL)"),
            inner.map(lambda text: f"CAST({text} AS INT)"),
            inner.map(lambda text: f"CAST({text} AS TIMESTAMP)"),
            inner.map(lambda text: f"UPPER({text})"),
            inner.map(lambda text: f"EXTRACT(YEAR FROM {text})"),
            inner.map(lambda text: f"MAX({text})"),
            inner.map(lambda text: f"SUM({text})"),
            st.tuples(inner, inner).map(lambda pair: f"COALESCE({pair[0]}, {pair[1]})"),
            st.tuples(inner, inner).map(lambda pair: f"NULLIF({pair[0]}, {pair[1]})"),
            st.tuples(inner, inner).map(lambda pair: f"SUBSTRING({pair[0]}, {pair[1]})"),
            st.tuples(inner, inner).map(lambda pair: f"CASE WHEN {pair[0]} THEN {pair[1]} ELSE 1 END"),
            st.tuples(inner, inner).map(lambda pair: f"DATE_ADD(DAY, {pair[0]}, {pair[1]})"),
            st.tuples(inner, inner).map(lambda pair: f"({pair[0]} IN ({pair[1]}, 'x'))"),
        )

    return st.recursive(leaves, larger, max_leaves=8)


@settings(max_examples=60)
@given(expressions(), expressions())
def test_whatever_the_language_can_say_is_answered_or_refused(item: str, condition: str) -> None:
    assert outcome(f"SELECT {item} FROM S3Object s")
    assert outcome(f"SELECT s.name FROM S3Object s WHERE {condition}")


NAMES = st.sampled_from(
    ["Expression", "ExpressionType", "InputSerialization", "OutputSerialization", "RequestProgress", "CSV",
     "JSON", "CompressionType", "FileHeaderInfo", "RecordDelimiter", "FieldDelimiter", "QuoteCharacter",
     "Type", "Enabled", "Comments", "QuoteFields", "AllowQuotedRecordDelimiter", "Other"]
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(["SQL", "CSV", "NONE", "GZIP", "LINES", "DOCUMENT", "TRUE", "USE", "ALWAYS", "", ","]),
    st.text(max_size=5),
)


def elements() -> st.SearchStrategy[xml.Element]:
    leaf = st.builds(xml.Element, NAMES, TEXTS)
    inner = st.builds(xml.Element, NAMES, TEXTS, st.lists(leaf, max_size=5))
    return st.builds(xml.Element, NAMES, TEXTS, st.lists(inner, max_size=3))


@settings(max_examples=150)
@given(st.lists(elements(), max_size=6))
def test_a_request_of_any_shape_is_read_or_refused(children: list[xml.Element]) -> None:
    try:
        asked = serialization.read(xml.Element("SelectRequest", "", children))
    except ApiError:
        return
    assert asked.expression


@settings(max_examples=100)
@given(
    st.binary(max_size=200),
    st.sampled_from(["NONE", "GZIP", "BZIP2"]),
    st.sampled_from(
        ["<CSV/>", "<CSV><AllowQuotedRecordDelimiter>TRUE</AllowQuotedRecordDelimiter></CSV>",
         "<JSON><Type>LINES</Type></JSON>", "<JSON><Type>DOCUMENT</Type></JSON>"]
    ),
)  # fmt: skip
def test_any_object_is_read_or_refused(data: bytes, compression: str, source: str) -> None:
    body = (
        "<SelectRequest><Expression>SELECT s._1 FROM S3Object s WHERE s._1 &lt;> 'x'</Expression>"
        "<ExpressionType>SQL</ExpressionType><InputSerialization>"
        f"<CompressionType>{compression}</CompressionType>{source}</InputSerialization>"
        "<OutputSerialization><CSV/></OutputSerialization></SelectRequest>"
    )
    asked = serialization.read(xml.parse(body.encode(), "SelectRequest"))
    events = decoded(b"".join(Selection(asked, [data]).messages()))
    assert events[-1].kind in ("End", "error")
