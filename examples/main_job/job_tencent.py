"""The same steps as job_pycos.py with Tencent's own client, cos-python-sdk-v5, at settings of the same kind:
as many threads, parts of the same size, files of the tree side by side.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import measure
from qcloud_cos import CosConfig, CosS3Client

THREADS = int(os.environ["DEMO_THREADS"])
PART_MIB = 16


def connect() -> CosS3Client:
    logging.getLogger("qcloud_cos").setLevel(logging.ERROR)  # it logs a line a request at INFO
    host = os.environ["DEMO_ENDPOINT"].removeprefix("http://")
    config = CosConfig(
        Region="ap-guangzhou",
        SecretId=os.environ["COS_SECRET_ID"],
        SecretKey=os.environ["COS_SECRET_KEY"],
        Scheme="http",
        IP=host.rpartition(":")[0].replace("localhost", "127.0.0.1"),
        Port=int(host.rpartition(":")[2]),
        ServiceDomain=host,
        PoolConnections=THREADS,
        PoolMaxSize=THREADS,
    )
    return CosS3Client(config)


def files_below(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]


def upload_tree(client: CosS3Client, bucket: str, source: Path, prefix: str) -> None:
    def put(path: Path) -> None:
        key = prefix + path.relative_to(source).as_posix()
        with path.open("rb") as body:
            client.put_object(Bucket=bucket, Key=key, Body=body)

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(put, files_below(source)):
            pass


def download_tree(client: CosS3Client, bucket: str, prefix: str, target: Path) -> None:
    def get(key: str) -> None:
        path = target / key.removeprefix(prefix)
        path.parent.mkdir(parents=True, exist_ok=True)
        client.get_object(Bucket=bucket, Key=key)["Body"].get_stream_to_file(str(path))

    keys: list[str] = []
    marker = ""
    while True:
        page = client.list_objects(Bucket=bucket, Prefix=prefix, Marker=marker, MaxKeys=1000)
        keys += [entry["Key"] for entry in page.get("Contents", [])]
        if page["IsTruncated"] == "false":
            break
        marker = page["NextMarker"]
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(get, keys):
            pass


def main(step: str, source: str, target: str) -> int:
    client = connect()
    bucket = os.environ["DEMO_BUCKET"]
    if step == "upload-tree":
        upload_tree(client, bucket, Path(source), target)
    elif step == "download-tree":
        download_tree(client, bucket, source, Path(target))
    elif step == "upload-file":
        client.upload_file(
            Bucket=bucket, Key=target, LocalFilePath=source, PartSize=PART_MIB, MAXThread=THREADS
        )
    else:
        client.download_file(
            Bucket=bucket, Key=source, DestFilePath=target, PartSize=PART_MIB, MAXThread=THREADS
        )
    print(json.dumps({"peak_memory": measure.peak_memory()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
