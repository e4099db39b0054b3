"""Where the checkpoints of transfers lie when the caller names no place.

A checkpoint holds no secret: upload id, part sizes, checksums. It is removed when the transfer is done.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from pycos.errors import InvalidArgument

_LONGEST_HEADER = 64 << 10  # paths, key and ids, percent-escaped, need a fraction of it

_log = logging.getLogger("pycos.transfer")


def default_folder() -> Path:
    """`$PYCOS_CHECKPOINTS`, or `pycos/checkpoints` in the user's cache folder (`$XDG_CACHE_HOME`,
    `~/.cache`).
    """
    chosen = os.environ.get("PYCOS_CHECKPOINTS")
    if chosen:
        return Path(chosen)
    cache = os.environ.get("XDG_CACHE_HOME")
    # The XDG rule: a relative path is to be ignored.
    base = Path(cache) if cache and Path(cache).is_absolute() else Path.home() / ".cache"
    return base / "pycos" / "checkpoints"


def check_place(wanted: bool | str | os.PathLike[str]) -> None:
    """Raise InvalidArgument for what is neither yes, no, nor a path."""
    if isinstance(wanted, bool):
        return
    try:
        usable = bool(os.fspath(wanted)) and "\0" not in os.fspath(wanted)
    except TypeError:
        usable = False
    if not usable:
        raise InvalidArgument(f"checkpoint is True, False or the path of a file, not {wanted!r}")


def checkpoint_path(
    wanted: bool | str | os.PathLike[str],
    *,
    kind: str,
    endpoint: str,
    bucket: str,
    key: str,
    path: str,
    variant: str,
) -> str | None:
    """The checkpoint file to use; None for none.

    `True` is a file in the default folder, named by what is moved from where to where, so that the same call
    finds it again. A folder that cannot be made costs only the resume: the transfer goes on without.
    """
    if wanted is False:
        return None
    if wanted is not True:
        return os.fspath(wanted)
    identity = "\n".join((kind, endpoint, bucket, key, os.path.abspath(path), variant))  # noqa: PTH100  # no resolve()
    name = hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:40]
    try:
        folder = default_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: no home directory
        _log.warning("no folder for checkpoints, %s of %r can't be resumed: %s", kind, key, error)
        return None
    return str(folder / f"{name}.checkpoint")


def discard_checkpoint(path: str, target: str) -> None:
    """Remove a checkpoint, and the temporary file of a download to `target` that it speaks of."""
    with contextlib.suppress(OSError):
        with open(path, "rb") as file:
            header = file.readline(_LONGEST_HEADER)
        for field in header.split(b" "):
            if field.startswith(b"temp="):
                temporary = os.fsdecode(unquote_to_bytes(field[len(b"temp=") :]))
                # Only what lies beside the target: the file might have been written by somebody else.
                if temporary and os.path.dirname(temporary) == os.path.dirname(target):  # noqa: PTH120
                    Path(temporary).unlink(missing_ok=True)
    Path(path).unlink(missing_ok=True)
