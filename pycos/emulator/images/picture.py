"""One picture: opened within limits, held as frames, and written in a format.

The limits are those of a server that anybody's bytes may reach: they are checked from the header of the
picture, before anything is decoded.
"""

from __future__ import annotations

import contextlib
import functools
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pycos.emulator.errors import ApiError

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 32 << 20  # of the file, as documented
MAX_SIDE = 30_000  # pixels, as documented
MAX_PIXELS = 40_000_000  # of all frames together; a picture of that size takes 160 MB while it is worked on
MAX_FRAMES = 300
_MMAP_THRESHOLD = -3  # of mallopt
_LARGE = 8 << 20  # bytes; Pillow's blocks have 16 MiB

FORMATS = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "yjpeg": "JPEG",
    "png": "PNG",
    "gif": "GIF",
    "webp": "WEBP",
    "bmp": "BMP",
}
MEDIA_TYPES = {
    "JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp", "BMP": "image/bmp",
}  # fmt: skip
_ANIMATED = ("GIF", "WEBP")
_ORIENTATION = 0x0112  # the EXIF tag
_WHITE = (255, 255, 255)

# The luminance table of the JPEG standard, in the order in which files hold it: a file's table is this one
# scaled by its quality.
_LUMINANCE = (
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40,
    58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104,
    103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
)  # fmt: skip


@dataclass(slots=True)
class Picture:
    """A picture and how it is to be written. ``format`` is Pillow's name, ``quality`` what the file had."""

    frames: list[Image.Image]
    durations: list[int]
    format: str
    quality: int
    orientation: int
    exif: bytes = b""
    output: str = ""
    wanted_quality: int | None = None
    interlace: bool = False
    strip: bool = False
    most_bytes: int = 0
    smaller_or_same: bool = False
    original: bytes = field(default=b"", repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.frames[0].size

    def change(self, make: Callable[[Image.Image], Image.Image]) -> None:
        """Replace every frame by what is made of it."""
        made = []
        for frame in self.frames:
            made.append(make(frame))
            if made[-1] is not frame:
                frame.close()
        self.frames = made
        check_size(*self.size, len(self.frames))

    def __enter__(self) -> Picture:
        return self

    def __exit__(self, *_details: object) -> None:
        # Pictures refer to themselves in ways that only a late collection would undo.
        for frame in self.frames:
            frame.close()


def library() -> Any:
    """Pillow's Image module; NotImplemented with the command to type when there is none."""
    try:
        from PIL import Image
    except ImportError:
        raise ApiError(
            "NotImplemented", "Processing pictures needs Pillow: pip install 'pycos[emulator-data]'."
        ) from None
    _give_memory_back()
    return Image


@functools.cache
def _give_memory_back() -> None:
    """Have the C library take the blocks of pictures from the system, and return them when they are freed.

    By itself it learns from the first large block to keep such blocks for later, in each thread.
    """
    import ctypes

    with contextlib.suppress(OSError, AttributeError):  # where the C library is another one
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)


def check_size(width: int, height: int, frames: int = 1) -> None:
    """ImageResolutionExceed when a picture of this size would be too large."""
    if width > MAX_SIDE or height > MAX_SIDE or width * height * frames > MAX_PIXELS:
        raise ApiError(
            "ImageResolutionExceed",
            f"A picture has at most {MAX_SIDE} pixels a side and {MAX_PIXELS} in all; this one is"
            f" {width} x {height} in {frames} frames.",
        )


def header_of(data: bytes) -> Any:
    """The picture as Pillow opens it: its header is read, its pixels are not."""
    if len(data) > MAX_BYTES:
        raise ApiError("ImageTooLarge")
    image_module = library()
    try:
        image = image_module.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP", "BMP"))
    except image_module.DecompressionBombError:
        raise ApiError("ImageResolutionExceed") from None
    except (OSError, ValueError, SyntaxError, struct.error, OverflowError):
        raise ApiError("InvalidImageFormat") from None
    width, height = image.size
    check_size(width, height)
    return image


def opened(data: bytes, *, animated: bool = True) -> Picture:
    """A whole picture. InvalidImageFormat, ImageTooLarge or ImageResolutionExceed when it cannot be."""
    image = header_of(data)
    try:
        many = int(getattr(image, "n_frames", 1)) if animated and image.format in _ANIMATED else 1
        if many > MAX_FRAMES:
            raise ApiError("ImageResolutionExceed", f"A picture has at most {MAX_FRAMES} frames.")
        width, height = image.size
        check_size(width, height, many)
        frames, durations = [], []
        for number in range(many):
            if number:
                image.seek(number)
            durations.append(int(image.info.get("duration", 0) or 0))
            frames.append(_plain(image, last=many == 1))
        exif = image.getexif()
        found = Picture(
            frames,
            durations,
            image.format,
            _quality(image),
            int(exif.get(_ORIENTATION, 0) or 0),
            image.info.get("exif", b"") if image.format != "GIF" else b"",
            original=data,
        )
    except (OSError, ValueError, SyntaxError, struct.error, OverflowError, EOFError, KeyError, TypeError):
        raise ApiError("InvalidImageFormat", "The picture is damaged.") from None
    found.output = found.format
    return found


def _plain(image: Any, *, last: bool) -> Image.Image:
    """The current frame in one of three modes, so that every rule works on it."""
    if image.mode in ("L", "RGB", "RGBA"):
        if not last:
            return image.copy()  # type: ignore[no-any-return]
        image.load()
        return image  # type: ignore[no-any-return]
    transparent = image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info
    return image.convert("RGBA" if transparent else "RGB")  # type: ignore[no-any-return]


def _quality(image: Any) -> int:
    tables = getattr(image, "quantization", None)
    if not tables or len(tables.get(0, ())) != 64:
        return 100
    scale: float = sum(tables[0]) * 100 / sum(_LUMINANCE)
    quality = 5000 / scale if scale > 100 else (200 - scale) / 2
    return max(1, min(100, round(quality)))


def average(picture: Picture) -> str:
    """The mean colour, as ``0xrrggbb``."""
    frame = flat(picture.frames[0]).convert("RGB")
    # Reducing by boxes is exact enough, and does not take the memory of a sum over all pixels.
    red, green, blue = frame.resize((1, 1), resample=4).getpixel((0, 0))  # type: ignore[misc]
    return f"0x{red:02x}{green:02x}{blue:02x}"


def flat(frame: Image.Image) -> Image.Image:
    """A frame without transparency, over white."""
    if frame.mode != "RGBA":
        return frame
    ground: Image.Image = library().new("RGB", frame.size, _WHITE)
    ground.paste(frame, mask=frame.getchannel("A"))
    return ground


def encoded(picture: Picture) -> bytes:
    """The picture as a file in its output format."""
    quality = picture.quality if picture.wanted_quality is None else picture.wanted_quality
    data = _written(picture, quality)
    if picture.most_bytes and len(data) > picture.most_bytes:
        low, high = 1, quality
        while low <= high and picture.output in ("JPEG", "WEBP"):
            middle = (low + high) // 2
            attempt = _written(picture, middle)
            if len(attempt) <= picture.most_bytes:
                data, low = attempt, middle + 1
            else:
                high = middle - 1
        if len(data) > picture.most_bytes:
            data = _written(picture, 1)
        if picture.smaller_or_same and len(data) > len(picture.original):
            return picture.original
    return data


def _written(picture: Picture, quality: int) -> bytes:
    kind = picture.output
    frames = picture.frames
    options: dict[str, Any] = {}
    if kind == "JPEG":
        frames = [flat(frames[0])]
        options = {"quality": max(1, quality), "progressive": picture.interlace}
    elif kind == "WEBP":
        options = {"quality": max(1, quality), "method": 2}
    elif kind == "BMP":
        frames = [flat(frames[0])]
    elif kind == "PNG":
        options = {"compress_level": 6}
    if kind in ("JPEG", "WEBP", "PNG") and picture.exif and not picture.strip:
        options["exif"] = picture.exif
    if kind in _ANIMATED and len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], "loop": 0, "duration": picture.durations}
    out = io.BytesIO()
    try:
        frames[0].save(out, format=kind, **options)
    except (OSError, ValueError, struct.error):
        raise ApiError(
            "InvalidImageFormat",
            f"The picture cannot be written as {kind} of {picture.size[0]} x {picture.size[1]}.",
        ) from None
    return out.getvalue()
