"""A server that is killed under load, again and again, has what it acknowledged and nothing half written."""

from __future__ import annotations

from pathlib import Path

import kill_load
import pytest


@pytest.mark.parametrize(("seed", "durability"), [(1, "normal"), (2, "none"), (3, "full"), (4, "normal")])
def test_kills_under_load_lose_nothing_acknowledged(tmp_path: Path, seed: int, durability: str) -> None:
    totals = kill_load.run(tmp_path, 10, seed=seed, durability=durability)
    assert totals.violations == []
    assert totals.kills == 10
    assert sum(totals.acknowledged.values()) > 100
