"""What an argument names: an object or folder in a bucket, a local path, or standard input and output."""

from __future__ import annotations

import os
from dataclasses import dataclass

from pycos.errors import InvalidArgument
from pycos.paths import parts_of

SCHEME = "cos://"


@dataclass(frozen=True, slots=True)
class Remote:
    """`cos://bucket-appid/key`. The key is taken as it is written: nothing is percent-decoded."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.key}"

    @property
    def is_folder(self) -> bool:
        return not self.key or self.key.endswith("/")


@dataclass(frozen=True, slots=True)
class Local:
    """A path of this machine."""

    path: str

    def __str__(self) -> str:
        return self.path

    @property
    def is_folder(self) -> bool:
        return self.path.endswith("/") or os.path.isdir(self.path)  # noqa: PTH112


@dataclass(frozen=True, slots=True)
class Standard:
    """`-`: standard input or output."""

    def __str__(self) -> str:
        return "-"


Location = Remote | Local | Standard


def parse(text: str) -> Location:
    """The location an argument names. Raises InvalidArgument."""
    if text == "-":
        return Standard()
    if text.startswith(SCHEME):
        return parse_remote(text)
    if "://" in text:
        raise InvalidArgument(f"{text!r}: addresses begin with {SCHEME}")
    if not text:
        raise InvalidArgument("an empty argument is neither a path nor an address")
    return Local(text)


def parse_remote(text: str) -> Remote:
    """A `cos://` address. Raises InvalidArgument for anything else."""
    if not text.startswith(SCHEME):
        raise InvalidArgument(f"{text!r} is not an address; addresses look like {SCHEME}bucket-appid/key")
    bucket, _, key = text[len(SCHEME) :].partition("/")
    if not bucket:
        raise InvalidArgument(f"{text!r} names no bucket; addresses look like {SCHEME}bucket-appid/key")
    return Remote(bucket, key)


def parse_object(text: str) -> Remote:
    """An address with a key. Raises InvalidArgument."""
    remote = parse_remote(text)
    if not remote.key:
        raise InvalidArgument(f"{text!r} names a bucket, not an object")
    return remote


def parse_bucket(text: str) -> Remote:
    """An address without a key. Raises InvalidArgument."""
    remote = parse_remote(text)
    if remote.key:
        raise InvalidArgument(f"{text!r} names an object, not a bucket")
    return remote


def last_part(key: str) -> str:
    """The file name of a key. Raises UnsafePath when it is none."""
    return parts_of(key.rpartition("/")[2])[0]
