"""boto3 as it is, with its defaults (checksums among them): path style and virtual host, http and https.

Over https it sends bodies as aws-chunked with a trailing checksum; over http it signs their SHA-256.
"""

from __future__ import annotations

from typing import Any

import pytest
from s3_entrances import NAMES, Entrance, new_bucket_name

from pycos.emulator import Emulator


@pytest.fixture(scope="module", params=NAMES)
def entrance(request: pytest.FixtureRequest, server: Emulator) -> Entrance:
    return Entrance(request.param, server)


@pytest.fixture(scope="module")
def s3(entrance: Entrance) -> Any:
    return entrance.boto3()


@pytest.fixture
def bucket(s3: Any) -> str:
    name = new_bucket_name()
    s3.create_bucket(Bucket=name)
    return name
