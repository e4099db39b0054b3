"""One piece of work in this process: ``python -m benchmarks.scaling.job '{"work": …}'``; prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pycos
from benchmarks.clients.contract import SECRET_ID, SECRET_KEY, in_threads
from benchmarks.clients.job import WARM_KEY, cpu, memory

STEP = 1 << 20


def stream(bucket: pycos.Bucket, given: dict[str, Any]) -> int:
    """Read an object of any size through one buffer of 1 MiB, CRC64 compared at its end."""
    buffer, total = memoryview(bytearray(STEP)), 0
    for _ in range(given.get("repeat", 1)):
        with bucket.get(given["key"]) as body:
            while count := body.readinto(buffer):
                total += count
    return total


def upload(bucket: pycos.Bucket, given: dict[str, Any]) -> int:
    """Upload a file, in parts."""
    for _ in range(given.get("repeat", 1)):
        bucket.upload_file(given["path"], "up", part_size=given["part"])
    return int(given["size"]) * int(given.get("repeat", 1))


def download(bucket: pycos.Bucket, given: dict[str, Any]) -> int:
    """Download to a file, in parts."""
    bucket.download_file(given["key"], given["path"], part_size=given["part"])
    return int(given["size"])


def many(bucket: pycos.Bucket, given: dict[str, Any]) -> int:
    """Objects of 4 KiB through the batch call, where there is one."""
    names = (f"many/{number:08}" for number in range(given["count"]))
    total = 0
    for result in bucket.get_many(names, concurrency=given["flight"]):
        if result.error is not None:
            raise result.error
        total += len(result.data)
    return total


def threads(bucket: pycos.Bucket, given: dict[str, Any]) -> int:
    """Single calls from several threads that share a client."""
    names = [f"many/{number:08}" for number in range(given["count"])]
    done: Iterator[Any] = in_threads(lambda key: len(bucket.get(key).read()), names, given["flight"])
    return sum(done)


def listing(bucket: pycos.Bucket, given: dict[str, Any]) -> int:
    """The keys of a listing; only so many of them are looked at."""
    wanted = given["count"]
    for seen, _ in enumerate(bucket.objects(prefix="list/"), 1):
        if seen == wanted:
            return seen
    return 0


WORK: dict[str, Callable[[pycos.Bucket, dict[str, Any]], int]] = {
    "stream": stream,
    "upload": upload,
    "download": download,
    "many": many,
    "threads": threads,
    "listing": listing,
}


def run(given: dict[str, Any]) -> dict[str, Any]:
    """Do it; the figures. {"absent": true} where this pycos has no batch call."""
    if given["work"] == "many" and not hasattr(pycos.Bucket, "get_many"):
        return {"absent": True}
    with pycos.Client(
        endpoint=given["endpoint"],
        secret_id=SECRET_ID,
        secret_key=SECRET_KEY,
        max_concurrency=given.get("flight", 4),
    ) as client:
        bucket = client.bucket(given["bucket"])
        bucket.get(WARM_KEY).read()
        resident = memory("VmRSS")
        if given["work"] == "download":
            # Once before: new memory, and a file in it, may have to come from a virtual machine's host.
            download(bucket, given)
            Path(given["path"]).unlink()
        used, started = cpu(), time.perf_counter()
        amount = WORK[given["work"]](bucket, given)
        wall, used = time.perf_counter() - started, cpu() - used
        if amount != given["expect"]:
            raise RuntimeError(f"{amount} instead of {given['expect']}")
    return {"wall": wall, "cpu": used, "added": max(0.0, memory("VmHWM") - resident)}


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))))
