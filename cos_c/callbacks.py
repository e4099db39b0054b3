"""Every function of Python that C calls.

The protocol, the same for each:
 1. The function is static (def_extern); which call it belongs to, it learns from a handle.
 2. It runs with the GIL, on the thread that made the call (log lines: on any thread).
 3. It has no try of its own: an exception, KeyboardInterrupt included, goes to `onerror`, which
    also sees those that are raised before the first line of the function.
 4. `onerror` keeps the exception in the Ticker; `error` is what C gets instead of a result.
 5. C stops that one call. 6. Call raises the kept exception. Nothing is printed or lost.
"""

from __future__ import annotations

import atexit

from cos_c._library import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

    Progress = Callable[[int, int, int, int], None]
    """(sent, to_send, received, to_receive) in bytes; a total that is not known is -1."""

__all__ = ["Ticker"]

def_extern: Callable[..., Callable[[F], F]] = ffi.def_extern


class Ticker:
    """What a call's handle stands for: the function to tick, and the exception it raised."""

    __slots__ = ("error", "progress")

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.error: BaseException | None = None

    def raise_error(self) -> None:
        """Raise what the tick raised, if it did, once."""
        if self.error is not None:
            error, self.error = self.error, None
            raise error


def keep_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if trace is not None:
        ffi.from_handle(trace.tb_frame.f_locals["handle"]).error = error


@def_extern(error=1, onerror=keep_error)
def cosc_on_progress(handle: Any, sent: int, to_send: int, received: int, to_receive: int) -> int:
    # Also called when there is nothing to report to: running any Python code on the main thread
    # lets the interpreter run its signal handlers, which is how Ctrl-C gets into a waiting call.
    progress = ffi.from_handle(handle).progress
    if progress is not None:
        progress(sent, to_send, received, to_receive)
    return 0


def drop_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A log line that cannot be delivered must not disturb the call that wrote it."""


@def_extern(onerror=drop_error)
def cosc_on_log(level: int, function: Any, text: Any, size: int) -> None:
    # Here, because it imports logging, and most programs never see a line.
    from cos_c.logs import receive

    receive(level, function, text, size)


# Nothing in C runs before this module is imported. The log is let go before Python goes away.
lib.cosc_log_connect()
lib.cos_log_set_level(lib.COS_LOG_WARN)
atexit.register(lib.cosc_log_disconnect)
