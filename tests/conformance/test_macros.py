"""Function-like macros and inline functions: each is there and does what is published (macros.c)."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import compiling
import pytest
from facts import FUNCTION_MACROS, INLINE

SOURCE = Path(__file__).parent / "macros.c"
USED = set(re.findall(r"\w+", SOURCE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted(set(FUNCTION_MACROS) | set(INLINE)))
def test_the_program_uses_it(name):
    assert name in USED


def test_macros_and_inline_functions_do_what_is_published(shared_library, tmp_path):
    program = compiling.build_program(
        tmp_path,
        "macros",
        SOURCE,
        flags=["-Wno-unused-variable"],
        libraries=[str(shared_library), f"-Wl,-rpath,{shared_library.parent}"],
    )
    done = subprocess.run([program], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == ""
