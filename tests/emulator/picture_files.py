"""Pictures for tests, as files."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from pycos.emulator.images import picture, rules, transform

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def file_of(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format=kind, **options)
    return out.getvalue()


def quarters(width: int = 80, height: int = 40) -> Image.Image:
    """Red, green, blue and white, from the top left along the rows."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(WHITE, (width // 2, height // 2, width, height))
    return image


def read(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def made_by(rule: str, data: bytes | None = None) -> Image.Image:
    """What a rule makes of the four quarters, without a server between."""
    opened = picture.opened(file_of(quarters()) if data is None else data)

    def no_watermark(_picture: object, _part: object) -> None:
        raise AssertionError("there is no watermark in this rule")

    transform.apply(opened, rules.parse(rule), no_watermark)
    return read(picture.encoded(opened))


def noise() -> Image.Image:
    """A picture that does not compress well."""
    return Image.effect_noise((128, 128), 60).convert("RGB")
