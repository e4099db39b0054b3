"""The low-level package of pycos: the COS C library with plain Python values.

`Call` makes one request, `Engine` carries out transfers of whole files; neither raises for what the
server answers, and neither tries a request again beyond what it was told. No C object leaves these
classes and functions. Those who want the C functions themselves have `lib` and `ffi` (cffi), with
`initialize`, `Pool` and the modules strings, tables, lists and buffers to go with them.
"""

from __future__ import annotations

from cos_c._version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cos_c import buffers as buffers
    from cos_c import lists as lists
    from cos_c import strings as strings
    from cos_c import tables as tables
    from cos_c._library import build_info as build_info
    from cos_c._library import ffi as ffi
    from cos_c._library import initialize as initialize
    from cos_c._library import lib as lib
    from cos_c.batch import Batch as Batch
    from cos_c.batch import BatchResults as BatchResults
    from cos_c.batch import BatchSpec as BatchSpec
    from cos_c.bodies import Buffer as Buffer
    from cos_c.bodies import Sink as Sink
    from cos_c.bodies import Source as Source
    from cos_c.buffers import new_bytes as new_bytes
    from cos_c.call import Call as Call
    from cos_c.call import body_error as body_error
    from cos_c.call import retry_wanted as retry_wanted
    from cos_c.cancel import CancelFlag as CancelFlag
    from cos_c.checksum import crc64 as crc64
    from cos_c.checksum import crc64_combine as crc64_combine
    from cos_c.engine import Engine as Engine
    from cos_c.inbox import Inbox as Inbox
    from cos_c.listing import Listing as Listing
    from cos_c.logs import set_log_level as set_log_level
    from cos_c.objects import make_objects as make_objects
    from cos_c.pool import Pool as Pool
    from cos_c.presigner import Presigner as Presigner
    from cos_c.settings import Settings as Settings
    from cos_c.sink import BytesSink as BytesSink
    from cos_c.sink import FileSink as FileSink
    from cos_c.sink import MemorySink as MemorySink
    from cos_c.source import FileSource as FileSource
    from cos_c.source import MemorySource as MemorySource
    from cos_c.status import Reply as Reply
    from cos_c.status import Status as Status
    from cos_c.stream import Stream as Stream
    from cos_c.stream import StreamError as StreamError
    from cos_c.transfer import NativeTransfer as NativeTransfer
    from cos_c.transfer import TransferProgress as TransferProgress
    from cos_c.transfer import TransferResult as TransferResult
    from cos_c.transfer import TransferSpec as TransferSpec

#: Public name to the module it lives in; "": it is a module itself.
_HOME = {
    "Batch": "batch",
    "BatchResults": "batch",
    "BatchSpec": "batch",
    "Buffer": "bodies",
    "BytesSink": "sink",
    "Call": "call",
    "CancelFlag": "cancel",
    "Engine": "engine",
    "FileSink": "sink",
    "FileSource": "source",
    "Inbox": "inbox",
    "Listing": "listing",
    "MemorySink": "sink",
    "MemorySource": "source",
    "NativeTransfer": "transfer",
    "Pool": "pool",
    "Presigner": "presigner",
    "Reply": "status",
    "Settings": "settings",
    "Sink": "bodies",
    "Source": "bodies",
    "Status": "status",
    "Stream": "stream",
    "StreamError": "stream",
    "TransferProgress": "transfer",
    "TransferResult": "transfer",
    "TransferSpec": "transfer",
    "body_error": "call",
    "buffers": "",
    "build_info": "_library",
    "crc64": "checksum",
    "crc64_combine": "checksum",
    "ffi": "_library",
    "initialize": "_library",
    "lib": "_library",
    "lists": "",
    "new_bytes": "buffers",
    "retry_wanted": "call",
    "set_log_level": "logs",
    "strings": "",
    "make_objects": "objects",
    "tables": "",
}

__all__ = [
    "Batch",
    "BatchResults",
    "BatchSpec",
    "Buffer",
    "BytesSink",
    "Call",
    "CancelFlag",
    "Engine",
    "FileSink",
    "FileSource",
    "Inbox",
    "Listing",
    "MemorySink",
    "MemorySource",
    "NativeTransfer",
    "Pool",
    "Presigner",
    "Reply",
    "Settings",
    "Sink",
    "Source",
    "Status",
    "Stream",
    "StreamError",
    "TransferProgress",
    "TransferResult",
    "TransferSpec",
    "__version__",
    "body_error",
    "buffers",
    "build_info",
    "crc64",
    "crc64_combine",
    "ffi",
    "initialize",
    "lib",
    "lists",
    "load",
    "make_objects",
    "new_bytes",
    "retry_wanted",
    "set_log_level",
    "strings",
    "tables",
]

__version__ = VERSION


def load() -> None:
    """Open the extension now, and not at the first use of it. ImportError, saying what to do, when it is
    missing, broken or of another version.
    """
    import cos_c._library  # noqa: F401


def __getattr__(name: str) -> Any:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module 'cos_c' has no attribute {name!r}")
    # As "from cos_c.… import name" does. importlib is not needed for that, and brings more along.
    found = __import__(f"cos_c.{module or name}", fromlist=(name,))
    value = getattr(found, name) if module else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
