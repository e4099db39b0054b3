"""Objects that grow at their end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pycos.emulator import encryption
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.handlers.current import version_of
from pycos.emulator.request import Body, Request
from pycos.emulator.response import Response

if TYPE_CHECKING:
    from pycos.emulator.application import Application


class _Summed:
    """A body that is also summed with SHA-1, which only this operation reports."""

    def __init__(self, body: Body) -> None:
        self.size = body.size
        self.sha1 = hashlib.sha1(usedforsecurity=False)
        self._body = body

    def chunks(self) -> Iterator[memoryview]:
        for view in self._body.chunks():
            self.sha1.update(view)
            yield view

    def read(self, limit: int) -> bytes:
        return self._body.read(limit)


def append_object(app: Application, request: Request) -> Response:
    """POST Object append: add to the end, if ``position`` is the end."""
    bucket = app.bucket(request)
    if not request.params.get("position"):
        raise ApiError("InvalidArgument", "position is missing.")
    position = request.number("position", 0, 0, (1 << 63) - 1)
    if request.headers.get("content-length") is None:
        raise ApiError("MissingContentLength")
    attributes.check_size(request)
    wanted = attributes.content_md5(request)
    described = attributes.from_request(request, bucket)
    if described.customer_key:
        raise ApiError("SSEContentNotSupported", "An object that grows cannot be encrypted by your key.")
    body = _Summed(request.body)
    with app.storage.incoming(body, with_md5=wanted is not None) as stored:
        attributes.check_digest(stored, wanted)
        found = app.storage.objects.append(bucket, request.address.key, position, stored, described)
    return Response(
        200,
        [
            ("ETag", f'"{found.etag}"'),
            ("x-cos-next-append-position", str(found.size)),
            ("x-cos-hash-crc64ecma", str(found.crc64)),
            ("x-cos-content-sha1", body.sha1.hexdigest()),
            *version_of(bucket, found.version_id),
            *encryption.echoed(request, described),
        ],
    )
