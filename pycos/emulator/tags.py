"""Tags of objects and buckets: the header, the document, and the rules both obey."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_plus

from pycos.emulator import xml
from pycos.emulator.errors import ApiError

MAX_OBJECT_TAGS = 10
MAX_BUCKET_TAGS = 50
_MAX_KEY, _MAX_VALUE = 128, 256  # characters
_ALLOWED = re.compile(r"[\w +\-=.:/@]*")

Tag = tuple[str, str]


def check(tags: list[Tag], most: int) -> list[Tag]:
    """The tags themselves; InvalidTag when COS would not take them."""
    if len(tags) > most:
        raise ApiError("InvalidTag", f"There may be at most {most} tags.")
    if len({key for key, _ in tags}) != len(tags):
        raise ApiError("InvalidTag", "The keys of tags must differ.")
    for key, value in tags:
        if not 1 <= len(key) <= _MAX_KEY or len(value) > _MAX_VALUE:
            raise ApiError("InvalidTag", "The key or value of a tag is empty or too long.")
        if not _ALLOWED.fullmatch(key) or not _ALLOWED.fullmatch(value):
            raise ApiError("InvalidTag", "A tag holds characters that are not allowed.")
    return tags


def from_element(root: xml.Element, most: int) -> list[Tag]:
    """The tags of a Tagging element."""
    sets = root.all("TagSet")
    if len(sets) != 1:
        raise ApiError("MalformedXML", "There must be one TagSet.")
    return check([(tag.value("Key") or "", tag.value("Value") or "") for tag in sets[0].all("Tag")], most)


def from_header(text: str) -> list[Tag]:
    """The tags of an x-cos-tagging header: encoded pairs, like a query."""
    pairs = [item.partition("=") for item in text.split("&") if item]
    return check([(unquote_plus(key), unquote_plus(value)) for key, _, value in pairs], MAX_OBJECT_TAGS)


def text(tags: list[Tag]) -> str:
    """Tags in the form of the header, which is how the store keeps those of objects."""
    return "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in tags)


def document(tags: list[Tag]) -> str:
    """A Tagging document."""
    entries = (xml.tree("Tag", xml.element("Key", key), xml.element("Value", value)) for key, value in tags)
    return xml.tree("Tagging", xml.tree("TagSet", *entries))
