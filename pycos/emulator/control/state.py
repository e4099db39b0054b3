"""All that a server holds as one JSON document, which can be planted in another."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from pycos.emulator import inside
from pycos.emulator.control import looking, planting
from pycos.emulator.control.reply import Call, json_reply
from pycos.emulator.errors import ApiError
from pycos.emulator.response import Response
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.application import Application

MAX_SEED = 64 << 20
_MOST_OBJECTS = 1000
_LARGEST_BODY = 64 * 1024
_METADATA = "x-cos-meta-"
_KEPT = (
    "content-type",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
)
_COUNTS = ("id", "seen", "struck", "origin")


def plant(call: Call) -> Response:
    """Make what the seed describes, beside what there is."""
    try:
        planting.plant(call.app, call.json(MAX_SEED))
    except planting.SeedError as error:
        raise ApiError("InvalidArgument", str(error)) from None
    return Response(204)


def dump(call: Call) -> Response:
    """Everything but secrets: ``limit`` versions of each bucket, with bodies up to ``bodies`` bytes."""
    app = call.app
    limit = call.request.number("limit", _MOST_OBJECTS, 0, 1 << 31)
    largest = call.request.number("bodies", _LARGEST_BODY, 0, 1 << 31)
    wanted = call.text("bucket")
    buckets = [bucket for bucket in app.storage.buckets.all() if wanted in (None, bucket.name)]
    return json_reply(
        {
            "region": app.settings.region,
            "buckets": [_bucket(app, bucket, limit, largest) for bucket in buckets],
            "domains": app.settings.domains,
            "faults": [_rule(rule.as_json()) for rule in app.faults.all()],
            "counters": app.journal.counters(),
        }
    )


def _rule(shown: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in shown.items() if name not in _COUNTS}


def _bucket(app: Application, bucket: Bucket, limit: int, largest: int) -> dict[str, Any]:
    found = list(looking.all_of(looking.versions, app, bucket.name, limit + 1))
    keys: dict[str, list[dict[str, Any]]] = {}
    for entry in found[:limit]:
        keys.setdefault(entry["key"], []).append(entry)
    return {
        "name": bucket.name,
        "region": bucket.region,
        "acl": bucket.acl if bucket.acl in ("private", "public-read", "public-read-write") else "private",
        "created": bucket.created,
        "configurations": looking.configurations(app, bucket.name),
        "objects": [_object(app, bucket.name, key, entries, largest) for key, entries in keys.items()],
        "uploads": [
            _upload(app, bucket.name, entry)
            for entry in looking.all_of(looking.uploads, app, bucket.name, limit)
        ],
        "truncated": len(found) > limit,
    }


def _upload(app: Application, bucket: str, entry: dict[str, Any]) -> dict[str, Any]:
    parts = looking.parts(app, bucket, entry["key"], entry["upload_id"])
    shown = {name: entry[name] for name in ("key", "upload_id", "storage_class")}
    return {**shown, "parts": parts, "omitted": bool(parts)}


def _object(
    app: Application, bucket: str, key: str, entries: list[dict[str, Any]], largest: int
) -> dict[str, Any]:
    """One key: its only version, or all of them, oldest first."""
    shown = [_version(app, bucket, entry, largest) for entry in reversed(entries)]
    if len(shown) == 1 and not shown[0].get("delete_marker"):
        return {"key": key, **shown[0]}
    return {"key": key, "versions": shown}


def _version(app: Application, bucket: str, entry: dict[str, Any], largest: int) -> dict[str, Any]:
    told = {"version_id": entry["version_id"], "modified": entry["modified"]}
    if entry["delete_marker"]:
        return {"delete_marker": True, **told}
    key = entry["key"]
    params = {} if entry["version_id"] in ("", "null") else {"versionId": entry["version_id"]}
    try:
        headers = looking.headers_of(inside.ask(app, "HEAD", bucket, key, params=params))
    except ApiError:
        headers = {}  # gone meanwhile, or to be had with the customer's key only
    shown: dict[str, Any] = {
        **told,
        "etag": entry["etag"],
        "storage_class": entry["storage_class"] or "STANDARD",
        "headers": {name: headers[name] for name in _KEPT if name in headers},
        "metadata": {
            name.removeprefix(_METADATA): value
            for name, value in headers.items()
            if name.startswith(_METADATA)
        },
        "size": entry["size"],
    }
    if headers.get("x-cos-object-type") == "appendable":
        shown["appendable"] = True
    tags = _tags(app, bucket, key, params)
    if tags:
        shown["tags"] = tags
    body = _body(app, bucket, key, params) if entry["size"] <= largest else None
    if body is None:
        shown["omitted"] = True
    else:
        del shown["size"]
        shown["base64"] = base64.b64encode(body).decode()
    return shown


def _tags(app: Application, bucket: str, key: str, params: dict[str, str]) -> dict[str, str]:
    try:
        root = looking.tagging(app, bucket, key, params)
    except ApiError:
        return {}
    return {tag.value("Key") or "": tag.value("Value") or "" for tag in root.at("TagSet/Tag")}


def _body(app: Application, bucket: str, key: str, params: dict[str, str]) -> bytes | None:
    try:
        return looking.content(app, bucket, key, params)
    except ApiError:
        return None  # archived, or to be had with the customer's key only
