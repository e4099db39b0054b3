"""XML for request bodies."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["can_be_written", "element", "escape"]

# A carriage return would be read as a line feed, and leading or trailing white space is lost in some readers.
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def can_be_written(text: str) -> bool:
    """Whether XML 1.0 has a spelling for each character."""
    return text.isprintable() or not any(map(_is_impossible, text))


def _is_impossible(character: str) -> bool:
    if character < " ":
        return character not in "\t\n\r"
    return "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff"


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
