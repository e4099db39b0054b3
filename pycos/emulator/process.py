"""The server as a child process: start it, ask it for its journal, give it faults, stop it.

Uses the standard library only, so that importing it costs nothing; the server's own needs are the child's.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

# The child finds this package even where this process found it by a path of its own.
_ROOT = str(Path(__file__).resolve().parents[2])
_PROGRAM = (
    "import sys; sys.path.append(sys.argv.pop(1)); from pycos.emulator.__main__ import main; sys.exit(main())"
)


def _written(files: contextlib.ExitStack, value: object) -> str:
    """The name of a file that holds the value as JSON while the child starts; nobody else may read it."""
    import tempfile

    descriptor, name = tempfile.mkstemp(prefix="cos-emulator-", suffix=".json")
    files.callback(os.unlink, name)
    with open(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file)
    return name


class ControlError(Exception):
    """The control interface refused a request."""


class Emulator:
    """A server in a child process, for as long as a ``with`` block lasts.

    ``data`` is a folder for everything that is stored; None keeps it in memory. ``port`` and
    ``https_port`` 0 take free ones; ``https`` False leaves TLS out, which starts faster. ``credentials``
    are ``"id:key[:token[:expiry]]"``, ``buckets`` are ``"name-appid[@region]"``, made at the start.
    ``seed`` is what there is at the start and after each reset, ``faults`` are rules to begin with, both as
    the control interface takes them; a bucket of ``fault_buckets`` answers as its keys say.
    ``arguments`` go to the command line as they are. RuntimeError when the server does not start.
    """

    endpoint: str
    port: int
    https_endpoint: str | None
    https_port: int | None
    ca_file: str | None
    secret_id: str
    secret_key: str
    control_token: str
    page: str
    pid: int
    region: str

    def __init__(
        self,
        data: str | os.PathLike[str] | None = None,
        *,
        port: int = 0,
        https: bool = True,
        https_port: int = 0,
        credentials: Iterable[str] = (),
        buckets: Iterable[str] = (),
        region: str | None = None,
        log: str = "warning",
        seed: Mapping[str, Any] | None = None,
        faults: Sequence[Mapping[str, Any]] = (),
        fault_buckets: Iterable[str] = (),
        arguments: Iterable[str] = (),
    ) -> None:
        command = [sys.executable, "-c", _PROGRAM, _ROOT, "--port", str(port), "--log", log]
        command += ["--memory"] if data is None else ["--data", os.fspath(data)]
        command += ["--https-port", str(https_port)] if https else ["--no-https"]
        for credential in credentials:
            command += ["--credential", credential]
        for bucket in buckets:
            command += ["--bucket", bucket]
        if region is not None:
            command += ["--region", region]
        for bucket in fault_buckets:
            command += ["--fault-bucket", bucket]
        self._files = {"--seed": seed, "--faults": list(faults) or None}
        # With its standard input the child notices when this process is gone, however it went.
        self._command = [*command, "--until-eof", *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    def __repr__(self) -> str:
        return f"<Emulator {self.endpoint if self._process else 'not running'}>"

    def __enter__(self) -> Emulator:
        self.start()
        return self

    def __exit__(self, *_details: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        with contextlib.ExitStack() as files:
            command = list(self._command)
            for option, value in self._files.items():
                if value is not None:
                    command += [option, _written(files, value)]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._process = process
            line = process.stdout.readline() if process.stdout else b""
        if not line:
            code = process.wait()
            self._close()
            raise RuntimeError(f"the emulator did not start (exit code {code}); see its standard error")
        for name, value in json.loads(line).items():
            if name != "ready":
                setattr(self, name, value)

    def stop(self) -> int:
        """Stop the server in order and give its exit code; harmless when it is not running."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End the server at once, as a crash would."""
        return self._end(signal.SIGKILL)

    def _end(self, number: int) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        code = self._process.wait()
        self._close()
        return code

    def _close(self) -> None:
        process, self._process = self._process, None
        for pipe in (process.stdin, process.stdout) if process else ():
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()

    def control(self, method: str, path: str, body: object = None) -> Any:
        """One request to the control interface; the JSON of its answer. ControlError when it refuses."""
        return self._asked(method, f"/_emulator/{path}", body)

    def add_credential(self, secret_id: str, secret_key: str, **description: Any) -> None:
        """Know keys of others: ``account``, ``user``, ``policy``; ``token``, ``expiry`` if temporary."""
        self.control("POST", "credentials", {"secret_id": secret_id, "secret_key": secret_key, **description})

    def temporary_credentials(
        self, *, policy: dict[str, Any] | None = None, seconds: int = 1800
    ) -> dict[str, Any]:
        """Temporary keys of the owner, limited to a policy: the document that programs give to browsers."""
        wanted: dict[str, Any] = {"durationSeconds": seconds}
        if policy is not None:
            wanted["policy"] = policy
        found: dict[str, Any] = self._asked("POST", "/sts", wanted)
        return found

    def _asked(self, method: str, target: str, body: object) -> Any:
        status, data = self._exchange(method, target, body)
        if status >= 300:
            raise ControlError(f"{method} {target}: {status} {data.decode(errors='replace')}")
        return json.loads(data) if data else None

    def _exchange(self, method: str, target: str, body: object = None) -> tuple[int, bytes]:
        import http.client  # the server imports this module, too, and has no use for it

        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            connection.request(
                method,
                target,
                body=None if body is None else json.dumps(body),
                headers={"Authorization": f"Bearer {self.control_token}"},
            )
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def add_fault(self, action: str, *, match: dict[str, Any] | None = None, **options: Any) -> int:
        """A new rule of misbehaviour; its number."""
        rule = {"action": action, "match": match or {}, **options}
        return int(self.control("POST", "faults", rule)["id"])

    def faults(self) -> list[dict[str, Any]]:
        """The rules, with how often each was seen and struck."""
        found: list[dict[str, Any]] = self.control("GET", "faults")
        return found

    def clear_faults(self, number: int | None = None) -> None:
        """Take back one rule or all of them; stalled requests go on."""
        self.control("DELETE", "faults" if number is None else f"faults/{number}")

    def add_result(
        self, result: Mapping[str, Any] | None = None, *, polls: int | None = None, **options: str
    ) -> int:
        """A result of data processing, for the jobs that meet the options; its number.

        ``result`` is what the answer holds as nested values, ``polls`` how many queries find the job
        unfinished. ``kind``, ``job``, ``key`` and ``tag`` say which jobs; ``state``, ``code`` and ``message``
        how they end.
        """
        rule = {name: value for name, value in (("result", result), ("polls", polls)) if value is not None}
        return int(self.control("POST", "processing/results", {**rule, **options})["id"])

    def results(self) -> list[dict[str, Any]]:
        """The results that were set."""
        found: list[dict[str, Any]] = self.control("GET", "processing/results")
        return found

    def clear_results(self, number: int | None = None) -> None:
        """Take back one result or all of them."""
        self.control("DELETE", "processing/results" if number is None else f"processing/results/{number}")

    def requests(self, operation: str | None = None, **filters: object) -> list[dict[str, Any]]:
        """The latest requests, oldest first, of one operation or of all.

        ``filters`` are those of the control interface: status, method, bucket, key, prefix, fault and others.
        """
        items = {"operation": operation, **filters}
        query = urlencode({name: value for name, value in items.items() if value is not None})
        found: list[dict[str, Any]] = self.control("GET", f"requests?{query}")["requests"]
        return found

    def counters(self) -> dict[str, dict[str, int]]:
        """How many requests there were: operation to status to number."""
        found: dict[str, dict[str, int]] = self.control("GET", "requests")["counters"]
        return found

    def clear_requests(self) -> None:
        """Begin a new journal."""
        self.control("DELETE", "requests")

    def metrics(self) -> str:
        """The figures in the text format of Prometheus."""
        status, data = self._exchange("GET", "/_emulator/metrics")
        if status != 200:
            raise ControlError(f"GET metrics: {status}")
        return data.decode()

    def plant(self, seed: Mapping[str, Any]) -> None:
        """Make what a seed describes, beside what there is."""
        self.control("POST", "seed", seed)

    def carry_out_lifecycle(self, *, days: int = 0) -> dict[str, int]:
        """Do what the lifecycle rules of all buckets ask for in so many days; how much was done."""
        done: dict[str, int] = self.control("POST", f"lifecycle?days={days}")
        return done

    def state(self) -> dict[str, Any]:
        """What the server holds, in the form of a seed."""
        found: dict[str, Any] = self.control("GET", "state")
        return found

    def snapshot(self, target: str | os.PathLike[str] | None = None) -> str:
        """Take a snapshot of all data for ``restore``: into a new folder or ``.tar`` file, or kept here.

        What the server keeps ends with it, and costs no copy of larger objects. The path, or the id.
        """
        if target is None:
            return str(self.control("POST", "snapshot")["id"])
        path = str(Path(target).absolute())
        self.control("POST", "snapshot", {"target": path})
        return path

    def restore(self, snapshot: str | os.PathLike[str]) -> None:
        """Make all data as they were in a snapshot. Faults, users and the journal stay."""
        name = os.fspath(snapshot)
        kept = re.fullmatch(r"s\d+", name)
        self.control("POST", "restore", {"id": name} if kept else {"source": str(Path(name).absolute())})

    def reset(self, bucket: str | None = None) -> None:
        """Forget all data, faults and requests, or what one bucket holds; it is as at the start then."""
        self.control("POST", "reset" if bucket is None else f"reset?bucket={quote(bucket)}")
