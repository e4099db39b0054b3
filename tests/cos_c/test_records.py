"""Records beside the dataclasses they stand for."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from typing import Any

import pytest

from cos_c.records import field, record, replace


def classes(maker: Any, field: Any) -> tuple[type, type, type]:
    """The same three classes, made by either."""

    @maker(frozen=True, slots=True)
    class Frozen:
        """Text."""

        name: str
        size: int = 3
        """Bytes."""
        headers: dict[str, str] = field(default_factory=dict)
        secret: str = field(default="hush", repr=False)

        def __post_init__(self) -> None:
            if self.size < 0:
                raise ValueError("size")

        def double(self) -> int:
            return 2 * self.size

    @maker(frozen=True, slots=True, kw_only=True)
    class Keyword:
        """Text."""

        size: int = 0
        name: str

    @maker(slots=True)
    class Changing:
        """Text."""

        name: str
        values: list[int] = field(default_factory=list)

    return Frozen, Keyword, Changing


RECORDS = classes(record, field)
DATACLASSES = classes(dataclasses.dataclass, dataclasses.field)
Frozen, Keyword, Changing = RECORDS
# Pickle finds a class by its name.
for _each in RECORDS:
    _each.__qualname__ = _each.__name__
pairs = pytest.mark.parametrize(
    ("ours", "theirs"), list(zip(RECORDS, DATACLASSES, strict=True)), ids=lambda cls: cls.__name__
)


@pairs
def test_the_signature_is_the_same(ours: type, theirs: type) -> None:
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert ours.__match_args__ == theirs.__match_args__  # type: ignore[attr-defined]
    assert ours.__slots__ == theirs.__slots__  # type: ignore[attr-defined]


@pairs
def test_dataclasses_sees_the_same_fields(ours: type, theirs: type) -> None:
    assert dataclasses.is_dataclass(ours)
    assert [str(each) for each in dataclasses.fields(ours)] == [
        str(each) for each in dataclasses.fields(theirs)
    ]
    assert str(ours.__dataclass_params__) == str(theirs.__dataclass_params__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("arguments", [("a",), ("a", 5), ("a", 5, {"k": "v"}, "s")])
def test_objects_look_and_compare_alike(arguments: tuple[Any, ...]) -> None:
    ours, theirs = Frozen(*arguments), DATACLASSES[0](*arguments)
    assert repr(ours) == repr(theirs).replace("classes.<locals>.", "")
    assert "hush" not in repr(ours)
    assert ours == Frozen(*arguments)
    assert ours != Frozen("other")
    assert ours != theirs
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert ours.double() == theirs.double()


@pytest.mark.parametrize(
    ("arguments", "named"), [((), {}), (("a", 1, {}, "s", "more"), {}), (("a",), {"no": 1})]
)
@pytest.mark.parametrize("cls", [Frozen, DATACLASSES[0]])
def test_wrong_arguments_are_a_type_error(
    cls: Any, arguments: tuple[Any, ...], named: dict[str, Any]
) -> None:
    with pytest.raises(TypeError):
        cls(*arguments, **named)


def test_keywords_only_means_that() -> None:
    with pytest.raises(TypeError):
        Keyword("a")
    assert (Keyword(name="a").size, Keyword(name="a", size=2).size) == (0, 2)


def test_a_default_factory_makes_a_new_value_for_each() -> None:
    first, second = Changing("a"), Changing("b")
    first.values.append(1)
    assert (first.values, second.values) == ([1], [])


def test_what_post_init_raises_comes_out() -> None:
    with pytest.raises(ValueError, match="size"):
        Frozen("a", -1)


def test_a_frozen_one_cannot_be_changed() -> None:
    entry = Frozen("a")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'size'"):
        entry.size = 1
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'size'"):
        del entry.size
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.other = 1
    assert entry == Frozen("a")


def test_a_subclass_may_have_attributes_of_its_own() -> None:
    class More(Frozen):  # type: ignore[misc, valid-type]
        pass

    entry = More("a")
    entry.more = 1
    assert entry.more == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.size = 1


def test_the_others_can_be_changed_and_not_hashed() -> None:
    entry = Changing("a")
    entry.name = "b"
    assert entry == Changing("b")
    with pytest.raises(TypeError, match="unhashable"):
        hash(entry)


def test_frozen_ones_are_hashed_by_their_values() -> None:
    assert hash(Keyword(name="a", size=1)) == hash(DATACLASSES[1](name="a", size=1))
    assert len({Keyword(name="a"), Keyword(name="a"), Keyword(name="b")}) == 2


@pytest.mark.parametrize("entry", [Frozen("a", 5, {"k": "v"}), Keyword(name="a"), Changing("a", [1])])
def test_they_pickle_and_copy(entry: Any) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(entry, protocol)) == entry
    assert copy.copy(entry) == copy.deepcopy(entry) == entry


@pytest.mark.parametrize("change", [replace, dataclasses.replace])
def test_replace_makes_a_changed_one(change: Any) -> None:
    entry = Frozen("a", 5, {"k": "v"}, "s")
    assert change(entry, size=6) == Frozen("a", 6, {"k": "v"}, "s")
    assert entry.size == 5
    with pytest.raises(TypeError):
        change(entry, no_such_field=1)
    with pytest.raises(ValueError, match="size"):
        change(entry, size=-1)


def test_they_match_patterns() -> None:
    match Frozen("a", 7):
        case Frozen(name, size):
            assert (name, size) == ("a", 7)
        case _:
            pytest.fail("no match")


def test_a_subclass_may_call_its_init_before_anybody_else_has() -> None:
    cls: Any = classes(record, field)[0]

    class More(cls):  # type: ignore[misc]
        def __init__(self, name: str) -> None:
            super().__init__(name, 8)

    assert More("a").size == 8
    assert cls("b").size == 3


def test_a_dataclass_can_inherit_from_one() -> None:
    @dataclasses.dataclass(frozen=True)
    class More(Frozen):  # type: ignore[misc, valid-type]
        more: int = 1

    assert More("a", more=2).more == 2
    assert [each.name for each in dataclasses.fields(More)][-1] == "more"
