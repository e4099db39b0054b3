"""URLs of many keys are the URLs of each key."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cos_c import Call, Presigner, Settings

KEYS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40),
    min_size=1,
    max_size=5,
)
NAMES = st.text("abcXYZ019-_.~ /%&=é", min_size=1, max_size=8)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def one_by_one(settings, method, keys, **rest):
    with Call(settings) as call:
        return [call.presign(method, bucket="b-1", key=key, **rest) for key in keys]


@given(
    KEYS,
    st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE"]),
    st.lists(st.tuples(NAMES, VALUES), max_size=3),
    st.lists(
        st.tuples(st.sampled_from(["x-cos-a", "Content-Type", "other"]), NAMES.filter(str.strip)), max_size=3
    ),
    st.sampled_from(["virtual-host", "path", "cname"]),
    st.sampled_from([None, "a token/with + signs"]),
    st.sampled_from([0, 100_000]),
    st.booleans(),
)
def test_the_urls_are_those_of_the_call(keys, method, params, headers, address, token, offset, sign_host):
    settings = Settings(
        "https://h.example",
        secret_id="AKID",
        secret_key="secret",
        address=address,
        token=token,
        clock_offset=offset,
    )
    rest = {"params": params, "headers": headers, "expires": 600, "sign_host": sign_host}
    for _ in range(5):  # a second may begin in between
        before = one_by_one(settings, method, keys, **rest)
        presigner = Presigner(settings, method, bucket="b-1", **rest)
        if before == one_by_one(settings, method, keys, **rest):
            break
    assert presigner.urls(keys) == before
    assert [presigner.url(key) for key in keys] == before


SETTINGS = Settings("https://h.example", secret_id="AKID", secret_key="secret")


def test_no_keys_are_no_urls():
    assert Presigner(SETTINGS, "GET", bucket="b-1", expires=1).urls([]) == []


@pytest.mark.parametrize("key", ["", "a\0b", "\ud800"])
def test_a_key_that_cannot_be_signed_is_refused(key):
    presigner = Presigner(SETTINGS, "GET", bucket="b-1", expires=1)
    with pytest.raises(ValueError, match="key"):
        presigner.urls(["fine", key])
    with pytest.raises(ValueError, match="key"):
        presigner.url(key)


def test_what_cannot_be_signed_is_refused_at_once():
    with pytest.raises(ValueError, match="credentials"):
        Presigner(Settings("https://h.example"), "GET", bucket="b-1", expires=1)
    with pytest.raises(ValueError, match="second"):
        Presigner(SETTINGS, "GET", bucket="b-1", expires=0)
    with pytest.raises(ValueError, match="header"):
        Presigner(SETTINGS, "GET", bucket="b-1", expires=1, headers=[("a b", "c")])


def test_threads_may_share_one():
    presigner = Presigner(SETTINGS, "GET", bucket="b-1", expires=1)
    keys = [f"a/{number}" for number in range(2000)]
    made: list[list[str]] = []
    threads = [threading.Thread(target=lambda: made.append(presigner.urls(keys))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [presigner.urls(keys)] * 4


def test_a_long_key_and_long_parameters_fit():
    long = [("a" * 3000, "é" * 3000)]
    presigner = Presigner(SETTINGS, "GET", bucket="b-1", expires=1, params=long)
    urls = [*presigner.urls(["é" * 1000] * 3), presigner.url("é" * 1000)]
    assert len(set(urls)) == 1
    assert urls[0].startswith("https://b-1.h.example/" + "%C3%A9" * 1000 + "?" + "a" * 3000)
