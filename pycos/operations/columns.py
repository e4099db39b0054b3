"""Columns of a listing into objects, without a line of Python for each of them."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any

from pycos.filling import blank, fill
from pycos.models import ObjectInfo, Owner

if TYPE_CHECKING:
    import cos_c

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
for _each in fields(ObjectInfo):
    if _each.name not in _COLUMNS:
        setattr(_ListedInfo, _each.name, _constant(_each))
_ListedInfo.__name__ = _ListedInfo.__qualname__ = "ObjectInfo"  # what repr() shows


def objects_of(listing: cos_c.Listing) -> list[ObjectInfo]:
    """An ObjectInfo for each object."""
    made: list[ObjectInfo] = list(blank(_ListedInfo, len(listing.keys)))
    classes = [name or "STANDARD" for name in listing.class_names]
    owners = [None, *(Owner(*names) for names in listing.owner_names)]
    fill(made, ObjectInfo, "key", listing.keys)
    fill(made, ObjectInfo, "size", listing.sizes)
    fill(made, ObjectInfo, "etag", listing.etags)
    fill(made, ObjectInfo, "last_modified", listing.times)
    fill(made, ObjectInfo, "storage_class", map(classes.__getitem__, listing.classes))
    fill(made, ObjectInfo, "owner", map(owners.__getitem__, listing.owners))
    return made
