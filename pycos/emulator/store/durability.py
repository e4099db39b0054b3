"""How much a write has survived by the time it is acknowledged."""

from __future__ import annotations

import enum
import os
from pathlib import Path


class Durability(enum.Enum):
    """What an acknowledged write survives.

    ``NONE`` and ``NORMAL``: the death of the process. ``FULL``: the loss of power too. They differ in what
    is forced to the disk: nothing; the database, from time to time; everything, before each answer.
    """

    NONE = "none"
    NORMAL = "normal"
    FULL = "full"


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk; a file that was synced may lack its name otherwise."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
