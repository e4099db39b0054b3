"""cos_c._native.request: arguments of any size and kind, nothing kept, nothing lost."""

from __future__ import annotations

import sys

import pytest

from cos_c import Call, MemorySource, lib
from cos_c._library import fresh_bytes, request
from tests.cos_c.conftest import BUCKET, Answer


def test_words_beyond_the_usual_room_arrive_whole(server, settings):
    for size in (*range(1900, 2100, 7), 5_000):  # the room is 2,048 bytes for all words
        server.answer("k", Answer())
        with Call(settings) as call:
            reply = call.execute(
                "PUT",
                bucket=BUCKET,
                key="k",
                params=[("p", "q" * 100)],
                headers=[("x-cos-meta-long", "v" * size)],
            )
        assert reply.status.code == 200, reply
        assert server.requests[-1].headers["x-cos-meta-long"] == "v" * size


def test_pairs_may_be_lists_or_tuples(server, settings):
    for pairs in ([["x-cos-meta-a", "1"]], (("x-cos-meta-a", "1"),), [("x-cos-meta-a", "1")]):
        server.answer("k", Answer())
        with Call(settings) as call:
            assert call.execute("PUT", bucket=BUCKET, key="k", headers=pairs).status.ok
        assert server.requests[-1].headers["x-cos-meta-a"] == "1"


@pytest.mark.parametrize("body", [b"", b"x", b"data" * 100_000])
def test_bytes_are_sent_as_a_source_of_them_is(server, settings, body):
    replies = []
    for source in (body, MemorySource(body)):
        server.answer("k", Answer())
        with Call(settings) as call:
            replies.append(call.execute("PUT", bucket=BUCKET, key="k", source=source))
        assert server.requests[-1].body == body
    assert [reply.sent for reply in replies] == [len(body)] * 2
    assert replies[0].sent_crc == replies[1].sent_crc


def test_bytes_of_one_request_are_not_those_of_the_next(server, settings):
    with Call(settings) as call:
        for source in (b"first", None):
            server.answer("k", Answer())
            call.execute("PUT", bucket=BUCKET, key="k", source=source)
    assert [request.body for request in server.requests] == [b"first", b""]


def test_a_stream_takes_bytes_too(server, settings):
    server.answer("k", Answer(200, [], b"answer"))
    with Call(settings) as call:
        reply, stream = call.open_stream("POST", bucket=BUCKET, key="k", source=b"question")
        assert reply.status.ok
        assert stream.read(10) == b"answer"
    assert server.requests[-1].body == b"question"


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": 1},
        {"bucket": b"b"},
        {"params": [("a", None)]},
        {"headers": [(1, "b")]},
        {"headers": [1]},
        {"params": 5},
    ],
)
@pytest.mark.parametrize("ask", ["execute", "open_stream"])
def test_what_is_no_text_is_a_type_error(settings, ask, wrong):
    with Call(settings) as call, pytest.raises(TypeError):
        getattr(call, ask)("GET", **{"bucket": BUCKET, "key": "k", **wrong})


@pytest.mark.parametrize("pair", [("a",), ("a", "b", "c"), ()])
def test_a_pair_has_two_texts(settings, pair):
    with Call(settings) as call, pytest.raises(ValueError, match="unpack"):
        call.execute("GET", bucket=BUCKET, key="k", headers=[pair])


def test_the_number_of_arguments_is_checked():
    with pytest.raises(TypeError, match="9 arguments, not 1"):
        request(0)


def test_no_reference_is_kept_or_lost(server, settings):
    key, name, value, body = "k" * 50, "x-cos-meta-" + "n" * 9, "v" * 50, b"b" * 50
    pair = (name, value)
    pairs = [pair]
    watched = (key, name, value, body, pair, pairs)

    def counts() -> list[int]:
        return [sys.getrefcount(thing) for thing in watched]

    server.answer(key, Answer(200, [("ETag", '"e"')], b"answer"))
    with Call(settings) as call:
        before = counts()
        for _ in range(20):
            reply = call.execute("PUT", bucket=BUCKET, key=key, headers=pairs, source=body)
            assert (reply.status.code, reply.body) == (200, b"answer")
            with pytest.raises(ValueError, match="NUL"):
                call.execute("PUT", bucket=BUCKET, key=key, headers=[*pairs, ("a", "\0")], source=body)
        assert counts() == before


def test_what_a_progress_function_raises_comes_out_as_it_is(server, settings):
    def refuse(*_: int) -> None:
        raise ValueError("not like this")

    server.answer("k", Answer(200, [], b"x"))
    with (
        Call(settings, progress=refuse, progress_interval=1e-6) as call,
        pytest.raises(ValueError, match="not like this"),
    ):
        call.open_stream("GET", bucket=BUCKET, key="k")


def test_new_bytes_have_the_size_asked_for_and_are_not_shared():
    for size in (2, 100, 1 << 20):
        made = fresh_bytes(size)
        assert (type(made), len(made)) == (bytes, size)
        assert made is not fresh_bytes(size)
    with pytest.raises(TypeError):
        fresh_bytes("2")
    with pytest.raises((MemoryError, OverflowError, SystemError)):
        fresh_bytes(sys.maxsize)


def test_functions_are_put_into_modules_only():
    assert not lib.cosc_add_functions(id(object()))
