"""The Range header: one range of bytes, or the whole."""

from __future__ import annotations

import re

from pycos.emulator.errors import ApiError

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """(start, length) of the range, None for the whole object.

    What is not one valid range of bytes is ignored. InvalidRange when it begins behind the end.
    """
    found = _RANGE.fullmatch(header.replace(" ", "")) if header else None
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        count = min(int(found[2]), size)
        if not count:
            raise _unsatisfiable(size)
        return size - count, count
    start = int(found[1])
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise _unsatisfiable(size)
    end = min(int(found[2]), size - 1) if found[2] else size - 1
    return start, end - start + 1


def _unsatisfiable(size: int) -> ApiError:
    return ApiError("InvalidRange", headers=(("Content-Range", f"bytes */{size}"),))
