"""What an import loads, and what it leaves for when it is needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

#: Costly, or of features that a program may never touch.
NOT_FOR_A_CLIENT = {
    "asyncio", "bz2", "concurrent.futures", "email", "hashlib", "http.client", "importlib.metadata", "lzma",
    "mimetypes", "pathlib", "random", "shutil", "socket", "ssl", "subprocess", "tempfile", "urllib.request",
    "xml.etree.ElementTree", "cos_c.batch", "cos_c.engine", "cos_c.inbox", "cos_c.lists", "cos_c.presigner",
    "cos_c.transfer", "pycos.body", "pycos.cli", "pycos.copying", "pycos.emulator", "pycos.listing",
    "pycos.many", "pycos.operations.listings", "pycos.paths", "pycos.presign", "pycos.progress",
    "pycos.source", "pycos.testing", "pycos.transfer", "pycos.uploading",
}  # fmt: skip


def loaded(program: str) -> set[str]:
    """The modules that the program loads beyond those Python has by itself."""
    code = (
        "import sys, json\nbefore = set(sys.modules)\n"
        f"{program}\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return set(json.loads(said))


def test_importing_pycos_loads_neither_the_extension_nor_a_client() -> None:
    mine = {name for name in loaded("import pycos") if name.partition(".")[0] in ("pycos", "cos_c")}
    assert mine == {"pycos"}


@pytest.mark.parametrize(
    "program",
    [
        "import pycos; pycos.Client",
        "import pycos; pycos.Client(region='ap-guangzhou', secret_id='a', secret_key='b').bucket('b-1')",
    ],
)
def test_a_client_loads_only_what_single_calls_need(program: str) -> None:
    assert not loaded(program) & NOT_FOR_A_CLIENT


@pytest.mark.parametrize("module", ["pycos", "cos_c"])
def test_what_is_loaded_late_is_listed_and_there(module: str) -> None:
    program = (
        f"import {module} as m\n"
        "assert set(m.__all__) <= set(dir(m))\n"
        "assert all(getattr(m, name) is not None for name in m.__all__)\n"
        "assert not hasattr(m, 'no_such_name')"
    )
    assert module in loaded(program)
