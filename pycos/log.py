"""The log of calls: logging.getLogger("pycos"), for a program that listens.

`logging` costs more to import than the client. Who listens has imported it, so that as long as nobody has,
there is nothing to write for anybody.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger

__all__ = ["DEBUG", "INFO", "listener"]

DEBUG, INFO = 10, 20  # logging's numbers

_logger: Logger | None = None


def listener(level: int) -> Logger | None:
    """The logger, if it takes lines of this level."""
    global _logger
    if _logger is None:
        if "logging" not in sys.modules:
            return None
        import logging

        _logger = logging.getLogger("pycos")
        # A library does not decide where its log goes; without this Python might print warnings to stderr.
        _logger.addHandler(logging.NullHandler())
    return _logger if _logger.isEnabledFor(level) else None
