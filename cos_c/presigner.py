"""Presigned URLs of one key after another, or of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cos_c._library import ffi, initialize, lib, presigned
from cos_c._library import text as text_at
from cos_c.status import one_line
from cos_c.strings import encode, pack

if TYPE_CHECKING:
    from cos_c.settings import Settings

__all__ = ["Presigner"]

new_memory = ffi.new_allocator(should_clear_after_alloc=False)


class Presigner:
    """Makes the URLs that Call.presign would, of any keys of one bucket, all valid from when it was made for
    `expires` seconds (C: cosx_presigner_t). Several threads may use it.

    ValueError when the request is not acceptable: no credentials, bad names.
    """

    __slots__ = ("_address", "_native", "_presigner", "_room", "_settings")

    def __init__(
        self,
        settings: Settings,
        method: str,
        *,
        bucket: str,
        params: Sequence[tuple[str, str]] = (),
        headers: Sequence[tuple[str, str]] = (),
        expires: int,
        sign_host: bool = True,
    ) -> None:
        self._native: Any = None
        initialize()
        words = pack(method, bucket, None, params, headers)
        native = ffi.new("cosc_call_t *")
        native.settings = settings.native
        self._settings = settings  # C borrows it
        self._native = native
        self._presigner = lib.cosc_presigner(
            native, words, len(words), lib.COSC_HAS_BUCKET, len(params), len(headers), expires, sign_host
        )
        if self._presigner == ffi.NULL:
            raise ValueError(one_line(text_at(native.error)))
        self._address = int(ffi.cast("uintptr_t", self._presigner))
        self._room: int = lib.cosx_presigner_room(self._presigner, 0)

    def url(self, key: str) -> str:
        """The URL of one key. ValueError for a key that is empty or that C cannot take."""
        try:
            made: str = presigned(self._address, key)
        except ValueError:
            return self.urls((key,))[0]  # which says what is wrong with it
        return made

    def urls(self, keys: Sequence[str]) -> list[str]:
        """A URL for each key. Without the GIL. ValueError for a key that is empty or that C cannot take."""
        if not keys:
            return []
        words = "\0".join(keys)
        try:
            packed = words.encode()
        except UnicodeEncodeError:
            for key in keys:
                encode(key, "the object key")
            raise
        if words.count("\0") != len(keys) - 1:
            for key in keys:
                encode(key, "the object key")
        room = len(keys) * self._room + 3 * len(packed)
        out = new_memory("char[]", room)
        done = ffi.new("int64_t *")
        size = lib.cosc_presign_keys(self._presigner, packed, len(keys), out, done)
        if done[0] < len(keys):
            what = "the object key is empty" if not keys[done[0]] else "the object key cannot be signed"
            raise ValueError(what)
        made: str = ffi.unpack(out, size - 1).decode("ascii")
        return made.split("\0")

    def __del__(self) -> None:
        if self._native is not None:
            lib.cosc_free(self._native)
