"""Writes that one thread gathers into one transaction: all of them are kept, or none was ever made."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pycos.emulator.errors import ApiError
from pycos.emulator.store.durability import Durability
from pycos.emulator.store.model import Attributes, Bucket, Stored
from pycos.emulator.store.segments import Segment
from pycos.emulator.store.sqlite import NotHere, Transaction
from pycos.emulator.store.storage import Storage


@pytest.fixture(params=["memory", "disk"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    made = Storage(tmp_path / "data" if request.param == "disk" else None)
    yield made
    made.close()


@pytest.fixture
def bucket(storage: Storage) -> Bucket:
    return storage.buckets.create("b-1250000000", "ap-guangzhou", acl="private", options={})


def put(storage: Storage, bucket: Bucket, key: str, *, keep_existing: bool = False) -> None:
    data = key.encode()
    stored = Stored(len(data), "0" * 32, 0, (Segment(len(data), data=data),))
    storage.objects.put(bucket, key, stored, Attributes({}), keep_existing=keep_existing)


def elsewhere(work: Callable[[], object]) -> None:
    """Do something on another thread, to its end."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    for failure in failures:
        raise failure


def keys(storage: Storage, bucket: Bucket) -> list[str]:
    return [found.key for found in storage.objects.scan(bucket, b"", b"\xff", 100)]


def fail_halfway(transaction: Transaction) -> None:
    transaction.execute("INSERT INTO content (owner, data) VALUES (-1, x'00')")
    raise ApiError("InvalidRequest")


def test_what_was_gathered_is_there_when_it_is_settled(storage: Storage, bucket: Bucket) -> None:
    assert storage.database.begin_gathering()
    assert storage.database.begin_gathering()  # the same
    for key in ("a", "b", "c"):
        put(storage, bucket, key)
    assert storage.database.gathered == 3
    assert storage.objects._recent.get((bucket.number, "a")) is None
    storage.database.settle()
    assert storage.database.gathered == 0
    assert keys(storage, bucket) == ["a", "b", "c"]
    found = storage.objects.get(bucket, "b")
    assert found is not None
    assert found.inline == b"b"
    storage.database.settle()  # of nothing


def test_another_writer_waits_until_it_is_settled(storage: Storage, bucket: Bucket) -> None:
    assert storage.database.begin_gathering()
    put(storage, bucket, "first")
    started = threading.Event()

    def write() -> None:
        started.set()
        put(storage, bucket, "second")

    writer = threading.Thread(target=write)
    writer.start()
    assert started.wait(20)
    put(storage, bucket, "third")
    storage.database.settle()
    writer.join(20)
    order = storage.database.rows("SELECT CAST(key AS TEXT) FROM object ORDER BY seq")
    assert order == [("first",), ("third",), ("second",)]


def test_who_would_have_to_wait_for_another_writer_does_not_gather(storage: Storage, bucket: Bucket) -> None:
    answers: list[bool] = []

    def try_it() -> None:
        answers.append(storage.database.begin_gathering())
        if answers[-1]:
            storage.database.settle()

    storage.database.write(lambda _: elsewhere(try_it))
    elsewhere(try_it)
    assert answers == [False, True]


def test_a_refusal_leaves_the_others_alone(storage: Storage, bucket: Bucket) -> None:
    put(storage, bucket, "old")
    assert storage.database.begin_gathering()
    put(storage, bucket, "a")
    for taken in ("old", "a"):
        with pytest.raises(ApiError) as caught:
            put(storage, bucket, taken, keep_existing=True)
        assert caught.value.code == "FileAlreadyExists"
    put(storage, bucket, "b")
    storage.database.settle()
    assert keys(storage, bucket) == ["a", "b", "old"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_failure_halfway_undoes_all_of_them(storage: Storage, bucket: Bucket, place: int) -> None:
    put(storage, bucket, "old")
    assert storage.database.begin_gathering()
    for number in range(place):
        put(storage, bucket, f"gone{number}")
    put(storage, bucket, "old")
    with pytest.raises(NotHere):
        storage.database.write(fail_halfway)
    assert storage.database.gathered == 0
    put(storage, bucket, "kept")  # begins anew
    storage.database.settle()
    assert keys(storage, bucket) == ["kept", "old"]
    assert storage.database.rows("SELECT count(*) FROM content") == [(2,)]
    found = storage.objects.get(bucket, "old")
    assert found is not None
    assert found.seq == 1


def test_a_commit_that_fails_undoes_all_of_them(storage: Storage, bucket: Bucket) -> None:
    class Broken:
        """A connection that cannot commit."""

        def __init__(self, real: sqlite3.Connection) -> None:
            self._real = real

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

        def execute(self, sql: str, *values: object) -> object:
            if sql == "COMMIT":
                raise sqlite3.OperationalError("database or disk is full")
            return self._real.execute(sql, *values)  # type: ignore[arg-type]

    real = storage.database._writer
    assert storage.database.begin_gathering()
    put(storage, bucket, "a")
    storage.database._writer = Broken(real)  # type: ignore[assignment]
    with pytest.raises(NotHere):
        storage.database.settle()
    storage.database._writer = real
    assert keys(storage, bucket) == []
    put(storage, bucket, "b")  # nobody is kept from writing
    assert keys(storage, bucket) == ["b"]


def test_nothing_uncommitted_is_read(storage: Storage, bucket: Bucket) -> None:
    assert storage.database.begin_gathering()
    put(storage, bucket, "a")
    if storage.database._path is None:  # there is but one connection
        with pytest.raises(NotHere):
            keys(storage, bucket)
    else:
        assert keys(storage, bucket) == []
    assert storage.database.gathered == 1
    storage.database.settle()
    assert keys(storage, bucket) == ["a"]


def test_full_durability_gathers_nothing_on_a_thread_that_must_not_wait(tmp_path: Path) -> None:
    storage = Storage(tmp_path, durability=Durability.FULL)
    assert not storage.database.begin_gathering()
    storage.close()
