"""XML answers into a plain tree. DTDs, entities, and documents too deep or too large are refused."""

from __future__ import annotations

from pycos.errors import MalformedResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, NoReturn

__all__ = ["Element", "parse"]

_DEEPEST = 64
_MOST_ELEMENTS = 500_000  # a page of 1,000 objects has some 9,000
_LARGEST = 64 << 20


_NONE: list[Element] = []  # shared by all without children; never appended to


class Element:
    """A name without namespace prefix, the text directly inside, and the elements inside."""

    __slots__ = ("children", "name", "text")

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.children = _NONE

    def find(self, path: str) -> Element | None:
        """The first element at `path`, such as "Owner/ID"."""
        here: Element | None = self
        for name in path.split("/"):
            if here is None:
                return None
            here = next((each for each in here.children if each.name == name), None)
        return here

    def value(self, path: str, default: str = "") -> str:
        """The text of the first element at `path`."""
        found = self.find(path)
        return default if found is None else found.text

    def all(self, name: str) -> Iterator[Element]:
        """The direct children of this name."""
        return (each for each in self.children if each.name == name)


def parse(document: bytes, root: str | None = None) -> Element:
    """Parse a whole document. `root` is the name its outermost element must have.

    Raises MalformedResponse: not XML, another root, a DTD, deeper than 64, over 500,000 elements or 64 MiB.
    """
    from pyexpat import ExpatError, ParserCreate

    if len(document) > _LARGEST:
        raise MalformedResponse(f"an XML answer of {len(document)} bytes")
    if not document:
        raise MalformedResponse("the answer has no body where XML was expected")
    # Namespaces come as attributes and prefixes; COS uses none, other servers a default one. Neither matters
    # here.
    parser = ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 20  # one very long text is put together from few pieces
    outermost = Element("")
    path = [outermost]
    count = 0

    # These run some ten thousand times for a page of a listing: what can be left out is.
    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(path) > _DEEPEST or count > _MOST_ELEMENTS:
            raise MalformedResponse("an XML answer that is too deep or has too many elements")
        element = Element(name.rpartition(":")[2] if ":" in name else name)
        parent = path[-1]
        if parent.children:
            parent.children.append(element)
        else:
            parent.children = [element]
        path.append(element)

    def end(name: str) -> None:
        path.pop()

    def text(data: str) -> None:
        path[-1].text += data

    def refuse(*ignored: Any) -> NoReturn:
        raise MalformedResponse("an XML answer with a document type or entities")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(document, True)
    except ExpatError as error:
        raise MalformedResponse(f"the answer is not XML: {error}") from None
    found = outermost.children[0]
    if root is not None and found.name != root:
        raise MalformedResponse(f"the answer is a {found.name}, not a {root}")
    return found
