"""``pycos emulator snapshot`` and ``pycos emulator restore``: a data folder at one moment, and back."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

# Written by a server into its data folder, readable by its user only, so that this program finds it.
ADDRESS_FILE = "server.json"
_PATIENCE = 3600.0


class _Refused(Exception):
    """What stands in the way, for the user."""


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"pycos emulator {name}")
    if name == "snapshot":
        parser.description = "Write what a data folder holds to a new place, whether or not a server uses it."
        parser.add_argument("target", type=Path, metavar="TARGET", help="a new folder or .tar file")
    else:
        parser.description = "Make a data folder of a snapshot. No server may use it."
        parser.add_argument("source", type=Path, metavar="SOURCE", help="the folder or .tar file")
        parser.add_argument(
            "--replace", action="store_true", help="replace a data folder that holds something"
        )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data folder")
    return parser


def main(name: str, arguments: Sequence[str]) -> int:
    """Run one of the two commands: 0 when it is done, 1 with a message when it cannot be."""
    options = _parser(name).parse_args(arguments)
    try:
        if name == "snapshot":
            manifest = _snapshot(options.data, options.target)
        else:
            manifest = _restore(options.source, options.data, replace=options.replace)
    except (_Refused, OSError, ValueError) as error:
        sys.stderr.write(f"pycos emulator {name}: {error}\n")
        return 1
    sys.stdout.write(json.dumps(manifest) + "\n")
    return 0


def _snapshot(data: Path, target: Path) -> Any:
    from pycos.emulator.store.storage import Storage

    if not (data / "meta.db").is_file():
        raise _Refused(f"{data} is not a data folder")
    try:
        storage = Storage(data)
    except BlockingIOError:
        return _ask_server(data, target)
    try:
        return storage.snapshots.write(target.absolute())
    finally:
        storage.close()


@contextlib.contextmanager
def announced(data: Path | None, host: str, port: int, token: str) -> Iterator[None]:
    """Let these commands find the server that uses a data folder, for as long as it does."""
    if data is None:
        yield
        return
    file = data / ADDRESS_FILE
    temporary = data / f"{ADDRESS_FILE}.new"
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump({"host": host, "port": port, "control_token": token}, out)
    temporary.rename(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _ask_server(data: Path, target: Path) -> Any:
    """Have the server that uses the folder write the snapshot."""
    try:
        address = json.loads((data / ADDRESS_FILE).read_text())
        host, port, token = address["host"], address["port"], address["control_token"]
    except (OSError, ValueError, KeyError, TypeError):
        raise _Refused(f"{data} is used by a program that does not say how to reach it") from None
    import http.client  # a server imports this module, too, and should start quickly

    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        connection.request(
            "POST",
            "/_emulator/snapshot",
            body=json.dumps({"target": str(target.absolute())}),
            headers={"Authorization": f"Bearer {token}"},
        )
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    if response.status != 201:
        raise _Refused(f"the server answers {response.status}: {text.decode(errors='replace')}")
    return json.loads(text)


def _restore(source: Path, data: Path, *, replace: bool) -> Any:
    import tempfile

    from pycos.emulator.store.blobs import link_or_copy
    from pycos.emulator.store.durability import sync_folder
    from pycos.emulator.store.snapshots import opened

    data = data.absolute()
    if not source.exists():
        raise _Refused(f"{source} does not exist")
    held = data.is_dir() and any(data.iterdir())
    if held and not (replace and (data / "meta.db").is_file()):
        raise _Refused(f"{data} holds something" + ("" if replace else "; --replace would replace it"))
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) if held else -1
    try:
        if held:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _Refused(f"an emulator uses {data}") from None
        data.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=data.parent, prefix=f".{data.name}.") as folder:
            new = Path(folder) / "new"
            new.mkdir(mode=0o700)
            with opened(source) as (snapshot, manifest):
                # A file of its own: unlike a blob it will be changed.
                shutil.copyfile(snapshot / "meta.db", new / "meta.db")
                for blob in (snapshot / "blobs").glob("*/*"):
                    (new / "blobs" / blob.parent.name).mkdir(parents=True, exist_ok=True)
                    link_or_copy(blob, new / "blobs" / blob.parent.name / blob.name)
            if held:
                if (data / "tls").is_dir():
                    shutil.copytree(data / "tls", new / "tls")  # clients trust this one
                data.rename(Path(folder) / "old")
            try:
                new.rename(data)
            except BaseException:
                if held:
                    (Path(folder) / "old").rename(data)
                raise
        sync_folder(data.parent)
        return manifest
    finally:
        if lock >= 0:
            os.close(lock)
