"""Strict HTTP/1.1 framing: one head of bytes to a method, a target, headers and a body length.

The grammar is checked by llhttp (through httptools); what decides where a message ends is checked here
once more, since a server and a proxy that disagree about that can be played against each other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

import httptools

from pycos.emulator.errors import ApiError

MAX_HEADERS = 256
_SINGLE = frozenset(
    ("authorization", "content-length", "content-md5", "expect", "host", "range", "transfer-encoding")
)
_LONGEST_AUTHORITY = 253 + len(":65535")  # what is kept of what clients send must be short
_AUTHORITY = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")


@dataclass(slots=True)
class Head:
    """The head of one request. ``length`` is None for a chunked body; ``old`` is HTTP/1.0."""

    method: str
    target: str
    headers: dict[str, str]
    length: int | None
    keep_alive: bool
    expects_continue: bool
    old: bool = False


def bad(message: str) -> ApiError:
    """A refusal after which the connection is closed: where the next request starts is unknown."""
    return ApiError("BadRequest", message, close=True)


def is_authority(text: str) -> bool:
    """Whether a text is ``host[:port]``, with no user and nothing that could be read as something else."""
    return len(text) <= _LONGEST_AUTHORITY and _is_authority(text)


@functools.lru_cache(maxsize=4096)
def _is_authority(text: str) -> bool:
    return _AUTHORITY.fullmatch(text) is not None


class _Listener:
    """Who is told of each header."""

    __slots__ = ("on_header",)

    def __init__(self, on_header: Callable[[bytes, bytes], None]) -> None:
        self.on_header = on_header


def parse_head(data: bytes) -> Head:
    """Read one head; ApiError BadRequest, with ``close`` set, for anything that is not strict HTTP/1.1."""
    line = data[: data.find(b"\r\n")].split(b" ")
    # llhttp would pass over empty lines, or the half of one, before the request line.
    if len(line) != 3 or not line[0][:1].isalpha():
        raise bad("The request line must have three parts with one space between them.")
    method, target, version = line
    if version not in (b"HTTP/1.1", b"HTTP/1.0"):  # llhttp also knows the version lines of RTSP and ICE
        raise bad("Only HTTP/1.1 is spoken here.")
    found: dict[bytes, bytes] = {}
    _feed(data, found.__setitem__)
    items: Collection[tuple[bytes, bytes]] = found.items()
    if len(found) != data.count(b"\n") - 2:  # a name came twice, which few requests have, or a line goes on
        items = []
        _feed(data, lambda name, value: items.append((name, value)))
    if b"#" in target:
        raise bad("A request target has no fragment.")
    newest = version == b"HTTP/1.1"
    headers = _headers(items)
    connection = headers.get("connection", "").lower()
    if not is_authority(headers.get("host", "")):
        raise bad("The Host header is not a host and a port.")
    if newest:
        if "host" not in headers:
            raise bad("There is no Host header.")
        keep_alive = "close" not in connection
    else:
        keep_alive = "keep-alive" in connection
    expect = headers.get("expect", "").lower()
    if expect not in ("", "100-continue"):
        raise bad("The only expectation that can be met is 100-continue.")
    return Head(
        method.decode("ascii"),
        target.decode("ascii", "surrogateescape"),
        headers,
        _body_length(headers, newest),
        keep_alive,
        expect != "" and newest,
        not newest,
    )


def _feed(data: bytes, on_header: Callable[[bytes, bytes], None]) -> None:
    """Have llhttp judge a head, and tell of its headers."""
    parser = httptools.HttpRequestParser(_Listener(on_header))
    try:
        parser.feed_data(data)
    except httptools.HttpParserUpgrade:
        pass  # CONNECT, or an offer of another protocol that is not taken
    except httptools.HttpParserError as error:
        raise bad(f"The request is not valid HTTP/1.1: {error}.") from None


@functools.lru_cache(maxsize=512)
def _name(raw: bytes) -> str:
    """The name of a header, lower case. There are few, though a client may send many, and long ones."""
    return raw.decode("ascii", "surrogateescape").lower()


def _headers(found: Collection[tuple[bytes, bytes]]) -> dict[str, str]:
    if len(found) > MAX_HEADERS:
        raise bad("There are too many headers.")
    headers: dict[str, str] = {}
    for raw, value in found:
        name = _name(raw)
        text = value.strip(b" \t").decode("utf-8", "surrogateescape")
        if name in headers:
            if name in _SINGLE:
                raise bad(f"There is more than one {name} header.")
            text = f"{headers[name]}, {text}"
        headers[name] = text
    return headers


def _body_length(headers: dict[str, str], newest: bool) -> int | None:
    length = headers.get("content-length")
    coding = headers.get("transfer-encoding")
    if coding is not None:
        if length is not None:
            raise bad("Content-Length and Transfer-Encoding may not come together.")
        if not newest or coding.lower() != "chunked":
            raise bad("The only transfer coding is chunked.")
        return None
    if length is None:
        return 0
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise bad("Content-Length is not a number.")
    return int(length)
