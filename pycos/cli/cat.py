"""`pycos cat`: objects to standard output."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import pycos
from pycos.cli import options
from pycos.cli.location import Remote, parse_object
from pycos.cli.output import Output
from pycos.cli.running import run_command

BLOCK = 1 << 20  # bytes; large enough that Python costs little, small enough to be forgotten


def cat(
    addresses: Annotated[list[str], typer.Argument(help="cos://bucket-appid/key …", show_default=False)],
    region: options.Region = None,
    endpoint: options.Endpoint = None,
    as_json: Annotated[bool, typer.Option("--json", help="Errors as JSON on standard error.")] = False,
    no_verify: options.NoVerify = False,
    ca_file: options.CaFile = None,
) -> None:
    """Write objects to standard output, one after the other."""
    output = Output(as_json=as_json)

    def body() -> None:
        remotes = [parse_object(address) for address in addresses]
        with options.make_client(
            region, endpoint, no_verify=no_verify, ca_file=ca_file, output=output
        ) as client:
            for remote in remotes:
                write_object(client, remote)

    raise typer.Exit(run_command(output, body))


def write_object(
    client: pycos.Client, remote: Remote, progress: pycos.progress.ProgressCallback | None = None
) -> int:
    """Copy an object to standard output; the number of bytes. What went out before an error can't be taken
    back.
    """
    written = 0
    buffer = bytearray(BLOCK)
    with client.bucket(remote.bucket).get(remote.key, progress=progress) as body, memoryview(buffer) as view:
        while count := body.readinto(buffer):
            sys.stdout.buffer.write(view[:count])
            written += count
    sys.stdout.buffer.flush()
    return written
