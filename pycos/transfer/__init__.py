"""Whole files and directories, up and down, on the native engine."""

from pycos.transfer.directory import DirectoryTransfer
from pycos.transfer.manager import TransferManager
from pycos.transfer.result import DirectoryResult, FailedFile, SkippedFile, TransferResult
from pycos.transfer.transfer import Transfer

__all__ = [
    "DirectoryResult",
    "DirectoryTransfer",
    "FailedFile",
    "SkippedFile",
    "Transfer",
    "TransferManager",
    "TransferResult",
]
