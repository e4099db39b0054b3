"""From the tree of a statement to SQL for the engine, over one batch of records.

The engine sees a batch as columns ``n`` (the number of the record), ``c0``, ``c1``, … (what the statement
uses of it, as text) and ``m0``, … (whether it is missing). Texts of the statement go in as parameters, so
the SQL holds nothing that was not written here but numbers. Columns are text until they meet something else:
then they are read as numbers, truth values or times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pycos.emulator.errors import ApiError
from pycos.emulator.extraction.syntax import (
    Aggregate,
    Call,
    Case,
    Cast,
    Column,
    Expression,
    Item,
    Literal,
    Operation,
    Statement,
)

_MAX_NODES = 20_000
_MAX_DEPTH = 200
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_ENGINE_TYPES = {"number": "DOUBLE", "boolean": "BOOLEAN", "time": "TIMESTAMP", "text": "VARCHAR"}
_KINDS = {"BOOLEAN": "boolean", "BIGINT": "number", "DOUBLE": "number", "DECIMAL": "number",
          "VARCHAR": "text", "TIMESTAMP": "time"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the kind of its value: text, number, boolean, time, or any (a column)."""

    text: str
    kind: str


@dataclass(slots=True)
class Partial:
    """An aggregate over one batch: the columns it takes, and how those of two batches become one."""

    name: str  # "sum", "min", "max", or "any min", "any max"
    columns: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """A statement, ready to be carried out.

    ``outputs`` has for each selected item a column of the record, or the place of a computed value.
    With ``partials`` the statement is an aggregate; ``final`` then makes the one row out of their sums.
    """

    columns: list[Column] = field(default_factory=list)
    missing: list[Column] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    outputs: list[Column | int] | None = None
    computed: list[str] = field(default_factory=list)
    condition: str = ""
    partials: list[Partial] = field(default_factory=list)
    final: str = ""

    @property
    def source(self) -> str:
        """The batch as a table, out of the parameters ``n``, ``c0``, …."""
        lists = ["unnest($n::BIGINT[]) AS n"]
        lists += [f"unnest($c{number}::VARCHAR[]) AS c{number}" for number in range(len(self.columns))]
        lists += [f"unnest($m{number}::BOOLEAN[]) AS m{number}" for number in range(len(self.missing))]
        return f"(SELECT {', '.join(lists)})"

    @property
    def rows(self) -> str:
        """The query over one batch."""
        if self.partials:
            wanted = ", ".join(column for partial in self.partials for column in partial.columns)
        else:
            wanted = ", ".join(["n", *self.computed])
        where = f" WHERE {self.condition}" if self.condition else ""
        return f"SELECT {wanted} FROM {self.source}{where}"  # noqa: S608


def translate(statement: Statement) -> Plan:
    """The plan of a statement; UnsupportedSqlStructure when it mixes rows and aggregates or is too large."""
    return _Translator().plan(statement)


class _Translator:
    def __init__(self) -> None:
        self._plan = Plan()
        self._nodes = 0
        self._depth = 0
        self._loose = False  # a column stands outside of every aggregate
        self._inside = False

    def plan(self, statement: Statement) -> Plan:
        plan = self._plan
        expressions = [item.expression for item in statement.items if item.expression is not None]
        if any(isinstance(item.expression, Column) for item in statement.items):
            self._loose = True
        if expressions:
            plan.outputs = []
            finals: list[str] = []
            for item in statement.items:
                if isinstance(item.expression, Column):
                    plan.outputs.append(item.expression)
                elif item.expression is not None:
                    finals.append(f"{self._sql(item.expression).text} AS v{len(finals)}")
                    plan.outputs.append(len(finals) - 1)
            if plan.partials:
                if self._loose:
                    raise ApiError(
                        "UnsupportedSqlStructure", "Columns cannot be selected beside aggregates of them."
                    )
                plan.final = ", ".join(finals)
            else:
                plan.computed = finals
        if statement.condition is not None:
            plan.condition = self._as(self._sql(statement.condition), "boolean", loosely=True)
        return plan

    def _sql(self, node: Expression) -> Sql:
        self._nodes += 1
        self._depth += 1
        if self._nodes > _MAX_NODES or self._depth > _MAX_DEPTH:
            raise ApiError("UnsupportedSqlStructure", "The statement is too large.")
        found = self._of(node)
        # Some operands are written down more than once: what counts is what the engine has to read.
        self._nodes += len(found.text) // 64
        self._depth -= 1
        return found

    def _of(self, node: Expression) -> Sql:
        if isinstance(node, Column):
            if not self._inside:
                self._loose = True
            return Sql(f"c{_place(self._plan.columns, node)}", "any")
        if isinstance(node, Literal):
            return self._literal(node)
        if isinstance(node, Aggregate):
            return self._aggregate(node)
        if isinstance(node, Cast):
            return self._cast(node)
        if isinstance(node, Case):
            return self._case(node)
        if isinstance(node, Call):
            return self._call(node)
        return self._operation(node)

    def _literal(self, node: Literal) -> Sql:
        if node.value is None:
            return Sql("NULL", "any")
        if isinstance(node.value, bool):
            return Sql("TRUE" if node.value else "FALSE", "boolean")
        if node.is_number:
            # The lexer lets through digits, one point and an exponent only.
            whole = node.value.isdecimal() and len(node.value) <= 18
            return Sql(node.value if whole else f"CAST('{node.value}' AS DOUBLE)", "number")
        name = f"t{len(self._plan.parameters)}"
        self._plan.parameters[name] = node.value
        return Sql(f"${name}::VARCHAR", "text")

    def _as(self, value: Sql, kind: str, *, loosely: bool = False) -> str:
        """The value as another kind; ``loosely``: nothing, and not an error, where it is not one."""
        if value.kind == kind or (kind == "text" and value.kind == "any"):
            return value.text
        return f"{'TRY_' if loosely else ''}CAST({value.text} AS {_ENGINE_TYPES[kind]})"

    def _operation(self, node: Operation) -> Sql:
        if node.operator == "IS MISSING":
            operand = node.operands[0]
            if not isinstance(operand, Column):
                return Sql("FALSE", "boolean")
            return Sql(f"m{_place(self._plan.missing, operand)}", "boolean")
        values = [self._sql(operand) for operand in node.operands]
        operator = node.operator
        if operator == "IS NULL":
            return Sql(f"({values[0].text} IS NULL)", "boolean")
        if operator in ("AND", "OR"):
            both = [self._as(value, "boolean", loosely=True) for value in values]
            return Sql(f"({both[0]} {operator} {both[1]})", "boolean")
        if operator == "NOT":
            return Sql(f"(NOT {self._as(values[0], 'boolean', loosely=True)})", "boolean")
        if operator in _COMPARISONS:
            return self._compared(operator, values[0], values[1])
        if operator == "BETWEEN":
            low = self._compared(">=", values[0], values[1])
            return Sql(f"({low.text} AND {self._compared('<=', values[0], values[2]).text})", "boolean")
        if operator == "IN":
            each = [self._compared("=", values[0], value).text for value in values[1:]]
            return Sql(f"({' OR '.join(each)})", "boolean")
        if operator == "LIKE":
            texts = [self._as(value, "text") for value in values]
            escape = f" ESCAPE {texts[2]}" if len(texts) == 3 else ""
            return Sql(f"({texts[0]} LIKE {texts[1]}{escape})", "boolean")
        if operator == "||":
            return Sql(f"({self._as(values[0], 'text')} || {self._as(values[1], 'text')})", "text")
        numbers = [self._as(value, "number") for value in values]
        if len(numbers) == 1:
            return Sql(f"(- {numbers[0]})", "number")
        return Sql(f"({numbers[0]} {operator} {numbers[1]})", "number")

    def _compared(self, operator: str, left: Sql, right: Sql) -> Sql:
        self._nodes += (len(left.text) + len(right.text)) // 64
        if self._nodes > _MAX_NODES:
            raise ApiError("UnsupportedSqlStructure", "The statement is too large.")
        if left.kind == right.kind == "any":
            numbers = [self._as(value, "number", loosely=True) for value in (left, right)]
            return Sql(
                f"(CASE WHEN {numbers[0]} IS NOT NULL AND {numbers[1]} IS NOT NULL"
                f" THEN {numbers[0]} {operator} {numbers[1]} ELSE {left.text} {operator} {right.text} END)",
                "boolean",
            )
        kinds = {left.kind, right.kind} - {"any"}
        if len(kinds) == 2:
            kinds -= {"text"}  # a text beside a number, a time or a truth value is read as one
        kind = kinds.pop() if len(kinds) == 1 else "text"
        both = [self._as(value, kind, loosely=True) for value in (left, right)]
        return Sql(f"({both[0]} {operator} {both[1]})", "boolean")

    def _aggregate(self, node: Aggregate) -> Sql:
        if node.operand is None:
            return Sql(self._partial("sum", "count(*)"), "number")
        self._inside = True
        value = self._sql(node.operand)
        self._inside = False
        if node.name == "COUNT":
            return Sql(self._partial("sum", f"count({value.text})"), "number")
        if node.name in ("SUM", "AVG"):
            number = self._as(value, "number")
            total = self._partial("sum", f"sum({number})")
            if node.name == "SUM":
                return Sql(total, "number")
            count = self._partial("sum", f"count({number})")
            return Sql(f"(CAST({total} AS DOUBLE) / NULLIF({count}, 0))", "number")
        name = node.name.lower()
        if value.kind != "any":
            return Sql(self._partial(name, f"{name}({value.text})"), value.kind)
        # A column of numbers has its smallest number, any other its first text.
        number = self._as(value, "number", loosely=True)
        return Sql(
            self._partial(
                f"any {name}",
                f"{name}({number})",
                f"arg_{name}({value.text}, {number})",
                f"{name}({value.text})",
                f"count({value.text}) - count({number})",
            ),
            "any",
        )

    def _partial(self, name: str, *columns: str) -> str:
        self._plan.partials.append(Partial(name, columns))
        return f"p{len(self._plan.partials) - 1}"

    def _cast(self, node: Cast) -> Sql:
        value = self._sql(node.operand)
        name = node.type
        if name == "DECIMAL":
            name = f"DECIMAL({node.precision or 38}, {node.scale if node.precision else 10})"
        text = value.text
        if node.type == "BIGINT" and value.kind in ("any", "text"):
            # A text with a fraction is no whole number, though the engine would round it.
            text = f"trunc(CAST({text} AS DECIMAL(38, 10)))"
        return Sql(f"CAST({text} AS {name})", _KINDS[node.type])

    def _case(self, node: Case) -> Sql:
        values = [self._sql(value) for _, value in node.branches] + [self._sql(node.otherwise)]
        kind = _common(value.kind for value in values)
        texts = [self._as(value, kind) for value in values]
        conditions = [
            self._as(self._sql(condition), "boolean", loosely=True) for condition, _ in node.branches
        ]
        branches = " ".join(f"WHEN {when} THEN {then}" for when, then in zip(conditions, texts, strict=False))
        return Sql(f"(CASE {branches} ELSE {texts[-1]} END)", kind)

    def _call(self, node: Call) -> Sql:
        values = [self._sql(argument) for argument in node.arguments]
        name = node.name
        if name == "COALESCE":
            kind = _common(value.kind for value in values)
            return Sql(f"coalesce({', '.join(self._as(value, kind) for value in values)})", kind)
        if name == "NULLIF":
            same = self._compared("=", values[0], values[1]).text
            return Sql(f"(CASE WHEN {same} THEN NULL ELSE {values[0].text} END)", values[0].kind)
        if name == "UTCNOW":
            return Sql("(now() AT TIME ZONE 'UTC')", "time")
        if name == "EXTRACT":
            time = self._as(values[0], "time")
            if node.detail.startswith("TIMEZONE"):
                return Sql("0", "number")  # times are kept in UTC
            return Sql(f"CAST(extract({node.detail} FROM {time}) AS BIGINT)", "number")
        if name == "DATE_ADD":
            amount = f"CAST({self._as(values[0], 'number')} AS BIGINT)"
            return Sql(f"({self._as(values[1], 'time')} + {amount} * INTERVAL 1 {node.detail})", "time")
        if name == "DATE_DIFF":
            first, second = (self._as(value, "time") for value in values)
            return Sql(f"date_diff('{node.detail}', {first}, {second})", "number")
        if name == "TO_TIMESTAMP":
            return Sql(self._as(values[0], "time"), "time")
        if name == "TO_STRING":
            return self._to_string(node, values[0])
        texts = [self._as(value, "text") for value in values[:1]]
        if name in ("LOWER", "UPPER"):
            return Sql(f"{name.lower()}({texts[0]})", "text")
        if name in ("CHAR_LENGTH", "CHARACTER_LENGTH"):
            return Sql(f"length({texts[0]})", "number")
        if name == "TRIM":
            side = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.detail, "trim")
            return Sql(f"{side}({texts[0]}, {self._as(values[1], 'text')})", "text")
        return self._substring(texts[0], values[1:])

    def _substring(self, text: str, places: list[Sql]) -> Sql:
        # Places count from 1; what would lie before the text is cut off from the length.
        start = f"CAST({self._as(places[0], 'number')} AS BIGINT)"
        if len(places) == 1:
            return Sql(f"substring({text}, greatest({start}, 1))", "text")
        length = f"CAST({self._as(places[1], 'number')} AS BIGINT)"
        size = f"greatest({length} + least({start}, 1) - 1, 0)"
        return Sql(f"substring({text}, greatest({start}, 1), {size})", "text")

    def _to_string(self, node: Call, time: Sql) -> Sql:
        pattern = node.arguments[1]
        if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
            raise ApiError("IllegalSqlFunctionArgument", "TO_STRING needs a pattern as its second argument.")
        format_name = self._literal(Literal(_format(pattern.value))).text
        return Sql(f"strftime({self._as(time, 'time')}, {format_name})", "text")


_FIELDS = {"yyyy": "%Y", "yy": "%y", "y": "%Y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%-m", "dd": "%d",
           "d": "%-d", "a": "%p", "HH": "%H", "H": "%-H", "hh": "%I", "h": "%-I", "mm": "%M", "m": "%-M",
           "ss": "%S", "s": "%-S", "SSS": "%g", "SSSSSS": "%f", "X": "Z", "XX": "Z", "XXX": "Z"}  # fmt: skip


def _format(pattern: str) -> str:
    """A pattern such as ``yyyy-MM-dd`` as the engine writes it."""
    found = []
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        end = place
        while end < len(pattern) and pattern[end] == letter:
            end += 1
        run = pattern[place:end]
        if letter.isascii() and letter.isalpha():
            if letter == "T" and len(run) == 1:
                found.append("T")
            elif run in _FIELDS:
                found.append(_FIELDS[run])
            else:
                raise ApiError("IllegalSqlFunctionArgument", f"{run[:20]!r} is no field of a time.")
        else:
            found.append(run.replace("%", "%%"))
        place = end
    return "".join(found)


def _common(kinds: Iterable[str]) -> str:
    found = {kind for kind in kinds if kind != "any"}
    return found.pop() if len(found) == 1 else "text"


def _place(columns: list[Column], column: Column) -> int:
    if column not in columns:
        columns.append(column)
    return columns.index(column)


def item_name(item: Item, number: int) -> str:
    """The name of a selected item in JSON; ``number`` counts from 1."""
    if item.alias:
        return item.alias
    if isinstance(item.expression, Column) and item.expression.path:
        last = item.expression.path[-1]
        if not isinstance(last, int):
            return last.text
    return f"_{number}"
