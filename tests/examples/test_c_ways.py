"""The C library by every way to the server, over http and https with certificates verified."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pycos import Client
from pycos.emulator import Emulator

# The first test of a process may have to wait for the build.
pytestmark = pytest.mark.timeout(600)

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples" / "c"
WAYS = ("virtual host", "own domain", "route", "proxy")


@pytest.fixture(scope="module")
def program(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`ways.c`, built as a user of the installed library builds it."""
    (found,) = (programs.parent / "prefix").rglob("cos_c_sdk.pc")
    surroundings = {**os.environ, "PKG_CONFIG_PATH": str(found.parent)}
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "cos_c_sdk"],
        env=surroundings, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    made = tmp_path_factory.mktemp("ways") / "ways"
    library = found.parent.parent
    command = [
        "cc",
        "-Wall",
        "-Werror",
        HERE / "ways.c",
        f"-I{EXAMPLES}",
        "-o",
        made,
        *flags,
        f"-Wl,-rpath,{library}",
    ]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return made


@pytest.fixture(scope="module")
def certificates(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's authority, in a folder as OpenSSL wants it."""
    folder = tmp_path_factory.mktemp("certificates")
    assert emulator.ca_file
    named = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", emulator.ca_file],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    shutil.copy(emulator.ca_file, folder / f"{named}.0")
    return folder


def settings(emulator: Emulator, way: str, scheme: str, bucket: str) -> dict[str, str]:
    port = emulator.port if scheme == "http" else emulator.https_port
    address = {
        "virtual host": f"{scheme}://localhost:{port}",
        "own domain": f"{scheme}://{bucket}.localhost:{port}",
        "route": f"{scheme}://cos.ap-guangzhou.myqcloud.com",
        "proxy": f"{scheme}://cos.ap-guangzhou.myqcloud.com",
    }[way]
    given = {"COS_ENDPOINT": address, "COS_BUCKET": bucket}
    if way == "own domain":
        given["WAY_CNAME"] = "1"
    if way == "route":
        given["WAY_ROUTE_PORT"] = str(port)
    if way == "proxy":
        given |= {"WAY_PROXY_HOST": "127.0.0.1", "WAY_PROXY_PORT": str(emulator.port)}
    return given


def run(program: Path, emulator: Emulator, **given: str) -> subprocess.CompletedProcess[str]:
    keys = {"COS_SECRET_ID": emulator.secret_id, "COS_SECRET_KEY": emulator.secret_key}
    environment = {"PATH": os.environ["PATH"], **keys, **given}
    return subprocess.run([program], env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("way", WAYS)
def test_every_way_leads_to_the_bucket(
    program: Path, certificates: Path, emulator: Emulator, client: Client, way: str, scheme: str
) -> None:
    bucket = f"way-{WAYS.index(way)}-{scheme}-{os.getpid()}-1250000000"
    client.create_bucket(bucket)
    given = settings(emulator, way, scheme, bucket)
    done = run(program, emulator, **given, WAY_CA_FOLDER=str(certificates))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    left = [entry.key for entry in client.bucket(bucket).objects()]
    assert left == ["copy", "log", "parts"]


def test_a_certificate_that_nobody_vouches_for_is_refused(
    program: Path, emulator: Emulator, client: Client, tmp_path: Path
) -> None:
    bucket = f"way-untrusted-{os.getpid()}-1250000000"
    client.create_bucket(bucket)
    done = run(program, emulator, **settings(emulator, "proxy", "https", bucket))
    assert done.returncode == 1
    assert "200" not in done.stdout
