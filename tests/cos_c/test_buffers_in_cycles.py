"""Buffers that are garbage together with what borrows them.

Python clears a memoryview in a garbage cycle before the cdata that borrowed it is gone; giving it back then
crashed the process. Each test makes such cycles and has them collected: in a process of its own, as a crash
takes everything with it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import gc
import cos_c

class Holder:
    pass

gc.disable()
for _ in range(100):
    view = memoryview(bytearray(64))[8:]
    holder = Holder()
    holder.me = holder
    holder.kept = {make}
    del holder, view
gc.collect()
print("survived")
"""


@pytest.mark.parametrize("make", ["cos_c.MemorySource(view)", "cos_c.MemorySink(view)"])
def test_a_view_that_dies_in_a_cycle_with_its_borrower_does_not_crash(make: str) -> None:
    program = [sys.executable, "-c", PROGRAM.format(make=make)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "survived\n", "")


def test_a_pinned_view_is_locked_at_its_own_place() -> None:
    from cos_c._library import ffi
    from cos_c.buffers import pin

    below = bytearray(b"0123456789")
    keep, address, size = pin(memoryview(below)[3:7], writable=True)
    assert bytes(ffi.buffer(address, size)) == b"3456"
    with pytest.raises(BufferError):
        below.append(0)
    del keep
