"""Every published function: declared in its header with its prototype, exported, and in the cdef."""

from __future__ import annotations

import pytest
from facts import EXTERNS, FUNCTIONS, INLINE, pointer

from cos_c import ffi, lib


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) | set(INLINE)))
def test_the_function_has_its_published_prototype_in_its_header(name, function_complaints):
    assert function_complaints.get(name) is None


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_function_is_exported(name, exported):
    assert name in exported


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) | set(INLINE)))
def test_the_function_can_be_called_from_python_with_the_same_signature(name):
    function = (FUNCTIONS | INLINE)[name]
    assert ffi.typeof(getattr(lib, name)) is ffi.typeof(pointer(function))


def test_nothing_but_published_names_and_cosx_is_exported(exported):
    published = set(FUNCTIONS) | set(EXTERNS)
    assert sorted(name for name in exported - published if not name.startswith("cosx_")) == []
