"""Many keys deleted with one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.access.authorize import may
from pycos.emulator.addressing import MAX_KEY_BYTES
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.store.model import Removed

if TYPE_CHECKING:
    from pycos.emulator.application import Application

MAX_KEYS = 1000
_MAX_XML = 4 << 20  # a thousand keys of 850 bytes, each byte of them escaped


def _failed(key: str, code: str, message: str) -> str:
    return xml.tree(
        "Error", xml.element("Key", key), xml.element("Code", code), xml.element("Message", message)
    )


def delete_objects(app: Application, request: Request) -> Response:
    """POST Bucket delete: up to 1,000 keys; with Quiet only failures are listed."""
    bucket = app.bucket(request)
    wanted = attributes.content_md5(request)
    data = request.body.read(_MAX_XML)
    if not data:
        raise ApiError("MissingRequestBodyError")
    attributes.check_body(data, wanted)
    root = xml.parse(data, "Delete")
    quiet = (root.value("Quiet") or "").lower() == "true"
    entries = root.all("Object")
    if not 1 <= len(entries) <= MAX_KEYS:
        raise ApiError("MalformedXML", f"A request deletes from 1 to {MAX_KEYS} objects.")
    lines = []
    names = []
    refused = 0
    for entry in entries:
        # Blanks belong to a key; so the text is not trimmed here.
        key = next((child.text for child in entry.children if child.name == "Key"), "")
        if not key or len(key.encode()) > MAX_KEY_BYTES:
            lines.append(_failed(key, "InvalidArgument", "The key is empty or too long."))
        elif not may(app, request, request.operation, bucket, key):
            refused += 1
            lines.append(_failed(key, "AccessDenied", "Access Denied."))
        else:
            names.append((key, entry.value("VersionId") or ""))
    if refused == len(entries):
        raise ApiError("AccessDenied")
    removed = app.storage.objects.delete_many(bucket, names)
    if not quiet:
        lines += [_deleted(*name, done) for name, done in zip(names, removed, strict=True)]
    return xml_response(xml.tree("DeleteResult", *lines))


def _deleted(key: str, version_id: str, done: Removed) -> str:
    return xml.tree(
        "Deleted",
        xml.element("Key", key),
        xml.optional("VersionId", version_id),
        xml.optional("DeleteMarker", "true" if done.marker else None),
        xml.optional("DeleteMarkerVersionId", done.version_id if done.marker else None),
    )
