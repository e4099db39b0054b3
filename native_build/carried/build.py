"""Build OpenSSL, libcurl and apr as static libraries into one prefix, BUILD/prefix.

    python -m native_build.carried.build build/carried

With PKG_CONFIG_PATH=BUILD/prefix/lib/pkgconfig the build of the extension takes them. It is made anew only
when what is below has changed, or with --refresh, which looks for newer versions. apr is built too, as
Debian's static one does not go into a shared object; of apr-util and Mini-XML the system's static libraries
are taken.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from native_build.carried.debian import Debian, Fetched
from native_build.carried.options import COMPILER_FLAGS, CURL, LICENCES, OPENSSL, PACKAGES, SUITE, SYSTEM
from native_build.requirements import BuildProblem

TOOLS = {
    "cc": "build-essential", "make": "build-essential", "dpkg-source": "dpkg-dev", "perl": "perl",
    "cmake": "cmake", "pkg-config": "pkg-config",
}  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="native_build.carried.build", description=__doc__)
    parser.add_argument("folder", type=Path, help="for sources, objects and the prefix")
    parser.add_argument(
        "--suite", default=SUITE, help="of Debian, whose sources are taken (default: %(default)s)"
    )
    parser.add_argument("--sources", type=Path, help="instead: a folder with openssl-VERSION/ and so on")
    parser.add_argument("--refresh", action="store_true", help="look for newer versions")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    try:
        carried(given)
    except BuildProblem as problem:
        sys.exit(f"native_build.carried: {problem}")


def carried(given: argparse.Namespace) -> Path:
    """The prefix, built if need be."""
    folder: Path = given.folder.absolute()
    prefix = folder / "prefix"
    stamp = prefix / "carried.json"
    kept = json.loads(stamp.read_text()) if stamp.is_file() else {}
    origin = str(given.sources or given.suite)
    wanted = {name: wish(name, prefix) for name in BUILDERS}
    if not given.refresh and (kept.get("origin"), kept.get("wishes")) == (origin, wanted):
        return prefix
    check_tools()
    found = sources(given.suite, given.sources, folder)
    versions = {name: one.version for name, one in found.items()}
    for name, build in BUILDERS.items():
        mark = folder / f"{name}.built"
        said = f"{wanted[name]} {versions[name]}"
        if not mark.is_file() or mark.read_text() != said:
            mark.unlink(missing_ok=True)
            build(found[name].folder, fresh(folder / name), prefix, given.jobs)
            mark.write_text(said)
    take_system_archives(prefix)
    keep_licences({name: one.folder for name, one in found.items()}, prefix)
    made = {"origin": origin, "wishes": wanted, "versions": versions, "licences": LICENCES}
    stamp.write_text(json.dumps(made, indent=1) + "\n")
    return prefix


def wish(name: str, prefix: Path) -> str:
    """Changes with what the library is built with, its version apart, and with where it lies."""
    compiler = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=False).stdout
    options = {"openssl": [OPENSSL], "curl": [OPENSSL, CURL], "apr": []}[name]
    return hashlib.sha256(json.dumps([compiler, COMPILER_FLAGS, options, str(prefix)]).encode()).hexdigest()


def check_tools() -> None:
    """Raise BuildProblem when a command is missing."""
    missing = [name for name in TOOLS if not shutil.which(name)]
    if missing:
        wanted = " ".join(dict.fromkeys(TOOLS[name] for name in missing))
        raise BuildProblem(f"not found: {', '.join(missing)}. On Debian: apt-get install {wanted}")


def sources(suite: str, given: Path | None, folder: Path) -> dict[str, Fetched]:
    """All of PACKAGES, unpacked."""
    if given is None:
        debian = Debian(suite, folder)
        return {name: debian.fetch(name, oldest) for name, oldest in PACKAGES.items()}
    found = {}
    for name in PACKAGES:
        places = sorted(place for place in given.absolute().glob(f"{name}-[0-9]*") if place.is_dir())
        if len(places) != 1:
            raise BuildProblem(f"{given} must hold one folder {name}-VERSION, not {len(places)}")
        found[name] = Fetched(name, places[0].name.removeprefix(f"{name}-"), places[0])
    return found


def build_openssl(source: Path, build: Path, prefix: Path, jobs: int) -> None:
    """libssl.a, libcrypto.a, their headers."""
    machine = {"x86_64": "linux-x86_64", "aarch64": "linux-aarch64"}.get(os.uname().machine)
    if machine is None:
        raise BuildProblem(f"the carried OpenSSL is not built for {os.uname().machine}")
    places = (f"--prefix={prefix}", "--libdir=lib", "--openssldir=/etc/ssl")
    run(build, str(source / "Configure"), machine, *places, "--release", *OPENSSL.split(), *COMPILER_FLAGS)
    run(build, "make", f"-j{jobs}", "build_libs")
    run(build, "make", "install_dev")


def build_curl(source: Path, build: Path, prefix: Path, jobs: int) -> None:
    """libcurl.a and its headers."""
    run(
        build, "cmake", "-S", str(source), "-B", str(build), *CURL, "-DCMAKE_BUILD_TYPE=Release",
        "-DCMAKE_C_FLAGS_RELEASE=", f"-DCMAKE_C_FLAGS={' '.join(COMPILER_FLAGS)}",
        f"-DCMAKE_INSTALL_PREFIX={prefix}", "-DCMAKE_INSTALL_LIBDIR=lib", f"-DOPENSSL_ROOT_DIR={prefix}",
        PKG_CONFIG_PATH=str(prefix / "lib/pkgconfig"),
    )  # fmt: skip
    run(build, "cmake", "--build", str(build), "--parallel", str(jobs))
    run(build, "cmake", "--install", str(build))


def build_apr(source: Path, build: Path, prefix: Path, jobs: int) -> None:
    """libapr-1.a and its headers."""
    flags = f"CFLAGS={' '.join(COMPILER_FLAGS)}"
    run(build, str(source / "configure"), f"--prefix={prefix}", "--disable-shared", "--enable-static", flags)
    run(build, "make", f"-j{jobs}")
    run(build, "make", "install")


BUILDERS = {"openssl": build_openssl, "curl": build_curl, "apr": build_apr}


def take_system_archives(prefix: Path) -> None:
    """Beside libcurl.a, where the linker looks first, so that it takes these and not the shared ones."""
    for name, (module, package, library) in SYSTEM.items():
        command = ["pkg-config", "--variable=libdir", module]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        archive = Path(said.strip()) / library
        if not said.strip() or not archive.is_file():
            raise BuildProblem(f"{library} of {name} is missing. On Debian: apt-get install {package}")
        shutil.copy(archive, prefix / "lib" / library)


def keep_licences(sources: dict[str, Path], prefix: Path) -> None:
    """The texts that must go with the libraries."""
    texts = {
        "openssl.txt": sources["openssl"] / "LICENSE.txt", "curl.txt": sources["curl"] / "COPYING",
        "apr.txt": sources["apr"] / "LICENSE", "apr-NOTICE.txt": sources["apr"] / "NOTICE",
    }  # fmt: skip
    for name, (_, package, _) in SYSTEM.items():
        texts[f"{name}.txt"] = Path("/usr/share/doc") / package / "copyright"
    folder = fresh(prefix / "licences")
    for file, text in texts.items():
        if not text.is_file():
            raise BuildProblem(f"a licence is not where it was: {text}")
        shutil.copy(text, folder / file)


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def run(folder: Path, *command: str, **environment: str) -> None:
    """Run a step in silence; when it fails, say the end of what it said."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise BuildProblem(
            f"{done.stdout[-4000:]}\n{' '.join(command[:3])} … failed with exit code {done.returncode}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
