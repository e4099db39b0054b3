"""The small parts that are easier to try alone."""

from __future__ import annotations

import random

import fastcrc
import pytest

from pycos.emulator import xml
from pycos.emulator.checksum import combine, crc64
from pycos.emulator.errors import ERRORS, ApiError
from pycos.emulator.store.blobs import MemoryBlobs
from pycos.emulator.store.model import Attributes, Object
from pycos.emulator.store.recent import Recent


def test_the_crc_is_the_one_of_the_service() -> None:
    assert crc64(b"123456789") == 11051210869376104954


@pytest.mark.parametrize("sizes", [(0, 0), (0, 9), (9, 0), (1, 1), (4096, 1), (1, 100_000), (70_001, 33_333)])
def test_the_crc_of_a_whole_follows_from_its_pieces(sizes: tuple[int, int]) -> None:
    source = random.Random(sum(sizes))
    first, second = (source.randbytes(size) for size in sizes)
    whole = fastcrc.crc64.xz(first + second)
    assert combine(fastcrc.crc64.xz(first), fastcrc.crc64.xz(second), len(second)) == whole


def test_combining_over_terabytes_is_the_same_as_in_steps() -> None:
    zeros = 1 << 43
    one = combine(12345, 0, zeros + 7)
    assert one == combine(combine(12345, 0, zeros), 0, 7)


def test_xml_text_survives_the_way_out_and_in() -> None:
    text = "a&b<c>\"'é测😀 "
    assert xml.parse(xml.document(xml.element("A", text)), "A").text == text


def test_xml_prefixes_and_namespaces_do_not_matter() -> None:
    root = xml.parse(b'<x:A xmlns:x="u"><x:B>1</x:B><B> 2 </B><C/></x:A>', "A")
    assert [child.text for child in root.all("B")] == ["1", " 2 "]
    assert (root.value("B"), root.value("C"), root.value("D")) == ("1", "", None)


def test_xml_with_too_many_elements_is_refused() -> None:
    with pytest.raises(ApiError) as caught:
        xml.parse(b"<A>" + b"<B/>" * 60_001 + b"</A>", "A")
    assert caught.value.code == "XMLSizeLimit"


def test_every_code_has_a_status_of_an_error_and_a_message() -> None:
    for code, (status, message) in ERRORS.items():
        assert 400 <= status <= 599, code
        assert message.strip()
        assert ApiError(code).status == status


def an_object(seq: int) -> Object:
    return Object(seq, "k", "null", 0, "", 0, 0, False, Attributes({}), b"")


def test_what_was_read_before_a_commit_is_not_remembered_after_it() -> None:
    recent = Recent(MemoryBlobs())
    name = (1, "k")
    generation = recent.generation
    recent.before_commit({name: an_object(2)})
    recent.offer(name, an_object(1), generation)
    assert recent.get(name) is None
    recent.after_commit({name: an_object(2)}, [])
    recent.offer(name, an_object(1), generation)
    found = recent.get(name)
    assert found is not None
    assert found.seq == 2
    recent.before_commit({name: None})
    recent.after_commit({name: None}, [])
    assert recent.get(name) is None


def test_a_blob_that_is_read_stays_until_its_reader_is_done() -> None:
    blobs = MemoryBlobs()
    writer = blobs.create()
    writer.write(b"data")
    name = writer.commit()
    assert blobs.pin([name])
    blobs.discard([name])
    assert bytes(blobs.open(name)) == b"data"
    blobs.unpin([name])
    assert not blobs.pin([name])
