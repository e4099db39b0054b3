"""Tencent's Python client, unmodified: Select, by its own reader of event streams."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from entrances import code_of
from qcloud_cos import CosServiceError

CSV = b"name,age\nann,31\nbob,25\n"
JSON = b'{"name":"ann","age":31}\n{"name":"bob","age":25}\n'
CSV_INPUT = {"CSV": {"FileHeaderInfo": "USE", "RecordDelimiter": "\n", "FieldDelimiter": ","}}
JSON_INPUT = {"JSON": {"Type": "LINES"}}


def select(client: Any, bucket: str, sql: str, source: dict[str, Any], **more: Any) -> Any:
    return client.select_object_content(
        Bucket=bucket,
        Key="k",
        Expression=sql,
        ExpressionType="SQL",
        InputSerialization={"CompressionType": "NONE", **source},
        OutputSerialization=more.pop("output", {"CSV": {"RecordDelimiter": "\n"}}),
        **more,
    )["Payload"]


@pytest.mark.parametrize(("data", "source"), [(CSV, CSV_INPUT), (JSON, JSON_INPUT)])
@pytest.mark.parametrize(
    ("name", "pack"), [("NONE", bytes), ("GZIP", gzip.compress), ("BZIP2", bz2.compress)]
)
def test_rows_are_taken_out(
    client: Any, bucket: str, data: bytes, source: dict[str, Any], name: str, pack: Callable[[bytes], bytes]
) -> None:
    client.put_object(Bucket=bucket, Key="k", Body=pack(data))
    given = {**source, "CompressionType": name}
    assert select(client, bucket, "Select * from COSObject", given).get_select_result() == b"ann,31\nbob,25\n"
    found = select(
        client, bucket, "Select s.name from COSObject s where s.age < 30", given, output={"JSON": {}}
    )
    assert found.get_select_result() == b'{"name":"bob"}\n'


def test_events_come_one_by_one_and_rows_go_to_a_file(client: Any, bucket: str, tmp_path: Path) -> None:
    client.put_object(Bucket=bucket, Key="k", Body=CSV)
    stream = select(
        client, bucket, "Select count(*) from COSObject", CSV_INPUT, RequestProgress={"Enabled": "TRUE"}
    )
    events = list(stream)
    assert [next(iter(event)) for event in events] == ["Records", "Progress", "Stats", "End"]
    figures = {"BytesScanned": str(len(CSV)), "BytesProcessed": str(len(CSV)), "BytesReturned": "2"}
    assert events[2] == {"Stats": {"Details": figures}}
    path = tmp_path / "rows"
    select(client, bucket, "Select * from COSObject", CSV_INPUT).get_select_result_to_file(str(path))
    assert path.read_bytes() == b"ann,31\nbob,25\n"


def test_refusals_and_errors_in_the_stream_are_raised(client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="k", Body=CSV)
    refused = code_of(select, client, bucket, "Select * from read_csv('/etc/passwd')", CSV_INPUT)
    assert refused == (400, "InvalidDataSource")
    stream = select(client, bucket, "Select cast(s.name as int) from COSObject s", CSV_INPUT)
    with pytest.raises(CosServiceError) as caught:
        stream.get_select_result()
    assert caught.value.get_error_code() == "CastFailed"
