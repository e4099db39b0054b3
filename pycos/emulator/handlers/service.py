"""The service itself: the list of buckets."""

from __future__ import annotations

import operator
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.application import Application

Filter = Callable[[Bucket], bool]
_SIDES: dict[str, Callable[[int, int], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def owner(app: Application, name: str = "Owner") -> str:
    """The element that names the one account of the server."""
    return xml.tree(name, xml.element("ID", app.owner), xml.element("DisplayName", app.owner))


def get_service(app: Application, request: Request) -> Response:
    """GET Service: the buckets of one region or of all, by tag or time, in pages on request."""
    region = request.address.region or request.params.get("region")
    marker = request.params.get("marker", "")
    limit = request.number("max-keys", 2000, 1, 2000)
    wanted = [_tagged(request), _made(request)]
    found = [
        bucket
        for bucket in app.storage.buckets.all()
        if bucket.name > marker
        and region in (None, "", bucket.region)
        and all(holds is None or holds(bucket) for holds in wanted)
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


def _tagged(request: Request) -> Filter | None:
    """The filter by a tag, which comes as a key and a value."""
    key, value = request.params.get("tagkey", ""), request.params.get("tagvalue", "")
    if not key and not value:
        return None
    if not key:
        raise ApiError("InvalidArgument", "tagvalue needs a tagkey.")

    def holds(bucket: Bucket) -> bool:
        document = bucket.configurations.get("tagging")
        if document is None:
            return False
        tags = xml.parse(document.encode(), "Tagging").at("TagSet/Tag")
        return any(tag.value("Key") == key and value in ("", tag.value("Value")) for tag in tags)

    return holds


def _made(request: Request) -> Filter | None:
    """The filter by the time of creation, in seconds since 1970, and the side of it that is meant."""
    name = request.params.get("range", "")
    if not name and not request.params.get("create-time"):
        return None
    if name not in _SIDES or not request.params.get("create-time"):
        raise ApiError("InvalidArgument", f"create-time needs a range, which is one of {', '.join(_SIDES)}.")
    moment = request.number("create-time", 0, 0, (1 << 40) - 1)
    return lambda bucket: _SIDES[name](bucket.created // 1000, moment)


def _seconds(milliseconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(milliseconds // 1000))
