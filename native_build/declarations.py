"""Read cos_c/decl/*.h as a sequence of declarations, so that single ones can be asked for and left out.

The files keep to a small form: one field per line in `typedef struct … { … } name;`, and no
preprocessor lines but `#define NAME ...`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
# In order: a constant, a structure or enumeration with a body, anything else up to its semicolon.
STATEMENT = re.compile(
    r"^#define[^\n]*$|(?:typedef )?(?:struct|enum|union)\b[^;{]*\{[^}]*\}[^;]*;|[^;{}#]+;", re.S | re.M
)
BODY = re.compile(r"(?P<head>[^{]*)\{(?P<body>[^}]*)\}\s*(?P<name>\w*)\s*;", re.S)
BITS = re.compile(r":\s*\d+\s*;")
FUNCTION = re.compile(r"(\w+)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*;$", re.S)


@dataclass(frozen=True)
class Item:
    """One thing a library may have or lack: a function, a variable, a constant, a type or a field."""

    name: str  # "cos_put_object_from_file", "cos_config_t.retry_times"
    probe: str  # C text that compiles and links only when it is there


def statements(text: str) -> list[str]:
    return [match.group().strip() for match in STATEMENT.finditer(COMMENT.sub("", text))]


def items(text: str) -> list[Item]:
    """Everything in `text` that can be there or not."""
    return [item for statement in statements(text) for item in statement_items(statement)]


def without(text: str, missing: Iterable[str]) -> str:
    """`text` without the declarations and fields named in `missing`."""
    gone = frozenset(missing)
    return "\n".join(kept for statement in statements(text) if (kept := keep(statement, gone)))


def statement_items(statement: str) -> list[Item]:
    if statement.startswith("#define"):
        name = statement.split()[1]
        return [Item(name, f"long long probe_@ = (long long)({name});")]
    if statement.startswith('extern "Python"'):
        return []
    if match := BODY.fullmatch(statement):
        return body_items(match)
    if statement.startswith("typedef"):
        return []
    if match := FUNCTION.search(statement):
        return [address(match.group(1))]
    name_match = re.search(r"(\w+)\s*(?:\[[^]]*\])?\s*;$", statement)
    assert name_match, statement
    if statement.startswith("static"):  # a string macro
        return [Item(name_match.group(1), f"const char *probe_@ = {name_match.group(1)};")]
    return [Item(name_match.group(1), f"const void *probe_@ = (const void *)&{name_match.group(1)};")]


def body_items(match: re.Match[str]) -> list[Item]:
    type_name = match["name"] or " ".join(match["head"].split())
    if "enum" in match["head"]:
        names = re.findall(r"^\s*(\w+)", match["body"].replace(",", "\n"), re.M)
        return [Item(name, f"long long probe_@ = {name};") for name in names]
    whole = Item(type_name, f"size_t probe_@ = sizeof({type_name});")
    return [whole, *(
        field_item(type_name, name, line) for line in match["body"].splitlines() if (name := field_name(line))
    )]  # fmt: skip


def field_item(type_name: str, name: str, line: str) -> Item:
    if BITS.search(line):  # has neither address nor size
        return Item(f"{type_name}.{name}", f"int probe_@({type_name} *p) {{ return p->{name} != 0; }}")
    return Item(f"{type_name}.{name}", f"size_t probe_@ = sizeof((({type_name} *)0)->{name});")


def address(function: str) -> Item:
    return Item(function, f"void *probe_@ = (void *)&{function};")


def field_name(line: str) -> str | None:
    """The name a line of a struct declares; None for an empty line and for `...;`."""
    pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)", line)
    plain = re.search(r"(\w+)\s*(?:\[[^]]*\]|:\s*\d+)?\s*;", line)
    found = pointer or plain
    return found.group(1) if found else None


def keep(statement: str, gone: frozenset[str]) -> str:
    """`statement` less what is gone; empty when all of it is."""
    names = {item.name for item in statement_items(statement)}
    if not names & gone:
        return statement
    match = BODY.fullmatch(statement)
    if not match:
        return ""
    type_name = match["name"] or " ".join(match["head"].split())
    if type_name in gone:
        return ""
    if "enum" in match["head"]:
        left = [name for name in re.findall(r"\w+", match["body"]) if name not in gone]
        return f"{match['head']}{{ {', '.join([*left, '...'])} }} {match['name']};" if left else ""
    lines = [line for line in match["body"].splitlines() if f"{type_name}.{field_name(line)}" not in gone]
    return f"{match['head']}{{" + "\n".join(lines) + f"}} {match['name']};"
