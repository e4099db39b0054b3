"""What a Select statement consists of: a tree of plain values, from the parser to the translation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

AGGREGATES = ("AVG", "COUNT", "MAX", "MIN", "SUM")
FUNCTIONS = {  # name: fewest and most arguments
    "CHAR_LENGTH": (1, 1), "CHARACTER_LENGTH": (1, 1), "LOWER": (1, 1), "UPPER": (1, 1),
    "COALESCE": (1, 32), "NULLIF": (2, 2), "UTCNOW": (0, 0), "TO_TIMESTAMP": (1, 1), "TO_STRING": (2, 2),
}  # fmt: skip
DATE_PARTS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
EXTRACT_PARTS = (*DATE_PARTS, "TIMEZONE_HOUR", "TIMEZONE_MINUTE")
TYPES = {
    "BOOL": "BOOLEAN", "BOOLEAN": "BOOLEAN", "INT": "BIGINT", "INTEGER": "BIGINT", "STRING": "VARCHAR",
    "VARCHAR": "VARCHAR", "CHAR": "VARCHAR", "FLOAT": "DOUBLE", "DOUBLE": "DOUBLE", "DECIMAL": "DECIMAL",
    "NUMERIC": "DECIMAL", "TIMESTAMP": "TIMESTAMP",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """One step into a record: a name, which counts with its capitals when it was quoted."""

    text: str
    quoted: bool = False


Step: TypeAlias = Name | int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a CSV record, or a path into a JSON record. An empty path is the record itself."""

    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number as it was written, a truth value, or nothing (None)."""

    value: str | bool | None
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator over one or two operands: ``AND OR NOT = <> < <= > >= + - * / % || LIKE IS``..."""

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function; ``detail`` is what is written in it as a keyword: a part of a date, a side to trim."""

    name: str
    arguments: tuple[Expression, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """CAST; ``precision`` and ``scale`` of a DECIMAL, 0 when not given."""

    operand: Expression
    type: str
    precision: int = 0
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """CASE: (condition, value) pairs and what holds otherwise."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate over all rows; no operand means COUNT(*)."""

    name: str
    operand: Expression | None


Expression: TypeAlias = Column | Literal | Operation | Call | Cast | Case | Aggregate


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to select, and the name it was given; no expression means ``*``."""

    expression: Expression | None
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole statement. ``source`` is the path behind the table; -1 in it stands for ``[*]``."""

    items: tuple[Item, ...]
    source: tuple[Step, ...]
    condition: Expression | None
    limit: int | None
