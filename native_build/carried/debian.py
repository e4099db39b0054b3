"""Source packages from the Debian mirror that this machine is set up for, of any of its suites.

apt itself fetches them, with lists of its own in a folder of the build: the machine's configuration is read
and never changed. What apt takes is signed by Debian's keys (package debian-archive-keyring).
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from native_build.requirements import BuildProblem

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_RELEASE = re.compile(r"'(?P<mirror>\S+?)/dists/(?P<suite>[^/'\s]+)/InRelease'")
_FIELD = re.compile(r"^(Package|Version):\s*(\S+)", re.MULTILINE)
_NOT_FINAL = re.compile(r"~(rc|beta|alpha|pre|git)")
_WITHOUT_SECURITY = ("sid", "unstable", "experimental")


@dataclass(frozen=True)
class Fetched:
    """An unpacked source, with Debian's patches applied."""

    package: str
    version: str
    folder: Path


class Debian:
    """The sources of `suite`, and of the one this machine runs.

    `folder` holds apt's lists and what was fetched.
    """

    def __init__(self, suite: str, folder: Path) -> None:
        self.suite, self.folder = suite, folder
        self._options: list[str] = []

    def fetch(self, package: str, oldest: str) -> Fetched:
        """Fetch and unpack the newest final version of `package` that the mirror has, `oldest` or later.

        A mirror may list what it does not hold (any more, or yet): then the one before it is taken.
        Raises BuildProblem when there is none.
        """
        self._prepare()
        shown = self._run("apt-cache", "showsrc", "--only-source", package).stdout
        wanted = newest_first(
            version for version in versions_of(package, shown) if not is_newer(oldest, version)
        )
        for version in wanted:
            place = self.folder / "sources" / f"{package}-{version}"
            if self._download(package, version, place):
                return Fetched(package, version, unpack(place))
        listed = ", ".join(wanted) or f"none from {oldest} on"
        raise BuildProblem(f"no source of {package} in {self.suite} can be fetched; listed: {listed}")

    def _download(self, package: str, version: str, place: Path) -> bool:
        place.mkdir(parents=True, exist_ok=True)
        command = ("apt-get", "source", "--download-only", "--quiet=2", f"{package}={version}")
        if self._run(*command, check=False, folder=place).returncode == 0:
            return True
        shutil.rmtree(place)
        return False

    def _prepare(self) -> None:
        if self._options:
            return
        if not KEYRING.is_file():
            raise BuildProblem(f"{KEYRING} is missing: install debian-archive-keyring, or give --sources")
        lists = self.folder / "apt"
        for name in ("lists/partial", "cache/archives/partial", "none/partial"):
            (lists / name).mkdir(parents=True, exist_ok=True)
        configured = subprocess.run(
            # With no lists at hand apt names every one it knows.
            ["apt-get", "-o", f"Dir::State::lists={lists / 'none'}", "update", "--print-uris"],
            capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
        entries = source_entries(configured, self.suite)
        if not entries:
            raise BuildProblem("apt knows no mirror of Debian here: give --sources")
        (lists / "sources.list").write_text("".join(f"{entry}\n" for entry in entries))
        self._options = [
            "-o", f"Dir::Etc::sourcelist={lists / 'sources.list'}", "-o", "Dir::Etc::sourceparts=-",
            "-o", f"Dir::State::lists={lists / 'lists'}", "-o", f"Dir::Cache={lists / 'cache'}",
            "-o", "APT::Sandbox::User=", "-o", "Acquire::Languages=none",
        ]  # fmt: skip
        self._run("apt-get", "update", "--quiet=2", "--error-on=any")

    def _run(
        self, program: str, *arguments: str, check: bool = True, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [program, *self._options, *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        if check and done.returncode != 0:
            raise BuildProblem(f"{program} {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done


def source_entries(uris: str, suite: str) -> list[str]:
    """Lines for sources.list: `suite` on the mirrors that ``apt-get update --print-uris`` named.

    The suites that they are used for now come with it. A mirror of security updates is known by the name
    of its suite.
    """
    found = [(match["mirror"], match["suite"]) for match in _RELEASE.finditer(uris)]
    suites = [(mirror, suite) for mirror, name in found if "-" not in name]
    if suite not in _WITHOUT_SECURITY:
        suites += [(mirror, f"{suite}-security") for mirror, name in found if name.endswith("-security")]
    suites += found
    return [f"deb-src [signed-by={KEYRING}] {mirror} {name} main" for mirror, name in dict.fromkeys(suites)]


def versions_of(package: str, shown: str) -> list[str]:
    """The final versions of `package` among what ``apt-cache showsrc`` said."""
    found: list[str] = []
    name = ""
    for field, value in _FIELD.findall(shown):
        if field == "Package":
            name = value
        elif name == package and not _NOT_FINAL.search(value):
            found.append(value)
    return list(dict.fromkeys(found))


def is_newer(one: str, other: str) -> bool:
    """Debian's order of versions."""
    return subprocess.run(["dpkg", "--compare-versions", one, "gt", other], check=False).returncode == 0


def newest_first(versions: Iterable[str]) -> list[str]:
    """The versions, from the newest on."""

    def order(one: str, other: str) -> int:
        return -1 if is_newer(one, other) else 1

    return sorted(versions, key=functools.cmp_to_key(order))


def unpack(place: Path) -> Path:
    """Unpack the source package in `place`; apt has checked its hashes against the signed lists."""
    (description,) = place.glob("*.dsc")
    folder = place / "unpacked"
    if not folder.is_dir():
        partial = place / "unpacking"
        environment: Mapping[str, str] = {**os.environ, "LC_ALL": "C"}
        shutil.rmtree(partial, ignore_errors=True)
        subprocess.run(
            ["dpkg-source", "--no-check", "--extract", str(description), str(partial)],
            env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        partial.rename(folder)
    return folder
