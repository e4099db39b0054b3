"""Many small checks in one run of the compiler, each under a #line of its own: complaints have names."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from facts import VENDORED

PACKAGES = ("apr-util-1", "apr-1", "libcurl", "mxml")
COMPLAINT = re.compile(r"^check:(?P<name>\w+):\d+(?::\d+)?: (?:fatal )?error: (?P<text>.*)$", re.M)


def include_flags() -> list[str]:
    # A package that is not there says so itself when a header of it is included.
    flags = [f"-I{VENDORED / 'include'}", f"-I{VENDORED / 'cosx/include'}"]
    for package in PACKAGES:
        found = subprocess.run(
            ["pkg-config", "--cflags", package], capture_output=True, text=True, check=False
        )
        flags += found.stdout.split()
    return flags


def link_flags() -> list[str]:
    flags = subprocess.run(["pkg-config", "--libs", *PACKAGES], capture_output=True, text=True, check=True)
    return flags.stdout.split()


def complaints(
    folder: Path, headers: Iterable[str], checks: Mapping[str, str], *, flags: Sequence[str] = ()
) -> dict[str, str]:
    """What the compiler says against each of `checks` (C text at file level, by name) under `headers`."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'#include "{header}"' for header in headers]
    for name, text in checks.items():
        lines += [f'#line 1 "check:{name}"', *text.splitlines()]
    source = folder / "checks.c"
    source.write_text("\n".join([*lines, ""]), encoding="utf-8")
    done = subprocess.run(
        ["cc", "-std=gnu11", "-fsyntax-only", "-fmax-errors=0", "-D_GNU_SOURCE", "-w",
         "-Werror=incompatible-pointer-types", "-Werror=int-conversion", *flags, *include_flags(),
         str(source)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found: dict[str, str] = {}
    for match in COMPLAINT.finditer(done.stderr):
        found.setdefault(match["name"], match["text"])
    if done.returncode != 0 and not found:
        raise AssertionError(f"the headers themselves do not compile:\n{done.stderr}")
    return found


def build_program(
    folder: Path, name: str, source: Path, *, flags: Sequence[str], libraries: Sequence[str]
) -> Path:
    """Compile and link `source`; AssertionError with what the compiler said when it cannot be."""
    program = folder / name
    done = subprocess.run(
        ["cc", "-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", *flags,
         *include_flags(), str(source), "-o", str(program), *libraries, *link_flags()],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return program
