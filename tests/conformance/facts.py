"""The published C API as facts (tests/data/c-api.json), and C text made from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
VENDORED = ROOT / "vendor" / "cos-c-sdk"
FACTS: dict[str, Any] = json.loads((ROOT / "tests/data/c-api.json").read_text(encoding="utf-8"))
FUNCTIONS: dict[str, dict[str, Any]] = {function["name"]: function for function in FACTS["functions"]}
INLINE: dict[str, dict[str, Any]] = {function["name"]: function for function in FACTS["inline_functions"]}
STRUCTS: dict[str, dict[str, Any]] = {struct["typedef"]: struct for struct in FACTS["structs"]}
EXTERNS: dict[str, dict[str, Any]] = {variable["name"]: variable for variable in FACTS["extern_variables"]}
OBJECT_MACROS: dict[str, dict[str, Any]] = {macro["name"]: macro for macro in FACTS["object_macros"]}
FUNCTION_MACROS: dict[str, dict[str, Any]] = {macro["name"]: macro for macro in FACTS["function_macros"]}
ENUMS: dict[str, dict[str, Any]] = {enum["typedef"]: enum for enum in FACTS["enums"]}


def parameters(function: dict[str, Any]) -> str:
    types = [parameter["type"] for parameter in function["params"]]
    if function["variadic"]:
        types.append("...")
    return ", ".join(types) or "void"


def prototype(function: dict[str, Any]) -> str:
    """The type of the function, as for a cast or for typeof: "int (cos_pool_t *, int)"."""
    return f"{function['returns']} ({parameters(function)})"


def pointer(function: dict[str, Any]) -> str:
    return f"{function['returns']} (*)({parameters(function)})"
