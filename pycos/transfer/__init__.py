"""Whole files and directories, up and down, on the native engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.transfer.manager import TransferManager
from pycos.transfer.result import DirectoryResult, FailedFile, SkippedFile, TransferResult
from pycos.transfer.transfer import Transfer

if TYPE_CHECKING:
    from pycos.transfer.directory import DirectoryTransfer

__all__ = [
    "DirectoryResult",
    "DirectoryTransfer",
    "FailedFile",
    "SkippedFile",
    "Transfer",
    "TransferManager",
    "TransferResult",
]


def __getattr__(name: str) -> object:
    # Whoever moves single files pays nothing for directories.
    if name != "DirectoryTransfer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pycos.transfer.directory import DirectoryTransfer

    return DirectoryTransfer
