"""The methods of a Bucket by which the service does something with objects that it has: no bytes move."""

from __future__ import annotations

from pycos.bucket_base import BucketBase
from pycos.errors import InvalidArgument
from pycos.keys import check_key
from pycos.wire.headers import Conditions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from pycos.bucket import Bucket
    from pycos.cancel import CancelToken
    from pycos.models import CopyResult, DeleteResult

__all__ = ["BucketChanges"]


class BucketChanges(BucketBase):
    """Mixed into Bucket."""

    __slots__ = ()

    def delete(
        self,
        key: str,
        *,
        version_id: str | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> DeleteResult:
        """Delete an object, or one version of it. One that is not there is no error. COS: DELETE Object."""
        from pycos.operations.objects import delete_object

        check_key(key)
        return delete_object(self._session, self._limits(timeout, cancel), self.name, key, version_id)

    def delete_many(
        self,
        keys: Iterable[str | tuple[str, str | None]],
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> list[DeleteResult]:
        """Delete any number of objects, 1,000 with each request; one result for each key, in their order.

        keys: keys, or (key, version id). A key that could not be deleted has the exception in its result's
        ``error``: look at them. When the first request fails as a whole its exception is raised; when a later
        one does, its keys have that as their error. COS: DELETE Multiple Objects.

            failed = [result for result in bucket.delete_many(keys) if not result.ok]
        """
        from pycos.deleting import delete_all

        targets: list[tuple[str, str | None]] = []
        if isinstance(keys, str):
            raise InvalidArgument("keys is one text; give a list of keys")
        for each in keys:
            key, version = (each, None) if isinstance(each, str) else each
            check_key(key)
            targets.append((key, version))
        return delete_all(self._session, self._limits(timeout, cancel), self.name, targets)

    def copy(
        self,
        key: str,
        *,
        to: str,
        to_bucket: Bucket | None = None,
        version_id: str | None = None,
        content_type: str | None = None,
        cache_control: str | None = None,
        content_disposition: str | None = None,
        content_encoding: str | None = None,
        content_language: str | None = None,
        expires: datetime | str | None = None,
        metadata: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        server_side_encryption: str | None = None,
        headers: Mapping[str, str] | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | str | None = None,
        if_unmodified_since: datetime | str | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> CopyResult:
        """Copy an object on the server, to another key here or in another bucket (its client may be another
        one).

        Content type and metadata come along, unless any of them is given here: then all given ones replace
        all old ones. To change those of an object, copy it onto itself. Two requests: the size is asked for
        first (above 5 GiB the copy goes in parts) and the copy is bound to the ETag found. if_match and the
        like are about the source. Raises NoSuchKey, PreconditionFailed. COS: PUT Object - Copy, Upload Part -
        Copy.

            bucket.copy("a/hello.txt", to="b/hello.txt")
        """
        from pycos.copying import copy_between

        check_key(key)
        check_key(to)
        target = self if to_bucket is None else to_bucket
        described: dict[str, Any] = {
            "content_type": content_type,
            "cache_control": cache_control,
            "content_disposition": content_disposition,
            "content_encoding": content_encoding,
            "content_language": content_language,
            "expires": expires,
            "metadata": metadata,
        }
        replace = any(value is not None for value in described.values())
        lines = self._object_lines(
            to,
            headers,
            guess=replace,
            storage_class=storage_class,
            acl=acl,
            server_side_encryption=server_side_encryption,
            **described,
        )
        conditions = Conditions(
            if_match=if_match,
            if_none_match=if_none_match,
            if_modified_since=if_modified_since,
            if_unmodified_since=if_unmodified_since,
        ).lines("x-cos-copy-source-")
        return copy_between(
            self._session,
            target._session,
            self._limits(timeout, cancel),
            from_bucket=self.name,
            from_key=key,
            version_id=version_id,
            bucket=target.name,
            key=to,
            headers=lines,
            conditions=conditions,
            replace=replace,
        )

    def restore(
        self,
        key: str,
        *,
        days: int,
        tier: str = "Standard",
        version_id: str | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        """Ask for a readable copy of an archived object for `days` days. tier: Expedited, Standard or Bulk.

        Returns when the server has accepted it; head() tells its state in ``restore``. COS: POST Object
        restore.
        """
        from pycos.operations.objects import restore_object

        check_key(key)
        if days < 1:
            raise InvalidArgument(f"days must be at least 1, not {days!r}")
        restore_object(
            self._session,
            self._limits(timeout, cancel),
            self.name,
            key,
            days=days,
            tier=tier,
            version_id=version_id,
        )
