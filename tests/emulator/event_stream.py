"""An event stream taken apart, by the description of the framing and none of the server's code."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One message: its headers and its payload."""

    headers: dict[str, str]
    payload: bytes

    @property
    def kind(self) -> str:
        """The type of an event, or ``error``."""
        if self.headers[":message-type"] == "error":
            return "error"
        return self.headers[":event-type"]


def decoded(data: bytes) -> list[Event]:
    """All messages of a stream. AssertionError when a length or a checksum is wrong."""
    events = []
    while data:
        total, size, prelude_sum = struct.unpack(">III", data[:12])
        assert prelude_sum == zlib.crc32(data[:8])
        assert len(data) >= total
        whole, data = data[:total], data[total:]
        assert struct.unpack(">I", whole[-4:])[0] == zlib.crc32(whole[:-4])
        headers = {}
        rest = whole[12 : 12 + size]
        while rest:
            length = rest[0]
            name = rest[1 : 1 + length].decode()
            assert rest[1 + length] == 7, "every value is a string"
            (count,) = struct.unpack(">H", rest[2 + length : 4 + length])
            headers[name] = rest[4 + length : 4 + length + count].decode()
            rest = rest[4 + length + count :]
        events.append(Event(headers, whole[12 + size : -4]))
    return events


def result(events: list[Event]) -> bytes:
    """What all Records hold."""
    return b"".join(event.payload for event in events if event.kind == "Records")
