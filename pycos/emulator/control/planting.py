"""Filling a server from JSON: buckets with their configurations, objects, versions, uploads, credentials.

All of it goes through the handlers that clients use, so that what is planted is what a client would have
made, and what a client may not make is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pycos.emulator import inside, xml
from pycos.emulator.access import accounts
from pycos.emulator.configurations import BY_SUB_RESOURCE
from pycos.emulator.errors import ApiError
from pycos.emulator.request import GivenBody, WholeBody
from pycos.emulator.response import Response

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_BLOCK = 64 * 1024
_LARGEST = 5 << 30

# What each kind of thing may say. What a dump adds beside it tells nothing new, and is passed over.
_TOLD = frozenset(("created", "modified", "etag", "version_id", "crc64", "truncated", "upload_id", "omitted"))
_ROOT = frozenset(("buckets", "credentials", "domains", "faults"))
_DUMPED = frozenset(("version", "region", "seconds", "counters"))
_BUCKET = frozenset(("name", "region", "acl", "configurations", "objects", "uploads"))
_BODY = frozenset(("text", "base64", "size", "pattern", "seed"))
_HEADERS = frozenset(("headers", "metadata", "storage_class", "acl", "tags"))
_OBJECT = _BODY | _HEADERS | {"key", "versions", "appendable"}
_VERSION = _BODY | _HEADERS | {"delete_marker"}
_UPLOAD = _HEADERS | {"key", "parts"}
_PART = _BODY | {"number"}


class SeedError(ValueError):
    """A seed that cannot be planted; the message says where it is wrong."""


def read_file(path: Path) -> dict[str, Any]:
    """The seed of a file; SeedError when it holds none."""
    try:
        seed = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise SeedError(f"{path} is not JSON: {error}") from None
    if not isinstance(seed, dict):
        raise SeedError(f"{path} must hold one JSON object")
    return seed


def plant(app: Application, seed: object, *, only_new: bool = False) -> None:
    """Make what a seed describes; SeedError names the place of what is wrong, with all before it made.

    ``only_new`` leaves buckets alone that are there already, with all that is in them.
    """
    root = _record(seed, "the seed", _ROOT | _DUMPED)
    for place, given in _each(root, "credentials", ""):
        try:
            app.credentials.add(accounts.from_document(_mapping(given, place), app.account))
        except ValueError as error:
            raise SeedError(f"{place}: {error}") from None
    for host, bucket in _mapping(root.get("domains", {}), "domains").items():
        app.settings.domains[str(host).lower()] = str(bucket)
    for place, given in _each(root, "buckets", ""):
        _bucket(app, _record(given, place, _BUCKET), place, only_new=only_new)
    for place, given in _each(root, "faults", ""):
        try:
            app.faults.add(_mapping(given, place), origin="seed")
        except ApiError as error:
            raise SeedError(f"{place}: {error.message}") from None


def plant_bucket(app: Application, seed: Mapping[str, Any], name: str) -> None:
    """Make what a seed says of one bucket, which is there; nothing if it says nothing."""
    for place, given in _each(seed, "buckets", ""):
        if isinstance(given, Mapping) and given.get("name") == name:
            _bucket(app, given, place, only_new=False)


def _bucket(app: Application, given: Mapping[str, Any], place: str, *, only_new: bool) -> None:
    name = _text(given, "name", place)
    if app.storage.buckets.get(name) is not None:
        if only_new:
            return
    else:
        headers = {"x-cos-acl": given["acl"]} if "acl" in given else {}
        _ask(app, place, "PUT", name, headers=headers, region=given.get("region"))
    configurations = _mapping(given.get("configurations", {}), f"{place}.configurations")
    # Others may need versioning to be on.
    for sub_resource in sorted(configurations, key=lambda name: name != "versioning"):
        _configure(app, name, sub_resource, configurations[sub_resource], f"{place}.configurations")
    for where, entry in _each(given, "objects", place):
        _object(app, name, _record(entry, where, _OBJECT), where)
    for where, entry in _each(given, "uploads", place):
        _upload(app, name, _record(entry, where, _UPLOAD), where)


def _configure(app: Application, bucket: str, sub_resource: str, value: Any, place: str) -> None:
    where = f"{place}.{sub_resource}"
    kind = BY_SUB_RESOURCE.get(sub_resource)
    if kind is None:
        raise SeedError(f"{where}: there is no such configuration")
    for one in value if kind.plural and isinstance(value, list) else [value]:
        params = {sub_resource: ""}
        if isinstance(one, str):
            body = one
        elif kind.is_json:
            body = json.dumps(one)
        else:
            body = _as_xml(kind.root, one)
        if kind.plural:
            params["id"] = xml.parse(body.encode(), kind.root).value("Id") or ""
        _ask(app, where, "PUT", bucket, params=params, body=body.encode())


def _as_xml(name: str, value: Any) -> str:
    """A JSON value as an element; a list is the element several times."""
    if isinstance(value, Mapping):
        return xml.tree(name, *(_as_xml(str(child), inner) for child, inner in value.items()))
    if isinstance(value, list):
        return "".join(_as_xml(name, inner) for inner in value)
    if isinstance(value, bool):
        return xml.element(name, "true" if value else "false")
    return xml.element(name, "" if value is None else str(value))


def _object(app: Application, bucket: str, given: Mapping[str, Any], place: str) -> None:
    key = _text(given, "key", place)
    if "versions" not in given:
        params = {"append": "", "position": "0"} if given.get("appendable") else None
        method = "POST" if given.get("appendable") else "PUT"
        body = _body(given, place)
        _ask(app, place, method, bucket, key, headers=_headers(given, place), params=params, body=body)
        return
    for where, version in _each(given, "versions", place):
        one = _record(version, where, _VERSION)
        if one.get("delete_marker"):
            _ask(app, where, "DELETE", bucket, key)
        else:
            # What is said of the object is said of each of its versions, unless that says otherwise.
            headers = _headers(given, place) | _headers(one, where)
            _ask(app, where, "PUT", bucket, key, headers=headers, body=_body(one, where))


def _upload(app: Application, bucket: str, given: Mapping[str, Any], place: str) -> None:
    key = _text(given, "key", place)
    answer = _ask(app, place, "POST", bucket, key, params={"uploads": ""}, headers=_headers(given, place))
    upload = xml.parse(answer.body, "InitiateMultipartUploadResult").value("UploadId") or ""
    for index, (where, entry) in enumerate(_each(given, "parts", place), 1):
        part = _record(entry, where, _PART)
        params = {"partNumber": str(part.get("number", index)), "uploadId": upload}
        _ask(app, where, "PUT", bucket, key, params=params, body=_body(part, where))


def _headers(given: Mapping[str, Any], place: str) -> dict[str, str]:
    headers = {str(name): str(value) for name, value in _mapping(given.get("headers", {}), place).items()}
    for name, value in _mapping(given.get("metadata", {}), place).items():
        headers[f"x-cos-meta-{name}"] = str(value)
    for field, header in (("storage_class", "x-cos-storage-class"), ("acl", "x-cos-acl")):
        if field in given:
            headers[header] = str(given[field])
    tags = _mapping(given.get("tags", {}), place)
    if tags:
        headers["x-cos-tagging"] = "&".join(
            f"{quote(str(k), '')}={quote(str(v), '')}" for k, v in tags.items()
        )
    return headers


def _body(given: Mapping[str, Any], place: str) -> GivenBody:
    """The bytes that a record describes: text, base64, or a size with what fills it."""
    if "text" in given and "base64" not in given and "size" not in given:
        return WholeBody(_text(given, "text", place, empty=True).encode())
    if "base64" in given:
        try:
            return WholeBody(base64.b64decode(_text(given, "base64", place, empty=True), validate=True))
        except (binascii.Error, ValueError):
            raise SeedError(f"{place}.base64 is not base64") from None
    size = given.get("size", 0)
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= _LARGEST:
        raise SeedError(f"{place}.size is not a number of bytes")
    if "seed" in given:
        return GivenBody(size, _random(given["seed"], size))
    pattern = _text(given, "pattern", place).encode() if "pattern" in given else b"\0"
    return GivenBody(size, _repeated(pattern, size))


def _repeated(pattern: bytes, size: int) -> Iterator[bytes]:
    block = pattern * (_BLOCK // len(pattern) + 1)
    while size:
        piece = block[:size]
        yield piece
        size -= len(piece)


def _random(seed: object, size: int) -> Iterator[bytes]:
    source = random.Random(str(seed))  # noqa: S311 (it must repeat, not surprise)
    while size:
        piece = source.randbytes(min(size, _BLOCK))
        yield piece
        size -= len(piece)


def _ask(app: Application, place: str, method: str, bucket: str, key: str = "", **details: Any) -> Response:
    try:
        return inside.ask(app, method, bucket, key, **details)
    except ApiError as error:
        raise SeedError(f"{place}: {error.code}: {error.message}") from None


def _record(value: object, place: str, known: frozenset[str]) -> Mapping[str, Any]:
    record = _mapping(value, place)
    unknown = sorted(str(name) for name in record.keys() - known - _TOLD)
    if unknown:
        raise SeedError(f"{place} does not know {', '.join(unknown)}")
    return record


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SeedError(f"{place} must be a JSON object")
    return value


def _each(given: Mapping[str, Any], name: str, place: str) -> Iterator[tuple[str, Any]]:
    """The entries of a list with their places."""
    entries = given.get(name, [])
    where = f"{place}.{name}" if place else name
    if not isinstance(entries, list):
        raise SeedError(f"{where} must be a list")
    for number, entry in enumerate(entries):
        yield f"{where}[{number}]", entry


def _text(given: Mapping[str, Any], name: str, place: str, *, empty: bool = False) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not (value or empty):
        raise SeedError(f"{place}.{name} must be text")
    return value
