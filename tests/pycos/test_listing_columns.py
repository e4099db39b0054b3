"""Listings read in columns: the same objects as from the document, and anything odd is left to that."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from datetime import datetime, timezone
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cos_c import Pool, ffi, lib
from cos_c.listing import Listing, to_listing
from pycos.models import ObjectInfo, Owner
from pycos.operations.columns import objects_of
from pycos.operations.listings import _from_document
from pycos.wire.xml_read import parse


def columns(document: bytes) -> Listing | None:
    native = ffi.new("cosx_listing_t *")
    with Pool() as pool:
        if not lib.cosx_listing_read(pool.pointer, document, len(document), native):
            return None
        return to_listing(native)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
MOMENT = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1))
OWNER = st.one_of(st.none(), st.tuples(PRINTABLE, PRINTABLE))
OBJECT = st.fixed_dictionaries(
    {
        "key": TEXT,
        "size": st.integers(0, 10**15),
        "etag": PRINTABLE,
        "moment": MOMENT,
        "owner": OWNER,
        "storage": st.one_of(st.none(), st.sampled_from(["", "STANDARD", "ARCHIVE"])),
    }
)


def contents(entry, encoded):
    key = quote(entry["key"], safe="/") if encoded else escape(entry["key"])
    moment = entry["moment"]
    parts = [
        f"<Key>{key}</Key>",
        f"<LastModified>{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z</LastModified>",
        f"<ETag>{escape(entry['etag'], {chr(34): '&quot;'})}</ETag><Size>{entry['size']}</Size>",
    ]
    if entry["owner"] is not None:
        name, display = map(escape, entry["owner"])
        parts.append(f"<Owner><ID>{name}</ID><DisplayName>{display}</DisplayName></Owner>")
    if entry["storage"] is not None:
        parts.append(f"<StorageClass>{entry['storage']}</StorageClass>")
    return f"<Contents>{''.join(parts)}</Contents>"


@given(st.lists(OBJECT, max_size=8), st.lists(TEXT, max_size=3), st.booleans(), st.booleans(), TEXT)
def test_columns_say_what_the_document_says(objects, prefixes, encoded, truncated, marker):
    def written(text):
        return quote(text, safe="") if encoded else escape(text)

    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult>'
        + ("<EncodingType>url</EncodingType>" if encoded else "")
        + f"<IsTruncated>{str(truncated).lower()}</IsTruncated><NextMarker>{written(marker)}</NextMarker>"
        + "".join(contents(entry, encoded) for entry in objects)
        + "".join(f"<CommonPrefixes><Prefix>{written(each)}</Prefix></CommonPrefixes>" for each in prefixes)
        + "</ListBucketResult>"
    )
    try:
        data = document.encode()
        expected = _from_document(parse(data, "ListBucketResult"))
    except Exception:
        assert columns(document.encode()) is None
        return
    found = columns(data)
    if found is None:
        assert not encoded  # what is encoded is plain; other texts may be anything
        return
    assert (objects_of(found), found.prefixes, found.truncated, found.next_marker) == expected


@given(st.binary(max_size=60))
def test_bytes_that_are_no_utf8_come_through_a_key_as_surrogates(raw):
    key = "".join(f"%{byte:02X}" for byte in raw if byte)
    moment = datetime(2026, 1, 1)
    entry = contents(
        {"key": "SPOT", "size": 1, "etag": "e", "moment": moment, "owner": None, "storage": None}, True
    ).replace("SPOT", key)
    document = f"<ListBucketResult><EncodingType>url</EncodingType>{entry}</ListBucketResult>".encode()
    found = columns(document)
    assert found is not None
    assert found.keys == [bytes(byte for byte in raw if byte).decode("utf-8", "surrogateescape")]
    assert objects_of(found) == _from_document(parse(document))[0]


@pytest.mark.parametrize("moment", ["2026-13-01T00:00:00.000Z", "2026-01-01T00:00:60.000Z"])
def test_a_time_that_is_none_is_left_to_the_document(moment):
    document = (
        f"<ListBucketResult><Contents><Key>a</Key><LastModified>{moment}</LastModified><Size>1</Size>"
        "</Contents></ListBucketResult>"
    ).encode()
    assert columns(document) is None
    assert _from_document(parse(document))[0][0].last_modified is None


LISTED = objects_of(
    Listing(
        ["a"], [5], ["e"], [datetime(2026, 1, 1, tzinfo=timezone.utc)], b"\0", [""], b"\1", [("1", "n")],
        [], "", False,
    )
)[0]  # fmt: skip
PLAIN = ObjectInfo("a", 5, "e", datetime(2026, 1, 1, tzinfo=timezone.utc), "STANDARD", Owner("1", "n"))


def test_a_listed_object_is_an_object_info_like_any_other():
    assert isinstance(LISTED, ObjectInfo)
    assert LISTED == PLAIN
    assert PLAIN == LISTED
    assert dataclasses.replace(LISTED, size=6) != PLAIN
    assert repr(LISTED) == repr(PLAIN)
    assert dataclasses.asdict(LISTED) == dataclasses.asdict(PLAIN)
    assert LISTED.metadata == {}
    assert LISTED.version_id is None


def test_a_listed_object_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        LISTED.size = 6
    with pytest.raises(AttributeError):
        LISTED.version_id = "1"


def test_a_listed_object_pickles_copies_and_is_replaced_as_a_plain_one():
    for other in (pickle.loads(pickle.dumps(LISTED)), copy.copy(LISTED), dataclasses.replace(LISTED)):
        assert type(other) is ObjectInfo
        assert other == PLAIN
