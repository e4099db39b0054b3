"""The C library's log as records of logging.getLogger("pycos.native"), without secrets."""

from __future__ import annotations

import logging
import re

import cos_c.callbacks  # noqa: F401  # connects the log and sets the level that is the default
from cos_c._library import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["redact", "set_log_level"]

logger = logging.getLogger("pycos.native")
# A library does not decide where its log goes; without this Python would print warnings to stderr.
logger.addHandler(logging.NullHandler())

# Each level of C, and the level of logging it becomes. C's levels are ordered the other way round.
LEVELS = (
    (lib.COS_LOG_FATAL, logging.CRITICAL),
    (lib.COS_LOG_ERROR, logging.ERROR),
    (lib.COS_LOG_WARN, logging.WARNING),
    (lib.COS_LOG_INFO, logging.INFO),
    (lib.COS_LOG_DEBUG, logging.DEBUG),
    (lib.COS_LOG_TRACE, logging.DEBUG - 5),
)
TO_LOGGING = dict(LEVELS)

SECRETS = re.compile(
    r"(?i)(q-signature=|q-ak=|q-key-time=|"
    r"authorization\s*[:=]\s*|proxy-authorization\s*[:=]\s*|"
    r"x-cos-security-token(?:%3d|\s*[:=])\s*|"
    r"(?:secret[_-]?(?:id|key)|access[_-]?key[_-]?(?:id|secret)|(?:sts[_-]?)?token|password)\s*[:=]\s*)"
    r"(?:\"[^\"]*\"|[^\s&,;\"]+)"
)


def redact(line: str) -> str:
    """`line` with signatures, key ids, tokens, secrets and whole Authorization values as `***`."""
    line = re.sub(r"(?i)((?:proxy-)?authorization\s*[:=]\s*)[^\r\n]*", r"\1***", line)
    return SECRETS.sub(r"\1***", line)


def set_log_level(level: int) -> None:
    """Let the C library write what is at least as important as `level`, one of logging's numbers.

    The default is logging.WARNING. DEBUG costs time in every call: each line is formatted in C and
    takes the GIL. Where lines end up is up to logging's own configuration of "pycos.native".
    """
    passed = [native for native, ours in LEVELS if ours >= level]
    lib.cos_log_set_level(passed[-1] if passed else lib.COS_LOG_OFF)


def receive(level: int, function: Any, text: Any, size: int) -> None:
    """Hand one line of C on to logging. Runs on the thread that wrote it."""
    ours = TO_LOGGING.get(level, logging.DEBUG)
    if logger.isEnabledFor(ours):
        line = ffi.unpack(text, size).decode("utf-8", "replace").rstrip()
        name = ffi.string(function).decode("utf-8", "replace") if function != ffi.NULL else ""
        logger.log(ours, "%s", redact(line), extra={"c_function": name})
