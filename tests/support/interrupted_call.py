"""One call that a test interrupts: `python interrupted_call.py OPERATION ENDPOINT BUCKET FOLDER`.

It makes the call once undisturbed, says "ready", and makes it again with the key "stalled" when a line comes
on standard input. What it has open before and after goes to standard output, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pycos

MIB = 1 << 20
Call = Callable[[pycos.Bucket, Path, str], object]


def read_body(bucket: pycos.Bucket, folder: Path, key: str) -> object:
    with bucket.get(key) as body:
        return body.read()


OPERATIONS: Mapping[str, Call] = {
    "put bytes": lambda bucket, folder, key: bucket.put(key, bytes(MIB)),
    "put file": lambda bucket, folder, key: bucket.put(key, folder / "source"),
    "get": lambda bucket, folder, key: bucket.get(key).close(),
    "read": read_body,
    "list": lambda bucket, folder, key: list(bucket.objects(prefix=key)),
    "upload": lambda bucket, folder, key: bucket.upload_file(
        folder / "source", key, part_size=MIB, checkpoint=False
    ),
    "download": lambda bucket, folder, key: bucket.download_file(
        key, folder / key, part_size=MIB, checkpoint=False
    ),
}


def held() -> list[int]:
    """How many file descriptors and threads this process has."""
    return [len(list(Path(f"/proc/self/{kind}").iterdir())) for kind in ("fd", "task")]


def main() -> None:
    operation, endpoint, name, where = sys.argv[1:]
    folder = Path(where)
    bucket = pycos.Client(endpoint=endpoint).bucket(name)
    OPERATIONS[operation](bucket, folder, "free")
    before = held()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        OPERATIONS[operation](bucket, folder, "stalled")
        how = "finished"
    except KeyboardInterrupt:
        how = "interrupted"
    ended = time.monotonic()
    end = ended + 10
    while (after := held()) > before and time.monotonic() < end:
        time.sleep(0.01)  # threads end a moment after their work
    bucket.head("free")  # and all still works
    print(json.dumps({"how": how, "ended": ended, "before": before, "after": after}))


if __name__ == "__main__":
    main()
