"""Kill the local server under load many times, and report what was checked and found."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

import kill_load


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=300)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("durability", choices=("none", "normal", "full"), nargs="?", default="normal")
    arguments = parser.parse_args()
    started = time.monotonic()

    def report(totals: kill_load.Totals) -> None:
        if totals.kills % 25 == 0 or totals.violations:
            print(
                f"{totals.kills} kills, {len(totals.violations)} violations",
                *totals.violations[:3],
                file=sys.stderr,
                flush=True,
            )

    with tempfile.TemporaryDirectory(prefix="kill-test-") as folder:
        totals = kill_load.run(
            Path(folder), arguments.kills, seed=arguments.seed, durability=arguments.durability, report=report
        )
    print(f"kills: {totals.kills} (seed {arguments.seed}, durability {arguments.durability})")
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(totals.acknowledged.items()))
    print(f"acknowledged operations: {sum(totals.acknowledged.values())} ({kinds})")
    print(f"requests cut short by a kill: {totals.in_flight}, of which {totals.came_through} had happened")
    print(f"objects and versions read back and compared: {totals.objects_read}")
    print(f"seconds: {time.monotonic() - started:.0f}")
    print(f"violations: {len(totals.violations)}")
    for violation in totals.violations:
        print(" ", violation)
    return 1 if totals.violations else 0


if __name__ == "__main__":
    sys.exit(main())
