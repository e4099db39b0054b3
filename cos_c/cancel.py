"""A flag that stops the calls that watch it."""

from __future__ import annotations

from cos_c._library import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["CancelFlag"]


class CancelFlag:
    """Set it from any thread, and every call that was given it ends within about 200 ms (C: cosx_cancel_t).

    It cannot be unset: make a new one.
    """

    __slots__ = ("_native",)

    def __init__(self) -> None:
        self._native: Any = ffi.new("cosx_cancel_t *")

    def set(self) -> None:
        """Stop the calls. Returns at once."""
        lib.cosx_cancel_set(self._native)

    def is_set(self) -> bool:
        return bool(lib.cosx_cancel_is_set(self._native))

    def __repr__(self) -> str:
        return f"<CancelFlag {'set' if self.is_set() else 'not set'}>"
