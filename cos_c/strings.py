"""Text on its way into C: checked, encoded as UTF-8, counted strings; and back."""

from __future__ import annotations

from cos_c._library import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NoReturn

__all__ = ["decode", "encode", "make", "pack", "read"]


def encode(text: str, what: str) -> bytes:
    """`text` as UTF-8. ValueError, naming `what` but not showing the text, when it holds a NUL or
    a lone surrogate: neither can be said to C.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{what} cannot be encoded as UTF-8: bad character at position {error.start}"
        ) from None
    if b"\0" in data:
        raise ValueError(f"{what} holds a NUL character at position {text.index(chr(0))}")
    return data


def decode(data: bytes) -> str:
    """Text from C. Bytes that are not UTF-8 become lone surrogates, so that nothing is lost."""
    return data.decode("utf-8", "surrogateescape")


def pack(
    method: str,
    bucket: str | None,
    key: str | None,
    params: Iterable[tuple[str, str]],
    headers: Iterable[tuple[str, str]],
) -> bytes:
    """All words of a request, each ended by NUL, as the bridge takes them: one join and one encode."""
    words = [method, bucket or "", key or ""]
    for name, value in params:
        words.append(name)
        words.append(value)
    for name, value in headers:
        words.append(name)
        words.append(value)
    words.append("")
    try:
        packed = "\0".join(words).encode()
    except UnicodeEncodeError:
        complain(method, bucket, key, params, headers)
    if packed.count(b"\0") != len(words) - 1:
        complain(method, bucket, key, params, headers)
    return packed


def complain(
    method: str,
    bucket: str | None,
    key: str | None,
    params: Iterable[tuple[str, str]],
    headers: Iterable[tuple[str, str]],
) -> NoReturn:
    """Say which word cannot go to C."""
    encode(method, "the method")
    encode(bucket or "", "the bucket name")
    encode(key or "", "the object key")
    for pairs in (params, headers):
        for name, value in pairs:
            encode(name, "a parameter or header")
            encode(value, "a parameter or header")
    raise AssertionError("every word is fine")


def make(pool: Any, text: str | bytes) -> Any:
    """A `cos_string_t *` in `pool` (a cos_c.Pool), its bytes copied there, with a NUL behind them.

    For use with `cos_c.lib`: C keeps references to strings, so they must live as long as the pool.
    """
    data = encode(text, "the text") if isinstance(text, str) else bytes(text)
    string = ffi.cast("cos_string_t *", pool.allocate(ffi.sizeof("cos_string_t")))
    string.len = len(data)
    string.data = lib.cosc_pmemdup(pool.pointer, data, len(data))
    return string


def read(string: Any) -> bytes:
    """The bytes of a `cos_string_t` or `cos_string_t *`: as many as it counts, not up to the first NUL."""
    if string.data == ffi.NULL or string.len <= 0:
        return b""
    data: bytes = ffi.unpack(string.data, string.len)
    return data
