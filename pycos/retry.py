"""What is tried again, and when: one table, the same as the C library's (``cosx_retry_wanted``)."""

from __future__ import annotations

from cos_c.records import record
from pycos.errors import InvalidArgument

__all__ = ["RetryPolicy", "retry_wanted"]

#: Not carried out, whatever it was: send it again.
_NOT_DONE: frozenset[tuple[int, str | None]] = frozenset(
    {
        (429, None),
        (503, None),
        (200, "SlowDown"),
        (200, "ServiceUnavailable"),
        (-986, "SlowDown"),  # COSE_SERVICE_ERROR: an error in the body of a 2xx
        (-986, "ServiceUnavailable"),
        (-990, None),  # COSE_NAME_LOOKUP_ERROR
        (-998, None),  # COSE_FAILED_CONNECT
    }
)

#: Perhaps carried out: send it again if it never left or if doing it twice does no harm.
_PERHAPS: frozenset[tuple[int, str | None]] = frozenset(
    {
        (400, "RequestTimeout"),  # the body came too slowly, or not at all
        (408, None),
        (500, None),
        (502, None),
        (504, None),
        (200, "InternalError"),
        (200, "RequestTimeout"),
        (-986, "InternalError"),
        (-986, "RequestTimeout"),
        (-986, "ServerError"),
        (-992, None),  # COSE_CONNECTION_FAILED
        (-995, None),  # COSE_REQUEST_TIMEOUT
        (-978, None),  # COSE_CRC_INCONSISTENT_ERROR
    }
)


def retry_wanted(code: int, error_code: str, *, idempotent: bool, sent_any: bool) -> bool:
    """Whether an outcome is worth another attempt.

    ``code`` is the HTTP status or a negative ``COSE_*``, ``error_code`` the server's word; ``idempotent``
    says that the request may be carried out twice; ``sent_any`` that at least one byte of it left this
    machine.
    """
    keys = ((code, None), (code, error_code))
    if any(key in _NOT_DONE for key in keys):
        return True
    return any(key in _PERHAPS for key in keys) and (idempotent or not sent_any)


@record(frozen=True, slots=True, kw_only=True)
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
        import random  # its tables cost more than anything else of an import

        ceiling = min(self.max_delay, self.base_delay * 2.0 ** min(attempt - 1, 60))
        jittered = random.uniform(0, ceiling)  # noqa: S311  # no secret, only spread
        return min(self.max_delay, max(jittered, retry_after or 0.0))
