"""The C side of requests: memory that is made once and used by one request after another."""

from __future__ import annotations

from cos_c._library import ffi, lib
from cos_c.callbacks import Ticker
from cos_c.status import Reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cos_c.settings import Settings

__all__ = ["NativeCall"]

FACTS: int = lib.COSC_FACTS
TEXTS_SIZE: int = lib.COSC_TEXTS_SIZE
BODY_SIZE: int = lib.COSC_BODY_SIZE
MOST_SPARE = 64  # as many as the connections that C keeps
LARGE_BODY = 64 << 10  # bytes that may stay until the next request
unpack = ffi.unpack
end = lib.cosc_end


class NativeCall:
    """A cosc_call_t with its handle. Between two requests it is in `Settings.spare`."""

    __slots__ = ("facts", "handle", "struct", "ticker")

    def __init__(self, settings: Settings) -> None:
        self.struct: Any = ffi.new("cosc_call_t *")
        self.ticker = Ticker()
        self.handle = ffi.new_handle(self.ticker)
        # Borrowed while a request runs, whose Call has them; here they would make a circle.
        self.struct.settings = settings.native
        self.struct.handle = self.handle
        self.facts = self.struct.facts

    def reply(self, listing: bool = False) -> Reply:
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
        if size > LARGE_BODY:
            end(struct)  # the next request may be long in coming
        return reply

    def give_back(self, spare: list[NativeCall]) -> None:
        """The request is over, and so is all that C borrowed for it."""
        self.ticker.progress = None
        if len(spare) < MOST_SPARE:
            spare.append(self)

    def __del__(self, free: Any = lib.cosc_free) -> None:
        free(self.struct)
