"""obstore."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.store import S3Store

from benchmarks.clients.contract import (
    PARALLEL,
    PART,
    REGION,
    SECRET_ID,
    SECRET_KEY,
    STEP,
    Calls,
    Place,
    write_ranges,
)


class ObstoreAdapter(Calls):
    """The synchronous calls, which are faster than its asynchronous ones; payload not hashed."""

    settings = "unsigned_payload; steps of 1 MiB; parts of 16 MiB, 4 at once; small objects from 32 threads"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        options = {"allow_http": True}
        if place.ca_file:
            options["root_certificate"] = Path(place.ca_file).read_text()
        self.store = S3Store(
            place.bucket,
            endpoint=place.endpoint,
            region=REGION,
            access_key_id=SECRET_ID,
            secret_access_key=SECRET_KEY,
            virtual_hosted_style_request=False,
            unsigned_payload=True,
            client_options=options,
        )

    def _pieces(self, key: str) -> Iterator[bytes]:
        return iter(obstore.get(self.store, key).stream(min_chunk_size=STEP))

    def get_file(self, key: str, path: str, size: int) -> None:
        """Its stream, written as it comes."""
        with open(path, "wb", buffering=0) as file:
            for piece in self._pieces(key):
                file.write(piece)

    def get_file_x4(self, key: str, path: str, size: int) -> None:
        """It has none: four threads with ranges."""
        write_ranges(lambda start, end: obstore.get_range(self.store, key, start=start, end=end), path, size)

    def get_memory(self, key: str, size: int) -> bytes:
        """Its own memory."""
        return obstore.get(self.store, key).bytes()

    def get_buffer(self, key: str, buffer: memoryview) -> None:
        """It has none: the pieces of its stream, copied."""
        at = 0
        for piece in self._pieces(key):
            view = memoryview(piece)
            buffer[at : at + len(view)] = view
            at += len(view)

    def put_file(self, key: str, path: str) -> None:
        """One request."""
        obstore.put(self.store, key, Path(path), use_multipart=False)

    def put_parts(self, key: str, path: str) -> None:
        """A multipart upload."""
        obstore.put(
            self.store, key, Path(path), use_multipart=True, chunk_size=PART, max_concurrency=PARALLEL
        )

    def put_memory(self, key: str, data: bytes) -> None:
        """One request."""
        obstore.put(self.store, key, data, use_multipart=False)

    def get_one(self, key: str) -> bytes:
        """A single call."""
        return obstore.get(self.store, key).bytes()

    def put_one(self, key: str, data: bytes) -> object:
        """A single call."""
        return obstore.put(self.store, key, data, use_multipart=False)

    def list_keys(self) -> int:
        """A dict for each key."""
        return sum(1 for page in obstore.list(self.store, prefix="list") for item in page if item["path"])

    def presign_one(self, key: str) -> str:
        """A URL."""
        return obstore.sign(self.store, "GET", key, timedelta(seconds=600))

    def presign_many(self, keys: list[str]) -> list[str]:
        """Its bulk call."""
        return obstore.sign(self.store, "GET", keys, timedelta(seconds=600))
