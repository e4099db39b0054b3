"""What the rules do to a picture: sizes, cuts, turns, colours, and how it is written."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from pycos.emulator.images import rules
from pycos.emulator.images.picture import FORMATS, Picture, check_size, library
from pycos.emulator.images.rules import Part, bad, number

if TYPE_CHECKING:
    from PIL import Image

    Change = Callable[[Image.Image], Image.Image]

GRAVITIES = {
    "northwest": (0.0, 0.0), "north": (0.5, 0.0), "northeast": (1.0, 0.0), "west": (0.0, 0.5),
    "center": (0.5, 0.5), "east": (1.0, 0.5), "southwest": (0.0, 1.0), "south": (0.5, 1.0),
    "southeast": (1.0, 1.0),
}  # fmt: skip
_LANCZOS = 1  # Pillow's Resampling.LANCZOS; the enumeration would import Pillow
_MAX_SIDE = 9999
# Each worker may hold a picture several times over; the requests of many clients wait for each other here.
workers = threading.BoundedSemaphore(2)

# A watermark in a chain is put on by whoever can read the picture that it is of.
Stamp = Callable[[Picture, Part], None]


def apply(picture: Picture, parts: tuple[Part, ...], stamp: Stamp) -> None:
    """Carry out a chain."""
    for part in parts:
        if part.kind == "imageMogr2":
            _mogr(picture, part)
        elif part.kind == "imageView2":
            _view(picture, part)
        else:
            stamp(picture, part)


def gravity(part: Part, default: str) -> tuple[float, float]:
    """Where in the 3x3 grid a part wants something, as shares of the room that is left."""
    name = part.value("gravity", default).lower()
    if name not in GRAVITIES:
        raise bad(f"gravity is one of {', '.join(GRAVITIES)}.")
    return GRAVITIES[name]


def _mogr(picture: Picture, part: Part) -> None:
    for name, value in part.steps:
        if name in _STEPS:
            _STEPS[name](picture, value, part)


def _resize(picture: Picture, width: float, height: float) -> None:
    size = max(1, round(width)), max(1, round(height))
    check_size(*size, len(picture.frames))
    picture.change(lambda frame: frame.resize(size, _LANCZOS))


def _thumbnail(picture: Picture, value: str, part: Part) -> None:
    width, height = picture.size
    if found := re.fullmatch(r"!(\d{1,4})px?", value, re.ASCII):
        # ``!50p`` is half of both; ``!50px`` half of the width, ``!x50p`` of the height.
        share = number("The percentage", found[1], 1, 1000) / 100
        _resize(picture, width * share, height if value.endswith("x") else height * share)
    elif found := re.fullmatch(r"!x(\d{1,4})p", value, re.ASCII):
        _resize(picture, width, height * number("The percentage", found[1], 1, 1000) / 100)
    elif found := re.fullmatch(r"(\d{1,9})@", value, re.ASCII):
        share = min(1.0, (number("The area", found[1], 1, 10**9) / (width * height)) ** 0.5)
        _resize(picture, width * share, height * share)
    elif found := re.fullmatch(r"!(\d{1,4})x(\d{1,4})r", value, re.ASCII):
        wide, high = (number("A side", text, 1, _MAX_SIDE) for text in found.groups())
        share = max(wide / width, high / height)
        _resize(picture, width * share, height * share)
    elif found := re.fullmatch(r"(\d{1,4})x(\d{1,4})!", value, re.ASCII):
        _resize(picture, *(number("A side", text, 1, _MAX_SIDE) for text in found.groups()))
    elif (found := re.fullmatch(r"(\d{0,4})x(\d{0,4})", value, re.ASCII)) and value != "x":
        _fit(picture, *(number("A side", text, 1, _MAX_SIDE) if text else 0 for text in found.groups()))
        if part.value("pad") == "1":
            _pad(picture, found.groups(), part)
    else:
        raise bad("thumbnail has no such form.")


def _fit(picture: Picture, wide: int, high: int) -> None:
    """Within a box, in proportion; never larger than it is."""
    width, height = picture.size
    share = min(1.0, *(limit / side for limit, side in ((wide, width), (high, height)) if limit), 1.0)
    if share < 1:
        _resize(picture, width * share, height * share)


def _cover(picture: Picture, wide: int, high: int) -> None:
    """At least a box, in proportion; never larger than it is."""
    width, height = picture.size
    share = max(wide / width, high / height)
    if share < 1:
        _resize(picture, width * share, height * share)


def _pad(picture: Picture, sides: tuple[str, ...], part: Part) -> None:
    if not all(sides):
        raise bad("pad needs a thumbnail with both sides.")
    size = int(sides[0]), int(sides[1])
    check_size(*size, len(picture.frames))
    ground = rules.colour("color", part.value("color")) if part.value("color") else (255, 255, 255)

    def padded(frame: Image.Image) -> Image.Image:
        whole: Image.Image = library().new("RGB", size, ground)
        place = ((size[0] - frame.width) // 2, (size[1] - frame.height) // 2)
        whole.paste(frame, place, frame if frame.mode == "RGBA" else None)
        return whole

    picture.change(padded)


def _cut_out(picture: Picture, left: int, top: int, width: int, height: int) -> None:
    wide, high = picture.size
    if left >= wide or top >= high:
        raise bad("What is to be cut out lies outside of the picture.")
    box = (left, top, min(left + width, wide), min(top + height, high))
    picture.change(lambda frame: frame.crop(box))


def _cut(picture: Picture, value: str, part: Part) -> None:
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})(?:x(\d{1,5})x(\d{1,5}))?", value, re.ASCII)
    if not found:
        raise bad("cut has the form <width>x<height>x<dx>x<dy>.")
    width, height = (number("A side", text, 1, 99_999) for text in found.group(1, 2))
    if found[3] is not None and not part.value("gravity"):
        _cut_out(picture, int(found[3]), int(found[4]), width, height)
        return
    across, down = gravity(part, "northwest")
    left = int(max(0, picture.size[0] - width) * across) + int(found[3] or 0)
    top = int(max(0, picture.size[1] - height) * down) + int(found[4] or 0)
    _cut_out(picture, left, top, width, height)


def _crop(picture: Picture, value: str, part: Part) -> None:
    """Scale until a box is covered, then cut it out where gravity says."""
    found = re.fullmatch(r"(\d{0,4})x(\d{0,4})", value, re.ASCII)
    if not found or value == "x":
        raise bad("crop has the form <width>x, x<height> or <width>x<height>.")
    width, height = (number("A side", text, 1, _MAX_SIDE) if text else 0 for text in found.groups())
    width, height = width or picture.size[0], height or picture.size[1]
    _filled(picture, width, height, gravity(part, "center"))


def _filled(picture: Picture, width: int, height: int, place: tuple[float, float]) -> None:
    share = max(width / picture.size[0], height / picture.size[1])
    if share != 1:
        _resize(picture, picture.size[0] * share, picture.size[1] * share)
    left = int(max(0, picture.size[0] - width) * place[0])
    top = int(max(0, picture.size[1] - height) * place[1])
    _cut_out(picture, left, top, width, height)


def _masked(picture: Picture, shape: str, radius: int) -> None:
    def rounded(frame: Image.Image) -> Image.Image:
        from PIL import ImageChops, ImageDraw

        mask: Image.Image = library().new("L", frame.size, 0)
        box = (0, 0, frame.width - 1, frame.height - 1)
        if shape == "circle":
            ImageDraw.Draw(mask).ellipse(box, fill=255)
        else:
            ImageDraw.Draw(mask).rounded_rectangle(box, radius, fill=255)
        made = frame.convert("RGBA")
        made.putalpha(ImageChops.multiply(made.getchannel("A"), mask))
        return made

    picture.change(rounded)


def _iradius(picture: Picture, value: str, part: Part) -> None:
    width, height = picture.size
    radius = min(number("iradius", value, 1, 99_999), min(width, height) // 2 or 1)
    _cut_out(picture, width // 2 - radius, height // 2 - radius, 2 * radius, 2 * radius)
    _masked(picture, "circle", radius)


def _rradius(picture: Picture, value: str, part: Part) -> None:
    _masked(picture, "corners", min(number("rradius", value, 1, 99_999), min(picture.size) // 2))


def _rotate(picture: Picture, value: str, part: Part) -> None:
    degrees = number("rotate", value, 0, 360)
    smooth = library().Resampling.BICUBIC
    width, height = picture.size
    if degrees % 90:
        check_size(width + height, width + height, len(picture.frames))
    if degrees % 360:
        picture.change(lambda frame: frame.rotate(-degrees, smooth, expand=True, fillcolor=_ground(frame)))


def _ground(frame: Image.Image) -> int | tuple[int, ...]:
    if frame.mode == "L":
        return 255
    return (255, 255, 255, 0) if frame.mode == "RGBA" else (255, 255, 255)


def _auto_orient(picture: Picture, value: str, part: Part) -> None:
    # Pillow's names for what the eight values of the tag mean: flips, turns, and both.
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}.get(picture.orientation)
    if turn is not None:
        picture.change(lambda frame: frame.transpose(turn))  # type: ignore[arg-type]
    picture.orientation, picture.exif = 0, b""


def _flip(picture: Picture, value: str, part: Part) -> None:
    if value not in ("horizontal", "vertical"):
        raise bad("flip is horizontal or vertical.")
    picture.change(lambda frame: frame.transpose(value == "vertical"))  # type: ignore[arg-type]


def _format(picture: Picture, value: str, part: Part) -> None:
    if value.lower() not in FORMATS:
        raise bad(f"format is one of {', '.join(FORMATS)}.")
    picture.output = FORMATS[value.lower()]


def _quality(picture: Picture, value: str, part: Part) -> None:
    forced = value.endswith("!")
    wanted = number("quality", value.rstrip("!"), 0, 100)
    picture.wanted_quality = wanted if forced else min(wanted, picture.quality)


def _rquality(picture: Picture, value: str, part: Part) -> None:
    picture.wanted_quality = picture.quality * number("rquality", value, 0, 100) // 100


def _lquality(picture: Picture, value: str, part: Part) -> None:
    picture.wanted_quality = max(number("lquality", value, 0, 100), picture.quality)


def _blur(picture: Picture, value: str, part: Part) -> None:
    found = re.fullmatch(r"(\d{1,2})x(\d{1,3})", value, re.ASCII)
    if not found:
        raise bad("blur has the form <radius>x<sigma>.")
    number("The radius of blur", found[1], 1, 50)
    sigma = number("sigma of blur", found[2], 1, 999)

    def blurred(frame: Image.Image) -> Image.Image:
        from PIL import ImageFilter

        return frame.filter(ImageFilter.GaussianBlur(min(sigma, int(found[1]))))

    picture.change(blurred)


def _sharpen(picture: Picture, value: str, part: Part) -> None:
    percent = number("sharpen", value, 10, 300)

    def sharpened(frame: Image.Image) -> Image.Image:
        from PIL import ImageFilter

        return frame.filter(ImageFilter.UnsharpMask(2, percent, 0))

    picture.change(sharpened)


def _enhanced(picture: Picture, kind: str, percent: int) -> None:
    def changed(frame: Image.Image) -> Image.Image:
        from PIL import ImageEnhance

        made: Image.Image = getattr(ImageEnhance, kind)(frame).enhance(1 + percent / 100)
        return made

    picture.change(changed)


def _bright(picture: Picture, value: str, part: Part) -> None:
    _enhanced(picture, "Brightness", number("bright", value, -100, 100))


def _contrast(picture: Picture, value: str, part: Part) -> None:
    _enhanced(picture, "Contrast", number("contrast", value, -100, 100))


def _grayscale(picture: Picture, value: str, part: Part) -> None:
    if number("grayscale", value, 0, 1):

        def grey(frame: Image.Image) -> Image.Image:
            if frame.mode != "RGBA":
                return frame.convert("L")
            made = frame.convert("L").convert("RGBA")
            made.putalpha(frame.getchannel("A"))
            return made

        picture.change(grey)


def _interlace(picture: Picture, value: str, part: Part) -> None:
    picture.interlace = bool(number("interlace", value, 0, 1))


def _strip(picture: Picture, value: str, part: Part) -> None:
    picture.strip = True


def _size_limit(picture: Picture, value: str, part: Part) -> None:
    found = re.fullmatch(r"(\d{1,6})(k?)(!?)", value, re.ASCII | re.IGNORECASE)
    if not found or not int(found[1]):
        raise bad("size-limit has the form <n>k.")
    picture.most_bytes = int(found[1]) * (1024 if found[2] else 1)
    picture.smaller_or_same = bool(found[3])


def _nothing(picture: Picture, value: str, part: Part) -> None:
    """What belongs to another step, or allows what is never done here."""


_STEPS: dict[str, Callable[[Picture, str, Part], None]] = {
    "thumbnail": _thumbnail, "cut": _cut, "crop": _crop, "iradius": _iradius, "rradius": _rradius,
    "rotate": _rotate, "auto-orient": _auto_orient, "flip": _flip, "format": _format, "quality": _quality,
    "rquality": _rquality, "lquality": _lquality, "blur": _blur, "sharpen": _sharpen, "bright": _bright,
    "contrast": _contrast, "grayscale": _grayscale, "interlace": _interlace, "strip": _strip,
    "size-limit": _size_limit, "q": _quality, "rq": _rquality, "lq": _lquality, "gravity": _nothing,
    "dx": _nothing, "dy": _nothing, "pad": _nothing, "color": _nothing, "ignore-error": _nothing,
    "minsize": _nothing,
}  # fmt: skip


def _view(picture: Picture, part: Part) -> None:
    wide, high = (
        number(name, part.value(name), 1, _MAX_SIDE) if part.value(name) else 0 for name in ("w", "h")
    )
    if part.mode and not (wide or high):
        raise bad("imageView2 needs w or h.")
    if part.mode in ("1", "5") or (part.mode == "4" and picture.size[0] < picture.size[1]):
        wide, high = wide or high, high or wide
    if part.mode in ("0", "4", "5") and picture.size[0] < picture.size[1]:
        wide, high = high, wide  # w is then for the longer side
    if part.mode in ("0", "2"):
        _fit(picture, wide, high)
    elif part.mode in ("3", "4"):
        _cover(picture, wide or high, high or wide)
    elif part.mode in ("1", "5"):
        # The largest piece of these proportions; smaller, if it can be.
        width, height = picture.size
        share = min(1.0, width / wide, height / high)
        _filled(picture, max(1, int(wide * share)), max(1, int(high * share)), (0.5, 0.5))
    for name, value in part.steps:
        if name in _STEPS:
            _STEPS[name](picture, value, part)
