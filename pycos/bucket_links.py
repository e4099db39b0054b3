"""The methods of a Bucket that make URLs. They ask the server nothing."""

from __future__ import annotations

from pycos.bucket_base import BucketBase
from pycos.errors import InvalidArgument
from pycos.keys import check_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import timedelta

__all__ = ["BucketLinks"]


class BucketLinks(BucketBase):
    """Mixed into Bucket."""

    __slots__ = ()

    def presign(
        self,
        method: str,
        key: str,
        *,
        expires: float | timedelta = 600,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        sign_host: bool = True,
    ) -> str:
        """A URL that allows one method on one key to whoever has it, for `expires` seconds. No request is
        made.

        params become part of the URL; headers must be sent by whoever uses it, with these values. The token
        of temporary credentials is included. Treat the URL as a secret. Raises InvalidArgument,
        CredentialsError.
        """
        check_key(key)
        presign = _presign or _import_presign()
        return presign(
            self.client._session,
            method,
            self.name,
            key,
            expires=expires,
            params=params,
            headers=headers,
            sign_host=sign_host,
        )

    def presign_many(
        self,
        method: str,
        keys: Iterable[str],
        *,
        expires: float | timedelta = 600,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        sign_host: bool = True,
    ) -> Iterator[str]:
        """The URL that presign would make, for each key, lazily and in their order: for lists of thousands.

        Keys are taken, and URLs signed, 1,000 at a time, each thousand valid from when it is taken. The rest
        is as of presign; a key that is none raises InvalidArgument when its thousand is reached.

            for url in bucket.presign_many("GET", ["a/1.jpg", "a/2.jpg"]):
                print(url)
        """
        from pycos.presign import presign_all

        if isinstance(keys, str):
            raise InvalidArgument("keys is one text; give a list of keys")
        return presign_all(
            self._session,
            method,
            self.name,
            keys,
            expires=expires,
            params=params,
            headers=headers,
            sign_host=sign_host,
        )

    def url(self, key: str) -> str:
        """The object's address, unsigned: it works for objects that everybody may read."""
        from urllib.parse import quote

        check_key(key)
        return self._session.endpoint.object_url(self.name, quote(key, safe="/-_.~"))


#: pycos.presign.presign, once a call has imported it: an import statement in there would cost each one.
_presign: Callable[..., str] | None = None


def _import_presign() -> Callable[..., str]:
    global _presign
    from pycos.presign import presign

    _presign = presign
    return presign
