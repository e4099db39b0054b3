"""One owner for each pool tree."""

from __future__ import annotations

import gc

import pytest

from cos_c import Pool, ffi, lib, lists, strings, tables
from cos_c.buffers import chain, read_chain


def test_closing_a_pool_closes_its_children():
    parent = Pool()
    child = parent.create_child()
    grandchild = child.create_child()
    parent.close()
    assert parent.closed
    assert child.closed
    assert grandchild.closed


def test_closing_a_child_leaves_its_parent_usable():
    with Pool() as parent:
        parent.create_child().close()
        assert ffi.buffer(parent.allocate(8), 8)[:] == bytes(8)


def test_closing_twice_does_nothing():
    pool = Pool()
    pool.close()
    pool.close()
    assert pool.closed


def test_a_closed_pool_refuses_to_be_used():
    pool = Pool()
    pool.close()
    with pytest.raises(ValueError, match="closed"):
        pool.allocate(1)


def test_a_child_keeps_its_dropped_parent_until_it_is_dropped_too():
    child = Pool().create_child()
    gc.collect()
    assert ffi.buffer(child.allocate(4), 4)[:] == bytes(4)
    del child
    gc.collect()


def test_a_child_goes_before_its_dropped_parent(monkeypatch):
    gone = []

    class Watched:
        def __getattr__(self, name):
            if name != "cosc_pool_destroy":
                return getattr(lib, name)
            return lambda pointer: (gone.append(pointer), lib.cosc_pool_destroy(pointer))

    monkeypatch.setattr("cos_c.pool.lib", Watched())
    parent = Pool()
    outer = parent.pointer
    child = parent.create_child()
    inner = child.pointer
    del parent
    del child
    gc.collect()
    assert gone == [inner, outer]


def test_a_table_gives_back_its_pairs_in_order_with_repeated_names():
    pairs = [("b", "1"), ("a", "2"), ("b", "3"), ("名", "字")]
    with Pool() as pool:
        assert tables.read(tables.make(pool, pairs)) == pairs


def test_a_table_refuses_a_nul():
    with Pool() as pool, pytest.raises(ValueError, match="NUL"):
        tables.make(pool, [("a", "b\0c")])


def test_a_null_table_has_no_pairs():
    assert tables.read(ffi.NULL) == []


def test_a_counted_string_keeps_bytes_behind_a_nul():
    with Pool() as pool:
        assert strings.read(strings.make(pool, b"a\0b")) == b"a\0b"


def test_a_chain_of_buffers_gives_back_its_bytes():
    data = bytes(range(256)) * 4000
    with Pool() as pool:
        assert read_chain(chain(pool, data)) == data


def test_an_empty_list_has_no_entries():
    with Pool() as pool:
        assert list(lists.entries(lists.make(pool), "cos_buf_t")) == []


def test_a_chain_is_a_copy_that_outlives_its_source() -> None:
    with Pool() as pool:
        data = bytearray(b"as it was")
        head = chain(pool, data)
        data[:] = b"now other"
        assert read_chain(head) == b"as it was"
