"""One request as the handlers see it: address, decoded query, headers, and a body that is read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from pycos.emulator.addressing import BAD_PERCENT, Address
from pycos.emulator.errors import ApiError

if TYPE_CHECKING:
    from pycos.emulator.response import Response
    from pycos.emulator.signature import Credential

MAX_QUERY_ITEMS = 256


class Peer(Protocol):
    """Who is at the other end of the connection."""

    secure: bool

    def address(self) -> str:
        """The IP address of the client."""

    def tls_version(self) -> str | None:
        """The version of TLS that is spoken, such as TLSv1.3; None for http."""


class Body(Protocol):
    """The body of one request. ``size`` is the declared length, None when it comes in chunks."""

    size: int | None

    def chunks(self) -> Iterator[memoryview]:
        """The bytes in order. Each view is valid only until the next one is asked for."""

    def read(self, limit: int) -> bytes:
        """All of a small body; XMLSizeLimit when it is larger than ``limit`` bytes."""


class Dialect(Protocol):
    """Another way to speak to the service than its own: what handlers see of a request is a translation."""

    def verify(self, request: Request, credentials: Mapping[str, Credential], now: int) -> Credential | None:
        """The credential that signed the request, None for an anonymous one; ApiError for a wrong one."""

    def refusal(self, error: ApiError) -> ApiError:
        """An error in the words of the dialect."""

    def answer(self, request: Request, response: Response) -> None:
        """Put an answer into the words of the dialect."""


def read_small(body: Body, limit: int) -> bytes:
    """What ``Body.read`` gives, from its chunks."""
    if body.size is not None and body.size > limit:
        raise ApiError("XMLSizeLimit")
    data = bytearray()
    for view in body.chunks():
        data += view
        if len(data) > limit:
            raise ApiError("XMLSizeLimit")
    return bytes(data)


class GivenBody:
    """A body that is made piece by piece."""

    def __init__(self, size: int, pieces: Iterable[bytes]) -> None:
        self.size: int | None = size
        self._pieces = pieces

    def chunks(self) -> Iterator[memoryview]:
        """The bytes in order."""
        for piece in self._pieces:
            yield memoryview(piece)

    def read(self, limit: int) -> bytes:
        """All of a small body."""
        return read_small(self, limit)


class WholeBody(GivenBody):
    """A body that is at hand: all of it is ``data``."""

    def __init__(self, data: bytes) -> None:
        super().__init__(len(data), (data,) if data else ())
        self.data = data


@dataclass(slots=True)
class Request:
    """One request. ``params`` holds the first value of each query item, ``query`` all of them.

    ``identity`` is the credential that signed it, None when nobody did; ``dialect`` is None for the
    service's own; ``peer`` is where it came from. ``clock_skew`` is by how many seconds the clock that judges
    its signature is off (a fault).
    """

    method: str
    path: str
    address: Address
    query: list[tuple[str, str]]
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: Body
    identity: Credential | None = None
    operation: str = ""
    dialect: Dialect | None = None
    peer: Peer | None = None
    clock_skew: int = 0

    def header(self, name: str) -> str | None:
        """A header by lower-case name; a blank one counts as absent, as the service treats it."""
        value = self.headers.get(name)
        return value or None

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A query item as a number within bounds; InvalidArgument when it is anything else."""
        text = self.params.get(name, "")
        if not text:
            return default
        # isdigit alone would let through digits that int() reads and COS does not.
        if not (text.isascii() and text.isdigit() and len(text) < 20 and low <= int(text) <= high):
            raise ApiError("InvalidArgument", f"{name} is not a number from {low} to {high}.")
        return int(text)


def split_query(text: str) -> list[tuple[str, str]]:
    """The decoded items of a query string. A plus sign is a space, as Tencent's own clients send one; a
    missing value is an empty one. InvalidURI for what is not percent-encoded UTF-8, or too many items.
    """
    items: list[tuple[str, str]] = []
    for item in text.split("&") if text else ():
        if len(items) >= MAX_QUERY_ITEMS:
            raise ApiError("InvalidURI", f"The query has more than {MAX_QUERY_ITEMS} items.")
        if item:
            name, _, value = item.partition("=")
            items.append((_decoded(name), _decoded(value)))
    return items


def _decoded(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    if BAD_PERCENT.search(text):
        raise ApiError("InvalidURI", "A percent sign stands for itself only as %25.")
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ApiError("InvalidURI", "The query is not valid UTF-8.") from None


def first_values(query: list[tuple[str, str]]) -> dict[str, str]:
    """The first value of each query item."""
    return dict(reversed(query))
