"""How a command runs and ends: every exception becomes one line and one exit code."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable
from types import FrameType

from pycos.cli import exit_codes
from pycos.cli.output import Output, stop_writing
from pycos.errors import CosError, InsecureWarning, InvalidArgument, TransferGroupError


class Terminated(KeyboardInterrupt):
    """SIGTERM, which ends a command just as Ctrl-C does."""


class Resumable(KeyboardInterrupt):
    """Ctrl-C in the middle of something that can be gone on with; the text says how."""


def run_command(output: Output, body: Callable[[], int | None]) -> int:
    """Run the body of a command and return the exit code; errors have been told by then."""
    warnings.simplefilter("ignore", InsecureWarning)  # the command has said so itself
    signal.signal(signal.SIGTERM, _on_sigterm)
    try:
        return body() or exit_codes.OK
    except KeyboardInterrupt as interrupt:
        # A second Ctrl-C must not cut this short: nothing below waits.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        how = "terminated" if _is_termination(interrupt) else "interrupted"
        output.note(f"{how}; {interrupt}" if str(interrupt) else how)
        return exit_codes.TERMINATED if _is_termination(interrupt) else exit_codes.INTERRUPTED
    except BrokenPipeError:  # of standard output; those of the network are CosErrors of another class
        stop_writing()
        return exit_codes.BROKEN_PIPE
    except TransferGroupError as error:
        # Each failure has been told when it happened.
        return exit_codes.exit_code_of(error)
    except (CosError, OSError) as error:
        return _fail(output, error)


def usage(text: str) -> InvalidArgument:
    """The error for arguments that do not fit together."""
    return InvalidArgument(text)


def _fail(output: Output, error: BaseException) -> int:
    output.error(error)
    return exit_codes.exit_code_of(error)


def _is_termination(interrupt: BaseException) -> bool:
    return isinstance(interrupt, Terminated) or isinstance(interrupt.__cause__, Terminated)


def _on_sigterm(_number: int, _frame: FrameType | None) -> None:
    raise Terminated
