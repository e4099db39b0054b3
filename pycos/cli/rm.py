"""`pycos rm`: delete objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated

import typer

import pycos
from pycos.cli import options
from pycos.cli.exit_codes import FAILED
from pycos.cli.location import Remote, parse_object, parse_remote
from pycos.cli.output import Output
from pycos.cli.running import run_command, usage
from pycos.paths import folder_prefix
from pycos.transfer.selection import Selection

_BATCH = 1000  # keys in one request, the service's limit


def rm(
    addresses: Annotated[list[str], typer.Argument(help="cos://bucket-appid/key …", show_default=False)],
    recursive: options.Recursive = False,
    force: Annotated[bool, typer.Option("--force", help="Allow -r on a whole bucket.")] = False,
    include: options.Include = None,
    exclude: options.Exclude = None,
    dry_run: options.DryRun = False,
    region: options.Region = None,
    endpoint: options.Endpoint = None,
    as_json: options.Json = False,
    no_verify: options.NoVerify = False,
    ca_file: options.CaFile = None,
) -> None:
    """Delete objects; with -r everything below a folder. Asks nothing. What is not there is no error."""
    output = Output(as_json=as_json)

    def body() -> int | None:
        remotes = [parse_remote(address) if recursive else parse_object(address) for address in addresses]
        for remote in remotes:
            if recursive and not remote.key and not force:
                raise usage(f"{remote} is a whole bucket: -r deletes it only with --force")
        if (include or exclude) and not recursive:
            raise usage("--include and --exclude go with -r")
        selection = Selection(include, exclude)
        failed = 0
        with options.make_client(
            region, endpoint, no_verify=no_verify, ca_file=ca_file, output=output
        ) as client:
            for remote in remotes:
                bucket = client.bucket(remote.bucket)
                keys = _keys_below(bucket, remote, selection) if recursive else iter([remote.key])
                failed += _delete(bucket, keys, output, dry_run=dry_run)
        return FAILED if failed else None

    raise typer.Exit(run_command(output, body))


def delete_below(bucket: pycos.Bucket, keys: Iterable[str], output: Output, *, tell: bool = True) -> int:
    """Delete keys in batches and tell of each; how many could not be deleted."""
    failed = 0
    remaining = iter(keys)
    while batch := list(islice(remaining, _BATCH)):
        for result in bucket.delete_many(batch):
            if result.error is not None:
                failed += 1
                output.error(result.error)
            elif tell:
                output.result(f"deleted cos://{bucket.name}/{result.key}", type="delete", key=result.key)
    return failed


def _keys_below(bucket: pycos.Bucket, remote: Remote, selection: Selection) -> Iterator[str]:
    prefix = folder_prefix(remote.key)
    for entry in bucket.objects(prefix=prefix):
        if selection.wants(entry.key[len(prefix) :]):
            yield entry.key


def _delete(bucket: pycos.Bucket, keys: Iterator[str], output: Output, *, dry_run: bool) -> int:
    if not dry_run:
        return delete_below(bucket, keys, output)
    for key in keys:
        output.result(f"would delete cos://{bucket.name}/{key}", type="delete", key=key, dry_run=True)
    return 0
