"""docs/coverage.md is what its script makes, and leaves no hole without a reason."""

from __future__ import annotations

import coverage_page
from facts import FUNCTIONS, INLINE


def test_the_page_is_current():
    text = coverage_page.PAGE.read_text(encoding="utf-8")
    assert text == coverage_page.page(), "run: python tests/conformance/coverage_page.py"


def test_every_function_is_defined_somewhere():
    missing = [name for name in FUNCTIONS if name not in coverage_page.definitions()]
    assert missing == []


def test_no_cell_of_the_page_is_empty():
    rows = [line for line in coverage_page.page().splitlines() if line.startswith("| `")]
    assert len(rows) == len(FUNCTIONS | INLINE)
    assert [line for line in rows if "|  |" in line] == []
