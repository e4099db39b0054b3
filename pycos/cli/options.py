"""The options that many commands share, and the client they make.

Credentials come from the environment only: arguments are visible to everybody in the list of processes.
"""

from __future__ import annotations

import os
from typing import Annotated

import typer

import pycos
from pycos.cli.output import Output
from pycos.errors import InvalidArgument
from pycos.sizes import parse_size

Region = Annotated[
    str | None,
    typer.Option("--region", help="Such as ap-guangzhou. Default: $COS_REGION.", show_default=False),
]
Endpoint = Annotated[
    str | None,
    typer.Option(
        "--endpoint",
        help="scheme://host:port instead of a region. Default: $COS_ENDPOINT.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line; errors too, on standard error.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="Draw no progress bar.")]
NoVerify = Annotated[
    bool, typer.Option("--no-verify", help="Do not check the server's TLS certificate. Dangerous.")
]
CaFile = Annotated[
    str | None, typer.Option("--ca-file", help="PEM file of trusted certificates.", show_default=False)
]
Concurrency = Annotated[
    int, typer.Option("--concurrency", min=1, max=1024, help="Requests at the same time.")
]
PartSize = Annotated[
    str | None, typer.Option("--part-size", help="Such as 16MiB. Default: chosen.", show_default=False)
]
Include = Annotated[
    list[str] | None,
    typer.Option("--include", help="With -r: only what matches. May be repeated.", show_default=False),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", help="With -r: not what matches; wins. May be repeated.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Recursive = Annotated[bool, typer.Option("--recursive", "-r", help="Whole folders.")]

DEFAULT_CONCURRENCY = 8


def make_client(
    region: str | None,
    endpoint: str | None,
    *,
    no_verify: bool = False,
    ca_file: str | None = None,
    concurrency: int = DEFAULT_CONCURRENCY,
    output: Output | None = None,
    timeout: float | None = None,
    connect_timeout: float | None = None,
) -> pycos.Client:
    """The client of a command. Raises InvalidArgument, CredentialsError."""
    region = region or os.environ.get("COS_REGION") or None
    endpoint = endpoint or os.environ.get("COS_ENDPOINT") or None
    if no_verify and output is not None:
        output.note("--no-verify: nobody checks who the server is")
    return pycos.Client(
        region=region,
        endpoint=endpoint,
        verify=not no_verify,
        ca_file=ca_file,
        max_concurrency=concurrency,
        timeout=timeout,
        connect_timeout=connect_timeout,
    )


def part_size_of(text: str | None) -> int | None:
    """The bytes of --part-size. Raises InvalidArgument."""
    if text is None:
        return None
    try:
        return parse_size(text)
    except ValueError as error:
        raise InvalidArgument(f"--part-size: {error}") from None
