"""Keys of users and of other accounts, as the command line and the control interface describe them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pycos.emulator.access import policy
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Response
from pycos.emulator.signature import Credential

if TYPE_CHECKING:
    from pycos.emulator.application import Application

MAX_BODY = 256 * 1024

_UIN = re.compile(r"\d{1,20}")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_FIELDS = frozenset(("secret_id", "secret_key", "account", "user", "token", "expiry", "policy"))


def from_document(document: Mapping[str, Any], owner_account: str) -> Credential:
    """The credential that a JSON object describes; ValueError with the reason when it is none.

    ``secret_id`` and ``secret_key`` are needed. ``account`` and ``user`` are uins, ``policy`` what a user may
    do or what a temporary credential (``token``, ``expiry``) is limited to.
    """
    unknown = document.keys() - _FIELDS
    if unknown:
        raise ValueError(f"a credential has no {min(unknown)}")
    texts = {}
    for name in ("secret_id", "secret_key", "account", "user", "token"):
        value = document.get(name) or ""
        if not isinstance(value, str):
            raise ValueError(f"{name} must be a text")
        texts[name] = value
    if not _ID.fullmatch(texts["secret_id"]) or not texts["secret_key"]:
        raise ValueError("secret_id (letters, digits, and . _ - characters) and secret_key are needed")
    for name in ("account", "user"):
        if texts[name] and not _UIN.fullmatch(texts[name]):
            raise ValueError(f"{name} must be a uin: digits")
    expiry = document.get("expiry")
    if expiry is not None and (not isinstance(expiry, int) or isinstance(expiry, bool) or not texts["token"]):
        raise ValueError("expiry is a time in Unix seconds, of a credential that has a token")
    account = "" if texts["account"] == owner_account else texts["account"]
    root = account or owner_account
    user = "" if texts["user"] == root else texts["user"]
    limits = document.get("policy")
    parsed = None
    if limits is not None:
        parsed = policy.parse(limits if isinstance(limits, str) else json.dumps(limits), for_bucket=False)
        if not user and not texts["token"]:
            raise ValueError("an account's own keys are not limited; policy needs a user or a token")
    temporary = texts["token"] != ""
    return Credential(
        texts["secret_id"],
        texts["secret_key"],
        texts["token"] or None,
        expiry,
        account,
        user,
        grants=None if temporary else parsed,
        session=parsed if temporary else None,
    )


def control(app: Application, request: Request, rest: str) -> Response:
    """The control interface's ``credentials``: add one, list all without their keys, remove one."""
    if request.method == "GET" and not rest:
        listed = [
            {
                "secret_id": known.secret_id,
                "account": known.account or app.account,
                "user": known.user or known.account or app.account,
                "temporary": known.token is not None,
                "expiry": known.expiry,
            }
            for known in list(app.credentials.known.values())
        ]
        return _json(listed)
    if request.method == "POST" and not rest:
        try:
            document = json.loads(request.body.read(MAX_BODY))
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise ApiError("InvalidArgument", "The body must be one JSON object.")
        try:
            credential = from_document(document, app.account)
        except ValueError as error:
            raise ApiError("InvalidArgument", str(error)) from None
        app.credentials.add(credential)
        return _json({"secret_id": credential.secret_id}, 201)
    if request.method == "DELETE" and rest:
        return _json({"removed": int(app.credentials.remove(rest))})
    raise ApiError("MethodNotAllowed")


def _json(value: object, status: int = 200) -> Response:
    return Response(status, [("Content-Type", "application/json")], json.dumps(value).encode())
