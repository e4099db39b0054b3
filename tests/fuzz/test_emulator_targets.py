"""What is fuzzed takes what its corpus begins with, whole and damaged; scripts/emulator-fuzz goes on."""

from __future__ import annotations

import contextlib
import random

import emulator_targets
import pytest
from emulator_targets import REFUSED, TARGETS, seeds_of
from hostile_requests import NASTY, TEXTS


@pytest.fixture(autouse=True)
def no_server_is_left() -> object:
    yield
    if emulator_targets._server is not None:
        emulator_targets._server.close()
        emulator_targets._server = None


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_corpus_whole_and_damaged(name: str) -> None:
    chance, target, seeds = random.Random(name), TARGETS[name], seeds_of(name)
    assert seeds
    taken = 0
    for number in range(150):
        data = bytearray(seeds[number % len(seeds)])
        for _ in range(number // len(seeds) % 4):
            place = chance.randint(0, len(data))
            data[place : place + chance.choice([0, 1, 4])] = chance.choice([*TEXTS, *NASTY])
        with contextlib.suppress(*REFUSED):
            target(bytes(data))
            taken += 1
    assert taken or name in ("signed", "signed_as_s3")  # nobody guesses a signature
