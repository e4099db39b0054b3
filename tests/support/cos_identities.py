"""Requests in the name of others: users, other accounts, and temporary credentials."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Mapping
from typing import Any

from cos_requests import Answer, Cos

OWNER = "100000000001"
_numbers = itertools.count(1)


class Keys:
    """What ``Cos`` needs of a server, with other keys."""

    def __init__(self, cos: Cos, secret_id: str, secret_key: str) -> None:
        self.port = cos.server.port
        self.secret_id = secret_id
        self.secret_key = secret_key


class Acting(Cos):
    """The same bucket, with other keys."""

    def __init__(self, cos: Cos, secret_id: str, secret_key: str, token: str = "") -> None:
        super().__init__(Keys(cos, secret_id, secret_key), cos.bucket)  # type: ignore[arg-type]
        self.token = token

    def request(self, *args: Any, headers: Mapping[str, str] | None = None, **options: Any) -> Answer:
        given = dict(headers or {})
        if self.token:
            given["x-cos-security-token"] = self.token
        return super().request(*args, headers=given, **options)


def somebody(cos: Cos, *, account: str = "", user: str = "", policy: object = None) -> Acting:
    """New keys of a user or of another account."""
    secret_id = f"AKIDsomebody{os.getpid()}x{next(_numbers)}"
    cos.server.add_credential(secret_id, "key", account=account, user=user, policy=policy)
    return Acting(cos, secret_id, "key")


def statement(
    cos: Cos,
    action: str | list[str],
    *,
    effect: str = "allow",
    principal: str | None = "qcs::cam::anyone:anyone",
    path: str = "*",
    condition: object = None,
) -> dict[str, Any]:
    """One statement about the bucket; ``principal`` None for the policy of a user."""
    made: dict[str, Any] = {
        "effect": effect,
        "action": action,
        "resource": [f"qcs::cos:ap-guangzhou:uid/1250000000:{cos.bucket}/{path}"],
    }
    if principal is not None:
        made["principal"] = {"qcs": [principal]}
    if condition is not None:
        made["condition"] = condition
    return made


def policy_of(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """A whole policy."""
    return {"version": "2.0", "statement": list(statements)}


def set_policy(cos: Cos, *statements: Mapping[str, Any]) -> None:
    """Put the policy of the bucket."""
    answer = cos.request("PUT", params={"policy": ""}, body=json.dumps(policy_of(*statements)).encode())
    assert answer.status == 200, answer.body
