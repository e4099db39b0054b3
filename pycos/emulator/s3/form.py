"""Forms of browsers that are signed as for S3: by their policy, with Signature Version 4."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from pycos.emulator.errors import ApiError
from pycos.emulator.s3 import headers, signature_v4
from pycos.emulator.signature import Credential

_SIGNING = frozenset(f"x-amz-{name}" for name in ("algorithm", "credential", "date", "signature"))


def verify(fields: Mapping[str, str], credentials: Mapping[str, Credential], now: int) -> Credential:
    """Who signed a form; ApiError when it is not signed as it must be. Its policy says when it expires."""
    if "awsaccesskeyid" in fields:
        raise signature_v4.version_2()
    policy = fields.get("policy")
    if not policy:
        raise ApiError("AccessDenied", "A signed form has a policy.")
    claim = signature_v4.claim_of_form(fields)
    credential = credentials.get(claim.secret_id)
    if credential is None:
        raise ApiError("InvalidAccessKeyId")
    signature_v4.check_token(credential, claim, now)
    key = signature_v4.signing_key(credential.secret_key, claim.date, claim.region)
    wanted = hmac.digest(key, policy.encode("utf-8", "surrogateescape"), "sha256").hex().encode()
    if not hmac.compare_digest(wanted, claim.signature.encode("utf-8", "surrogateescape")):
        raise ApiError("SignatureDoesNotMatch", details=(("StringToSign", policy),))
    return credential


def to_cos(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields, those of S3 by the names that COS has for them; NotImplemented for what it has not."""
    translated = headers.to_cos({name: text for name, text in fields.items() if name not in _SIGNING})
    for name in (*translated.unknown, *translated.sums):
        raise ApiError("NotImplemented", f"This server does not implement the field {name}.")
    return translated.headers
