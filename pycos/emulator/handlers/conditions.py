"""Conditional requests: If-Match and its relatives. ETag rules beat date rules where both are given."""

from __future__ import annotations

import calendar
import enum

from pycos.emulator.request import Request

#: The headers that make a request conditional.
NAMES = frozenset(("if-match", "if-unmodified-since", "if-none-match", "if-modified-since"))


class Outcome(enum.Enum):
    """What the conditions of a request say."""

    PASSED = "passed"
    NOT_MODIFIED = "not modified"
    FAILED = "failed"


def _names(header: str, etag: str) -> bool:
    wanted = {item.strip().removeprefix("W/").strip('"') for item in header.split(",")}
    return "*" in wanted or etag in wanted


def _seconds(header: str | None) -> int | None:
    """A date in a header; None when it is absent or not a date, which counts as absent."""
    if not header:
        return None
    from email.utils import parsedate  # with the first request that needs it: it brings half a mail program

    parsed = parsedate(header)
    try:
        return calendar.timegm(parsed) if parsed else None
    except (ValueError, OverflowError):  # of a year that no calendar has
        return None


def evaluate(request: Request, etag: str, modified: int, *, prefix: str = "") -> Outcome:
    """Judge the headers ``<prefix>if-*`` against an ETag (no quotes) and a time in milliseconds."""
    seconds = modified // 1000
    match = request.header(f"{prefix}if-match")
    if match is not None:
        if not _names(match, etag):
            return Outcome.FAILED
    else:
        unmodified = _seconds(request.header(f"{prefix}if-unmodified-since"))
        if unmodified is not None and seconds > unmodified:
            return Outcome.FAILED
    none_match = request.header(f"{prefix}if-none-match")
    if none_match is not None:
        return Outcome.NOT_MODIFIED if _names(none_match, etag) else Outcome.PASSED
    since = _seconds(request.header(f"{prefix}if-modified-since"))
    if since is not None and seconds <= since:
        return Outcome.NOT_MODIFIED
    return Outcome.PASSED


def range_holds(request: Request, etag: str, modified: int) -> bool:
    """Whether If-Range, if it is there, still means this object: else the whole of it is sent, no range."""
    text = request.header("if-range")
    if text is None:
        return True
    moment = _seconds(text)
    return text.strip('"') == etag if moment is None else moment == modified // 1000
