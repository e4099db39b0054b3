"""Columns of a listing into objects, without a line of Python for each of them."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any

import cos_c
from pycos.models import ObjectInfo, Owner

__all__ = ["objects_of"]


class _ListedInfo(ObjectInfo):
    """An ObjectInfo whose slots are filled column by column. The fields that no listing knows have no slot
    to fill: they are the constants of this class. Pickles, copies and dataclasses.replace() make an ordinary
    ObjectInfo of it.
    """

    __slots__ = ()

    def __new__(cls, *values: Any, **named: Any) -> ObjectInfo:  # type: ignore[misc]  # for replace()
        return ObjectInfo(*values, **named)

    def __reduce__(self) -> tuple[Any, ...]:
        return ObjectInfo, _values(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectInfo) and _values(self) == _values(other)

    __hash__ = ObjectInfo.__hash__


def _values(entry: ObjectInfo) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in _FIELDS)


def _constant(of: Field[Any]) -> property:
    if of.default is MISSING:
        make: Any = of.default_factory
        return property(lambda _entry: make())
    return property(lambda _entry: of.default)


_FIELDS = tuple(each.name for each in fields(ObjectInfo))
_COLUMNS = ("key", "size", "etag", "last_modified", "storage_class", "owner")
_SLOTS = [getattr(ObjectInfo, name) for name in _COLUMNS]
for _each in fields(ObjectInfo):
    if _each.name not in _COLUMNS:
        setattr(_ListedInfo, _each.name, _constant(_each))
_ListedInfo.__name__ = _ListedInfo.__qualname__ = "ObjectInfo"  # what repr() shows


def objects_of(listing: cos_c.Listing) -> list[ObjectInfo]:
    """An ObjectInfo for each object."""
    classes = [name or "STANDARD" for name in listing.class_names]
    owners = [None, *(Owner(*names) for names in listing.owner_names)]
    columns = (
        listing.keys,
        listing.sizes,
        listing.etags,
        listing.times,
        list(map(classes.__getitem__, listing.classes)),
        list(map(owners.__getitem__, listing.owners)),
    )
    made: list[ObjectInfo] = cos_c.make_objects(_ListedInfo, len(listing.keys), _SLOTS, columns)
    return made
