"""Watermarks that can be seen: another picture, or a text."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from pycos.emulator.images import rules
from pycos.emulator.images.picture import Picture, check_size, library, opened
from pycos.emulator.images.rules import Part, bad, number
from pycos.emulator.images.transform import gravity

if TYPE_CHECKING:
    from PIL import Image

MAX_TEXT = 128  # characters
_LANCZOS = 1
_SCALES = ("width", "height", "area")


def stamp(picture: Picture, part: Part, read: Callable[[str], bytes]) -> None:
    """Put a watermark on; ``read`` gives the bytes behind the address of a picture."""
    mark = _text(part) if part.mode == "2" else _image(picture, part, read)
    degrees = number("degree", part.value("degree", "0"), 0, 360)
    if degrees:
        mark = mark.rotate(-degrees, expand=True)
    opacity = number("dissolve", part.value("dissolve", "90" if part.mode == "2" else "100"), 0, 100)
    if opacity < 100:
        mark.putalpha(mark.getchannel("A").point(lambda value: value * opacity // 100))
    across, down = gravity(part, "southeast")
    dx, dy = (number(name, part.value(name, "0"), 0, 9999) for name in ("dx", "dy"))
    tiled = part.value("batch", "0") == "1"

    def marked(frame: Image.Image) -> Image.Image:
        room = frame.width - mark.width, frame.height - mark.height
        # Offsets lead away from the side that the mark leans on.
        left = round(room[0] * across) + (dx if across < 1 else -dx)
        top = round(room[1] * down) + (dy if down < 1 else -dy)
        layer: Image.Image = library().new("RGBA", frame.size, (0, 0, 0, 0))
        if tiled:
            wide, high = max(8, mark.width + dx), max(8, mark.height + dy)
            for x in range(0, frame.width, wide):
                for y in range(0, frame.height, high):
                    layer.paste(mark, (x, y))
        else:
            layer.paste(mark, (left, top))
        made: Image.Image = library().alpha_composite(frame.convert("RGBA"), layer)
        return made if frame.mode == "RGBA" else made.convert("RGB")

    picture.change(marked)


def _text(part: Part) -> Image.Image:
    from PIL import ImageDraw, ImageFont

    text = rules.decoded("text", part.value("text"))
    if not 1 <= len(text) <= MAX_TEXT:
        raise bad(f"text has from 1 to {MAX_TEXT} characters.")
    if part.value("font"):
        rules.decoded("font", part.value("font"))  # there is one font here, but the name has to be one
    size = number("fontsize", part.value("fontsize", "13"), 1, 500)
    number("shadow", part.value("shadow", "0"), 0, 100)
    fill = rules.colour("fill", part.value("fill")) if part.value("fill") else (0x3D, 0x3D, 0x3D)
    font = ImageFont.load_default(size)
    box = ImageDraw.Draw(library().new("L", (1, 1))).textbbox((0, 0), text, font=font)
    width, height = max(1, math.ceil(box[2] - box[0])), max(1, math.ceil(box[3] - box[1]))
    check_size(width, height)
    made: Image.Image = library().new("RGBA", (width, height), (*fill, 0))
    ImageDraw.Draw(made).text((-box[0], -box[1]), text, font=font, fill=(*fill, 255))
    return made


def _image(picture: Picture, part: Part, read: Callable[[str], bytes]) -> Image.Image:
    address = rules.decoded("image", part.value("image"))
    if not address.startswith("http://"):
        raise bad("image is the address of a picture in the same bucket, and begins with http://.")
    with opened(read(address), animated=False) as other:
        mark = other.frames[0].convert("RGBA")
    width, height = picture.size
    scale = part.value("scatype")
    if scale:
        kind = _SCALES[number("scatype", scale, 1, 3) - 1]
        share = number("spcent", part.value("spcent", "1000"), 1, 1000) / 1000
        factor = {
            "width": width * share / mark.width,
            "height": height * share / mark.height,
            "area": math.sqrt(width * height * share / (mark.width * mark.height)),
        }[kind]
        mark = _scaled(mark, factor)
    if mark.width > width or mark.height > height:
        fits = number("blogo", part.value("blogo", "2"), 0, 2)
        if fits == 1:
            mark = _scaled(mark, min(width / mark.width, height / mark.height))
        else:
            mark = mark.crop((0, 0, min(mark.width, width), min(mark.height, height)))
    return mark


def _scaled(mark: Image.Image, factor: float) -> Image.Image:
    size = max(1, round(mark.width * factor)), max(1, round(mark.height * factor))
    check_size(*size)
    return mark.resize(size, _LANCZOS)
