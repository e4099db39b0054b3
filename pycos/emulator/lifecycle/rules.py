"""The rules of a LifecycleConfiguration: which objects they are about, and what happens to them when."""

from __future__ import annotations

import calendar
import functools
import re
import time
from dataclasses import dataclass

from pycos.emulator import tags, xml
from pycos.emulator.errors import ApiError
from pycos.emulator.store.model import Attributes

DAY = 86_400_000  # milliseconds
_MOST_DAYS = 3650
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00|\+08:00)?)?")
# From hot to cold: things move down only.
_WARMTH = (
    ("STANDARD", "MAZ_STANDARD"),
    ("STANDARD_IA", "MAZ_STANDARD_IA"),
    ("INTELLIGENT_TIERING", "MAZ_INTELLIGENT_TIERING"),
    ("COLD",),
    ("ARCHIVE",),
    ("DEEP_ARCHIVE",),
)
_RANK = {name: rank for rank, names in enumerate(_WARMTH) for name in names}


@dataclass(frozen=True, slots=True)
class When:
    """Some days after an event, or a date (milliseconds since 1970); ``storage_class`` of a transition."""

    days: int | None
    date: int | None = None
    storage_class: str = ""

    def is_due(self, since: int, now: int) -> bool:
        """Whether the time has come, for something that happened at ``since``."""
        if self.days is not None:
            return now >= since + self.days * DAY
        return self.date is not None and now >= self.date


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that is enabled.

    ``lone_markers``: a delete marker that is all that is left of its key is removed.
    """

    identity: str
    prefix: str
    tags: frozenset[tuple[str, str]]
    expiration: When | None
    transitions: tuple[When, ...]
    past_expiration: When | None
    past_transitions: tuple[When, ...]
    lone_markers: bool
    abort: When | None

    def is_about(self, attributes: Attributes) -> bool:
        """Whether the tags of an object are those of the rule; its key is looked at elsewhere."""
        return not self.tags or self.tags <= set(tags.from_header(attributes.tagging))


def coldest(transitions: tuple[When, ...], storage_class: str, since: int, now: int) -> str:
    """The storage class that an object should have by now; the one it has when it need not move."""
    due = [storage_class, *(when.storage_class for when in transitions if when.is_due(since, now))]
    return max(due, key=lambda name: _RANK.get(name, -1))


@functools.lru_cache(maxsize=256)
def parse(document: str) -> tuple[Rule, ...]:
    """The rules that are enabled in a document as the store keeps it."""
    return from_root(xml.parse(document.encode(), "LifecycleConfiguration"))


def from_root(root: xml.Element) -> tuple[Rule, ...]:
    """The rules that are enabled; MalformedXML or InvalidArgument for what cannot be carried out."""
    rules = [(node, _rule(node)) for node in root.all("Rule")]
    return tuple(rule for node, rule in rules if node.value("Status") == "Enabled")


def _rule(node: xml.Element) -> Rule:
    filters = [*node.all("Filter"), *node.at("Filter/And")]
    prefixes = [prefix.text for place in (node, *filters) for prefix in place.all("Prefix")]
    wanted = [
        (tag.value("Key") or "", tag.value("Value") or "") for place in filters for tag in place.all("Tag")
    ]
    if len(set(prefixes)) > 1:
        raise ApiError("MalformedXML", "A Rule has one Prefix.")
    return Rule(
        node.value("ID") or "",
        prefixes[0] if prefixes else "",
        frozenset(tags.check(wanted, tags.MAX_OBJECT_TAGS)),
        _one(_times(node, "Expiration", "Days")),
        _moves(node, "Transition", "Days"),
        _one(_times(node, "NoncurrentVersionExpiration", "NoncurrentDays")),
        _moves(node, "NoncurrentVersionTransition", "NoncurrentDays"),
        any(
            (found.value("ExpiredObjectDeleteMarker") or "").lower() == "true"
            for found in node.all("Expiration")
        ),
        _one(_times(node, "AbortIncompleteMultipartUpload", "DaysAfterInitiation")),
    )


def _one(found: list[When]) -> When | None:
    if len(found) > 1:
        raise ApiError("MalformedXML", "A Rule says once when something ends.")
    return found[0] if found else None


def _moves(node: xml.Element, name: str, days: str) -> tuple[When, ...]:
    found = tuple(_times(node, name, days))
    for when in found:
        if when.storage_class not in _RANK:
            raise ApiError("InvalidArgument", f"StorageClass in {name} has no such value.")
    return found


def _times(node: xml.Element, name: str, days: str) -> list[When]:
    found = []
    for place in node.all(name):
        number, date = place.value(days), place.value("Date")
        if number is not None and date is not None:
            raise ApiError("MalformedXML", f"{name} has {days} or Date, not both.")
        if number is not None or date is not None:
            found.append(When(_days(number), _date(date), (place.value("StorageClass") or "").upper()))
        elif name != "Expiration":
            raise ApiError("MalformedXML", f"{name} does not say when.")
    return found


def _days(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= _MOST_DAYS):
        raise ApiError("InvalidArgument", f"A number of days is from 0 to {_MOST_DAYS}.")
    return int(text)


def _date(text: str | None) -> int | None:
    if text is None:
        return None
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        moment = time.strptime(f"{found[1]} {found[2] or '00:00:00'}", "%Y-%m-%d %H:%M:%S")
    except ValueError:
        raise ApiError("InvalidArgument", "A Date has the form 2007-12-01T12:00:00.000Z.") from None
    seconds = calendar.timegm(moment) - (8 * 3600 if text.endswith("+08:00") else 0)
    return seconds * 1000
