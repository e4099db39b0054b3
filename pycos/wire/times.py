"""The three ways COS writes a moment."""

from __future__ import annotations

from datetime import datetime, timezone

__all__ = ["from_http_date", "from_iso", "to_http_date"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def from_iso(text: str) -> datetime | None:
    """2026-11-22T05:17:04.000Z, with or without fraction; None for anything else."""
    if not text:
        return None
    try:
        # Before Python 3.11 fromisoformat knew neither Z nor fractions of other than 3 or 6 digits.
        moment = datetime.fromisoformat(text[:-1] if text.endswith("Z") else text)
    except ValueError:
        return None
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def from_http_date(text: str) -> datetime | None:
    """Sun, 22 Nov 2026 05:17:04 GMT; None for anything else."""
    fields = text.replace("-", " ").split()
    try:
        day, month, year, clock = (
            int(fields[1]),
            _MONTHS.index(fields[2][:3].title()) + 1,
            int(fields[3]),
            fields[4],
        )
        hour, minute, second = (int(each) for each in clock.split(":"))
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone.utc)
    except (ValueError, IndexError):
        return None


def to_http_date(moment: datetime) -> str:
    """For If-Modified-Since and its like. Naive datetimes are a ValueError: nobody knows when they are."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without time zone; use datetime.now(timezone.utc) or .astimezone()")
    utc = moment.astimezone(timezone.utc)
    return (
        f"{_DAYS[utc.weekday()]}, {utc.day:02} {_MONTHS[utc.month - 1]} {utc.year:04} "
        f"{utc.hour:02}:{utc.minute:02}:{utc.second:02} GMT"
    )
