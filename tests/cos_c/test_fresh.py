"""Memory that is new from the kernel: when it is got, and with pages of which size."""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cos_c._library import ffi, lib
from cos_c.fresh import FreshBytes

MIB = 1 << 20
STEP: int = lib.COSC_FRESH_STEP
FAST, SLOW = 200_000, 5_000_000  # nanoseconds for a step


def address_of(memory: Any) -> int:
    return int(ffi.cast("uintptr_t", memory))


def resident(begin: int, end: int) -> int:
    """Bytes of [begin, end) that the process has."""
    begin -= begin % mmap.PAGESIZE
    pages = (end - begin + mmap.PAGESIZE - 1) // mmap.PAGESIZE
    there = (ctypes.c_ubyte * pages)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.mincore(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), there) == 0
    return sum(one & 1 for one in there) * mmap.PAGESIZE


def flags_at(address: int) -> list[str]:
    """What the kernel was told of the memory there: hg, large pages; nh, none."""
    inside = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        words = line.split()
        if "-" in words[0] and not words[0].endswith(":"):
            low, _, high = words[0].partition("-")
            inside = int(low, 16) <= address < int(high, 16)
        elif inside and words[0] == "VmFlags:":
            return words[1:]
    raise AssertionError(f"no memory at {address:#x}")


class Region:
    """64 MiB that nobody has touched, and what cosc_fresh_begin makes of them."""

    def __init__(self) -> None:
        self.memory = mmap.mmap(-1, 64 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.borrowed = ffi.from_buffer("char[]", self.memory, require_writable=True)
        self.fresh = ffi.new("cosc_fresh_t *")
        lib.cosc_prefer_large_pages(self.borrowed, 64 * MIB)
        lib.cosc_fresh_begin(self.fresh, self.borrowed, 64 * MIB)
        self.begin, self.end = address_of(self.fresh.next), address_of(self.fresh.end)

    def took(self, *nanoseconds: int) -> int:
        for one in nanoseconds:
            lib.cosc_fresh_took(self.fresh, one)
        return int(self.fresh.turns)

    def close(self) -> None:
        ffi.release(self.borrowed)
        self.memory.close()


@pytest.fixture
def region() -> Iterator[Region]:
    made = Region()
    yield made
    made.close()


def test_it_is_got_in_whole_steps_as_far_as_it_is_needed_and_no_further(region: Region) -> None:
    assert region.begin % STEP == region.end % STEP == 0
    assert resident(region.begin, region.end) == 0
    lib.cosc_fresh_reach(region.fresh, region.fresh.next + 2 * STEP + 1)
    assert address_of(region.fresh.next) == region.begin + 3 * STEP
    assert resident(region.begin, region.begin + 3 * STEP) == 3 * STEP
    assert resident(region.begin + 3 * STEP, region.end) == 0


def test_what_is_there_is_not_got_again_and_nothing_behind_the_end(region: Region) -> None:
    lib.cosc_fresh_reach(region.fresh, region.fresh.next + 1)
    lib.cosc_fresh_reach(region.fresh, region.fresh.next)
    assert address_of(region.fresh.next) == region.begin + STEP
    lib.cosc_fresh_reach(region.fresh, region.fresh.end + 100 * STEP)
    assert address_of(region.fresh.next) == region.end


def test_three_slow_steps_in_a_row_turn_to_small_pages_for_what_is_left(region: Region) -> None:
    lib.cosc_fresh_reach(region.fresh, region.fresh.next + 1)
    region.fresh.turns = region.fresh.slow = 0  # whatever this machine's memory was like
    assert region.took(SLOW, SLOW, FAST, SLOW, SLOW) == 0
    assert "hg" in flags_at(region.begin + STEP)
    assert region.took(SLOW) == 1
    assert "nh" in flags_at(region.begin + STEP)
    assert "nh" in flags_at(region.end - 1)
    assert "nh" not in flags_at(region.begin)


def test_slow_small_pages_turn_back_and_it_ends_with_large_ones(region: Region) -> None:
    assert region.took(SLOW, SLOW, SLOW) == 1
    assert region.took(FAST, FAST, SLOW, SLOW, SLOW) == 2
    assert "hg" in flags_at(region.begin)
    turns = region.took(*[SLOW] * 1000)
    assert turns % 2 == 0
    assert "hg" in flags_at(region.begin)


def test_memory_that_ends_before_its_first_step_is_left_alone() -> None:
    fresh = ffi.new("cosc_fresh_t *")
    address = ffi.cast("char *", 5 * STEP + 1)  # never written to
    lib.cosc_fresh_begin(fresh, address, STEP)
    assert fresh.next == fresh.end
    lib.cosc_fresh_reach(fresh, address + STEP)


def test_where_the_kernel_says_no_the_rest_comes_when_it_is_written_to(region: Region) -> None:
    region.fresh.next = ffi.cast("char *", address_of(region.fresh.next) + 1)  # not the beginning of a page
    lib.cosc_fresh_reach(region.fresh, region.fresh.end)
    assert region.fresh.next == region.fresh.end
    assert address_of(region.fresh.next) == region.begin + 1


@pytest.mark.parametrize("size", [0, 1, 2, MIB, 4 * MIB, 9 * MIB + 5])
def test_bytes_come_out_as_they_were_written(size: int) -> None:
    fresh = FreshBytes(size)
    pattern = bytes(range(256)) * (size // 256 + 1)
    for at in range(0, size, MIB):
        fresh.reach(min(size, at + MIB))
        fresh.view[at : at + MIB] = pattern[at : min(size, at + MIB)]
    fresh.reach(size)
    assert fresh.value(size) == pattern[:size]
