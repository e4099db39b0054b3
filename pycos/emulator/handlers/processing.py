"""Data processing of videos in the documented shapes. Nothing is decoded: results hold fixed numbers, enough
for a client that has to send the request and read the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator import archive, encryption, pictures, xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers.current import current
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.store.model import Object

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_PICTURES = {"jpg": (pictures.jpeg, "image/jpeg"), "png": (pictures.png, "image/png")}
_MAX_SIDE = 4096  # pixels of a snapshot


def _readable(app: Application, request: Request) -> Object:
    found = current(app, request)
    archive.check_readable(found)
    encryption.open_with(request, found.attributes)
    return found


def snapshot(app: Application, request: Request) -> Response:
    """GET ci-process=snapshot: a grey picture of the size asked for."""
    try:
        if not 0 <= float(request.params.get("time", "")) < 1e9:
            raise ValueError
    except ValueError:
        raise ApiError("InvalidArgument", "time is not a number of seconds.") from None
    kind = request.params.get("format") or "jpg"
    if kind not in _PICTURES:
        raise ApiError("InvalidArgument", "format is jpg or png.")
    if (request.params.get("mode") or "exactframe") not in ("exactframe", "keyframe"):
        raise ApiError("InvalidArgument", "mode is exactframe or keyframe.")
    if (request.params.get("rotate") or "auto") not in ("auto", "off"):
        raise ApiError("InvalidArgument", "rotate is auto or off.")
    width = request.number("width", 0, 0, _MAX_SIDE)
    height = request.number("height", 0, 0, _MAX_SIDE)
    _readable(app, request)
    # One side alone means the shape of the video, which is taken to be a square.
    make, media_type = _PICTURES[kind]
    return Response(200, [("Content-Type", media_type)], make(width or height or 1, height or width or 1))


def video_info(app: Application, request: Request) -> Response:
    """GET ci-process=videoinfo: the same second of video and sound for every object, but for the size."""
    found = _readable(app, request)
    video: dict[str, str | int] = {
        "Index": 0, "CodecName": "h264", "CodecLongName": "H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10",
        "CodecTimeBase": "1/50", "CodecTagString": "avc1", "CodecTag": "0x31637661", "Profile": "High",
        "Height": 720, "Width": 1280, "HasBFrame": 2, "RefFrames": 4, "Sar": "1:1", "Dar": "16:9",
        "PixFormat": "yuv420p", "FieldOrder": "progressive", "Level": 31, "Fps": 25, "AvgFps": "25/1",
        "Timebase": "1/12800", "StartTime": "0.000000", "Duration": "1.000000", "Bitrate": "1000.000",
        "NumFrames": 25, "Language": "und",
    }  # fmt: skip
    audio: dict[str, str | int] = {
        "Index": 1, "CodecName": "aac", "CodecLongName": "AAC (Advanced Audio Coding)",
        "CodecTimeBase": "1/44100", "CodecTagString": "mp4a", "CodecTag": "0x6134706d", "SampleFmt": "fltp",
        "SampleRate": 44100, "Channel": 2, "ChannelLayout": "stereo", "Timebase": "1/44100",
        "StartTime": "0.000000", "Duration": "1.000000", "Bitrate": "128.000", "Language": "und",
    }  # fmt: skip
    container: dict[str, str | int] = {
        "NumStream": 2, "NumProgram": 0, "FormatName": "mov,mp4,m4a,3gp,3g2,mj2",
        "FormatLongName": "QuickTime / MOV", "StartTime": "0.000000", "Duration": "1.000000",
        "Bitrate": "1128.000", "Size": found.size,
    }  # fmt: skip
    parts = [
        xml.tree(name, *(xml.element(key, value) for key, value in fields.items()))
        for name, fields in (("Video", video), ("Audio", audio))
    ]
    stream = xml.tree("Stream", *parts, "<Subtitle/>")
    form = xml.tree("Format", *(xml.element(key, value) for key, value in container.items()))
    return xml_response(xml.tree("Response", xml.tree("MediaInfo", stream, form)))
