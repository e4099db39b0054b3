"""XML that wants to be expensive, to read files, or to be read in two ways."""

from __future__ import annotations

import tracemalloc

import pytest

from pycos.emulator import xml
from pycos.emulator.errors import ApiError

LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE A [" + LAUGHS + b"]><A>&l9;</A>",
        b'<!DOCTYPE A [<!ENTITY a "' + b"x" * 100_000 + b'">]><A>' + b"&a;" * 1000 + b"</A>",
        b'<!DOCTYPE A [<!ENTITY a SYSTEM "file:///etc/passwd">]><A>&a;</A>',
        b'<!DOCTYPE A SYSTEM "http://127.0.0.1:1/a.dtd"><A/>',
        b'<!DOCTYPE A PUBLIC "-//x" "http://127.0.0.1:1/a.dtd"><A/>',
        b'<!DOCTYPE A [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]><A/>',
        b"<!DOCTYPE A [<!ATTLIST A b CDATA 'x'>]><A/>",
        b"<!DOCTYPE A><A/>",
        b"<A>&nbsp;</A>",
        b"<A b='&nbsp;'/>",
    ],
)
def test_document_types_and_entities_are_refused(data: bytes) -> None:
    with pytest.raises(ApiError) as caught:
        xml.parse(data, "A")
    assert caught.value.code == "MalformedXML"


@pytest.mark.parametrize(
    "data",
    [
        "<?xml version='1.0' encoding='utf-16'?><A/>".encode("utf-16"),
        "<A>é</A>".encode("utf-16-le"),
        "<A/>".encode("utf-32"),
        b"<?xml version='1.0' encoding='utf-7'?><A>+ADw-B/+AD4-</A>".replace(b"A>", b"A>\xff"),
        b"<?xml version='1.0' encoding='iso-8859-1'?><A>\xe9</A>",
        b"<?xml version='1.0' encoding='gbk'?><A>\xc4\xe3</A>",
        b"<A>\xc0\xbc</A>",
        b"<A>\xed\xa0\x80</A>",
        b"<A>\xff</A>",
        b"<A>\x00</A>",
        b"<A>&#0;</A>",
        b"<A>&#xd800;</A>",
        b"<A>&#x110000;</A>",
        b"\xfe\xff\x00<\x00A\x00/\x00>",
    ],
)
def test_bytes_that_are_not_utf8_are_refused(data: bytes) -> None:
    with pytest.raises(ApiError) as caught:
        xml.parse(data, "A")
    assert caught.value.code == "MalformedXML"


@pytest.mark.parametrize(
    "encoding", ["utf-7", "idna", "punycode", "rot13", "foo", "utf-16", "cp037", "unicode_escape"]
)
def test_what_a_document_says_about_its_encoding_does_not_matter(encoding: str) -> None:
    data = f"<?xml version='1.0' encoding='{encoding}'?><A>+ADw-é</A>".encode()
    assert xml.parse(data, "A").text == "+ADw-é"


@pytest.mark.parametrize(
    "data",
    [
        b"<A>" * 17 + b"</A>" * 17,
        b"<A>" * 100_000,
        b"<A>" + b"<B/>" * xml.MAX_ELEMENTS + b"</A>",
        b"<A " + b" ".join(b"a%d=''" % n for n in range(xml.MAX_ATTRIBUTES + 1)) + b"/>",
        b"<A " + b" ".join(b"a%d=''" % n for n in range(50_000)) + b"/>",
    ],
)
def test_depth_elements_and_attributes_are_limited(data: bytes) -> None:
    with pytest.raises(ApiError) as caught:
        xml.parse(data, "A")
    assert caught.value.code == "XMLSizeLimit"


@pytest.mark.parametrize(
    "data",
    [
        b"<A b='" + b"x" * 3_900_000 + b"'/>",
        b"<A>" + b"&amp;" * 780_000 + b"</A>",
        b"<A>" + b"<![CDATA[x]]>" * 300_000 + b"</A>",
        b"<A>" + b"<!--x-->y" * 430_000 + b"</A>",
        b"<A>" + b"<?x y?>" * 550_000 + b"</A>",
        b"<A>" + b"x<B/>" * 59_000 + b"</A>",
    ],
)
def test_four_megabytes_of_anything_cost_no_more_than_some_times_that(data: bytes) -> None:
    tracemalloc.start()
    try:
        xml.parse(data, "A")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 48 << 20
