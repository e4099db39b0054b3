"""Nested values and XML: a dictionary is elements, a list is one element several times, a text is content."""

from __future__ import annotations

from typing import Any

from pycos.emulator import xml

Tree = dict[str, Any]
_MAX_DEPTH = 12


def elements(tree: Tree, depth: int = 0) -> str:
    """The elements that a dictionary stands for. None leaves an element out; ValueError for other values."""
    if depth > _MAX_DEPTH:
        raise ValueError("too deep")
    found = []
    for name, value in tree.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                found.append(xml.tree(name, elements(each, depth + 1)))
            elif isinstance(each, (str, int, float)):
                text = str(int(each)) if isinstance(each, bool) else str(each)
                found.append(xml.element(name, text) if text else f"<{name}/>")
            elif each is not None:
                raise ValueError(f"{name} is no text, number, list or object")
    return "".join(found)


def of(node: xml.Element) -> Any:
    """The dictionary or the text that an element stands for."""
    if not node.children:
        return node.text.strip()
    found: Tree = {}
    for child in node.children:
        value = of(child)
        if child.name not in found:
            found[child.name] = value
        elif isinstance(found[child.name], list):
            found[child.name].append(value)
        else:
            found[child.name] = [found[child.name], value]
    return found


def merged(tree: Tree, other: Tree) -> Tree:
    """The first with what the second has in its place, also within dictionaries."""
    found = dict(tree)
    for name, value in other.items():
        old = found.get(name)
        found[name] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return found
