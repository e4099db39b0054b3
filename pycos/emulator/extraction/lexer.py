"""The words of a Select statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from pycos.emulator.errors import ApiError

MAX_EXPRESSION = 256 * 1024  # bytes, as documented
_MAX_TOKENS = 10_000

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|--[^\n]*)
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<string>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")+")
    | (?P<word>[^\W\d]\w*)
    | (?P<symbol><>|!=|<=|>=|\|\||[-+*/%=<>(),.\[\]])
    """,
    re.VERBOSE,
)


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    STRING = "string"
    QUOTED = "quoted"
    WORD = "word"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``text`` is without quotes, ``place`` its position in the statement."""

    kind: Kind
    text: str
    place: int

    def is_word(self, *words: str) -> bool:
        """Whether this is one of some keywords (given in capitals)."""
        return self.kind is Kind.WORD and self.text.upper() in words

    def is_symbol(self, *symbols: str) -> bool:
        """Whether this is one of some symbols."""
        return self.kind is Kind.SYMBOL and self.text in symbols


def tokens(statement: str) -> list[Token]:
    """The tokens of a statement, with an END behind them.

    ExpressionTooLong, or LexerInvalidChar for what is no token of the language.
    """
    if len(statement.encode("utf-8", "surrogateescape")) > MAX_EXPRESSION:
        raise ApiError("ExpressionTooLong")
    found = []
    place = 0
    while place < len(statement):
        match = _TOKEN.match(statement, place)
        if match is None or match.lastgroup is None:
            raise ApiError(
                "LexerInvalidChar", f"The statement has an unexpected character at position {place + 1}."
            )
        text = match[0]
        if match.lastgroup != "space":
            kind = Kind(match.lastgroup)
            if kind is Kind.STRING:
                text = text[1:-1].replace("''", "'")
            elif kind is Kind.QUOTED:
                text = text[1:-1].replace('""', '"')
            found.append(Token(kind, text, place + 1))
            if len(found) > _MAX_TOKENS:
                raise ApiError("ExpressionTooLong", f"The statement has more than {_MAX_TOKENS} tokens.")
        place = match.end()
    found.append(Token(Kind.END, "", place + 1))
    return found
