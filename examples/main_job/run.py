"""The main job, end to end, on real files: what `scripts/demo` shows.

    python examples/main_job/run.py [--size 1GiB] [--work DIR] [--keep]

Starts the local server, moves a directory tree and one large file up and down with pycos and with
Tencent's own Python client, kills an upload half-way and resumes it, verifies everything, prints one
table. Exit code 1 if anything differed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import measure
import verify
from rich.console import Console
from rich.table import Table

import pycos
from pycos.emulator import Emulator

HERE = Path(__file__).resolve().parent
BUCKET = "demo-1250000000"
THREADS = 8
LEAST_FILES = 2000
LEAST_SIZE = 256 << 20
CLIENTS = {"pycos": "job_pycos.py", "cos-python-sdk-v5": "job_tencent.py"}
WIDEST_TABLE = 100
console = Console()
if not console.is_terminal:
    console = Console(width=WIDEST_TABLE)  # in a log nothing is cut off


@dataclass(frozen=True, slots=True)
class Row:
    job: str
    client: str
    files: int
    size: int
    cost: measure.Cost
    peak_memory: int


class JobFailed(Exception):
    """A step of the job ended with an error of its own."""


def collect_tree(target: Path) -> tuple[int, int]:
    """Copy the installed Python standard library, and installed packages until there are enough files."""
    ignore = shutil.ignore_patterns("__pycache__", "site-packages", "dist-packages")
    sources = [("stdlib", sysconfig.get_path("stdlib"), ignore)]
    sources.append(("packages", sysconfig.get_path("purelib"), shutil.ignore_patterns("__pycache__")))
    for name, source, ignored in sources:
        shutil.copytree(source, target / name, ignore=ignored, ignore_dangling_symlinks=True)
        files = verify.files_below(target)
        if len(files) >= LEAST_FILES:
            break
    else:
        raise JobFailed(f"only {len(files)} files in the Python installation, {LEAST_FILES} are needed")
    return len(files), sum(path.stat().st_size for path in files.values())


def make_file(path: Path, size: int) -> None:
    with path.open("wb") as file:
        left = size
        while left:
            left -= file.write(os.urandom(min(left, 8 << 20)))


class Jobs:
    """Runs the steps of one client, each as a process of its own."""

    def __init__(self, env: dict[str, str]) -> None:
        self._env = env
        self.rows: list[Row] = []

    def run(
        self, client: str, step: str, source: str, target: str, *, files: int, size: int
    ) -> dict[str, int]:
        said: dict[str, int] = {}
        cost = measure.run(
            self._command(client, step, source, target),
            env=self._env,
            watch=lambda line, _: said.update(json.loads(line)),
        )
        if cost.exit_code != 0:
            raise JobFailed(f"{client} {step} ended with exit code {cost.exit_code}")
        self.rows.append(Row(step, client, files, size, cost, said["peak_memory"]))
        console.print(f"  {client:18} {step:14} {cost.wall:6.2f} s")
        return said

    def run_and_kill(self, source: str, target: str) -> tuple[int, int]:
        """Start the upload with pycos, SIGKILL it once half of its parts are there; return (done, total)."""
        last: dict[str, int] = {"done": 0, "total": 0}

        def watch(line: str, process: subprocess.Popen[str]) -> None:
            said = json.loads(line)
            if "done" in said and process.returncode is None:
                last.update(said)
                if said["total"] > 0 and said["done"] * 2 >= said["total"]:
                    os.kill(process.pid, signal.SIGKILL)

        cost = measure.run(self._command("pycos", "upload-file", source, target), env=self._env, watch=watch)
        if cost.exit_code != -signal.SIGKILL:
            raise JobFailed("the upload was over before it could be killed: give a larger --size")
        return last["done"], last["total"]

    @staticmethod
    def _command(client: str, step: str, source: str, target: str) -> list[str]:
        return [sys.executable, str(HERE / CLIENTS[client]), step, source, target]


def show_table(rows: list[Row]) -> None:
    table = Table(title="The main job, each step a process of its own (interpreter start included)")
    for heading in ("job", "client", "files/s", "MiB/s", "CPU-s/GiB", "peak MiB", "wall s"):
        table.add_column(heading, justify="left" if heading in ("job", "client") else "right", no_wrap=True)
    for row in sorted(rows, key=lambda row: (row.job, row.client != "pycos")):
        gib = row.size / (1 << 30)
        table.add_row(
            row.job,
            row.client,
            f"{row.files / row.cost.wall:,.0f}" if row.files > 1 else "",
            f"{row.size / (1 << 20) / row.cost.wall:,.0f}",
            f"{row.cost.cpu / gib:.2f}",
            f"{row.peak_memory / (1 << 20):.0f}",
            f"{row.cost.wall:.2f}",
        )
    console.print(table)
    native = pycos.build_info()
    console.print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"pycos {version('pycos')} on {native['sdk']} C SDK {native['sdk_version']}, "
        f"libcurl {native['libcurl']}, cos-python-sdk-v5 {version('cos-python-sdk-v5')}. "
        "One run, client and server on the same machine. pycos checks CRC64 of every transfer; "
        "cos-python-sdk-v5 checks nothing at these, its default, settings.",
        highlight=False,
        soft_wrap=True,
    )


def run_job(size: int, work: Path) -> list[str]:
    """Do everything; return one line for each thing that was not as it should be."""
    tree, big = work / "tree", work / "big.bin"
    console.print("[bold]Real input[/bold]")
    files, tree_size = collect_tree(tree)
    make_file(big, size)
    console.print(
        f"  {files:,} files, {tree_size / (1 << 20):,.0f} MiB, and one file of {size / (1 << 20):,.0f} MiB"
    )
    wrong: list[str] = []
    with Emulator(data=work / "server") as server:
        env = dict(os.environ)
        env.update(
            COS_SECRET_ID=server.secret_id,
            COS_SECRET_KEY=server.secret_key,
            DEMO_ENDPOINT=f"http://localhost:{server.port}",
            DEMO_BUCKET=BUCKET,
            DEMO_CHECKPOINT=str(work / "big.checkpoint"),
            DEMO_THREADS=str(THREADS),
        )
        client = pycos.Client(
            endpoint=env["DEMO_ENDPOINT"], secret_id=server.secret_id, secret_key=server.secret_key
        )
        client.create_bucket(BUCKET)
        bucket = client.bucket(BUCKET)
        jobs = Jobs(env)

        console.print("[bold]A large upload, killed half-way and run again[/bold]")
        done, total = jobs.run_and_kill(str(big), "killed/big.bin")
        console.print(f"  SIGKILL when {done} of {total} parts were done and others under way")
        said = jobs.run("pycos", "upload-file", str(big), "killed/big.bin", files=1, size=size)
        jobs.rows.pop()  # half a job: not for the table
        console.print(
            f"  run again: {said['resumed']} of {said['parts']} parts were there already, "
            f"{said['parts'] - said['resumed']} moved"
        )
        if not 0 < said["resumed"] < said["parts"]:
            wrong.append("the second run did not resume the first")
        if bucket.head("killed/big.bin").crc64 != verify.crc64_of(big):
            wrong.append("CRC64 differs: killed/big.bin")

        console.print("[bold]Both clients, up and down[/bold]")
        for name in CLIENTS:
            prefix, back = f"{name}/tree/", work / f"back-{name}"
            back.mkdir()
            jobs.run(name, "upload-tree", str(tree), prefix, files=files, size=tree_size)
            jobs.run(name, "upload-file", str(big), f"{name}/big.bin", files=1, size=size)
            jobs.run(name, "download-tree", prefix, str(back / "tree"), files=files, size=tree_size)
            jobs.run(name, "download-file", f"{name}/big.bin", str(back / "big.bin"), files=1, size=size)

        console.print("[bold]Verification[/bold]")
        for name in CLIENTS:
            back = work / f"back-{name}"
            found = verify.differences_between_trees(tree, back / "tree")
            found += verify.differences_from_server(bucket, f"{name}/tree/", back / "tree")
            if not verify.same_bytes(big, back / "big.bin"):
                found.append("bytes differ: big.bin")
            if bucket.head(f"{name}/big.bin").crc64 != verify.crc64_of(back / "big.bin"):
                found.append("CRC64 differs: big.bin")
            console.print(
                f"  {name}: {files + 1:,} files compared byte by byte and by CRC64: {len(found)} differences"
            )
            wrong += [f"{name}: {line}" for line in found]
        client.close()
    show_table(jobs.rows)
    return wrong


def large_enough(text: str) -> int:
    """A size of so many parts that some are done while others are under way."""
    size = pycos.parse_size(text)
    if size < LEAST_SIZE:
        raise argparse.ArgumentTypeError(f"{text} is too small: at least {pycos.format_size(LEAST_SIZE)}")
    return size


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--size",
        default="1GiB",
        type=large_enough,
        help="size of the large file (default 1GiB, at least 256MiB)",
    )
    parser.add_argument("--work", type=Path, help="folder to work in (default: a temporary one)")
    parser.add_argument("--keep", action="store_true", help="leave the folder there afterwards")
    arguments = parser.parse_args()
    started = time.monotonic()
    work = Path(tempfile.mkdtemp(prefix="pycos-demo-", dir=arguments.work))
    try:
        wrong = run_job(arguments.size, work)
    except JobFailed as error:
        wrong = [str(error)]
    finally:
        if arguments.keep:
            console.print(f"Left in {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    for line in wrong:
        console.print(f"[red]WRONG[/red] {line}")
    console.print(f"{'Failed' if wrong else 'All is well'} after {time.monotonic() - started:.0f} s.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
