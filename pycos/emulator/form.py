"""Bodies of multipart/form-data, read as they arrive: small fields, and one file that is never held whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Body

MAX_FIELDS = 200
MAX_FIELD_BYTES = 256 * 1024  # of all fields together, the policy among them
_MAX_PART_HEAD = 8 * 1024
_MAX_AROUND = 64 * 1024  # bytes before the first boundary, and after the last one

_TYPE = re.compile(
    r'multipart/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"\r\n]{1,200})"|([^\s";,]{1,200})).*', re.I
)
_PARAMETER = re.compile(r';\s*([a-z*]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))', re.I)


def malformed(message: str) -> ApiError:
    """A body that is no form."""
    return ApiError("MalformedPOSTRequest", message, close=True)


@dataclass(frozen=True, slots=True)
class Part:
    """The head of one part; ``name`` in lower case, ``filename`` None for a field."""

    name: str
    filename: str | None
    content_type: str


class Form:
    """The parts of a body, one after another. The content of each must be read before the next one."""

    def __init__(self, body: Body, content_type: str) -> None:
        found = _TYPE.fullmatch(content_type)
        if not found:
            raise malformed("The Content-Type must be multipart/form-data with a boundary.")
        boundary = (found[1] or found[2]).encode("utf-8", "surrogateescape")
        self._mark = b"\r\n--" + boundary
        self._source = body.chunks()
        self._buffer = bytearray(b"\r\n")  # so that the first boundary looks like all others
        self._started = False

    def next(self) -> Part | None:
        """The head of the next part, None after the last one."""
        if not self._started:
            self._started = True
            if sum(map(len, self.content())) > _MAX_AROUND:
                raise malformed("There is too much before the first boundary.")
        line = self._until(b"\r\n", 256, start=b"--")
        if line is None:
            self._drain()
            return None
        if line.strip(b" \t"):
            raise malformed("A boundary is followed by something else.")
        # A part without headers begins with an empty line at once.
        self._need(2)
        if self._buffer.startswith(b"\r\n"):
            del self._buffer[:2]
            head = b""
        else:
            head = self._until(b"\r\n\r\n", _MAX_PART_HEAD) or b""
        return _part(head)

    def content(self) -> Iterator[memoryview]:
        """The bytes of the part that was begun, in pieces."""
        mark, buffer = self._mark, self._buffer
        while True:
            end = buffer.find(mark)
            if end >= 0:
                found = bytes(buffer[:end])
                del buffer[: end + len(mark)]
                if found:
                    yield memoryview(found)
                return
            ready = len(buffer) - len(mark) + 1
            if ready > 0:
                found = bytes(buffer[:ready])
                del buffer[:ready]
                yield memoryview(found)
            self._fill()

    def value(self, limit: int) -> bytes:
        """The content of a field; EntityTooLarge past ``limit`` bytes."""
        value = bytearray()
        for piece in self.content():
            value += piece
            if len(value) > limit:
                raise ApiError("EntityTooLarge", "The fields of the form are too large.", close=True)
        return bytes(value)

    def _fill(self) -> None:
        for chunk in self._source:
            self._buffer += chunk
            return
        raise malformed("The form ends before its last boundary.")

    def _need(self, size: int) -> None:
        while len(self._buffer) < size:
            self._fill()

    def _until(self, mark: bytes, limit: int, *, start: bytes = b"") -> bytes | None:
        """The bytes before ``mark``, which is taken too; None when they begin with ``start``."""
        if start:
            self._need(len(start))
            if self._buffer.startswith(start):
                del self._buffer[: len(start)]
                return None
        while True:
            end = self._buffer.find(mark)
            if end > limit or (end < 0 and len(self._buffer) > limit):
                raise malformed("The head of a part is too long.")
            if end >= 0:
                found = bytes(self._buffer[:end])
                del self._buffer[: end + len(mark)]
                return found
            self._fill()

    def _drain(self) -> None:
        """Read what follows the last boundary, which means nothing."""
        left = _MAX_AROUND - len(self._buffer)
        for chunk in self._source:
            left -= len(chunk)
            if left < 0:
                raise malformed("There is too much after the last boundary.")


def _part(head: bytes) -> Part:
    disposition = ""
    content_type = ""
    for line in head.decode("utf-8", "surrogateescape").split("\r\n"):
        name, colon, text = line.partition(":")
        if head and (not colon or "\n" in line or "\r" in line):
            raise malformed("A header of a part is not one.")
        name = name.strip().lower()
        if name == "content-disposition":
            disposition = text.strip()
        elif name == "content-type":
            content_type = text.strip()
        elif name == "content-transfer-encoding" and text.strip().lower() not in ("binary", "8bit", "7bit"):
            raise malformed("Parts come as they are, without a transfer encoding.")
    kind, _, _ = disposition.partition(";")
    parameters = {
        found[1].lower(): _unescaped(found[2]) if found[2] is not None else found[3]
        for found in _PARAMETER.finditer(disposition)
    }
    if kind.strip().lower() != "form-data" or not parameters.get("name"):
        raise malformed("A part has no Content-Disposition with a name.")
    filename = parameters.get("filename")
    extended = parameters.get("filename*", "")
    if extended.lower().startswith("utf-8''"):
        filename = unquote(extended[len("utf-8''") :], errors="replace")
    return Part(parameters["name"].lower(), filename, content_type)


def _unescaped(text: str) -> str:
    # Browsers escape quotes and line ends like this, and a backslash not at all.
    text = re.sub(r'\\(["\\])', r"\1", text)
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
