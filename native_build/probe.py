"""Ask the compiler and the linker which declarations a library really has."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from native_build.declarations import Item
from native_build.requirements import BuildProblem
from native_build.sdk import Sdk

# Fields that cosx sets when the SDK has them: cosx/src/settings.c.
LAYOUT = ("retry_times", "retry_change_domain", "retry_change_domin")


def layout_macros(absent: Sequence[str]) -> list[tuple[str, str]]:
    """What cosx must be told of cos_config_t, whose layout differs between SDKs of one version."""
    return [
        (f"COSX_HAVE_CONFIG_{name.upper()}", "0" if f"cos_config_t.{name}" in absent else "1")
        for name in LAYOUT
    ]


def missing(sdk: Sdk, items: Sequence[Item], *, header: str, compiler: str = "cc") -> list[str]:
    """The names of those `items` that `sdk` does not have. A few compiler runs when most are there.

    Raises BuildProblem, with what the compiler said, when not even an empty program can be linked:
    every answer would be "missing".
    """
    with tempfile.TemporaryDirectory(prefix="pycos-probe-") as directory:
        if said := complaint(sdk, (), header, compiler, Path(directory)):
            raise BuildProblem(f"{said}\nno program can be linked with the C SDK of {sdk.include_dirs[0]}")
        return search(sdk, items, header, compiler, Path(directory))


def search(sdk: Sdk, items: Sequence[Item], header: str, compiler: str, directory: Path) -> list[str]:
    if not items or complaint(sdk, items, header, compiler, directory) == "":
        return []
    if len(items) == 1:
        return [items[0].name]
    middle = len(items) // 2
    halves = (items[:middle], items[middle:])
    return [name for half in halves for name in search(sdk, half, header, compiler, directory)]


def complaint(sdk: Sdk, items: Sequence[Item], header: str, compiler: str, directory: Path) -> str:
    """What is wrong with a program that uses all of `items`; "" when it compiles and links."""
    source, program = directory / "probe.c", directory / "probe"
    lines = [
        "#include <stddef.h>",
        f'#include "{header}"',
        *(item.probe.replace("@", str(i)) for i, item in enumerate(items)),
    ]
    source.write_text("\n".join([*lines, "int main(void) { return 0; }", ""]))
    command = [
        compiler, "-std=gnu11", "-w", "-Werror=implicit-function-declaration",
        "-Wl,--no-as-needed",
        *(f"-I{d}" for d in sdk.include_dirs), "-o", str(program), str(source), *sdk.archives,
        *(f"-L{d}" for d in sdk.library_dirs), *(f"-Wl,-rpath,{d}" for d in sdk.run_dirs),
        *(f"-l{name}" for name in sdk.libraries),
    ]  # fmt: skip
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return "" if done.returncode == 0 else done.stdout or f"{compiler} failed with {done.returncode}"
