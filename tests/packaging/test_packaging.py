"""The sdist builds by itself, and the wheel holds what it needs and no more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "MANIFEST.in", "Makefile", "Dockerfile",
    "pyproject.toml", "setup.py", "build_ffi.py", "native_build", "cos_c", "pycos", "vendor",
)  # fmt: skip

pytestmark = pytest.mark.timeout(900)  # compiles the C library twice


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    # From a copy: the tree may be built into by others meanwhile, and leftovers must not help.
    source = tmp_path_factory.mktemp("source") / "pycos"
    source.mkdir()
    for name in PARTS:
        origin = ROOT / name
        if origin.is_dir():
            shutil.copytree(
                origin, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.so", "build")
            )
        elif origin.exists():
            shutil.copy(origin, source / name)
    out = tmp_path_factory.mktemp("sdist")
    subprocess.run(
        [sys.executable, "-m", "build", "--sdist", "--outdir", str(out), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip
    (archive,) = out.iterdir()
    return archive


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(out), str(sdist)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (archive,) = out.iterdir()
    return archive


def test_the_sdist_holds_what_a_build_reads_and_nothing_that_was_built(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in (
        "setup.py", "build_ffi.py", "native_build/sdk.py", "cos_c/decl/bridge.h", "cos_c/bridge/exports.map",
        "cos_c/py.typed", "cos_c/_native.pyi", "vendor/cos-c-sdk/CMakeLists.txt", "LICENSE",
        "vendor/cos-c-sdk/cosx/include/cosx.h", "vendor/cos-c-sdk/cmake/cos_c_sdk.pc.in",
    ):  # fmt: skip
        assert needed in names
    assert [name for name in names if name.endswith((".so", ".o", ".a", ".pyc"))] == []


def test_the_wheel_holds_the_packages_and_the_extension_only(wheel):
    assert wheel.name.startswith("pycos-0.1.0-cp310-abi3-")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "cos_c/_native.abi3.so" in names
    assert "cos_c/py.typed" in names
    page = {name.rpartition("/")[2] for name in names if name.startswith("pycos/emulator/page/")}
    assert page == {"__init__.py", "index.html", "page.css", "page.js", "icon.svg"}
    assert {name.split("/")[0] for name in names} <= {"cos_c", "pycos", "pycos-0.1.0.dist-info"}
    assert [name for name in names if name.endswith((".c", ".h", ".map"))] == []


def test_the_wheel_installs_into_a_fresh_environment_and_works(wheel, tmp_path):
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin/python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)], check=True
    )
    program = "import cos_c; print(cos_c.build_info()['sdk'], cos_c.crc64(b'123456789'))"
    said = subprocess.run(
        [python, "-c", program],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == ["vendored", str(0x995DC9BBDF1939FA)]


def test_the_extension_exports_its_start_and_nothing_of_the_sdk(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        library = archive.extract("cos_c/_native.abi3.so", tmp_path)
    said = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True)
    assert [line.split()[-1] for line in said.stdout.splitlines()] == ["PyInit__native"]
