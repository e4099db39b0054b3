"""Which requests a rule strikes, and where rules come from."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cos_requests import Cos, new_bucket_name

from pycos.emulator import ControlError, Emulator
from pycos.emulator.faults.actions import ACTIONS

PAGE = Path(__file__).parents[2] / "docs" / "emulator" / "faults.md"


@pytest.fixture(scope="module")
def own() -> Iterator[Emulator]:
    """A server of this module: rules are for all requests."""
    with Emulator(https=False, arguments=["--fault-header"]) as running:
        yield running


@pytest.fixture
def cos(own: Emulator) -> Iterator[Cos]:
    made = Cos(own, new_bucket_name())
    made.request("PUT")
    made.put("k", b"data")
    yield made
    own.clear_faults()


def statuses(cos: Cos, count: int, key: str = "k") -> list[int]:
    return [cos.get(key).status for _ in range(count)]


def test_an_operation_may_have_wildcards(cos: Cos) -> None:
    cos.server.add_fault("status", match={"operation": "*Object"}, times=0)
    assert cos.get("k").status == 503
    assert cos.request("GET").status == 200


def test_a_bucket_may_have_wildcards(cos: Cos) -> None:
    cos.server.add_fault("status", match={"bucket": "other-*"}, times=0)
    assert cos.get("k").status == 200
    cos.server.add_fault("status", match={"bucket": f"{cos.bucket[:-4]}*"}, times=0)
    assert cos.get("k").status == 503


def test_a_key_is_exact_and_a_glob_is_not(cos: Cos) -> None:
    cos.put("a/*.txt")
    cos.put("a/b.txt")
    cos.server.add_fault("status", match={"key": "a/*.txt"}, times=0)
    assert (cos.get("a/*.txt").status, cos.get("a/b.txt").status) == (503, 200)
    cos.server.clear_faults()
    cos.server.add_fault("status", match={"key_glob": "a/*.txt"}, times=0)
    assert (cos.get("a/b.txt").status, cos.get("k").status) == (503, 200)


def test_a_method_matches(cos: Cos) -> None:
    cos.server.add_fault("status", match={"method": "head"}, times=0)
    assert (cos.get("k").status, cos.request("HEAD", "k").status) == (200, 503)


def test_every_so_many_from_the_nth_on(cos: Cos) -> None:
    cos.server.add_fault("status", match={"key": "k"}, nth=2, every=3, times=2)
    assert statuses(cos, 9) == [200, 503, 200, 200, 503, 200, 200, 200, 200]


def test_chance_is_drawn_from_a_seed(cos: Cos) -> None:
    chance = random.Random(11)
    expected = [503 if chance.random() < 0.5 else 200 for _ in range(12)]
    for _ in range(2):
        cos.server.add_fault("status", match={"key": "k"}, probability=0.5, seed=11, times=0)
        assert statuses(cos, 12) == expected
        cos.server.clear_faults()


def test_a_request_brings_a_rule_for_itself(cos: Cos) -> None:
    rule = json.dumps({"action": "status", "status": 500, "request_id": False})
    answer = cos.request("GET", "k", headers={"x-emulator-fault": rule})
    assert (answer.status, answer.headers["x-cos-request-id"]) == (500, None)
    assert cos.get("k").status == 200
    assert cos.server.faults() == []


@pytest.mark.parametrize(
    "text",
    [
        "status",
        "[]",
        '{"action": "status", "times": 3}',
        '{"action": "status", "match": {}}',
        '{"action": "slow_accept"}',
    ],
)
def test_a_request_with_a_wrong_rule_is_refused(cos: Cos, text: str) -> None:
    answer = cos.request("GET", "k", headers={"x-emulator-fault": text})
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_the_header_means_nothing_unless_the_server_was_told_so(server: Emulator) -> None:
    cos = Cos(server, new_bucket_name())
    headers = {"x-emulator-fault": json.dumps({"action": "status"})}
    assert cos.request("PUT", headers=headers).status == 200


def test_rules_come_from_a_file_and_come_back_with_a_reset(tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text(json.dumps([{"action": "status", "status": 500}, {"action": "latency", "seconds": 0}]))
    with Emulator(https=False, arguments=["--faults", str(file)]) as server:
        assert [rule["origin"] for rule in server.faults()] == ["file", "file"]
        assert Cos(server, new_bucket_name()).request("PUT").status == 500
        server.clear_faults()
        assert server.faults() == []
        server.reset()
        assert [rule["action"] for rule in server.faults()] == ["status", "latency"]


def test_rules_are_given_to_a_server_that_a_program_starts() -> None:
    rules = [{"action": "status", "status": 429, "match": {"method": "PUT"}}]
    with Emulator(https=False, faults=rules) as server:
        assert Cos(server, new_bucket_name()).request("PUT").status == 429
        assert [entry["status"] for entry in server.requests(status="4xx", method="PUT")] == [429]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("{}", "must hold a list of rules"),
        (
            '[{"action": "latency"}, {"action": "nonsense"}]',
            'rule 2 ({"action": "nonsense"}): action must be',
        ),
        ('[{"action": "status", "status": 42}]', "rule 1"),
        ("[7]", "rule 1 (7): A rule must be one JSON object."),
    ],
)
def test_a_file_with_a_wrong_rule_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "rules.json"
    file.write_text(text)
    command = [sys.executable, "-m", "pycos.emulator", "--memory", "--no-https", "--faults", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert str(file) in ended.stderr


@pytest.mark.parametrize(
    "rule",
    [
        {"action": "status", "status": 99},
        {"action": "status", "status": 503.5},
        {"action": "status", "request_id": "no"},
        {"action": "status", "code": "a\r\nb"},
        {"action": "dribble", "side": "left"},
        {"action": "clock_skew"},
        {"action": "set_header", "header": "x"},
        {"action": "latency", "seconds": float("nan")},
        {"action": "latency", "every": -1},
        {"action": "latency", "probability": 2},
        {"action": "latency", "probability": "half"},
        {"action": "latency", "times": 1.5},
        {"action": "latency", "match": {"key": 7}},
        {"action": "latency", "match": ["key"]},
        {"action": "slow_accept", "match": {"key": "k"}},
        {"action": ["status"]},
    ],
)
def test_a_rule_that_is_none_is_refused(cos: Cos, rule: dict[str, Any]) -> None:
    with pytest.raises(ControlError, match="InvalidArgument"):
        cos.server.control("POST", "faults", rule)
    assert cos.server.faults() == []


def test_every_action_is_in_the_table_of_the_page() -> None:
    lines = PAGE.read_text(encoding="utf-8").partition("## Actions")[2].partition("\n## ")[0].splitlines()
    for name, action in ACTIONS.items():
        line = next(line for line in lines if line.startswith("| ") and f"`{name}`" in line)
        assert all(f"`{option}`" in line for option in action)
