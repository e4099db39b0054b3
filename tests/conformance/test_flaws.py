"""The table of flaws in the C library's README: complete, and each test it names is there."""

from __future__ import annotations

import re

import pytest
from facts import ROOT, VENDORED

README = (VENDORED / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", README, re.M)


def test_all_flaws_have_a_row_in_order():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 53))


@pytest.mark.parametrize(("number", "tests"), [(row[0], row[3]) for row in ROWS])
def test_the_tests_of_the_row_are_there(number, tests):
    named = re.findall(r"`([^`]+)`", tests)
    assert named
    for place in named:
        path, _, name = place.partition("::")
        file = ROOT / path[1:] if path.startswith("/") else VENDORED / "tests" / path
        text = file.read_text(encoding="utf-8")
        if name:
            definition = rf"^def {name}\(" if path.endswith(".py") else rf"^TEST\({name}\)"
            assert re.search(definition, text, re.M), place
