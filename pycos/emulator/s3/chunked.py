"""The coding ``aws-chunked``: chunks with sizes, maybe signed, and trailers behind the last one.

It lies within the HTTP body and has nothing to do with chunked transfer coding, in which it may be wrapped.
Bytes are passed on as they come; each signature is checked when its chunk is complete, and whoever receives
the bytes learns of a wrong one before the body ends.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator

from pycos.emulator.errors import ApiError
from pycos.emulator.s3.signature_v4 import Verified

MAX_LINE = 8192  # bytes of a chunk header or a trailer
MAX_TRAILERS = 16
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,15})(?:;chunk-signature=([0-9a-f]{64}))?\r\n")
_TRAILER = re.compile(r"([a-z0-9-]+)[ \t]*:[ \t]*(.*?)[ \t]*")
_END = b"\r\n"
_EMPTY = hashlib.sha256().hexdigest()
_SIGNATURE = "x-amz-trailer-signature"

Trailers = dict[str, str]


class ChunkSigner:
    """The chain of signatures that begins with that of the request."""

    def __init__(self, verified: Verified) -> None:
        self._key = verified.key
        self._place = f"{verified.claim.time}\n{verified.claim.scope}"
        self._last = verified.claim.signature

    def _check(self, text: str, given: str) -> None:
        wanted = hmac.digest(self._key, text.encode("utf-8", "surrogateescape"), "sha256").hex()
        if not hmac.compare_digest(wanted.encode(), given.encode(errors="replace")):
            raise ApiError("SignatureDoesNotMatch", "The signature of a chunk of the body does not match.")
        self._last = wanted

    def chunk(self, digest: str, given: str) -> None:
        """Check a chunk by its SHA-256."""
        self._check(f"AWS4-HMAC-SHA256-PAYLOAD\n{self._place}\n{self._last}\n{_EMPTY}\n{digest}", given)

    def trailers(self, lines: Trailers, given: str) -> None:
        """Check the trailers, which come in their order."""
        text = "".join(f"{name}:{value}\n" for name, value in lines.items())
        digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
        self._check(f"AWS4-HMAC-SHA256-TRAILER\n{self._place}\n{self._last}\n{digest}", given)


class _Reader:
    """Lines and runs of bytes out of views that end anywhere."""

    def __init__(self, views: Iterator[memoryview]) -> None:
        self._views = views
        self._view = memoryview(b"")

    def _fill(self) -> None:
        while not self._view:
            view = next(self._views, None)
            if view is None:
                raise ApiError("IncompleteBody", "The body ends within its chunks.")
            self._view = view

    def line(self) -> bytes:
        """The next line, with its line feed."""
        found = b""
        while not found.endswith(b"\n"):
            self._fill()
            piece = bytes(self._view[:MAX_LINE])
            size = piece.find(b"\n") + 1 or len(piece)
            found += piece[:size]
            self._view = self._view[size:]
            if len(found) > MAX_LINE:
                raise _malformed("A line of the body is too long.")
        return found

    def take(self, size: int) -> Iterator[memoryview]:
        """The next ``size`` bytes."""
        while size:
            self._fill()
            view = self._view[:size]
            self._view = self._view[len(view) :]
            size -= len(view)
            yield view

    def finish(self) -> None:
        """See the end of the body, which must be here."""
        if self._view or any(len(view) for view in self._views):
            raise _malformed("There are bytes behind the last chunk.")


def _malformed(message: str) -> ApiError:
    return ApiError("InvalidRequest", message)


def decode(
    views: Iterator[memoryview],
    size: int,
    signer: ChunkSigner | None,
    trailing: Callable[[Trailers], None] | None,
) -> Iterator[memoryview]:
    """The bytes in the chunks, which must be ``size`` in all.

    ``signer`` None: chunks are not signed. ``trailing`` gets the trailers; None: there may be none.
    """
    reader = _Reader(views)
    left = size
    while True:
        found = _CHUNK.fullmatch(reader.line())
        if not found or (found[2] is None) is (signer is not None):
            raise _malformed("A chunk of the body has no valid header.")
        count = int(found[1], 16)
        if count > left:
            raise ApiError("IncompleteBody", "The chunks hold more than x-amz-decoded-content-length.")
        left -= count
        if signer is None:
            yield from reader.take(count)
        else:
            sha256 = hashlib.sha256()
            for view in reader.take(count):
                sha256.update(view)
                yield view
            signer.chunk(sha256.hexdigest(), found[2].decode())
        if not count:
            break
        if reader.line() != _END:
            raise _malformed("A chunk is longer than its size.")
    if left:
        raise ApiError("IncompleteBody", "The chunks hold less than x-amz-decoded-content-length.")
    trailers = _trailers(reader)
    signature = trailers.pop(_SIGNATURE, None)
    if trailing is None:
        if trailers or signature is not None:
            raise ApiError("MalformedTrailerError", "There are trailers that were not announced.")
    else:
        if signer is not None:
            if signature is None:
                raise ApiError("SignatureDoesNotMatch", f"{_SIGNATURE} is missing.")
            signer.trailers(trailers, signature)
        trailing(trailers)
    reader.finish()


def _trailers(reader: _Reader) -> Trailers:
    found: Trailers = {}
    while (line := reader.line()) != _END:
        # Some clients send a trailer as it is signed, with a line feed, and CRLF behind that.
        if not line.endswith(_END) and reader.line() != _END:
            raise ApiError("MalformedTrailerError")
        item = _TRAILER.fullmatch(line.rstrip(_END).decode("utf-8", "surrogateescape"))
        if not item or item[1] in found or len(found) >= MAX_TRAILERS:
            raise ApiError("MalformedTrailerError")
        found[item[1]] = item[2]
    return found
