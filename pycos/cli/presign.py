"""`pycos presign`: a URL that carries its own permission."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from pycos.cli import options
from pycos.cli.location import parse_object
from pycos.cli.output import Output
from pycos.cli.running import run_command, usage

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def presign(
    address: Annotated[str, typer.Argument(help="cos://bucket-appid/key", show_default=False)],
    expires: Annotated[str, typer.Option("--expires", help="Seconds, or such as 30m, 12h, 7d.")] = "1h",
    method: Annotated[str, typer.Option("--method", help="GET, HEAD, PUT, POST or DELETE.")] = "GET",
    region: options.Region = None,
    endpoint: options.Endpoint = None,
    as_json: options.Json = False,
) -> None:
    """Print a URL that allows one thing, for a time, to everybody who has it. Makes no request."""
    output = Output(as_json=as_json)

    def body() -> None:
        remote = parse_object(address)
        seconds = seconds_of(expires)
        with options.make_client(region, endpoint) as client:
            url = client.bucket(remote.bucket).presign(method.upper(), remote.key, expires=seconds)
        output.result(url, type="url", url=url, method=method.upper(), expires=seconds)

    raise typer.Exit(run_command(output, body))


def seconds_of(text: str) -> int:
    """The seconds a duration means. Raises InvalidArgument."""
    match = re.fullmatch(r"(\d{1,9})([smhd]?)", text.strip(), re.ASCII)
    if match is None or not int(match[1]):
        raise usage(f"--expires: {text!r} is not a time such as 600, 30m, 12h or 7d")
    return int(match[1]) * _UNITS[match[2]]
