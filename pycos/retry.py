"""What is tried again, and when: one table, the same as the C library's (``cosx_retry_wanted``)."""

from __future__ import annotations

import random
from dataclasses import dataclass

from pycos.errors import InvalidArgument

__all__ = ["RetryPolicy", "retry_wanted"]

#: Answers that pass: the server's trouble, or too many requests at once. 501 stays 501.
_STATUSES = frozenset({408, 429, 500, 502, 503, 504})

#: <Code> that is worth another attempt whatever the status: some arrive with 400, some in the body of a 200.
_WORDS = frozenset(
    {"InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout", "UserNetworkTooSlow"}
)

#: COSE_* where nothing has reached the server.
_NEVER_ARRIVED = frozenset({-998, -990})

#: COSE_* where the server may have carried the request out: only for requests that may be repeated.
_MAY_HAVE_ARRIVED = frozenset({-992, -995, -996, -978})


def retry_wanted(code: int, error_code: str, *, idempotent: bool, sent_any: bool) -> bool:
    """Whether an outcome is worth another attempt.

    ``code`` is the HTTP status or a negative ``COSE_*``; ``idempotent`` says that the request may be carried
    out twice; ``sent_any`` that at least one byte of it left this machine.
    """
    if code > 0:
        return code in _STATUSES or error_code in _WORDS
    if code in _NEVER_ARRIVED:
        return True
    return code in _MAY_HAVE_ARRIVED and (idempotent or not sent_any)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often a call is tried and how long it waits in between. Times in seconds.

    The wait before attempt n+1 is random in [0, min(max_delay, base_delay * 2**(n-1))], or the server's
    Retry-After if that is longer, at most max_delay. ``RetryPolicy(attempts=1)`` never tries again.
    """

    attempts: int = 5
    base_delay: float = 0.1
    max_delay: float = 20.0

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise InvalidArgument(f"attempts must be at least 1, not {self.attempts!r}")
        if self.base_delay < 0 or self.max_delay < 0:
            raise InvalidArgument("base_delay and max_delay must not be negative")

    def delay(self, attempt: int, retry_after: float | None = None) -> float:
        """Seconds to wait after the given attempt (the first is 1) has failed."""
        ceiling = min(self.max_delay, self.base_delay * 2.0 ** min(attempt - 1, 60))
        jittered = random.uniform(0, ceiling)  # noqa: S311  # no secret, only spread
        return min(self.max_delay, max(jittered, retry_after or 0.0))
