"""Answers that are right but for one value: a header, or the element of the same meaning."""

from __future__ import annotations

import re
from collections.abc import Callable

from pycos.emulator.response import Response

ETAG = ("etag", re.compile(rb"<ETag>[^<]*</ETag>"))
CRC = ("x-cos-hash-crc64ecma", re.compile(rb"<CRC64>[^<]*</CRC64>"))
CONTENT_RANGE = "content-range"
_WRONG_ETAG = '"' + "0" * 32 + '"'
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(.*)")


def change(response: Response, name: str, make: Callable[[str], str]) -> None:
    """Give a header another value, where there is one."""
    response.headers = [
        (key, make(text)) if key.lower() == name else (key, text) for key, text in response.headers
    ]


def drop(response: Response, name: str) -> None:
    """Leave a header out."""
    response.headers = [item for item in response.headers if item[0].lower() != name]


def put(response: Response, name: str, value: str) -> None:
    """Set a header, whether there was one or not."""
    drop(response, name.lower())
    response.headers.append((name, value))


def wrong_etag(response: Response) -> None:
    """Another ETag."""
    change(response, ETAG[0], lambda _text: _WRONG_ETAG)
    _in_xml(response, ETAG[1], f"<ETag>{_WRONG_ETAG}</ETag>".encode())


def wrong_crc(response: Response) -> None:
    """A CRC64 with its last bit turned over."""
    change(response, CRC[0], _turned)
    if _is_xml(response):
        response.body = CRC[1].sub(
            lambda found: b"<CRC64>%s</CRC64>" % _turned(found[0][7:-8].decode()).encode(), response.body
        )


def missing(response: Response, what: tuple[str, re.Pattern[bytes]]) -> None:
    """Neither the header nor the element."""
    drop(response, what[0])
    _in_xml(response, what[1], b"")


def wrong_content_range(response: Response) -> None:
    """A range that begins and ends one byte later than what is sent."""

    def moved(text: str) -> str:
        found = _RANGE.fullmatch(text)
        return f"bytes {int(found[1]) + 1}-{int(found[2]) + 1}/{found[3]}" if found else text

    change(response, CONTENT_RANGE, moved)


def _turned(text: str) -> str:
    return str(int(text) ^ 1) if text.isdecimal() else "1"


def _is_xml(response: Response) -> bool:
    return response.content is None and response.body[:5] == b"<?xml"


def _in_xml(response: Response, pattern: re.Pattern[bytes], value: bytes) -> None:
    if _is_xml(response):
        response.body = pattern.sub(value, response.body)
