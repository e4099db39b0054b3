"""What `import` costs, in a fresh interpreter: seconds and resident memory added."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.harness.imports import import_command

CLIENTS = ("pycos", "cos-python-sdk-v5")
ROUNDS = 15


def main() -> None:
    # Tencent's client was compiled when it was installed; pycos, used where it lies, is when it is imported.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    figures: dict[str, list[tuple[float, float]]] = {client: [] for client in CLIENTS}
    for number in range(ROUNDS + 1):
        for client in CLIENTS:
            said = json.loads(
                subprocess.run(
                    import_command(sys.executable, client),
                    check=True,
                    capture_output=True,
                    text=True,
                    env=environment,
                ).stdout
            )
            if number:  # the first one compiles
                figures[client].append((said["wall"], said["added"]))
    print("\n| import, client ready | ms, median (min–max) | MiB added, median |\n|---|---|---|")
    for client, runs in figures.items():
        times = [seconds * 1000 for seconds, _ in runs]
        memory = statistics.median(mib for _, mib in runs)
        spread = f"{statistics.median(times):.0f} ({min(times):.0f}–{max(times):.0f})"
        print(f"| {client} | {spread} | {memory:.1f} |")


if __name__ == "__main__":
    main()
