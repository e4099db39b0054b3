"""get_many, put_many, head_many, copy_many and delete_many against the local server."""

from __future__ import annotations

import gc
import itertools
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_server import ScriptedServer, error_body, raw, reset, response, stall

import pycos
from pycos import Bucket, CancelToken, Client, RetryPolicy
from pycos.emulator import Emulator

BUCKET = "photos-1250000000"
QUICK = RetryPolicy(attempts=3, base_delay=0.001, max_delay=0.005)


def held() -> tuple[int, int]:
    """How many descriptors and threads this process has, but for what other tests left to be collected."""
    gc.collect()
    fds, tasks = (list(Path(f"/proc/self/{kind}").iterdir()) for kind in ("fd", "task"))
    return len(fds), len(tasks)


def crc_of(data: bytes) -> dict[str, str]:
    return {"x-cos-hash-crc64ecma": str(pycos.crc64(data))}


# -- round trips ---------------------------------------------------------------------------------------------


def test_what_was_put_is_got_again(bucket: Bucket) -> None:
    bodies = {f"dir {n}/läng-{n}.txt": os.urandom(n * 37) for n in range(150)}
    put = list(bucket.put_many(bodies.items()))
    assert all(result.ok for result in put)
    assert {result.key: result.crc64 for result in put} == {
        key: pycos.crc64(body) for key, body in bodies.items()
    }
    got = {result.key: result.data for result in bucket.get_many(bodies)}
    assert got == bodies


def test_results_say_what_head_says(bucket: Bucket) -> None:
    bucket.put("a.json", b"{}", metadata={"author": "li"})
    (result,) = bucket.head_many(["a.json"])
    single = bucket.head("a.json")
    assert (result.size, result.etag, result.crc64, result.content_type, result.last_modified) == (
        2, single.etag, single.crc64, "application/json", single.last_modified,
    )  # fmt: skip
    assert result.info.metadata == {"author": "li"}
    assert (result.data, result.attempts, result.index, result.ok) == (None, 1, 0, True)
    assert result.request_id


def test_ordered_results_come_in_the_order_of_the_keys(bucket: Bucket) -> None:
    keys = [f"k{n}" for n in range(300)]
    for result in bucket.put_many(((key, key.encode() * 40) for key in keys), ordered=True):
        assert result.key == keys[result.index]
    assert [r.key for r in bucket.get_many(keys, ordered=True)] == keys
    assert [r.index for r in bucket.head_many(keys, ordered=True)] == list(range(300))


def test_each_missing_key_has_its_error_and_the_others_their_data(bucket: Bucket) -> None:
    bucket.put("there", b"x")
    results = {r.key: r for r in bucket.get_many(["there", "nope", "there too"])}
    assert results["there"].data == b"x"
    error = results["nope"].error
    assert isinstance(error, pycos.NoSuchKey)
    assert (error.key, error.bucket, error.operation, error.attempts, error.status) == (
        "nope", bucket.name, "GetObject", 1, 404,
    )  # fmt: skip
    assert error.request_id
    assert results["nope"].data is None
    heads = {r.key: r.error for r in bucket.head_many(["there", "nope"])}
    assert heads["there"] is None
    assert isinstance(heads["nope"], pycos.NoSuchKey)


def test_raise_errors_raises_the_first(bucket: Bucket) -> None:
    with pytest.raises(pycos.NoSuchKey):
        list(bucket.get_many(["nope"], raise_errors=True))


def test_a_range_of_each(bucket: Bucket) -> None:
    bucket.put("a", b"0123456789")
    (result,) = bucket.get_many(["a"], range=(2, 5))
    assert (result.data, result.size) == (b"234", 10)


def test_the_same_key_twice_has_two_results(bucket: Bucket) -> None:
    bucket.put("a", b"1")
    assert [r.index for r in bucket.get_many(["a", "a", "a"], ordered=True)] == [0, 1, 2]


def test_nothing_in_nothing_out(bucket: Bucket) -> None:
    assert list(bucket.get_many([])) == []
    assert list(bucket.put_many(iter(()))) == []
    assert list(bucket.copy_many([])) == []
    assert bucket.delete_many([]) == []


def test_bodies_of_all_kinds(bucket: Bucket, tmp_path: Path) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(os.urandom(700_000))
    (tmp_path / "empty").touch()
    items = {
        "bytes": b"b" * 5000,
        "none": b"",
        "array": bytearray(b"array"),
        "view": memoryview(b"0123456789")[2:5],
        "file": file,
        "empty file": tmp_path / "empty",
        "large": os.urandom(3_000_000),
    }
    assert [r.error for r in bucket.put_many(items.items()) if not r.ok] == []
    got = {r.key: r.data for r in bucket.get_many(items)}
    expected = {k: v.read_bytes() if isinstance(v, Path) else bytes(v) for k, v in items.items()}
    assert got == expected


def test_headers_of_all_and_of_one(bucket: Bucket) -> None:
    items = [
        ("a.txt", b"1"),
        ("b.tar.gz", b"2"),
        ("c", b"3", {"Content-Type": "text/css", "x-cos-meta-own": "yes"}),
    ]
    assert all(r.ok for r in bucket.put_many(items, metadata={"shared": "ü"}, cache_control="no-cache"))
    infos = {r.key: r.info for r in bucket.head_many(["a.txt", "b.tar.gz", "c"])}
    assert [infos[k].content_type for k in ("a.txt", "b.tar.gz", "c")] == [
        "text/plain", "application/gzip", "text/css",
    ]  # fmt: skip
    assert infos["c"].metadata == {"shared": "ü", "own": "yes"}
    assert infos["a.txt"].cache_control == "no-cache"
    # a plain PUT needs no more headers than are signed
    assert all(r.ok for r in bucket.put_many([("t", b"4")], content_type="x/y"))
    assert bucket.head("t").content_type == "x/y"


def test_copies(bucket: Bucket, client: Client) -> None:
    bucket.put("sürce 1", b"one", metadata={"a": "b"})
    results = {r.key: r for r in bucket.copy_many([("sürce 1", "c/1"), ("nope", "c/2")])}
    assert results["c/1"].etag == bucket.head("sürce 1").etag
    assert results["c/1"].crc64 == pycos.crc64(b"one")
    assert bucket.head("c/1").metadata == {"a": "b"}
    assert isinstance(results["c/2"].error, pycos.NoSuchKey)
    other = client.create_bucket(bucket.name.replace("test", "other"))
    assert all(r.ok for r in other.copy_many([("c/1", "x")], from_bucket=bucket))
    assert other.get("x").read() == b"one"


def test_an_error_inside_a_200_is_an_error(scripted: ScriptedServer, scripted_client: Client) -> None:
    scripted.answer(response(200, error_body("AccessDenied")))
    (result,) = scripted_client.bucket(BUCKET).copy_many([("a", "b")])
    assert isinstance(result.error, pycos.AccessDenied)
    scripted.answer(response(200, b"<Other/>"))
    (result,) = scripted_client.bucket(BUCKET).copy_many([("a", "b")])
    assert isinstance(result.error, pycos.MalformedResponse)


def test_many_more_than_a_thousand_keys_are_deleted(bucket: Bucket, faults: Emulator) -> None:
    keys = [f"k{n:04}" for n in range(3050)]
    assert all(r.ok for r in bucket.put_many((key, b"") for key in keys))
    results = bucket.delete_many(keys)
    assert [r.key for r in results] == keys
    assert all(r.ok for r in results)
    assert len(faults.requests("DeleteMultipleObjects", bucket=bucket.name)) == 4
    assert list(bucket.objects()) == []


def test_a_request_of_deletions_that_fails_fails_its_keys(bucket: Bucket, faults: Emulator) -> None:
    keys = [f"k{n:04}" for n in range(2500)]
    bucket.delete_many(keys[:1])
    faults.add_fault("status", status=403, code="AccessDenied", match={"bucket": bucket.name}, nth=2, times=0)
    results = bucket.delete_many(keys)
    assert all(r.ok for r in results[:1000])
    assert all(isinstance(r.error, pycos.AccessDenied) for r in results[1000:])


# -- what cannot be sent -------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["", "x" * 851, "a\0b", "\ud800", 7, None])
def test_a_bad_key_is_the_error_of_its_item(bucket: Bucket, bad: object) -> None:
    bucket.put("good", b"x")
    results = list(bucket.get_many(["good", bad, "good"], ordered=True))  # type: ignore[list-item]
    assert [r.ok for r in results] == [True, False, True]
    assert isinstance(results[1].error, pycos.InvalidArgument)
    assert results[1].attempts == 0


@pytest.mark.parametrize(
    "item",
    [
        ("k", "text"),
        ("k", 3),
        ("k",),
        "k",
        None,
        ("k", b"", {"Host": "x"}),
        ("k", b"", {"a": "b\r\n"}),
        ("", b""),
    ],
)
def test_a_bad_item_is_its_own_error(bucket: Bucket, item: object) -> None:
    results = list(bucket.put_many([("a", b"1"), item, ("b", b"2")], ordered=True))  # type: ignore[list-item]
    assert [r.ok for r in results] == [True, False, True]
    assert isinstance(results[1].error, pycos.InvalidArgument)


def test_a_file_that_is_not_there(bucket: Bucket, tmp_path: Path) -> None:
    results = {r.key: r for r in bucket.put_many([("a", tmp_path / "nope"), ("b", tmp_path), ("c", b"x")])}
    assert isinstance(results["a"].error, pycos.LocalFileNotFound)
    assert results["a"].error.filename == str(tmp_path / "nope")
    assert isinstance(results["b"].error, pycos.LocalIsADirectory)
    assert results["c"].ok


@pytest.mark.parametrize(
    "options", [{"concurrency": 0}, {"concurrency": 1025}, {"timeout": 0}, {"memory_limit": 0}]
)
def test_bad_options_are_refused_at_once(bucket: Bucket, options: dict[str, int]) -> None:
    with pytest.raises(pycos.InvalidArgument):
        bucket.get_many(["a"], **options)  # type: ignore[arg-type]


def test_a_text_is_no_list_of_keys(bucket: Bucket) -> None:
    with pytest.raises(pycos.InvalidArgument):
        bucket.get_many("key")


# -- iterables -----------------------------------------------------------------------------------------------


def test_keys_are_read_no_further_than_a_little_ahead(bucket: Bucket) -> None:
    bucket.put("k", b"x")
    taken = itertools.count()
    latest = 0

    def keys() -> Iterator[str]:
        nonlocal latest
        while True:
            latest = next(taken)
            yield "k"

    results = bucket.get_many(keys(), concurrency=2)
    for seen, _ in enumerate(results, start=1):
        assert latest + 1 - seen <= 128
        if seen == 1000:
            break
    results.close()  # type: ignore[attr-defined]


def test_what_an_iterable_raises_comes_behind_what_was_done(bucket: Bucket) -> None:
    def items() -> Iterator[tuple[str, bytes]]:
        for n in range(100):
            yield f"k{n}", b"x"
        raise ZeroDivisionError

    done: list[str] = []
    results = bucket.put_many(items())
    with pytest.raises(ZeroDivisionError):
        done.extend(result.key for result in results)
    assert sorted(done) == sorted(f"k{n}" for n in range(100))
    assert len(list(bucket.objects())) == 100


def test_closing_the_iterator_leaves_nothing_behind(bucket: Bucket) -> None:
    bucket.put("k", b"x" * 100_000)
    list(bucket.get_many(["k"]))
    before = held()
    results = bucket.get_many(itertools.repeat("k"))
    assert next(results).ok
    assert held()[1] == before[1] + 1
    results.close()  # type: ignore[attr-defined]
    assert held() == before
    results = bucket.get_many(itertools.repeat("k"))
    next(results)
    del results
    assert held() == before


def test_an_iterator_that_was_never_begun_sends_nothing(bucket: Bucket, faults: Emulator) -> None:
    bucket.put_many([("a", b"1")])
    assert faults.requests("PutObject", bucket=bucket.name) == []


def test_large_objects_go_through_a_small_memory(bucket: Bucket) -> None:
    bodies = {f"k{n}": os.urandom(300_000) for n in range(12)}
    assert all(r.ok for r in bucket.put_many(bodies.items(), memory_limit=400_000))
    for ordered in (False, True):
        got = {r.key: r.data for r in bucket.get_many(bodies, memory_limit=100_000, ordered=ordered)}
        assert got == bodies


# -- faults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 503])
def test_passing_failures_are_survived(bucket: Bucket, faults: Emulator, status: int) -> None:
    faults.add_fault("status", status=status, match={"bucket": bucket.name}, times=20)
    results = list(bucket.put_many((f"k{n}", b"x") for n in range(200)))
    assert len(results) == 200
    failed = sum(not r.ok for r in results)
    assert failed <= 20 // 3
    assert sum(r.attempts for r in results) == 220 - failed


def test_a_lasting_failure_ends_after_the_attempts(bucket: Bucket, faults: Emulator) -> None:
    faults.add_fault("status", status=503, code="SlowDown", match={"bucket": bucket.name}, times=0)
    (result,) = bucket.get_many(["k"])
    assert isinstance(result.error, pycos.SlowDown)
    assert (result.attempts, result.error.attempts) == (3, 3)


def test_a_wrong_checksum_is_noticed(scripted: ScriptedServer, scripted_client: Client) -> None:
    bucket = scripted_client.bucket(BUCKET)
    scripted.answer(*[response(200, b"data", {"x-cos-hash-crc64ecma": "1"})] * 3)
    (result,) = bucket.get_many(["k"])
    assert isinstance(result.error, pycos.ChecksumMismatch)
    assert result.attempts == 3
    scripted.answer(response(200, b"data", crc_of(b"data")))
    (result,) = bucket.get_many(["k"])
    assert result.data == b"data"
    scripted.answer(*[response(200, b"", {"x-cos-hash-crc64ecma": "1"})] * 3)
    (result,) = bucket.put_many([("k", b"data")])
    assert isinstance(result.error, pycos.ChecksumMismatch)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (reset(), pycos.ConnectionLost),
        (raw(b""), pycos.ConnectionLost),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"), pycos.TruncatedBody),
        (raw(b"HTTP/1.1 200 OK\r\nContent-"), pycos.ConnectionLost),
        (raw(b"garbage\r\n\r\n"), pycos.MalformedResponse),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), pycos.MalformedResponse),
    ],
)
def test_broken_answers_are_asked_for_again(
    scripted: ScriptedServer, scripted_client: Client, broken: object, error: type[Exception]
) -> None:
    bucket = scripted_client.bucket(BUCKET)
    scripted.answer(broken, response(200, b"data"))  # type: ignore[arg-type]
    (result,) = bucket.get_many(["k"])
    assert (result.data, result.attempts) == (b"data", 2)
    scripted.answer(broken, broken, broken)  # type: ignore[arg-type]
    (result,) = bucket.get_many(["k"])
    assert isinstance(result.error, error)


def test_chunked_bodies_and_bodies_to_the_end(scripted: ScriptedServer, scripted_client: Client) -> None:
    bucket = scripted_client.bucket(BUCKET)
    scripted.answer(
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n")
    )
    assert [r.data for r in bucket.get_many(["k"])] == [b"abcde"]
    scripted.answer(raw(b"HTTP/1.1 200 OK\r\n\r\nto the end"))
    assert [r.data for r in bucket.get_many(["k"])] == [b"to the end"]


def test_an_item_that_stalls_runs_out_of_time_alone(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    bucket = scripted_client.bucket(BUCKET)
    scripted.answer(stall())
    (result,) = bucket.get_many(["k"], timeout=0.2)
    assert isinstance(result.error, pycos.DeadlineExceeded)
    assert result.error.key == "k"


def test_a_token_ends_what_runs_and_is_raised_at_the_end(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    bucket, token = scripted_client.bucket(BUCKET), CancelToken()
    scripted.answer(response(200, b"data"), stall())
    results = bucket.get_many(itertools.repeat("k"), concurrency=1, cancel=token)
    seen = [next(results)]
    token.cancel()
    with pytest.raises(pycos.Cancelled):
        seen.extend(results)
    assert seen[0].data == b"data"
    assert all(isinstance(r.error, pycos.Cancelled) for r in seen[1:])


def test_credentials_that_change_are_taken_over(emulator: Emulator, bucket: Bucket) -> None:
    asked = itertools.count()

    class Provider:
        def credentials(self) -> pycos.Credentials:
            if next(asked) < 2:
                return pycos.Credentials(emulator.secret_id, "not yet the right one")
            return pycos.Credentials(emulator.secret_id, emulator.secret_key)

    bucket.put("k", b"x")
    with Client(endpoint=f"http://localhost:{emulator.port}", credentials=Provider(), retry=QUICK) as client:
        results = list(client.bucket(bucket.name).get_many(["k"] * 400, concurrency=1, ordered=True))
    assert not results[0].ok
    assert results[-1].data == b"x"


def test_unsigned_requests(emulator: Emulator, bucket: Bucket) -> None:
    with Client(
        endpoint=f"http://localhost:{emulator.port}", credentials=pycos.AnonymousCredentials(), retry=QUICK
    ) as client:
        (result,) = client.bucket(bucket.name).get_many(["k"])
    assert isinstance(result.error, pycos.AccessDenied)


def test_path_style(emulator: Emulator, bucket: Bucket) -> None:
    bucket.put("a/ü b", b"x")
    with Client(
        endpoint=f"http://127.0.0.1:{emulator.port}",
        address="path",
        secret_id=emulator.secret_id,
        secret_key=emulator.secret_key,
        token=None,
    ) as client:
        assert [r.data for r in client.bucket(bucket.name).get_many(["a/ü b"])] == [b"x"]


def test_two_batches_at_once_and_from_several_threads(bucket: Bucket) -> None:
    bucket.put("k", b"x")
    counts = []

    def work() -> None:
        counts.append(sum(r.data == b"x" for r in bucket.get_many(["k"] * 200, concurrency=4)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [200] * 4
    pairs = zip(bucket.get_many(["k"] * 70), bucket.head_many(["k"] * 70), strict=True)
    assert all(a.ok and b.ok for a, b in pairs)


def test_a_child_after_fork_cannot_go_on_and_does_no_harm(bucket: Bucket) -> None:
    bucket.put("k", b"x")
    results = bucket.get_many(["k"] * 500, concurrency=4)
    next(results)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            for _ in results:
                pass
        except pycos.InvalidOperation:
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert sum(r.ok for r in results) == 499
