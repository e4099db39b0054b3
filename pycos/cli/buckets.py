"""`pycos mb` and `pycos rb`: make and remove buckets."""

from __future__ import annotations

from typing import Annotated

import typer

import pycos
from pycos.cli import options
from pycos.cli.location import parse_bucket
from pycos.cli.output import Output
from pycos.cli.rm import delete_below
from pycos.cli.running import run_command

Address = Annotated[str, typer.Argument(help="cos://bucket-appid", show_default=False)]


def mb(
    address: Address,
    acl: Annotated[
        str | None, typer.Option("--acl", help="private (default), public-read …", show_default=False)
    ] = None,
    region: options.Region = None,
    endpoint: options.Endpoint = None,
    as_json: options.Json = False,
    no_verify: options.NoVerify = False,
    ca_file: options.CaFile = None,
) -> None:
    """Make a bucket."""
    output = Output(as_json=as_json)

    def body() -> None:
        remote = parse_bucket(address)
        with options.make_client(
            region, endpoint, no_verify=no_verify, ca_file=ca_file, output=output
        ) as client:
            if acl is None:
                client.create_bucket(remote.bucket)
            else:
                client.create_bucket(remote.bucket, acl=acl)
        output.result(f"made {remote}", type="bucket", name=remote.bucket)

    raise typer.Exit(run_command(output, body))


def rb(
    address: Address,
    force: Annotated[
        bool, typer.Option("--force", help="Delete its objects and unfinished uploads first.")
    ] = False,
    region: options.Region = None,
    endpoint: options.Endpoint = None,
    as_json: options.Json = False,
    no_verify: options.NoVerify = False,
    ca_file: options.CaFile = None,
) -> None:
    """Remove a bucket, which must be empty unless --force is given."""
    output = Output(as_json=as_json)

    def body() -> None:
        remote = parse_bucket(address)
        with options.make_client(
            region, endpoint, no_verify=no_verify, ca_file=ca_file, output=output
        ) as client:
            bucket = client.bucket(remote.bucket)
            if force:
                _empty(bucket, output)
            client.delete_bucket(remote.bucket)
        output.result(f"removed {remote}", type="bucket", name=remote.bucket)

    raise typer.Exit(run_command(output, body))


def _empty(bucket: pycos.Bucket, output: Output) -> None:
    delete_below(bucket, (entry.key for entry in bucket.objects()), output, tell=False)
    for upload in bucket.uploads():
        bucket.abort_multipart(upload.key, upload.upload_id)
