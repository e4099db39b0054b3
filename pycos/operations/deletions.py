"""Deleting up to 1,000 objects with one request."""

from __future__ import annotations

from collections.abc import Sequence

import cos_c
from pycos.error_table import service_class
from pycos.exchange import Limits, Request
from pycos.models import DeleteResult
from pycos.operations.objects import content_md5
from pycos.session import Session
from pycos.wire.xml_read import Element
from pycos.wire.xml_write import element

__all__ = ["delete_body", "delete_objects", "delete_results"]

Target = tuple[str, "str | None"]


def delete_body(targets: Sequence[Target]) -> tuple[bytes, list[tuple[str, str]]]:
    """The document that names what is to be deleted, and the headers that go with it."""
    listed = [
        element(
            "Object", [element("Key", key)] + ([] if version is None else [element("VersionId", version)])
        )
        for key, version in targets
    ]
    body = element("Delete", [element("Quiet", False), *listed]).encode()
    return body, [("Content-Type", "application/xml"), ("Content-MD5", content_md5(body))]


def delete_results(
    bucket: str, targets: Sequence[Target], root: Element, request_id: str
) -> list[DeleteResult]:
    """What a DeleteResult document says of each target, in their order.

    A target the server does not mention gets an error of its own: silence is not success.
    """
    said: dict[Target, Element] = {}
    for entry in root.children:
        if entry.name in ("Deleted", "Error"):
            said[entry.value("Key"), entry.value("VersionId") or None] = entry
    return [_result(bucket, target, said, request_id) for target in targets]


def delete_objects(
    session: Session, limits: Limits, bucket: str, targets: Sequence[Target]
) -> list[DeleteResult]:
    """POST multiple delete: one result for each (key, version id), in their order."""
    body, headers = delete_body(targets)
    request = Request(
        "DeleteMultipleObjects",
        "POST",
        bucket,
        params=[("delete", "")],
        headers=headers,
        source=cos_c.MemorySource(body),
        root="DeleteResult",
    )
    answer = session.execute(request, limits)
    return delete_results(bucket, targets, answer.document, answer.request_id)


def _result(bucket: str, target: Target, said: dict[Target, Element], request_id: str) -> DeleteResult:
    key, version = target
    # Some answers leave the version out, some give one that was not asked for ("null").
    entry = (
        said.get(target) or said.get((key, None)) or (said.get((key, "null")) if version is None else None)
    )
    if entry is not None and entry.name == "Deleted":
        return DeleteResult(
            key=key,
            version_id=version,
            delete_marker=entry.value("DeleteMarker") == "true",
            delete_marker_version_id=entry.value("DeleteMarkerVersionId") or None,
            request_id=request_id,
        )
    code = "" if entry is None else entry.value("Code")
    message = "the server's answer does not mention this key" if entry is None else entry.value("Message")
    error = service_class(200, code)(
        message,
        status=200,
        code=code or "NotMentioned",
        request_id=request_id,
        operation="DeleteMultipleObjects",
        bucket=bucket,
        key=key,
    )
    return DeleteResult(key=key, version_id=version, error=error, request_id=request_id)
