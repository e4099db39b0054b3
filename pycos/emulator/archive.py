"""Archived objects: they cannot be read until somebody has them restored for some days."""

from __future__ import annotations

from pycos.emulator.errors import ApiError
from pycos.emulator.response import Header, http_date
from pycos.emulator.store.model import Object
from pycos.emulator.store.objects import now_ms

#: The storage classes that are archives, and how quickly an object can be had back from each.
TIERS = {"ARCHIVE": ("Expedited", "Standard", "Bulk"), "DEEP_ARCHIVE": ("Standard", "Bulk")}


def check_readable(found: Object) -> None:
    """InvalidObjectState for an archived object that is not restored, or not yet."""
    if found.attributes.storage_class in TIERS and not (
        found.restored_from <= now_ms() < found.restored_until
    ):
        raise ApiError("InvalidObjectState")


def headers(found: Object) -> list[Header]:
    """What GET and HEAD say about a restored copy."""
    now = now_ms()
    if now >= found.restored_until:
        return []
    if now < found.restored_from:
        return [("x-cos-restore", 'ongoing-request="true"')]
    expiry = http_date(found.restored_until // 1000)
    return [("x-cos-restore", f'ongoing-request="false", expiry-date="{expiry}"')]
