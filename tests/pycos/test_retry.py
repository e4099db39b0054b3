"""What is tried again, and how long it waits."""

from __future__ import annotations

import itertools

import pytest

import cos_c
import pycos
from pycos.error_table import NATIVE, SERVICE
from pycos.retry import RetryPolicy, retry_wanted

STATUSES = [200, 204, 301, 304, *range(400, 420), 429, 451, *range(500, 512)]
WORDS = ["", *SERVICE, "ServerError", "NeverHeardOf"]


@pytest.mark.parametrize("code", [*STATUSES, *NATIVE])
def test_the_table_says_what_the_c_library_says(code: int) -> None:
    for word, idempotent, sent_any in itertools.product(WORDS, (True, False), (True, False)):
        ours = retry_wanted(code, word, idempotent=idempotent, sent_any=sent_any)
        theirs = cos_c.retry_wanted(cos_c.Status(code, word), idempotent=idempotent, sent_any=sent_any)
        assert ours == theirs, (code, word, idempotent, sent_any)


@pytest.mark.parametrize("code", [503, 429, -990, -998])
def test_what_was_not_carried_out_is_tried_again_always(code: int) -> None:
    assert retry_wanted(code, "", idempotent=False, sent_any=True)


@pytest.mark.parametrize("code", [500, 502, 504, -992, -995, -978])
def test_what_may_have_been_carried_out_is_tried_again_only_if_harmless(code: int) -> None:
    assert retry_wanted(code, "", idempotent=True, sent_any=True)
    assert retry_wanted(code, "", idempotent=False, sent_any=False)
    assert not retry_wanted(code, "", idempotent=False, sent_any=True)


@pytest.mark.parametrize("code", [400, 403, 404, 409, 412, 416, 501, -989, -994, -997, -999])
def test_what_would_be_the_same_again_is_not_tried(code: int) -> None:
    assert not retry_wanted(code, "", idempotent=True, sent_any=False)


def test_the_wait_is_random_below_a_ceiling_that_doubles() -> None:
    policy = RetryPolicy(attempts=10, base_delay=0.1, max_delay=1.0)
    for attempt, ceiling in ((1, 0.1), (2, 0.2), (3, 0.4), (4, 0.8), (5, 1.0), (500, 1.0)):
        waits = [policy.delay(attempt) for _ in range(200)]
        assert 0 <= min(waits) < ceiling / 4
        assert ceiling * 3 / 4 < max(waits) <= ceiling


def test_retry_after_is_honoured_up_to_the_longest_wait() -> None:
    policy = RetryPolicy(base_delay=0.001, max_delay=5)
    assert policy.delay(1, retry_after=3) == 3
    assert policy.delay(1, retry_after=600) == 5


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"base_delay": -1.0}, {"max_delay": -0.1}])
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(pycos.InvalidArgument):
        RetryPolicy(**wrong)  # type: ignore[arg-type]
