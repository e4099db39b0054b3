"""The grammar of Select: one SELECT from the one table, by recursive descent.

What is not written here cannot be asked for: there is no way to another table, a sub-query, a file or a
setting, whatever the engine behind it knows.
"""

from __future__ import annotations

from pycos.emulator.errors import ApiError
from pycos.emulator.extraction import syntax
from pycos.emulator.extraction.lexer import Kind, Token, tokens
from pycos.emulator.extraction.syntax import (
    Aggregate,
    Call,
    Case,
    Cast,
    Column,
    Expression,
    Item,
    Literal,
    Name,
    Operation,
    Statement,
    Step,
)

_MAX_DEPTH = 32
_TABLES = ("S3OBJECT", "COSOBJECT")
EACH = -1  # ``[*]`` in the path behind the table
_COMPARISONS = {"=": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_UNSUPPORTED = frozenset(
    ("GROUP", "ORDER", "HAVING", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "UNION", "EXCEPT",
     "INTERSECT", "OFFSET", "WITH", "WINDOW", "INTO")
)  # fmt: skip
_RESERVED = _UNSUPPORTED | frozenset(
    ("SELECT", "FROM", "WHERE", "LIMIT", "AND", "OR", "NOT", "IN", "LIKE", "ESCAPE", "BETWEEN", "IS", "NULL",
     "MISSING", "AS", "CAST", "CASE", "WHEN", "THEN", "ELSE", "END", "TRUE", "FALSE", "BY", "ALL", "DISTINCT",
     "ON", "USING", "VALUES")
)  # fmt: skip


def parse(text: str) -> Statement:
    """The tree of a statement; ApiError with the code of the service for what is not in the language."""
    return _Parser(text).statement()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0
        self._alias = ""
        self._in_aggregate = False
        self._aggregates_allowed = True

    # Tokens

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        if token.kind is not Kind.END:
            self._at += 1
        return token

    def _word(self, *words: str) -> str:
        """Take one of some keywords; empty when another token comes."""
        return self._take().text.upper() if self._next.is_word(*words) else ""

    def _symbol(self, *symbols: str) -> str:
        return self._take().text if self._next.is_symbol(*symbols) else ""

    def _need_word(self, word: str) -> None:
        if not self._word(word):
            raise self._unexpected(f"{word} is expected")

    def _need(self, symbol: str) -> None:
        if not self._symbol(symbol):
            raise self._unexpected(f"{symbol} is expected")

    def _unexpected(self, wanted: str) -> ApiError:
        token = self._next
        if token.is_word(*_UNSUPPORTED):
            return ApiError("UnsupportedSyntax", f"{token.text.upper()} is not part of this language.")
        shown = f"{token.text[:40]!r}" if token.kind is not Kind.END else "the end"
        return ApiError("ParseUnexpectedToken", f"{wanted} at position {token.place}, not {shown}.")

    # Statement

    def statement(self) -> Statement:
        if not self._word("SELECT"):
            raise ApiError("ParseExpectedKeyword", "The statement must be a SELECT.")
        if self._next.is_word("ALL", "DISTINCT"):
            raise ApiError("UnsupportedSyntax", f"{self._next.text.upper()} is not part of this language.")
        start = self._at
        # Columns may begin with the alias of the table, which stands behind them: look at it first.
        self._skip_to_from()
        source = self._source()
        rest, self._at = self._at, start
        items = self._items()
        if not self._next.is_word("FROM"):
            raise self._unexpected("FROM is expected")
        self._at = rest
        condition = None
        if self._word("WHERE"):
            self._aggregates_allowed = False
            condition = self._expression()
        limit = self._limit() if self._word("LIMIT") else None
        if self._next.kind is not Kind.END:
            raise self._unexpected("The end of the statement is expected")
        return Statement(items, source, condition, limit)

    def _skip_to_from(self) -> None:
        depth = 0
        while self._next.kind is not Kind.END:
            if not depth and self._next.is_word("FROM"):
                self._take()
                return
            depth += self._next.is_symbol("(", "[") - self._next.is_symbol(")", "]")
            self._take()
        raise ApiError("ParseSelectMissingFrom", "The statement has no FROM.")

    def _source(self) -> tuple[Step, ...]:
        if not self._next.is_word(*_TABLES):
            raise ApiError("InvalidDataSource", "The table must be COSObject or S3Object.")
        self._take()
        path = self._path(each=True)
        self._alias = self._optional_alias()
        if self._next.is_symbol(","):
            raise ApiError("UnsupportedSyntax", "There is one table only.")
        return path

    def _optional_alias(self) -> str:
        named = self._next.kind in (Kind.WORD, Kind.QUOTED) and not self._next.is_word(*_RESERVED)
        return self._identifier() if self._word("AS") or named else ""

    def _identifier(self) -> str:
        token = self._next
        if token.kind is Kind.QUOTED or (token.kind is Kind.WORD and not token.is_word(*_RESERVED)):
            return self._take().text
        raise self._unexpected("A name is expected")

    def _path(self, *, each: bool = False) -> tuple[Step, ...]:
        steps: list[Step] = []
        while True:
            if self._symbol("."):
                quoted = self._next.kind is Kind.QUOTED
                if self._next.kind is not Kind.WORD and not quoted:
                    raise self._unexpected("A name is expected")
                steps.append(Name(self._take().text, quoted))
            elif self._symbol("["):
                if each and self._symbol("*"):
                    steps.append(EACH)
                elif (
                    self._next.kind is Kind.NUMBER
                    and self._next.text.isdecimal()
                    and len(self._next.text) < 10
                ):
                    steps.append(int(self._take().text))
                else:
                    raise self._unexpected("The number of an element is expected")
                self._need("]")
            else:
                return tuple(steps)
            if len(steps) > _MAX_DEPTH:
                raise ApiError("InvalidKeyPath", "The path is too deep.")

    def _limit(self) -> int:
        token = self._take()
        if token.kind is not Kind.NUMBER or not token.text.isdecimal() or len(token.text) > 18:
            raise ApiError("ParseExpectedNumber", "LIMIT needs a number.")
        return int(token.text)

    def _items(self) -> tuple[Item, ...]:
        if self._symbol("*"):
            return (Item(None),)
        if (
            self._alias
            and self._next.kind in (Kind.WORD, Kind.QUOTED)
            and self._is_alias(self._next)
            and self._tokens[self._at + 1].is_symbol(".")
            and self._tokens[self._at + 2].is_symbol("*")
        ):
            self._at += 3
            return (Item(None),)
        found = []
        while True:
            expression = self._expression()
            found.append(Item(expression, self._optional_alias()))
            if not self._symbol(","):
                return tuple(found)
            if self._next.is_symbol("*"):
                raise ApiError("ParseAsteriskIsNotAloneInSelectList", "An asterisk must be alone.")

    # Expressions, from what binds least to what binds most

    def _expression(self) -> Expression:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ApiError("UnsupportedSqlStructure", "The statement is nested too deeply.")
        left = self._conjunction()
        while self._word("OR"):
            left = Operation("OR", (left, self._conjunction()))
        self._depth -= 1
        return left

    def _conjunction(self) -> Expression:
        left = self._negation()
        while self._word("AND"):
            left = Operation("AND", (left, self._negation()))
        return left

    def _negation(self) -> Expression:
        turned = False
        while self._word("NOT"):
            turned = not turned
        found = self._predicate()
        return Operation("NOT", (found,)) if turned else found

    def _predicate(self) -> Expression:
        left = self._concatenation()
        while True:
            comparison = self._symbol(*_COMPARISONS)
            if comparison:
                left = Operation(_COMPARISONS[comparison], (left, self._concatenation()))
            elif self._word("IS"):
                turned = bool(self._word("NOT"))
                kind = self._word("NULL", "MISSING")
                if not kind:
                    raise self._unexpected("NULL or MISSING is expected")
                left = Operation(f"IS {kind}", (left,))
                left = Operation("NOT", (left,)) if turned else left
            elif self._next.is_word("NOT", "IN", "LIKE", "BETWEEN"):
                turned = bool(self._word("NOT"))
                left = self._membership(left)
                left = Operation("NOT", (left,)) if turned else left
            else:
                return left

    def _membership(self, left: Expression) -> Expression:
        if self._word("BETWEEN"):
            low = self._concatenation()
            self._need_word("AND")
            high = self._concatenation()
            return Operation("BETWEEN", (left, low, high))
        if self._word("LIKE"):
            pattern = self._concatenation()
            if self._word("ESCAPE"):
                return Operation("LIKE", (left, pattern, self._concatenation()))
            return Operation("LIKE", (left, pattern))
        if not self._word("IN"):
            raise self._unexpected("IN, LIKE or BETWEEN is expected")
        opening = self._symbol("(", "[")
        if not opening:
            raise ApiError("ParseExpectedLeftParenValueConstructor", "IN needs a list in parentheses.")
        if self._next.is_word("SELECT"):
            raise ApiError("UnsupportedSyntax", "There are no sub-queries in this language.")
        values = [self._expression()]
        while self._symbol(","):
            values.append(self._expression())
        self._need(")" if opening == "(" else "]")
        return Operation("IN", (left, *values))

    def _concatenation(self) -> Expression:
        left = self._sum()
        while self._symbol("||"):
            left = Operation("||", (left, self._sum()))
        return left

    def _sum(self) -> Expression:
        left = self._product()
        while sign := self._symbol("+", "-"):
            left = Operation(sign, (left, self._product()))
        return left

    def _product(self) -> Expression:
        left = self._signed()
        while sign := self._symbol("*", "/", "%"):
            left = Operation(sign, (left, self._signed()))
        return left

    def _signed(self) -> Expression:
        turned = False
        while sign := self._symbol("+", "-"):
            turned ^= sign == "-"
        found = self._primary()
        return Operation("-", (found,)) if turned else found

    def _primary(self) -> Expression:
        token = self._next
        if self._symbol("("):
            if self._next.is_word("SELECT"):
                raise ApiError("UnsupportedSyntax", "There are no sub-queries in this language.")
            found = self._expression()
            self._need(")")
            return found
        if token.kind is Kind.NUMBER:
            return Literal(self._take().text, is_number=True)
        if token.kind is Kind.STRING:
            return Literal(self._take().text)
        if self._word("TRUE", "FALSE"):
            return Literal(token.is_word("TRUE"))
        if self._word("NULL", "MISSING"):
            return Literal(None)
        if self._word("CAST"):
            return self._cast()
        if self._word("CASE"):
            return self._case()
        if token.kind is Kind.WORD and self._tokens[self._at + 1].is_symbol("("):
            return self._call(self._take().text.upper())
        if token.kind is Kind.QUOTED or (token.kind is Kind.WORD and not token.is_word(*_RESERVED)):
            return self._column()
        raise self._unexpected("A value is expected")

    def _is_alias(self, token: Token) -> bool:
        if self._alias:
            return token.text.lower() == self._alias.lower()
        return token.is_word(*_TABLES)

    def _column(self) -> Column:
        token = self._take()
        if self._is_alias(token):
            return Column(self._path())
        if token.is_word(*_TABLES):
            raise ApiError("InvalidTableAlias", "The table has another name here.")
        return Column((Name(token.text, token.kind is Kind.QUOTED), *self._path()))

    def _cast(self) -> Expression:
        self._need("(")
        operand = self._expression()
        self._need_word("AS")
        name = self._take().text.upper()
        if name not in syntax.TYPES:
            raise ApiError("ParseExpectedTypeName", f"{name[:40]!r} is not the name of a type.")
        sizes = []
        if self._symbol("("):
            sizes.append(self._limit())
            if self._symbol(","):
                sizes.append(self._limit())
            self._need(")")
        self._need(")")
        precision, scale = (*sizes, 0, 0)[:2]
        if syntax.TYPES[name] == "DECIMAL" and sizes and not (1 <= precision <= 38 and scale <= precision):
            raise ApiError("ParseInvalidTypeParam", "DECIMAL has from 1 to 38 digits.")
        return Cast(operand, syntax.TYPES[name], precision, scale)

    def _case(self) -> Expression:
        subject = None if self._next.is_word("WHEN") else self._expression()
        branches = []
        while self._word("WHEN"):
            condition = self._expression()
            if subject is not None:
                condition = Operation("=", (subject, condition))
            self._need_word("THEN")
            branches.append((condition, self._expression()))
        if not branches:
            raise ApiError("ParseExpectedWhenClause", "CASE needs a WHEN.")
        otherwise = self._expression() if self._word("ELSE") else Literal(None)
        self._need_word("END")
        return Case(tuple(branches), otherwise)

    def _call(self, name: str) -> Expression:
        self._need("(")
        if name in syntax.AGGREGATES:
            return self._aggregate(name)
        if name in ("TRIM", "SUBSTRING", "EXTRACT", "DATE_ADD", "DATE_DIFF"):
            if name == "TRIM":
                found = self._trim()
            elif name == "SUBSTRING":
                found = self._substring()
            elif name == "EXTRACT":
                found = self._extract()
            else:
                found = self._of_dates(name)
            self._need(")")
            return found
        if name not in syntax.FUNCTIONS:
            raise ApiError("UnsupportedFunction", f"There is no function {name[:40]}.")
        arguments = []
        if not self._next.is_symbol(")"):
            arguments.append(self._expression())
            while self._symbol(","):
                arguments.append(self._expression())
        self._need(")")
        fewest, most = syntax.FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            raise ApiError("EvaluatorInvalidArguments", f"{name} has not so many arguments.")
        return Call(name, tuple(arguments))

    def _aggregate(self, name: str) -> Expression:
        if self._in_aggregate or not self._aggregates_allowed:
            raise ApiError("UnsupportedSqlStructure", f"{name} cannot be used here.")
        if self._symbol("*"):
            if name != "COUNT":
                raise ApiError("ParseUnsupportedCallWithStar", f"{name} needs an argument.")
            self._need(")")
            return Aggregate(name, None)
        if self._next.is_word("DISTINCT", "ALL"):
            raise ApiError("UnsupportedSyntax", f"{self._next.text.upper()} is not part of this language.")
        self._in_aggregate = True
        operand = self._expression()
        self._in_aggregate = False
        self._need(")")
        return Aggregate(name, operand)

    def _trim(self) -> Expression:
        side = self._word("LEADING", "TRAILING", "BOTH")
        if side and self._word("FROM"):
            return Call("TRIM", (self._expression(), Literal(" ")), side)
        first = self._expression()
        if self._word("FROM"):
            return Call("TRIM", (self._expression(), first), side or "BOTH")
        if side:
            raise self._unexpected("FROM is expected")
        return Call("TRIM", (first, Literal(" ")), "BOTH")

    def _substring(self) -> Expression:
        arguments = [self._expression()]
        if self._word("FROM"):
            arguments.append(self._expression())
            if self._word("FOR"):
                arguments.append(self._expression())
        else:
            while self._symbol(","):
                arguments.append(self._expression())
        if not 2 <= len(arguments) <= 3:
            raise ApiError("EvaluatorInvalidArguments", "SUBSTRING has two or three arguments.")
        return Call("SUBSTRING", tuple(arguments))

    def _date_part(self, parts: tuple[str, ...]) -> str:
        part = self._word(*parts)
        if not part:
            raise ApiError("ParseExpectedDatePart", f"A part of a date is expected: {', '.join(parts)}.")
        return part

    def _extract(self) -> Expression:
        part = self._date_part(syntax.EXTRACT_PARTS)
        self._need_word("FROM")
        return Call("EXTRACT", (self._expression(),), part)

    def _of_dates(self, name: str) -> Expression:
        part = self._date_part(syntax.DATE_PARTS)
        self._need(",")
        first = self._expression()
        self._need(",")
        return Call(name, (first, self._expression()), part)
