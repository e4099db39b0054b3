"""URLs that carry their own permission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice

from pycos.errors import CredentialsError, InvalidArgument
from pycos.keys import check_key
from pycos.session import Session
from pycos.wire.headers import check_headers

__all__ = ["presign", "presign_all"]

_METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
_AT_ONCE = 1000


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
    seconds = _check(session, method, expires)
    try:
        return session.presign(
            method.upper(),
            bucket,
            (key,),
            list(params.items()) if params else [],
            check_headers(headers),
            expires=seconds,
            sign_host=sign_host,
        )[0]
    except ValueError as error:
        raise InvalidArgument(str(error), bucket=bucket, key=key) from None


def presign_all(
    session: Session,
    method: str,
    bucket: str,
    keys: Iterable[str],
    *,
    expires: float | timedelta,
    params: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
    sign_host: bool,
) -> Iterator[str]:
    """The URLs of all keys, in their order, some hundreds at a time."""
    seconds = _check(session, method, expires)
    pairs, lines = list(params.items()) if params else [], check_headers(headers)
    return _in_pieces(session, method.upper(), bucket, keys, pairs, lines, seconds, sign_host=sign_host)


def _in_pieces(
    session: Session,
    method: str,
    bucket: str,
    keys: Iterable[str],
    params: list[tuple[str, str]],
    headers: list[tuple[str, str]],
    seconds: int,
    *,
    sign_host: bool,
) -> Iterator[str]:
    left = iter(keys)
    while piece := list(islice(left, _AT_ONCE)):
        for key in piece:
            check_key(key)
        try:
            urls = session.presign(
                method, bucket, piece, params, headers, expires=seconds, sign_host=sign_host
            )
        except ValueError as error:
            raise InvalidArgument(str(error), bucket=bucket) from None
        yield from urls


def _check(session: Session, method: str, expires: float | timedelta) -> int:
    """The seconds. Raises InvalidArgument, CredentialsError."""
    if method.upper() not in _METHODS:
        raise InvalidArgument(f"method must be one of {', '.join(_METHODS)}, not {method!r}")
    seconds = int(expires.total_seconds() if isinstance(expires, timedelta) else expires)
    if seconds < 1:
        raise InvalidArgument(f"expires must be at least 1 second, not {expires!r}")
    if session.native_settings().secret_id is None:
        raise CredentialsError("a URL cannot be signed without credentials")
    return seconds
