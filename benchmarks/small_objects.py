"""4 KiB put and get per second: pycos beside Tencent's Python client, on the local server.

Every run is a fresh process; the clients take turns in a shuffled order; the table shows median and
spread. The server shares the machine: where its CPU time reaches that of the client's core, the row
says so, because then it is the server that is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import pycos
from pycos.emulator import Emulator

CLIENTS = ("pycos", "cos-python-sdk-v5")
BUCKET = "bench-1250000000"
JOB = Path(__file__).with_name("small_objects_job.py")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, from the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=3000, help="objects a run")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 16])
    arguments = parser.parse_args()
    figures: dict[tuple[int, str, str], list[dict[str, float]]] = defaultdict(list)
    server_share: dict[tuple[int, str], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="pycos-bench-") as folder, Emulator(data=Path(folder)) as server:
        env = dict(os.environ, COS_SECRET_ID=server.secret_id, COS_SECRET_KEY=server.secret_key)
        env.update(BENCH_ENDPOINT=f"http://localhost:{server.port}", BENCH_BUCKET=BUCKET)
        client = pycos.Client(
            endpoint=env["BENCH_ENDPOINT"], secret_id=server.secret_id, secret_key=server.secret_key
        )
        client.create_bucket(BUCKET)
        for _ in range(arguments.rounds):
            turns = [(threads, name) for threads in arguments.threads for name in CLIENTS]
            random.shuffle(turns)
            for threads, name in turns:
                before = cpu_seconds(server.pid)
                command = [sys.executable, str(JOB), name, str(threads), str(arguments.count)]
                said = json.loads(
                    subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
                )
                spent = cpu_seconds(server.pid) - before
                wall = sum(arguments.count / said[call]["per_second"] for call in ("put", "get"))
                server_share[threads, name].append(spent / wall)
                for call in ("put", "get"):
                    figures[threads, call, name].append(said[call])
        client.close()
    headings = ("threads", "call", "client", "per second, median (min–max)", "client CPU µs", "server, cores")
    print("| " + " | ".join(headings) + " |")
    print("|---|---|---|---|---|---|")
    for (threads, call, name), runs in sorted(
        figures.items(), key=lambda item: (item[0][0], item[0][1], item[0][2] != "pycos")
    ):
        rates = [run["per_second"] for run in runs]
        share = statistics.median(server_share[threads, name])
        rate = f"{statistics.median(rates):,.0f} ({min(rates):,.0f}–{max(rates):,.0f})"
        cpu = statistics.median(run["cpu_us"] for run in runs)
        print(f"| {threads} | {call} | {name} | {rate} | {cpu:.0f} | {share:.2f} |")
    print(
        f"\n{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"libcurl {pycos.build_info()['libcurl']}, pycos {version('pycos')}, "
        f"cos-python-sdk-v5 {version('cos-python-sdk-v5')}; {arguments.rounds} rounds of "
        f"{arguments.count} objects, client and server on the same {os.cpu_count()} cores."
    )


if __name__ == "__main__":
    main()
