"""What the command says: results on standard output, everything else on standard error, or JSON lines on
both.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from pycos.cli.exit_codes import exit_code_of
from pycos.errors import CosError, one_line
from pycos.progress import ProgressCallback, bar


class Output:
    """Prints for people or, with `as_json`, for programs: one JSON object a line. Safe from any thread."""

    def __init__(self, *, as_json: bool = False, progress: bool = True) -> None:
        self.as_json = as_json
        self._progress = progress and not as_json
        self._lock = threading.Lock()

    def result(self, text: str, **fields: Any) -> None:
        """A result: the text for people, the fields for programs."""
        line = json.dumps(fields, ensure_ascii=False, default=str) if self.as_json else printable(text)
        with self._lock:
            sys.stdout.write(encodable(line) + "\n")
            sys.stdout.flush()

    def note(self, text: str) -> None:
        """Something worth knowing that is not a result."""
        self._complain(f"pycos: {printable(text)}", {"type": "note", "message": text})

    def error(self, error: BaseException, **facts: Any) -> None:
        """What went wrong, in one line."""
        fields: dict[str, Any] = {
            "type": "error",
            "error": type(error).__name__,
            "message": message_of(error),
            "exit_code": exit_code_of(error),
            **facts,
        }
        if isinstance(error, CosError):
            for name in (
                "status",
                "code",
                "request_id",
                "operation",
                "bucket",
                "key",
                "attempts",
                "upload_id",
            ):
                value = getattr(error, name)
                if value:
                    fields.setdefault(name, value)
        self._complain(f"pycos: error: {message_of(error)}", fields)

    def bar(self, title: str) -> ProgressCallback | None:
        """A progress bar, unless it is not wanted."""
        return bar(title) if self._progress else None

    def _complain(self, text: str, fields: dict[str, Any]) -> None:
        line = json.dumps(fields, ensure_ascii=False, default=str) if self.as_json else text
        with self._lock:
            sys.stderr.write(encodable(line) + "\n")
            sys.stderr.flush()


def message_of(error: BaseException) -> str:
    """The exception as one line."""
    if isinstance(error, CosError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return one_line(f"{error.strerror}: {error.filename!r}" if error.filename else error.strerror)
    return one_line(f"{type(error).__name__}: {error}")


def printable(text: str) -> str:
    """Keys and names are what others chose: an escape sequence in one must not reach the terminal."""
    return one_line(text)


def encodable(line: str) -> str:
    """The line without what standard output cannot encode."""
    encoding = sys.stdout.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)


def stop_writing() -> None:
    """After a broken pipe: keep Python from complaining again when it flushes at the end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
