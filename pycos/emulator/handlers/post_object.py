"""POST Object: the upload of a file by an HTML form, signed by its own fields."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from pycos.emulator import s3, xml
from pycos.emulator.access import post_policy
from pycos.emulator.access.authorize import may
from pycos.emulator.access.post_policy import PostPolicy
from pycos.emulator.addressing import Target, decode_key
from pycos.emulator.errors import ApiError
from pycos.emulator.form import MAX_FIELD_BYTES, MAX_FIELDS, Form, Part, malformed
from pycos.emulator.handlers import attributes, objects
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.signature import Credential, verify, verify_text

if TYPE_CHECKING:
    from pycos.emulator.application import Application

# Fields that become headers of the upload, beside all x-cos- ones.
_HEADERS = frozenset(
    (
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-md5",
        "content-type",
        "expires",
        "pic-operations",
    )
)
_HEADER_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_STATUSES = ("200", "201", "204")


class _File:
    """The file of a form as the body of an upload; the rest of the form is read with its end."""

    size: int | None = None

    def __init__(self, form: Form, policy: PostPolicy | None) -> None:
        self._form = form
        self._smallest = policy.smallest if policy else 0
        largest = policy.largest if policy else None
        self._largest = attributes.MAX_OBJECT if largest is None else min(largest, attributes.MAX_OBJECT)

    def chunks(self) -> Iterator[memoryview]:
        """The bytes of the file; EntityTooLarge, EntityTooSmall by the policy."""
        size = 0
        for piece in self._form.content():
            size += len(piece)
            if size > self._largest:
                raise ApiError("EntityTooLarge", close=True)
            yield piece
        if size < self._smallest:
            raise ApiError("EntityTooSmall", close=True)
        # Nothing is stored of a form that turns out to be wrong after its file.
        left = MAX_FIELD_BYTES
        while (part := self._form.next()) is not None:
            if part.name == "file":
                raise ApiError("IncorrectNumberOfFilesInPostRequest", close=True)
            left -= len(self._form.value(left))

    def read(self, limit: int) -> bytes:
        """Nobody reads a file whole."""
        raise malformed("This request has no body but its file.")


def post_object(app: Application, request: Request) -> Response:
    """POST Object: fields, then one file; who may upload is decided before a byte of it is read."""
    bucket = app.bucket(request)
    parts = Form(request.body, request.headers.get("content-type", ""))
    fields, file = _fields(parts)
    key = _key(fields, file)
    policy = post_policy.read(fields["policy"]) if fields.get("policy") else None
    now = int(time.time())
    given = s3.translate_form(fields) if s3.signs(fields) else fields
    upload = dataclasses.replace(
        request,
        address=dataclasses.replace(request.address, target=Target.OBJECT, key=key),
        headers=_headers(given, file),
        body=_File(parts, policy),
    )
    request.address = upload.address  # errors and the journal name the object
    request.identity = upload.identity = _signer(app, request, fields, policy, now)
    if policy is not None:
        policy.check(_checked(fields, key, bucket.name), now)
    if not may(app, upload, request.operation, bucket, key):
        raise ApiError("AccessDenied")
    redirect = _redirect(fields)
    done = objects.put_object(app, upload)
    return _answer(request, fields, redirect, done, bucket.region)


def _fields(form: Form) -> tuple[dict[str, str], Part]:
    """The fields that come before the file, and the head of the file."""
    fields: dict[str, str] = {}
    left = MAX_FIELD_BYTES
    while (part := form.next()) is not None:
        if part.name == "file":
            return fields, part
        if part.name in fields or len(fields) >= MAX_FIELDS:
            raise malformed("A field is there twice, or there are too many of them.")
        value = form.value(left)
        left -= len(value)
        fields[part.name] = value.decode("utf-8", "surrogateescape")
    raise ApiError("IncorrectNumberOfFilesInPostRequest")


def _key(fields: Mapping[str, str], file: Part) -> str:
    template = fields.get("key", "")
    if not template:
        raise ApiError("InvalidArgument", "The form has no field named key.")
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    return decode_key(template.replace("${filename}", name).encode("utf-8", "surrogateescape"))


def _headers(fields: Mapping[str, str], file: Part) -> dict[str, str]:
    headers = {
        name: value
        for name, value in fields.items()
        if name in _HEADERS or (name.startswith("x-cos-") and name != "x-cos-security-token")
    }
    if fields.get("acl"):
        headers["x-cos-acl"] = fields["acl"]
    if file.content_type:
        headers.setdefault("content-type", file.content_type)
    for name, value in headers.items():
        # They come back as headers of answers, where a line end would begin another one.
        if not _HEADER_NAME.fullmatch(name) or _CONTROL.search(value):
            raise ApiError("InvalidArgument", "A field that is kept as a header cannot be one.")
    return headers


def _checked(fields: Mapping[str, str], key: str, bucket: str) -> dict[str, tuple[str, ...]]:
    """The values that the conditions of a policy are about."""
    values: dict[str, tuple[str, ...]] = {name: (value,) for name, value in fields.items()}
    values["bucket"] = (bucket,)
    values["key"] = (key, fields["key"])
    if "q-key-time" in fields:  # the field has one name, conditions use the other
        values["q-sign-time"] = (fields["q-key-time"],)
    if "acl" in fields:
        values.setdefault("x-cos-acl", (fields["acl"],))
    return values


def _signer(
    app: Application, request: Request, fields: Mapping[str, str], policy: PostPolicy | None, now: int
) -> Credential | None:
    """Who signed the form, None when nobody did.

    By its policy, by a whole signature in one field, or by the header of the request.
    """
    known = app.credentials.known
    if s3.signs(fields):
        s3.translate(request)  # its answer is one of S3
        return s3.verify_form(fields, known, now)
    if "q-signature" in fields:
        if policy is None:
            raise ApiError("AccessDenied", "A signed form has a policy.")
        return verify_text(policy.text, fields, known, now)
    headers = dict(request.headers)
    if fields.get("signature"):
        headers["authorization"] = fields["signature"]
    if fields.get("x-cos-security-token"):
        headers["x-cos-security-token"] = fields["x-cos-security-token"]
    # Signers take the path of the request, or that of the object.
    paths = (b"/", b"/" + request.address.key.encode(), *request.address.paths)
    address = dataclasses.replace(request.address, paths=paths)
    return verify(dataclasses.replace(request, address=address, headers=headers), known, now)


def _redirect(fields: Mapping[str, str]) -> str | None:
    url = fields.get("success_action_redirect")
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or any(ord(c) <= 32 for c in url):
        raise ApiError("InvalidArgument", "success_action_redirect is not an http or https URL.")
    return url


def _answer(
    request: Request, fields: Mapping[str, str], redirect: str | None, done: Response, region: str
) -> Response:
    key = request.address.key
    etag = next(value for name, value in done.headers if name == "ETag")
    scheme = "https" if request.peer and request.peer.secure else "http"
    host = f"{request.address.bucket}.cos.{region}.myqcloud.com"
    location = f"{scheme}://{host}/{quote(key, safe='/-_.~')}"
    if redirect is not None:
        query = "&".join(
            f"{name}={quote(text, safe='')}"
            for name, text in (("bucket", request.address.bucket), ("key", key), ("etag", etag))
        )
        joint = "&" if urlsplit(redirect).query else "?"
        return Response(303, [*done.headers, ("Location", f"{redirect}{joint}{query}")])
    status = fields.get("success_action_status", "204")
    headers = [*done.headers, ("Location", location)]
    if status == "201":
        headers = [item for item in headers if item[0] != "Content-Type"]
        root = xml.tree(
            "PostResponse",
            xml.element("Location", location),
            xml.element("Bucket", request.address.bucket),
            xml.element("Key", key),
            xml.element("ETag", etag),
        )
        return xml_response(root, status=201, headers=headers)
    if status not in _STATUSES or status == "204":
        return Response(204, headers)
    return Response(200, headers, done.body)
