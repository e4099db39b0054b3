"""Tencent's client for Python, cos-python-sdk-v5."""

from __future__ import annotations

import logging
from typing import Any

from qcloud_cos import CosConfig, CosS3Client

from benchmarks.clients.contract import IN_FLIGHT, PARALLEL, REGION, SECRET_ID, SECRET_KEY, STEP, Calls, Place


class TencentAdapter(Calls):
    """As it comes, which verifies nothing."""

    settings = "defaults (no CRC64); parts of 16 MiB, 4 threads"
    verify_parts = False

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        logging.getLogger("qcloud_cos").setLevel(logging.ERROR)
        host, _, port = place.address.partition(":")
        config = CosConfig(
            Region=REGION,
            SecretId=SECRET_ID,
            SecretKey=SECRET_KEY,
            Scheme=place.scheme,
            IP=host,
            Port=int(port),
            ServiceDomain=place.address,
            PoolConnections=IN_FLIGHT,
            PoolMaxSize=IN_FLIGHT,
            VerifySSL=place.ca_file or None,
        )
        self.client = CosS3Client(config)

    def _stream(self, key: str) -> Any:
        return self.client.get_object(Bucket=self.place.bucket, Key=key)["Body"]

    def get_file(self, key: str, path: str, size: int) -> None:
        """Its own writing to a file, in steps of 1 MiB."""
        self._stream(key).get_stream_to_file(path)

    def get_file_x4(self, key: str, path: str, size: int) -> None:
        """Its parallel download."""
        self.client.download_file(
            Bucket=self.place.bucket,
            Key=key,
            DestFilePath=path,
            PartSize=16,
            MAXThread=PARALLEL,
            EnableCRC=self.verify_parts,
        )

    def get_memory(self, key: str, size: int) -> bytes:
        """The whole body at once."""
        return self._stream(key).get_raw_stream().read()

    def get_buffer(self, key: str, buffer: memoryview) -> None:
        """readinto of the response underneath."""
        raw, at = self._stream(key).get_raw_stream(), 0
        while at < len(buffer) and (count := raw.readinto(buffer[at : at + STEP])):
            at += count

    def put_file(self, key: str, path: str) -> None:
        """One request."""
        with open(path, "rb") as file:
            self.client.put_object(Bucket=self.place.bucket, Key=key, Body=file)

    def put_parts(self, key: str, path: str) -> None:
        """Its parallel upload."""
        self.client.upload_file(
            Bucket=self.place.bucket, Key=key, LocalFilePath=path, PartSize=16, MAXThread=PARALLEL
        )

    def put_memory(self, key: str, data: bytes) -> None:
        """One request."""
        self.client.put_object(Bucket=self.place.bucket, Key=key, Body=data)

    def get_one(self, key: str) -> bytes:
        """A single call."""
        return self._stream(key).get_raw_stream().read()

    def put_one(self, key: str, data: bytes) -> object:
        """A single call."""
        return self.client.put_object(Bucket=self.place.bucket, Key=key, Body=data)

    def list_keys(self) -> int:
        """Page by page; a dict for each key."""
        count, marker = 0, ""
        while True:
            page = self.client.list_objects(
                Bucket=self.place.bucket, Prefix="list/", Marker=marker, MaxKeys=1000
            )
            count += sum(1 for item in page["Contents"] if item["Key"])
            if page["IsTruncated"] != "true":
                return count
            marker = page["NextMarker"]

    def presign_one(self, key: str) -> str:
        """A URL."""
        return self.client.get_presigned_url(Method="GET", Bucket=self.place.bucket, Key=key, Expired=600)


class TencentCheckedAdapter(TencentAdapter):
    """With EnableCRC, which only its download_file knows, and only of objects larger than a part."""

    settings = "EnableCRC=True; parts of 16 MiB"
    verify_parts = True
    verifies = frozenset({"get_file", "get_file_x4"})
    lacks = frozenset(
        {"get_memory", "get_buffer", "put_file", "put_parts", "put_memory", "get_one", "put_one"}
        | {"get_many", "put_many", "list_keys", "presign_one"}
    )

    def get_file(self, key: str, path: str, size: int) -> None:
        """Parts one after the other."""
        self.client.download_file(
            Bucket=self.place.bucket, Key=key, DestFilePath=path, PartSize=16, MAXThread=1, EnableCRC=True
        )
