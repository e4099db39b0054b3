"""CRC-64/XZ as COS reports it, and the CRC of a whole from the CRCs of its pieces.

The bytes go through the native ``fastcrc`` (which frees the interpreter lock); only the combination,
which is matrix arithmetic on 64-bit numbers and happens once per part, is Python.
"""

from __future__ import annotations

import functools

import fastcrc

_POLYNOMIAL = 0xC96C5795D7870F42  # ECMA-182, bit-reversed

crc64 = fastcrc.crc64.xz


def _multiply(matrix: tuple[int, ...], vector: int) -> int:
    result = 0
    row = 0
    while vector:
        if vector & 1:
            result ^= matrix[row]
        vector >>= 1
        row += 1
    return result


@functools.cache
def _zero_bytes(power: int) -> tuple[int, ...]:
    """The matrix that carries a CRC over 2**power zero bytes."""
    if power == -3:  # one zero bit
        return (_POLYNOMIAL, *(1 << bit for bit in range(63)))
    half = _zero_bytes(power - 1)
    return tuple(_multiply(half, half[bit]) for bit in range(64))


def combine(first: int, second: int, second_size: int) -> int:
    """The CRC of A+B from the CRC of A, the CRC of B and the number of bytes in B."""
    power = 0
    while second_size:
        if second_size & 1:
            first = _multiply(_zero_bytes(power), first)
        second_size >>= 1
        power += 1
    return first ^ second
