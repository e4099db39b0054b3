"""Build the sink for the nginx that is installed, from the sources that Debian's nginx-dev holds."""

from __future__ import annotations

import hashlib
import shlex
import shutil
import subprocess
from pathlib import Path

from benchmarks.building import BUILD, build_alone

HERE = Path(__file__).parent
SOURCES = Path("/usr/share/nginx/src")


class OriginUnavailable(Exception):
    """nginx, or what its module is built of, is not installed."""


def nginx() -> str:
    """The path of nginx. Raises OriginUnavailable."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if found is None:
        raise OriginUnavailable("nginx is not installed (scripts/bench installs it)")
    return found


def sink_module() -> Path:
    """The built module, from build/bench or built now. Raises OriginUnavailable."""
    version = subprocess.run([nginx(), "-V"], capture_output=True, text=True, check=True).stderr
    digest = hashlib.sha256(version.encode())
    for source in sorted((HERE / "sink").iterdir()):
        digest.update(source.read_bytes())
    built = BUILD / f"sink-{digest.hexdigest()[:16]}.so"
    with build_alone():
        if not built.exists():
            _build(built)
    return built


def _build(target: Path) -> None:
    if not (SOURCES / "configure").exists():
        raise OriginUnavailable("nginx-dev is not installed (scripts/bench installs it)")
    work = target.with_suffix(".build")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(SOURCES, work)
    words = (work / "conf_flags").read_text().partition("(")[2].partition(")")[0]
    flags = shlex.split(words)
    log = work / "build.log"
    with log.open("w") as said:
        for command in (
            ["./configure", *flags, "--with-cc-opt=-O2", f"--add-dynamic-module={HERE / 'sink'}"],
            ["make", "-f", "objs/Makefile", "modules"],
        ):
            if subprocess.run(command, cwd=work, stdout=said, stderr=said, check=False).returncode:
                raise OriginUnavailable(f"the sink did not build; see {log}")
    (work / "objs" / "ngx_http_sink_module.so").replace(target)
    shutil.rmtree(work)
