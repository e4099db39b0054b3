"""The parts of `pycos cp` that touch this machine: upload, download, standard input and output."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pycos
from pycos.cli.cat import write_object
from pycos.cli.exit_codes import FAILED
from pycos.cli.location import Local, Remote, last_part
from pycos.cli.output import Output
from pycos.cli.running import Resumable
from pycos.paths import folder_prefix
from pycos.sizes import format_size
from pycos.transfer.directory import FileReport
from pycos.transfer.plan import Item, PlannedFile, plan_download, plan_upload
from pycos.transfer.result import DirectoryResult, FailedFile, SkippedFile, TransferResult
from pycos.transfer.transfer import Transfer

if TYPE_CHECKING:
    from pycos.cli.cp import CopyOptions

_PATIENCE = 5.0  # seconds after Ctrl-C for requests to end; they need about 0.2


def upload(client: pycos.Client, source: Local, target: Remote, wishes: CopyOptions, output: Output) -> None:
    """One file up."""
    if target.is_folder:
        target = Remote(target.bucket, target.key + os.path.basename(source.path))  # noqa: PTH119
    if wishes.dry_run:
        output.result(f"would upload {source} to {target}", **_planned("upload", str(source), str(target)))
        return
    transfer = client.transfers.upload(
        source.path,
        target.bucket,
        target.key,
        part_size=wishes.part_size,
        content_type=wishes.content_type,
        storage_class=wishes.storage_class,
        progress=output.bar(target.key),
    )
    result = _wait(transfer)
    output.result(f"uploaded {source} to {target}{_size(result)}", **_done(result, str(source), str(target)))


def download(
    client: pycos.Client, source: Remote, target: Local, wishes: CopyOptions, output: Output
) -> None:
    """One object down."""
    if target.is_folder:
        target = Local(os.path.join(target.path, last_part(source.key)))  # noqa: PTH118
    if wishes.dry_run:
        output.result(
            f"would download {source} to {target}", **_planned("download", str(source), str(target))
        )
        return
    transfer = client.transfers.download(
        source.bucket, source.key, target.path, part_size=wishes.part_size, progress=output.bar(source.key)
    )
    result = _wait(transfer)
    output.result(
        f"downloaded {source} to {target}{_size(result)}", **_done(result, str(source), str(target))
    )


def from_stdin(client: pycos.Client, target: Remote, wishes: CopyOptions, output: Output) -> None:
    """Standard input to an object. What has been read is gone, so nothing can be resumed."""
    if wishes.dry_run:
        output.result(f"would upload - to {target}", **_planned("upload", "-", str(target)))
        return
    stored = client.bucket(target.bucket).put(
        target.key,
        sys.stdin.buffer,
        content_type=wishes.content_type,
        storage_class=wishes.storage_class,
        progress=output.bar(target.key),
    )
    output.result(
        f"uploaded - to {target}",
        type="upload",
        source="-",
        target=str(target),
        etag=stored.etag,
        crc64=stored.crc64,
    )


def to_stdout(client: pycos.Client, source: Remote, wishes: CopyOptions, output: Output) -> None:
    """An object to standard output. Only bytes of the object go there."""
    if wishes.dry_run:
        output.note(f"would download {source} to -")
        return
    write_object(client, source, output.bar(source.key))


def copy_folder_up(
    client: pycos.Client, source: Local, target: Remote, wishes: CopyOptions, output: Output
) -> int | None:
    """A folder up."""
    prefix = folder_prefix(target.key)
    if wishes.dry_run:
        there = client.bucket(target.bucket).objects(prefix=prefix) if wishes.skip_unchanged else None
        plan = plan_upload(
            source.path, prefix, wishes.selection, follow_symlinks=wishes.follow_symlinks, there=there
        )
        return _tell_plan(output, "upload", ((item, _ends(item, target.bucket, up=True)) for item in plan))
    with _resumable():
        result = client.bucket(target.bucket).upload_dir(
            source.path,
            prefix=prefix,
            include=wishes.include,
            exclude=wishes.exclude,
            follow_symlinks=wishes.follow_symlinks,
            skip_unchanged=wishes.skip_unchanged,
            part_size=wishes.part_size,
            storage_class=wishes.storage_class,
            on_error="continue",
            on_result=_Reporter(output, target.bucket),
            progress=output.bar(source.path),
        )
    return _summary(output, "upload", result)


def copy_folder_down(
    client: pycos.Client, source: Remote, target: Local, wishes: CopyOptions, output: Output
) -> int | None:
    """A folder down."""
    prefix = folder_prefix(source.key)
    if wishes.dry_run:
        objects = client.bucket(source.bucket).objects(prefix=prefix)
        plan = plan_download(
            objects, prefix, target.path, wishes.selection, skip_unchanged=wishes.skip_unchanged
        )
        return _tell_plan(output, "download", ((item, _ends(item, source.bucket, up=False)) for item in plan))
    with _resumable():
        result = client.bucket(source.bucket).download_dir(
            prefix,
            target.path,
            include=wishes.include,
            exclude=wishes.exclude,
            skip_unchanged=wishes.skip_unchanged,
            part_size=wishes.part_size,
            on_error="continue",
            on_result=_Reporter(output, source.bucket),
            progress=output.bar(str(source)),
        )
    return _summary(output, "download", result)


class _Reporter:
    """Tells of each file when it is through: failures always, successes to programs only."""

    def __init__(self, output: Output, bucket: str) -> None:
        self._output = output
        self._bucket = bucket

    def __call__(self, report: FileReport) -> None:
        if isinstance(report, FailedFile):
            self._output.error(report.error, path=report.path, key=report.key)
        elif isinstance(report, SkippedFile):
            self._output.note(f"skipped {report.path}: {report.reason}")
        elif self._output.as_json:
            address = str(Remote(self._bucket, report.key))
            ends = (report.path, address) if report.kind == "upload" else (address, report.path)
            self._output.result("", **_done(report, *ends))


@contextlib.contextmanager
def _resumable() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as interrupt:
        raise Resumable("the same command with --skip-unchanged goes on from here") from interrupt


def _wait(transfer: Transfer) -> TransferResult:
    try:
        return transfer.result()
    except KeyboardInterrupt as interrupt:
        transfer.cancel(keep=True)
        with contextlib.suppress(TimeoutError):
            transfer.exception(_PATIENCE)
        progress = transfer.progress
        if transfer.checkpoint is None or not progress.total_parts or progress.total_parts < 2:
            raise
        raise Resumable(
            "the same command goes on from here: "
            f"{progress.done_parts} of {progress.total_parts} parts are done"
        ) from interrupt


def _tell_plan(output: Output, kind: str, plan: Iterable[tuple[Item, tuple[str, str]]]) -> int | None:
    failed = False
    for item, (source, target) in plan:
        if isinstance(item, PlannedFile):
            output.result(
                f"would {kind} {source} to {target}", **_planned(kind, source, target, size=item.size)
            )
        elif isinstance(item, FailedFile):
            failed = True
            output.error(item.error, path=item.path, key=item.key)
        elif isinstance(item, SkippedFile):
            output.note(f"would skip {item.path}: {item.reason}")
    return FAILED if failed else None


def _ends(item: Item, bucket: str, *, up: bool) -> tuple[str, str]:
    address = str(Remote(bucket, item.key))
    path = getattr(item, "path", "")
    return (path, address) if up else (address, path)


def _summary(output: Output, kind: str, result: DirectoryResult) -> int | None:
    counts = [f"{result.files} files", format_size(result.bytes), f"{result.seconds:.1f} s"]
    others = {"unchanged": result.unchanged, "skipped": len(result.skipped), "failed": len(result.failed)}
    for what, count in others.items():
        if count:
            counts.append(f"{count} {what}")
    output.result(
        f"{kind}ed {', '.join(counts)}",
        type="summary",
        operation=kind,
        files=result.files,
        bytes=result.bytes,
        unchanged=result.unchanged,
        skipped=len(result.skipped),
        failed=len(result.failed),
        seconds=round(result.seconds, 3),
    )
    return FAILED if result.failed else None


def _planned(kind: str, source: str, target: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "source": source, "target": target, "dry_run": True, **more}


def _done(result: TransferResult, source: str, target: str) -> dict[str, Any]:
    return {
        "type": result.kind,
        "source": source,
        "target": target,
        "size": result.size,
        "etag": result.etag,
        "crc64": result.crc64,
        "parts": result.total_parts,
        "resumed_parts": result.resumed_parts,
    }


def _size(result: TransferResult) -> str:
    resumed = ""
    if result.resumed_parts:
        resumed = f", {result.resumed_parts} of {result.total_parts} parts were there already"
    return f" ({format_size(result.size)}{resumed})"
