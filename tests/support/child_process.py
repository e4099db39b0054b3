"""What tests run in another process. In a module of its own, so that `spawn` finds it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def visit(bucket: Any, queue: Any) -> None:
    """Leave an object, read one, report what was read or what went wrong."""
    try:
        bucket.put("child", b"from the child")
        queue.put(bucket.get("parent").read())
    except BaseException as error:
        queue.put(error)


def put_as_nobody(bucket: Any, path: str, queue: Any) -> None:
    """Put a file that even root could read, as somebody who is not root; report the exception."""
    import pycos.source  # before the rights to read it are gone
    import pycos.uploading

    errors = pycos.errors
    folder = Path(path).parent
    os.chdir(folder)  # the way there may be closed to others
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        bucket.put("k", Path(Path(path).name))
        queue.put(("nothing", 0, ""))
    except errors.LocalFileError as error:
        queue.put((type(error).__name__, error.errno, str(folder / error.filename)))
