"""XML in and out: a small writer, and an expat reader that knows neither DTDs nor entities.

The reader is bounded in size, depth and number of elements, so that no request body can cost more than
a few megabytes of memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from pycos.emulator.errors import ApiError

MAX_DEPTH = 16
MAX_ELEMENTS = 60_000  # a complete request of 10,000 parts has some 40,000
MAX_ATTRIBUTES = 16  # of one element; no document of the service has more than two
_TEXT_BUFFER = 1 << 16
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Control characters have no literal form in XML 1.0; a reference is what the service sends for them.
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f]")


def escape(text: str) -> str:
    """Text as element content."""
    if not _SPECIAL.search(text):
        return text
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0]) or f"&#x{ord(found[0]):x};", text)


def element(name: str, content: str | int) -> str:
    """One element that holds text."""
    return f"<{name}>{escape(str(content))}</{name}>"


def optional(name: str, content: str | int | None) -> str:
    """One element, or nothing when there is no content to put into it."""
    return "" if content is None or content == "" else element(name, content)


def tree(name: str, *children: str) -> str:
    """One element that holds elements."""
    return f"<{name}>{''.join(children)}</{name}>"


def written(node: Element) -> str:
    """An element that was read, as text again: without attributes, prefixes and space around elements."""
    if node.children:
        return tree(node.name, *(written(child) for child in node.children))
    return element(node.name, node.text) if node.text else f"<{node.name}/>"


def document(root: str) -> bytes:
    """A whole document, ready to send."""
    # A message may repeat bytes of the request that are no text.
    return f"<?xml version='1.0' encoding='utf-8' ?>\n{root}".encode("utf-8", "replace")


@dataclass(slots=True)
class Element:
    """One element that was read: name without prefix, text, children in order."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> list[Element]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]

    def at(self, path: str) -> list[Element]:
        """All elements at a path of names below this one."""
        found = [self]
        for name in path.split("/"):
            found = [child for node in found for child in node.all(name)]
        return found

    def value(self, name: str) -> str | None:
        """The trimmed text of the first child of that name, None when there is none."""
        for child in self.children:
            if child.name == name:
                return child.text.strip()
        return None


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if (
            self.count > MAX_ELEMENTS
            or len(self.open) >= MAX_DEPTH
            or (attributes and len(attributes) > MAX_ATTRIBUTES)
        ):
            raise ApiError("XMLSizeLimit")
        node = Element(name.rpartition(":")[2])
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        self.open[-1].text += data


def _refuse(*_details: object) -> None:
    raise ApiError("MalformedXML", "Document type declarations and entities are not accepted.")


def parse(data: bytes, root: str) -> Element:
    """The tree of a document whose root element has the given name; MalformedXML when it has not."""
    builder = _Builder()
    if b"\0" in data or data[:2] in _UTF16:
        raise ApiError("MalformedXML", "The XML you provided is not UTF-8.")
    # UTF-8, whatever the document says: Python would hand its other codecs to expat, and not all go well.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = _TEXT_BUFFER
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ApiError("MalformedXML", f"The XML you provided was not well-formed: {error}.") from None
    if builder.root is None or builder.root.name != root:
        raise ApiError("MalformedXML", f"The root element must be {root}.")
    return builder.root
