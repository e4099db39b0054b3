"""Write docs/emulator/operations.md: what the service has, and what of it the local server has.

Run `python tests/emulator/operations_page.py` after a change to the routes or the configurations of the
server, or to `cos_operations.txt`, the list of what the service has.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pycos.emulator.routing import ROUTES

LIST = Path(__file__).with_name("cos_operations.txt")
PAGE = Path(__file__).parents[2] / "docs/emulator/operations.md"
STATES = {"yes": "implemented", "partial": "partial", "no": "not"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list. ``state`` is empty for an operation: the routes say whether it is there."""

    name: str
    request: str
    state: str = ""
    note: str = ""


def groups() -> dict[str, list[Entry]]:
    """The list, by group. ValueError for a line that says nothing."""
    found: dict[str, list[Entry]] = {}
    for number, line in enumerate(LIST.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("== "):
            entries = found.setdefault(line[3:], [])
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if line.startswith("* ") and len(cells) == 4 and cells[2] in STATES:
            entries.append(Entry(cells[0][2:], *cells[1:]))
        elif not line.startswith("* ") and len(cells) in (2, 3):
            entries.append(Entry(cells[0], cells[1], note=cells[2] if len(cells) == 3 else ""))
        else:
            raise ValueError(f"{LIST.name}:{number}: {line}")
    return found


def judged(entry: Entry) -> tuple[str, str]:
    """The state of an entry, and what is said about it."""
    if entry.state:
        return STATES[entry.state], entry.note
    routes = [route for route in ROUTES.values() if route.name == entry.name]
    if not routes:
        return STATES["no"], entry.note or "501 `NotImplemented`"
    notes = dict.fromkeys(route.note for route in routes if route.note)
    return STATES["partial" if any(route.partial for route in routes) else "yes"], "; ".join(notes)


def counted(entries: list[Entry]) -> list[int]:
    """How many are implemented, partial, not, and all of them."""
    states = [judged(entry)[0] for entry in entries]
    return [*(states.count(state) for state in STATES.values()), len(states)]


def page() -> str:
    """The text of the page."""
    listed = groups()
    lines = [
        "# What the local server can do",
        "",
        "Made by `tests/emulator/operations_page.py` from the routes of the server and a list of what the",
        "service has (`tests/emulator/cos_operations.txt`); a test proves it current. *Partial*: the service",
        "does more, as the note says. *Not*: the note says what is answered; nothing is silently ignored.",
        "KEY stands for an object, CI: for a host of data processing (`BUCKET.ci.REGION.myqcloud.com`).",
        "",
        "| group | implemented | partial | not | all |",
        "|---|---|---|---|---|",
    ]
    for group, entries in listed.items():
        anchor = group.lower().replace(" ", "-")
        lines.append(f"| [{group}](#{anchor}) | {' | '.join(map(str, counted(entries)))} |")
    everything = [entry for entries in listed.values() for entry in entries]
    lines.append(f"| all | {' | '.join(map(str, counted(everything)))} |")
    for group, entries in listed.items():
        lines += ["", f"## {group}", "", "| operation | request | state | notes |", "|---|---|---|---|"]
        for entry in entries:
            state, note = judged(entry)
            lines.append(f"| {entry.name} | `{entry.request}` | {state} | {note} |".replace("  |", " |"))
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
