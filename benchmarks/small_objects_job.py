"""One client, one number of threads: put, then get, COUNT objects of 4 KiB. Prints one JSON line.

python small_objects_job.py pycos|cos-python-sdk-v5 THREADS COUNT
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

BODY = os.urandom(4096)
ENDPOINT = os.environ["BENCH_ENDPOINT"]
BUCKET = os.environ["BENCH_BUCKET"]


def pycos_calls() -> tuple[Callable[[str], object], Callable[[str], bytes]]:
    import pycos

    bucket = pycos.Client(endpoint=ENDPOINT).bucket(BUCKET)

    def get(key: str) -> bytes:
        with bucket.get(key) as body:
            return body.read()

    return lambda key: bucket.put(key, BODY), get


def tencent_calls(threads: int) -> tuple[Callable[[str], object], Callable[[str], bytes]]:
    from qcloud_cos import CosConfig, CosS3Client

    logging.getLogger("qcloud_cos").setLevel(logging.ERROR)
    port = int(ENDPOINT.rpartition(":")[2])
    client = CosS3Client(
        CosConfig(
            Region="ap-guangzhou",
            SecretId=os.environ["COS_SECRET_ID"],
            SecretKey=os.environ["COS_SECRET_KEY"],
            Scheme="http",
            IP="127.0.0.1",
            Port=port,
            ServiceDomain=f"127.0.0.1:{port}",
            PoolConnections=threads,
            PoolMaxSize=threads,
        )
    )

    def get(key: str) -> bytes:
        return client.get_object(Bucket=BUCKET, Key=key)["Body"].get_raw_stream().read()

    return lambda key: client.put_object(Bucket=BUCKET, Key=key, Body=BODY), get


def measured(call: Callable[[str], object], keys: list[str], threads: int) -> dict[str, float]:
    call(keys[0])  # connect, import what is lazy
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    if threads == 1:
        for key in keys:
            call(key)
    else:
        shares = [keys[at::threads] for at in range(threads)]

        def work(share: list[str]) -> None:
            for key in share:
                call(key)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, shares))
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"per_second": len(keys) / wall, "cpu_us": cpu / len(keys) * 1e6}


def main(name: str, threads: int, count: int) -> None:
    put, get = pycos_calls() if name == "pycos" else tencent_calls(threads)
    keys = [f"{name}/{threads}/{number:06}" for number in range(count)]
    result = {"put": measured(put, keys, threads), "get": measured(get, keys, threads)}
    if get(keys[-1]) != BODY:
        raise SystemExit("what came back is not what was put")
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
