"""The pages about the C chapter name each feature once, and only tests and programs that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "c-chapter.md").read_text(encoding="utf-8")
README = (ROOT / "examples" / "c" / "README.md").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_c_*.py"))
LENGTHS = {
    "A": 3,
    "B": 14,
    "C": 4,
    "D": 5,
    "E": 3,
    "F": 4,
    "G": 10,
    "H": 23,
    "I": 8,
    "J": 8,
    "K": 10,
    "L": 4,
    "M": 1,
}


def test_the_chapter_page_has_each_of_the_97_features_once() -> None:
    rows = re.findall(r"^\| ([A-M]\d+) \|", PAGE, re.MULTILINE)
    assert rows == [f"{letter}{n}" for letter, length in LENGTHS.items() for n in range(1, length + 1)]
    assert len(rows) == 97


def test_every_test_the_chapter_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named
    assert named <= set(re.findall(r"^def (test_\w+)", TESTS, re.MULTILINE))
    for path in re.findall(r"`(vendor/[\w./-]+)`", PAGE):
        assert (ROOT / path).is_file()


def test_every_example_is_built_listed_and_run() -> None:
    sources = {path.stem for path in (ROOT / "examples" / "c").glob("*.c")}
    programs = re.search(
        r"set\(programs\n(.*?)\)", (ROOT / "examples/c/CMakeLists.txt").read_text(), re.DOTALL
    )
    assert programs
    assert set(programs[1].split()) == sources
    assert sources <= set(re.findall(r"`(\w+)`", README))
    assert sources <= set(re.findall(r"\brun\(\s*\"(\w+)\"", TESTS))
