"""Compare what came back with what was sent: every byte, and every CRC64 with the server's."""

from __future__ import annotations

import mmap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pycos

BLOCK = 8 << 20


def crc64_of(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            crc = pycos.crc64(block, crc)
    return crc


def same_bytes(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    if one.stat().st_size == 0:
        return True
    with (
        one.open("rb") as a,
        other.open("rb") as b,
        mmap.mmap(a.fileno(), 0, prot=mmap.PROT_READ) as x,
        mmap.mmap(b.fileno(), 0, prot=mmap.PROT_READ) as y,
    ):
        view_x, view_y = memoryview(x), memoryview(y)
        try:
            return all(
                view_x[at : at + BLOCK] == view_y[at : at + BLOCK] for at in range(0, len(view_x), BLOCK)
            )
        finally:
            view_x.release()
            view_y.release()


def files_below(root: Path) -> dict[str, Path]:
    return {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}


def differences_between_trees(sent: Path, received: Path) -> list[str]:
    """One line for each file that is missing, unexpected or not the same."""
    before, after = files_below(sent), files_below(received)
    lines = [f"missing: {name}" for name in sorted(before.keys() - after.keys())]
    lines += [f"unexpected: {name}" for name in sorted(after.keys() - before.keys())]
    lines += [
        f"bytes differ: {name}"
        for name in sorted(before.keys() & after.keys())
        if not same_bytes(before[name], after[name])
    ]
    return lines


def differences_from_server(bucket: pycos.Bucket, prefix: str, root: Path) -> list[str]:
    """List `prefix` and check each object's CRC64, as the server has it, with the file below `root`."""
    files = files_below(root)
    keys = {entry.key.removeprefix(prefix): entry.key for entry in bucket.objects(prefix=prefix)}
    lines = [f"not on the server: {name}" for name in sorted(files.keys() - keys.keys())]
    lines += [f"only on the server: {name}" for name in sorted(keys.keys() - files.keys())]

    def check(name: str) -> str | None:
        server, local = bucket.head(keys[name]).crc64, crc64_of(files[name])
        return None if server == local else f"CRC64 differs: {name}: server {server}, file {local}"

    with ThreadPoolExecutor(4) as pool:
        lines += [line for line in pool.map(check, sorted(files.keys() & keys.keys())) if line]
    return lines
