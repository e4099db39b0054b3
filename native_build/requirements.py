"""Check that the system has what the build needs, and say in one message what to install if not."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

from setuptools.errors import BaseError

# Each tool or pkg-config package, and the Debian package it comes in.
TOOLS = {"cmake": "cmake", "cc": "build-essential", "pkg-config": "pkg-config"}
LIBRARIES = {
    "apr-1": "libapr1-dev",
    "apr-util-1": "libaprutil1-dev",
    "libcurl": "libcurl4-openssl-dev",
    "mxml": "libmxml-dev",
}
# Mini-XML 4 calls itself so.
OTHER_NAMES = {"mxml": "mxml4"}


class BuildProblem(BaseError):  # setuptools prints it as "error: …", without a traceback
    """The extension cannot be built; the text says what to do."""


@dataclass(frozen=True)
class Flags:
    """What pkg-config says about one or more packages."""

    include_dirs: tuple[str, ...]
    library_dirs: tuple[str, ...]
    libraries: tuple[str, ...]


def require(*, tools: tuple[str, ...] = tuple(TOOLS), libraries: tuple[str, ...] = tuple(LIBRARIES)) -> None:
    """Raise BuildProblem with one line to type when a tool or a library's development files are missing."""
    absent = {tool: TOOLS[tool] for tool in tools if shutil.which(tool) is None}
    if "pkg-config" in absent:
        absent |= {name: LIBRARIES[name] for name in libraries}
    else:
        absent |= {name: LIBRARIES[name] for name in libraries if not has_package(name)}
    if absent:
        raise BuildProblem(missing_text(absent))


def missing_text(absent: dict[str, str]) -> str:
    packages = " ".join(dict.fromkeys(absent.values()))
    return (
        f"pycos needs {', '.join(absent)} to build its C part. Install and try again:\n"
        f"    sudo apt-get install -y {packages}"
    )


def has_package(name: str) -> bool:
    return known_name(name) is not None


def known_name(name: str) -> str | None:
    """The name under which pkg-config knows the package, None when it does not."""
    for candidate in (name, OTHER_NAMES.get(name, name)):
        if subprocess.run(["pkg-config", "--exists", candidate], check=False).returncode == 0:
            return candidate
    return None


def package_flags(*names: str) -> Flags:
    """Directories and libraries to compile and link with the packages `names`."""
    known = [known_name(name) or name for name in names]
    words = subprocess.run(
        ["pkg-config", "--cflags-only-I", "--libs", *known], check=True, capture_output=True, text=True
    ).stdout.split()

    def with_prefix(prefix: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word[2:] for word in words if word.startswith(prefix)))

    # Debian's apr-util-1.pc also names LDAP, which nothing but apr-util itself uses.
    libraries = tuple(name for name in with_prefix("-l") if name not in ("ldap", "lber"))
    return Flags(with_prefix("-I"), with_prefix("-L"), libraries)
