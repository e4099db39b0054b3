"""Pictures and rules that are meant to do harm: refused, within limits, by name."""

from __future__ import annotations

import resource
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from cos_requests import Cos
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_files import file_of, made_by, noise, quarters, read
from PIL import Image

from pycos.emulator import Emulator
from pycos.emulator.errors import ApiError
from pycos.emulator.images import codes, picture, rules, transform, watermark


def bomb(width: int, height: int) -> bytes:
    """The header of a PNG of that size, and hardly anything behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no picture", "InvalidImageFormat"),
        (b"", "InvalidImageFormat"),
        (file_of(quarters())[:80], "InvalidImageFormat"),
        (file_of(noise(), "JPEG")[:800], "InvalidImageFormat"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "InvalidImageFormat"),
        (file_of(quarters(), "TIFF"), "InvalidImageFormat"),
        (bomb(100, 100), "InvalidImageFormat"),
        (bomb(29_000, 29_000), "ImageResolutionExceed"),
        (bomb(7000, 7000), "ImageResolutionExceed"),
        (bomb(40_000, 2), "ImageResolutionExceed"),
    ],
)  # fmt: skip
def test_hostile_pictures_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(ApiError) as refused:
        made_by("imageMogr2/thumbnail/!50p", data)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_an_animation_counts_with_all_its_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MAX_PIXELS", 10_000)
    first, *others = (Image.new("L", (60, 60), 50 * number) for number in range(4))
    data = file_of(first, "GIF", save_all=True, append_images=others, duration=10)
    with pytest.raises(ApiError) as refused:
        picture.opened(data)
    assert refused.value.code == "ImageResolutionExceed"
    assert len(picture.opened(data, animated=False).frames) == 1


@pytest.mark.parametrize(("name", "use"), [("PIL", picture.library), ("zxingcpp", codes._library)])
def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, name: str, use: Any) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ApiError) as refused:
        use()
    assert (refused.value.status, "pip install 'pycos[emulator-data]'" in refused.value.message) == (
        501,
        True,
    )


WORDS = st.sampled_from(
    ["imageMogr2", "imageView2", "watermark", "|", "thumbnail", "!50p", "10x10", "x", "cut", "crop", "1", "2",
     "0", "-1", "rotate", "quality", "90!", "format", "png", "gif", "text", "YWJj", "fontsize", "gravity",
     "center", "w", "h", "q", "blur", "5x5", "iradius", "rradius", "size-limit", "1k", "pad", "auto-orient",
     "strip", "", "é", "%"]
)  # fmt: skip


@settings(max_examples=200)
@given(
    st.lists(WORDS, max_size=12), st.sampled_from(["imageMogr2/", "imageView2/", "watermark/2/text/YWJj/"])
)
def test_any_words_are_a_rule_or_refused(words: list[str], beginning: str) -> None:
    opened = picture.opened(file_of(quarters(16, 8)))
    try:
        transform.apply(
            opened,
            rules.parse(beginning + "/".join(words)),
            lambda subject, part: watermark.stamp(subject, part, lambda _: file_of(quarters(4, 4))),
        )
        data = picture.encoded(opened)
    except ApiError as refusal:
        assert refusal.status in (400, 501)  # noqa: PT017
    else:
        assert read(data).size == opened.size


@settings(max_examples=150)
@given(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "BMP"]), st.data())
def test_a_damaged_picture_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    whole = bytearray(file_of(quarters(16, 8), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = made_by("imageMogr2/thumbnail/!50p", bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    except ApiError as refusal:
        assert refusal.status == 400  # noqa: PT017
    else:
        assert made.size


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


def test_the_memory_of_large_pictures_is_given_back() -> None:
    with Emulator(https=False, buckets=["b-1250000000"]) as server:
        cos = Cos(server, "b-1250000000")
        cos.put("small.png", file_of(quarters()))
        cos.put("large.png", file_of(Image.new("RGB", (4000, 4000), (1, 2, 3))))
        rule = {"imageMogr2/bright/10/thumbnail/!50p/format/jpg": ""}
        assert cos.request("GET", "small.png", params=rule).status == 200
        before = resident(server.pid)
        for _ in range(2):
            assert cos.request("GET", "large.png", params=rule).status == 200
        assert resident(server.pid) - before < 40 << 20, "one such picture has 64 MB"
