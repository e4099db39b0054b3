"""The rules of image processing as they are written: ``imageMogr2/thumbnail/!50p|watermark/2/text/…``.

A rule becomes steps, each a name and its value; what they do is in ``transform`` and ``watermark``. What is
documented and not done here is named in a 501, and what is not documented in a 400: nothing is passed over.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from pycos.emulator.errors import ApiError

NAMES = ("imageMogr2", "imageView2", "watermark")
MAX_RULE = 4096  # characters
MAX_STEPS = 20  # over all parts of a chain

_MOGR = {
    "thumbnail", "cut", "crop", "iradius", "rradius", "gravity", "dx", "dy", "pad", "color", "rotate", "flip",
    "format", "quality", "rquality", "lquality", "blur", "bright", "contrast", "sharpen", "grayscale",
    "interlace", "size-limit", "ignore-error", "minsize",
}  # fmt: skip
_BARE = {"strip", "auto-orient"}
_MOGR_NOT = {"scrop", "cgif", "hash", "style", "colorspace"}
_VIEW = {"w", "h", "format", "q", "rq", "lq", "quality", "ignore-error", "interlace"}
_WATERMARKS = {
    "1": {"image", "gravity", "dx", "dy", "blogo", "scatype", "spcent", "batch", "degree", "dissolve"},
    "2": {"text", "font", "fontsize", "fill", "dissolve", "gravity", "dx", "dy", "batch", "degree", "shadow"},
}
_FORMATS_NOT = ("tpg", "heif", "heic", "avif", "astc")


@dataclass(frozen=True, slots=True)
class Part:
    """One rule of a chain: ``kind`` is imageMogr2, imageView2 or watermark; ``mode`` is its number."""

    kind: str
    mode: str
    steps: tuple[tuple[str, str], ...]

    def value(self, name: str, default: str = "") -> str:
        """The value of a step, which counts once."""
        return dict(self.steps).get(name, default)


def is_rule(text: str) -> bool:
    """Whether a query item is a rule and not anything else."""
    return text.partition("/")[0].partition("|")[0] in NAMES


def bad(message: str) -> ApiError:
    """A refusal of a rule."""
    return ApiError("InvalidArgument", message)


def parse(text: str) -> tuple[Part, ...]:
    """The parts of a rule. InvalidArgument, or NotImplemented for what only the service can do."""
    if len(text) > MAX_RULE:
        raise bad(f"A rule has at most {MAX_RULE} characters.")
    parts = tuple(_part(piece) for piece in text.split("|"))
    if sum(len(part.steps) for part in parts) > MAX_STEPS * 2:
        raise bad(f"A rule has at most {MAX_STEPS} steps.")
    return parts


def _part(text: str) -> Part:
    kind, *words = text.strip("/").split("/")
    if kind == "imageMogr2":
        return Part(kind, "", _steps(kind, words, _MOGR, _BARE, _MOGR_NOT))
    if kind == "imageView2":
        mode = words.pop(0) if words and words[0].isdecimal() else ""
        if mode not in ("", "0", "1", "2", "3", "4", "5"):
            raise bad("The mode of imageView2 is a number from 0 to 5.")
        return Part(kind, mode, _steps(kind, words, _VIEW, {"strip"}, set()))
    if kind == "watermark":
        mode = words.pop(0) if words else ""
        if mode in ("3", "4"):
            raise ApiError("NotImplemented", "This server does not implement blind watermarks.")
        if mode not in _WATERMARKS:
            raise bad("A watermark is of kind 1 (image) or 2 (text).")
        return Part(kind, mode, _steps(f"watermark/{mode}", words, _WATERMARKS[mode], set(), set()))
    raise ApiError("NotImplemented", f"This server does not implement {kind[:80]}.")


def _steps(
    kind: str, words: list[str], known: set[str], bare: set[str], absent: set[str]
) -> tuple[tuple[str, str], ...]:
    steps = []
    words = list(words)
    while words:
        name = words.pop(0)
        if name in absent:
            raise ApiError("NotImplemented", f"This server does not implement {kind}/{name}.")
        if name in bare:
            steps.append((name, ""))
            continue
        if name not in known:
            raise bad(f"{kind} has no {name[:80]!r}.")
        if not words:
            raise bad(f"{name} in {kind} has no value.")
        value = words.pop(0)
        if name == "format":
            _check_format(value)
        steps.append((name, value))
    return tuple(steps)


def _check_format(name: str) -> None:
    if name in _FORMATS_NOT:
        raise ApiError("NotImplemented", f"This server does not write {name}.")


def number(name: str, text: str, low: int, high: int) -> int:
    """A value as a number within bounds."""
    found = re.fullmatch(r"-?\d{1,9}", text, re.ASCII)
    if not found or not low <= int(text) <= high:
        raise bad(f"{name} is a number from {low} to {high}.")
    return int(text)


def decoded(name: str, text: str) -> str:
    """A value in the URL-safe base64 in which rules hold texts, colours and addresses."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return data.decode()
    except (binascii.Error, ValueError):
        raise bad(f"{name} is not URL-safe base64 of a text.") from None


def colour(name: str, text: str) -> tuple[int, int, int]:
    """A colour such as ``#3D3D3D``, which is written in base64."""
    found = re.fullmatch(r"#?([0-9a-fA-F]{6})", decoded(name, text))
    if not found:
        raise bad(f"{name} is a colour such as #3D3D3D, in URL-safe base64.")
    red, green, blue = bytes.fromhex(found[1])
    return red, green, blue
