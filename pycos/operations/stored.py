"""What a PUT has stored, looked up in the server's answer when somebody asks."""

from __future__ import annotations

from pycos.models import PutResult
from pycos.wire.answers import to_whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pycos.exchange import Answer

__all__ = ["stored"]


_Fields: Any = PutResult  # to the type checker, properties are no fields


class _Stored(_Fields):  # type: ignore[misc]
    """A PutResult that keeps the answer: most programs ask for nothing of it. Pickles, copies and
    dataclasses.replace() make an ordinary PutResult of it.
    """

    __slots__ = ("_answer",)
    _answer: Answer
    upload_id = None

    def __new__(cls, **named: Any) -> PutResult:  # type: ignore[misc]  # for replace()
        return PutResult(**named)

    @property
    def etag(self) -> str:
        return (self._answer.value("etag") or "").strip('"')

    @property
    def crc64(self) -> int | None:
        return to_whole_number(self._answer.value("x-cos-hash-crc64ecma"))

    @property
    def version_id(self) -> str | None:
        return self._answer.value("x-cos-version-id")

    @property
    def request_id(self) -> str:
        return self._answer.request_id

    def __reduce__(self) -> tuple[Any, ...]:
        return _ordinary, (_values(self),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PutResult) and _values(self) == _values(other)

    __hash__ = PutResult.__hash__


_Stored.__name__ = _Stored.__qualname__ = "PutResult"  # what repr() shows
_set_key: Any = vars(PutResult)["key"].__set__
_set_size: Any = vars(PutResult)["size"].__set__
_set_answer: Any = vars(_Stored)["_answer"].__set__
_new: Any = object.__new__


def stored(key: str, size: int | None, answer: Answer) -> PutResult:
    """The result of the PUT that was answered so."""
    made: PutResult = _new(_Stored)
    # The slots' own setters: the class is frozen.
    _set_key(made, key)
    _set_size(made, size)
    _set_answer(made, answer)
    return made


def _ordinary(values: dict[str, Any]) -> PutResult:
    return PutResult(**values)


def _values(result: PutResult) -> dict[str, Any]:
    return {name: getattr(result, name) for name in PutResult.__slots__}
