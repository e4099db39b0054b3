"""Tencent's `coscmd` as a person runs it: the installed command, a home of its own, the server as proxy."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entrances import REGION, Entrance, entrance_to, environment_of

from pycos.emulator import Emulator

COMMAND = Path(sys.executable).parent / "coscmd"


@dataclass
class Shell:
    """One configured `coscmd`. ``client`` is Tencent's Python client, to see what a command did."""

    server: Emulator
    scheme: str
    home: Path
    bucket: str
    entrance: Entrance = field(init=False)
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True)
        self.entrance = entrance_to(self.server, self.scheme)
        self.client = self.entrance.client_with(VerifySSL=self.server.ca_file)
        self.write_configuration()

    def write_configuration(self, **settings: object) -> None:
        """The file that `coscmd config` would write, with the settings that it cannot."""
        everything = {
            "secret_id": self.server.secret_id,
            "secret_key": self.server.secret_key,
            "bucket": self.bucket,
            "region": REGION,
            "schema": self.scheme,
            "retry": 1,  # it waits 1, 2, 4 … seconds in between
            "part_size": 1,
            **settings,
        }
        text = "[common]\n" + "".join(f"{name} = {value}\n" for name, value in everything.items())
        (self.home / ".cos.conf").write_text(text)

    def __call__(self, *arguments: object, code: int = 0, answer: str = "") -> str:
        """Run the command, which must end with `code`; its output and messages together."""
        done = subprocess.run(
            [COMMAND, *map(str, arguments)],
            env={**environment_of(self.server), "HOME": str(self.home), "COLUMNS": "200"},
            cwd=self.home,
            input=answer,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        assert done.returncode == code, f"coscmd {arguments}: exit code {done.returncode}\n{done.stdout}"
        return done.stdout

    def together(self, *commands: tuple[object, ...]) -> list[str]:
        """Run commands that do not depend on each other: none is done in less than a second.

        A number before the command is the exit code it must end with.
        """

        def run(words: tuple[object, ...]) -> str:
            return self(*words[1:], code=words[0]) if isinstance(words[0], int) else self(*words)

        with ThreadPoolExecutor(len(commands)) as pool:
            return list(pool.map(run, commands))

    def put(self, **objects: bytes) -> None:
        """New objects, by key."""
        for key, data in objects.items():
            self.client.put_object(Bucket=self.bucket, Key=key, Body=data)

    def listed(self, prefix: str = "") -> list[str]:
        """All keys of the bucket."""
        page = self.client.list_objects(Bucket=self.bucket, Prefix=prefix)
        return [entry["Key"] for entry in page.get("Contents", [])]

    def content(self, key: str) -> bytes:
        """What an object holds."""
        data: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].get_raw_stream().read()
        return data
