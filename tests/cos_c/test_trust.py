"""The last place for certificates, where neither libcurl nor the system has any."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from cos_c import _library


class Library:
    """In place of one whose libcurl knows no certificates, or does."""

    COSE_OK = 0

    def __init__(self, has_trust: bool) -> None:
        self.has_trust = has_trust
        self.trusted: list[bytes] = []

    def cosc_initialize(self, agent: bytes) -> int:
        return 0

    def cosx_transport_has_trust(self) -> int:
        return int(self.has_trust)

    def cosx_transport_trust(self, file: bytes) -> int:
        self.trusted.append(file)
        return 0


def start(
    monkeypatch: pytest.MonkeyPatch, *, has_trust: bool, certifi: SimpleNamespace | None
) -> list[bytes]:
    _library.initialize()  # what is imported with it calls the real one
    library = Library(has_trust)
    monkeypatch.setitem(sys.modules, "certifi", certifi)
    monkeypatch.setattr(_library, "lib", library)
    monkeypatch.setattr(_library, "_started", False)
    _library.initialize()
    return library.trusted


CERTIFI = SimpleNamespace(where=lambda: "/some/cacert.pem")


def test_certifi_is_trusted_where_there_is_nothing_else(monkeypatch):
    assert start(monkeypatch, has_trust=False, certifi=CERTIFI) == [b"/some/cacert.pem"]


def test_certifi_is_not_looked_for_where_certificates_are_known(monkeypatch):
    assert start(monkeypatch, has_trust=True, certifi=CERTIFI) == []


def test_without_certifi_the_library_starts_all_the_same(monkeypatch):
    # None in sys.modules makes an import of that name fail.
    assert start(monkeypatch, has_trust=False, certifi=None) == []


def test_a_fallback_without_a_name_is_refused():
    _library.initialize()
    assert _library.lib.cosx_transport_trust(b"") == _library.lib.COSE_INVALID_ARGUMENT
