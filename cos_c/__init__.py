"""The low-level package of pycos: the COS C library with plain Python values.

`Call` makes one request, `Engine` carries out transfers of whole files; neither raises for what the
server answers, and neither tries a request again beyond what it was told. No C object leaves these
classes and functions. Those who want the C functions themselves have `lib` and `ffi` (cffi), with
`initialize`, `Pool` and the modules strings, tables, lists and buffers to go with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cos_c import buffers, strings
from cos_c._library import build_info, ffi, initialize, lib
from cos_c._version import VERSION
from cos_c.buffers import new_bytes
from cos_c.call import Call, body_error, retry_wanted
from cos_c.cancel import CancelFlag
from cos_c.crc64 import crc64, crc64_combine
from cos_c.listing import Listing
from cos_c.logs import connect as _connect_log
from cos_c.logs import set_log_level
from cos_c.pool import Pool
from cos_c.settings import Settings
from cos_c.sink import BytesSink, FileSink, MemorySink, Sink
from cos_c.source import Buffer, FileSource, MemorySource, Source
from cos_c.status import Reply, Status
from cos_c.stream import Stream, StreamError

if TYPE_CHECKING:
    from cos_c import lists as lists
    from cos_c import tables as tables
    from cos_c.batch import Batch as Batch
    from cos_c.batch import BatchReply as BatchReply
    from cos_c.batch import BatchSpec as BatchSpec
    from cos_c.engine import Engine as Engine
    from cos_c.inbox import Inbox as Inbox
    from cos_c.presigner import Presigner as Presigner
    from cos_c.transfer import NativeTransfer as NativeTransfer
    from cos_c.transfer import TransferProgress as TransferProgress
    from cos_c.transfer import TransferResult as TransferResult
    from cos_c.transfer import TransferSpec as TransferSpec

#: What single calls do not need is imported when it is first used: name to module.
_LATER = {
    "Batch": "batch",
    "BatchReply": "batch",
    "BatchSpec": "batch",
    "Engine": "engine",
    "Inbox": "inbox",
    "NativeTransfer": "transfer",
    "Presigner": "presigner",
    "TransferProgress": "transfer",
    "TransferResult": "transfer",
    "TransferSpec": "transfer",
    "lists": "",
    "tables": "",
}

__all__ = [
    "Batch",
    "BatchReply",
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
    "new_bytes",
    "retry_wanted",
    "set_log_level",
    "strings",
    "tables",
]

__version__ = VERSION
_connect_log()


def __getattr__(name: str) -> Any:
    from importlib import import_module

    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module 'cos_c' has no attribute {name!r}")
    value = getattr(import_module(f"cos_c.{module}"), name) if module else import_module(f"cos_c.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
