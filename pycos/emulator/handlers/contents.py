"""The bytes of a whole object, in memory: for what has to look into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator import archive, encryption
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import symlink
from pycos.emulator.handlers.current import named
from pycos.emulator.request import Request, WholeBody
from pycos.emulator.store import segments
from pycos.emulator.store.model import Attributes, Bucket, Object, Stored
from pycos.emulator.store.objects import Replaced

if TYPE_CHECKING:
    from pycos.emulator.application import Application


def readable(app: Application, request: Request, bucket: Bucket, key: str, version_id: str = "") -> Object:
    """An object whose bytes the request may look into: behind a link, restored, opened with the right key."""
    found = named(app, bucket, key, version_id)
    if found.attributes.link:
        found = symlink.follow(app, request, bucket, found)
    archive.check_readable(found)
    encryption.open_with(request, found.attributes)
    return found


def read(
    app: Application, request: Request, bucket: Bucket, key: str, version_id: str = "", *, most: int
) -> tuple[Object, bytes]:
    """An object and its bytes; ImageTooLarge when there are more than ``most``."""
    while True:
        found = readable(app, request, bucket, key, version_id)
        if found.size > most:
            raise ApiError("ImageTooLarge", f"The object is larger than {most} bytes.")
        if found.inline is not None:
            return found, found.inline
        try:
            with app.storage.objects.open(found, 0, found.size) as content:
                return found, b"".join(bytes(chunk) for chunk in content.chunks())
        except Replaced:
            continue  # another write came between record and bytes


def of_stored(app: Application, stored: Stored, *, most: int) -> bytes:
    """The bytes that were just received; ImageTooLarge when there are more than ``most``."""
    if stored.size > most:
        raise ApiError("ImageTooLarge")
    reader = segments.Reader(app.storage.blobs, stored.segments)
    return b"".join(bytes(chunk) for chunk in reader.chunks())


def write(app: Application, bucket: Bucket, key: str, data: bytes, media_type: str) -> Object:
    """Publish bytes that the server made itself."""
    with app.storage.incoming(WholeBody(data)) as stored:
        return app.storage.objects.put(bucket, key, stored, Attributes({"Content-Type": media_type}))
