"""`pycos doctor`: is everything there that a transfer needs?"""

from __future__ import annotations

from typing import Annotated

import typer

from pycos.cli import options
from pycos.cli.checks import Check, run_checks
from pycos.cli.location import parse_bucket
from pycos.cli.output import Output
from pycos.cli.running import run_command


def doctor(
    address: Annotated[
        str | None,
        typer.Argument(help="cos://bucket-appid, to check its permissions too.", show_default=False),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Check writing too: begins and aborts a multipart upload.")
    ] = False,
    region: options.Region = None,
    endpoint: options.Endpoint = None,
    as_json: options.Json = False,
    no_verify: options.NoVerify = False,
    ca_file: options.CaFile = None,
) -> None:
    """Check installation, credentials, clock, network and permissions: one line each, OK, WARN or FAIL.

    Ends with 0 unless a line says FAIL; then with the exit code of the first of these.
    """
    output = Output(as_json=as_json)

    def body() -> int | None:
        bucket = parse_bucket(address).bucket if address is not None else None
        worst: int | None = None
        for check in run_checks(
            lambda: options.make_client(
                region, endpoint, no_verify=no_verify, ca_file=ca_file, timeout=10, connect_timeout=5
            ),
            bucket,
            write=write,
        ):
            _tell(output, check)
            if check.status == "FAIL" and worst is None:
                worst = check.exit_code
        return worst

    raise typer.Exit(run_command(output, body))


def _tell(output: Output, check: Check) -> None:
    advice = f" -> {check.advice}" if check.advice else ""
    output.result(
        f"{check.status:<4}  {check.name:<11}  {check.detail}{advice}",
        type="check",
        check=check.name,
        status=check.status,
        detail=check.detail,
        advice=check.advice,
    )
