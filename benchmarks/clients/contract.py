"""What an adapter is: one method for each job its client can do; a job it has no method for, it cannot do."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

PART = 16 << 20
STEP = 1 << 20
PARALLEL = 4
#: Behind the name of a method: it is called twice, what the first time filled is given back in between, and
#: both times are measured.
AGAIN = "_again"
IN_FLIGHT = 32
SHARE = 32  # keys that a thread takes at a time: handing over one by one would cost more than the calls
SECRET_ID, SECRET_KEY = "AKIDbenchmarkbenchmarkbenchmarkbench", "benchmarkbenchmarkbenchmarkbench"
REGION = "ap-guangzhou"


@dataclass(frozen=True)
class Place:
    """Where the origin is. ca_file: empty for http."""

    endpoint: str
    bucket: str
    ca_file: str = ""

    @property
    def address(self) -> str:
        """host:port"""
        return self.endpoint.partition("://")[2]

    @property
    def scheme(self) -> str:
        """http or https"""
        return self.endpoint.partition("://")[0]


class Adapter:
    """The base of all adapters. Jobs are methods; offers() says whether there is one.

    get_file(key, path, size), get_file_x4(key, path, size), get_memory(key, size) -> bytes-like,
    get_buffer(key, buffer), put_file(key, path), put_parts(key, path), put_memory(key, data),
    get_one(key) -> bytes-like, put_one(key, data), get_many(keys) -> iterator of bytes-like,
    put_many(keys, data), list_keys() -> number, presign_one(key) -> str, presign_many(keys) -> list.

    get_many and put_many keep 32 requests in flight; get_file_x4 and put_parts 4 parts of 16 MiB.
    """

    #: jobs after which the client has compared what it got with the server's checksum
    verifies: frozenset[str] = frozenset()
    #: jobs in which it sums what it sends, to compare that with the server's checksum if there is one
    computes: frozenset[str] = frozenset()
    #: jobs it has a method for all the same, but cannot do
    lacks: frozenset[str] = frozenset()
    #: what was set, for the page
    settings = ""

    def __init__(self, place: Place) -> None:
        self.place = place

    def offers(self, method: str) -> bool:
        """Whether the client can do it."""
        return hasattr(self, method) and method not in self.lacks

    def close(self) -> None:
        """Give back what is held; outside the measured time."""


class OneCommand(Adapter):
    """A client that is a command, so that the whole process is measured."""


class Calls(Adapter):
    """A client without a batch call: many objects are threads that make single calls."""

    def get_one(self, key: str) -> bytes:
        """One small object."""
        raise NotImplementedError

    def put_one(self, key: str, data: bytes) -> object:
        """One small object."""
        raise NotImplementedError

    def get_many(self, keys: list[str]) -> Iterator[object]:
        """Threads, each with its share of the keys."""
        return in_threads(self.get_one, keys)

    def put_many(self, keys: list[str], data: bytes) -> None:
        """Threads, each with its share of the keys."""
        for _ in in_threads(lambda key: self.put_one(key, data), keys):
            pass


def in_threads(call: Callable[[str], object], keys: list[str], threads: int = IN_FLIGHT) -> Iterator[object]:
    """The results of call(key) for all keys, as they come, so that they need not all be held at a time."""
    shares = [keys[at : at + SHARE] for at in range(0, len(keys), SHARE)]
    with ThreadPoolExecutor(threads) as pool:
        for results in pool.map(lambda share: [call(key) for key in share], shares):
            yield from results


def ranges(size: int) -> list[tuple[int, int]]:
    """Start and end (not included) of each part."""
    return [(start, min(start + PART, size)) for start in range(0, size, PART)]


def write_ranges(read: Callable[[int, int], bytes], path: str, size: int) -> None:
    """For clients without parallel downloads: 4 threads that read ranges and write them in place."""
    todo = iter(ranges(size))
    lock = threading.Lock()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)

    def work() -> None:
        while True:
            with lock:
                piece = next(todo, None)
            if piece is None:
                return
            os.pwrite(file, read(*piece), piece[0])

    try:
        with ThreadPoolExecutor(PARALLEL) as pool:
            for done in [pool.submit(work) for _ in range(PARALLEL)]:
                done.result()
    finally:
        os.close(file)
