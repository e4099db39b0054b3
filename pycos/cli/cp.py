"""`pycos cp`: files and folders up, down, and between buckets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

import pycos
from pycos.cli import options
from pycos.cli.cp_files import copy_folder_down, copy_folder_up, download, from_stdin, to_stdout, upload
from pycos.cli.cp_remote import copy_between, copy_folder_between
from pycos.cli.location import Local, Location, Remote, Standard, parse
from pycos.cli.output import Output
from pycos.cli.running import run_command, usage
from pycos.transfer.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOptions:
    """What the commands of `cp` have in common."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    part_size: int | None = None
    concurrency: int = options.DEFAULT_CONCURRENCY
    skip_unchanged: bool = False
    follow_symlinks: bool = False
    dry_run: bool = False
    content_type: str | None = None
    storage_class: str | None = None

    @property
    def selection(self) -> Selection:
        return Selection(self.include, self.exclude)


def cp(
    source: Annotated[str, typer.Argument(help="A path, cos://bucket-appid/key, or - for standard input.")],
    target: Annotated[str, typer.Argument(help="A path, cos://bucket-appid/key, or - for standard output.")],
    recursive: options.Recursive = False,
    include: options.Include = None,
    exclude: options.Exclude = None,
    skip_unchanged: Annotated[
        bool,
        typer.Option(
            "--skip-unchanged", help="With -r: leave out what is there with the same size, not older."
        ),
    ] = False,
    follow_symlinks: Annotated[
        bool, typer.Option("--follow-symlinks", help="With -r: upload what symbolic links lead to.")
    ] = False,
    content_type: Annotated[
        str | None,
        typer.Option("--content-type", help="Of the new object. Default: by its name.", show_default=False),
    ] = None,
    storage_class: Annotated[
        str | None, typer.Option("--storage-class", help="Such as STANDARD_IA.", show_default=False)
    ] = None,
    part_size: options.PartSize = None,
    concurrency: options.Concurrency = options.DEFAULT_CONCURRENCY,
    dry_run: options.DryRun = False,
    region: options.Region = None,
    endpoint: options.Endpoint = None,
    as_json: options.Json = False,
    no_progress: options.NoProgress = False,
    no_verify: options.NoVerify = False,
    ca_file: options.CaFile = None,
) -> None:
    """Copy a file, an object, or with -r a folder.

    With -r the target takes what is in the source: `cp -r site cos://b/www` makes cos://b/www/index.html of
    site/index.html. A transfer of a large file that was interrupted goes on when the same command is given
    again.
    """
    output = Output(as_json=as_json, progress=not no_progress)

    def body() -> int | None:
        from_, to = parse(source), parse(target)
        _check(
            from_,
            to,
            recursive=recursive,
            filtered=bool(include or exclude),
            storing=content_type or storage_class,
        )
        wishes = CopyOptions(
            include=tuple(include or ()),
            exclude=tuple(exclude or ()),
            part_size=options.part_size_of(part_size),
            concurrency=concurrency,
            skip_unchanged=skip_unchanged,
            follow_symlinks=follow_symlinks,
            dry_run=dry_run,
            content_type=content_type,
            storage_class=storage_class,
        )
        with options.make_client(
            region, endpoint, no_verify=no_verify, ca_file=ca_file, concurrency=concurrency, output=output
        ) as client:
            if recursive:
                return _copy_folder(client, from_, to, wishes, output)
            _copy_one(client, from_, to, wishes, output)
            return None

    raise typer.Exit(run_command(output, body))


def _check(from_: Location, to: Location, *, recursive: bool, filtered: bool, storing: str | None) -> None:
    if not isinstance(from_, Remote) and not isinstance(to, Remote):
        raise usage(f"{from_} and {to}: one of the two must be a cos:// address")
    if recursive and (isinstance(from_, Standard) or isinstance(to, Standard)):
        raise usage("-r does not go with -")
    if filtered and not recursive:
        raise usage("--include and --exclude go with -r")
    if isinstance(from_, Remote) and not recursive and from_.is_folder:
        raise usage(f"{from_} names a folder: add -r")
    if isinstance(from_, Local) and not recursive and from_.is_folder:
        raise usage(f"{from_} is a folder: add -r")
    if isinstance(from_, Standard) and isinstance(to, Remote) and to.is_folder:
        raise usage(f"{to} names a folder: standard input needs a whole key")
    if storing and not isinstance(to, Remote):
        raise usage("--content-type and --storage-class are for objects")


def _copy_one(
    client: pycos.Client, from_: Location, to: Location, wishes: CopyOptions, output: Output
) -> None:
    if isinstance(to, Remote):
        if isinstance(from_, Local):
            upload(client, from_, to, wishes, output)
        elif isinstance(from_, Remote):
            copy_between(client, from_, to, wishes, output)
        else:
            from_stdin(client, to, wishes, output)
        return
    assert isinstance(from_, Remote)
    if isinstance(to, Local):
        download(client, from_, to, wishes, output)
    else:
        to_stdout(client, from_, wishes, output)


def _copy_folder(
    client: pycos.Client, from_: Location, to: Location, wishes: CopyOptions, output: Output
) -> int | None:
    if isinstance(from_, Local):
        assert isinstance(to, Remote)
        return copy_folder_up(client, from_, to, wishes, output)
    assert isinstance(from_, Remote)
    if isinstance(to, Local):
        return copy_folder_down(client, from_, to, wishes, output)
    assert isinstance(to, Remote)
    return copy_folder_between(client, from_, to, wishes, output)
