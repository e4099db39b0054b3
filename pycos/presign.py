"""URLs that carry their own permission."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pycos.errors import CredentialsError, InvalidArgument
from pycos.session import Session
from pycos.wire.headers import check_headers

__all__ = ["presign"]

_METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")


def presign(
    session: Session,
    method: str,
    bucket: str,
    key: str,
    *,
    expires: float | timedelta,
    params: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
    sign_host: bool,
) -> str:
    """A URL that allows `method` on the key for `expires` seconds to whoever has it. No request is made."""
    if method.upper() not in _METHODS:
        raise InvalidArgument(f"method must be one of {', '.join(_METHODS)}, not {method!r}")
    seconds = int(expires.total_seconds() if isinstance(expires, timedelta) else expires)
    if seconds < 1:
        raise InvalidArgument(f"expires must be at least 1 second, not {expires!r}")
    if session.native_settings().secret_id is None:
        raise CredentialsError("a URL cannot be signed without credentials")
    try:
        return session.presign(
            method.upper(),
            bucket,
            key,
            list((params or {}).items()),
            check_headers(headers),
            expires=seconds,
            sign_host=sign_host,
        )
    except ValueError as error:
        raise InvalidArgument(str(error), bucket=bucket, key=key) from None
