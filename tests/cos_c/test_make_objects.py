"""Objects from columns."""

from __future__ import annotations

import gc
import sys
from dataclasses import FrozenInstanceError, dataclass

import pytest

import cos_c


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    size: int
    note: str | None = None


SLOTS = [Place.name, Place.size, Place.note]  # type: ignore[misc]  # the descriptors


def test_each_object_has_the_values_of_its_row() -> None:
    made = cos_c.make_objects(Place, 3, SLOTS, (["a", "b", "c"], [1, 2, 3], None))
    assert made == [Place("a", 1), Place("b", 2), Place("c", 3)]
    assert [type(each) for each in made] == [Place] * 3
    with pytest.raises(FrozenInstanceError):
        made[0].size = 2  # type: ignore[misc]


def test_no_objects_from_empty_columns() -> None:
    assert cos_c.make_objects(Place, 0, SLOTS, ([], [], None)) == []


def test_a_slot_without_a_column_stays_empty() -> None:
    (made,) = cos_c.make_objects(Place, 1, SLOTS[:1], (["a"],))
    assert made.name == "a"
    with pytest.raises(AttributeError):
        _ = made.size


def test_objects_of_a_subclass_take_the_slots_of_the_base() -> None:
    class Inner(Place):
        __slots__ = ()

    (made,) = cos_c.make_objects(Inner, 1, SLOTS, (["a"], [1], None))
    assert type(made) is Inner
    assert made.name == "a"


def test_what_is_no_slot_of_the_class_is_refused() -> None:
    with pytest.raises(TypeError):
        cos_c.make_objects(Place, 1, [str.upper], (["a"],))
    with pytest.raises(TypeError):
        cos_c.make_objects(str, 1, SLOTS[:1], (["a"],))


def test_a_class_that_the_collector_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="object is no class with slots"):
        cos_c.make_objects(object, 1, (), ())


def test_a_column_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="1 values"):
        cos_c.make_objects(Place, 2, SLOTS[:1], (["a"],))
    with pytest.raises(ValueError, match="zip"):
        cos_c.make_objects(Place, 1, SLOTS, (["a"],))


def test_references_are_counted() -> None:
    name, note = "a name of its own".upper(), "a note of its own".upper()
    before = sys.getrefcount(name), sys.getrefcount(note), sys.getrefcount(Place)
    made = cos_c.make_objects(Place, 2, SLOTS, ([name, name], [1, 2], note))
    assert sys.getrefcount(name) == before[0] + 2
    assert sys.getrefcount(note) == before[1] + 2
    assert sys.getrefcount(Place) == before[2] + 2
    del made
    assert (sys.getrefcount(name), sys.getrefcount(note), sys.getrefcount(Place)) == before


def test_the_collector_does_not_look_at_them() -> None:
    made = cos_c.make_objects(Place, 2, SLOTS, (["a", "b"], [1, 2], None))
    assert not any(gc.is_tracked(each) for each in made)
    gc.collect()
    assert made[1] == Place("b", 2)
