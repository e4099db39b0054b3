"""Custom domains: those given at the start, those that buckets are bound to, and their certificates."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.addressing import Binding

if TYPE_CHECKING:
    from pycos.emulator.store.storage import Storage

# The document of a certificate, one for each domain of a bucket.
CERTIFICATE = "domaincertificate"

_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


def is_domain(name: str) -> bool:
    """Whether a text is the name of a host, in lower case, with at least one dot."""
    return _NAME.fullmatch(name) is not None


class Domains:
    """All custom domains of the server. ``given`` may be added to; it outranks what buckets say."""

    def __init__(self, storage: Storage, given: Mapping[str, str]) -> None:
        self._storage = storage
        self._given = given
        self._lock = threading.Lock()
        self._bound: dict[str, Binding] = {}
        self._certificates: dict[str, tuple[str, str]] = {}
        self.refresh()

    def find(self, host: str) -> Binding | None:
        """What a host (lower case, no port) stands for, None when it is no custom domain."""
        name = self._given.get(host)
        return self._bound.get(host) if name is None else Binding(name)

    def certificate(self, host: str) -> tuple[str, str] | None:
        """The certificate and key (PEM) that were set for a domain."""
        return self._certificates.get(host) if host in self._bound else None

    def refresh(self) -> None:
        """Follow what the buckets say now; called when a configuration of theirs has changed."""
        with self._lock:
            bound = {}
            for bucket in self._storage.buckets.all():
                text = bucket.configurations.get("domain")
                for rule in xml.parse(text.encode(), "DomainConfiguration").all("DomainRule") if text else ():
                    if rule.value("Status") == "ENABLED":
                        website = rule.value("Type") == "WEBSITE"
                        bound[(rule.value("Name") or "").lower()] = Binding(bucket.name, website)
            certificates = {}
            for _, body in self._storage.documents.everywhere(CERTIFICATE):
                found = json.loads(body)
                certificates[found["domain"]] = (found["certificate"], found["key"])
            self._bound, self._certificates = bound, certificates
