"""XML for request bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["can_be_written", "element", "escape"]

# What XML 1.0 cannot carry in any spelling.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A carriage return would be read as a line feed, and leading or trailing white space is lost in some readers.
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def can_be_written(text: str) -> bool:
    """Whether XML 1.0 has a spelling for each character."""
    return _IMPOSSIBLE.search(text) is None


def escape(text: str) -> str:
    """Text as XML character data. Raises ValueError for what XML cannot carry."""
    if not can_be_written(text):
        raise ValueError("a control character that XML cannot carry")
    return text.translate(_ESCAPES)


def element(name: str, content: str | int | bool | Iterable[str]) -> str:
    """`<name>content</name>`: text is escaped, booleans are lower-case, other iterables are elements already
    made.
    """
    if isinstance(content, bool):
        inner = "true" if content else "false"
    elif isinstance(content, int):
        inner = str(content)
    elif isinstance(content, str):
        inner = escape(content)
    else:
        inner = "".join(content)
    return f"<{name}>{inner}</{name}>"
