"""The compiler and the linker are asked, and say exactly what is missing."""

from __future__ import annotations

import subprocess

import pytest

from native_build.declarations import items
from native_build.probe import missing
from native_build.requirements import BuildProblem
from native_build.sdk import Sdk

HEADER = """
typedef struct { int kept; int added; } options_t;
enum { OLD = 1 };
#define LIMIT 5
int there(options_t *options);
int declared_only(void);
extern const char NAME[];
"""
SOURCE = (
    '#include "lib.h"\nint there(options_t *options) { return options->kept; }\nconst char NAME[] = "n";\n'
)
DECLARATIONS = """
typedef struct {
    int kept;
    int removed;
    int added;
    ...;
} options_t;
typedef enum { OLD, NEW, ... } kind_e;
#define LIMIT ...
#define NO_LIMIT ...
int there(options_t *options);
int declared_only(void);
int unknown(void);
extern const char NAME[];
extern const char OTHER[];
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    (folder / "lib.h").write_text(HEADER)
    (folder / "lib.c").write_text(SOURCE)
    subprocess.run(["cc", "-c", "lib.c", "-o", "lib.o"], cwd=folder, check=True)
    return Sdk("official", (str(folder),), (), (), archives=(str(folder / "lib.o"),))


def test_exactly_what_is_missing_is_found(library):
    absent = missing(library, items(DECLARATIONS), header="lib.h")
    assert sorted(absent) == [
        "NEW", "NO_LIMIT", "OTHER", "declared_only", "options_t.removed", "unknown",
    ]  # fmt: skip


def test_nothing_is_missing_from_a_library_that_has_it_all(library):
    there = "typedef struct {\n    int kept;\n    ...;\n} options_t;\nint there(options_t *options);"
    assert missing(library, items(there), header="lib.h") == []


def test_a_library_nothing_can_be_linked_with_is_an_error_and_not_an_empty_library(library, tmp_path):
    (tmp_path / "broken.c").write_text("int nowhere(void);\nint broken(void) { return nowhere(); }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "broken.c", "-o", "libbroken.so"], cwd=tmp_path, check=True)
    broken = Sdk("official", library.include_dirs, (str(tmp_path),), ("broken",))
    with pytest.raises(BuildProblem, match="nowhere"):
        missing(broken, items("int there(options_t *options);"), header="lib.h")
