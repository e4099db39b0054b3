"""The S3 dialect: a layer at the edge that lets S3 clients use the server as it is.

A request that speaks it is translated before a handler sees it, and its answer after; handlers know nothing
of it. Only the test whether it is spoken is made for every request, so that is all this module holds; the
rest is imported with the first one that is.
"""

from __future__ import annotations

from collections.abc import Mapping

from pycos.emulator.request import Request
from pycos.emulator.signature import Credential


def is_spoken(request: Request) -> bool:
    """Whether a request is signed the AWS way, or unsigned with x-amz-* headers or for a host of S3."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return authorization.startswith("AWS")
    params = request.params
    if params:
        if "X-Amz-Signature" in params or "X-Amz-Algorithm" in params or "AWSAccessKeyId" in params:
            return True
        if "q-signature" in params or "sign" in params:
            return False
    host = request.headers.get("host", "")
    if host.startswith("s3.") or ".s3." in host:
        return True
    for name in request.headers:  # noqa: SIM110  # a generator costs more than the rest of this
        if name.startswith("x-amz-"):
            return True
    return False


def signs(fields: Mapping[str, str]) -> bool:
    """Whether the fields of a form are signed as for S3."""
    return "x-amz-signature" in fields or "awsaccesskeyid" in fields


def verify_form(fields: Mapping[str, str], credentials: Mapping[str, Credential], now: int) -> Credential:
    """Who signed such a form; ApiError when it is not signed as it must be."""
    from pycos.emulator.s3 import form

    return form.verify(fields, credentials, now)


def translate_form(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of such a form by the names that COS has for them."""
    from pycos.emulator.s3 import form

    return form.to_cos(fields)


def translate(request: Request) -> None:
    """Make a request of the S3 dialect one that handlers understand."""
    from pycos.emulator.s3.dialect import S3Dialect

    S3Dialect(request)
