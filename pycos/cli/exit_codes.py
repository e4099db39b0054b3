"""The exit codes of the `pycos` command: one table, shown in docs/cli.md, and which exception gives which."""

from __future__ import annotations

from dataclasses import dataclass

from pycos import errors

OK = 0
FAILED = 1
USAGE = 2
NOT_FOUND = 3
ACCESS = 4
NETWORK = 5
LOCAL_FILE = 6
CORRUPT = 7
CONFLICT = 8
INTERRUPTED = 130
BROKEN_PIPE = 141
TERMINATED = 143


@dataclass(frozen=True, slots=True)
class ExitCode:
    """One line of the table."""

    number: int
    meaning: str
    classes: tuple[type[errors.CosError], ...] = ()


TABLE = (
    ExitCode(OK, "all done"),
    ExitCode(FAILED, "some of several files failed, or the server refused for a reason not listed here"),
    ExitCode(USAGE, "wrong arguments", (errors.InvalidArgument, errors.InvalidOperation)),
    ExitCode(NOT_FOUND, "no such bucket, object or version", (errors.NotFound,)),
    ExitCode(
        ACCESS,
        "no credentials, wrong credentials, or not allowed",
        (errors.Forbidden, errors.CredentialsError),
    ),
    ExitCode(
        NETWORK,
        "network or server trouble: worth trying again later",
        (errors.TransportError, errors.ServerError, errors.RequestTimeout),
    ),
    ExitCode(
        LOCAL_FILE,
        "a local file is missing, unreadable, unwritable, changed while it was read, or the disk is full",
        (errors.LocalFileError, errors.FileChanged),
    ),
    ExitCode(CORRUPT, "bytes arrived damaged (checksum)", (errors.ChecksumMismatch, errors.BadDigest)),
    ExitCode(
        CONFLICT, "the state of bucket or object forbids it", (errors.Conflict, errors.PreconditionFailed)
    ),
    ExitCode(INTERRUPTED, "Ctrl-C"),
    ExitCode(BROKEN_PIPE, "the reader of standard output went away"),
    ExitCode(TERMINATED, "SIGTERM"),
)


def exit_code_of(error: BaseException) -> int:
    """The exit code for an exception. Of a directory with failures it is 1, whatever they were."""
    if isinstance(error, errors.TransferGroupError):
        return FAILED
    for line in TABLE:
        if isinstance(error, line.classes):
            return line.number
    return LOCAL_FILE if isinstance(error, OSError) else FAILED
