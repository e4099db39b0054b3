"""One request of the S3 dialect: translated on its way in, and its answer on the way out."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from pycos.emulator import tags, xml
from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request, WholeBody, first_values
from pycos.emulator.response import Response, trace_id
from pycos.emulator.s3 import documents, headers, signature_v4
from pycos.emulator.s3.checksums import PREFIX
from pycos.emulator.s3.payload import NOTHING, Document, Payload
from pycos.emulator.s3.signature_v4 import UNSIGNED, Sent, Verified
from pycos.emulator.signature import Credential

_MAX_XML = 64 * 1024
_REGION = re.compile(r"[a-z0-9-]{1,64}")
_SIGNING = frozenset(
    f"X-Amz-{name}"
    for name in (
        "Algorithm",
        "Content-Sha256",
        "Credential",
        "Date",
        "Expires",
        "Security-Token",
        "Signature",
        "SignedHeaders",
    )
)
_WRITES = frozenset(("PutObject", "CopyObject", "CompleteMultipartUpload"))
_WHOLE_BODIES = frozenset(("PutObject", "UploadPart"))
# The codes that S3 has for what COS calls otherwise.
_CODES = {
    "BucketAlreadyExists": "BucketAlreadyOwnedByYou",
    "FileAlreadyExists": "PreconditionFailed",
    "KeyTooLong": "KeyTooLongError",
    "NoSuchEncryptionConfiguration": "ServerSideEncryptionConfigurationNotFoundError",
    "NoSuchObjectLockConfiguration": "ObjectLockConfigurationNotFoundError",
}
# What the service has is told in pages by other names.
_BUCKET_PAGES = {"max-buckets": "max-keys", "continuation-token": "marker", "bucket-region": "region"}


class S3Dialect:
    """What is kept of a request while its handler sees the translation."""

    __slots__ = ("_payload", "_sent", "_translated")

    def __init__(self, request: Request) -> None:
        self._sent = Sent(request.method, request.path, request.query, request.headers)
        self._payload: Payload | None = None
        query, given = _query(request, self._sent.headers)
        request.query, request.params = query, first_values(query)
        self._translated = headers.to_cos(given)
        headers.without_coding(self._translated.headers)
        request.headers = self._translated.headers
        request.dialect = self

    def verify(self, request: Request, credentials: Mapping[str, Credential], now: int) -> Credential | None:
        """Who signed the request, None when nobody did; makes its body one that is checked as it is read."""
        verified = signature_v4.verify(self._sent, credentials, now)
        if self._translated.unknown:
            raise ApiError("NotImplemented", f"This server does not implement {self._translated.unknown[0]}.")
        headers.check_owner(self._sent.headers, request.address.bucket)
        _conditions(request, self._translated.headers)
        # Of a complete upload, the checksums are those of the object.
        sums = {} if request.operation == "CompleteMultipartUpload" else self._translated.sums
        said = self._sent.headers.get("x-amz-content-sha256", UNSIGNED)
        if request.body.size != 0 or sums or said not in NOTHING:
            self._check_body(request, sums, verified)
        naming = documents.REQUESTS.get(request.operation)
        if naming is not None:
            request.body = Document(request.body, naming, self._translated.headers.pop("content-md5", None))
        elif request.operation == "PutBucket":
            _place(request, self._translated.headers)
        return verified.credential if verified else None

    def _check_body(self, request: Request, sums: Mapping[str, str], verified: Verified | None) -> None:
        payload = Payload(request.body, self._sent.headers, verified)
        payload.checksums.expect(sums)
        if not payload.is_plain:
            self._payload = payload
            request.body = payload

    def refusal(self, error: ApiError) -> ApiError:
        """An error by the code that S3 has for it."""
        code = _CODES.get(error.code)
        if code is None:
            return error
        message = None if code == "PreconditionFailed" else error.message
        return ApiError(code, message, details=error.details, headers=error.headers, close=error.close)

    def answer(self, request: Request, response: Response) -> None:
        """Make the answer to a request one that S3 clients read."""
        response.headers = headers.to_s3(response.headers)
        if response.request_id:
            response.headers.append(("x-amz-request-id", response.request_id))
            response.headers.append(("x-amz-id-2", trace_id(response.request_id)))
        if response.status >= 300:
            return
        if response.body and request.operation != "GetObject":
            response.body = documents.to_s3(response.body)
        if request.operation == "PutBucket":
            response.headers.append(("Location", f"/{request.address.bucket}"))
        elif self._payload is not None and request.operation in _WHOLE_BODIES:
            said = self._payload.checksums.headers()
            response.headers += said
            if said:
                response.headers.append(("x-amz-checksum-type", "FULL_OBJECT"))


def _query(request: Request, sent: Mapping[str, str]) -> tuple[list[tuple[str, str]], Mapping[str, str]]:
    """The query without what signed it; what it says in the place of headers is added to them."""
    if not request.query:
        return request.query, sent
    kept = []
    given = dict(sent)
    renamed = _BUCKET_PAGES if request.address.target is Target.SERVICE else {}
    for name, value in request.query:
        if name in _SIGNING or name == "x-id":
            continue
        lower = name.lower()
        if lower.startswith(PREFIX) or lower == "x-amz-sdk-checksum-algorithm":
            continue  # a URL is signed before there is a body: some clients put the sum of nothing there
        if lower.startswith("x-amz-"):
            given.setdefault(lower, value)
        else:
            kept.append((renamed.get(name, name), value))
    return kept, given


def _conditions(request: Request, given: dict[str, str]) -> None:
    """Conditions of writes, which COS has for one case only: that there is no such object.

    NotImplemented for these and other things that a handler would not see.
    """
    none_match = given.get("if-none-match")
    match = given.get("if-match")
    if request.operation in _WRITES:
        if none_match == "*":
            given["x-cos-forbid-overwrite"] = "true"
            del given["if-none-match"]
        elif none_match is not None:
            raise ApiError("NotImplemented", "If-None-Match of a write can only be *.")
    if match is not None and request.operation in (*_WRITES, "DeleteObject"):
        raise ApiError("NotImplemented", "This server does not implement If-Match of writes.")
    if request.operation == "GetService" and "prefix" in request.params:
        raise ApiError("NotImplemented", "This server does not implement prefix in a list of buckets.")
    if "partNumber" in request.params and request.operation in ("GetObject", "HeadObject"):
        raise ApiError("NotImplemented", "This server does not implement reading by partNumber.")


def _place(request: Request, given: dict[str, str]) -> None:
    """The region and the tags of a new bucket, which S3 clients name in the body."""
    data = request.body.read(_MAX_XML)
    request.body = WholeBody(data)
    if not data:
        return
    root = xml.parse(data, "CreateBucketConfiguration")
    if root.all("Bucket") or root.all("Location"):
        raise ApiError("NotImplemented", "This server does not implement directory buckets.")
    named = [(tag.value("Key") or "", tag.value("Value") or "") for tag in root.at("Tags/Tag")]
    if named:
        given["x-cos-tagging"] = tags.text(named)
    region = root.value("LocationConstraint")
    address = request.address
    if region and not _REGION.fullmatch(region):
        raise ApiError("InvalidArgument", "LocationConstraint is not the name of a region.")
    if region and address.region not in (None, region):
        raise ApiError("IllegalLocationConstraintException")
    if region:
        request.address = dataclasses.replace(address, region=region)
