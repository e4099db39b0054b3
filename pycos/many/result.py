"""What came of one item of get_many and the like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

import cos_c
from pycos.errors import CosError
from pycos.models import ObjectInfo
from pycos.wire.answers import first_values, object_info, to_whole_number
from pycos.wire.times import from_http_date

__all__ = ["ItemResult", "good_results", "header_map"]


def header_map(packed: bytes) -> dict[str, str]:
    """Packed headers (name NUL value NUL ...) by name in lower case; of one sent twice, the first."""
    words = packed.decode("utf-8", "surrogateescape").split("\0")
    return first_values(zip(words[::2], words[1::2], strict=False))


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The outcome for one key. What the server's headers say is read from them when it is asked for."""

    key: str
    index: int
    """Position of the item in what was given, from 0."""
    data: bytes | None
    """The object (get_many); None for all else, and when there is an error."""
    error: CosError | None
    """What a single call would have raised; None: all went well."""
    attempts: int
    """How often it was sent; 0: not at all."""
    _headers: bytes = field(default=b"", repr=False)
    _said: Mapping[str, str] | None = field(default=None, repr=False)
    """What a document in the body says (copy_many); before the headers."""

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.error is None

    @property
    def headers(self) -> dict[str, str]:
        """All headers of the answer, names in lower case; made anew each time."""
        return header_map(self._headers)

    @property
    def etag(self) -> str:
        """Without its quotes; "" when the server said none."""
        return self._first("etag").strip('"')

    @property
    def size(self) -> int | None:
        """Bytes of the whole object, as get_many and head_many were told; None when nobody said."""
        if self.error is not None:
            return None
        headers = self.headers
        return object_info(self.key, headers).size if "content-length" in headers else None

    @property
    def crc64(self) -> int | None:
        """CRC-64/XZ of the whole object, by the server."""
        return to_whole_number(self._first("x-cos-hash-crc64ecma"))

    @property
    def version_id(self) -> str | None:
        return self._first("x-cos-version-id") or None

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def last_modified(self) -> datetime | None:
        return from_http_date(self.headers.get("last-modified", ""))

    @property
    def request_id(self) -> str:
        return self.headers.get("x-cos-request-id", "")

    @property
    def info(self) -> ObjectInfo:
        """All of it, as head() returns it."""
        return object_info(self.key, self.headers, self.request_id)

    def _first(self, name: str) -> str:
        if self._said is not None and name in self._said:
            return self._said[name]
        return self.headers.get(name, "")


def good_results(
    keys: Sequence[str | None],
    indices: Sequence[int],
    bodies: list[bytes] | None,
    attempts: list[int],
    headers: list[bytes],
) -> list[ItemResult]:
    """A result for each, none of them with an error."""
    named = [key or "" for key in keys]
    columns = (named, list(indices), bodies, None, attempts, headers, None)
    return cos_c.make_objects(ItemResult, len(named), _SLOTS, columns)


_SLOTS = [getattr(ItemResult, each.name) for each in fields(ItemResult)]
