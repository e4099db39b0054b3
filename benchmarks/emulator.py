"""How fast the local server is: it alone on one core, what makes the load on another one.

Each figure is taken several times, in turn with the others; the table shows the median, the spread, the
server's CPU time and memory, and beside them what was aimed at, whether it was reached or not. Needs wrk
(installed when it is missing, with the rights to do so), curl, and a machine with two cores.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import platform
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pycos.emulator import Emulator

BUCKET = "bench-1250000000"
SERVER_CORE, LOAD_CORE = "0", "1"
CONNECTIONS = 16
GIB = 1 << 30
KEYS = 1_000_000
SIGNED = 40_000  # requests signed beforehand; wrk begins anew behind the last one
HERE = Path(__file__).parent
TABLE = HERE.parent / "docs" / "emulator" / "performance.md"

_PLAIN_WRITE = """
import mmap, os, sys, time
piece, left = mmap.mmap(-1, 256 * 1024), int(sys.argv[2])
piece.write(os.urandom(len(piece)))
began, used = time.perf_counter(), time.process_time()
file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
os.posix_fallocate(file, 0, left)
while left:
    left -= os.write(file, piece)
os.close(file)
print(time.perf_counter() - began, time.process_time() - used)
"""


@dataclass
class Series:
    """One row of the table. ``target`` is in the unit of the values; ``more`` says which side is good."""

    name: str
    unit: str
    target: float | None = None
    more: bool = True
    values: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # of the server: microseconds a request, or seconds
    share: list[float] = field(default_factory=list)  # of its core that the server used
    rss: list[float] = field(default_factory=list)  # of the server afterwards, MiB

    def row(self) -> str:
        """The row in markdown."""
        digits = 0 if self.unit == "per second" else 2 if self.unit == "GB/s" else 1
        median = statistics.median(self.values)
        spread = f"{min(self.values):,.{digits}f}–{max(self.values):,.{digits}f}"
        target = verdict = ""
        if self.target is not None:
            target = f"{'≥' if self.more else '<'} {self.target:,.{0 if self.target > 2 else 1}f}"
            verdict = "yes" if (median >= self.target) == self.more else "**no**"
        cpu = f"{statistics.median(self.cpu):,.2f}" if self.cpu else ""
        share = f"{statistics.median(self.share):.2f}" if self.share else ""
        rss = f"{max(self.rss):,.0f}" if self.rss else ""
        return (
            f"| {self.name} | {self.unit} | {median:,.{digits}f} | {spread} | {target} | {verdict} "
            f"| {cpu} | {share} | {rss} |"
        )


class Target:
    """One running server, pinned to its core, with a bucket open to everybody."""

    def __init__(self, data: Path | None, *arguments: str, https: bool = False) -> None:
        self.server = Emulator(data, https=https, buckets=[BUCKET], log="error", arguments=arguments)
        self.server.start()
        self.pid = self.server.pid
        answer = self.request("PUT", f"/{BUCKET}?acl", sign=True, headers={"x-cos-acl": "public-read-write"})
        assert answer == 200, answer
        assert self.request("PUT", f"/{BUCKET}/k", b"x" * 4096) == 200
        for thread in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(ProcessLookupError):  # of a connection that has ended meanwhile
                os.sched_setaffinity(int(thread.name), {int(SERVER_CORE)})

    def url(self, path: str, *, secure: bool = False) -> str:
        """Where a path is, path style."""
        scheme, port = ("https", self.server.https_port) if secure else ("http", self.server.port)
        return f"{scheme}://127.0.0.1:{port}{path}"

    def authorization(self, method: str, path: str, items: tuple[str, ...] = ()) -> str:
        """A signature of the method, the path and the names of its query."""
        now = int(time.time())
        window = f"{now - 60};{now + 7200}"
        query = "&".join(f"{item}=" for item in items)
        string = f"{method.lower()}\n{path}\n{query}\n\n"
        key = hmac.digest(self.server.secret_key.encode(), window.encode(), "sha1").hex()
        to_sign = f"sha1\n{window}\n{hashlib.sha1(string.encode(), usedforsecurity=False).hexdigest()}\n"
        return (
            f"q-sign-algorithm=sha1&q-ak={self.server.secret_id}&q-sign-time={window}&q-key-time={window}"
            f"&q-header-list=&q-url-param-list={';'.join(items)}"
            f"&q-signature={hmac.digest(key.encode(), to_sign.encode(), 'sha1').hex()}"
        )

    def request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        *,
        sign: bool = False,
        headers: dict[str, str] | None = None,
    ) -> int:
        """One request on a connection of its own; its status."""
        given = dict(headers or {})
        if sign:
            path, _, query = target.partition("?")
            given["Authorization"] = self.authorization(method, path, (query,) if query else ())
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, target, body=body, headers=given)
            response = connection.getresponse()
            response.read()
            return response.status

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self) -> float:
        """Resident memory now, MiB."""
        return (
            int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        )


class Bench:
    """All servers and figures of one run."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self.folder = folder
        self.seconds = seconds
        self.turn = 0
        self.series: dict[str, Series] = {}
        self.disk = Target(folder / "disk", https=True)
        self.memory = Target(None)
        self.fast = Target(folder / "fast", "--etag", "fast")
        self.full = Target(folder / "full", "--durability", "full")
        fill(folder / "million")
        self.million = Target(folder / "million")
        self.large = self._large_file()
        self.signed = self._signed_script()

    def close(self) -> None:
        """Stop the servers."""
        for target in (self.disk, self.memory, self.fast, self.full, self.million):
            target.server.stop()
        self.large.unlink(missing_ok=True)

    def _large_file(self) -> Path:
        """1 GiB in memory, so that no disk is measured on the client's side."""
        path = Path("/dev/shm" if Path("/dev/shm").is_dir() else self.folder) / f"bench-{os.getpid()}"
        piece = random.randbytes(1 << 20)
        with path.open("wb") as file:
            for _ in range(GIB // len(piece)):
                file.write(piece)
        return path

    def _signed_script(self) -> Path:
        path = self.folder / "signed.lua"
        with path.open("w") as file:
            file.write("local r = {\n")
            for number in range(SIGNED):
                key = f"/{BUCKET}/s{number}"
                file.write(f'{{"{key}", "{self.disk.authorization("PUT", key)}"}},\n')
            file.write('}\nlocal body = string.rep("x", 4096)\nlocal n = 0\nrequest = function()\n')
            file.write("  n = n % #r + 1\n")
            file.write('  return wrk.format("PUT", r[n][1], {Authorization = r[n][2]}, body)\nend\n')
        return path

    def add(self, series: Series) -> Series:
        """The series of that name, which this may be the first value of."""
        return self.series.setdefault(series.name, series)

    def wrk(self, series: Series, target: Target, url: str, *arguments: str) -> None:
        """Load by wrk; a request that fails spoils the run."""
        series = self.add(series)
        before = target.cpu()
        said = subprocess.run(
            [
                "taskset",
                "-c",
                LOAD_CORE,
                "wrk",
                "-t1",
                f"-c{CONNECTIONS}",
                f"-d{self.seconds}s",
                *arguments,
                url,
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        if "Non-2xx" in said or "Socket errors" in said:
            raise RuntimeError(f"{series.name}: {said}")
        count = next(int(line.split()[0]) for line in said.splitlines() if " requests in " in line)
        series.values.append(float(said.partition("Requests/sec:")[2].split()[0]))
        used = target.cpu() - before
        series.cpu.append(used / count * 1e6)
        series.share.append(used / self.seconds)
        series.rss.append(target.rss())

    def put_script(self, *, prefix: str) -> str:
        """A script by which wrk puts new keys only."""
        self.turn += 1
        path = self.folder / "put.lua"
        path.write_text(
            'wrk.method = "PUT"\nwrk.body = string.rep("x", 4096)\nlocal n = 0\nrequest = function()\n'
            f'  n = n + 1\n  return wrk.format(nil, "/{BUCKET}/{prefix}{self.turn}-" .. n)\nend\n'
        )
        return str(path)

    def small_objects(self) -> Iterator[Callable[[], None]]:
        """GET and PUT of 4 KiB."""
        one = f"/{BUCKET}/k"
        head = ("-H", f"Authorization: {self.disk.authorization('GET', one)}")
        for name, target in (("disk", self.disk), ("memory", self.memory)):
            get = Series(f"4 KiB GET, {name}", "per second", 15_000)
            put = Series(f"4 KiB PUT, {name}", "per second", 8_000)
            yield lambda t=target, s=get: self.wrk(s, t, t.url(one))  # type: ignore[misc]
            yield lambda t=target, s=put: self.wrk(s, t, t.url("/"), "-s", self.put_script(prefix="p"))  # type: ignore[misc]
        disk = self.disk
        yield lambda: self.wrk(Series("4 KiB GET, disk, signed", "per second"), disk, disk.url(one), *head)
        yield lambda: self.wrk(
            Series("4 KiB PUT, disk, signed", "per second"), disk, disk.url("/"), "-s", str(self.signed)
        )
        yield lambda: self.wrk(
            Series("4 KiB GET, disk, https", "per second"), disk, disk.url(one, secure=True)
        )
        yield lambda: self.wrk(
            Series("4 KiB PUT, disk, https", "per second"),
            disk,
            disk.url("/", secure=True),
            "-s",
            self.put_script(prefix="h"),
        )
        yield lambda: self.wrk(
            Series("4 KiB PUT, disk, --etag fast", "per second"),
            self.fast,
            self.fast.url("/"),
            "-s",
            self.put_script(prefix="f"),
        )
        yield lambda: self.wrk(
            Series("4 KiB PUT, disk, --durability full", "per second"),
            self.full,
            self.full.url("/"),
            "-s",
            self.put_script(prefix="d"),
        )

    def curl(self, series: Series, target: Target, *arguments: str, secure: bool = False) -> None:
        """1 GiB by curl."""
        series = self.add(series)
        os.sync()  # what was written before is not to be written back during this
        before = target.cpu()
        said = subprocess.run(
            ["taskset", "-c", LOAD_CORE, "curl", "-sSko", "/dev/null", "-w", "%{http_code} %{time_total}",
             *arguments, target.url(f"/{BUCKET}/large", secure=secure)],
            check=True, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip
        if said[0] != "200":
            raise RuntimeError(f"{series.name}: {said}")
        series.values.append(GIB / 1e9 / float(said[1]))
        series.cpu.append(target.cpu() - before)
        series.share.append(series.cpu[-1] / float(said[1]))
        series.rss.append(target.rss())

    def plain_write(self, series: Series) -> None:
        """1 GiB from the cache into a new file, by a process on the server's core: what no PUT can beat here.

        Memory that the system has not had in use for a while may have to come from the host of a virtual
        machine first; then this is slow, and so is a PUT.
        """
        series = self.add(series)
        target = self.folder / "plain"
        os.sync()
        said = subprocess.run(
            ["taskset", "-c", SERVER_CORE, sys.executable, "-c", _PLAIN_WRITE, str(target), str(GIB)],
            check=True, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip
        target.unlink()
        series.values.append(GIB / 1e9 / float(said[0]))
        series.cpu.append(float(said[1]))
        series.share.append(float(said[1]) / float(said[0]))

    def large_objects(self) -> Iterator[Callable[[], None]]:
        """PUT and GET of 1 GiB; each GET comes after a PUT to the same server."""
        put = ("-T", str(self.large), "-H", "Expect:")
        unit = "GB/s"
        yield lambda: self.plain_write(Series("1 GiB into a new file, without a server", unit))
        yield lambda: self.curl(Series("1 GiB PUT, disk", unit), self.disk, *put)
        yield lambda: self.curl(Series("1 GiB GET, disk", unit, 1.5), self.disk)
        yield lambda: self.curl(Series("1 GiB PUT, disk, --etag fast", unit, 1.0), self.fast, *put)
        yield lambda: self.curl(Series("1 GiB GET, disk, https", unit), self.disk, secure=True)
        yield lambda: self.curl(Series("1 GiB PUT, disk, https", unit), self.disk, *put, secure=True)

    def listings(self) -> Iterator[Callable[[], None]]:
        """1,000 keys of a million."""

        def key() -> str:
            number = random.randrange(KEYS)
            return f"d{number % 1000:03d}/k{number:07d}"

        for name, query in (
            ("first page", lambda: ""),
            ("in the middle", lambda: f"marker={key()}"),
            ("with a prefix", lambda: f"prefix={key()[:5]}"),
            ("1,000 prefixes by delimiter", lambda: "delimiter=/"),
            ("version 2, in the middle", lambda: f"list-type=2&start-after={key()}"),
        ):
            yield lambda n=name, q=query: self.listing(n, q)  # type: ignore[misc]

    def listing(self, name: str, query: Callable[[], str]) -> None:
        """The median of twenty pages."""
        series = self.add(Series(f"Listing of 1,000 in a million keys: {name}", "ms", 15, more=False))
        before, times = self.million.cpu(), []
        connection = http.client.HTTPConnection("127.0.0.1", self.million.server.port, timeout=60)
        with contextlib.closing(connection):
            for _ in range(20):
                started = time.perf_counter()
                connection.request("GET", f"/{BUCKET}?{query()}")
                response = connection.getresponse()
                data = response.read()
                times.append((time.perf_counter() - started) * 1000)
                assert response.status == 200, data
        series.values.append(statistics.median(times))
        series.share.append((self.million.cpu() - before) / sum(times) * 1000)
        series.cpu.append((self.million.cpu() - before) / 20 * 1e6)
        series.rss.append(self.million.rss())

    def starts(self) -> Iterator[Callable[[], None]]:
        """From the start of the process to its line."""
        for name, arguments in (("with https", ()), ("without https", ("--no-https",))):
            yield lambda n=name, a=arguments: self.start(n, a)  # type: ignore[misc]

    def start(self, name: str, arguments: tuple[str, ...]) -> None:
        """One start in memory mode, on the server's core."""
        series = self.add(Series(f"Start to ready, {name}", "ms", 300, more=False))
        started = time.perf_counter()
        process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, sys.executable, "-m", "pycos.emulator", "--memory", *arguments],
            stdout=subprocess.PIPE,
        )
        assert process.stdout
        process.stdout.readline()
        series.values.append((time.perf_counter() - started) * 1000)
        process.terminate()
        process.wait()

    def clients(self) -> Iterator[Callable[[], None]]:
        """The two Python clients, 16 threads each; they are the slower side."""
        for name in ("pycos", "cos-python-sdk-v5"):
            yield lambda n=name: self.client(n)  # type: ignore[misc]

    def client(self, name: str) -> None:
        """3,000 objects of 4 KiB put and got."""
        server = self.disk.server
        env = {
            **os.environ,
            "COS_SECRET_ID": server.secret_id,
            "COS_SECRET_KEY": server.secret_key,
            "BENCH_ENDPOINT": f"http://localhost:{server.port}",
            "BENCH_BUCKET": BUCKET,
        }
        command = [
            "taskset",
            "-c",
            LOAD_CORE,
            sys.executable,
            str(HERE / "small_objects_job.py"),
            name,
            "16",
            "3000",
        ]
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
        said = json.loads(done.stdout)
        for call in ("get", "put"):
            self.add(Series(f"4 KiB {call.upper()} by {name}", "per second")).values.append(
                said[call]["per_second"]
            )


def fill(data: Path) -> None:
    """A bucket of a million keys in random order, put into the database: requests would take minutes."""
    target = Target(data)
    target.server.stop()
    order = list(range(KEYS))
    random.Random(1).shuffle(order)
    database = sqlite3.connect(data / "meta.db")
    with contextlib.closing(database):
        cursor = database.execute("SELECT * FROM object")
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))

        def rows() -> Iterator[tuple[Any, ...]]:
            for place, number in enumerate(order, row["seq"] + 1):
                yield tuple(
                    {**row, "seq": place, "key": f"d{number % 1000:03d}/k{number:07d}".encode()}.values()
                )

        marks = ", ".join("?" * len(names))
        database.executemany(f"INSERT INTO object VALUES ({marks})", rows())
        first = row["seq"]
        database.execute(
            "INSERT INTO content SELECT seq, (SELECT data FROM content WHERE owner = ?)"
            " FROM object WHERE seq > ?",
            (first, first),
        )
        database.commit()


def install_wrk() -> None:
    """Have wrk, from the Debian package of that name."""
    if shutil.which("wrk") is None:
        command = ["apt-get", "install", "-y", "--no-install-recommends", "wrk"]
        if shutil.which("apt-get") is None or subprocess.run(command, check=False).returncode:
            sys.exit("this needs wrk: apt-get install wrk")


def machine() -> str:
    """What was measured on, and with what."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown CPU")
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout.split("\n")[0]
    curl = subprocess.run(["curl", "-V"], capture_output=True, text=True, check=True).stdout.split()[1]
    return (
        f"{model}, {os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, pycos {version('pycos')}, "
        f"cos-python-sdk-v5 {version('cos-python-sdk-v5')}, {' '.join(wrk.split()[:2])}, curl {curl}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="how long wrk runs each time")
    parser.add_argument(
        "--alone",
        action="store_true",
        help="run server and load with real-time priority, so that other processes disturb less (root)",
    )
    parser.add_argument("--json", type=Path, help="write all values to this file, too")
    parser.add_argument("--table", type=Path, default=TABLE, help="the page to write (default: %(default)s)")
    options = parser.parse_args()
    if (os.cpu_count() or 1) < 2:
        sys.exit("this needs two cores: one for the server, one for the load")
    install_wrk()
    # Where the sources lie, bytecode is made by the first start; without it each would compile all of them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if options.alone:
        # Inherited by every process that is started from here.
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(5))
    before = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="bench-emulator-") as folder:
        bench = Bench(Path(folder), options.seconds)
        try:
            for number in range(options.rounds):
                for group in (
                    bench.small_objects,
                    bench.large_objects,
                    bench.listings,
                    bench.starts,
                    bench.clients,
                ):
                    for measure in group():
                        measure()
                print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        finally:
            bench.close()
    rows = list(bench.series.values())
    load = f"{before[0]:.1f} before and {os.getloadavg()[0]:.1f} after"
    text = page(rows, options.rounds, options.seconds, load, alone=options.alone)
    options.table.write_text(text)
    print(text)
    if options.json:
        values = [vars(series) for series in rows]
        options.json.write_text(
            json.dumps({"machine": machine(), "load": load, "series": values}, indent=1) + "\n"
        )


def page(rows: list[Series], rounds: int, seconds: int, load: str, *, alone: bool) -> str:
    """The page of the table."""
    head = (
        "| what | unit | median | spread | target | met | server CPU | share of its core | server MiB |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    return (
        "# How fast the local server is\n\n"
        "Written by `scripts/bench emulator` (`benchmarks/emulator.py`), as measured. The server has one\n"
        f"core, the load comes from another: wrk with {CONNECTIONS} connections for {seconds} s,\n"
        "curl, and the two Python clients with 16 threads. PUT writes new keys. Server CPU is in\n"
        "microseconds a request, for 1 GiB in seconds for all of it; the share of its core says how much\n"
        "of it the server had and used: below 1 something else limits the figure, be it the client or\n"
        f"other processes on the machine. {rounds} rounds, all figures in turn in each.\n\n"
        + (
            "Server and load ran with real-time priority (`--alone`): the machine had other work to do.\n\n"
            if alone
            else ""
        )
        + head
        + "".join(row.row() + "\n" for row in rows)
        + f"\n{machine()}.\nLoad average of the machine: {load}"
        " (the benchmark itself makes about two).\n"
    )


if __name__ == "__main__":
    main()
