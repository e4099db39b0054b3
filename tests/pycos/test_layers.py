"""Imports go downwards only."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Module or package below pycos, to its height. A module imports at run time only what is lower, or its own
#: package.
HEIGHTS = {
    "errors": 0,
    "sizes": 0,
    "error_table": 1,
    "models": 1,
    "retry": 1,
    "endpoints": 1,
    "keys": 1,
    "progress": 1,
    "credentials": 1,
    "credential_provider": 2,
    "log": 0,
    "cancel": 1,
    "paths": 1,
    "settings": 2,
    "meter": 2,
    "wire": 2,
    "exchange": 2,
    "session": 3,
    "operations": 4,
    "source": 4,
    "body": 5,
    "listing": 5,
    "presign": 5,
    "many": 5,
    "deleting": 6,
    "uploading": 5,
    "copying": 6,
    "transfer": 6,
    "bucket_base": 7,
    "bucket_changes": 8,
    "bucket_links": 8,
    "bucket_many": 8,
    "bucket_multipart": 8,
    "bucket_transfers": 8,
    "bucket": 9,
    "client": 10,
    "__init__": 11,
    "cli": 12,
    "__main__": 13,
    "emulator": 99,
    "testing": 100,
}
PURE = {
    "errors",
    "error_table",
    "models",
    "settings",
    "retry",
    "endpoints",
    "keys",
    "sizes",
    "wire",
    "credentials",
}


def modules() -> list[Path]:
    return sorted((ROOT / "pycos").rglob("*.py"))


def home(path: Path) -> str:
    parts = path.relative_to(ROOT / "pycos").with_suffix("").parts
    return parts[0]


def imported(path: Path) -> Iterator[str]:
    """Every module imported at run time, whether at the top or in a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            skipped |= {inner for statement in node.body for inner in ast.walk(statement)}
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_there_are_modules_to_look_at() -> None:
    assert len(modules()) > 30


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_imports_only_what_is_below_it(path: Path) -> None:
    mine = home(path)
    if mine == "emulator":
        return  # has its own rule
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "pycos" and len(parts) > 1 and parts[1] in HEIGHTS and parts[1] != mine:
            if (mine, parts[1]) == ("cli", "emulator"):
                continue  # the command starts the server
            assert HEIGHTS[parts[1]] < HEIGHTS[mine], f"{mine} imports {parts[1]}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_has_a_height(path: Path) -> None:
    assert home(path) in HEIGHTS


@pytest.mark.parametrize("path", [path for path in modules() if home(path) in PURE], ids=home)
def test_the_leaves_do_not_know_the_c_library(path: Path) -> None:
    known = {".".join(name.split(".")[:2]) for name in imported(path) if name.split(".")[0] == "cos_c"}
    assert known <= {"cos_c.records"}


def test_importing_all_leaves_opens_no_library() -> None:
    names = ", ".join(f"pycos.{name}" for name in sorted(PURE))
    program = f"import sys, {names}; assert not {{'cos_c._native', '_cffi_backend'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if home(path) == "emulator"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_emulator_shares_nothing_with_the_client(path: Path) -> None:
    for name in imported(path):
        parts = name.split(".")
        assert parts[0] != "cos_c"
        assert parts[0] != "pycos" or parts[1:2] == ["emulator"], name


def test_cos_c_knows_nothing_of_pycos() -> None:
    for path in (ROOT / "cos_c").rglob("*.py"):
        assert not [name for name in imported(path) if name.split(".")[0] == "pycos"], path


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if home(path) != "emulator"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_cffi_object_is_used_above_cos_c(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [name for name in imported(path) if name.split(".")[0] in ("cffi", "_cffi_backend")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "cos_c":
            assert node.attr not in ("lib", "ffi"), f"{path.name}:{node.lineno}"
