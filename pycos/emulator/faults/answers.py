"""The answers that a rule gives in place of the service: errors, redirects, expired credentials."""

from __future__ import annotations

import time

from pycos.emulator import xml
from pycos.emulator.addressing import host_of
from pycos.emulator.errors import ERRORS, ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Header, Response, error_response, error_root, new_request_id

REDIRECTS = (301, 302, 303, 307, 308)
_TOKEN = "x-cos-security-token"  # noqa: S105 (a header's name)
_CODES = {
    301: "PermanentRedirect",
    302: "TemporaryRedirect",
    307: "TemporaryRedirect",
    308: "PermanentRedirect",
    400: "InvalidRequest",
    401: "AccessDenied",
    403: "AccessDenied",
    404: "NoSuchKey",
    405: "MethodNotAllowed",
    408: "RequestTimeout",
    409: "InvalidBucketState",
    411: "MissingContentLength",
    412: "PreconditionFailed",
    416: "InvalidRange",
    429: "SlowDown",
    500: "InternalError",
    501: "NotImplemented",
}
# The two domains a bucket has; a client that is sent away from one tries the other.
_DOMAINS = (".myqcloud.com", ".tencentcos.cn")


def code_for(status: int) -> str:
    """The code that usually comes with a status."""
    return _CODES.get(status, "ServiceUnavailable" if status >= 500 else "InvalidRequest")


def error(
    request: Request,
    status: int,
    *,
    code: str = "",
    message: str = "",
    request_id: bool = True,
    headers: tuple[Header, ...] = (),
) -> Response:
    """An answer of any status. Those below 400 have no body, unless it is the error in a body of 200."""
    code = code or code_for(status)
    given = list(headers)
    if status in REDIRECTS and not any(name == "Location" for name, _ in given):
        given.append(("Location", elsewhere(request)))
    number = new_request_id() if request_id else None
    if request.method == "HEAD" or status in (204, 304):
        return Response(status, given, b"", request_id=number)
    refusal = ApiError("InternalError", message or ERRORS.get(code, (0, code))[1])
    refusal.code = code
    root = error_root(refusal, request.path, number or "-")
    if number is None:
        root = root[: root.index("<RequestId>")] + "</Error>"
    return Response(
        status, [("Content-Type", "application/xml"), *given], xml.document(root), request_id=number
    )


def elsewhere(request: Request) -> str:
    """The same thing at the other domain of its bucket; where it was asked for, if it has no other."""
    host = request.headers.get("host", "localhost")
    name = host_of(host)
    for here, there in (_DOMAINS, _DOMAINS[::-1]):
        if name.endswith(here):
            host = name[: -len(here)] + there
            break
    return f"http://{host}{request.path}"


def expired(request: Request, kind: str, now: int) -> Response:
    """What the service says to an expired signature (403), or to an expired token (400)."""
    if kind == "auto":
        kind = "token" if _TOKEN in request.headers or _TOKEN in request.params else "signature"
    if kind == "token":
        refusal = ApiError("ExpiredToken")
    else:
        refusal = ApiError("AccessDenied", "Request has expired", details=(("ServerTime", str(now)),))
    head = request.method == "HEAD"
    return error_response(refusal, request.path, request_id=new_request_id(), head=head)


def server_time() -> int:
    """The time that an answer about expiry holds."""
    return int(time.time())
