"""Header lines, XML and dates."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest

from pycos import InvalidArgument, MalformedResponse
from pycos.wire.answers import content_range, first_values, object_info
from pycos.wire.errors import error_in_body
from pycos.wire.headers import Conditions, ObjectHeaders, check_headers, range_header
from pycos.wire.times import from_http_date, from_iso, to_http_date
from pycos.wire.xml_read import parse
from pycos.wire.xml_write import can_be_written, element

MOMENT = datetime(2026, 11, 22, 5, 17, 4, tzinfo=timezone.utc)


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\r\nX-Evil: 1", "a\0b", "\x1b[2J", "a\x7f"])
def test_control_characters_in_a_value_are_refused(value: str) -> None:
    for build in (
        lambda: ObjectHeaders(metadata={"note": value}),
        lambda: ObjectHeaders(content_type=value),
        lambda: ObjectHeaders(cache_control=value),
        lambda: ObjectHeaders(headers={"X-Thing": value}),
    ):
        with pytest.raises(InvalidArgument):
            build().lines()
    with pytest.raises(InvalidArgument):
        Conditions(if_match=value).lines()


@pytest.mark.parametrize("name", ["a b", "a:b", "a\r\nb", "", "ä", "a\0"])
def test_what_is_no_header_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidArgument):
        ObjectHeaders(metadata={name: "x"}).lines()
    with pytest.raises(InvalidArgument):
        check_headers({name: "x"})


@pytest.mark.parametrize("value", ["", " a", "a ", "\ta"])
def test_metadata_that_would_not_come_back_the_same_is_refused(value: str) -> None:
    with pytest.raises(InvalidArgument):
        ObjectHeaders(metadata={"note": value}).lines()


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="surrogate"):
        ObjectHeaders(metadata={"note": "\ud800"}).lines()


def test_metadata_takes_its_prefix_once() -> None:
    lines = ObjectHeaders(metadata={"a": "1", "x-cos-meta-b": "2", "X-COS-Meta-C": "é 中"}).lines()
    assert lines == [("x-cos-meta-a", "1"), ("x-cos-meta-b", "2"), ("X-COS-Meta-C", "é 中")]


@pytest.mark.parametrize("name", ["Host", "authorization", "Content-Length", "X-Cos-Security-Token"])
def test_headers_that_are_ours_cannot_be_given(name: str) -> None:
    with pytest.raises(InvalidArgument, match="cannot be given"):
        check_headers({name: "x"})


def test_a_header_given_twice_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="twice"):
        ObjectHeaders(content_type="a/b", headers={"content-type": "c/d"}).lines()


@pytest.mark.parametrize(
    ("wanted", "header"),
    [((0, 10), "bytes=0-9"), ((5, None), "bytes=5-"), ((-7, None), "bytes=-7"), ((3, 4), "bytes=3-3")],
)
def test_a_range_reads_as_a_slice(wanted: tuple[int, int | None], header: str) -> None:
    assert range_header(wanted) == header


@pytest.mark.parametrize("wanted", [(5, 5), (6, 5), (-5, 3), (1,), (1, 2, 3), 5, ("a", "b"), (1.0, 2)])
def test_a_range_that_cannot_be_asked_for_is_refused(wanted: object) -> None:
    with pytest.raises(InvalidArgument):
        range_header(wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "bytes 5-4/9", "bytes a-b/c", "bytes */9", "items 1-2/3"])
def test_a_content_range_that_makes_no_sense_is_malformed(text: str) -> None:
    with pytest.raises(MalformedResponse):
        content_range(text)


def test_the_first_of_a_repeated_header_counts() -> None:
    assert first_values([("ETag", "1"), ("etag", "2")]) == {"etag": "1"}


def test_an_object_is_read_from_its_headers() -> None:
    info = object_info(
        "k",
        {
            "content-length": "5",
            "content-range": "bytes 0-4/100",
            "etag": '"abc"',
            "last-modified": "Sun, 22 Nov 2026 05:17:04 GMT",
            "x-cos-hash-crc64ecma": "18446744073709551615",
            "x-cos-meta-author": "li",
            "x-cos-storage-class": "STANDARD_IA",
        },
    )
    assert (info.size, info.etag, info.last_modified, info.crc64) == (100, "abc", MOMENT, 2**64 - 1)
    assert (info.metadata, info.storage_class) == ({"author": "li"}, "STANDARD_IA")


def test_an_etag_is_quoted_where_it_is_not_yet() -> None:
    assert Conditions(if_match="abc", if_none_match="*").lines() == [
        ("If-Match", '"abc"'),
        ("If-None-Match", "*"),
    ]
    assert Conditions(if_match='"abc"').lines() == [("If-Match", '"abc"')]


def test_dates_go_to_http_and_back_in_utc() -> None:
    east = MOMENT.astimezone(timezone(timedelta(hours=8)))
    assert to_http_date(east) == "Sun, 22 Nov 2026 05:17:04 GMT"
    assert from_http_date("Sun, 22 Nov 2026 05:17:04 GMT") == MOMENT
    with pytest.raises(InvalidArgument, match="time zone"):
        Conditions(if_modified_since=datetime(2026, 1, 1)).lines()


@pytest.mark.parametrize(
    "text", ["2026-11-22T05:17:04.000Z", "2026-11-22T05:17:04Z", "2026-11-22T13:17:04+08:00"]
)
def test_xml_dates_are_aware(text: str) -> None:
    assert from_iso(text) == MOMENT


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "Sun, 99 Foo"])
def test_a_date_that_is_none_is_none(text: str) -> None:
    assert from_iso(text) is None
    assert from_http_date(text) is None


def test_xml_is_read_with_entities_cdata_prefixes_and_unknown_elements() -> None:
    root = parse(
        b'<?xml version="1.0"?><R xmlns="u" xmlns:x="v"><x:A>1 &amp; <![CDATA[<2>]]></x:A><B c="d"/></R>', "R"
    )
    assert root.value("A") == "1 & <2>"
    assert root.value("B", "?") == ""
    assert root.value("C", "?") == "?"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not xml",
        b"<R><A></R>",
        b"<R>",
        b"<R/><R/>",
        b'<!DOCTYPE R [<!ENTITY a "b">]><R>&a;</R>',
        b'<!DOCTYPE R SYSTEM "file:///etc/passwd"><R/>',
        b"<R>&unknown;</R>",
        b"<R>\xff\xfe</R>",
        b"<Other/>",
    ],
)
def test_what_is_not_the_expected_xml_is_malformed(document: bytes) -> None:
    with pytest.raises(MalformedResponse):
        parse(document, "R")


def test_a_billion_laughs_is_refused_at_once() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    started = time.monotonic()
    with pytest.raises(MalformedResponse):
        parse(f'<!DOCTYPE R [<!ENTITY l0 "ha">{levels}]><R>&l9;</R>'.encode())
    assert time.monotonic() - started < 5


def test_one_very_long_text_is_read_in_reasonable_time() -> None:
    started = time.process_time()
    assert len(parse(b"<a>" + b"x" * (32 << 20) + b"</a>").text) == 32 << 20
    assert time.process_time() - started < 5


def test_xml_that_is_too_deep_or_has_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pycos.wire.xml_read._MOST_ELEMENTS", 5000)
    with pytest.raises(MalformedResponse, match="deep"):
        parse(b"<a>" * 65 + b"</a>" * 65)
    with pytest.raises(MalformedResponse, match="many"):
        parse(b"<a>" + b"<b/>" * 5000 + b"</a>")


@pytest.mark.parametrize("text", ['a & <b> "c" ]]>', "\r\n\t x ", "é中😀", ""])
def test_what_is_written_is_read_back(text: str) -> None:
    assert parse(element("K", text).encode()).text == text


@pytest.mark.parametrize("text", ["\x00", "a\x01", "\x0b", "\ufffe", "\ud800"])
def test_what_xml_cannot_carry_is_known(text: str) -> None:
    assert not can_be_written(text)
    with pytest.raises(ValueError, match="XML"):
        element("K", text)


def test_an_error_in_a_body_is_found() -> None:
    said = b"<Code>InternalError</Code><Message>m</Message><RequestId>r</RequestId>"
    body = b"<?xml version='1.0'?><Error>" + said + b"</Error>"
    assert error_in_body(body) == ("InternalError", "m", "r")


@pytest.mark.parametrize("body", [b"", b"<CopyObjectResult/>", b"<Errors/>", b"<Error", b"text <Error>"])
def test_another_body_is_no_error(body: bytes) -> None:
    assert error_in_body(body) is None
