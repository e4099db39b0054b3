"""docs/bad-input.md: what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pycos
from pycos.cli.exit_codes import exit_code_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "bad-input.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")] for line in PAGE.splitlines() if "`tests/" in line
]
ROWS = [row for row in ROWS if len(row) == 4]


def test_every_test_the_page_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 30
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert missing == []


def test_every_class_the_page_names_has_the_exit_code_beside_it() -> None:
    wrong = []
    for case, classes, codes, _tests in ROWS:
        for name in re.findall(r"`(\w+)`", classes):
            kind = getattr(pycos, name, KeyboardInterrupt if name == "KeyboardInterrupt" else None)
            assert kind is not None, name
            if (
                issubclass(kind, pycos.CosError)
                and codes != "1"
                and str(exit_code_of(kind("x"))) not in codes.split(", ")
            ):
                wrong.append((case, name, codes, exit_code_of(kind("x"))))
    assert len(ROWS) > 25
    assert wrong == []
