"""Live channels: what is said of them is kept, and playlists are made of the pieces that lie under them.

Nothing is listened to for a stream: a channel is idle or switched off, and has no history. A program under
test puts pieces (`CHANNEL/*.ts`) there itself.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes, contents
from pycos.emulator.handlers.listing import successor
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_KIND = "live"
_MAX_XML = 64 * 1024
_MAX_CHANNELS = 1000
_MAX_PIECES = 1000
_STATES = ("enabled", "disabled")
_PLAYLIST = "application/vnd.apple.mpegurl"


@dataclass(frozen=True, slots=True)
class _Channel:
    """What is kept of a channel. ``modified`` is in milliseconds since 1970, ``duration`` in seconds."""

    name: str
    description: str
    switch: str
    duration: int
    count: int
    playlist: str
    modified: int


def _number(target: xml.Element, name: str, default: int, low: int, high: int) -> int:
    text = target.value(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 5 and low <= int(text) <= high):
        raise ApiError("InvalidArgument", f"{name} is not a number from {low} to {high}.")
    return int(text)


def _received(name: str, data: bytes) -> _Channel:
    root = xml.parse(data, "LiveChannelConfiguration")
    switch = root.value("Switch") or "Enabled"
    if switch.lower() not in _STATES:
        raise ApiError("MalformedXML", "Switch must be Enabled or Disabled.")
    target = next(iter(root.all("Target")), None)
    if target is None or (target.value("Type") or "HLS") != "HLS":
        raise ApiError("MalformedXML", "Target must say HLS.")
    playlist = target.value("PlaylistName") or "playlist.m3u8"
    if not playlist.endswith(".m3u8"):
        raise ApiError("InvalidArgument", "PlaylistName ends in .m3u8.")
    return _Channel(
        name=name,
        description=root.value("Description") or "",
        switch=switch.capitalize(),
        duration=_number(target, "FragDuration", 3, 1, 100),
        count=_number(target, "FragCount", 3, 1, 100),
        playlist=playlist,
        modified=int(time.time() * 1000),
    )


def _found(app: Application, bucket: Bucket, name: str) -> _Channel:
    body = app.storage.documents.get(bucket, _KIND, name)
    if body is None:
        raise ApiError("NoSuchLiveChannel")
    return _Channel(**json.loads(body))


def _keep(app: Application, bucket: Bucket, channel: _Channel) -> None:
    app.storage.documents.put(bucket, _KIND, json.dumps(asdict(channel)), channel.name)


def _addresses(bucket: Bucket, channel: _Channel) -> list[str]:
    host = f"{bucket.name}.cos.{bucket.region}.myqcloud.com"
    name = quote(channel.name, safe="/")
    return [
        xml.tree("PublishUrls", xml.element("Url", f"rtmp://{host}/live/{name}")),
        xml.tree("PlayUrls", xml.element("Url", f"http://{host}/{name}/{channel.playlist}")),
    ]


def put_channel(app: Application, request: Request) -> Response:
    """PUT live: a new channel, or another configuration of one."""
    bucket = app.bucket(request)
    data = attributes.document(request, _MAX_XML)
    channel = _received(request.address.key, data)
    many = len(app.storage.documents.page(bucket, _KIND, after=0, limit=_MAX_CHANNELS)) >= _MAX_CHANNELS
    if many and app.storage.documents.get(bucket, _KIND, channel.name) is None:
        raise ApiError("InvalidRequest", f"A bucket has at most {_MAX_CHANNELS} live channels.")
    _keep(app, bucket, channel)
    return xml_response(xml.tree("CreateLiveChannelResult", *_addresses(bucket, channel)))


def switch_channel(app: Application, request: Request) -> Response:
    """PUT live&switch: let a channel take streams, or not."""
    bucket = app.bucket(request)
    state = request.params["switch"]
    if state not in _STATES:
        raise ApiError("InvalidArgument", "switch must be enabled or disabled.")
    channel = _found(app, bucket, request.address.key)
    _keep(app, bucket, _Channel(**{**asdict(channel), "switch": state.capitalize()}))
    return Response(200)


def get_channel(app: Application, request: Request) -> Response:
    """GET live: the configuration of a channel."""
    channel = _found(app, app.bucket(request), request.address.key)
    return xml_response(
        xml.tree(
            "LiveChannelConfiguration",
            xml.element("Description", channel.description),
            xml.element("Switch", channel.switch),
            xml.tree(
                "Target",
                xml.element("Type", "HLS"),
                xml.element("FragDuration", channel.duration),
                xml.element("FragCount", channel.count),
                xml.element("PlaylistName", channel.playlist),
            ),
        )
    )


def get_status(app: Application, request: Request) -> Response:
    """GET live&comp=status: nobody ever streams here."""
    channel = _found(app, app.bucket(request), request.address.key)
    status = "Idle" if channel.switch == "Enabled" else "Disabled"
    return xml_response(xml.tree("LiveChannelStat", xml.element("Status", status)))


def get_history(app: Application, request: Request) -> Response:
    """GET live&comp=history: of no stream."""
    _found(app, app.bucket(request), request.address.key)
    return xml_response("<LiveChannelHistory/>")


def delete_channel(app: Application, request: Request) -> Response:
    """DELETE live: forget a channel; what lies under it stays."""
    bucket = app.bucket(request)
    _found(app, bucket, request.address.key)
    app.storage.documents.delete(bucket, _KIND, request.address.key)
    return Response(204)


def list_channels(app: Application, request: Request) -> Response:
    """GET live: the channels of a bucket by name, in pages."""
    bucket = app.bucket(request)
    limit = request.number("max-keys", 100, 1, 1000)
    prefix, marker = request.params.get("prefix", ""), request.params.get("marker", "")
    bodies = app.storage.documents.page(bucket, _KIND, after=0, limit=_MAX_CHANNELS)
    channels = sorted((_Channel(**json.loads(body)) for _, body in bodies), key=lambda one: one.name.encode())
    chosen = [one for one in channels if one.name.startswith(prefix) and one.name.encode() > marker.encode()]
    page, truncated = chosen[:limit], len(chosen) > limit
    return xml_response(
        xml.tree(
            "ListLiveChannelResult",
            xml.element("Prefix", prefix),
            xml.element("Marker", marker),
            xml.element("MaxKeys", limit),
            xml.element("IsTruncated", "true" if truncated else "false"),
            xml.optional("NextMarker", page[-1].name if truncated else None),
            *(
                xml.tree(
                    "LiveChannel",
                    xml.element("Name", one.name),
                    xml.element("Description", one.description),
                    xml.element("Status", one.switch),
                    xml.element("LastModified", _when(one.modified)),
                    *_addresses(bucket, one),
                )
                for one in page
            ),
        )
    )


def _when(milliseconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(milliseconds // 1000))


def _playlist(app: Application, request: Request, bucket: Bucket, channel: _Channel) -> bytes:
    """The pieces that came in the time asked for, as a playlist that has ended."""
    start = request.number("starttime", 0, 1, 1 << 40)
    end = request.number("endtime", 0, 1, 1 << 40)
    if start >= end:
        raise ApiError("InvalidArgument", "starttime must be before endtime.")
    folder = f"{channel.name}/"
    low = folder.encode()
    pieces = [
        found.key.removeprefix(folder)
        for found in app.storage.objects.scan(bucket, low, successor(low), _MAX_PIECES)
        if found.key.endswith(".ts") and start * 1000 <= found.modified < (end + 1) * 1000
    ]
    lines = ["#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{channel.duration}"]
    for piece in pieces:
        lines += [f"#EXTINF:{channel.duration}.000,", quote(piece)]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""]).encode()


def get_playlist(app: Application, request: Request) -> Response:
    """GET vod: a playlist of what a channel had in a time."""
    bucket = app.bucket(request)
    channel = _found(app, bucket, request.address.key)
    text = _playlist(app, request, bucket, channel)
    return Response(200, [("Content-Type", _PLAYLIST)], text)


def post_playlist(app: Application, request: Request) -> Response:
    """POST vod: the same, kept as an object under the channel."""
    bucket = app.bucket(request)
    name, _, playlist = request.address.key.rpartition("/")
    if not playlist.endswith(".m3u8"):
        raise ApiError("InvalidArgument", "The name of a playlist ends in .m3u8.")
    channel = _found(app, bucket, name)
    contents.write(app, bucket, request.address.key, _playlist(app, request, bucket, channel), _PLAYLIST)
    return Response(200)
