"""QR codes and bar codes: found in pictures and made, by zxing-cpp."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pycos.emulator.errors import ApiError
from pycos.emulator.images.picture import Picture, check_size, flat, library

if TYPE_CHECKING:
    from PIL import Image

MAX_CONTENT = 1024  # characters of a code that is made
QR, BAR = 0, 1
_BAR_HEIGHT = 1 / 3  # of a bar code, as a share of its width
_NEAREST = 0  # Pillow's Resampling.NEAREST: the edges of a code stay sharp


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its text and its four corners, clockwise from the top left."""

    text: str
    corners: tuple[tuple[int, int], ...]


def _library() -> Any:
    try:
        import zxingcpp
    except ImportError:
        raise ApiError(
            "NotImplemented", "Codes need zxing-cpp: pip install 'pycos[emulator-data]'."
        ) from None
    return zxingcpp


def found(picture: Picture, kinds: int) -> list[Code]:
    """The codes in a picture; ``kinds`` 0 is QR codes, 1 bar codes, 2 both."""
    zxing = _library()
    formats = [zxing.BarcodeFormat.QRCode] if kinds != 1 else []
    formats += [zxing.BarcodeFormat.AllLinear] if kinds else []
    grey = flat(picture.frames[0]).convert("L")
    codes = []
    seen = set()
    for kind in formats:
        for each in zxing.read_barcodes(grey, formats=kind):
            place = each.position
            corners = tuple(
                (corner.x, corner.y)
                for corner in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
            )
            if (each.text, corners) not in seen:
                seen.add((each.text, corners))
                codes.append(Code(each.text, corners))
    return codes


def covered(picture: Picture, codes: list[Code]) -> None:
    """Hide codes under grey."""

    def hidden(frame: Image.Image) -> Image.Image:
        from PIL import ImageDraw

        made = frame.convert("RGB") if frame.mode == "L" else frame
        draw = ImageDraw.Draw(made)
        for code in codes:
            draw.polygon(code.corners, fill=(128,) * len(made.getbands()))
        return made

    picture.change(hidden)


def made(content: str, mode: int, width: int) -> bytes:
    """A PNG of a code, so many pixels wide. InvalidArgument when the content does not go into one."""
    if not 1 <= len(content) <= MAX_CONTENT:
        raise ApiError("InvalidArgument", f"qrcode-content has from 1 to {MAX_CONTENT} characters.")
    zxing = _library()
    image_module = library()
    kind = zxing.BarcodeFormat.QRCode if mode == QR else zxing.BarcodeFormat.Code128
    try:
        drawn = memoryview(zxing.write_barcode_to_image(zxing.create_barcode(content, kind)))
    except ValueError:
        raise ApiError("InvalidArgument", "The content does not go into such a code.") from None
    high, wide = drawn.shape or (1, 1)
    grey: Image.Image = image_module.frombuffer("L", (wide, high), bytes(drawn), "raw", "L", 0, 1)
    height = width if mode == QR else max(1, int(width * _BAR_HEIGHT))
    check_size(width, height)
    out = io.BytesIO()
    grey.resize((width, height), _NEAREST).save(out, format="PNG")
    return out.getvalue()
