"""boto3, unmodified: Select in the words of S3, by a reader of event streams that checks every sum."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.client import Config
from botocore.exceptions import ClientError, EventStreamError

from pycos.emulator import Emulator


@pytest.fixture
def s3(server: Emulator) -> Any:
    """A client of the server, by path style."""
    return boto3.client(
        "s3",
        endpoint_url=server.endpoint,
        region_name="ap-guangzhou",
        aws_access_key_id=server.secret_id,
        aws_secret_access_key=server.secret_key,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, proxies={}),
    )


def select(s3: Any, bucket: str, sql: str) -> list[dict[str, Any]]:
    answer = s3.select_object_content(
        Bucket=bucket,
        Key="k",
        Expression=sql,
        ExpressionType="SQL",
        InputSerialization={"CSV": {"FileHeaderInfo": "USE"}, "CompressionType": "NONE"},
        OutputSerialization={"JSON": {"RecordDelimiter": "\n"}},
        RequestProgress={"Enabled": True},
    )
    return list(answer["Payload"])


def test_rows_come_as_events(s3: Any, new_name: str) -> None:
    s3.create_bucket(Bucket=new_name, CreateBucketConfiguration={"LocationConstraint": "ap-guangzhou"})
    data = b"n,text\n" + b"".join(b"%d,%s\n" % (number, b"x" * 1000) for number in range(6000))
    s3.put_object(Bucket=new_name, Key="k", Body=data)
    events = select(s3, new_name, "SELECT s.n FROM S3Object s WHERE s.n >= 5998")
    rows = b"".join(event["Records"]["Payload"] for event in events if "Records" in event)
    assert rows == b'{"n":"5998"}\n{"n":"5999"}\n'
    assert {next(iter(event)) for event in events} == {"Records", "Cont", "Progress", "Stats", "End"}
    [stats] = [event["Stats"]["Details"] for event in events if "Stats" in event]
    assert (stats["BytesScanned"], stats["BytesReturned"]) == (len(data), len(rows))
    with pytest.raises(ClientError, match="UnsupportedSyntax"):
        select(s3, new_name, "SELECT n FROM S3Object GROUP BY n")
    with pytest.raises(EventStreamError, match="CastFailed"):
        select(s3, new_name, "SELECT CAST(s.text AS INT) FROM S3Object s")
