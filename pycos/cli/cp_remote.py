"""The parts of `pycos cp` that stay on the server: object to object."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import pycos
from pycos.cli.exit_codes import FAILED
from pycos.cli.location import Remote
from pycos.cli.output import Output
from pycos.errors import CosError
from pycos.models import CopyResult
from pycos.paths import folder_prefix

if TYPE_CHECKING:
    from pycos.cli.cp import CopyOptions


def copy_between(
    client: pycos.Client, source: Remote, target: Remote, wishes: CopyOptions, output: Output
) -> None:
    """One object to another key or bucket."""
    if target.is_folder:
        target = Remote(target.bucket, target.key + source.key.rpartition("/")[2])
    if wishes.dry_run:
        _tell(output, source, target, dry_run=True)
        return
    _copy(client, source, target, wishes)
    _tell(output, source, target)


def copy_folder_between(
    client: pycos.Client, source: Remote, target: Remote, wishes: CopyOptions, output: Output
) -> int | None:
    """Everything below a folder to another folder or bucket."""
    copied = failed = 0
    with ThreadPoolExecutor(wishes.concurrency, thread_name_prefix="pycos-copy") as pool:
        running: dict[Future[CopyResult], tuple[Remote, Remote]] = {}

        def collect(limit: int) -> None:
            nonlocal copied, failed
            while len(running) > limit:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    pair = running.pop(future)
                    try:
                        future.result()
                    except CosError as error:
                        failed += 1
                        output.error(error)
                    else:
                        copied += 1
                        _tell(output, *pair)

        try:
            for pair in _pairs(client, source, target, wishes):
                if wishes.dry_run:
                    _tell(output, *pair, dry_run=True)
                    continue
                running[pool.submit(_copy, client, *pair, wishes)] = pair
                collect(2 * wishes.concurrency)  # bounded, however many objects there are
            collect(0)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if not wishes.dry_run:
        output.result(
            f"copied {copied} objects" + (f", {failed} failed" if failed else ""),
            type="summary",
            operation="copy",
            files=copied,
            failed=failed,
        )
    return FAILED if failed else None


def _pairs(
    client: pycos.Client, source: Remote, target: Remote, wishes: CopyOptions
) -> Iterator[tuple[Remote, Remote]]:
    above, below = folder_prefix(source.key), folder_prefix(target.key)
    selection = wishes.selection
    for entry in client.bucket(source.bucket).objects(prefix=above):
        relative = entry.key[len(above) :]
        if relative and selection.wants(relative):
            yield Remote(source.bucket, entry.key), Remote(target.bucket, below + relative)


def _copy(client: pycos.Client, source: Remote, target: Remote, wishes: CopyOptions) -> CopyResult:
    return client.bucket(source.bucket).copy(
        source.key,
        to=target.key,
        to_bucket=client.bucket(target.bucket),
        content_type=wishes.content_type,
        storage_class=wishes.storage_class,
    )


def _tell(output: Output, source: Remote, target: Remote, *, dry_run: bool = False) -> None:
    verb = "would copy" if dry_run else "copied"
    fields = {"dry_run": True} if dry_run else {}
    output.result(
        f"{verb} {source} to {target}", type="copy", source=str(source), target=str(target), **fields
    )
