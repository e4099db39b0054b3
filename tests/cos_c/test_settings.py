"""Settings: checked, secret, and picklable."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from cos_c import Settings

FULL = Settings(
    "https://cos.ap-guangzhou.myqcloud.com",
    secret_id="AKID-in-repr",
    secret_key="KEY-in-repr",
    token="TOKEN-in-repr",
    proxy="http://127.0.0.1:3128",
    proxy_auth="user:PASSWORD-in-repr",
    route=("127.0.0.1", 443),
)


def test_the_repr_shows_no_secret():
    assert "in-repr" not in repr(FULL)
    assert "cos.ap-guangzhou.myqcloud.com" in repr(FULL)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_copy_is_equal_and_has_native_memory_of_its_own(again):
    twin = again(FULL)
    assert twin == FULL
    assert hash(twin) == hash(FULL)
    assert twin.native != FULL.native


def test_the_native_form_is_made_once():
    assert FULL.native == FULL.native


def test_replace_gives_new_native_memory():
    changed = dataclasses.replace(FULL, read_timeout=1.5)
    assert changed.native.read_timeout_ms == 1500
    assert FULL.native.read_timeout_ms == 60000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"address": "sideways"}, "address must be one of"),
        ({"connect_timeout": 0}, "connect_timeout must be positive"),
        ({"read_timeout": -1}, "read_timeout must be positive"),
        ({"max_body": 0}, "max_body must be positive"),
        ({"endpoint": "http://a\0b"}, "the setting endpoint holds a NUL character at position 8"),
        ({"token": "a\ud800"}, "the setting token cannot be encoded as UTF-8"),
    ],
)
def test_bad_settings_are_refused_with_their_name(change, words):
    with pytest.raises(ValueError, match=words):
        dataclasses.replace(FULL, **change)


def test_a_refused_secret_is_not_shown():
    with pytest.raises(ValueError, match="secret_key") as caught:
        dataclasses.replace(FULL, secret_key="hush\0hush")
    assert "hush" not in str(caught.value)
