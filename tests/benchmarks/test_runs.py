"""The order of runs, rounds and time, and what becomes of errors: with runs that measure nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.harness.rows import PYCOS, RAW, Row
from benchmarks.harness.runs import candidates, measure

ROWS = [
    Row("a", "a", "get_file", size=1, clients=(PYCOS, "boto3", "obstore"), references=(RAW,)),
    Row("b", "b", "put_file", size=1, clients=(PYCOS, "boto3"), references=()),
]


class Recorder:
    """In the place of run_once."""

    def __init__(self, said: dict[str, dict[str, Any]] | None = None) -> None:
        self.turns: list[tuple[str, str]] = []
        self.said = said or {}

    def __call__(self, bench: Any, row: Row, name: str) -> dict[str, Any]:
        self.turns.append((row.name, name))
        return dict(self.said.get(name, {"wall": 1.0, "cpu": 1.0, "verified": name == PYCOS}))


def taken(
    run: Recorder,
    *,
    rows: list[Row] = ROWS,
    rounds: int = 3,
    seconds: float = 100,
    seed: int = 1,
    **more: Any,
) -> dict[str, Any]:
    return measure(
        None,  # type: ignore[arg-type]
        rows,
        rounds=rounds,
        seconds=seconds,
        seed=seed,
        say=lambda _: None,
        run=run,
        **more,
    )


def test_every_candidate_runs_once_a_round() -> None:
    run = Recorder()
    found = taken(run)
    assert len(run.turns) == 3 * 6
    for row in ROWS:
        assert {name: len(kept["runs"]) for name, kept in found[row.name].items()} == dict.fromkeys(
            candidates(row), 3
        )
    assert found["a"][PYCOS]["verified"] is True
    assert found["a"]["boto3"]["verified"] is False


def test_the_machine_rests_before_each_run_that_fills_new_memory() -> None:
    run = Recorder()
    rests: list[tuple[float, int]] = []
    taken(run, rounds=2, settle=4.0, pause=lambda seconds: rests.append((seconds, len(run.turns))))
    assert [seconds for seconds, _ in rests] == [4.0] * 8
    assert [run.turns[at][0] for _, at in rests] == ["a"] * 8  # row b uploads


def test_the_first_time_of_a_row_is_a_row_of_its_own_measured_in_the_same_process() -> None:
    rows = [
        Row("first", "", "get_memory", size=1, clients=(PYCOS, "boto3", "curl"), measured_in="second"),
        Row("second", "", "get_memory_again", size=1, clients=(PYCOS, "boto3", "curl")),
    ]
    times = {"wall": 2.0, "first": {"wall": 5.0}, "verified": True}
    run = Recorder({PYCOS: times, "boto3": {"error": "no"}, "curl": {"absent": True}})
    found = taken(run, rows=rows, rounds=1)
    assert sorted(run.turns) == sorted([("second", PYCOS), ("second", "boto3"), ("second", "curl")])
    assert found["first"][PYCOS]["runs"] == [{"wall": 5.0}]
    assert found["second"][PYCOS]["runs"] == [{"wall": 2.0}]
    assert found["first"][PYCOS]["verified"] is found["second"][PYCOS]["verified"] is True
    for other in ("boto3", "curl"):
        assert found["first"][other] == found["second"][other]


def test_the_order_is_shuffled_each_round_and_the_same_for_the_same_seed() -> None:
    first, again, other = Recorder(), Recorder(), Recorder()
    taken(first, rounds=6)
    taken(again, rounds=6)
    taken(other, rounds=6, seed=2)
    assert first.turns == again.turns
    assert first.turns != other.turns
    rounds = [first.turns[at : at + 6] for at in range(0, 36, 6)]
    assert len({tuple(each) for each in rounds}) > 1
    for each in rounds:  # what is compared runs close together
        names = [row for row, _ in each]
        assert names in (sorted(names), sorted(names, reverse=True))


def test_no_round_begins_that_would_end_too_late() -> None:
    def clock() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += 10

    ticks = clock()
    run = Recorder()
    # Begin and end of each round are read: 10 to 20 s, 30 to 40 s …
    found = taken(run, rounds=99, seconds=65, clock=lambda: next(ticks))
    assert 1 <= len(found["a"][PYCOS]["runs"]) < 4


def test_the_first_round_is_always_done() -> None:
    assert len(taken(Recorder(), seconds=0)["a"][PYCOS]["runs"]) == 1


def test_what_fails_or_is_not_offered_is_said_and_not_tried_again() -> None:
    run = Recorder({"boto3": {"error": "ValueError: no"}, "obstore": {"absent": True}})
    found = taken(run)
    assert found["a"]["boto3"] == {"runs": [], "error": "ValueError: no"}
    assert found["a"]["obstore"] == {"runs": [], "absent": True}
    assert run.turns.count(("a", "boto3")) == run.turns.count(("a", "obstore")) == 1
    assert len(found["a"][PYCOS]["runs"]) == 3
