"""POST Object restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator import archive, xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.handlers.current import current
from pycos.emulator.request import Request
from pycos.emulator.response import Response
from pycos.emulator.store.objects import now_ms

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_MAX_XML = 64 * 1024
_MAX_DAYS = 365
_DAY = 86_400_000  # milliseconds


def restore_object(app: Application, request: Request) -> Response:
    """POST Object restore: 202 when it begins, 200 when only the days of a restored copy change."""
    bucket = app.bucket(request)
    found = current(app, request)
    data = attributes.document(request, _MAX_XML)
    root = xml.parse(data, "RestoreRequest")
    days = root.value("Days") or ""
    if not (days.isascii() and days.isdecimal() and len(days) < 5 and 1 <= int(days) <= _MAX_DAYS):
        raise ApiError("InvalidArgument", f"Days is not a number from 1 to {_MAX_DAYS}.")
    storage_class = found.attributes.storage_class
    if storage_class not in archive.TIERS:
        raise ApiError("RestoreNonArchiveObject")
    tier = next((tier.text.strip() for tier in root.at("CASJobParameters/Tier")), "Standard")
    if tier not in archive.TIERS[storage_class]:
        raise ApiError("InvalidArgument", f"Tier has no such value for {storage_class}.")
    now = now_ms()
    if now < found.restored_from:
        raise ApiError("RestoreAlreadyInProgress")
    again = now < found.restored_until
    start = found.restored_from if again else now + app.settings.restore_seconds * 1000
    app.storage.objects.set_restored(bucket, found, start, max(start, now) + int(days) * _DAY)
    return Response(200 if again else 202)
