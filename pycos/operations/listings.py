"""One page each: objects, unfinished uploads, parts.

All ask for encoding-type=url and decode, because XML cannot carry every key.
"""

from __future__ import annotations

from pycos.errors import MalformedResponse
from pycos.exchange import Limits, Request
from pycos.models import ObjectInfo, Owner, Page, Part, Upload
from pycos.operations.columns import objects_of
from pycos.operations.xml_values import key_text, number, owner_of
from pycos.session import Session
from pycos.wire.times import from_iso
from pycos.wire.xml_read import Element

__all__ = ["list_objects", "list_parts", "list_uploads"]


def list_objects(
    session: Session,
    limits: Limits,
    bucket: str,
    *,
    prefix: str = "",
    delimiter: str = "",
    marker: str = "",
    max_keys: int = 1000,
) -> Page:
    """GET Bucket: objects and common prefixes behind `marker`, in the order of their UTF-8 bytes."""
    params = [("encoding-type", "url"), ("max-keys", str(max_keys))]
    params += [
        (name, value)
        for name, value in (("prefix", prefix), ("delimiter", delimiter), ("marker", marker))
        if value
    ]
    answer = session.execute(
        Request("GetBucket", "GET", bucket, params=params, root="ListBucketResult", listing=True), limits
    )
    if answer.listing is not None:
        objects, prefixes = objects_of(answer.listing), answer.listing.prefixes
        truncated, next_marker = answer.listing.truncated, answer.listing.next_marker
    else:
        objects, prefixes, truncated, next_marker = _from_document(answer.document)
    if not truncated:
        following = None
    else:
        # Without a delimiter servers may leave NextMarker out: it is the last key.
        last = [objects[-1].key] if objects else []
        last += prefixes[-1:]
        following = next_marker or max(last, key=_utf8, default="")
        if not following or _utf8(following) <= _utf8(marker):
            raise MalformedResponse("the listing says there is more but does not move on")
    return Page(
        objects=tuple(objects),
        prefixes=tuple(prefixes),
        next_marker=following,
        request_id=answer.request_id,
    )


def _from_document(root: Element) -> tuple[list[ObjectInfo], list[str], bool, str]:
    """Objects, prefixes, whether there is more, and NextMarker, of any document."""
    encoded = _is_encoded(root)
    objects: list[ObjectInfo] = []
    prefixes: list[str] = []
    owners: dict[tuple[str, str], Owner] = {}  # most objects have the same
    for entry in root.children:
        if entry.name == "Contents":
            objects.append(_object(entry, encoded, owners))
        elif entry.name == "CommonPrefixes":
            prefixes += [key_text(each.text, encoded) for each in entry.all("Prefix")]
    return objects, prefixes, root.value("IsTruncated") == "true", key_text(root.value("NextMarker"), encoded)


def _object(entry: Element, encoded: bool, owners: dict[tuple[str, str], Owner]) -> ObjectInfo:
    values: dict[str, str] = {}
    owner = None
    for each in entry.children:
        if each.name != "Owner":
            values[each.name] = each.text
        else:
            who = each.value("ID"), each.value("DisplayName")
            owner = owners.get(who) or owners.setdefault(who, Owner(*who))
    size = values.get("Size", "")
    if not size.isdigit():
        raise MalformedResponse(f"Size is {size[:40]!r}, not a number")
    return ObjectInfo(
        key_text(values.get("Key", ""), encoded),
        int(size),
        values.get("ETag", "").strip('"'),
        from_iso(values.get("LastModified", "")),
        values.get("StorageClass") or "STANDARD",
        owner,
    )


def list_uploads(
    session: Session,
    limits: Limits,
    bucket: str,
    *,
    prefix: str = "",
    key_marker: str = "",
    upload_id_marker: str = "",
    max_uploads: int = 1000,
) -> tuple[list[Upload], tuple[str, str] | None]:
    """List Multipart Uploads: a page, and (key marker, upload id marker) of the next if there is one."""
    params = [("uploads", ""), ("encoding-type", "url"), ("max-uploads", str(max_uploads))]
    params += [
        (name, value)
        for name, value in (
            ("prefix", prefix),
            ("key-marker", key_marker),
            ("upload-id-marker", upload_id_marker),
        )
        if value
    ]
    request = Request("ListMultipartUploads", "GET", bucket, params=params, root="ListMultipartUploadsResult")
    answer = session.execute(request, limits)
    root = answer.document
    encoded = _is_encoded(root)
    uploads = [
        Upload(
            key=key_text(entry.value("Key"), encoded),
            upload_id=entry.value("UploadId"),
            initiated=from_iso(entry.value("Initiated")),
            storage_class=entry.value("StorageClass") or "STANDARD",
            owner=owner_of(entry.find("Owner")),
        )
        for entry in root.all("Upload")
    ]
    if root.value("IsTruncated") != "true":
        return uploads, None
    following = (key_text(root.value("NextKeyMarker"), encoded), root.value("NextUploadIdMarker"))
    if following == (key_marker, upload_id_marker) or not following[0]:
        raise MalformedResponse("the listing says there is more but does not move on")
    return uploads, following


def list_parts(
    session: Session,
    limits: Limits,
    bucket: str,
    key: str,
    upload_id: str,
    *,
    marker: int = 0,
    max_parts: int = 1000,
) -> tuple[list[Part], int | None]:
    """List Parts: a page, and the marker of the next if there is one."""
    params = [("uploadId", upload_id), ("max-parts", str(max_parts)), ("part-number-marker", str(marker))]
    answer = session.execute(
        Request("ListParts", "GET", bucket, key, params=params, root="ListPartsResult"), limits
    )
    root = answer.document
    parts = [
        Part(
            number=number(entry, "PartNumber"),
            etag=entry.value("ETag").strip('"'),
            size=number(entry, "Size"),
            last_modified=from_iso(entry.value("LastModified")),
        )
        for entry in root.all("Part")
    ]
    if root.value("IsTruncated") != "true":
        return parts, None
    following = number(root, "NextPartNumberMarker")
    if following <= marker:
        raise MalformedResponse("the listing says there is more but does not move on")
    return parts, following


def _is_encoded(root: Element) -> bool:
    # ListMultipartUploads spells it Encoding-Type.
    return "url" in (root.value("EncodingType"), root.value("Encoding-Type"))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
