"""All the ways a request can reach its bucket."""

from __future__ import annotations

from typing import Any

import pytest

from pycos import Bucket, Client
from pycos.emulator import Emulator


def ways(emulator: Emulator, bucket: Bucket) -> dict[str, dict[str, Any]]:
    region = bucket.location()
    official = f"cos.{region}.myqcloud.com"
    return {
        "virtual host": {"endpoint": f"http://localhost:{emulator.port}"},
        "path": {"endpoint": f"http://127.0.0.1:{emulator.port}"},
        "path, asked for": {"endpoint": f"http://localhost:{emulator.port}", "address": "path"},
        "cname": {"endpoint": f"http://{bucket.name}.localhost:{emulator.port}", "address": "cname"},
        "route": {"endpoint": f"http://{official}", "route": ("127.0.0.1", emulator.port)},
        "route, https": {
            "region": region,
            "route": ("127.0.0.1", emulator.https_port),
            "ca_file": emulator.ca_file,
        },
        "proxy": {"endpoint": f"http://{official}", "proxy": f"http://127.0.0.1:{emulator.port}"},
        "proxy, https": {
            "region": region,
            "proxy": f"http://127.0.0.1:{emulator.port}",
            "ca_file": emulator.ca_file,
        },
    }


@pytest.mark.parametrize(
    "way",
    [
        "virtual host",
        "path",
        "path, asked for",
        "cname",
        "route",
        "route, https",
        "proxy",
        "proxy, https",
    ],
)
def test_every_way_leads_to_the_same_objects(emulator: Emulator, bucket: Bucket, way: str) -> None:
    key = "/a b/../中+%25.txt"
    bucket.put(key, b"before")
    client = Client(**ways(emulator, bucket)[way], credentials=bucket.client._session.provider)
    there = client.bucket(bucket.name)
    assert there.get(key).read() == b"before"
    there.put(key, b"after")
    assert [entry.key for entry in there.objects()] == [key]
    if way != "cname":
        there.copy(key, to="copy")
        assert bucket.get("copy").read() == b"after"
    assert [result.ok for result in there.delete_many([key])] == [True]
    assert not bucket.exists(key)
