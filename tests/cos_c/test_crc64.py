"""CRC-64/XZ against a second implementation."""

from __future__ import annotations

import fastcrc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cos_c import crc64, crc64_combine


def test_the_check_value_of_the_catalogue():
    assert crc64(b"123456789") == 0x995DC9BBDF1939FA


def test_nothing_has_the_crc_0():
    assert crc64(b"") == 0


@given(st.binary(max_size=5000), st.integers(0, 64))
def test_any_bytes_at_any_alignment(data, shift):
    place = bytearray(shift) + data
    assert crc64(memoryview(place)[shift:]) == fastcrc.crc64.xz(data)


@given(st.binary(max_size=3000), st.binary(max_size=3000))
def test_a_crc_goes_on_where_another_ended(first, second):
    assert crc64(second, crc64(first)) == fastcrc.crc64.xz(first + second)


@given(st.binary(max_size=3000), st.binary(max_size=3000))
def test_two_crcs_combine_into_that_of_both(first, second):
    assert crc64_combine(crc64(first), crc64(second), len(second)) == crc64(first + second)


@settings(max_examples=20)
@given(st.integers(0, 1 << 40))
def test_combining_with_zeros_works_for_lengths_beyond_memory(length):
    # Zeros in steps of powers of two, each combined with itself: an independent way to the same number.
    zero, crc, total, left = crc64(b"\0"), crc64(b"head"), 0, length
    step = 1
    while left:
        if left & 1:
            crc = crc64_combine(crc, zero, step)
            total += step
        zero = crc64_combine(zero, zero, step)
        step *= 2
        left >>= 1
    all_zeros, rest, step, block = 0, length, 1, crc64(b"\0")
    while rest:
        if rest & 1:
            all_zeros = crc64_combine(all_zeros, block, step)
        block = crc64_combine(block, block, step)
        step *= 2
        rest >>= 1
    assert total == length
    assert crc == crc64_combine(crc64(b"head"), all_zeros, length)


def test_what_is_no_buffer_is_refused():
    with pytest.raises(TypeError):
        crc64("text")
