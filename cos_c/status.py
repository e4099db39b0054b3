"""What came of a request, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cos_c.listing import Listing

__all__ = ["Reply", "Status"]


@dataclass(frozen=True, slots=True)
class Status:
    """The outcome of a call (C: cos_status_t). Raises nothing; see `ok`."""

    code: int
    """The HTTP status, or a negative value of cos_error_code_e when there is none or it does not count."""
    error_code: str = ""
    """The service's or the library's word for the error, for example NoSuchKey; "" when all went well."""
    message: str = ""
    """One line of text; "" when all went well."""
    request_id: str = ""
    """x-cos-request-id; "" when no response came."""

    @property
    def ok(self) -> bool:
        """True for a 2xx status."""
        return 200 <= self.code < 300


@dataclass(slots=True)
class Reply:
    """The answer to one request: status, headers, body and what moved."""

    status: Status
    words: list[str]
    """Names and values of the headers in turn; see `headers`."""
    body: bytes
    """The body, unless it went to a sink. Bodies of failed requests are always here."""
    sent: int
    """Body bytes sent."""
    received: int
    """Body bytes received."""
    sent_crc: int
    """CRC-64/XZ of the body bytes sent; 0 when the call had check_crc off."""
    received_crc: int
    """CRC-64/XZ of the body bytes received."""
    http_status: int
    """The status line's, also when `status` is a local error; 0: no response."""
    os_errno: int
    """errno of a failed local read or write, or of the socket; 0."""
    curl_code: int
    """CURLcode; 0 when the transfer itself went well."""
    error: str
    """One line on what failed below HTTP; ""."""
    sent_any: bool
    """True when at least one byte of the request may have left this machine."""
    listing: Listing | None = None
    """The body in columns, when that was asked for and it is one; `body` is empty then."""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """In the order received; a byte that is not UTF-8 is a lone surrogate (errors="surrogateescape")."""
        return list(zip(self.words[::2], self.words[1::2], strict=False))

    def first_values(self) -> dict[str, str]:
        """The headers by their names in lower case; of one sent twice, the first."""
        names = [name.lower() for name in self.words[::2]]
        values = self.words[1::2]
        found = dict(zip(names, values, strict=False))
        if len(found) < len(names):
            found = {}
            for name, value in zip(names, values, strict=False):
                found.setdefault(name, value)
        return found


def one_line(message: str) -> str:
    """`message` without line breaks and runs of blanks, as exceptions and logs want it."""
    return " ".join(message.split()) if message else ""
