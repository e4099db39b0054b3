"""A bucket: its objects, listings, uploads and URLs."""

from __future__ import annotations

import cos_c
from pycos.bucket_base import Metered
from pycos.bucket_changes import BucketChanges
from pycos.bucket_links import BucketLinks
from pycos.bucket_many import BucketMany
from pycos.bucket_multipart import BucketMultipart
from pycos.bucket_transfers import BucketTransfers
from pycos.errors import InvalidArgument, MalformedResponse, NotFound
from pycos.keys import check_key, content_type_for
from pycos.operations.objects import LARGEST_SINGLE, open_object, put_object
from pycos.wire.headers import Conditions, check_headers, range_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from pycos.body import Body as ObjectBody
    from pycos.cancel import CancelToken
    from pycos.listing import ObjectListing
    from pycos.models import AppendResult, ObjectInfo, PutResult
    from pycos.progress import ProgressCallback
    from pycos.source import Body
    from pycos.wire.headers import Range

    Pairs = list[tuple[str, str]]
    Moment = datetime | str | None

__all__ = ["Bucket"]


class Bucket(BucketChanges, BucketLinks, BucketMany, BucketMultipart, BucketTransfers):
    """A handle on one bucket, made by ``client.bucket("name-appid")``. Making it asks the server nothing.

    Thread-safe; pickles with its client. What the calls share: ``timeout`` is seconds for the whole call,
    retries included (None: the client's); ``cancel`` is a CancelToken; ``progress`` is called with a
    ``Progress`` some ten times a second on the calling thread, and what it raises ends the call. All calls
    raise InvalidArgument before any request for what cannot be sent, ServiceError (NoSuchBucket, AccessDenied
    …) for what the server refuses and TransportError or Timeout when there is no answer, after the client's
    retries.
    """

    __slots__ = ()

    def put(
        self,
        key: str,
        body: Body,
        *,
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
        progress: ProgressCallback | None = None,
    ) -> PutResult:
        """Store a body under a key, replacing what is there. CRC64 of what was sent is compared with the
        server's.

        body: bytes-like (not copied), a Path, a binary file object (from its position on), or an iterable of
        bytes-like objects. Up to 5 GiB of known size is one request; more, and streams longer than one part
        (16 MiB unless the client says otherwise), go as a multipart upload, aborted if anything fails. A
        stream needs memory for one part, and parts double after each 1,000. For files, upload_file is faster
        and can be resumed.

        content_type is guessed from the key's ending when not given. metadata: names with or without
        x-cos-meta-, values any text without control characters (sent as UTF-8). headers: whatever has no
        argument here, such as x-cos-traffic-limit. forbid_overwrite: raise ObjectAlreadyExists instead of
        replacing.

        Raises LocalFileError and its kind for files, FileChanged, ChecksumMismatch. COS: PUT Object.

            bucket.put("notes/today.txt", b"hello", metadata={"author": "li"})
        """
        check_key(key)
        if (
            content_type
            is cache_control
            is content_disposition
            is content_encoding
            is content_language
            is None
            and storage_class is acl is server_side_encryption is None
            and headers is None
            and metadata is None
            and expires is None
            and not forbid_overwrite
        ):
            lines = [("Content-Type", content_type_for(key))]
        else:
            lines = self._object_lines(
                key,
                headers,
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
        session = self.client._session
        meter = None if progress is None else self._meter(progress, key, upload=True)
        limits = session.limits(timeout, cancel, meter)
        if type(body) is bytes and meter is None and len(body) <= LARGEST_SINGLE:
            # What most calls are; the other way below comes to this in the end.
            return put_object(
                session,
                limits,
                self.name,
                key,
                body,
                lines,
                repeatable=not forbid_overwrite,
                size=len(body),
            )
        from pycos.source import open_source
        from pycos.uploading import put_source

        with open_source(body) as source, Metered(limits):
            return put_source(session, limits, self.name, key, source, lines, repeatable=not forbid_overwrite)

    def append(
        self,
        key: str,
        body: Body,
        *,
        position: int,
        crc64: int | None = None,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        acl: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: ProgressCallback | None = None,
    ) -> AppendResult:
        """Append to an object, or begin an appendable one at position 0.

        position: the object's length now, which is the last result's next_position. crc64: the last result's
        crc64; with it the whole object's CRC64 is checked after this append too (at position 0 it always is).
        Streams are read into memory first. Not tried again once the server may have seen it.

        Raises AppendPositionError when the object does not end at `position`. COS: APPEND Object.
        """
        from pycos.operations.objects import append_object
        from pycos.source import KnownSource, open_source

        check_key(key)
        if isinstance(position, bool) or not isinstance(position, int) or position < 0:
            raise InvalidArgument(f"position must be a number from 0 on, not {position!r}")
        first: dict[str, Any] = {
            "content_type": content_type,
            "metadata": metadata,
            "storage_class": storage_class,
            "acl": acl,
        }
        lines = self._object_lines(key, headers, guess=position == 0, **first)
        with (
            open_source(body) as source,
            self._metered(timeout, cancel, progress, key, upload=True) as limits,
        ):
            if isinstance(source, KnownSource):
                if source.size > LARGEST_SINGLE:
                    raise InvalidArgument(
                        f"{source.size} bytes are too many for one append, which takes 5 GiB"
                    )
                native = source.part(0, source.size)
            else:
                native = cos_c.MemorySource(source.next_part(LARGEST_SINGLE))
                if not source.ended and len(source.next_part(1)):
                    raise InvalidArgument("the stream is longer than the 5 GiB of one append")
            result = append_object(
                self._session,
                limits,
                self.name,
                key,
                native,
                lines,
                position=position,
                crc64=crc64,
                filename=source.filename,
            )
            if isinstance(source, KnownSource):
                source.finish()
            return result

    def get(
        self,
        key: str,
        *,
        range: Range | None = None,  # noqa: A002  # the word everybody knows
        version_id: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | str | None = None,
        if_unmodified_since: datetime | str | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: ProgressCallback | None = None,
    ) -> ObjectBody:
        """An object's body, to be read while it arrives; its ``info`` is the ObjectInfo. Use it with
        ``with``.

        range: (start, stop) as in a slice, (start, None) to the end, (-n, None) the last n bytes. params:
        such as response-content-type. timeout holds until the last byte is read. Length and CRC64 are checked
        at the end (CRC64 not for ranges), and a broken connection is resumed at the same ETag.

        Raises NoSuchKey, NotModified, PreconditionFailed, InvalidRange. COS: GET Object.

            with bucket.get("notes/today.txt") as body:
                data = body.read()
        """
        check_key(key)
        asked = _params(version_id, params) if version_id or params else []
        more = check_headers(headers) if headers else []
        lines = more
        if not (if_match is if_none_match is if_modified_since is if_unmodified_since is None):
            lines = lines + _conditions(if_match, if_none_match, if_modified_since, if_unmodified_since)
        if range is not None:
            lines = [*lines, ("Range", range_header(range))]
        session = self.client._session
        meter = None if progress is None else self._meter(progress, key, upload=False)
        limits = session.limits(timeout, cancel, meter)
        make_body = _make_body or _import_body()
        # A CRC64 is of the object as stored: not of a range, nor of what processing made of it.
        whole = range is None and (
            not asked or all(name == "versionId" or name.startswith("response-") for name, _ in asked)
        )
        answer = open_object(session, limits, self.name, key, asked, lines, check_crc=whole)
        return make_body(
            session, limits, self.name, key, answer, (asked, more), ranged=range is not None, whole=whole
        )

    def get_into(
        self,
        key: str,
        buffer: Any,
        *,
        range: Range | None = None,  # noqa: A002  # the word everybody knows
        version_id: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | str | None = None,
        if_unmodified_since: datetime | str | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: ProgressCallback | None = None,
    ) -> int:
        """An object, or a range of it, straight into a writable buffer, without a copy; the number of bytes.

        Raises ResponseTooLarge when it does not fit (the buffer's content is undefined then). The rest is as
        of get. COS: GET Object.
        """
        from pycos.operations.objects import get_object
        from pycos.wire.answers import content_range

        check_key(key)
        view = _writable(buffer)
        conditions = _conditions(if_match, if_none_match, if_modified_since, if_unmodified_since)
        lines = [*check_headers(headers), *conditions]
        if range is not None:
            lines.append(("Range", range_header(range)))
        with self._metered(timeout, cancel, progress, key, upload=False) as limits:
            answer = get_object(
                self._session,
                limits,
                self.name,
                key,
                _params(version_id, params),
                lines,
                lambda: cos_c.MemorySink(view),
            )
        if range is not None:
            # Without this a server that ignores Range would hand out bytes from elsewhere in the object.
            start, stop, _ = content_range(answer.headers.get("content-range", ""))
            if stop - start != answer.received or (range[0] >= 0 and start != range[0]):
                raise MalformedResponse(
                    "another range came than was asked for",
                    bucket=self.name,
                    key=key,
                    request_id=answer.request_id,
                )
        return answer.received

    def head(
        self,
        key: str,
        *,
        version_id: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: datetime | str | None = None,
        if_unmodified_since: datetime | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> ObjectInfo:
        """What an object is: size, ETag, CRC64, metadata. Raises NoSuchKey, NotModified. COS: HEAD Object."""
        from pycos.operations.objects import head_object

        check_key(key)
        lines = check_headers(headers)
        lines += _conditions(if_match, if_none_match, if_modified_since, if_unmodified_since)
        return head_object(
            self._session, self._limits(timeout, cancel), self.name, key, _params(version_id, None), lines
        )

    def exists(
        self,
        key: str | None = None,
        *,
        version_id: str | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> bool:
        """Whether the object, or without a key the bucket, is there. Only 404 is False: AccessDenied is
        raised.
        """
        from pycos.operations.buckets import head_bucket

        try:
            if key is None:
                head_bucket(self._session, self._limits(timeout, cancel), self.name)
            else:
                self.head(key, version_id=version_id, timeout=timeout, cancel=cancel)
        except NotFound:
            return False
        return True

    def objects(
        self,
        *,
        prefix: str = "",
        delimiter: str = "",
        start_after: str = "",
        page_size: int = 1000,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> ObjectListing:
        """The objects whose keys begin with `prefix`, lazily, however many there are.

        delimiter: keys that contain it behind the prefix appear as common prefixes, in ``pages()`` only.
        start_after: only keys behind this one. timeout is for each page. COS: GET Bucket (List Objects).

            total = sum(entry.size for entry in bucket.objects(prefix="logs/"))
        """
        from pycos.listing import ObjectListing

        if not 1 <= page_size <= 1000:
            raise InvalidArgument(f"page_size must be between 1 and 1000, not {page_size!r}")
        return ObjectListing(
            self._session,
            self.name,
            lambda: self._limits(timeout, cancel),
            prefix=prefix,
            delimiter=delimiter,
            start_after=start_after,
            page_size=page_size,
        )

    def location(self, *, timeout: float | None = None, cancel: CancelToken | None = None) -> str:
        """The name of the bucket's region. COS: GET Bucket location."""
        from pycos.operations.buckets import get_location

        return get_location(self._session, self._limits(timeout, cancel), self.name)


#: pycos.body.Body, once the first get() has imported it: an import statement in there would cost each call.
_make_body: type[ObjectBody] | None = None


def _import_body() -> type[ObjectBody]:
    global _make_body
    from pycos.body import Body

    _make_body = Body
    return Body


def _conditions(match: str | None, none_match: str | None, modified: Moment, unmodified: Moment) -> Pairs:
    if match is none_match is modified is unmodified is None:
        return []
    return Conditions(
        if_match=match, if_none_match=none_match, if_modified_since=modified, if_unmodified_since=unmodified
    ).lines()


def _params(version_id: str | None, params: Mapping[str, str] | None) -> Pairs:
    given = list(params.items()) if params else []
    return given if version_id is None else [("versionId", version_id), *given]


def _writable(buffer: Any) -> memoryview:
    try:
        view = memoryview(buffer)
    except TypeError:
        raise InvalidArgument(
            f"a {type(buffer).__name__} is no buffer; give a bytearray, memoryview or array"
        ) from None
    if view.readonly or not view.c_contiguous:
        raise InvalidArgument("the buffer must be writable and C-contiguous")
    return view
