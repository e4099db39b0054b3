"""A network of 20 ms and 1 Gbit/s between two network namespaces of our own.

Made by a program of ours (``link.c``), because the kernel's own way, ``tc netem``, is not in every kernel.
``with Link() as link`` has to be called in a network namespace made for it (``unshare --net``): here is the
origin's side, with the address link.origin; what is started behind link.command() is on the client's side.
"""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from types import TracebackType

from benchmarks.building import BUILD, FLAGS, build_alone, outdated

HERE = Path(__file__).parent
ORIGIN, CLIENT = "10.77.0.1", "10.77.0.2"
ROUND_TRIP_MS, MBIT = 20, 1000
NEW_NAMESPACE = {
    "lo",
    "sit0",
    "tunl0",
    "ip6tnl0",
    "gre0",
    "erspan0",
    "gretap0",
}  # all that one may begin with


class LinkUnavailable(Exception):
    """The machine does not allow it; the text says what failed."""


def _ran(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LinkUnavailable(f"{' '.join(command[:3])}: {' '.join(done.stderr.split())}")


class Link:
    """The running link. Raises LinkUnavailable."""

    origin = ORIGIN

    def __init__(self, *, round_trip_ms: int = ROUND_TRIP_MS, mbit: int = MBIT) -> None:
        self.round_trip_ms, self.mbit = round_trip_ms, mbit
        self._holder: subprocess.Popen[str] | None = None
        self._program: subprocess.Popen[str] | None = None

    def command(self) -> list[str]:
        """What to put before a command that runs on the client's side."""
        assert self._holder is not None
        return ["nsenter", "-t", str(self._holder.pid), "-n"]

    def __enter__(self) -> Link:
        if not {name for _, name in socket.if_nameindex()} <= NEW_NAMESPACE:
            raise LinkUnavailable("not in a network namespace of its own")
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def _start(self) -> None:
        program, source = BUILD / "link", HERE / "link.c"
        with build_alone():
            if outdated(program, source):
                _ran("cc", *FLAGS, "-o", str(program), str(source))
        # It says so when it is in its namespace, and ends with its standard input, whatever becomes of us.
        self._holder = subprocess.Popen(
            ["unshare", "-n", "sh", "-c", "echo in; exec cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != "in\n":
            raise LinkUnavailable("no second network namespace")
        arguments = [str(self._holder.pid), str(self.round_trip_ms * 500), str(self.mbit)]
        self._program = subprocess.Popen(
            [str(program), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._program.stdout is not None
        assert self._program.stderr is not None
        if self._program.stdout.readline() != "ready\n":
            raise LinkUnavailable(self._program.stderr.read().strip())
        for prefix, name, address in (([], "bench0", ORIGIN), (self.command(), "bench1", CLIENT)):
            _ran(*prefix, "ip", "link", "set", "lo", "up")
            _ran(*prefix, "ip", "address", "add", f"{address}/24", "dev", name)
            _ran(*prefix, "ip", "link", "set", name, "up")

    def stop(self) -> None:
        """End both sides."""
        for process in (self._program, self._holder):
            if process is not None:
                process.kill()
                process.communicate()
        self._program = self._holder = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
