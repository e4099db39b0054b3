"""What a camera wrote into a picture."""

from __future__ import annotations

from pycos.emulator.images.picture import header_of

_MORE = 0x8769  # the directory in which most of it is
_LONGEST = 1000  # characters of one value


def read(data: bytes) -> dict[str, str]:
    """Names and values; binary ones are left out."""
    image = header_of(data)
    from PIL.ExifTags import TAGS

    try:
        tags = image.getexif()
        pairs = [*tags.items(), *tags.get_ifd(_MORE).items()]
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        return {}
    found = {}
    for number, value in pairs:
        if number in TAGS and number != _MORE and not isinstance(value, (bytes, dict)):
            text = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            found[TAGS[number]] = text.strip("\x00 ")[:_LONGEST]
    return found
