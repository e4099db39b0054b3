"""Response headers into models. What they mean is in headers.py."""

from __future__ import annotations

from pycos.errors import MalformedResponse
from pycos.models import ObjectInfo
from pycos.wire.headers import METADATA
from pycos.wire.times import from_http_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["content_range", "first_values", "object_info", "to_whole_number", "whole_number"]


def content_range(text: str) -> tuple[int, int, int | None]:
    """`bytes 5-9/20` as (5, 10, 20). Raises MalformedResponse."""
    unit, _, numbers = text.strip().partition(" ")
    span, _, total = numbers.partition("/")
    first, _, last = span.partition("-")
    each = (first, last, "0" if total == "*" else total)
    if unit != "bytes" or not all(one.isascii() and one.isdigit() for one in each) or int(last) < int(first):
        raise MalformedResponse(f"Content-Range is {text!r}")
    return int(first), int(last) + 1, None if total == "*" else int(total)


def first_values(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Response headers by lower-case name; of one sent twice, the first."""
    found: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        if lower not in found:
            found[lower] = value
    return found


def whole_number(headers: Mapping[str, str], name: str) -> int | None:
    """A header's number, None when it is not there or not one."""
    return to_whole_number(headers.get(name))


def to_whole_number(value: str | None) -> int | None:
    """The number that a header's value is; None when there is no header or it is no number."""
    if value is None:
        return None
    text = value.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None


def object_info(key: str, headers: Mapping[str, str], request_id: str = "") -> ObjectInfo:
    """The object that the headers of a GET or HEAD answer describe."""
    size = whole_number(headers, "content-length") or 0
    if "content-range" in headers:
        total = content_range(headers["content-range"])[2]
        size = size if total is None else total
    return ObjectInfo(
        key,
        size,
        headers.get("etag", "").strip('"'),
        from_http_date(headers.get("last-modified", "")),
        headers.get("x-cos-storage-class", "STANDARD"),
        None,
        headers.get("x-cos-version-id"),
        whole_number(headers, "x-cos-hash-crc64ecma"),
        headers.get("content-type"),
        headers.get("cache-control"),
        headers.get("content-disposition"),
        headers.get("content-encoding"),
        headers.get("content-language"),
        headers.get("expires"),
        {name[len(METADATA) :]: value for name, value in headers.items() if name.startswith(METADATA)},
        whole_number(headers, "x-cos-next-append-position"),
        headers.get("x-cos-restore"),
        headers.get("x-cos-server-side-encryption"),
        request_id,
        headers,
    )
