"""From the byte counts of C to the Progress that progress= callbacks get."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pycos.progress import ProgressCallback


__all__ = ["Meter"]


class Meter:
    """Counts one call of the user, which may be several requests and attempts."""

    def __init__(
        self, callback: ProgressCallback, name: str, *, upload: bool, total: int | None = None
    ) -> None:
        self._callback = callback
        self._name = name
        self._upload = upload
        self._started = time.monotonic()
        self._before = 0  # moved by requests that are over
        self._now = 0  # moved by the request that runs
        self._retries = 0
        self._finished = False
        self.total = total

    def tick(self, sent: int, to_send: int, received: int, to_receive: int) -> None:
        """For cos_c.Call(progress=): runs on the calling thread, about ten times a second."""
        self._now = sent if self._upload else received
        if self.total is None:
            expected = to_send if self._upload else to_receive
            # Until the answer's headers are there nothing is known; 0 received is not "0 of 0".
            self._report(expected if expected > 0 else None)
        else:
            self._report(self.total)

    def moved(self, count: int) -> None:
        """`count` bytes of a request that is over."""
        self._before += count
        self._now = 0
        self._report(self.total)

    def begin_again_at(self, count: int) -> None:
        """A request for the rest begins; `count` bytes were there before it."""
        self._before = count
        self._now = 0

    def retry(self) -> None:
        """The request begins again."""
        self._now = 0
        self._retries += 1

    def finish(self, *, quietly: bool = False) -> None:
        """The call is over, however it ended. Only the first time counts. `quietly`: an exception is on its
        way, and
        one of the callback must not take its place.
        """
        if self._finished:
            return
        self._finished = True
        try:
            self._report(self.total if self.total is not None else self._before + self._now)
        except Exception:
            if not quietly:
                raise

    def _report(self, total: int | None) -> None:
        from pycos.progress import Progress

        self._callback(
            Progress(
                done_bytes=self._before + self._now,
                total_bytes=total,
                retries=self._retries,
                seconds=time.monotonic() - self._started,
                name=self._name,
                finished=self._finished,
            )
        )
