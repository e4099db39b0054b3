"""The methods of a Bucket for multipart uploads step by step. put() and upload_file() do all of this by
themselves.
"""

from __future__ import annotations

import cos_c
from pycos.bucket_base import BucketBase
from pycos.errors import InvalidArgument
from pycos.keys import check_key
from pycos.wire.headers import check_headers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from pycos.cancel import CancelToken
    from pycos.listing import Lazily
    from pycos.models import Part, PutResult, Upload
    from pycos.progress import ProgressCallback
    from pycos.source import Body

__all__ = ["BucketMultipart"]


class BucketMultipart(BucketBase):
    """Mixed into Bucket."""

    __slots__ = ()

    def uploads(
        self, *, prefix: str = "", timeout: float | None = None, cancel: CancelToken | None = None
    ) -> Lazily[Upload]:
        """The uploads that are neither completed nor aborted, lazily. COS: List Multipart Uploads."""
        from pycos.listing import Lazily, list_all_uploads

        return Lazily(
            lambda: list_all_uploads(
                self._session, self.name, lambda: self._limits(timeout, cancel), prefix=prefix
            )
        )

    def initiate_multipart(
        self,
        key: str,
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> str:
        """Begin a multipart upload; its id. COS: Initiate Multipart Upload."""
        from pycos.operations.multipart import initiate_upload

        check_key(key)
        described: dict[str, Any] = {
            "content_type": content_type,
            "metadata": metadata,
            "storage_class": storage_class,
            "acl": acl,
        }
        lines = self._object_lines(key, headers, **described)
        return initiate_upload(self._session, self._limits(timeout, cancel), self.name, key, lines)

    def upload_part(
        self,
        key: str,
        upload_id: str,
        number: int,
        body: Body,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: ProgressCallback | None = None,
    ) -> Part:
        """Send one part, 1 to 10,000; all but the last have at least 1 MiB. Streams are read into memory.

        COS: Upload Part.
        """
        from pycos.operations.multipart import upload_part
        from pycos.source import KnownSource, open_source
        from pycos.uploading import LARGEST_SINGLE

        check_key(key)
        if not 1 <= number <= 10_000:
            raise InvalidArgument(f"a part's number is between 1 and 10,000, not {number!r}")
        lines = check_headers(headers)
        with (
            open_source(body) as source,
            self._metered(timeout, cancel, progress, key, upload=True) as limits,
        ):
            if isinstance(source, KnownSource):
                native, size = source.part(0, source.size), source.size
            else:
                part = source.next_part(LARGEST_SINGLE)
                native, size = cos_c.MemorySource(part), len(part)
            sent = upload_part(
                self._session,
                limits,
                self.name,
                key,
                upload_id,
                number,
                native,
                size,
                lines,
                filename=source.filename,
            )
            if isinstance(source, KnownSource):
                source.check_unchanged()
                source.finish()
            return sent

    def parts(
        self, key: str, upload_id: str, *, timeout: float | None = None, cancel: CancelToken | None = None
    ) -> Lazily[Part]:
        """The parts the server has of a multipart upload, lazily. COS: List Parts."""
        from pycos.listing import Lazily
        from pycos.operations.listings import list_parts

        check_key(key)

        def each() -> Iterator[Part]:
            marker: int | None = 0
            while marker is not None:
                found, marker = list_parts(
                    self._session, self._limits(timeout, cancel), self.name, key, upload_id, marker=marker
                )
                yield from found

        return Lazily(each)

    def complete_multipart(
        self,
        key: str,
        upload_id: str,
        parts: Sequence[Part],
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> PutResult:
        """Make the parts one object, in the order of their numbers. COS: Complete Multipart Upload."""
        from pycos.operations.multipart import complete_upload

        check_key(key)
        ordered = sorted(parts, key=lambda part: part.number)
        if not ordered:
            raise InvalidArgument("an upload without parts cannot be completed")
        return complete_upload(
            self._session,
            self._limits(timeout, cancel),
            self.name,
            key,
            upload_id,
            ordered,
            check_headers(headers),
            crc64=None,
        )

    def abort_multipart(
        self, key: str, upload_id: str, *, timeout: float | None = None, cancel: CancelToken | None = None
    ) -> None:
        """Give an upload up and delete its parts. Raises NoSuchUpload. COS: Abort Multipart Upload."""
        from pycos.operations.multipart import abort_upload

        check_key(key)
        abort_upload(self._session, self._limits(timeout, cancel), self.name, key, upload_id)
