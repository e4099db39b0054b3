"""What is in the store, as plain values: listings, objects and configurations, asked of the handlers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pycos.emulator import inside, xml
from pycos.emulator.configurations import CONFIGURATIONS
from pycos.emulator.errors import ApiError
from pycos.emulator.faults.sending import body_of
from pycos.emulator.response import Response
from pycos.emulator.xml import Element

if TYPE_CHECKING:
    from pycos.emulator.application import Application

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a listing: common prefixes, entries, and the markers of the next piece (empty: the last)."""

    prefixes: list[str]
    entries: list[dict[str, Any]]
    following: dict[str, str]


def objects(app: Application, bucket: str, params: Mapping[str, str]) -> Page:
    """Objects, by key."""
    root = _listing(app, bucket, "ListBucketResult", params)
    entries = [_entry(node) for node in root.all("Contents")]
    return Page(_prefixes(root), entries, _following(root, {"marker": "NextMarker"}))


def versions(app: Application, bucket: str, params: Mapping[str, str]) -> Page:
    """Versions and delete markers, by key, the newest of each first."""
    root = _listing(app, bucket, "ListVersionsResult", {"versions": "", **params})
    entries = [
        {**_entry(node), "delete_marker": node.name == "DeleteMarker"}
        for node in root.children
        if node.name in ("Version", "DeleteMarker")
    ]
    markers = {"key-marker": "NextKeyMarker", "version-id-marker": "NextVersionIdMarker"}
    return Page(_prefixes(root), entries, _following(root, markers))


def uploads(app: Application, bucket: str, params: Mapping[str, str]) -> Page:
    """Unfinished uploads, by key."""
    root = _listing(app, bucket, "ListMultipartUploadsResult", {"uploads": "", **params})
    entries = [
        {
            "key": unquote(node.value("Key") or ""),
            "upload_id": node.value("UploadId") or "",
            "initiated": node.value("Initiated") or "",
            "storage_class": node.value("StorageClass") or "",
        }
        for node in root.all("Upload")
    ]
    markers = {"key-marker": "NextKeyMarker", "upload-id-marker": "NextUploadIdMarker"}
    return Page(_prefixes(root), entries, _following(root, markers))


def parts(app: Application, bucket: str, key: str, upload: str) -> list[dict[str, Any]]:
    """The parts of an upload, at most 10,000."""
    found: list[dict[str, Any]] = []
    marker = "0"
    while marker:
        params = {"uploadId": upload, "part-number-marker": marker}
        root = xml.parse(inside.ask(app, "GET", bucket, key, params=params).body, "ListPartsResult")
        found += [
            {
                "number": int(node.value("PartNumber") or 0),
                "size": int(node.value("Size") or 0),
                "etag": node.value("ETag") or "",
                "modified": node.value("LastModified") or "",
            }
            for node in root.all("Part")
        ]
        marker = (root.value("NextPartNumberMarker") or "") if root.value("IsTruncated") == "true" else ""
    return found


def tagging(app: Application, bucket: str, key: str, params: Mapping[str, str]) -> Element:
    """The tags of an object."""
    body = inside.ask(app, "GET", bucket, key, params={"tagging": "", **params}).body
    return xml.parse(body, "Tagging")


def content(app: Application, bucket: str, key: str, params: Mapping[str, str]) -> bytes:
    """The bytes of an object, which should be few."""
    response = inside.ask(app, "GET", bucket, key, params=params)
    try:
        return b"".join(bytes(view) for view in body_of(response))
    finally:
        if response.content is not None:
            response.content.close()


def headers_of(response: Response) -> dict[str, str]:
    """The headers of an answer by lower-case name."""
    return {name.lower(): value for name, value in response.headers}


def configurations(app: Application, bucket: str) -> dict[str, Any]:
    """Sub-resource to document, for all that are set; a list where there may be several."""
    found: dict[str, Any] = {}
    for kind in CONFIGURATIONS:
        try:
            body = inside.ask(app, "GET", bucket, params={kind.sub_resource: ""}).body
        except ApiError:
            continue
        text = body.decode(errors="replace")
        if kind.is_json:
            found[kind.sub_resource] = text
            continue
        root = xml.parse(body, kind.plural or kind.root)
        if kind.plural:
            documents = [xml.written(node) for node in root.all(kind.root)]
            if documents:
                found[kind.sub_resource] = documents
        elif root.children:
            found[kind.sub_resource] = xml.written(root)
    return found


def all_of(listing: Any, app: Application, bucket: str, most: int) -> Iterator[dict[str, Any]]:
    """The entries of a whole listing, at most ``most``."""
    following: dict[str, str] | None = {}
    while following is not None and most > 0:
        size = "max-uploads" if listing is uploads else "max-keys"
        page: Page = listing(app, bucket, {size: str(min(most, PAGE)), **following})
        yield from page.entries[:most]
        most -= len(page.entries)
        following = page.following or None


def _listing(app: Application, bucket: str, root: str, params: Mapping[str, str]) -> Element:
    # Encoded keys come through XML as they are, whatever characters they hold.
    body = inside.ask(app, "GET", bucket, params={"encoding-type": "url", **params}).body
    return xml.parse(body, root)


def _prefixes(root: Element) -> list[str]:
    return [unquote(node.value("Prefix") or "") for node in root.all("CommonPrefixes")]


def _following(root: Element, markers: Mapping[str, str]) -> dict[str, str]:
    """The markers that go on behind a piece of a listing; none behind the last one."""
    if root.value("IsTruncated") != "true":
        return {}
    return {
        name: unquote(root.value(element) or "") if "id" not in name else root.value(element) or ""
        for name, element in markers.items()
    }


def _entry(node: Element) -> dict[str, Any]:
    return {
        "key": unquote(node.value("Key") or ""),
        "version_id": node.value("VersionId") or "",
        "latest": node.value("IsLatest") != "false",
        "size": int(node.value("Size") or 0),
        "etag": node.value("ETag") or "",
        "modified": node.value("LastModified") or "",
        "storage_class": node.value("StorageClass") or "",
    }
