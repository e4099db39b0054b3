"""Structures, enumerations, macros and variables, as published."""

from __future__ import annotations

import subprocess

import compiling
import pytest
from facts import ENUMS, EXTERNS, OBJECT_MACROS, STRUCTS

from cos_c import ffi, lib

VALUES = [value for enum in ENUMS.values() for value in enum["values"]]


@pytest.mark.parametrize("name", sorted(STRUCTS))
def test_the_structure_has_the_published_fields_types_places_and_size(name, struct_complaints):
    assert struct_complaints.get(name) is None


@pytest.mark.parametrize("name", sorted(STRUCTS))
def test_the_structure_has_the_same_fields_in_python(name):
    struct = STRUCTS[name]
    seen = ffi.typeof(name)
    fields = dict(seen.fields)
    assert list(fields) == [field["name"] for field in struct["fields"]]
    assert ffi.sizeof(name) == struct["size"]
    for field in struct["fields"]:
        found = fields[field["name"]]
        assert found.type is ffi.typeof(field["type"]), field["name"]
        if "bits" in field:
            # cffi counts from the start of the unit that holds the bits
            assert (found.offset * 8 + found.bitshift, found.bitsize) == (field["offset_bits"], field["bits"])
        else:
            assert found.offset * 8 == field["offset_bits"], field["name"]


@pytest.mark.parametrize("name", sorted(OBJECT_MACROS))
def test_the_macro_has_its_published_value(name, value_complaints):
    assert value_complaints.get(name) is None


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value["name"])
def test_the_enumeration_has_its_published_value(value, value_complaints):
    assert value_complaints.get(value["name"]) is None
    assert getattr(lib, value["name"]) == value["value"]


def variable_check(variable: dict) -> str:
    """C that leaves main with a line when the variable has another type or value."""
    name, value, kind = variable["name"], variable.get("value"), variable["type"]
    if kind == "const char[]":
        if value is None:
            return f'    if (strlen({name}) == 0) printf("{name}\\n");'
        return f'    if (strcmp({name}, "{value}") != 0) printf("{name}\\n");'
    if isinstance(value, int):
        return f'    {{ {kind} *typed = &{name}; if (*typed != {value}) printf("{name}\\n"); }}'
    if isinstance(value, list):
        tests = " || ".join(f'strcmp({name}[{i}], "{text}") != 0' for i, text in enumerate(value))
        return f'    if ({tests}) printf("{name}\\n");'
    return f'    {{ {kind} *typed = &{name}; if (typed == NULL) printf("{name}\\n"); }}'


def test_every_published_variable_has_its_type_and_value(shared_library, tmp_path):
    """The program prints the names of those that have not; it does not link when one is missing."""
    source = tmp_path / "variables.c"
    lines = ['#include "cos_api.h"', '#include "cos_xml.h"', "#include <stdio.h>", "int main(void) {"]
    lines += [variable_check(variable) for variable in EXTERNS.values()]
    source.write_text("\n".join([*lines, "    return 0;", "}", ""]))
    program = compiling.build_program(
        tmp_path, "variables", source, flags=["-Wno-address"],
        libraries=[str(shared_library), f"-Wl,-rpath,{shared_library.parent}"],
    )  # fmt: skip
    done = subprocess.run([program], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", sorted(name for name in EXTERNS if EXTERNS[name]["type"] == "const char[]"))
def test_the_text_can_be_read_from_python(name):
    value = EXTERNS[name].get("value")
    text = ffi.string(getattr(lib, name)).decode()
    assert text == value if value is not None else text != ""
