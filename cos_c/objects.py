"""Many Python objects of one class from columns of values."""

from __future__ import annotations

from collections.abc import Sequence
from types import MemberDescriptorType
from typing import Any, TypeVar

from cos_c._library import lib

__all__ = ["make_objects"]

T = TypeVar("T")
_HAS_COLLECTOR = 1 << 14  # Py_TPFLAGS_HAVE_GC


def make_objects(of: type[T], count: int, members: Sequence[Any], columns: Sequence[Any]) -> list[T]:
    """`count` objects of a class with slots, past its __init__ and past its being frozen.

    members: the slots that get a value, as the class has them (``of.name``). columns: for each a list with a
    value for each object, or one value of any other type for all. The values must be such that no reference
    cycle can lead through the objects: the garbage collector does not look at them.

    TypeError for what is no slot, ValueError for a list that is too short, MemoryError.
    """
    members, columns = tuple(members), tuple(columns)
    if not of.__flags__ & _HAS_COLLECTOR:  # built in, so not a class with slots
        raise TypeError(f"{of.__name__} is no class with slots")
    for member, column in zip(members, columns, strict=True):
        if not isinstance(member, MemberDescriptorType) or not issubclass(of, member.__objclass__):
            raise TypeError(f"{member!r} is no slot of {of.__name__}")
        if type(column) is list and len(column) < count:
            raise ValueError(f"{len(column)} values for the {member.__name__} of {count} objects")
    made: list[Any] = [None] * count
    if not lib.cosc_make_objects(id(of), id(members), id(columns), id(made)):
        raise MemoryError("no memory for objects")
    return made
