"""What get_many, put_many, head_many and copy_many do with one item."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from pycos.errors import InvalidArgument, MalformedResponse
from pycos.keys import check_key, content_type_for
from pycos.many.run import Item
from pycos.operations.copies import copy_source
from pycos.wire.headers import check_headers
from pycos.wire.xml_read import parse

__all__ = ["copies", "copy_said", "key_item", "key_of", "pair_key", "puts", "target_key"]

_CACHED_TYPES = 1000


def key_of(given: Any) -> str:
    return str(given)


def pair_key(given: Any) -> str:
    return str(given[0])


def target_key(given: Any) -> str:
    return str(given[1])


def key_item(given: Any) -> Item:
    """A key alone."""
    check_key(given)
    return (given, (), None)


def puts(guess: bool) -> Callable[[Any], Item]:
    """(key, body) or (key, body, headers). `guess`: a content type from the key's ending."""
    types: dict[str, str] = {}

    def type_of(key: str) -> str:
        name = key.rpartition("/")[2]
        ending = name[name.find(".") :] if "." in name else ""
        found = types.get(ending)
        if found is None:
            found = content_type_for(key)
            if len(types) < _CACHED_TYPES:
                types[ending] = found
        return found

    def prepare(given: Any) -> Item:
        try:
            key, body, *more = given
        except (TypeError, ValueError):
            raise InvalidArgument(
                f"an item must be (key, body) or (key, body, headers), not {type(given).__name__}"
            ) from None
        if len(more) > 1 or (more and not isinstance(more[0], Mapping)):
            raise InvalidArgument("an item must be (key, body) or (key, body, headers)")
        check_key(key)
        lines = check_headers(more[0]) if more else []
        if guess and not any(name.lower() == "content-type" for name, _ in lines):
            lines.append(("Content-Type", type_of(key)))
        return (key, lines, _body(body))

    return prepare


def _body(body: Any) -> Any:
    if type(body) is bytes or isinstance(body, os.PathLike):
        return body
    if isinstance(body, str):
        raise InvalidArgument(
            "the body is a text: encode it first, or wrap it in Path() if it is a file's name"
        )
    try:
        view = memoryview(body)
    except TypeError:
        raise InvalidArgument(f"a {type(body).__name__} is no body here: give bytes-like or a path") from None
    if not view.c_contiguous:
        raise InvalidArgument("the buffer is not C-contiguous; give bytes(buffer)")
    return view


def copies(host: str) -> Callable[[Any], Item]:
    """(source key, key): a copy from the bucket that `host` names."""

    def prepare(given: Any) -> Item:
        try:
            source, key = given
        except (TypeError, ValueError):
            raise InvalidArgument(f"an item must be (source key, key), not {type(given).__name__}") from None
        check_key(source)
        check_key(key)
        return (key, (copy_source(host, source, None),), None)

    return prepare


def copy_said(body: bytes) -> dict[str, str]:
    """What CopyObjectResult says, by the names that headers have for it."""
    root = parse(body, "CopyObjectResult")
    if not root.value("ETag"):
        raise MalformedResponse("the answer has no ETag")
    said = {"etag": root.value("ETag")}
    for name, value in (
        ("x-cos-hash-crc64ecma", root.value("CRC64") or root.value("Crc64")),
        ("x-cos-version-id", root.value("VersionId")),
    ):
        if value:
            said[name] = value
    return said
