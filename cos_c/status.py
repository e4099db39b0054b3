"""What came of a request, as plain values."""

from __future__ import annotations

from cos_c._library import lib
from cos_c.records import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cos_c.listing import Listing

__all__ = ["Reply", "Status"]


@record(frozen=True, slots=True)
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


# Where the facts are.
HTTP_STATUS: int = lib.COSC_HTTP_STATUS
OS_ERRNO: int = lib.COSC_OS_ERRNO
CURL_CODE: int = lib.COSC_CURL_CODE
SENT_ANY: int = lib.COSC_SENT_ANY
SENT: int = lib.COSC_SENT
RECEIVED: int = lib.COSC_RECEIVED
SENT_CRC: int = lib.COSC_SENT_CRC
RECEIVED_CRC: int = lib.COSC_RECEIVED_CRC
CONTENT_LENGTH: int = lib.COSC_CONTENT_LENGTH
STREAMING: int = lib.COSC_STREAMING

CRC_MASK = (1 << 64) - 1


class Reply:
    """The answer to one request: status, headers, body and what moved. What is not asked for is not made."""

    __slots__ = ("_facts", "_texts", "body", "code", "listing")

    def __init__(self, facts: list[int], texts: bytes, body: bytes, listing: Listing | None = None) -> None:
        self.code = facts[0]
        """`status.code`."""
        self._facts = facts
        self._texts = texts
        self.body = body
        """The body, unless it went to a sink or comes in a stream. Bodies of failed requests are always
        here."""
        self.listing = listing
        """The body in columns, when that was asked for and it is one; `body` is empty then."""

    @property
    def status(self) -> Status:
        """The outcome."""
        return Status(self.code, self.error_code, self.message, self.request_id)

    @property
    def error_code(self) -> str:
        """`status.error_code`."""
        return self._text(0)

    @property
    def message(self) -> str:
        """`status.message`."""
        message = one_line(self._text(1))
        if not message and not 200 <= self.code < 300:
            # The library has no text for what failed below HTTP; the transport does.
            return self.error
        return message

    @property
    def request_id(self) -> str:
        """`status.request_id`."""
        return self._text(2)

    @property
    def error(self) -> str:
        """One line on what failed below HTTP; ""."""
        return one_line(self._text(3))

    @property
    def http_status(self) -> int:
        """The status line's, also when `status` is a local error; 0: no response."""
        return self._facts[HTTP_STATUS]

    @property
    def os_errno(self) -> int:
        """errno of a failed local read or write, or of the socket; 0."""
        return self._facts[OS_ERRNO]

    @property
    def curl_code(self) -> int:
        """CURLcode; 0 when the transfer itself went well."""
        return self._facts[CURL_CODE]

    @property
    def sent_any(self) -> bool:
        """True when at least one byte of the request may have left this machine."""
        return self._facts[SENT_ANY] != 0

    @property
    def sent(self) -> int:
        """Body bytes sent."""
        return self._facts[SENT]

    @property
    def received(self) -> int:
        """Body bytes received."""
        return self._facts[RECEIVED]

    @property
    def sent_crc(self) -> int:
        """CRC-64/XZ of the body bytes sent; 0 when the call had check_crc off."""
        return self._facts[SENT_CRC] & CRC_MASK

    @property
    def received_crc(self) -> int:
        """CRC-64/XZ of the body bytes received; of a body that a stream gives out, only if it is here."""
        return self._facts[RECEIVED_CRC] & CRC_MASK

    @property
    def content_length(self) -> int | None:
        """Bytes of the body, as the answer says; None where it does not."""
        length = self._facts[CONTENT_LENGTH]
        return length if length >= 0 else None

    @property
    def is_streaming(self) -> bool:
        """True when the body is not here but comes in a Stream."""
        return self._facts[STREAMING] != 0

    @property
    def headers(self) -> list[tuple[str, str]]:
        """In the order received, names in lower case; a byte that is not UTF-8 is a lone surrogate
        (errors="surrogateescape").
        """
        words = self._header_words()
        return list(zip(words[::2], words[1::2], strict=True))

    def first_values(self) -> dict[str, str]:
        """The headers by name; of one sent twice, the first."""
        words = self._header_words()
        names = words[::2]
        found = dict(zip(names, words[1::2], strict=True))
        if len(found) < len(names):
            found = {}
            for name, value in zip(names, words[1::2], strict=True):
                found.setdefault(name, value)
        return found

    def value(self, name: str) -> str | None:
        """The header of that name (in lower case), as first_values() has it, without making them all."""
        texts = self._texts
        # Only names have a line end before them.
        wanted = f"\0\n{name}\0".encode()
        start = texts.find(wanted)
        if start < 0:
            return None
        start += len(wanted)
        end = texts.find(b"\0", start)
        return texts[start : end if end >= 0 else None].decode("utf-8", "surrogateescape")

    def _text(self, index: int) -> str:
        """Error code, message, request id, the transport's error."""
        return self._texts.split(b"\0", 4)[index].decode("utf-8", "replace")

    def _header_words(self) -> list[str]:
        """Names and values in turn."""
        texts = self._texts.split(b"\0", 4)
        if len(texts) < 5:
            return []
        return texts[4].replace(b"\n", b"").decode("utf-8", "surrogateescape").split("\0")

    def __repr__(self) -> str:
        return f"Reply({self.status!r}, body of {len(self.body)} bytes)"


def one_line(message: str) -> str:
    """`message` without line breaks and runs of blanks, as exceptions and logs want it."""
    return " ".join(message.split()) if message else ""
