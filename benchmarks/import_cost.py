"""What `import` costs, in a fresh interpreter: seconds and resident memory added."""

from __future__ import annotations

import statistics
import subprocess
import sys

MODULES = ("pycos", "qcloud_cos")
ROUNDS = 15
PROGRAM = """
import sys, time, resource
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
import {module}
{use}
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
# pycos loads lazily: touching its client makes it load what a program needs, so that the two are alike.
USE = {"pycos": "pycos.Client", "qcloud_cos": "qcloud_cos.CosS3Client"}


def main() -> None:
    figures: dict[str, list[tuple[float, float]]] = {module: [] for module in MODULES}
    for _ in range(ROUNDS):
        for module in MODULES:
            program = PROGRAM.format(module=module, use=USE[module])
            said = subprocess.run(
                [sys.executable, "-c", program], check=True, capture_output=True, text=True
            ).stdout
            seconds, kib = said.split()
            figures[module].append((float(seconds), float(kib) / 1024))
    print("\n| import, client class ready | ms, median (min–max) | MiB added, median |\n|---|---|---|")
    for module, runs in figures.items():
        times = [seconds * 1000 for seconds, _ in runs]
        memory = statistics.median(mib for _, mib in runs)
        spread = f"{statistics.median(times):.0f} ({min(times):.0f}–{max(times):.0f})"
        print(f"| {module} | {spread} | {memory:.1f} |")


if __name__ == "__main__":
    main()
