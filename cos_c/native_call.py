"""The C side of requests: memory that is made once and used by one request after another."""

from __future__ import annotations

import os
from threading import get_ident, main_thread

from cos_c._library import ffi, lib
from cos_c.callbacks import Ticker
from cos_c.status import Reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cos_c.settings import Settings

__all__ = ["NativeCall", "give_back", "on_main_thread", "take"]

FACTS: int = lib.COSC_FACTS
TEXTS_SIZE: int = lib.COSC_TEXTS_SIZE
BODY_SIZE: int = lib.COSC_BODY_SIZE
MOST_SPARE = 64  # as many as the connections that C keeps
unpack = ffi.unpack
end = lib.cosc_end


class NativeCall:
    """A cosc_call_t with its handle. One request at a time; whoever takes it gives it back."""

    __slots__ = ("facts", "handle", "struct", "ticker")

    def __init__(self, settings: Settings) -> None:
        self.struct: Any = ffi.new("cosc_call_t *")
        self.ticker = Ticker()
        self.handle = ffi.new_handle(self.ticker)
        # Borrowed while a request runs, whose Call has them; here they would make a circle.
        self.struct.settings = settings.native
        self.struct.handle = self.handle
        self.facts = self.struct.facts

    def reply(self, *, listing: bool = False) -> Reply:
        """What came of the request, copied out of C."""
        struct = self.struct
        facts: list[int] = unpack(self.facts, FACTS)
        texts: bytes = unpack(struct.texts, facts[TEXTS_SIZE])
        size = facts[BODY_SIZE]
        if not size:
            return Reply(facts, texts, b"")
        columns = None
        if listing and struct.has_listing:
            from cos_c.listing import to_listing

            columns = to_listing(struct.listing)
        reply = Reply(facts, texts, unpack(struct.body, size) if columns is None else b"", columns)
        end(struct)  # bodies may be large, and the next request may be long in coming
        return reply

    def __del__(self, free: Any = lib.cosc_free) -> None:
        free(self.struct)


def take(settings: Settings) -> NativeCall:
    """One that nobody uses now."""
    try:
        native: NativeCall = settings.spare.pop()
    except IndexError:
        native = NativeCall(settings)
    return native


def give_back(settings: Settings, native: NativeCall) -> None:
    """The request is over, and so is all that C borrowed for it."""
    native.ticker.progress = None
    spare = settings.spare
    if len(spare) < MOST_SPARE:
        spare.append(native)


def on_main_thread() -> bool:
    """Whether signal handlers run on this thread."""
    return get_ident() == _main


def _look_for_main_thread() -> None:
    global _main
    _main = main_thread().ident


_main: int | None = None
_look_for_main_thread()
os.register_at_fork(after_in_child=_look_for_main_thread)
