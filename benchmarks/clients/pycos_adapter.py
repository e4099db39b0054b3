"""pycos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pycos
import pycos.transfer  # otherwise loaded with the first file; loading is not what is measured here
from benchmarks.clients.contract import IN_FLIGHT, PARALLEL, PART, SECRET_ID, SECRET_KEY, Calls, Place


class PycosAdapter(Calls):
    """Everything verified, as always."""

    verifies = frozenset({"get_file", "get_file_x4", "get_memory", "get_buffer", "get_one", "get_many"})
    computes = frozenset({"put_file", "put_parts", "put_memory", "put_one", "put_many"})
    lacks = frozenset(
        method for method in ("get_many", "put_many", "presign_many") if not hasattr(pycos.Bucket, method)
    )
    settings = "defaults; parts of 16 MiB, 4 threads"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.client = pycos.Client(
            endpoint=place.endpoint,
            secret_id=SECRET_ID,
            secret_key=SECRET_KEY,
            ca_file=place.ca_file or None,
            max_concurrency=PARALLEL,
        )
        self.bucket = self.client.bucket(place.bucket)

    def close(self) -> None:
        """Close the client."""
        self.client.close()

    def get_file(self, key: str, path: str, size: int) -> None:
        """One part, so one stream."""
        self.bucket.download_file(key, path, part_size=size, checkpoint=False)

    def get_file_x4(self, key: str, path: str, size: int) -> None:
        """Resumable, with its checkpoint."""
        self.bucket.download_file(key, path, part_size=PART)

    def get_memory(self, key: str, size: int) -> bytes:
        """New memory."""
        return self.bucket.get(key).read()

    def get_buffer(self, key: str, buffer: memoryview) -> None:
        """The caller's memory."""
        self.bucket.get_into(key, buffer)

    def put_file(self, key: str, path: str) -> None:
        """One request."""
        self.bucket.put(key, Path(path))

    def put_parts(self, key: str, path: str) -> None:
        """Resumable, with its checkpoint."""
        self.bucket.upload_file(path, key, part_size=PART)

    def put_memory(self, key: str, data: bytes) -> None:
        """One request."""
        self.bucket.put(key, data)

    def get_one(self, key: str) -> bytes:
        """A single call."""
        return self.bucket.get(key).read()

    def put_one(self, key: str, data: bytes) -> object:
        """A single call."""
        return self.bucket.put(key, data)

    def get_many(self, keys: list[str]) -> Iterator[object]:
        """The batch call."""
        for result in self.bucket.get_many(keys, concurrency=IN_FLIGHT):
            if result.error is not None:
                raise result.error
            yield result.data

    def put_many(self, keys: list[str], data: bytes) -> None:
        """The batch call."""
        for result in self.bucket.put_many(((key, data) for key in keys), concurrency=IN_FLIGHT):
            if result.error is not None:
                raise result.error

    def list_keys(self) -> int:
        """One Python object for each key."""
        return sum(1 for info in self.bucket.objects(prefix="list/") if info.key)

    def presign_one(self, key: str) -> str:
        """A URL."""
        return self.bucket.presign("GET", key)

    def presign_many(self, keys: list[str]) -> list[str]:
        """The bulk call."""
        return list(self.bucket.presign_many("GET", keys))
