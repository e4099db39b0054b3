"""The object that a request names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.store.model import Object
from pycos.emulator.store.objects import NULL_VERSION

if TYPE_CHECKING:
    from pycos.emulator.application import Application


def current(app: Application, request: Request) -> Object:
    """The object a request names; NoSuchKey, or NoSuchVersion for an unknown versionId."""
    version = request.params.get("versionId")
    if version and version != NULL_VERSION:
        raise ApiError("NoSuchVersion")
    found = app.storage.objects.get(app.bucket(request), request.address.key)
    if found is None:
        raise ApiError("NoSuchKey")
    return found
