"""The page about the server names all of it."""

from __future__ import annotations

from pathlib import Path

from pycos.emulator import faults, routing
from pycos.emulator.configurations import CONFIGURATIONS

PAGE = (Path(__file__).parents[2] / "docs" / "emulator.md").read_text(encoding="utf-8")


def test_every_operation_is_in_its_table() -> None:
    table = PAGE.partition("\n## Operations")[2].partition("\n## ")[0]
    named = {
        name
        for line in table.splitlines()
        if line.startswith("| ")
        for name in line.split("|")[1].split(", ")
    }
    assert {route.name for route in routing.ROUTES.values()} == {name.strip() for name in named} - {
        "operation"
    }


def test_every_fault_is_in_its_table() -> None:
    table = PAGE.partition("## Faults")[2].partition("## ")[0]
    for action, options in faults.ACTIONS.items():
        line = next(line for line in table.splitlines() if line.startswith("| ") and f"`{action}`" in line)
        assert all(f"`{option}`" in line for option in options)


def test_every_configuration_says_what_is_answered_when_there_is_none() -> None:
    table = PAGE.partition("### Configurations of buckets")[2].partition("### ")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| Put")]
    said = {row[1]: row[2] for row in rows}
    assert said == {
        f"`{kind.sub_resource}`": f"`{kind.absent}`" if kind.absent else "empty" for kind in CONFIGURATIONS
    }
