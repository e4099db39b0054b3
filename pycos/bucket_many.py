"""The methods of a Bucket for many small objects. What they do is in `pycos.many`, which is imported when one
of them is called.
"""

from __future__ import annotations

from pycos.bucket_base import BucketBase
from pycos.sizes import parse_size
from pycos.wire.headers import check_headers, range_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from typing import Any

    from cos_c import Buffer
    from pycos.cancel import CancelToken
    from pycos.many import ItemResult
    from pycos.wire.headers import Range

    PutBody = Buffer | os.PathLike[str]
    PutItem = tuple[str, PutBody] | tuple[str, PutBody, Mapping[str, str]]

__all__ = ["BucketMany"]

_MEMORY = 256 << 20


class BucketMany(BucketBase):
    """Mixed into Bucket."""

    __slots__ = ()

    def get_many(
        self,
        keys: Iterable[str],
        *,
        concurrency: int = 32,
        ordered: bool = False,
        raise_errors: bool = False,
        memory_limit: int | str = _MEMORY,
        range: Range | None = None,  # noqa: A002  # as in get()
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[ItemResult]:
        """The objects of many keys, `concurrency` at a time, as results that come as they are ready, each
        with its key, data and error. Meant for small objects: each is held in memory whole.

        keys: any iterable, read as the results are taken: at most 6 x concurrency keys (but 128) ahead of
        them. ordered: results in the order of the keys. An item's error is not raised: it is in its result's
        ``error`` (NoSuchKey, ChecksumMismatch …), after the client's retries, which hold up no other item;
        raise_errors: raise the first one, which ends the rest. memory_limit: bytes of bodies held at a time;
        objects larger than that go one by one. range: of each object, (start, stop). timeout: seconds for
        each item, its retries included.

        What the iterable raises comes out behind the results of all keys before it. Cancelling ends what is
        in flight with Cancelled as its error, then raises Cancelled. Closing the iterator (or leaving its
        loop for good) ends everything. CRC64 of whole objects is compared. COS: GET Object.

            for result in bucket.get_many(["a/1", "a/2"]):
                if result.error is None:
                    print(result.key, len(result.data))
        """
        lines = check_headers(headers)
        if range is not None:
            lines.append(("Range", range_header(range)))
        return self._many(
            keys, "GetObject", "GET", bare=True, headers=lines, concurrency=concurrency, ordered=ordered,
            raise_errors=raise_errors, memory_limit=memory_limit, timeout=timeout, cancel=cancel,
        )  # fmt: skip

    def head_many(
        self,
        keys: Iterable[str],
        *,
        concurrency: int = 32,
        ordered: bool = False,
        raise_errors: bool = False,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[ItemResult]:
        """What the server knows of many objects: result.info, .size, .etag … As get_many otherwise.
        COS: HEAD Object.

            sizes = {result.key: result.size for result in bucket.head_many(keys) if result.ok}
        """
        return self._many(
            keys, "HeadObject", "HEAD", bare=True, headers=check_headers(headers), concurrency=concurrency,
            ordered=ordered, raise_errors=raise_errors, timeout=timeout, cancel=cancel,
        )  # fmt: skip

    def put_many(
        self,
        items: Iterable[PutItem],
        *,
        concurrency: int = 32,
        ordered: bool = False,
        raise_errors: bool = False,
        memory_limit: int | str = _MEMORY,
        content_type: str | None = None,
        cache_control: str | None = None,
        content_disposition: str | None = None,
        content_encoding: str | None = None,
        content_language: str | None = None,
        expires: datetime | str | None = None,
        metadata: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        forbid_overwrite: bool = False,
        server_side_encryption: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[ItemResult]:
        """Store many objects: (key, body) or (key, body, headers) each. Nothing is sent until the results are
        asked for.

        body: bytes-like, which must not change before its result is out, or a Path, opened when its turn
        comes. Each goes with one PUT: up to 5 GiB. headers of an item stand beside those for all, which the
        other arguments say as in put(); Content-Type is guessed from each key's ending where it is not given.
        memory_limit: bytes of bodies in memory that are taken from the iterable ahead of their results. As
        get_many otherwise; CRC64 of what was sent is compared with the server's. COS: PUT Object.

            failed = [result for result in bucket.put_many([("a", b"1"), ("b", b"2")]) if not result.ok]
        """
        from pycos.many.plans import pair_key, puts

        lines = self._object_lines(
            "",
            headers,
            guess=False,
            content_type=content_type,
            cache_control=cache_control,
            content_disposition=content_disposition,
            content_encoding=content_encoding,
            content_language=content_language,
            expires=expires,
            metadata=metadata,
            storage_class=storage_class,
            acl=acl,
            forbid_overwrite=True if forbid_overwrite else None,
            server_side_encryption=server_side_encryption,
        )
        guess = not any(name.lower() == "content-type" for name, _ in lines)
        return self._many(
            items, "PutObject", "PUT", prepare=puts(guess), name=pair_key, headers=lines,
            concurrency=concurrency, ordered=ordered, raise_errors=raise_errors, memory_limit=memory_limit,
            timeout=timeout, cancel=cancel, idempotent=not forbid_overwrite,
        )  # fmt: skip

    def copy_many(
        self,
        items: Iterable[tuple[str, str]],
        *,
        from_bucket: BucketBase | None = None,
        concurrency: int = 32,
        ordered: bool = False,
        raise_errors: bool = False,
        storage_class: str | None = None,
        acl: str | None = None,
        server_side_encryption: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[ItemResult]:
        """Copy many objects on the server: (source key, key) each; result.key is the new one. The sources are
        in this bucket unless from_bucket says another.

        Content type and metadata come along. One request each: objects above 5 GiB end with an error, use
        copy() for them. As get_many otherwise. COS: PUT Object - Copy.

            done = list(bucket.copy_many([("a/1", "b/1"), ("a/2", "b/2")]))
        """
        from pycos.many.plans import copies, copy_said, target_key

        source = self if from_bucket is None else from_bucket
        host = source._session.endpoint.copy_source_host(source.name)
        lines = self._object_lines(
            "", headers, guess=False, storage_class=storage_class, acl=acl,
            server_side_encryption=server_side_encryption,
        )  # fmt: skip
        return self._many(
            items, "PutObjectCopy", "PUT", prepare=copies(host), name=target_key, headers=lines,
            said=copy_said, concurrency=concurrency, ordered=ordered, raise_errors=raise_errors,
            timeout=timeout, cancel=cancel,
        )  # fmt: skip

    def _many(
        self,
        items: Iterable[Any],
        operation: str,
        method: str,
        *,
        concurrency: int,
        timeout: float | None,
        memory_limit: int | str = _MEMORY,
        **more: Any,
    ) -> Iterator[ItemResult]:
        from pycos.many.plans import key_item, key_of
        from pycos.many.run import Plan, check_options, run

        limit = parse_size(memory_limit)
        check_options(concurrency, limit, timeout)
        more.setdefault("prepare", key_item)
        more.setdefault("name", key_of)
        plan = Plan(
            operation=operation, method=method, bucket=self.name, concurrency=concurrency, timeout=timeout,
            memory_limit=limit, **more,
        )  # fmt: skip
        return run(self._session, plan, items)
