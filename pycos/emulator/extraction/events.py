"""The messages of a Select answer: a prelude, headers, a payload, and two checksums."""

from __future__ import annotations

import struct
import zlib

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.extraction.records import Meter

MAX_PAYLOAD = 1 << 20  # bytes of one Records message, as documented
_STRING = 7  # the type of every header value


def message(headers: dict[str, str], payload: bytes = b"") -> bytes:
    """One message: lengths and their CRC, headers, payload, and the CRC of it all."""
    lines = bytearray()
    for name, value in headers.items():
        key, text = name.encode(), value.encode()
        lines += struct.pack(">B", len(key)) + key + struct.pack(">BH", _STRING, len(text)) + text
    lengths = struct.pack(">II", len(lines) + len(payload) + 16, len(lines))
    data = lengths + struct.pack(">I", zlib.crc32(lengths)) + lines + payload
    return data + struct.pack(">I", zlib.crc32(data))


def _event(kind: str, content_type: str = "", payload: bytes = b"") -> bytes:
    headers = {":event-type": kind, ":message-type": "event"}
    if content_type:
        headers[":content-type"] = content_type
    return message(headers, payload)


def records(payload: bytes) -> bytes:
    """Rows of the result; one row may lie across two messages."""
    return _event("Records", "application/octet-stream", payload)


def _figures(root: str, meter: Meter) -> bytes:
    content = xml.tree(
        root,
        xml.element("BytesScanned", meter.scanned),
        xml.element("BytesProcessed", meter.processed),
        xml.element("BytesReturned", meter.returned),
    )
    return xml.document(content)


def progress(meter: Meter) -> bytes:
    """How far it is."""
    return _event("Progress", "text/xml", _figures("Progress", meter))


def stats(meter: Meter) -> bytes:
    """What it came to."""
    return _event("Stats", "text/xml", _figures("Stats", meter))


def continuation() -> bytes:
    """A sign of life while there is nothing to return."""
    return _event("Cont")


def end() -> bytes:
    """The last message of an answer that is whole."""
    return _event("End")


def error(refusal: ApiError) -> bytes:
    """The last message of an answer that is not."""
    # A header may hold 32 KiB; a message may repeat what a statement says.
    return message(
        {
            ":error-code": refusal.code,
            ":error-message": refusal.message[:1000],
            ":message-type": "error",
        }
    )
