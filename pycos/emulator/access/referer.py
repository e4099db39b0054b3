"""Hotlink protection: which pages may show what a bucket holds.

Asked of reads that a page can cause: those that carry no Authorization header, thus signed URLs too.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from pycos.emulator import xml
from pycos.emulator.access.wildcards import Wildcard


@dataclass(frozen=True, slots=True)
class Rules:
    """A referer configuration. ``patterns`` are those of hosts, with those of paths where there are any."""

    enabled: bool
    black: bool
    empty_allowed: bool
    patterns: tuple[tuple[Wildcard, Wildcard | None], ...]

    def allow(self, referer: str) -> bool:
        """Whether a page of this address may read; an empty one is no page, or one that does not say."""
        if not self.enabled:
            return True
        if not referer:
            return self.empty_allowed
        host, _, path = _without_scheme(referer).partition("/")
        listed = any(
            place.matches(host) and (below is None or below.matches(path)) for place, below in self.patterns
        )
        return listed != self.black


def _without_scheme(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    return rest if separator and scheme.lower() in ("http", "https") else text


def _pattern(text: str) -> tuple[Wildcard, Wildcard | None]:
    """A domain stands for all that begins with it; ``.a.example`` for ``*.a.example``."""
    host, slash, path = _without_scheme(text).partition("/")
    if host.startswith("."):
        host = f"*{host}"
    if not slash:
        return Wildcard(f"{host}*", ignore_case=True), None
    return Wildcard(host, ignore_case=True), Wildcard(f"{path}*")


@functools.lru_cache(maxsize=256)
def parse(text: str) -> Rules:
    """The rules of a RefererConfiguration that was checked when it was set."""
    root = xml.parse(text.encode(), "RefererConfiguration")
    domains = [node.text.strip() for node in root.at("DomainList/Domain")]
    return Rules(
        root.value("Status") == "Enabled",
        root.value("RefererType") == "Black-List",
        root.value("EmptyReferConfiguration") == "Allow",
        tuple(_pattern(domain) for domain in domains if domain),
    )
