"""Bodies that are read piece by piece."""

from __future__ import annotations

import gc
import os
import sys
import threading

import pytest

import cos_c.call
from cos_c import Call, CancelFlag, Stream, StreamError, crc64, lib
from tests.cos_c.conftest import BUCKET, Answer

BODY = os.urandom(300_000)


def read_all(stream, size=10_000):
    pieces, buffer = [], bytearray(size)
    while count := stream.readinto(buffer):
        pieces.append(bytes(buffer[:count]))
    return b"".join(pieces)


def test_a_stream_gives_the_whole_body(server, settings):
    server.answer("a", Answer(200, [("x-cos-meta-a", "1")], BODY))
    with Call(settings) as call:
        reply, stream = call.open_stream("GET", bucket=BUCKET, key="a")
        assert reply.status.ok
        assert ("x-cos-meta-a", "1") in [(name.lower(), value) for name, value in reply.headers]
        assert read_all(stream) == BODY
        assert stream.readinto(bytearray(10)) == 0


def test_a_read_is_filled_unless_the_body_ends(server, settings):
    server.answer("a", Answer(body=BODY))
    with Call(settings) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
        buffer = bytearray(200_000)
        assert stream.readinto(buffer) == 200_000
        assert stream.readinto(buffer) == 100_000


@pytest.mark.parametrize("size", [0, 1, 2, 1000, 150_000, 400_000])
def test_a_read_gives_an_object_of_its_own_with_the_checksum_so_far(server, settings, size):
    server.answer("a", Answer(body=BODY))
    with Call(settings) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
        assert stream.crc == 0
        first = stream.read(size)
        assert first == BODY[:size]
        assert stream.crc == crc64(first)
        assert first + stream.read(len(BODY)) == BODY
        assert stream.crc == crc64(BODY)
        assert stream.read(10) == b""


def read_at_once(call, read_ahead):
    """The reply with a body that was read ahead; whether it was, only the network knows."""
    for _ in range(200):
        reply, stream = call.open_stream("GET", bucket=BUCKET, key="a", read_ahead=read_ahead)
        if stream is None:
            return reply
        assert reply.body == b""
        assert read_all(stream) == BODY[:1000]
    pytest.fail("the body never came with the headers")


@pytest.mark.parametrize("check_crc", [True, False])
@pytest.mark.parametrize("read_ahead", [1000, 4096])
def test_a_small_body_read_ahead_is_in_the_reply_with_its_checksum(server, settings, read_ahead, check_crc):
    server.answer("a", Answer(200, [("x-cos-hash-crc64ecma", str(crc64(BODY[:1000])))], BODY[:1000]))
    with Call(settings, check_crc=check_crc) as call:
        reply = read_at_once(call, read_ahead)
    assert reply.status.ok
    assert not reply.is_streaming
    assert reply.body == BODY[:1000]
    assert (reply.received, reply.content_length) == (1000, 1000)
    assert reply.received_crc == crc64(BODY[:1000])


def test_a_body_longer_than_may_be_read_ahead_is_not(server, settings):
    server.answer("a", Answer(body=BODY[:1000]))
    with Call(settings) as call:
        reply, stream = call.open_stream("GET", bucket=BUCKET, key="a", read_ahead=999)
        assert reply.is_streaming
        assert reply.body == b""
        assert read_all(stream) == BODY[:1000]


def test_a_wrong_checksum_of_a_body_read_ahead_is_raised_by_the_read(server, settings):
    server.answer("a", Answer(200, [("x-cos-hash-crc64ecma", "1")], BODY[:1000]))
    with Call(settings) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a", read_ahead=4096)
        with pytest.raises(StreamError, match="CRC64"):
            read_all(stream)


def test_an_error_answer_has_no_stream(server, settings):
    server.answer("a", Answer(404, body=b"<Error><Code>NoSuchKey</Code></Error>"))
    with Call(settings) as call:
        reply, stream = call.open_stream("GET", bucket=BUCKET, key="a")
    assert stream is None
    assert reply.status.error_code == "NoSuchKey"


def test_a_truncated_body_raises_with_its_status(server, settings):
    server.answer("a", Answer(body=BODY, cut=100_000))
    with Call(settings) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
        with pytest.raises(StreamError) as caught:
            read_all(stream)
    assert caught.value.status.code < 0
    assert str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_checksum_raises_at_the_end(server, settings):
    server.answer("a", Answer(200, [("x-cos-hash-crc64ecma", "1")], b"body"))
    with Call(settings) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
        with pytest.raises(StreamError) as caught:
            read_all(stream)
    assert caught.value.status.code == lib.COSE_CRC_INCONSISTENT_ERROR


def test_closing_early_is_clean_and_the_call_goes_on(server, settings):
    server.answer("a", Answer(body=BODY))
    with Call(settings) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
        stream.readinto(bytearray(10))
        stream.close()
        stream.close()
        assert call.execute("GET", bucket=BUCKET, key="a").body == BODY


def test_the_call_closes_its_streams(server, settings):
    server.answer("a", Answer(body=BODY))
    with Call(settings) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
    assert stream.closed
    with pytest.raises(ValueError, match="closed"):
        stream.readinto(bytearray(10))


def test_a_dropped_call_and_stream_are_freed(server, settings):
    server.answer("a", Answer(body=BODY))
    call = Call(settings)
    _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
    del call, stream
    gc.collect()


def test_a_flag_stops_a_stalled_read(server, settings):
    server.answer("a", Answer(body=BODY, cut=1000, hold=True))
    flag = CancelFlag()
    with Call(settings, cancel=flag) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
        stream.readinto(bytearray(1000))
        timer = threading.Timer(0.05, flag.set)
        timer.start()
        with pytest.raises(StreamError) as caught:
            stream.readinto(bytearray(1000))
        timer.join()
    assert caught.value.status.code == lib.COSE_ABORT_CALLBACK


def test_what_progress_raises_comes_out_of_the_read(server, settings):
    server.answer("a", Answer(body=BODY, cut=1000, hold=True))

    def progress(_sent, _to_send, received, _to_receive):
        if received >= 1000:
            raise LookupError("enough")

    with (
        Call(settings, progress=progress, progress_interval=0.01) as call,
        pytest.raises(LookupError) as caught,
    ):
        read_all(call.open_stream("GET", bucket=BUCKET, key="a")[1], 2000)
    assert str(caught.value) == "enough"


def test_an_empty_buffer_reads_nothing(server, settings):
    server.answer("a", Answer(body=b"abc"))
    with Call(settings) as call:
        _, stream = call.open_stream("GET", bucket=BUCKET, key="a")
        assert stream.readinto(bytearray()) == 0
        assert read_all(stream) == b"abc"


@pytest.mark.parametrize("at", ["before", "behind"])
def test_ctrl_c_while_a_stream_is_made_ends_the_request_and_says_nothing_else(
    server, settings, monkeypatch, at
):
    class Interrupted(Stream):
        __slots__ = ()

        def __init__(self, *given):
            if at == "behind":
                super().__init__(*given)
            raise KeyboardInterrupt

    said = []
    monkeypatch.setattr(sys, "unraisablehook", said.append)
    server.answer("a", Answer(body=BODY))
    server.answer("b", Answer(body=BODY))
    with Call(settings) as call:
        monkeypatch.setattr(cos_c.call, "Stream", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            call.open_stream("GET", bucket=BUCKET, key="a")
        gc.collect()
        monkeypatch.undo()
        assert settings.spare == []  # what the request used is not for others: it was not given back
        _, stream = call.open_stream("GET", bucket=BUCKET, key="b")
        assert read_all(stream) == BODY
    assert said == []
