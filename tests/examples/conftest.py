"""The C examples, built once from an installed library, and a way to run them against the local server."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pycos import Bucket
from pycos.emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "vendor" / "cos-c-sdk"
EXAMPLES = ROOT / "examples" / "c"
SOURCES = {".c", ".h", ".cmake", ".in", ".map", ".txt"}

Run = Callable[..., subprocess.CompletedProcess[str]]


def state_of_the_sources() -> str:
    """One hash of everything the programs are made of."""
    digest = hashlib.sha256()
    for folder in (LIBRARY, EXAMPLES):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in SOURCES):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """A folder of this user for this checkout, kept for the next run."""
    where = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"pycos-c-examples-{os.getuid()}-{where}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder


def step(*command: str | Path, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"


def build(tree: Path, installed: Path, programs: Path) -> None:
    """Library, `cmake --install`, and the examples through pkg-config, as a user builds them."""
    step("cmake", "-S", LIBRARY, "-B", tree, "-DCMAKE_BUILD_TYPE=Release")
    step("cmake", "--build", tree, "--parallel", "2")
    step("cmake", "--install", tree, "--prefix", installed)
    (found,) = installed.rglob("cos_c_sdk.pc")
    found_by_pkg_config = {**os.environ, "PKG_CONFIG_PATH": str(found.parent)}
    step("cmake", "-S", EXAMPLES, "-B", programs, "-DCMAKE_C_FLAGS=-Werror", env=found_by_pkg_config)
    step("cmake", "--build", programs, "--parallel", "2")


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder of the built examples. Test processes that come later use what the first one built."""
    cache = cache_folder()
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = cache / state_of_the_sources()
        if not (made / "complete").exists():
            build(cache / "library", made / "prefix", made / "programs")
            (made / "complete").touch()
    return made / "programs"


@pytest.fixture
def run(programs: Path, emulator: Emulator, bucket: Bucket, tmp_path: Path) -> Run:
    """Run an example on a new bucket, or with other settings given by name; it must end with `code`."""

    def start(
        program: str, *arguments: object, code: int = 0, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "COS_ENDPOINT": f"http://localhost:{emulator.port}",
            "COS_SECRET_ID": emulator.secret_id,
            "COS_SECRET_KEY": emulator.secret_key,
            "COS_BUCKET": bucket.name,
            **settings,
        }
        done = subprocess.run(
            [programs / program, *map(str, arguments)],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == code, (
            f"{program}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        return done

    return start
