"""Value classes: what `dataclasses.dataclass` makes of a class, at a fraction of the price.

To a type checker, and to a reader, `record`, `field` and `replace` are `dataclass`, `field` and `replace`:
construction, defaults, equality, hash, repr, refusal to be changed, pickling and pattern matching are the
same, and `dataclasses.fields`, `replace`, `asdict` and `is_dataclass` take what is made here. But
`dataclasses` imports inspect, and with it ast, dis and tokenize, and compiles some six functions for each
class; here one is compiled, when the first object is made, and the others are shared. The figures are in
docs/decisions/2026-11-28-lean-import.md.

For the modules that a client and its single calls import, and with what those use: frozen, slots and kw_only;
default, default_factory and repr of a field. Fields are not inherited.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass as record
    from dataclasses import field as field
    from dataclasses import replace as replace
    from typing import Any

__all__ = ["field", "record", "replace"]

_MISSING: Any = object()


class _Factory:
    """What inspect.signature shows as the default of a field that has a default_factory."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


class _Field:
    """What is said of a field beyond its name and type."""

    __slots__ = ("default", "default_factory", "repr")

    def __init__(
        self,
        *,
        default: Any = _MISSING,
        default_factory: Any = _MISSING,
        repr: bool = True,  # noqa: A002  # as in dataclasses
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.repr = repr


def _record(*, frozen: bool = False, slots: bool = False, kw_only: bool = False) -> Any:
    def make(cls: type) -> type:
        body = dict(cls.__dict__)
        types: dict[str, Any] = cls.__annotations__
        fields: dict[str, _Field] = {}
        for name in types:
            given = body.pop(name, _MISSING)
            fields[name] = about = given if isinstance(given, _Field) else _Field(default=given)
            if about.default is not _MISSING and not slots:
                body[name] = about.default
        names = tuple(fields)
        own: dict[str, Any] = {
            "__repr__": _repr,
            "__eq__": _eq,
            "__hash__": _hash if frozen else None,
            "__replace__": _replace,
            "__match_args__": () if kw_only else names,
        }
        if slots:
            own["__slots__"] = names
            if frozen:  # the default way to set a state is to set attributes
                own["__getstate__"] = _getstate
                own["__setstate__"] = _setstate
        for name in ("__dict__", "__weakref__"):  # descriptors of the class that is thrown away
            body.pop(name, None)
        made = type(cls)(
            cls.__name__,
            cls.__bases__,
            {
                **own,
                **body,
                "_record_fields": names,
                "_record_shown": tuple(name for name in names if fields[name].repr),
            },
        )
        if frozen:
            _freeze(made, names)
        _promise(made, fields, types, frozen=frozen, slots=slots, kw_only=kw_only)
        return made

    return make


def _make_init(
    cls: type, fields: dict[str, _Field], types: dict[str, Any], *, frozen: bool, kw_only: bool
) -> Any:
    known: dict[str, Any] = {"_set": object.__setattr__, "_FACTORY": _FACTORY}
    heads, lines = (["self", "*"] if kw_only else ["self"]), []
    for name, about in fields.items():
        value = name
        if about.default_factory is not _MISSING:
            known[f"_new_{name}"] = about.default_factory
            heads.append(f"{name}=_FACTORY")
            value = f"_new_{name}() if {name} is _FACTORY else {name}"
        elif about.default is not _MISSING:
            known[f"_default_{name}"] = about.default
            heads.append(f"{name}=_default_{name}")
        else:
            heads.append(name)
        lines.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    # Nothing but the names in the source of the class goes into this, as in dataclasses.
    exec("\n".join([f"def __init__({', '.join(heads)}):", *lines]), known)  # noqa: S102
    init = known["__init__"]
    init.__module__ = cls.__module__
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {**types, "return": None}
    return init


def _freeze(cls: Any, names: tuple[str, ...]) -> None:
    def refuse(doing: str, name: str) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot {doing} field {name!r}")

    # A subclass may have attributes of its own.
    def setattr_(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            refuse("assign to", name)
        super(cls, self).__setattr__(name, value)

    def delattr_(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            refuse("delete", name)
        super(cls, self).__delattr__(name)

    cls.__setattr__ = setattr_
    cls.__delattr__ = delattr_


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._record_shown)
    return f"{type(self).__qualname__}({shown})"


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in self._record_fields])


def _eq(self: Any, other: Any) -> Any:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_values(self))


def _getstate(self: Any) -> list[Any]:
    return list(_values(self))


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self._record_fields, state, strict=True):
        object.__setattr__(self, name, value)


def _replace(self: Any, /, **changes: Any) -> Any:
    for name in self._record_fields:
        if name not in changes:
            changes[name] = getattr(self, name)
    return type(self)(**changes)


class _Promised:
    """An attribute of a class that is made when it is looked for, and is an ordinary one from then on."""

    __slots__ = ("_cls", "_make", "_name")

    def __init__(self, cls: type, name: str, make: Any) -> None:
        self._cls = cls
        self._name = name
        self._make = make

    def __get__(self, instance: object, owner: type) -> Any:
        made = self._make()
        setattr(self._cls, self._name, made)
        # As if it had been there: a function is bound, also when it was looked for by super().
        return made.__get__(instance, owner) if callable(made) else made


def _promise(
    cls: type,
    fields: dict[str, _Field],
    types: dict[str, Any],
    *,
    frozen: bool,
    slots: bool,
    kw_only: bool,
) -> None:
    """Give the class what is costly to make: its __init__, and what `dataclasses` asks a dataclass for."""

    def dataclass_like(name: str) -> Any:
        import dataclasses

        made: list[tuple[str, Any, Any]] = []
        for each, about in fields.items():
            said: dict[str, Any] = {"repr": about.repr}
            if about.default is not _MISSING:
                said["default"] = about.default
            if about.default_factory is not _MISSING:
                said["default_factory"] = about.default_factory
            made.append((each, types[each], dataclasses.field(**said)))
        twin = dataclasses.make_dataclass(cls.__name__, made, frozen=frozen, slots=slots, kw_only=kw_only)
        return getattr(twin, name)

    makers = {
        "__init__": lambda: _make_init(cls, fields, types, frozen=frozen, kw_only=kw_only),
        "__dataclass_fields__": lambda: dataclass_like("__dataclass_fields__"),
        "__dataclass_params__": lambda: dataclass_like("__dataclass_params__"),
    }
    for name, make in makers.items():
        setattr(cls, name, _Promised(cls, name, make))


if not TYPE_CHECKING:
    record, field, replace = _record, _Field, _replace
