"""The interface of the extension cos_c._native, as cffi wants it: C declarations and one include.

The declarations are the plain files of cos_c/decl, in the order below. Run `python build_ffi.py`
to print them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cffi import FFI

from native_build.declarations import without

DECLARATIONS = Path(__file__).resolve().parent / "cos_c" / "decl"

# What the SDK's headers publish. An installed SDK may lack some of it: see native_build.probe.
PUBLISHED = (
    "types.h",
    "sys_define.h",
    "list.h",
    "string.h",
    "buf.h",
    "status.h",
    "transport.h",
    "define.h",
    "structs_object.h",
    "structs_bucket.h",
    "structs_processing.h",
    "structs_live.h",
    "http_io.h",
    "resumable.h",
    "log.h",
    "crc64.h",
    "fstack.h",
    "auth.h",
    "sys_util.h",
    "utility.h",
    "xml.h",
    "api.h",
)
# Declared above for an older layout of the official SDK; our own headers do not have them.
NOT_OURS = ("cos_config_t.retry_change_domin",)
# What is ours, over either SDK: cosx, the bridge, and the functions of Python that C calls.
OURS = (
    "cosx.h",
    "cosx_transfer.h",
    "cosx_batch.h",
    "bridge.h",
    "callbacks.h",
)


def published() -> str:
    """The declarations of the SDK's own functions, types and constants."""
    return text_of(PUBLISHED)


def make(missing: Iterable[str] = ()) -> FFI:
    """The cffi builder of cos_c._native, without the published names that the linked SDK lacks."""
    ffi = FFI()
    ffi.cdef(without(published(), missing))
    ffi.cdef(text_of(OURS))
    ffi.set_source("cos_c._native", '#include "cosc.h"\n')
    return ffi


def text_of(names: Iterable[str]) -> str:
    return "\n".join((DECLARATIONS / name).read_text(encoding="utf-8") for name in names)


if __name__ == "__main__":
    print(text_of([*PUBLISHED, *OURS]))  # noqa: T201
