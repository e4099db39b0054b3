"""The service itself: the list of buckets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response

if TYPE_CHECKING:
    from pycos.emulator.application import Application


def owner(app: Application, name: str = "Owner") -> str:
    """The element that names the one account of the server."""
    return xml.tree(name, xml.element("ID", app.owner), xml.element("DisplayName", app.owner))


def get_service(app: Application, request: Request) -> Response:
    """GET Service: the buckets of one region or of all, in pages when the client asks for pages."""
    region = request.address.region or request.params.get("region")
    marker = request.params.get("marker", "")
    limit = request.number("max-keys", 2000, 1, 2000)
    found = [
        bucket
        for bucket in app.storage.buckets.all()
        if bucket.name > marker and region in (None, "", bucket.region)
    ]
    page = found[:limit]
    children = [
        owner(app),
        xml.tree(
            "Buckets",
            *(
                xml.tree(
                    "Bucket",
                    xml.element("Name", bucket.name),
                    xml.element("Location", bucket.region),
                    # Without milliseconds: a client parses this one time so.
                    xml.element("CreationDate", _seconds(bucket.created)),
                    xml.element("BucketType", "cos"),
                )
                for bucket in page
            ),
        ),
    ]
    if "max-keys" in request.params or "marker" in request.params:
        truncated = len(found) > limit
        children += [
            xml.element("IsTruncated", "true" if truncated else "false"),
            xml.element("Marker", marker),
            xml.optional("NextMarker", page[-1].name if truncated else None),
        ]
    return xml_response(xml.tree("ListAllMyBucketsResult", *children))


def _seconds(milliseconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(milliseconds // 1000))
