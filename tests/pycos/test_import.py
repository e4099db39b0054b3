"""What an import loads, and what it leaves for when it is needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pycos import Bucket
from pycos.emulator import Emulator

#: What most programs never use of pycos, or only after their first calls.
LATE_MODULES = {
    "cos_c.batch", "cos_c.bodies", "cos_c.engine", "cos_c.inbox", "cos_c.listing", "cos_c.lists",
    "cos_c.logs", "cos_c.presigner", "cos_c.transfer", "pycos.cli", "pycos.copying",
    "pycos.credential_provider", "pycos.emulator", "pycos.listing", "pycos.many",
    "pycos.operations.listings", "pycos.operations.multipart", "pycos.paths", "pycos.presign",
    "pycos.progress", "pycos.testing", "pycos.transfer", "pycos.wire.xml_write",
}  # fmt: skip
#: Besides those, what belongs to a call.
OF_CALLS = {
    "cos_c.call", "cos_c.callbacks", "cos_c.native_call", "cos_c.settings", "cos_c.source",
    "cos_c.status", "cos_c.stream", "pycos.body", "pycos.bucket", "pycos.cancel", "pycos.models",
    "pycos.operations", "pycos.source", "pycos.uploading", "pycos.wire.answers", "pycos.wire.headers",
    "pycos.wire.times",
}  # fmt: skip
#: Of the standard library: each costs from half a millisecond to ten, with all that it imports itself.
COSTLY = {
    "ast", "asyncio", "base64", "bz2", "concurrent.futures", "contextlib", "dataclasses", "dis", "email",
    "enum", "hashlib", "http.client", "importlib", "inspect", "json", "linecache", "logging", "lzma",
    "mimetypes", "pathlib", "pyexpat", "random", "re", "shutil", "socket", "ssl", "string", "subprocess",
    "tempfile", "textwrap", "tokenize", "traceback", "typing", "urllib", "weakref",
    "xml.etree.ElementTree",
}  # fmt: skip
#: What a call needs for the times of objects and for locks, with what that imports; a client does not.
COSTLY_FOR_A_CLIENT = {"collections", "datetime", "functools", "operator", "threading", "types", "warnings"}


def loaded(program: str, *arguments: str) -> set[str]:
    """The modules that the program has loaded, in an interpreter that loads as little as possible by itself:
    what is installed beside pycos may load some at its start (.pth files).
    """
    code = (
        f"import sys\nsys.path[:] = {sys.path!r}\n{program}\n"
        "names = sorted(sys.modules)\nimport json\nprint(json.dumps(names))"
    )
    command = [sys.executable, "-I", "-S", "-c", code, *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(json.loads(said))


def test_importing_pycos_loads_neither_the_extension_nor_a_client() -> None:
    mine = {name for name in loaded("import pycos") if name.partition(".")[0] in ("pycos", "cos_c")}
    assert mine == {"pycos"}


@pytest.mark.parametrize(
    "program",
    [
        "import pycos; pycos.Client",
        "import pycos; pycos.Client(region='ap-guangzhou', secret_id='a', secret_key='b')",
        "import pycos; pycos.Client(endpoint='http://127.0.0.1:80', timeout=1)",
    ],
)
def test_a_client_is_made_without_what_calls_need(program: str) -> None:
    assert loaded(program) & (LATE_MODULES | OF_CALLS | COSTLY | COSTLY_FOR_A_CLIENT) == set()


def test_making_a_client_opens_the_extension_and_no_earlier() -> None:
    extension = {"cos_c._native", "_cffi_backend"}
    assert not extension & loaded("import pycos; pycos.Client; import cos_c")
    assert extension <= loaded("import pycos; pycos.Client(region='ap-guangzhou', anonymous=True)")


def test_a_put_and_a_get_load_only_what_they_need(emulator: Emulator, bucket: Bucket) -> None:
    program = """
import pycos
endpoint, secret_id, secret_key, name = sys.argv[1:]
client = pycos.Client(endpoint=endpoint, secret_id=secret_id, secret_key=secret_key, address="path")
bucket = client.bucket(name)
bucket.put("a.txt", b"hello")
with bucket.get("a.txt") as body:
    assert (body.read(), body.info.size) == (b"hello", 5)
"""
    mine = loaded(program, emulator.endpoint, emulator.secret_id, emulator.secret_key, bucket.name)
    assert {"cos_c.native_call", "pycos.body", "pycos.models"} <= mine
    assert mine & (LATE_MODULES | COSTLY | {"pycos.cancel", "pycos.source", "pycos.uploading"}) == set()


@pytest.mark.parametrize("module", ["pycos", "cos_c"])
def test_what_is_loaded_late_is_listed_and_there(module: str) -> None:
    program = (
        f"import {module} as m\n"
        "assert set(m.__all__) <= set(dir(m))\n"
        "assert all(getattr(m, name) is not None for name in m.__all__)\n"
        "assert not hasattr(m, 'no_such_name')"
    )
    assert module in loaded(program)


def test_who_imports_logging_later_hears_of_the_calls_from_then_on(
    emulator: Emulator, bucket: Bucket
) -> None:
    program = """
import sys
import pycos
endpoint, secret_id, secret_key, name = sys.argv[1:]
client = pycos.Client(endpoint=endpoint, secret_id=secret_id, secret_key=secret_key, address="path")
client.bucket(name).put("before", b"")
assert "logging" not in sys.modules
import logging
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(name)s %(message)s")
client.bucket(name).put("after", b"")
"""
    command = [sys.executable, "-c", program, emulator.endpoint, emulator.secret_id, emulator.secret_key]
    said = subprocess.run([*command, bucket.name], check=True, capture_output=True, text=True)
    assert said.stdout.startswith("pycos PutObject")
    assert "key='after'" in said.stdout
    assert "key='before'" not in said.stdout
    assert said.stderr == ""
