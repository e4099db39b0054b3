"""Build the reference programs, when they are older than what they are built of."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from benchmarks.building import BUILD, FLAGS, build_alone, outdated

HERE = Path(__file__).parent
LIBRARY = HERE.parent.parent / "vendor" / "cos-c-sdk"


def _ran(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{shlex.join(command)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build() -> dict[str, Path]:
    """Paths of raw, libcurl, cos_c and crc64. Raises RuntimeError with what the compiler said."""
    with build_alone():
        return _build()


def _build() -> dict[str, Path]:
    library = BUILD / "cos-c-sdk"
    _ran(["cmake", "-S", str(LIBRARY), "-B", str(library), "-DCMAKE_BUILD_TYPE=Release"])
    _ran(["cmake", "--build", str(library), "--target", "cos_c_sdk_static", "--parallel", "2"])
    archive = library / "libcos_c_sdk.a"
    packages = ["apr-1", "apr-util-1", "libcurl", "mxml"]
    if subprocess.run(["pkg-config", "--exists", "openssl >= 3.0"], check=False).returncode == 0:
        packages.append("openssl")  # as the library decides
    cflags = shlex.split(_ran(["pkg-config", "--cflags", *packages]))
    libraries = shlex.split(_ran(["pkg-config", "--libs", *packages]))
    ours = [str(archive), *libraries, "-lpthread"]
    made = {}
    for name, flags, link in (
        ("raw", [], ["-lpthread"]),
        ("libcurl", [], ["-lcurl"]),
        ("cos_c", [f"-I{LIBRARY / 'include'}", f"-I{LIBRARY / 'cosx' / 'include'}", *cflags], ours),
        ("crc64", [f"-I{LIBRARY / 'cosx' / 'include'}"], ours),
    ):
        target, source = BUILD / name, HERE / f"{name}.c"
        if outdated(target, source, HERE / "measure.h", *([archive] if link is ours else [])):
            _ran(["cc", *FLAGS, *flags, "-o", str(target), str(source), *link])
        made[name] = target
    return made
