"""An SDK with the older layout of cos_config_t: found out by the compiler, and cosx compiles over it.

Two SDKs call themselves 5.0.24; the older one spells the domain switch in its own way and has neither
retry_times nor retry_interval_us.
"""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

import build_ffi
from native_build.declarations import items
from native_build.probe import layout_macros, missing
from native_build.requirements import package_flags
from native_build.sdk import COSX, VENDORED, Sdk

NEWER = re.compile(r"^ *int retry_change_domain;.*\n *int retry_times;.*\n *int retry_interval_us;.*\n", re.M)


def sdk_with(headers) -> Sdk:
    system = package_flags("apr-util-1", "apr-1", "libcurl", "mxml")
    return Sdk("official", (str(headers), *system.include_dirs), system.library_dirs, system.libraries)


@pytest.fixture
def older(tmp_path):
    headers = tmp_path / "include"
    shutil.copytree(VENDORED / "include", headers)
    text, count = NEWER.subn("    int retry_change_domin;\n", (headers / "cos_define.h").read_text())
    assert count == 1
    (headers / "cos_define.h").write_text(text)
    return sdk_with(headers)


def config_fields() -> list:
    return [item for item in items(build_ffi.published()) if item.name.startswith("cos_config_t")]


def test_the_older_fields_are_found_out(older):
    assert missing(older, config_fields(), header="cos_api.h") == [
        "cos_config_t.retry_change_domain", "cos_config_t.retry_times", "cos_config_t.retry_interval_us",
    ]  # fmt: skip


def test_our_own_headers_lack_only_the_older_spelling():
    assert missing(sdk_with(VENDORED / "include"), config_fields(), header="cos_api.h") == [
        *build_ffi.NOT_OURS
    ]


def test_cosx_compiles_over_the_older_layout(older):
    absent = missing(older, config_fields(), header="cos_api.h")
    includes = [f"-I{directory}" for directory in (COSX / "include", *older.include_dirs)]
    macros = [f"-D{name}={value}" for name, value in layout_macros(absent)]
    done = subprocess.run(
        ["cc", "-std=gnu11", "-fsyntax-only", "-D_GNU_SOURCE", "-Werror=implicit", *macros, *includes,
         str(COSX / "src/settings.c")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ("COSX_HAVE_CONFIG_RETRY_CHANGE_DOMIN", "1") in layout_macros(absent)
    assert ("COSX_HAVE_CONFIG_RETRY_TIMES", "0") in layout_macros(absent)
