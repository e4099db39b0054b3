"""Moderation of videos as a small state machine: nothing is looked at, and everything passes.

A job is Submitted when it is made, Auditing when it is asked for once, and done when it is asked for again:
Success, or Failed when the video is not there. So no client has to wait, and each sees every state.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.request import Request
from pycos.emulator.response import Response, iso_date, new_request_id, xml_response
from pycos.emulator.store.objects import now_ms

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_JOBS = "video auditing"
_MAX_XML = 64 * 1024
_MAX_COUNT = 10_000
_SCENES = {"Porn": "PornInfo", "Terrorism": "TerrorismInfo", "Politics": "PoliticsInfo", "Ads": "AdsInfo"}
_MODES = ("Interval", "Average", "Fps")


def submit(app: Application, request: Request) -> Response:
    """POST video/auditing: a new job."""
    bucket = app.bucket(request)
    wanted = attributes.content_md5(request)
    data = request.body.read(_MAX_XML)
    attributes.check_body(data, wanted)
    if not data:
        raise ApiError("MissingRequestBodyError")
    job = _job(xml.parse(data, "Request"))
    identity = f"av{secrets.token_hex(16)}"
    app.storage.documents.put(bucket, _JOBS, json.dumps(job), identity)
    return _answer(_detail(identity, job, "Submitted"))


def _first(root: xml.Element, path: str) -> str:
    return next((node.text.strip() for node in root.at(path)), "")


def _job(root: xml.Element) -> dict[str, Any]:
    if _first(root, "Input/Url"):
        raise ApiError("NotImplemented", "This server opens no connections: it takes Input/Object only.")
    key = _first(root, "Input/Object")
    if not key:
        raise ApiError("InvalidArgument", "Input/Object is missing.")
    detect = _first(root, "Conf/DetectType")
    scenes = detect.split(",") if detect else list(_SCENES)
    if not set(scenes) <= set(_SCENES):
        raise ApiError("InvalidArgument", f"DetectType holds {', '.join(_SCENES)}.")
    if _first(root, "Conf/Snapshot/Mode") not in ("", *_MODES):
        raise ApiError("InvalidArgument", f"Mode is one of {', '.join(_MODES)}.")
    count = _first(root, "Conf/Snapshot/Count") or "1"
    if not (count.isascii() and count.isdecimal() and len(count) < 6 and 1 <= int(count) <= _MAX_COUNT):
        raise ApiError("InvalidArgument", f"Count is not a number from 1 to {_MAX_COUNT}.")
    sound = _first(root, "Conf/DetectContent") == "1"
    return {"object": key, "scenes": scenes, "sound": sound, "made": now_ms(), "asked": 0}


def query(app: Application, request: Request) -> Response:
    """GET video/auditing/<id>: how a job is getting on."""
    bucket = app.bucket(request)
    identity = request.address.key.rpartition("/")[2]

    def ask(old: str | None) -> str | None:
        if old is None:
            return None
        job = json.loads(old)
        job["asked"] += 1
        return json.dumps(job)

    text = app.storage.documents.change(bucket, _JOBS, identity, ask)
    if text is None:
        return _answer(xml.element("NonExistJobIds", identity))
    job = json.loads(text)
    if job["asked"] == 1:
        return _answer(_detail(identity, job, "Auditing"))
    if app.storage.objects.get(bucket, job["object"]) is None:
        code = xml.element("Code", "NoSuchKey") + xml.element("Message", "The video does not exist.")
        return _answer(_detail(identity, job, "Failed", code))
    return _answer(_detail(identity, job, "Success", *_verdict(job, f"{bucket.name}/{job['object']}")))


def _verdict(job: dict[str, Any], name: str) -> list[str]:
    """One snapshot, and one stretch of sound where sound was asked for, with nothing to object to."""
    passed = xml.element("HitFlag", 0)
    scenes = [_SCENES[scene] for scene in job["scenes"]]
    seen = xml.element("Score", 0) + "<Label/><SubLabel/>"
    parts = [
        xml.element("SnapshotCount", 1),
        xml.element("Result", 0),
        *(xml.tree(scene, passed, xml.element("Count", 0)) for scene in scenes),
        xml.tree(
            "Snapshot",
            xml.element("Url", f"https://snapshot.invalid/{name}"),
            xml.element("SnapshotTime", 0),
            "<Text/>",
            *(xml.tree(scene, passed, seen) for scene in scenes),
        ),
    ]
    if job["sound"]:
        heard = (xml.tree(scene, passed, xml.element("Score", 0), "<Keywords/>") for scene in scenes)
        place = xml.element("Url", f"https://sound.invalid/{name}")
        times = xml.element("OffsetTime", 0) + xml.element("Duration", 1000)
        parts.append(xml.tree("AudioSection", place, "<Text/>", times, *heard))
    return parts


def _detail(identity: str, job: dict[str, Any], state: str, *more: str) -> str:
    return xml.tree(
        "JobsDetail",
        xml.element("JobId", identity),
        xml.element("State", state),
        xml.element("CreationTime", iso_date(job["made"])),
        xml.element("Object", job["object"]),
        *more,
    )


def _answer(content: str) -> Response:
    request_id = new_request_id()
    response = xml_response(xml.tree("Response", content, xml.element("RequestId", request_id)))
    response.request_id = request_id
    return response
