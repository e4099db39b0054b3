"""boto3, tuned: no checksums that the server has not asked for, no signature of the payload, large steps."""

from __future__ import annotations

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from benchmarks.clients.contract import (
    IN_FLIGHT,
    PARALLEL,
    PART,
    REGION,
    SECRET_ID,
    SECRET_KEY,
    STEP,
    Calls,
    Place,
)


class BotoAdapter(Calls):
    """The classic transfer manager."""

    settings = "checksums when_required, payload unsigned, 1 MiB of io; parts of 16 MiB, 4 threads"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path", "payload_signing_enabled": False},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            max_pool_connections=IN_FLIGHT,
        )
        self.client = boto3.client(
            "s3",
            endpoint_url=place.endpoint,
            region_name=REGION,
            aws_access_key_id=SECRET_ID,
            aws_secret_access_key=SECRET_KEY,
            verify=place.ca_file or None,
            config=config,
        )
        self.bucket = place.bucket
        self.parts = TransferConfig(
            multipart_threshold=PART,
            multipart_chunksize=PART,
            max_concurrency=PARALLEL,
            io_chunksize=STEP,
            preferred_transfer_client="classic",
        )
        self.whole = TransferConfig(
            multipart_threshold=1 << 40,
            io_chunksize=STEP,
            use_threads=False,
            preferred_transfer_client="classic",
        )

    def get_file(self, key: str, path: str, size: int) -> None:
        """One stream."""
        self.client.download_file(self.bucket, key, path, Config=self.whole)

    def get_file_x4(self, key: str, path: str, size: int) -> None:
        """Ranges."""
        self.client.download_file(self.bucket, key, path, Config=self.parts)

    def get_memory(self, key: str, size: int) -> bytes:
        """The whole body at once."""
        return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def get_buffer(self, key: str, buffer: memoryview) -> None:
        """readinto of its body."""
        body, at = self.client.get_object(Bucket=self.bucket, Key=key)["Body"], 0
        while at < len(buffer) and (count := body.readinto(buffer[at : at + STEP])):
            at += count

    def put_file(self, key: str, path: str) -> None:
        """One request."""
        with open(path, "rb") as file:
            self.client.put_object(Bucket=self.bucket, Key=key, Body=file)

    def put_parts(self, key: str, path: str) -> None:
        """A multipart upload."""
        self.client.upload_file(path, self.bucket, key, Config=self.parts)

    def put_memory(self, key: str, data: bytes) -> None:
        """One request."""
        self.client.put_object(Bucket=self.bucket, Key=key, Body=data)

    def get_one(self, key: str) -> bytes:
        """A single call."""
        return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def put_one(self, key: str, data: bytes) -> object:
        """A single call."""
        return self.client.put_object(Bucket=self.bucket, Key=key, Body=data)

    def list_keys(self) -> int:
        """The paginator; a dict for each key."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix="list/")
        return sum(1 for page in pages for item in page["Contents"] if item["Key"])

    def presign_one(self, key: str) -> str:
        """A URL."""
        return self.client.generate_presigned_url(
            "get_object", Params={"Bucket": self.bucket, "Key": key}, ExpiresIn=600
        )
