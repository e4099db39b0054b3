"""`pycos ls`: buckets, folders, objects."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

import pycos
from pycos.cli import options
from pycos.cli.exit_codes import NOT_FOUND
from pycos.cli.location import Remote, parse_remote
from pycos.cli.output import Output
from pycos.cli.running import run_command
from pycos.models import ObjectInfo
from pycos.sizes import format_size


def ls(
    address: Annotated[
        str | None,
        typer.Argument(help="cos://bucket-appid/prefix; without it the buckets.", show_default=False),
    ] = None,
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="Everything below, folders opened.")
    ] = False,
    exact: Annotated[bool, typer.Option("--bytes", help="Sizes in bytes instead of KiB, MiB …")] = False,
    region: options.Region = None,
    endpoint: options.Endpoint = None,
    as_json: options.Json = False,
    no_verify: options.NoVerify = False,
    ca_file: options.CaFile = None,
) -> None:
    """List buckets, or the objects and folders below a prefix.

    Ends with 3 when nothing begins with the prefix.
    """
    output = Output(as_json=as_json)

    def body() -> int | None:
        remote = parse_remote(address) if address is not None else None
        with options.make_client(
            region, endpoint, no_verify=no_verify, ca_file=ca_file, output=output
        ) as client:
            if remote is None:
                _list_buckets(client, output)
                return None
            return _list_objects(client, remote, output, recursive=recursive, exact=exact)

    raise typer.Exit(run_command(output, body))


def _list_buckets(client: pycos.Client, output: Output) -> None:
    for bucket in client.buckets():
        output.result(
            f"{_time(bucket.creation_date)}  {bucket.region:<16}  cos://{bucket.name}/",
            type="bucket",
            name=bucket.name,
            region=bucket.region,
            creation_date=_iso(bucket.creation_date),
        )


def _list_objects(
    client: pycos.Client, remote: Remote, output: Output, *, recursive: bool, exact: bool
) -> int | None:
    found = False
    listing = client.bucket(remote.bucket).objects(prefix=remote.key, delimiter="" if recursive else "/")
    for page in listing.pages():
        for prefix in page.prefixes:
            found = True
            output.result(
                f"{'':19}  {'folder':>10}  cos://{remote.bucket}/{prefix}", type="prefix", prefix=prefix
            )
        for entry in page.objects:
            found = True
            size = str(entry.size) if exact else format_size(entry.size)
            output.result(
                f"{_time(entry.last_modified)}  {size:>10}  cos://{remote.bucket}/{entry.key}",
                **_fields(entry),
            )
    if not found and remote.key:
        output.note(f"nothing begins with {remote}")
        return NOT_FOUND
    return None


def _fields(entry: ObjectInfo) -> dict[str, object]:
    return {
        "type": "object",
        "key": entry.key,
        "size": entry.size,
        "etag": entry.etag,
        "last_modified": _iso(entry.last_modified),
        "storage_class": entry.storage_class,
    }


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}" if moment is not None else " " * 19


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
