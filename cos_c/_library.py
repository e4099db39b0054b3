"""The extension module, checked against this package, and the C library below it, started once.

The only module that imports `cos_c._native`; to the type checker everything in there is Any.
"""

from __future__ import annotations

import os
from _thread import allocate_lock  # threading, which is larger, is not needed to make a client

from cos_c._version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

try:
    import cos_c._native as _native
except ImportError as error:
    raise ImportError(
        f"the extension of pycos cannot be loaded ({error}); build and install it again with: pip install ."
    ) from error

ffi: Any = _native.ffi
lib: Any = _native.lib


def check_version(built_for: str, wanted: str = VERSION) -> None:
    """Raise ImportError when the extension was built for another version of the package."""
    if built_for != wanted:
        raise ImportError(
            f"the extension of pycos was built for version {built_for}, but the package is {wanted}; "
            "install both together again with: pip install --force-reinstall ."
        )


check_version(ffi.string(lib.cosc_version()).decode())

# Written with Python's own C interface, for what is done most often.
if not lib.cosc_add_functions(id(_native)):
    raise MemoryError("no memory for the functions of the extension")
request: Any = _native.request
presigned: Any = _native.presigned
fresh_bytes: Any = _native.new_bytes

_start_lock = allocate_lock()
_started = False


def initialize() -> None:
    """Start the C library. Every class and function of this package does it by itself; programs
    that only use `cos_c.lib` call it first. Thread-safe; again and again costs nothing.

    Raises RuntimeError when the library cannot start (C function cos_http_io_initialize).
    """
    global _started
    if _started:
        return
    with _start_lock:
        if _started:
            return
        import cos_c.callbacks  # noqa: F401  # what C calls, its log among it

        code = lib.cosc_initialize(f"pycos/{VERSION}".encode())
        if code != lib.COSE_OK:
            raise RuntimeError(f"the COS C library did not start (code {code})")
        if not lib.cosx_transport_has_trust():
            _trust_certifi()
        _started = True


def _trust_certifi() -> None:
    # A small container without ca-certificates often has this package all the same.
    try:
        from certifi import where
    except ImportError:
        return
    lib.cosx_transport_trust(os.fsencode(where()))


def _after_fork_in_child() -> None:
    # A thread that is not there any more may have held the lock. The C side has its own fork handlers.
    global _start_lock
    _start_lock = allocate_lock()


os.register_at_fork(after_in_child=_after_fork_in_child)


def build_info() -> dict[str, str]:
    """What this build consists of: sdk ("vendored" or "official"), sdk_version, libcurl, tls, apr,
    crc64 (the implementation this processor gets) and cos_c, the version of this package.
    """
    initialize()
    transport = dict(
        word.partition("/")[::2] for word in text(lib.cosx_transport_version()).split() if "/" in word
    )
    tls = next((f"{name}/{transport[name]}" for name in transport if name.lower() in TLS_LIBRARIES), "none")
    return {
        "sdk": text(lib.cosc_sdk()),
        "sdk_version": text(lib.cosc_sdk_version()),
        "libcurl": transport.get("libcurl", "unknown"),
        "tls": tls,
        "apr": text(lib.cosc_apr_version()),
        "crc64": text(lib.cosx_crc64_implementation()),
        "cos_c": VERSION,
    }


TLS_LIBRARIES = frozenset(
    {"openssl", "gnutls", "libressl", "boringssl", "quictls", "aws-lc", "mbedtls", "wolfssl"}
)


def text(pointer: Any) -> str:
    """The text at a `char *`, "" for NULL. What is not UTF-8 is replaced, so this never fails."""
    if pointer == ffi.NULL:
        return ""
    decoded: str = ffi.string(pointer).decode("utf-8", "replace")
    return decoded
