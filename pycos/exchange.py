"""One call: what it asks for, what bounds it, what came."""

from __future__ import annotations

import time

from cos_c.records import record
from pycos.errors import CosError, DeadlineExceeded, InvalidArgument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from pycos.cancel import CancelToken
    from pycos.meter import Meter
    from pycos.wire.xml_read import Element

__all__ = ["UNLIMITED", "Answer", "Limits", "Request"]


@record(frozen=True, slots=True)
class Limits:
    """What bounds and watches one call of the user, over all its requests."""

    deadline: float | None = None
    """On time.monotonic()'s clock."""
    cancel: CancelToken | None = None
    meter: Meter | None = None

    def remaining(self) -> float | None:
        """Seconds left; None: no deadline."""
        return None if self.deadline is None else self.deadline - time.monotonic()

    def check(self, request: Request, attempts: int, last: CosError | None = None) -> None:
        """Raise Cancelled or DeadlineExceeded if the call must not go on."""
        if self.cancel is not None:
            try:
                self.cancel.raise_if_cancelled()
            except CosError as error:
                raise error.add_context(**request.names(), attempts=attempts) from last
        remaining = self.remaining()
        if remaining is not None and remaining <= 0:
            raise self.too_late(request, attempts, last) from last

    @staticmethod
    def too_late(request: Request, attempts: int, last: CosError | None) -> DeadlineExceeded:
        """The error for a deadline that has passed, or will have before the next attempt."""
        why = f"; the last attempt ended with: {last.message or last.code}" if last is not None else ""
        return DeadlineExceeded(f"the call's timeout ran out{why}", **request.names(), attempts=attempts)


UNLIMITED = Limits()
"""Of most calls."""


@record(slots=True)
class Request:
    """One signed request, sent as often as it takes."""

    operation: str
    """The name COS has for it, such as PutObject."""
    method: str
    bucket: str | None = None
    key: str | None = None
    params: Sequence[tuple[str, str]] = ()
    headers: Sequence[tuple[str, str]] = ()
    source: Any = None
    """A source of cos_c, or bytes; every attempt reads it from its beginning."""
    make_sink: Callable[[], Any] | None = None
    """A fresh sink of cos_c for an attempt. None: the body comes back in the answer."""
    idempotent: bool = True
    """May be repeated even if the server may have carried it out."""
    root: str | None = None
    """The outermost element of the answer's XML. A 200 may carry an <Error> in its place."""
    read_ahead: int = 0
    """For open(): a body of at most so many bytes that is there with the headers comes in the answer."""
    listing: bool = False
    """The answer may come in columns (Answer.listing) instead of as a document."""
    check_crc: bool = True
    initial_crc: int = 0
    filename: object = None
    """The local file the source reads, for error messages."""

    def names(self) -> dict[str, Any]:
        """What an exception should carry."""
        return {"operation": self.operation, "bucket": self.bucket, "key": self.key}

    def check_params(self) -> None:
        """Raise InvalidArgument for one that cannot be sent. All else is looked at where it comes in."""
        for pair in self.params:
            for text in pair:
                if not isinstance(text, str):
                    raise InvalidArgument(
                        f"a parameter must be a text, not {type(text).__name__}", **self.names()
                    )
                if "\0" in text or not (text.isascii() or _is_utf8(text)):
                    raise InvalidArgument(f"{text!r} contains a NUL or a lone surrogate", **self.names())


class Answer:
    """A good answer. What is not asked for is not made."""

    __slots__ = ("_headers", "_reply", "attempts", "body", "document", "sink", "status", "stream")

    def __init__(self, reply: Any, attempts: int, document: Element, sink: Any, stream: Any) -> None:
        self._reply = reply
        self._headers: Mapping[str, str] | None = None
        self.status: int = reply.code
        self.body: bytes = reply.body
        self.attempts = attempts
        self.document = document
        """The parsed body where the request named its root; empty otherwise."""
        self.sink = sink
        self.stream = stream
        """Open until whoever asked for it closes it; None if the body is here."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in lower case."""
        headers = self._headers
        if headers is None:
            headers = self._headers = self._reply.first_values()
        return headers

    def value(self, name: str) -> str | None:
        """One of the headers, by its name in lower case."""
        found: str | None = self._reply.value(name)
        return found

    @property
    def request_id(self) -> str:
        """x-cos-request-id."""
        return self._reply.request_id  # type: ignore[no-any-return]  # cos_c is Any here

    @property
    def content_length(self) -> int | None:
        """As the answer says it."""
        return self._reply.content_length  # type: ignore[no-any-return]

    @property
    def received(self) -> int:
        """Bytes of the body, where it is here or went to a sink."""
        return self._reply.received  # type: ignore[no-any-return]

    @property
    def sent_crc(self) -> int:
        """Of the body that was sent."""
        return self._reply.sent_crc  # type: ignore[no-any-return]

    @property
    def listing(self) -> Any:
        """A cos_c.Listing, where the request allowed it and the answer was plain; `document` is empty."""
        return self._reply.listing


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
