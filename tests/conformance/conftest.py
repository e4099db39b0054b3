"""What the conformance tests share: one run of the compiler per question, one build of the library."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import compiling
from facts import ENUMS, FUNCTIONS, INLINE, OBJECT_MACROS, STRUCTS, VENDORED, pointer, prototype


def by_header(functions: dict[str, dict]) -> dict[str, dict[str, dict]]:
    grouped: dict[str, dict[str, dict]] = {}
    for name, function in functions.items():
        grouped.setdefault(function["header"], {})[name] = function
    return grouped


def function_check(name: str, function: dict) -> str:
    # Compatible function types differ in nothing but the const of a parameter itself.
    return (
        f"static {function['returns']} (*const check_{name})"
        f"({pointer(function).split('(*)', 1)[1][1:-1]}) __attribute__((unused)) = {name};\n"
        f"_Static_assert(__builtin_types_compatible_p(__typeof__({name}), __typeof__({prototype(function)})),"
        f' "another prototype");'
    )


@pytest.fixture(scope="session")
def function_complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is wrong with each function, with nothing but its own header included."""
    found: dict[str, str] = {}
    for header, functions in by_header(FUNCTIONS | INLINE).items():
        checks = {name: function_check(name, function) for name, function in functions.items()}
        found |= compiling.complaints(tmp_path_factory.mktemp("functions"), [header], checks)
    return found


def struct_check(name: str, struct: dict) -> str:
    lines = [f'_Static_assert(sizeof({name}) == {struct["size"]}, "another size");']
    for field in struct["fields"]:
        member = f"(({name} *)0)->{field['name']}"
        if "bits" in field:  # has no address: its width shows in what it can hold
            lines.append(
                f"static inline void check_{name}_{field['name']}(void) {{ {name} s; "
                f"s.{field['name']} = ({field['type']})-1; (void)s; }}"
            )
            continue
        lines.append(
            f"_Static_assert(__builtin_offsetof({name}, {field['name']}) * 8 == {field['offset_bits']}, "
            f'"{field["name"]}: another place");'
        )
        lines.append(
            f"_Static_assert(__builtin_types_compatible_p(__typeof__({member}), "
            f"__typeof__({field['type']})), "
            f'"{field["name"]}: another type");'
        )
    return "\n".join(lines)


@pytest.fixture(scope="session")
def struct_complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    checks = {name: struct_check(name, struct) for name, struct in STRUCTS.items()}
    headers = ["cos_api.h", "cos_fstack.h", "cos_xml.h"]
    return compiling.complaints(tmp_path_factory.mktemp("structs"), headers, checks)


def value_check(macro: dict) -> str:
    name, value, kind = macro["name"], macro["value"], macro["value_type"]
    lines = [f"#ifndef {name}", '#error "not defined"', "#endif"]
    if kind == "string":
        same = f'__builtin_memcmp({name}, "{value}", sizeof({name})) == 0'
        lines.append(f'_Static_assert(sizeof({name}) == sizeof("{value}") && {same}, "another text");')
    elif kind in ("int", "long", "char"):
        lines.append(f'_Static_assert(({name}) == {value}, "another value");')
    return "\n".join(lines)


@pytest.fixture(scope="session")
def value_complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of the macros and the enumerations' values."""
    checks = {name: value_check(macro) for name, macro in OBJECT_MACROS.items()}
    for typedef, enum in ENUMS.items():
        for value in enum["values"]:
            checks[value["name"]] = (
                f'_Static_assert({value["name"]} == {value["value"]}, "another value");\n'
                f"static {typedef} check_{value['name']} __attribute__((unused)) = {value['name']};"
            )
    return compiling.complaints(tmp_path_factory.mktemp("values"), ["cos_api.h", "cos_xml.h"], checks)


@pytest.fixture(scope="session")
def shared_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """libcos_c_sdk.so, built once for all test processes and kept for later ones of the same run."""
    folder = tmp_path_factory.getbasetemp()
    if folder.name.startswith("popen-"):  # one of the processes of pytest-xdist
        folder = folder.parent
    build = folder / "conformance-library"
    with (folder / "conformance-library.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (build / "done").is_file():
            for command in (
                ["cmake", "-S", str(VENDORED), "-B", str(build), "-DCMAKE_BUILD_TYPE=Release"],
                ["cmake", "--build", str(build), "--parallel", "2", "--target", "cos_c_sdk"],
            ):
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                assert done.returncode == 0, done.stdout + done.stderr
            (build / "done").touch()
    return next(build.glob("libcos_c_sdk.so"))


@pytest.fixture(scope="session")
def exported(shared_library: Path) -> frozenset[str]:
    done = subprocess.run(
        ["nm", "-D", "--defined-only", str(shared_library)], capture_output=True, text=True, check=True
    )
    return frozenset(line.split()[-1].partition("@")[0] for line in done.stdout.splitlines())
