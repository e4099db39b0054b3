"""Which keys can be sent."""

from __future__ import annotations

from pycos.errors import InvalidArgument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mimetypes import MimeTypes
    from typing import Any

__all__ = ["are_plain_keys", "check_key", "content_type_for"]

_types: MimeTypes | None = None
_remembered: dict[str, str] = {}
_MOST_REMEMBERED = 512

_UNKNOWN = "application/octet-stream"
#: What mimetypes says of these as well. Importing it costs more than the put that asks.
_COMMON = {
    "bin": "application/octet-stream",
    "bz2": "application/x-bzip2",
    "css": "text/css",
    "csv": "text/csv",
    "gif": "image/gif",
    "gz": "application/gzip",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tar": "application/x-tar",
    "tif": "image/tiff",
    "txt": "text/plain",
    "xml": "text/xml",
    "xz": "application/x-xz",
    "zip": "application/zip",
}
_LONGEST = 850  # bytes of UTF-8; the server answers KeyTooLong above


def check_key(key: str) -> None:
    """Raise InvalidArgument for keys that COS cannot have. All others go out exactly as they are, "/../"
    included.
    """
    if not isinstance(key, str):
        raise InvalidArgument(f"a key is a text, not {type(key).__name__}")
    if not key:
        raise InvalidArgument("the key is empty")
    try:
        size = len(key) if key.isascii() else len(key.encode("utf-8"))
    except UnicodeEncodeError:
        raise InvalidArgument(f"key {key!r} contains a lone surrogate, which UTF-8 cannot carry") from None
    if size > _LONGEST:
        raise InvalidArgument(f"the key has {size} bytes of UTF-8; COS allows {_LONGEST}")
    if "\0" in key:
        raise InvalidArgument(f"key {key!r} contains NUL")


def are_plain_keys(keys: list[Any]) -> bool:
    """Whether all are texts that check_key() takes, told quickly; where it is False, check_key() has the last
    word.
    """
    try:
        joined = "\0".join(keys)
    except TypeError:
        return False
    sizes = list(map(len, keys))
    return joined.isascii() and joined.count("\0") < len(keys) and min(sizes) > 0 and max(sizes) <= _LONGEST


def content_type_for(key: str) -> str:
    """The Content-Type guessed from the key's ending, the same on every machine; application/octet-stream if
    unknown.
    """
    name = key.rpartition("/")[2]
    base, dot, ending = name.rpartition(".")
    if not dot:
        return _UNKNOWN
    if not base.startswith(".") and base:
        # The two last endings decide (a.tar.gz): few are met, so that they are worth remembering.
        common = _COMMON.get(ending)
        if common is not None:
            return common
        inner = base.rpartition(".")
        return _type_of_ending(f"x.{inner[2]}.{ending}" if inner[1] else f"x.{ending}")
    return _guess(name)


def _type_of_ending(name: str) -> str:
    kind = _remembered.get(name)
    if kind is None:
        kind = _guess(name)
        if len(_remembered) < _MOST_REMEMBERED:
            _remembered[name] = kind
    return kind


def _guess(name: str) -> str:
    global _types
    if _types is None:
        import mimetypes

        # Without files: /etc/mime.types would make the outcome depend on the machine.
        _types = mimetypes.MimeTypes()
    kind, encoding = _types.guess_type("./" + name)
    if encoding is not None:  # a.tar.gz is not a tar file to anybody who reads Content-Type
        return {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}.get(
            encoding, _UNKNOWN
        )
    return kind or _UNKNOWN
