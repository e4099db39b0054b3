"""The configurations of buckets: one way to set, get, list and delete for every line of the table.

What is set is checked, kept and given back. Whether it is carried out as well is said in the table; where it
is, others do it, with what the record of the bucket holds.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.configuration_checks import CHECKS, KEPT, as_policy
from pycos.emulator.configurations import PAGE, Configuration
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_MAX_XML = 1 << 20  # a thousand lifecycle rules
_MAX_MANY = 1000  # configurations with an id in one bucket
_IDENTITY = re.compile(r"[A-Za-z0-9._-]{1,64}")


def _received(request: Request) -> bytes:
    return attributes.small_body(request, _MAX_XML)


def _document(kind: Configuration, data: bytes) -> tuple[str, xml.Element | None]:
    """What is kept of a received document, and its tree."""
    if kind.is_json:
        return as_policy(data), None
    root = xml.parse(data, kind.root)
    if kind.sub_resource in CHECKS:
        CHECKS[kind.sub_resource](root)
    if kind.sub_resource in KEPT:
        root = KEPT[kind.sub_resource](root)
    return xml.written(root), root


def _identity(kind: Configuration, request: Request) -> str:
    identity = request.params.get("id", "")
    if kind.plural and not _IDENTITY.fullmatch(identity):
        raise ApiError("InvalidArgument", "id has from 1 to 64 letters, digits, and . _ - characters.")
    return identity if kind.plural else ""


def put(kind: Configuration, app: Application, request: Request) -> Response:
    """Set a configuration."""
    return _keep(kind, app, request, replace=True)


def post(kind: Configuration, app: Application, request: Request) -> Response:
    """Set a configuration that must not be there: an inventory that is made once."""
    return _keep(kind, app, request, replace=False)


def _keep(kind: Configuration, app: Application, request: Request, *, replace: bool) -> Response:
    bucket = app.bucket(request)
    identity = _identity(kind, request)
    data = _received(request)
    if not data and kind.sub_resource == "referer":  # the way to delete this one
        app.storage.documents.delete(bucket, kind.sub_resource)
        return Response(kind.put_status)
    if not data:
        raise ApiError("MissingRequestBodyError")
    body, root = _document(kind, data)
    if root is not None:
        _check_state(kind, app, bucket, root, identity)
    documents = app.storage.documents
    if not kind.plural:
        documents.put(bucket, kind.sub_resource, body)
        if kind.sub_resource == "domain":
            app.domains.refresh()
        return Response(kind.put_status)
    full = len(documents.page(bucket, kind.sub_resource, after=0, limit=_MAX_MANY)) >= _MAX_MANY

    def keep(old: str | None) -> str:
        if old is not None and not replace:
            raise ApiError("DuplicateInventoryId")
        if old is None and full:
            raise ApiError("InventoryFull")
        return body

    documents.change(bucket, kind.sub_resource, identity, keep)
    return Response(kind.put_status)


def _check_state(
    kind: Configuration, app: Application, bucket: Bucket, root: xml.Element, identity: str
) -> None:
    """What a document asks of the rest of the world."""
    if kind.sub_resource == "replication":
        if bucket.versioning != "Enabled":
            raise ApiError("InvalidBucketState", "Versioning must be enabled for replication.")
    elif kind.sub_resource == "inventory" and root.value("Id") != identity:
        raise ApiError("InvalidArgument", "Id is not the id of the request.")
    elif kind.sub_resource == "domain":
        names = {rule.value("Name") for rule in root.all("DomainRule") if not rule.value("ForcedReplacement")}
        for number, body in app.storage.documents.everywhere("domain"):
            others = xml.parse(body.encode(), kind.root).all("DomainRule")
            if number != bucket.number and names & {rule.value("Name") for rule in others}:
                raise ApiError("RecordAlreadyExist")


def get(kind: Configuration, app: Application, request: Request) -> Response:
    """Get a configuration."""
    bucket = app.bucket(request)
    body = app.storage.documents.get(bucket, kind.sub_resource, _identity(kind, request))
    if body is None:
        if kind.absent:
            raise ApiError(kind.absent)
        return xml_response(f"<{kind.root}/>")
    if kind.is_json:
        return Response(200, [("Content-Type", "application/json")], body.encode())
    if kind.sub_resource == "domain":
        return xml_response(body, headers=[("x-cos-domain-txt-verification", _verification(app, bucket))])
    return xml_response(body)


def _verification(app: Application, bucket: Bucket) -> str:
    """The text that would prove a domain to be the account's: made once for a bucket."""

    def make(old: str | None) -> str | None:
        return f"tencent-cloud-cos-verification={secrets.token_hex(16)}" if old is None else None

    return app.storage.documents.change(bucket, "domain verification", "", make) or ""


def list_all(kind: Configuration, app: Application, request: Request) -> Response:
    """List the configurations that have an id, in the order in which they were made, in pages of 100."""
    bucket = app.bucket(request)
    token = request.params.get("continuation-token", "")
    after = request.number("continuation-token", 0, 0, (1 << 62))
    found = app.storage.documents.page(bucket, kind.sub_resource, after=after, limit=PAGE + 1)
    page = found[:PAGE]
    truncated = len(found) > PAGE
    return xml_response(
        xml.tree(
            kind.plural,
            *(body for _, body in page),
            xml.element("IsTruncated", "true" if truncated else "false"),
            xml.optional("ContinuationToken", token),
            xml.optional("NextContinuationToken", str(page[-1][0]) if truncated else None),
        )
    )


def delete(kind: Configuration, app: Application, request: Request) -> Response:
    """Delete a configuration; the same answer whether it was there or not."""
    bucket = app.bucket(request)
    identity = _identity(kind, request)
    if kind.plural and app.storage.documents.get(bucket, kind.sub_resource, identity) is None:
        raise ApiError(kind.absent)
    app.storage.documents.delete(bucket, kind.sub_resource, identity)
    if kind.sub_resource == "domain":
        app.domains.refresh()
    return Response(204)
