"""Fields of signed upload forms, written from the description of the manual."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from cos_requests import Cos


def when(seconds: int) -> str:
    """A time so many seconds from now, as a policy has it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + seconds))


def signed(cos: Cos, *conditions: Any, seconds: int = 600, **fields: str) -> dict[str, str]:
    """The fields of a form whose policy has these conditions"""
    now = int(time.time())
    key_time = f"{now - 60};{now + 600}"
    keys = cos.server
    whole = [
        {"bucket": cos.bucket},
        {"q-sign-algorithm": "sha1"},
        {"q-ak": keys.secret_id},
        {"q-sign-time": key_time},
        *conditions,
    ]
    policy = json.dumps({"expiration": when(seconds), "conditions": whole}).encode()
    sign_key = hmac.new(keys.secret_key.encode(), key_time.encode(), hashlib.sha1).hexdigest()
    to_sign = hashlib.sha1(policy).hexdigest()
    return {
        **{name.replace("_", "-"): text for name, text in fields.items()},
        "policy": base64.b64encode(policy).decode(),
        "q-sign-algorithm": "sha1",
        "q-ak": keys.secret_id,
        "q-key-time": key_time,
        "q-signature": hmac.new(sign_key.encode(), to_sign.encode(), hashlib.sha1).hexdigest(),
    }
