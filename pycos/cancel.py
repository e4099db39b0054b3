"""Ending a call from another thread."""

from __future__ import annotations

import threading

import cos_c
from pycos.errors import Cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CancelToken"]


class CancelToken:
    """Given as cancel= to any number of calls; ``cancel()`` ends them all, within about 200 ms, with
    Cancelled.

    May be called from any thread and more than once. A cancelled token stays cancelled.

        token = pycos.CancelToken()
        threading.Timer(5, token.cancel).start()
        bucket.put("big", data, cancel=token)
    """

    def __init__(self) -> None:
        self.flag = cos_c.CancelFlag()  # what the C side looks at
        self._event = threading.Event()  # what waits between two attempts look at
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], object]] = []

    def cancel(self) -> None:
        """End the calls this token was given to."""
        self.flag.set()
        with self._lock:
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    @property
    def cancelled(self) -> bool:
        """Whether cancel() has been called."""
        return self._event.is_set()

    def add_callback(self, callback: Callable[[], object]) -> None:
        """Call this once on cancel(), on its thread; at once when that has happened already."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return
        callback()

    def remove_callback(self, callback: Callable[[], object]) -> None:
        """Forget a callback; nothing happens if it is not there."""
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until cancelled or the time is over; whether it is cancelled."""
        return self._event.wait(seconds)

    def raise_if_cancelled(self) -> None:
        """Raise Cancelled if cancel() has been called."""
        if self._event.is_set():
            raise Cancelled("the call was cancelled")
