"""One job of one client in this process: ``python -m benchmarks.clients.job '{"client": …}'``; prints JSON.

Only the work itself is timed: not the import, not making the client, not the first small request, which
opens the connection and loads what is lazy, not the memory and files that a job needs beforehand.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.clients.contract import AGAIN, Adapter, OneCommand, Place

#: name: module, class, distribution
ADAPTERS = {
    "pycos": ("pycos_adapter", "PycosAdapter", "pycos"),
    "cos-python-sdk-v5": ("tencent_adapter", "TencentAdapter", "cos-python-sdk-v5"),
    "cos-python-sdk-v5 EnableCRC": ("tencent_adapter", "TencentCheckedAdapter", "cos-python-sdk-v5"),
    "boto3": ("boto_adapter", "BotoAdapter", "boto3"),
    "boto3 CRT": ("crt_adapter", "CrtAdapter", "awscrt"),
    "obstore": ("obstore_adapter", "ObstoreAdapter", "obstore"),
    "pyarrow": ("arrow_adapter", "ArrowAdapter", "pyarrow"),
    "curl": ("curl_adapter", "CurlAdapter", ""),
}
WARM_KEY = "small/00"


def adapter_class(client: str) -> type[Adapter]:
    """The adapter of that name; imports its client."""
    module, name, _ = ADAPTERS[client]
    found: type[Adapter] = getattr(import_module(f"benchmarks.clients.{module}"), name)
    return found


def memory(field: str) -> float:
    """VmRSS or VmHWM of this process, MiB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def cpu() -> float:
    """Seconds of CPU, user and system, of this process and of the children it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def prepared(
    adapter: Adapter, method: str, given: dict[str, Any]
) -> tuple[Callable[[], Any], Callable[[Any], bool]]:
    """The work, and how to tell from its result (outside the timed part) that it was done."""
    size, count = int(given.get("size", 0)), int(given.get("count", 0))
    key, path = str(given.get("key", "")), str(given.get("path", ""))
    call = getattr(adapter, method, None)
    keys = [f"many/{number:08}" for number in range(count)]
    small = os.urandom(size if method in ("put_one", "put_many") else 0)
    if method in ("get_file", "get_file_x4"):
        return lambda: call(key, path, size), lambda _: Path(path).stat().st_size == size
    if method == "get_memory":
        return lambda: call(key, size), lambda data: len(data) == size
    if method == "get_buffer":
        buffer = bytearray(b"x") * size  # touched, as a buffer that is used again is
        with open(given["source"], "rb") as source:
            source.seek(size - 8)
            end = source.read()
        return lambda: call(key, memoryview(buffer)), lambda _: buffer[-8:] == end
    if method in ("put_file", "put_parts"):
        return lambda: call(key, path), lambda _: True
    if method == "put_memory":
        data = os.urandom(1 << 20) * (size >> 20)
        return lambda: call(key, data), lambda _: True
    if method == "get_one":
        keys = [key] * count if key else keys
        return lambda: sum(len(call(key)) for key in keys), lambda total: total == size * count
    if method == "put_one":
        return lambda: [call(key, small) and None for key in keys], lambda done: len(done) == count
    if method == "get_many":
        return lambda: sum(len(data) for data in call(keys)), lambda total: total == size * count
    if method == "put_many":
        return lambda: call(keys, small), lambda _: True
    if method == "list_keys":
        return call, lambda found: found == count
    if method == "presign_one":
        return lambda: [call(key) for key in keys], lambda urls: len(urls) == count and "many/" in urls[-1]
    if method == "presign_many":
        return lambda: call(keys), lambda urls: len(urls) == count and "many/" in urls[-1]
    raise ValueError(f"no job {method!r}")


def timed(
    work: Callable[[], Any], done: Callable[[Any], bool], resident: float | None
) -> dict[str, float | None]:
    """Do it once: its figures. resident: MiB before anything was done, None where memory says nothing."""
    cpu_before, started = cpu(), time.perf_counter()
    result = work()
    wall, used = time.perf_counter() - started, cpu() - cpu_before
    peak = memory("VmHWM")
    if not done(result):
        raise RuntimeError("the result is not what was asked for")
    if resident is None:
        return {"wall": wall, "cpu": used, "peak": None, "added": None}
    return {"wall": wall, "cpu": used, "peak": peak, "added": max(0.0, peak - resident)}


def run(given: dict[str, Any]) -> dict[str, Any]:
    """Do it; the figures, or {"absent": true} when the client cannot do it."""
    kind = adapter_class(given["client"])
    adapter = kind(Place(given["endpoint"], given["bucket"], given.get("ca_file", "")))
    method, again = given["method"].removesuffix(AGAIN), given["method"].endswith(AGAIN)
    if not adapter.offers(method):
        return {"absent": True}
    distribution = ADAPTERS[given["client"]][2]
    try:
        if hasattr(adapter, "get_one"):
            adapter.get_one(WARM_KEY)
        work, done = prepared(adapter, method, given)
        # A command's memory cannot be told from that of the interpreter which it was forked from.
        resident = None if isinstance(adapter, OneCommand) else memory("VmRSS")
        figures: dict[str, Any] = timed(work, done, resident)
        if again:
            if given.get("path"):
                Path(given["path"]).unlink(missing_ok=True)
            figures = {**timed(work, done, resident), "first": figures}
    finally:
        adapter.close()
    return {
        **figures,
        "verified": method in adapter.verifies,
        "computed": method in adapter.computes,
        "settings": adapter.settings,
        "version": version(distribution) if distribution else "",
    }


def main() -> None:
    """One line of JSON; an error is a result too."""
    try:
        said = run(json.loads(sys.argv[1]))
    except Exception as error:  # whatever a client raises is shown beside its name
        said = {"error": f"{type(error).__name__}: {error}"[:300]}
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
