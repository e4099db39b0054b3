"""Arguments into request headers.

Metadata goes out as UTF-8 and comes back as UTF-8: the server stores the bytes as they are and the signature
covers them. Nothing is percent-encoded, so that every client reads what was written here.
"""

from __future__ import annotations

from cos_c.records import record
from pycos.errors import InvalidArgument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    Range = tuple[int, "int | None"]

__all__ = ["METADATA", "Conditions", "ObjectHeaders", "check_headers", "range_header"]

METADATA = "x-cos-meta-"
_NAME_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+.^_`|~-"

#: These are made from the arguments of the call; a second one by hand would contradict them.
_OURS = frozenset(
    {"host", "authorization", "content-length", "transfer-encoding", "x-cos-security-token", "connection"}
)


def check_headers(headers: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """headers= of a call, validated. Raises InvalidArgument for CR, LF, NUL, bad names, and headers pycos
    makes itself.
    """
    if not headers:
        return []
    checked: list[tuple[str, str]] = []
    for name, value in headers.items():
        if not isinstance(name, str) or not _is_token(name):
            raise InvalidArgument(f"{name!r} is not a header name")
        if name.lower() in _OURS:
            raise InvalidArgument(f"header {name} is made by pycos and cannot be given")
        checked.append((name, _value(f"header {name}", value)))
    return checked


def _is_token(name: str) -> bool:
    return name != "" and not name.strip(_NAME_CHARACTERS)


def _is_control(character: str) -> bool:
    return (character < " " and character != "\t") or character == "\x7f"


def _value(what: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidArgument(f"{what} must be a text, not {type(value).__name__}")
    bad = None if value.isprintable() else next(filter(_is_control, value), None)
    if bad is not None:
        raise InvalidArgument(f"{what} contains {bad!r}, which a header cannot carry")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidArgument(f"{what} contains a lone surrogate, which UTF-8 cannot carry") from None
    return value


@record(frozen=True, slots=True, kw_only=True)
class ObjectHeaders:
    """What an object is stored with. None: not given."""

    content_type: str | None = None
    cache_control: str | None = None
    content_disposition: str | None = None
    content_encoding: str | None = None
    content_language: str | None = None
    expires: datetime | str | None = None
    metadata: Mapping[str, str] | None = None
    storage_class: str | None = None
    acl: str | None = None
    forbid_overwrite: bool | None = None
    server_side_encryption: str | None = None
    headers: Mapping[str, str] | None = None

    def lines(self) -> list[tuple[str, str]]:
        """As header lines, validated; headers= comes last and may not repeat what has an argument."""
        made: list[tuple[str, str]] = []
        for name, value in (
            ("Content-Type", self.content_type),
            ("Cache-Control", self.cache_control),
            ("Content-Disposition", self.content_disposition),
            ("Content-Encoding", self.content_encoding),
            ("Content-Language", self.content_language),
            ("x-cos-storage-class", self.storage_class),
            ("x-cos-acl", self.acl),
            ("x-cos-server-side-encryption", self.server_side_encryption),
        ):
            if value is not None:
                made.append((name, _value(name, value)))
        if self.expires is not None:
            made.append(("Expires", _date("expires", self.expires)))
        if self.forbid_overwrite is not None:
            made.append(("x-cos-forbid-overwrite", "true" if self.forbid_overwrite else "false"))
        made += metadata_lines(self.metadata)
        made += _not_twice(made, check_headers(self.headers))
        return made


def _not_twice(made: list[tuple[str, str]], more: list[tuple[str, str]]) -> list[tuple[str, str]]:
    there = {name.lower() for name, _ in made}
    for name, _ in more:
        if name.lower() in there:
            raise InvalidArgument(f"header {name} is given twice: as an argument and in headers=")
    return more


def metadata_lines(metadata: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """User metadata as header lines. Names may be given with or without x-cos-meta-."""
    lines: list[tuple[str, str]] = []
    for name, value in (metadata or {}).items():
        if not isinstance(name, str) or not _is_token(name):
            raise InvalidArgument(f"metadata name {name!r} cannot be part of a header name")
        what = f"metadata {name!r}"
        text = _value(what, value)
        if not text:
            raise InvalidArgument(f"{what} is empty: COS does not keep it; leave it out")
        if text != text.strip(" \t"):
            raise InvalidArgument(f"{what} begins or ends with white space, which HTTP drops")
        lines.append((name if name.lower().startswith(METADATA) else METADATA + name, text))
    return lines


@record(frozen=True, slots=True, kw_only=True)
class Conditions:
    """if_match and its like, for get, head and (as copy-source conditions) copy."""

    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: datetime | str | None = None
    if_unmodified_since: datetime | str | None = None

    def lines(self, prefix: str = "") -> list[tuple[str, str]]:
        """As header lines, each with the prefix."""
        made: list[tuple[str, str]] = []
        for name, etag in (("If-Match", self.if_match), ("If-None-Match", self.if_none_match)):
            if etag is not None:
                made.append((prefix + name, quoted_etag(_value(name, etag))))
        for name, moment in (
            ("If-Modified-Since", self.if_modified_since),
            ("If-Unmodified-Since", self.if_unmodified_since),
        ):
            if moment is not None:
                made.append((prefix + name, _date(name, moment)))
        return made


def quoted_etag(etag: str) -> str:
    """An ETag as a header wants it; models carry it without quotes."""
    return etag if etag == "*" or etag.startswith(('"', "W/")) else f'"{etag}"'


def _date(name: str, moment: datetime | str) -> str:
    if isinstance(moment, str):
        return _value(name, moment)
    from pycos.wire.times import to_http_date

    try:
        return to_http_date(moment)
    except ValueError as error:
        raise InvalidArgument(f"{name}: {error}") from None


def range_header(wanted: Range) -> str:
    """(start, stop) as in a slice: stop is not included, None means to the end, (-n, None) the last n bytes.

    Raises InvalidArgument for an empty range, which HTTP cannot ask for.
    """
    try:
        start, stop = wanted
    except (TypeError, ValueError):
        raise InvalidArgument(f"range must be (start, stop), not {wanted!r}") from None
    if not isinstance(start, int) or not (stop is None or isinstance(stop, int)):
        raise InvalidArgument(f"range must be two numbers (or None as the second), not {wanted!r}")
    if start < 0:
        if stop is not None:
            raise InvalidArgument(f"range {wanted!r}: the last n bytes are (-n, None)")
        return f"bytes={start}"
    if stop is None:
        return f"bytes={start}-"
    if stop <= start:
        raise InvalidArgument(f"range {wanted!r} is empty")
    return f"bytes={start}-{stop - 1}"
