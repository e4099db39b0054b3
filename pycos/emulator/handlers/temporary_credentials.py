"""Temporary credentials: what the service of the cloud gives out, at its own hosts or at ``/sts``.

A call in the form of the general API (it names an Action) is answered in that form; any other gets the
document that programs hand on to browsers. Who asks must sign, as for COS or for the API, or know the
control token, which stands for the owner.
"""

from __future__ import annotations

import hmac
import json
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from pycos.emulator.access import policy
from pycos.emulator.access.api_signature import ApiFailure, Call
from pycos.emulator.access.api_signature import verify as verify_call
from pycos.emulator.access.identity import account_of, name_of
from pycos.emulator.access.policy import Policy
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Response, new_request_id
from pycos.emulator.signature import Credential, encode, verify

if TYPE_CHECKING:
    from pycos.emulator.application import Application

DEFAULT_DURATION = 1800  # seconds
MAX_DURATION = {"GetFederationToken": 129_600, "AssumeRole": 43_200}
_MAX_BODY = 64 * 1024
_ROLE = re.compile(r"qcs::cam::uin/(\d+):roleName/[\w+=,.@-]+")


def get(app: Application, request: Request) -> Response:
    """GetFederationToken, AssumeRole, or the plain document of a credential."""
    body = request.body.read(_MAX_BODY)
    params = {**request.params, **_of_body(request, body)}
    action = request.headers.get("x-tc-action") or params.get("Action")
    query = "&".join(f"{encode(name)}={encode(text)}" for name, text in request.query)
    call = Call(request.method, request.path, query, request.headers, body, params)
    try:
        return _answer(app, request, call, str(action) if action else None)
    except ApiFailure as error:
        if action:
            return _api({"Error": {"Code": error.code, "Message": error.message}})
        code = "AccessDenied" if error.code.startswith(("AuthFailure", "Unauthorized")) else "InvalidArgument"
        raise ApiError(code, error.message) from None


def _of_body(request: Request, body: bytes) -> dict[str, Any]:
    """The parameters that come in a body, as JSON or as a form."""
    if not body:
        return {}
    form = (request.header("content-type") or "").lower().startswith("application/x-www-form-urlencoded")
    if form and not body.lstrip().startswith(b"{"):  # some clients call JSON a form
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200))
        except ValueError:
            raise ApiError("InvalidArgument", "The form cannot be read.") from None
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise ApiError("InvalidArgument", "The body is one JSON object, or a form.")
    return document


def _answer(app: Application, request: Request, call: Call, action: str | None) -> Response:
    now = int(time.time())
    caller = _caller(app, request, call, now)
    request.identity = caller
    if caller.token is not None:
        raise ApiFailure("UnauthorizedOperation", "A temporary credential gives out no others.")
    name = action or "GetFederationToken"
    if name not in MAX_DURATION:
        raise ApiFailure("InvalidAction", "Action is GetFederationToken or AssumeRole.")
    if name == "AssumeRole":
        role = _ROLE.fullmatch(str(call.params.get("RoleArn", "")))
        if not role or role[1] != (caller.account or account_of(app.owner)):
            raise ApiFailure(
                "InvalidParameter.RoleNotExist",
                "RoleArn is no role of the account: qcs::cam::uin/N:roleName/…",
            )
    duration = _duration(call, MAX_DURATION[name])
    issued = app.credentials.issue(caller, session=_session(call), now=now, duration=duration)
    expiration = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + duration))
    if action:
        return _api(
            {
                "Credentials": {
                    "Token": issued.token,
                    "TmpSecretId": issued.secret_id,
                    "TmpSecretKey": issued.secret_key,
                },
                "ExpiredTime": issued.expiry,
                "Expiration": expiration,
            }
        )
    return _json(
        {
            "credentials": {
                "tmpSecretId": issued.secret_id,
                "tmpSecretKey": issued.secret_key,
                "sessionToken": issued.token,
            },
            "startTime": now,
            "expiredTime": issued.expiry,
            "expiration": expiration,
            "principal": name_of(issued, app.owner),
        }
    )


def _caller(app: Application, request: Request, call: Call, now: int) -> Credential:
    given = request.headers.get("authorization", "")
    token = request.params.get("control_token") or given.removeprefix("Bearer ")
    wanted = app.settings.control_token
    if wanted and hmac.compare_digest(token.encode(errors="surrogateescape"), wanted.encode()):
        if "origin" in request.headers:
            raise ApiFailure("UnauthorizedOperation", "The control token is not taken from web pages.")
        return Credential("", "")
    if given.startswith("TC3-") or "Signature" in call.params:
        return verify_call(call, app.credentials.known, now)
    credential = verify(request, app.credentials.known, now)
    if credential is None:
        raise ApiFailure("AuthFailure", "The request is not signed.")
    return credential


def _duration(call: Call, most: int) -> int:
    text = str(call.params.get("DurationSeconds", call.params.get("durationSeconds", DEFAULT_DURATION)))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise ApiFailure("InvalidParameterValue", f"DurationSeconds is a number from 1 to {most}.")
    return int(text)


def _session(call: Call) -> Policy | None:
    given = call.params.get("Policy", call.params.get("policy"))
    if not given:
        return None
    text = given if isinstance(given, str) else json.dumps(given)
    if text.lstrip().startswith("%"):
        text = unquote(text)  # the API wants it so
    if len(text) > policy.MAX_SIZE:
        raise ApiFailure("InvalidParameter.PolicyTooLong", "The policy is too long.")
    try:
        return policy.parse(text, for_bucket=False)
    except policy.MalformedPolicy as error:
        raise ApiFailure("InvalidParameter.StrategyFormatError", str(error)) from None


def _api(content: dict[str, Any]) -> Response:
    return _json({"Response": {**content, "RequestId": new_request_id()}})


def _json(value: object) -> Response:
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    return Response(200, headers, json.dumps(value).encode())
