"""Data processing: the documented shapes, without any processing."""

from __future__ import annotations

import struct

import pytest
from cos_requests import Answer, Cos, parse_raw, raw, signature

from pycos.emulator import pictures


def process(cos: Cos, key: str, name: str, **params: str) -> Answer:
    return cos.request("GET", key, params={"ci-process": name, **params})


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height in the frame header of a JPEG."""
    at = 2
    while data[at + 1] != 0xC0:
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", data[at + 5 : at + 9])
    return width, height


def test_a_snapshot_is_a_picture_of_the_size_asked_for(cos: Cos) -> None:
    cos.put("v.mp4", b"x")
    answer = process(cos, "v.mp4", "snapshot", time="0.5", width="30", height="20")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert jpeg_size(answer.body) == (30, 20)
    assert answer.body.endswith(b"\xff\xd9")
    answer = process(
        cos, "v.mp4", "snapshot", time="1", width="30", format="png", mode="keyframe", rotate="off"
    )
    assert answer.headers["Content-Type"] == "image/png"
    assert struct.unpack(">II", answer.body[16:24]) == (30, 30)


@pytest.mark.parametrize(
    "params",
    [{}, {"time": "x"}, {"time": "-1"}, {"time": "nan"}, {"time": "1", "format": "gif"},
     {"time": "1", "width": "5000"}, {"time": "1", "mode": "any"}, {"time": "1", "rotate": "left"}],
)  # fmt: skip
def test_a_snapshot_of_another_kind_is_refused(cos: Cos, params: dict[str, str]) -> None:
    cos.put("v.mp4", b"x")
    answer = process(cos, "v.mp4", "snapshot", **params)
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_the_bits_of_a_picture_are_as_many_as_its_blocks_need() -> None:
    for width, height, bits in ((1, 1, b"\x3f"), (8, 8, b"\x3f"), (16, 16, b"\x00"), (40, 8, b"\x00\x3f")):
        assert pictures.jpeg(width, height)[:-2].endswith(b"\x00\x3f\x00" + bits)


def test_media_info_has_the_documented_shape_and_the_size_of_the_object(cos: Cos) -> None:
    cos.put("v.mp4", b"x" * 1234)
    answer = process(cos, "v.mp4", "videoinfo")
    assert answer.xml.tag == "Response"
    assert answer.texts("MediaInfo/Stream/Video/Width") == ["1280"]
    assert answer.texts("MediaInfo/Stream/Audio/Channel") == ["2"]
    assert answer.texts("MediaInfo/Format/Size") == ["1234"]
    assert process(cos, "missing", "videoinfo").code == "NoSuchKey"


def test_processing_the_server_does_not_know_is_named_in_the_refusal(cos: Cos) -> None:
    cos.put("a", b"x")
    answer = process(cos, "a", "AISuperResolution")
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert "AISuperResolution" in answer.texts("Message")[0]


def test_a_process_whose_name_is_no_text_is_refused_too(cos: Cos) -> None:
    signed = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/a", (), [("host", cos.host)])
    head = f"GET /a?ci-process=%FF HTTP/1.1\r\nHost: {cos.host}\r\nAuthorization: {signed}\r\n\r\n"
    answer = raw(cos.server, head.encode(), half_close=True)
    assert (parse_raw(answer)[0], b"InvalidURI" in answer) == (400, True)
