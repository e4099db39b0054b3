"""Large bodies are neither copied on their way to C nor on their way back."""

from __future__ import annotations

import ctypes
import tracemalloc

import pytest

from cos_c import BytesSink, Call, MemorySink, MemorySource, ffi, new_bytes
from tests.cos_c.conftest import BUCKET, Answer

SIZE = 16 << 20


def address(buffer: bytearray) -> int:
    return ctypes.addressof((ctypes.c_char * len(buffer)).from_buffer(buffer))


def test_a_source_points_into_the_callers_memory():
    buffer = bytearray(64)
    native = ffi.new("cosx_source_t *")
    MemorySource(memoryview(buffer)[8:]).fill(native)
    assert int(ffi.cast("uintptr_t", native.data)) == address(buffer) + 8
    assert native.size == 56


def test_a_sink_points_into_the_callers_memory():
    buffer = bytearray(64)
    native = ffi.new("cosx_sink_t *")
    MemorySink(buffer).fill(native)
    assert int(ffi.cast("uintptr_t", native.data)) == address(buffer)
    assert native.capacity == 64


def test_receiving_into_bytes_takes_the_memory_of_the_body_once(server, settings):
    server.answer("big", Answer(body=bytes(SIZE)))
    with Call(settings) as call:
        tracemalloc.start()
        try:
            sink = BytesSink(SIZE)
            reply = call.execute("GET", bucket=BUCKET, key="big", sink=sink)
            body = sink.value()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert reply.status.ok
    assert len(body) == SIZE
    assert peak < SIZE * 1.25


def test_a_source_keeps_its_buffer_from_being_resized():
    buffer = bytearray(8)
    source = MemorySource(buffer)
    with pytest.raises(BufferError):
        buffer.extend(b"more")
    del source
    buffer.extend(b"more")


def test_a_source_refuses_memory_that_is_not_contiguous():
    with pytest.raises((BufferError, ValueError)):
        MemorySource(memoryview(bytes(10))[::2])


def test_a_source_refuses_what_is_no_buffer():
    with pytest.raises(TypeError):
        MemorySource("text")


def test_a_sink_refuses_memory_that_is_read_only():
    with pytest.raises((BufferError, TypeError)):
        MemorySink(b"constant")


def test_a_source_counts_bytes_and_not_elements():
    assert MemorySource(memoryview(bytes(16)).cast("d")).size == 16


@pytest.mark.parametrize("size", [0, 1])
def test_shared_bytes_objects_are_never_given_out_for_writing(size):
    with pytest.raises(ValueError, match="2 bytes"):
        new_bytes(size)


def test_new_bytes_are_nobody_elses():
    assert new_bytes(2) is not new_bytes(2)
