"""The x-amz-checksum-* of bodies, sent in a header before the body or in a trailer behind it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Mapping
from typing import Protocol

import fastcrc

from pycos.emulator.errors import ApiError

PREFIX = "x-amz-checksum-"


class Sum(Protocol):
    """A sum over bytes."""

    def update(self, data: memoryview, /) -> None:
        """Take more bytes."""

    def digest(self) -> bytes:
        """The sum so far."""


class Crc32:
    """CRC-32 as in zip files."""

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: memoryview) -> None:
        """Take more bytes."""
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        """The sum, big-endian."""
        return self._value.to_bytes(4, "big")


class Crc32C(Crc32):
    """CRC-32C, the Castagnoli polynomial."""

    def update(self, data: memoryview) -> None:
        """Take more bytes."""
        self._value = fastcrc.crc32.iscsi(data, self._value)


class Unchecked:
    """A sum that cannot be formed here at the speed of a body: whatever is said is believed."""

    def update(self, data: memoryview) -> None:
        """Take no notice."""

    def digest(self) -> bytes:
        """Nothing."""
        return b""


def _sum(algorithm: str) -> Sum:
    if algorithm == "crc32":
        return Crc32()
    if algorithm == "crc32c":
        return Crc32C()
    if algorithm == "crc64nvme":
        return Unchecked()
    if algorithm in ("md5", "sha1", "sha256", "sha512"):
        return hashlib.new(algorithm, usedforsecurity=False)
    raise ApiError("InvalidRequest", f"{PREFIX}{algorithm} is not a checksum that this server knows.")


class Checksums:
    """The checksums one body must have."""

    def __init__(self) -> None:
        self._sums: dict[str, Sum] = {}
        self._wanted: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._sums)

    def announce(self, name: str) -> None:
        """A checksum, by the name of its header, whose value is still to come."""
        self._sums[name] = _sum(name.removeprefix(PREFIX))

    def expect(self, headers: Mapping[str, str]) -> None:
        """The checksums that headers or trailers name; InvalidRequest for a value that is none."""
        for name, value in headers.items():
            if name.startswith(PREFIX):
                if name not in self._sums:
                    self.announce(name)
                try:
                    base64.b64decode(value, validate=True)
                except ValueError:
                    raise ApiError("InvalidRequest", f"The value of {name} is not base64.") from None
                self._wanted[name] = value

    def update(self, data: memoryview) -> None:
        """More bytes of the body."""
        for one in self._sums.values():
            one.update(data)

    def check(self) -> None:
        """BadDigest when the body is not the one that was announced."""
        for name, value in self._wanted.items():
            found = self._sums[name].digest()
            if found and not hmac.compare_digest(found, base64.b64decode(value)):
                raise ApiError("BadDigest", f"The {name} you specified did not match what we received.")

    def headers(self) -> list[tuple[str, str]]:
        """The checksums that were sent, as the answer repeats them."""
        return list(self._wanted.items())
