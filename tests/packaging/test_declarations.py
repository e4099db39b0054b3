"""cos_c/decl is in step with the headers, and can leave out what a library lacks."""

from __future__ import annotations

import re

import pytest
from cffi import FFI

import build_ffi
from native_build.declarations import items, statements, without
from native_build.sdk import VENDORED

HEADERS = sorted((VENDORED / "include").glob("*.h")) + sorted((VENDORED / "cosx/include").glob("*.h"))
SAMPLE = """
#define LIMIT ...
static char *const TEXT;
typedef enum { RED, GREEN, ... } colour_e;
typedef struct {
    int width;
    char *(*make)(int);
    char name[16];
    ...;
} box_t; /* with a { in a comment */
typedef int (*fn_t)(box_t *);
extern const char NAME[];
int first(box_t *box,
    int (*by)(int));
void second(void);
"""


def names(text: str) -> set[str]:
    return {item.name for item in items(text)}


def test_the_declarations_list_each_published_file_once():
    listed = [*build_ffi.PUBLISHED, *build_ffi.OURS]
    assert sorted(listed) == sorted(path.name for path in build_ffi.DECLARATIONS.glob("*.h"))


@pytest.mark.parametrize("header", HEADERS, ids=lambda path: path.name)
def test_every_function_of_the_headers_is_declared(header):
    text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S).replace("\\\n", " ")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    functions = set(re.findall(r"COSX?_API\b[^;(=]*?\*?(\w+)\(", text))
    functions |= set(re.findall(r"^static inline [^(;]*?\*?(\w+)\(", text, re.M))
    # Backs the macro cos_string_valid only, and takes a structure by value.
    functions -= {"cos_string_valid_at", "cos_string_valid_value"}
    declared = names(build_ffi.published() + build_ffi.text_of(build_ffi.OURS))
    assert functions - declared == set()


@pytest.mark.parametrize("header", HEADERS, ids=lambda path: path.name)
def test_every_variable_of_the_headers_is_declared(header):
    variables = set(re.findall(r"^extern COSX?_API [^;(]*?\*?(\w+)(?:\[\])?;", header.read_text(), re.M))
    assert variables - names(build_ffi.published()) == set()


def test_items_name_functions_fields_constants_and_variables():
    assert names(SAMPLE) == {
        "LIMIT", "TEXT", "RED", "GREEN", "box_t", "box_t.width", "box_t.make", "box_t.name",
        "NAME", "first", "second",
    }  # fmt: skip


def test_nothing_is_left_out_when_nothing_is_missing():
    assert statements(without(SAMPLE, ())) == statements(SAMPLE)


def test_what_is_missing_is_left_out_and_the_rest_still_parses():
    text = without(SAMPLE, {"box_t.make", "GREEN", "first", "TEXT", "LIMIT"})
    assert names(text) == names(SAMPLE) - {"box_t.make", "GREEN", "first", "TEXT", "LIMIT"}
    FFI().cdef(text)


def test_published_functions_fields_and_values_can_be_missing():
    text = build_ffi.published()
    gone = {"cos_config_t.retry_times", "COSE_OK", "cos_upload_file", "COS_VERSION"}
    assert gone <= names(text)
    assert names(without(text, gone)) == names(text) - gone
    FFI().cdef(without(text, gone))
