"""Listings that never stop at 1,000: pages are asked for as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from pycos.exchange import Limits
from pycos.models import ObjectInfo, Page, Upload
from pycos.operations import listings
from pycos.session import Session

__all__ = ["ObjectListing", "list_all_uploads"]

T = TypeVar("T")


class ObjectListing:
    """The objects of a bucket in the order of their keys' UTF-8 bytes. Iterating asks for pages; again, from
    the start.

    With a delimiter the common prefixes are in ``pages()`` only.

        for entry in bucket.objects(prefix="a/"):
            print(entry.key, entry.size)
    """

    def __init__(
        self,
        session: Session,
        bucket: str,
        make_limits: Callable[[], Limits],
        *,
        prefix: str,
        delimiter: str,
        start_after: str,
        page_size: int,
    ) -> None:
        self._session = session
        self._bucket = bucket
        self._make_limits = make_limits
        self._prefix = prefix
        self._delimiter = delimiter
        self._start_after = start_after
        self._page_size = page_size

    def __iter__(self) -> Iterator[ObjectInfo]:
        for page in self.pages():
            yield from page.objects

    def pages(self) -> Iterator[Page]:
        """Page by page, with common prefixes and the marker to go on from in another process."""
        marker: str | None = self._start_after
        while marker is not None:
            page = listings.list_objects(
                self._session,
                self._make_limits(),
                self._bucket,
                prefix=self._prefix,
                delimiter=self._delimiter,
                marker=marker,
                max_keys=self._page_size,
            )
            yield page
            marker = page.next_marker

    def __repr__(self) -> str:
        return f"<ObjectListing of {self._bucket!r} prefix={self._prefix!r}>"


class Lazily(Generic[T]):
    """An iterable that begins anew each time it is iterated over."""

    def __init__(self, begin: Callable[[], Iterator[T]]) -> None:
        self._begin = begin

    def __iter__(self) -> Iterator[T]:
        return self._begin()


def list_all_uploads(
    session: Session, bucket: str, make_limits: Callable[[], Limits], *, prefix: str
) -> Iterator[Upload]:
    """All unfinished multipart uploads."""
    marker: tuple[str, str] | None = ("", "")
    while marker is not None:
        uploads, marker = listings.list_uploads(
            session, make_limits(), bucket, prefix=prefix, key_marker=marker[0], upload_id_marker=marker[1]
        )
        yield from uploads
