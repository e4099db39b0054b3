"""Select: the framing of its answers, formats of objects, the language, refusals."""

from __future__ import annotations

import bz2
import gzip
import http.client
import json
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from cos_requests import Answer, Cos, parse_raw, raw, signature
from event_stream import Event, decoded, result

from pycos.emulator import Emulator, xml
from pycos.emulator.errors import ApiError
from pycos.emulator.extraction import serialization
from pycos.emulator.extraction.execution import Selection

PEOPLE = b'name,age,city\nann,31,Rome\nbob,25,"New York, NY"\ncid,,Rome\n'
LINES = b'{"name":"ann","age":31,"tags":["x","y"],"o":{"k":1.5}}\n{"name":"bob","age":9,"ok":true,"z":null}\n'
HEADER = "<CSV><FileHeaderInfo>USE</FileHeaderInfo></CSV>"
BARE = "<CSV/>"
JSON_LINES = "<JSON><Type>LINES</Type></JSON>"
NEW_YEAR = "CAST('2020-01-01' AS TIMESTAMP)"
DOCUMENT = "<JSON><Type>DOCUMENT</Type></JSON>"


def request_of(
    sql: str, source: str = HEADER, result: str = "<CSV/>", compression: str = "NONE", more: str = ""
) -> bytes:
    return (
        f"<SelectRequest><Expression>{escape(sql)}</Expression><ExpressionType>SQL</ExpressionType>"
        f"<InputSerialization><CompressionType>{compression}</CompressionType>{source}</InputSerialization>"
        f"<OutputSerialization>{result}</OutputSerialization>{more}</SelectRequest>"
    ).encode()


def send(cos: Cos, body: bytes, key: str = "k", kind: str = "2") -> Answer:
    return cos.request("POST", key, params={"select": "", "select-type": kind}, body=body)


def events_of(data: bytes, sql: str, *arguments: str, more: str = "") -> list[Event]:
    """What a Select gives, without a server between."""
    asked = serialization.read(xml.parse(request_of(sql, *arguments, more=more), "SelectRequest"))
    return decoded(b"".join(Selection(asked, [data]).messages()))


def rows(data: bytes, sql: str, *arguments: str) -> str:
    events = events_of(data, sql, *arguments)
    assert [event.kind for event in events if event.kind != "Records"] == ["Stats", "End"], events[-1]
    return result(events).decode()


def test_an_answer_has_records_figures_and_an_end(cos: Cos) -> None:
    cos.put("k", PEOPLE)
    answer = send(cos, request_of("SELECT * FROM COSObject"))
    assert (answer.status, answer.headers["Transfer-Encoding"]) == (200, "chunked")
    records, stats, end = decoded(answer.body)
    assert (records.kind, stats.kind, end.kind) == ("Records", "Stats", "End")
    assert records.headers[":content-type"] == "application/octet-stream"
    assert records.payload == b'ann,31,Rome\nbob,25,"New York, NY"\ncid,,Rome\n'
    assert stats.headers[":content-type"] == "text/xml"
    figures = ElementTree.fromstring(stats.payload)
    assert figures.tag == "Stats"
    assert {child.tag: child.text for child in figures} == {
        "BytesScanned": str(len(PEOPLE)),
        "BytesProcessed": str(len(PEOPLE)),
        "BytesReturned": str(len(records.payload)),
    }
    assert end.payload == b""


def test_a_large_result_comes_in_records_of_at_most_a_mebibyte() -> None:
    data = b"".join(b"%d,%s\n" % (number, b"x" * 1000) for number in range(6000))
    events = events_of(data, "SELECT * FROM S3Object", BARE)
    sizes = [len(event.payload) for event in events if event.kind == "Records"]
    assert len(sizes) >= 6
    assert max(sizes) <= 1 << 20
    assert result(events) == data


def test_there_are_signs_of_life_and_progress_while_nothing_is_found() -> None:
    data = b"".join(b"%d,%s\n" % (number, b"x" * 1000) for number in range(9000))
    asked = "<RequestProgress><Enabled>TRUE</Enabled></RequestProgress>"
    events = events_of(data, "SELECT * FROM S3Object s WHERE s._1 = 'no'", BARE, more=asked)
    kinds = [event.kind for event in events]
    assert kinds.count("Cont") >= 2
    assert kinds[-3:] == ["Progress", "Stats", "End"]
    scanned = [
        int(ElementTree.fromstring(event.payload).findtext("BytesScanned", ""))
        for event in events
        if event.kind == "Progress"
    ]
    assert scanned == sorted(scanned)
    assert scanned[-1] == len(data)
    assert "Progress" not in [
        event.kind for event in events_of(data, "SELECT * FROM S3Object s WHERE s._1 = 'no'", BARE)
    ]


def test_what_goes_wrong_on_the_way_ends_the_stream_with_an_error() -> None:
    data = b"".join(b"%d\n" % number for number in range(10_000)) + b"end\n"
    *records, last = events_of(data, "SELECT CAST(s._1 AS INT) FROM S3Object s", BARE)
    assert last.kind == "error"
    assert last.headers[":error-code"] == "CastFailed"
    assert last.headers[":error-message"]
    assert all(event.kind == "Records" for event in records)


def test_a_client_of_http_1_0_gets_the_stream_up_to_the_close(cos: Cos) -> None:
    cos.put("k", PEOPLE)
    body = request_of("SELECT s.name FROM S3Object s LIMIT 1")
    params = [("select", ""), ("select-type", "2")]
    signed = signature(
        cos.server.secret_id, cos.server.secret_key, "POST", "/k", params, [("host", cos.host)]
    )
    head = (
        f"POST /k?select&select-type=2 HTTP/1.0\r\nHost: {cos.host}\r\nAuthorization: {signed}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    status, headers, rest = parse_raw(raw(cos.server, head.encode() + body))
    assert (status, "transfer-encoding" in headers) == (200, False)
    assert result(decoded(rest)) == b"ann\n"


@pytest.mark.parametrize(
    ("source", "data", "expected"),
    [
        (HEADER, PEOPLE, "ann,31\nbob,25\ncid,\n"),
        ("<CSV><FileHeaderInfo>IGNORE</FileHeaderInfo></CSV>", PEOPLE, "ann,31\nbob,25\ncid,\n"),
        (BARE, b"a,b,c\n#no\n\nd\n", "a,b\nd,\n"),
        (BARE, b"a,b\r\nc,d", "a,b\nc,d\n"),
        ("<CSV><Comments>;</Comments></CSV>", b";x\n#a,b\n", "#a,b\n"),
        ("<CSV><RecordDelimiter>|</RecordDelimiter><FieldDelimiter>;</FieldDelimiter></CSV>",
         b"a;b|c;d|", "a,b\nc,d\n"),
        ("<CSV><RecordDelimiter>&#13;\n</RecordDelimiter></CSV>", b"a,x\ny\r\nb,c", 'a,"x\ny"\nb,c\n'),
        ("<CSV><QuoteCharacter>'</QuoteCharacter></CSV>", b"'it''s',\"b\"\n", "it's,\"\"\"b\"\"\"\n"),
        ("<CSV><QuoteEscapeCharacter>\\</QuoteEscapeCharacter></CSV>", b'"a\\"b\\\\",c\n', '"a""b\\",c\n'),
        ("<CSV><AllowQuotedRecordDelimiter>TRUE</AllowQuotedRecordDelimiter></CSV>",
         b'"a\nb\n""c""",d\ne,f\n', '"a\nb\n""c""",d\ne,f\n'),
        (BARE, b"\xef\xbb\xbfa,b\n", "a,b\n"),
    ],
)  # fmt: skip
def test_csv_is_read_as_the_request_says(source: str, data: bytes, expected: str) -> None:
    assert rows(data, "SELECT s._1, s._2 FROM S3Object s", source) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("<CSV/>", 'a,"b ""c"""\n'),
        ("<CSV><QuoteFields>ALWAYS</QuoteFields></CSV>", '"a","b ""c"""\n'),
        ("<CSV><FieldDelimiter>;</FieldDelimiter><RecordDelimiter>|</RecordDelimiter></CSV>", 'a;"b ""c"""|'),
        ("<CSV><QuoteFields>ASNEEDED</QuoteFields></CSV>", 'a,"b ""c"""\n'),
        ("<CSV><QuoteEscapeCharacter>\\</QuoteEscapeCharacter></CSV>", 'a,"b \\"c\\""\n'),
        ("<CSV><QuoteCharacter>'</QuoteCharacter></CSV>", 'a,b "c"\n'),
        ("<JSON/>", '{"_1":"a","_2":"b \\"c\\""}\n'),
        ("<JSON><RecordDelimiter>,</RecordDelimiter></JSON>", '{"_1":"a","_2":"b \\"c\\""},'),
    ],
)  # fmt: skip
def test_the_result_is_written_as_the_request_says(form: str, expected: str) -> None:
    assert rows(b'a,"b ""c"""\n', "SELECT * FROM S3Object", BARE, form) == expected


def test_json_is_read_a_value_a_line_or_as_a_document() -> None:
    in_json = "<JSON/>"
    assert rows(LINES, "SELECT * FROM COSObject[*]", JSON_LINES, in_json).encode() == LINES
    wanted = '{"name":"ann","_2":"y","k":1.5}\n{"name":"bob"}\n'
    for source, data in ((JSON_LINES, LINES), (DOCUMENT, LINES.replace(b"\n", b" \n\n"))):
        sql = "SELECT s.name, s.tags[1], s.o.k FROM COSObject[*] s"
        assert rows(data, sql, source, in_json) == wanted
    nested = json.dumps({"a": {"list": [{"n": 1}, {"n": 2}, {"m": [5]}]}}, indent=1).encode()
    assert rows(nested, "SELECT s.n FROM S3Object[*].a.list[*] s", DOCUMENT, in_json) == (
        '{"n":1}\n{"n":2}\n{}\n'
    )
    assert rows(nested, "SELECT * FROM S3Object[*].a.list[1] s", DOCUMENT, in_json) == '{"n":2}\n'
    assert rows(nested, "SELECT s.a FROM S3Object s", DOCUMENT).count('""n"":1') == 1


@pytest.mark.parametrize(("name", "pack"), [("GZIP", gzip.compress), ("BZIP2", bz2.compress)])
def test_compressed_objects_are_read(name: str, pack: object) -> None:
    assert callable(pack)
    two = pack(PEOPLE[:30]) + pack(PEOPLE[30:])
    events = events_of(two, "SELECT s.name FROM S3Object s", HEADER, "<CSV/>", name)
    assert result(events) == b"ann\nbob\ncid\n"
    figures = ElementTree.fromstring(events[-2].payload)
    assert figures.findtext("BytesScanned") == str(len(two))
    assert figures.findtext("BytesProcessed") == str(len(PEOPLE))
    [error] = events_of(pack(PEOPLE)[:-12], "SELECT * FROM S3Object", BARE, "<CSV/>", name)
    assert error.headers[":error-code"] == "TruncatedInput"
    with pytest.raises(ApiError) as refused:
        events_of(b"not compressed at all", "SELECT * FROM S3Object", HEADER, "<CSV/>", name)
    assert refused.value.code == "InvalidCompressionFormat"


def test_a_bomb_is_refused_at_its_first_record() -> None:
    [error] = events_of(gzip.compress(b"0" * (64 << 20), 1), "SELECT * FROM S3Object", BARE, "<CSV/>", "GZIP")
    assert error.headers[":error-code"] == "OverMaxRecordSize"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT s.name FROM COSObject s WHERE s.age > 26", "ann\n"),
        ('select S."name" from COSObject S where s.AGE <= 26', "bob\n"),
        ("SELECT name FROM S3Object WHERE age BETWEEN 20 AND 30", "bob\n"),
        ("SELECT name FROM S3Object WHERE name IN ('ann', 'cid') AND NOT city <> 'Rome'", "ann\ncid\n"),
        ("SELECT name FROM S3Object WHERE city LIKE 'New%' OR name LIKE '_i_'", "bob\ncid\n"),
        ("SELECT name FROM S3Object WHERE name LIKE '!ann' ESCAPE '!'", "ann\n"),
        ("SELECT s._1 FROM S3Object s LIMIT 2", "ann\nbob\n"),
        ("SELECT name FROM S3Object LIMIT 0", ""),
        ("SELECT name || '-' || age FROM S3Object LIMIT 1", "ann-31\n"),
        ("SELECT age + 1, age * 2, -age, age % 10, 7 / 2 FROM S3Object LIMIT 1", "32,62,-31,1,3.5\n"),
        ("SELECT CAST(age AS INT) + 1 FROM S3Object WHERE age <> ''", "32\n26\n"),
        ("SELECT CAST('12.346' AS DECIMAL(5, 2)), CAST('t' AS BOOL), CAST(5 AS STRING) FROM S3Object LIMIT 1",
         "12.35,true,5\n"),
        ("SELECT UPPER(name), LOWER('ABC'), CHAR_LENGTH(city) FROM S3Object LIMIT 1", "ANN,abc,4\n"),
        ("SELECT SUBSTRING(city, 2, 2), SUBSTRING(city FROM 3) FROM S3Object LIMIT 1", "om,me\n"),
        ("SELECT SUBSTRING(city FROM 0 FOR 2) FROM S3Object LIMIT 1", "R\n"),
        ("SELECT TRIM('  x '), TRIM(LEADING 'a' FROM name), TRIM(TRAILING FROM 'x  ') FROM S3Object LIMIT 1",
         "x,nn,x\n"),
        ("SELECT COALESCE(NULL, name), NULLIF(name, 'ann') FROM S3Object LIMIT 1", "ann,\n"),
        ("SELECT CASE WHEN age > 30 THEN 'old' ELSE 'young' END FROM S3Object", "old\nyoung\nyoung\n"),
        ("SELECT CASE city WHEN 'Rome' THEN 1 END FROM S3Object LIMIT 2", "1\n\n"),
        ("SELECT EXTRACT(YEAR FROM TO_TIMESTAMP('2020-02-03T04:05:06Z')) FROM S3Object LIMIT 1", "2020\n"),
        (f"SELECT DATE_DIFF(DAY, {NEW_YEAR}, CAST('2020-03-01' AS TIMESTAMP)) FROM S3Object LIMIT 1", "60\n"),
        (f"SELECT TO_STRING(DATE_ADD(DAY, 59, {NEW_YEAR}), 'yyyy-MM-dd HH:mm') FROM S3Object LIMIT 1",
         "2020-02-29 00:00\n"),
        ("SELECT UTCNOW() > CAST('2020-01-01' AS TIMESTAMP) FROM S3Object LIMIT 1", "true\n"),
        ("SELECT COUNT(*), COUNT(age), SUM(CAST(_2 AS INT)) FROM S3Object WHERE age > 0", "2,2,56\n"),
        ("SELECT MIN(age) FROM S3Object WHERE age <> ''", "25\n"),
        ("SELECT MAX(name) FROM S3Object", "cid\n"),
        ("SELECT SUM(age) / COUNT(*) AS mean FROM S3Object WHERE age > 0", "28\n"),
        ("SELECT COUNT(*), SUM(age), MIN(age) FROM S3Object WHERE name = 'no'", "0,,\n"),
        ("SELECT name FROM S3Object WHERE age IS MISSING OR age IS NOT NULL AND (age = 25)", "bob\n"),
        ("SELECT 'it''s' AS \"a b\" FROM S3Object -- the rest is a comment\n LIMIT 1", "it's\n"),
    ],
)  # fmt: skip
def test_the_language(sql: str, expected: str) -> None:
    assert rows(PEOPLE, sql) == expected


def test_aggregates_are_over_all_batches() -> None:
    data = b"".join(b"%d,n%d\n" % (number, number % 7) for number in range(20_000))
    sql = "SELECT COUNT(*), SUM(s._1), MIN(s._1), MAX(s._1), MIN(s._2), AVG(s._1) FROM S3Object s"
    assert rows(data, sql, BARE) == "20000,199990000,0,19999,n0,9999.5\n"


def test_what_is_missing_is_not_null() -> None:
    sql = "SELECT s.z IS NULL, s.z IS MISSING, s.name IS MISSING FROM S3Object s"
    assert rows(LINES, sql, JSON_LINES) == "true,true,false\ntrue,false,false\n"
    assert rows(LINES, "SELECT s.name FROM S3Object s WHERE s.ok = TRUE", JSON_LINES) == "bob\n"


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DROP TABLE S3Object", "ParseExpectedKeyword"),
        ("SELECT 1", "ParseSelectMissingFrom"),
        ("SELECT * FROM read_csv('/etc/passwd')", "InvalidDataSource"),
        ("SELECT * FROM '/etc/passwd'", "InvalidDataSource"),
        ("SELECT * FROM information_schema.tables", "InvalidDataSource"),
        ("SELECT * FROM S3Object, S3Object", "UnsupportedSyntax"),
        ("SELECT * FROM S3Object s JOIN S3Object t ON TRUE", "UnsupportedSyntax"),
        ("SELECT * FROM S3Object UNION SELECT * FROM S3Object", "UnsupportedSyntax"),
        ("SELECT (SELECT 1 FROM S3Object) FROM S3Object", "UnsupportedSyntax"),
        ("SELECT name FROM S3Object WHERE age IN (SELECT 1)", "UnsupportedSyntax"),
        ("SELECT city FROM S3Object GROUP BY city", "UnsupportedSyntax"),
        ("SELECT city FROM S3Object ORDER BY city", "UnsupportedSyntax"),
        ("SELECT DISTINCT city FROM S3Object", "UnsupportedSyntax"),
        ("SELECT * FROM S3Object; SELECT 1", "LexerInvalidChar"),
        ("SELECT $n FROM S3Object", "LexerInvalidChar"),
        ("SELECT name::INT FROM S3Object", "LexerInvalidChar"),
        ("SELECT 'open FROM S3Object", "LexerInvalidChar"),
        ("SELECT getenv('HOME') FROM S3Object", "UnsupportedFunction"),
        ("SELECT read_text('/etc/passwd') FROM S3Object", "UnsupportedFunction"),
        ("SELECT *, name FROM S3Object", "ParseUnexpectedToken"),
        ("SELECT name, * FROM S3Object", "ParseAsteriskIsNotAloneInSelectList"),
        ("SELECT name FROM S3Object LIMIT x", "ParseExpectedNumber"),
        ("SELECT CAST(name AS BLOB) FROM S3Object", "ParseExpectedTypeName"),
        ("SELECT CAST(name AS DECIMAL(40)) FROM S3Object", "ParseInvalidTypeParam"),
        ("SELECT EXTRACT(CENTURY FROM name) FROM S3Object", "ParseExpectedDatePart"),
        ("SELECT name FROM S3Object WHERE name IN 'a'", "ParseExpectedLeftParenValueConstructor"),
        ("SELECT CASE ELSE 1 END FROM S3Object", "ParseUnexpectedToken"),
        ("SELECT CASE 1 END FROM S3Object", "ParseExpectedWhenClause"),
        ("SELECT SUM(*) FROM S3Object", "ParseUnsupportedCallWithStar"),
        ("SELECT UPPER() FROM S3Object", "EvaluatorInvalidArguments"),
        ("SELECT TO_STRING(UTCNOW(), 'yyyy-jj') FROM S3Object", "IllegalSqlFunctionArgument"),
        ("SELECT TO_STRING(UTCNOW(), name) FROM S3Object", "IllegalSqlFunctionArgument"),
        ("SELECT SUM(COUNT(*)) FROM S3Object", "UnsupportedSqlStructure"),
        ("SELECT name FROM S3Object WHERE COUNT(*) > 1", "UnsupportedSqlStructure"),
        ("SELECT name, COUNT(*) FROM S3Object", "UnsupportedSqlStructure"),
        ("SELECT S3Object.name FROM S3Object s", "InvalidTableAlias"),
        ("SELECT nope FROM S3Object", "MissingHeaders"),
        ("SELECT name.first FROM S3Object", "InvalidKeyPath"),
        ("SELECT name FROM S3Object[*].a", "InvalidKeyPath"),
        ("SELECT " + "(" * 99 + "1" + ")" * 99 + " FROM S3Object", "UnsupportedSqlStructure"),
        ("SELECT 1" + "+1" * 4000 + " FROM S3Object", "UnsupportedSqlStructure"),
        ("SELECT " + "NULLIF(" * 30 + "name" + ", age)" * 30 + " FROM S3Object", "UnsupportedSqlStructure"),
        ("SELECT name FROM S3Object WHERE name = '" + "x" * (256 << 10) + "'", "ExpressionTooLong"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_language_is_refused(sql: str, code: str) -> None:
    with pytest.raises(ApiError) as refused:
        events_of(PEOPLE, sql)
    assert (refused.value.status, refused.value.code) == (400, code)


@pytest.mark.parametrize(
    ("data", "source", "code"),
    [
        (b"\xff\xfe\n", BARE, "InvalidTextEncoding"),
        (b'a,"b\n', BARE, "CSVParsingError"),
        (b'{"a":', JSON_LINES, "JSONParsingError"),
        (b"[" * 100_000, DOCUMENT, "JSONParsingError"),
        (b"x" * 1_100_000, BARE, "OverMaxRecordSize"),
    ],
)
def test_an_object_that_is_not_what_was_said_ends_in_an_error(data: bytes, source: str, code: str) -> None:
    [error] = events_of(data, "SELECT * FROM S3Object", source)
    assert error.headers[":error-code"] == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("SQL</ExpressionType>", "XQL</ExpressionType>"), "InvalidExpressionType"),
        (("<Expression>SELECT * FROM S3Object</Expression>", ""), "MissingRequiredParameter"),
        (("NONE</CompressionType>", "ZIP</CompressionType>"), "InvalidCompressionFormat"),
        (("USE</FileHeaderInfo>", "MAYBE</FileHeaderInfo>"), "InvalidFileHeaderInfo"),
        ((HEADER, "<JSON><Type>TABLE</Type></JSON>"), "InvalidJsonType"),
        ((HEADER, HEADER + JSON_LINES), "InvalidDataSource"),
        ((HEADER, "<Parquet/>"), "MalformedXML"),
        (("<CSV/>", "<CSV><QuoteFields>NEVER</QuoteFields></CSV>"), "InvalidQuoteFields"),
        (("<CSV/>", "<CSV><FieldDelimiter>abc</FieldDelimiter></CSV>"), "InvalidRequestParameter"),
        (("<FileHeader", "<FieldDelimiter>\n</FieldDelimiter><FileHeader"), "InvalidRequestParameter"),
        (("<OutputSerialization><CSV/></OutputSerialization>", ""), "MissingRequiredParameter"),
        (("</SelectRequest>", "<ScanRange/></SelectRequest>"), "NotImplemented"),
        (("SelectRequest>", "Request>"), "MalformedXML"),
    ],
)
def test_a_request_of_another_form_is_refused(change: tuple[str, str], code: str) -> None:
    body = request_of("SELECT * FROM S3Object").decode().replace(*change)
    with pytest.raises(ApiError) as refused:
        serialization.read(xml.parse(body.encode(), "SelectRequest"))
    assert refused.value.code == code


def test_only_a_select_of_type_2_and_of_an_object_that_is_there_is_answered(cos: Cos) -> None:
    body = request_of("SELECT * FROM S3Object")
    assert send(cos, body).code == "NoSuchKey"
    cos.put("k", PEOPLE)
    assert send(cos, body, kind="1").code == "InvalidRequestParameter"
    assert send(cos, b"").code == "MissingRequestBodyError"
    unsigned = cos.request("POST", "k", params={"select": "", "select-type": "2"}, body=body, signed=False)
    assert unsigned.code == "AccessDenied"
    hostile = send(cos, request_of("SELECT * FROM read_text('/etc/passwd')"))
    assert (hostile.status, hostile.code) == (400, "InvalidDataSource")


def test_a_client_that_goes_away_lets_go_of_the_object(server: Emulator, cos: Cos) -> None:
    cos.put("k", b"".join(b"%d,%s\n" % (number, b"x" * 1000) for number in range(5000)))
    match = {"bucket": cos.bucket, "operation": "SelectObjectContent"}
    rule = server.add_fault("close_after_response_bytes", match=match, bytes=5000)
    with pytest.raises((http.client.IncompleteRead, OSError)):
        send(cos, request_of("SELECT * FROM S3Object", BARE))
    server.clear_faults(rule)
    assert cos.request("DELETE", "k").status == 204
    assert cos.get("k").status == 404
