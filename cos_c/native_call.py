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

MOST_SPARE = 64  # as many as the connections that C keeps


class NativeCall:
    """A cosc_call_t with its handle. Between two requests it is in `Settings.spare`."""

    __slots__ = ("address", "facts", "handle", "struct", "ticker")

    def __init__(self, settings: Settings) -> None:
        self.struct: Any = ffi.new("cosc_call_t *")
        self.ticker = Ticker()
        self.handle = ffi.new_handle(self.ticker)
        # Borrowed while a request runs, whose Call has them; here they would make a circle.
        self.struct.settings = settings.native
        self.struct.handle = self.handle
        self.facts = self.struct.facts
        self.address = int(ffi.cast("uintptr_t", self.struct))

    def listing(self, facts: list[int], texts: bytes) -> Reply:
        """The reply whose body is in columns, or whole if those say what Python cannot. Ends the request."""
        from cos_c.listing import to_listing

        columns = to_listing(self.struct.listing)
        body = ffi.unpack(self.struct.body, facts[lib.COSC_BODY_SIZE]) if columns is None else b""
        lib.cosc_end(self.struct)
        return Reply(facts, texts, body, columns)

    def give_back(self, spare: list[NativeCall]) -> None:
        """The request is over, and so is all that C borrowed for it."""
        self.ticker.progress = None
        if len(spare) < MOST_SPARE:
            spare.append(self)

    def __del__(self, free: Any = lib.cosc_free) -> None:
        free(self.struct)
