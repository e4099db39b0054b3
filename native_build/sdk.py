"""Which C SDK is linked: our own, built here with CMake, or one that is installed already."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from native_build.requirements import BuildProblem, has_package, package_flags, require

ROOT = Path(__file__).resolve().parent.parent
VENDORED = ROOT / "vendor" / "cos-c-sdk"
COSX = VENDORED / "cosx"


@dataclass(frozen=True)
class Sdk:
    """All the compiler and the linker must know about one SDK."""

    kind: str  # "vendored" or "official"
    include_dirs: tuple[str, ...]
    library_dirs: tuple[str, ...]
    libraries: tuple[str, ...]
    archives: tuple[str, ...] = ()  # static libraries, linked before `libraries`
    sources: tuple[str, ...] = ()  # compiled together with the extension
    run_dirs: tuple[str, ...] = ()  # where the loader finds shared libraries outside its own path
    macros: tuple[tuple[str, str], ...] = ()  # for `sources`


def select(build_dir: Path, *, jobs: int) -> Sdk:
    """The SDK that the environment asks for.

    COS_C_SDK_ROOT=/prefix links the SDK installed below that prefix, PYCOS_SDK=system the one
    pkg-config knows as cos_c_sdk, PYCOS_SDK=vendored or nothing builds and links ours.
    """
    root, choice = os.environ.get("COS_C_SDK_ROOT", ""), os.environ.get("PYCOS_SDK", "")
    if choice not in ("", "vendored", "system"):
        raise BuildProblem(f"PYCOS_SDK={choice} is not known: use vendored or system, or set COS_C_SDK_ROOT")
    if root and choice != "vendored":
        return installed_below(Path(root).expanduser())
    if choice == "system":
        return installed_in_system()
    return build_vendored(build_dir, jobs=jobs)


def build_vendored(build_dir: Path, *, jobs: int) -> Sdk:
    """Configure and build vendor/cos-c-sdk as a position-independent static library in `build_dir`."""
    require()
    run("cmake", "-S", str(VENDORED), "-B", str(build_dir), "-DCMAKE_BUILD_TYPE=Release",
        "-DCOS_C_SDK_BUILD_TESTS=OFF")  # fmt: skip
    run("cmake", "--build", str(build_dir), "--parallel", str(jobs), "--target", "cos_c_sdk_static")
    archive = next(build_dir.rglob("libcos_c_sdk*.a"), None)
    if archive is None:
        raise BuildProblem(f"CMake built no libcos_c_sdk*.a below {build_dir}")
    system = package_flags("apr-util-1", "apr-1", "libcurl", "mxml")
    return Sdk(
        "vendored",
        include_dirs=(str(VENDORED / "include"), str(COSX / "include"), *system.include_dirs),
        library_dirs=system.library_dirs,
        libraries=with_system(system.libraries),
        archives=(str(archive),),
    )


def installed_below(root: Path) -> Sdk:
    """The SDK whose headers and library are below `root` (include[/cos_c_sdk], lib or lib64)."""
    include_dirs = [d for d in (root / "include/cos_c_sdk", root / "include") if (d / "cos_api.h").is_file()]
    library_dirs = [root / "lib", root / "lib64", *root.glob("lib/*-linux-*")]
    library_dirs = [d for d in library_dirs if any(d.glob("libcos_c_sdk*"))]
    if not include_dirs or not library_dirs:
        absent = "cos_api.h below include/" if not include_dirs else "libcos_c_sdk below lib/"
        raise BuildProblem(f"COS_C_SDK_ROOT={root}: there is no {absent}")
    # Tencent's static library has a name of its own, and is linked only when there is no shared one.
    shared = any(library_dirs[0].glob("libcos_c_sdk.*"))
    return over_installed(
        (str(include_dirs[0]),), (str(library_dirs[0]),), "cos_c_sdk" if shared else "cos_c_sdk_static"
    )


def installed_in_system() -> Sdk:
    """The SDK that pkg-config knows as cos_c_sdk."""
    require(tools=("cc", "pkg-config"))
    if not has_package("cos_c_sdk"):
        raise BuildProblem(
            "PYCOS_SDK=system: pkg-config does not know cos_c_sdk. Set PKG_CONFIG_PATH to the directory of "
            "cos_c_sdk.pc, or COS_C_SDK_ROOT to the prefix the SDK is installed in"
        )
    flags = package_flags("cos_c_sdk")
    return over_installed(flags.include_dirs, flags.library_dirs, "cos_c_sdk")


def over_installed(include_dirs: tuple[str, ...], library_dirs: tuple[str, ...], library: str) -> Sdk:
    """cosx compiled by us over an installed SDK's headers, and that SDK's library."""
    require(tools=("cc", "pkg-config"))
    system = package_flags("apr-util-1", "apr-1", "libcurl", "mxml")  # cos_xml.h includes mxml.h
    return Sdk(
        "official",
        # cosx first: an installed SDK of ours brings its own cosx headers, which may be older.
        include_dirs=(str(COSX / "include"), *include_dirs, *system.include_dirs),
        library_dirs=(*library_dirs, *system.library_dirs),
        libraries=(library, *with_system(system.libraries)),
        sources=tuple(sorted(str(path) for path in (COSX / "src").rglob("*.c"))),
        macros=(("COSX_HAVE_OPENSSL", "1"),) if has_openssl() else (),
        run_dirs=library_dirs,
    )


def with_system(libraries: tuple[str, ...]) -> tuple[str, ...]:
    return (*libraries, *(("ssl", "crypto") if has_openssl() else ()), "pthread", "m")


def has_openssl() -> bool:
    """Whether cosx reads and writes TLS records itself: cmake/dependencies.cmake asks the same."""
    return has_package("openssl >= 3.0")


def run(*command: str) -> None:
    """Run a step in silence; when it fails, say all it said."""
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise BuildProblem(f"{done.stdout}\n{' '.join(command)} failed with exit code {done.returncode}")
