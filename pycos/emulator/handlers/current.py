"""The object, or the version of one, that a request names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Header
from pycos.emulator.store.model import Bucket, Object

if TYPE_CHECKING:
    from pycos.emulator.application import Application


def current(app: Application, request: Request) -> Object:
    """The object a request names, by its ``versionId`` if it has one.

    NoSuchKey, NoSuchVersion; MethodNotAllowed for a version that is a delete marker.
    """
    return named(app, app.bucket(request), request.address.key, request.params.get("versionId", ""))


def named(app: Application, bucket: Bucket, key: str, version_id: str = "") -> Object:
    """The object of a name, or one version of it."""
    objects = app.storage.objects
    if version_id:
        found = objects.version(bucket, key, version_id)
        if found is None:
            raise ApiError("NoSuchVersion")
        if found.marker:
            raise ApiError("MethodNotAllowed", "This version is a delete marker.", headers=marked(version_id))
        return found
    found = objects.get(bucket, key)
    if found is None:
        marker = objects.marker(bucket, key) if bucket.versioning else None
        raise ApiError("NoSuchKey", headers=marked(marker) if marker else ())
    return found


def marked(version_id: str) -> tuple[Header, ...]:
    """The headers that say that something is a delete marker."""
    return ("x-cos-delete-marker", "true"), ("x-cos-version-id", version_id)


def version_of(bucket: Bucket, version_id: str) -> tuple[Header, ...]:
    """The header that names a version, where the bucket has versions."""
    return (("x-cos-version-id", version_id),) if bucket.versioning else ()
