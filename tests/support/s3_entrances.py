"""The ways in which S3 clients reach the local server: path style and virtual host, over http and https."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pycos.emulator import Emulator

REGION = "ap-guangzhou"
NAMES = ("path-http", "path-https", "virtual-http", "virtual-https")
_numbers = itertools.count(1)


def new_bucket_name() -> str:
    """A bucket name no other test uses."""
    return f"s3-{os.getpid()}-{next(_numbers)}-1250000000"


@dataclass(frozen=True, slots=True)
class Entrance:
    """One way in. Virtual hosts are the real names of the service, reached through the server as proxy."""

    name: str
    server: Emulator

    @property
    def secure(self) -> bool:
        """Whether it is https, with certificates verified."""
        return self.name.endswith("https")

    @property
    def endpoint(self) -> str:
        """The URL a client is told."""
        if self.name.startswith("virtual"):
            return f"{'https' if self.secure else 'http'}://cos.{REGION}.myqcloud.com"
        return (self.server.https_endpoint or "") if self.secure else self.server.endpoint

    @property
    def proxies(self) -> dict[str, str]:
        """The proxies a client is told."""
        if self.name.startswith("virtual"):
            return {"http": self.server.endpoint, "https": self.server.endpoint}
        return {}

    def boto3(self, *, sign: bool = True, **settings: Any) -> Any:
        """A client of boto3; ``settings`` go into its Config."""
        s3 = {"addressing_style": self.name.partition("-")[0]} | settings.pop("s3", {})
        config = Config(
            region_name=REGION, s3=s3, proxies=self.proxies, retries={"total_max_attempts": 1}, **settings
        )
        keys = {
            "aws_access_key_id": self.server.secret_id,
            "aws_secret_access_key": self.server.secret_key,
        }
        verify = self.server.ca_file if self.secure else None
        return boto3.client(
            "s3", endpoint_url=self.endpoint, config=config, verify=verify, **(keys if sign else {})
        )


def status_and_code(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    """The status and the code of an error of boto3."""
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def read(s3: Any, bucket: str, key: str, **options: Any) -> bytes:
    """The bytes of an object, by boto3."""
    data: bytes = s3.get_object(Bucket=bucket, Key=key, **options)["Body"].read()
    return data
