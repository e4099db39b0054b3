"""include= and exclude=."""

from __future__ import annotations

import pytest

from pycos.errors import InvalidArgument
from pycos.transfer.selection import Selection


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("*.tmp", ["a.tmp", "d/a.tmp", ".tmp"], ["a.tmp.txt", "tmp", "a.tmp/b"]),
        ("draft?.txt", ["draft1.txt", "d/draft2.txt"], ["draft.txt", "draft12.txt"]),
        ("[ab].txt", ["a.txt", "x/b.txt"], ["c.txt"]),
        ("drafts/*", ["drafts/a", "drafts/a/b"], ["a/drafts/b", "drafts"]),
        (".git/", [".git/config", "sub/.git/a/b"], [".git", "x.git/a", ".gitignore"]),
        ("a/b/", ["a/b/c"], ["x/a/b/c", "a/b"]),
        ("line\nbreak", ["line\nbreak"], ["line"]),
        ("A*", ["Abc"], ["abc"]),
    ],
)
def test_a_pattern_matches_what_it_says(pattern: str, matching: list[str], others: list[str]) -> None:
    selection = Selection(exclude=pattern)
    assert [path for path in matching if selection.wants(path)] == []
    assert [path for path in others if not selection.wants(path)] == []


def test_with_include_only_what_matches_is_meant_and_exclude_wins() -> None:
    selection = Selection(include=["*.html", "*.css"], exclude=["draft*"])
    assert selection.wants("a/index.html")
    assert not selection.wants("a/index.js")
    assert not selection.wants("a/draft.html")


def test_an_excluded_folder_is_not_even_entered() -> None:
    selection = Selection(exclude=["node_modules/", "*.tmp"])
    assert not selection.enters("a/node_modules")
    assert selection.enters("a")
    assert selection.enters("b.tmp")


@pytest.mark.parametrize("pattern", ["", "/", 7])
def test_what_is_no_pattern_is_refused(pattern: object) -> None:
    with pytest.raises(InvalidArgument):
        Selection(include=[pattern])  # type: ignore[list-item]
