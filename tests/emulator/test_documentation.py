"""The page about the server names all of it."""

from __future__ import annotations

from pathlib import Path

from pycos.emulator import faults

PAGE = (Path(__file__).parents[2] / "docs" / "emulator.md").read_text(encoding="utf-8")


def test_every_fault_is_in_its_table() -> None:
    table = PAGE.partition("## Faults")[2].partition("## ")[0]
    for action, options in faults.ACTIONS.items():
        line = next(line for line in table.splitlines() if line.startswith("| ") and f"`{action}`" in line)
        assert all(f"`{option}`" in line for option in options)
