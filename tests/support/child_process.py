"""What tests run in another process. In a module of its own, so that `spawn` finds it."""

from __future__ import annotations

from typing import Any


def visit(bucket: Any, queue: Any) -> None:
    """Leave an object, read one, report what was read or what went wrong."""
    try:
        bucket.put("child", b"from the child")
        queue.put(bucket.get("parent").read())
    except BaseException as error:
        queue.put(error)
