"""URLs that carry their own permission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import islice

from cos_c import Presigner
from pycos.errors import CosError, InvalidArgument
from pycos.keys import check_key
from pycos.session import Session
from pycos.wire.headers import check_headers

__all__ = ["presign", "presign_all"]

_METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
_AT_ONCE = 1000

Pairs = tuple[tuple[str, str], ...]


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
    method, seconds = _check(method, expires)
    pairs = tuple(params.items()) if params else ()
    lines = tuple(check_headers(headers)) if headers else ()
    return _presigner(session, method, bucket, pairs, lines, seconds, sign_host, key).url(key)


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
    method, seconds = _check(method, expires)
    pairs, lines = tuple(params.items()) if params else (), tuple(check_headers(headers))

    presigner = partial(_presigner, session, method, bucket, pairs, lines, seconds, sign_host)
    presigner()  # what cannot be signed is refused at once, not with the first key
    return _in_pieces(presigner, keys)


def _in_pieces(presigner: Callable[[], Presigner], keys: Iterable[str]) -> Iterator[str]:
    left = iter(keys)
    while piece := list(islice(left, _AT_ONCE)):
        for key in piece:
            check_key(key)
        yield from presigner().urls(piece)


def _presigner(
    session: Session,
    method: str,
    bucket: str,
    params: Pairs,
    headers: Pairs,
    seconds: int,
    sign_host: bool,
    key: str | None = None,
) -> Presigner:
    """What signs from this second on. `key` is for the error alone: InvalidArgument, CredentialsError."""
    try:
        return session.presigner(method, bucket, params, headers, expires=seconds, sign_host=sign_host)
    except CosError:  # which a ValueError can be
        raise
    except ValueError as error:
        raise InvalidArgument(str(error), bucket=bucket, key=key) from None


def _check(method: str, expires: float | timedelta) -> tuple[str, int]:
    """The method in upper case, and the seconds. Raises InvalidArgument."""
    upper = method.upper()
    if upper not in _METHODS:
        raise InvalidArgument(f"method must be one of {', '.join(_METHODS)}, not {method!r}")
    seconds = int(expires.total_seconds() if isinstance(expires, timedelta) else expires)
    if seconds < 1:
        raise InvalidArgument(f"expires must be at least 1 second, not {expires!r}")
    return upper, seconds
