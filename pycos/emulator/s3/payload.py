"""The body of a request of the S3 dialect, as its handler reads it: decoded, and checked before it ends."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Body, read_small
from pycos.emulator.s3 import chunked
from pycos.emulator.s3.checksums import PREFIX, Checksums
from pycos.emulator.s3.documents import Naming
from pycos.emulator.s3.signature_v4 import UNSIGNED, Verified

_SHA256 = re.compile(r"[0-9a-f]{64}")
NOTHING = (UNSIGNED, hashlib.sha256().hexdigest())  # what is said of an empty body
_STREAMS = {
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": (True, False),
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": (True, True),
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER": (False, True),
}
_MAX_DOCUMENT = 4 << 20


class Payload:
    """A body that is decoded and checked on the way."""

    def __init__(self, source: Body, headers: Mapping[str, str], verified: Verified | None) -> None:
        self.size = source.size
        self.checksums = Checksums()
        self._source = source
        self._digest: str | None = None
        self._signer: chunked.ChunkSigner | None = None
        self._decoded = False
        self._trailers: frozenset[str] | None = None
        self._describe(headers, verified)

    def _describe(self, headers: Mapping[str, str], verified: Verified | None) -> None:
        said = headers.get("x-amz-content-sha256", UNSIGNED)
        if _SHA256.fullmatch(said):
            self._digest = said
        elif said in _STREAMS:
            signed, trailing = _STREAMS[said]
            if signed and verified is None:
                raise ApiError("AccessDenied", "The chunks of an unsigned request cannot be signed.")
            self._signer = chunked.ChunkSigner(verified) if signed and verified is not None else None
            self._decoded = True
            self.size = _decoded_length(headers)
            if trailing:
                names = headers.get("x-amz-trailer", "").lower().split(",")
                self._trailers = frozenset(name.strip() for name in names if name.strip())
                for name in sorted(self._trailers):
                    if name.startswith(PREFIX):
                        self.checksums.announce(name)
        elif said != UNSIGNED:
            raise ApiError("InvalidArgument", f"This server does not know {said!r} as x-amz-content-sha256.")

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to be done on the way."""
        return self._digest is None and not self._decoded and not self.checksums

    def chunks(self) -> Iterator[memoryview]:
        """The bytes in order; a wrong one is told of before the end."""
        views = self._source.chunks()
        if self._decoded:
            trailing = None if self._trailers is None else self._received
            views = chunked.decode(views, self.size or 0, self._signer, trailing)
        sha256 = None if self._digest is None else hashlib.sha256()
        for view in views:
            if sha256 is not None:
                sha256.update(view)
            if self.checksums:
                self.checksums.update(view)
            yield view
        if sha256 is not None and not hmac.compare_digest(sha256.hexdigest(), self._digest or ""):
            raise ApiError("XAmzContentSHA256Mismatch")
        self.checksums.check()

    def _received(self, trailers: chunked.Trailers) -> None:
        if trailers.keys() != self._trailers:
            raise ApiError("MalformedTrailerError", "The trailers are not those that x-amz-trailer names.")
        self.checksums.expect(trailers)

    def read(self, limit: int) -> bytes:
        """All of a small body; XMLSizeLimit when it is larger than ``limit`` bytes."""
        return read_small(self, limit)


class Document:
    """A small body that was read, or is to be: XML in the words of COS."""

    def __init__(self, source: Body, naming: Naming, content_md5: str | None) -> None:
        self.size = source.size
        self._source = source
        self._naming = naming
        self._md5 = content_md5

    def chunks(self) -> Iterator[memoryview]:
        """The bytes, in one piece."""
        yield memoryview(self.read(_MAX_DOCUMENT))

    def read(self, limit: int) -> bytes:
        """The translated document; BadDigest when it is not the one that Content-MD5 announced."""
        data = self._source.read(limit)
        if self._md5 is not None:
            digest = hashlib.md5(data, usedforsecurity=False).digest()
            if base64.b64encode(digest).decode() != self._md5:
                raise ApiError("BadDigest")
        return self._naming.to_cos(data)


def _decoded_length(headers: Mapping[str, str]) -> int:
    text = headers.get("x-amz-decoded-content-length", "")
    if not text:
        raise ApiError("MissingContentLength", "The header x-amz-decoded-content-length is missing.")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ApiError("InvalidArgument", "x-amz-decoded-content-length is not a number.")
    return int(text)
