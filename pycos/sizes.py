"""Sizes in bytes, written the way people write them: 16 MiB is `"16MiB"`, `16777216` or `16 << 20`."""

from __future__ import annotations

_UNITS = {
    "": 1,
    "b": 1,
    "k": 1 << 10,
    "kib": 1 << 10,
    "kb": 10**3,
    "m": 1 << 20,
    "mib": 1 << 20,
    "mb": 10**6,
    "g": 1 << 30,
    "gib": 1 << 30,
    "gb": 10**9,
    "t": 1 << 40,
    "tib": 1 << 40,
    "tb": 10**12,
}
_SIZE = r"(?ai)\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*"
_LARGEST = 1 << 62  # the C side counts in int64


def parse_size(value: int | str) -> int:
    """The bytes that `value` means.

    A number is bytes; a text is a number with a unit: KiB, MiB, GiB, TiB (or K, M, G, T) are powers of 1024,
    KB, MB, GB, TB powers of 1000. Raises `ValueError` for anything else, `TypeError` for neither int nor str.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError(f"a size is an int or a text such as '16MiB', not {type(value).__name__}")
    if isinstance(value, int):
        size = value
    else:
        import re  # sizes are mostly numbers

        match = re.fullmatch(_SIZE, value)
        unit = _UNITS.get(match[2].lower()) if match else None
        if match is None or unit is None:
            raise ValueError(
                f"not a size: {value!r}; write bytes, or a number with KiB, MiB, GiB, KB, MB, GB"
            )
        size = int(match[1]) * unit if match[1].isdigit() else int(float(match[1]) * unit)
    if not 0 <= size < _LARGEST:
        raise ValueError(f"a size is between 0 and 2**62: {value!r}")
    return size


def format_size(size: float) -> str:
    """A short text for people: `999 B`, `1.5 MiB`."""
    if size < 1024:
        return f"{int(size)} B"
    units = iter(("KiB", "MiB", "GiB"))
    unit = next(units)
    size /= 1024
    while size >= 1023.95 and unit != "TiB":
        size /= 1024
        unit = next(units, "TiB")
    return f"{size:.1f} {unit}"
