"""Looking into the store piece by piece, as the page does: buckets, objects, versions, uploads, contents."""

from __future__ import annotations

from urllib.parse import quote

from pycos.emulator import inside, xml
from pycos.emulator.control import looking
from pycos.emulator.control.looking import Page
from pycos.emulator.control.reply import Call, json_reply
from pycos.emulator.errors import ApiError
from pycos.emulator.response import Response
from pycos.emulator.store import sizes

_NULL = "null"


def buckets(call: Call) -> Response:
    """All buckets with what they hold."""
    app = call.app
    sized = sizes.of_buckets(app.storage.database)
    shown = []
    for bucket in app.storage.buckets.all():
        size = sized.get(bucket.number, sizes.Size())
        versioning = inside.ask(app, "GET", bucket.name, params={"versioning": ""}).body
        shown.append(
            {
                "name": bucket.name,
                "region": bucket.region,
                "created": bucket.created,
                "acl": bucket.acl,
                "objects": size.objects,
                "bytes": size.bytes,
                "uploads": size.uploads,
                "versioning": xml.parse(versioning, "VersioningConfiguration").value("Status") or "",
            }
        )
    return json_reply({"region": app.settings.region, "buckets": shown})


def _asked(call: Call, *names: str) -> dict[str, str]:
    """Those of the query items that a listing knows."""
    return {name: call.request.params[name] for name in names if call.request.params.get(name)}


def _shown(page: Page) -> Response:
    return json_reply({"prefixes": page.prefixes, "entries": page.entries, "next": page.following})


def objects(call: Call) -> Response:
    """Objects of a bucket: ``prefix``, ``delimiter``, ``marker``, ``max-keys``."""
    params = _asked(call, "prefix", "delimiter", "marker", "max-keys")
    return _shown(looking.objects(call.app, call.needed("bucket"), params))


def versions(call: Call) -> Response:
    """Versions in a bucket; with ``key`` those of this key only."""
    key = call.text("key")
    params = _asked(call, "prefix", "delimiter", "key-marker", "version-id-marker", "max-keys")
    if key:
        params["prefix"] = key
    page = looking.versions(call.app, call.needed("bucket"), params)
    if key:
        # The key itself comes first among those that begin with it; once another one comes, it is done.
        own = [entry for entry in page.entries if entry["key"] == key]
        done = len(own) < len(page.entries) or page.prefixes
        page = Page([], own, {} if done else page.following)
    return _shown(page)


def uploads(call: Call) -> Response:
    """Unfinished uploads of a bucket; with ``key`` and ``upload`` the parts of that one."""
    bucket, key, upload = call.needed("bucket"), call.text("key"), call.text("upload")
    if key and upload:
        return json_reply({"parts": looking.parts(call.app, bucket, key, upload)})
    params = _asked(call, "prefix", "delimiter", "key-marker", "upload-id-marker", "max-uploads")
    return _shown(looking.uploads(call.app, bucket, params))


def describe(call: Call) -> Response:
    """The headers and tags of an object, or of one version."""
    bucket, key, params = _object(call)
    headers = looking.headers_of(inside.ask(call.app, "HEAD", bucket, key, params=params))
    try:
        root = looking.tagging(call.app, bucket, key, params)
    except ApiError:
        tags = []
    else:
        tags = [[tag.value("Key") or "", tag.value("Value") or ""] for tag in root.at("TagSet/Tag")]
    return json_reply({"bucket": bucket, "key": key, "headers": headers, "tags": tags})


def content(call: Call) -> Response:
    """The bytes of an object, to be saved and never shown; with ``first``, only so many."""
    bucket, key, params = _object(call)
    first = call.request.number("first", 0, 1, 1 << 31)
    headers = {"range": f"bytes=0-{first - 1}"} if first else {}
    try:
        found = inside.ask(call.app, "GET", bucket, key, params=params, headers=headers)
    except ApiError as error:
        if error.code != "InvalidRange":  # an empty object has no first bytes
            raise
        found = Response(200)
    name = quote(key.rpartition("/")[2] or "object", safe="")
    return Response(
        200,
        [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", f"attachment; filename*=UTF-8''{name}"),
            ("Content-Security-Policy", "sandbox; default-src 'none'"),
        ],
        found.body,
        found.content,
    )


def _object(call: Call) -> tuple[str, str, dict[str, str]]:
    version = call.text("version")
    params = {"versionId": version} if version and version != _NULL else {}
    return call.needed("bucket"), call.needed("key"), params
