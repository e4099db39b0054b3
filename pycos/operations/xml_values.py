"""Values that several XML answers share."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from pycos.errors import MalformedResponse
from pycos.models import Owner
from pycos.wire.xml_read import Element

__all__ = ["key_text", "number", "owner_of"]


def key_text(text: str, encoded: bool) -> str:
    """A key, prefix or marker of a listing, decoded if the listing was asked for with encoding-type=url.

    A key that is not UTF-8 on the server comes back with surrogates rather than ending the whole listing.
    """
    return unquote_to_bytes(text).decode("utf-8", "surrogateescape") if encoded and "%" in text else text


def number(element: Element, path: str) -> int:
    """A size or count. Raises MalformedResponse."""
    text = element.value(path).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise MalformedResponse(f"{path} is {text[:40]!r}, not a number")
    return int(text)


def owner_of(element: Element | None) -> Owner | None:
    """Owner or Initiator."""
    return None if element is None else Owner(element.value("ID"), element.value("DisplayName"))
