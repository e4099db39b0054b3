"""Many objects of a frozen class with slots from columns of values, without a line of Python for each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any, TypeVar

__all__ = ["blank", "fill"]

T = TypeVar("T")
_new: Callable[..., Any] = object.__new__


def blank(of: type[T], count: int) -> list[T]:
    """Objects without a value in any slot: fill() all of them before anybody sees one."""
    return list(map(_new, repeat(of, count)))


def fill(made: list[T], of: type[Any], name: str, values: Iterable[Any]) -> None:
    """Set the slot `name`, which is one of the class `of`."""
    # The slot's own setter: the class is frozen, and a loop would cost more than all the rest.
    deque(map(getattr(of, name).__set__, made, values), maxlen=0)
