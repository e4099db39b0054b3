"""Texts with asterisks, matched in time that grows with the text and not with the number of asterisks."""

from __future__ import annotations

import re


class Wildcard:
    """A text in which ``*`` stands for any text and, with ``single``, ``?`` for one character."""

    __slots__ = ("_end", "_middle", "_start", "_whole")

    def __init__(self, text: str, *, ignore_case: bool = False, single: bool = False) -> None:
        flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
        # A piece has no quantifiers, so that looking for it can never go back and forth.
        pieces = [
            "".join("." if single and char == "?" else re.escape(char) for char in piece)
            for piece in text.split("*")
        ]
        self._whole = re.compile(pieces[0], flags) if len(pieces) == 1 else None
        self._start = re.compile(pieces[0], flags)
        self._middle = [re.compile(piece, flags) for piece in pieces[1:-1] if piece]
        self._end = re.compile(f"(?:{pieces[-1]})\\Z", flags)

    def matches(self, text: str) -> bool:
        """Whether the whole text is one that the pattern stands for."""
        if self._whole is not None:
            return self._whole.fullmatch(text) is not None
        found = self._start.match(text)
        # The leftmost place of each piece leaves the most for those that follow.
        for piece in self._middle:
            if found is None:
                return False
            found = piece.search(text, found.end())
        return found is not None and self._end.search(text, found.end()) is not None
