"""The parts of access that stand alone: wildcards, conditions, and forms however they are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycos.emulator.access import conditions
from pycos.emulator.access.wildcards import Wildcard
from pycos.emulator.errors import ApiError
from pycos.emulator.form import Form

texts = st.text("ab*?/.", max_size=12)


@given(texts, texts)
def test_a_wildcard_matches_what_the_plain_pattern_does(pattern: str, text: str) -> None:
    star = ".*".join(map(re.escape, pattern.split("*")))
    assert Wildcard(pattern).matches(text) == bool(re.fullmatch(star, text, re.DOTALL))
    single = star.replace(re.escape("?"), ".")
    assert Wildcard(pattern, single=True).matches(text) == bool(re.fullmatch(single, text, re.DOTALL))


def test_a_hostile_pattern_ends_soon() -> None:
    assert not Wildcard("*a" * 5000 + "b").matches("a" * 20_000)
    assert not Wildcard("a*" * 5000 + "?b", single=True).matches("a" * 20_000)


def holds(operator: str, wanted: object, *values: str) -> bool:
    (condition,) = conditions.parse({operator: {"cos:prefix": wanted}})
    return condition.holds(values)


@pytest.mark.parametrize(
    ("operator", "wanted", "fits", "fails"),
    [
        ("string_equal", "a", "a", "A"),
        ("string_not_equal", ["a", "b"], "c", "b"),
        ("string_equal_ignore_case", "a", "A", "b"),
        ("string_not_equal_ignore_case", "a", "b", "A"),
        ("string_like", "a*c?", "abbcd", "abbc"),
        ("string_not_like", "a*", "b", "ab"),
        ("string_like_ignore_case", "A*", "ab", "b"),
        ("numeric_equal", 5, "5.0", "6"),
        ("numeric_not_equal", [5, 6], "7", "6"),
        ("numeric_not_equal", 5, "x", "5"),
        ("numeric_less_than", "5", "4", "5"),
        ("numeric_less_than_equal", "5", "5", "6"),
        ("numeric_greater_than", "5", "6", "5"),
        ("numeric_greater_than_equal", "5", "5", "x"),
        ("date_equal", "1970-01-01T00:01:00Z", "60", "61"),
        ("date_less_than", "1970-01-01T01:01:00+01:00", "59", "60"),
        ("date_less_than_equal", "1970-01-01", "0", "1"),
        ("date_greater_than", "60", "61", "60"),
        ("date_greater_than_equal", "60", "1970-01-01T00:01:00Z", "59"),
        ("date_not_equal", "60", "61", "60"),
        ("bool_equal", True, "TRUE", "false"),
        ("bool", "false", "false", "true"),
        ("ip_equal", ["10.0.0.0/8", "::1"], "10.255.0.1", "11.0.0.1"),
        ("ip_equal", "::/0", "::1", "127.0.0.1"),
        ("ip_not_equal", "10.0.0.1/24", "10.0.1.1", "10.0.0.9"),
        ("for_any_value:string_equal", "a", "a", "b"),
        ("for_all_value:string_equal", "a", "a", "b"),
        ("String_Equal", "a", "a", "b"),
    ],
)
def test_each_operator_tells_two_values_apart(operator: str, wanted: object, fits: str, fails: str) -> None:
    assert holds(operator, wanted, fits)
    assert not holds(operator, wanted, fails)
    assert holds(operator, wanted) == ("_not_" in operator)
    for suffix in ("_if_exist", "_if_exists"):
        assert holds(operator + suffix, wanted)
        assert not holds(operator + suffix, wanted, fails)


def test_one_value_of_several_is_enough_unless_all_are_asked_for() -> None:
    assert holds("string_equal", "a", "b", "a")
    assert not holds("for_all_value:string_equal", "a", "b", "a")


class Pieces:
    """A body that arrives in pieces of these sizes."""

    size = None

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self._data = data
        self._sizes = sizes

    def chunks(self) -> Iterator[memoryview]:
        start = 0
        while start < len(self._data):
            size = self._sizes[start % len(self._sizes)]
            yield memoryview(self._data)[start : start + size]
            start += size

    def read(self, limit: int) -> bytes:
        raise NotImplementedError


contents = st.lists(
    st.sampled_from([b"\r", b"\n", b"-", b"--b", b"b", b"\r\n--", b"\x00", b"x" * 30]), max_size=12
)


@given(st.lists(contents, max_size=4), st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_a_form_is_the_same_however_it_is_cut(parts: list[list[bytes]], sizes: list[int]) -> None:
    bodies = [b"".join(pieces) for pieces in parts]
    mark = b"--bOuNd"
    data = b"".join(
        mark + b'\r\nContent-Disposition: form-data; name="n%d"\r\n\r\n' % number + body + b"\r\n"
        for number, body in enumerate(bodies)
    )
    form = Form(Pieces(data + mark + b"--", sizes), "multipart/form-data; boundary=bOuNd")
    found = []
    while (part := form.next()) is not None:
        found.append((part.name, form.value(10_000)))
    assert found == [(f"n{number}", body) for number, body in enumerate(bodies)]


@given(st.binary(max_size=200), st.lists(st.integers(1, 50), min_size=1, max_size=3))
def test_what_is_no_form_is_refused_and_nothing_else_happens(data: bytes, sizes: list[int]) -> None:
    form = Form(Pieces(b"--b" + data, sizes), 'multipart/form-data; boundary="b"')
    code = ""
    try:
        while form.next() is not None:
            form.value(1000)
    except ApiError as error:
        code = error.code
    # Nearly nothing of this is a form; the end of an empty one is.
    assert code == "MalformedPOSTRequest" or data.startswith(b"--")
