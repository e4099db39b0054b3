"""Write docs/coverage.md: every published C function, where it is, who uses it, which test names it.

Run `python tests/conformance/coverage_page.py` after a change to the C library or its tests.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from facts import FUNCTIONS, INLINE, ROOT, VENDORED

from pycos.emulator.routing import ROUTES

PAGE = ROOT / "docs/coverage.md"
OPERATIONS = frozenset(route.name for route in ROUTES.values())

#: Beginnings of names, and the operation of the service they carry out. The first that fits counts.
CARRIED_OUT = (
    ("cos_delete_objects", "DeleteMultipleObjects"),
    ("cos_do_delete_objects", "DeleteMultipleObjects"),
    ("cos_get_service", "GetService"),
    ("cos_do_get_service", "GetService"),
    ("cos_get_bucket_acl", "GetBucketAcl"),
    ("cos_put_bucket_acl", "PutBucketAcl"),
    ("cos_get_bucket_versioning", "GetBucketVersioning"),
    ("copy", "CopyObject"),
    ("cos_head_bucket", "HeadBucket"),
    ("cos_do_head_bucket", "HeadBucket"),
    ("cos_check_bucket_exist", "HeadBucket"),
    ("cos_create_bucket", "PutBucket"),
    ("cos_do_create_bucket", "PutBucket"),
    ("cos_list_object", "ListObjects"),
    ("cos_do_list_object", "ListObjects"),
    ("cos_put_object_acl", "PutObjectAcl"),
    ("cos_put_object_tagging", "PutObjectTagging"),
    ("cos_get_object_acl", "GetObjectAcl"),
    ("cos_get_object_tagging", "GetObjectTagging"),
    ("cos_put_object_from", "PutObject"),
    ("cos_do_put_object_from", "PutObject"),
    ("cos_get_object_to", "GetObject"),
    ("cos_do_get_object_to", "GetObject"),
    ("cos_head_object", "HeadObject"),
    ("cos_check_object_exist", "HeadObject"),
    ("cos_delete_object_tagging", "DeleteObjectTagging"),
    ("cos_delete_object", "DeleteObject"),
    ("cos_do_delete_object", "DeleteObject"),
    ("cos_append_object", "AppendObject"),
    ("cos_do_append_object", "AppendObject"),
    ("cos_copy_object", "CopyObject"),
    ("cos_post_object_restore", "PostObjectRestore"),
    ("cos_init_multipart_upload", "InitiateMultipartUpload"),
    ("cos_upload_part_copy", "UploadPartCopy"),
    ("cos_upload_object_by_part_copy", "UploadPartCopy"),
    ("cos_upload_part", "UploadPart"),
    ("cos_do_upload_part", "UploadPart"),
    ("cos_abort_multipart_upload", "AbortMultipartUpload"),
    ("cos_complete_multipart_upload", "CompleteMultipartUpload"),
    ("cos_do_complete_multipart_upload", "CompleteMultipartUpload"),
    ("cos_list_upload_part", "ListParts"),
    ("cos_list_multipart_upload", "ListMultipartUploads"),
    ("cos_upload_file", "UploadPart"),
    ("cos_resumable_upload_file", "UploadPart"),
    ("cos_download_part", "GetObject"),
    ("cos_do_download_part", "GetObject"),
    ("cos_resumable_download_file", "GetObject"),
    ("cos_delete_bucket", "DeleteBucket"),
    ("cos_do_delete_bucket", "DeleteBucket"),
)
#: Why there is nothing in a column: the marks of the page.
REASONS = {
    "¹": "pycos makes its requests through `cos_init_*_request` and `cos_process_request` alone, so that it "
    "works the same over the official library (see [official-sdk.md](official-sdk.md)); a program may "
    "call it through `cos_c.lib`",
    "²": "sends no request of its own",
    "³": "the local server does not know the operation; the C tests have a server that is told what to say",
    "⁴": "no test names it: `tests/conformance` checks its prototype, symbol and signature in Python; what "
    "it does is tested only where other functions call it, or are made like it by one macro",
}


@cache
def texts(folder: Path, patterns: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The files below `folder` and the words in each, in order of their names."""
    found = sorted(path for pattern in patterns for path in folder.rglob(pattern))
    return tuple(
        (path.relative_to(ROOT).as_posix(), frozenset(re.findall(r"\w+", path.read_text(encoding="utf-8"))))
        for path in found
    )


@cache
def definitions() -> dict[str, str]:
    """Where each function of the library is defined."""
    found = {}
    for path in sorted((VENDORED / "src").rglob("*.c")):
        text, place = path.read_text(encoding="utf-8"), path.relative_to(VENDORED).as_posix()
        for name in re.findall(r"^(?:[A-Za-z]\w*[ *]+)+(\w+)\([^;]*?\)\s*\{", text, re.M):
            found[name] = place
        for name in re.findall(r"^[A-Z_]+\((\w+)", text, re.M):  # made by a macro of the file
            for made in (name, f"build_{name}_xml", f"build_{name}_body"):
                found.setdefault(made, place)
    return found


def naming(name: str, files: Iterable[tuple[str, frozenset[str]]]) -> str | None:
    return next((path for path, words in files if name in words), None)


def test_of(name: str) -> str | None:
    c_tests = texts(VENDORED / "tests", ("test_*.c",))
    python_tests = [
        (path, words)
        for path, words in texts(ROOT / "tests", ("test_*.py", "macros.c"))
        if "packaging" not in path
    ]
    found = naming(name, [*c_tests, *python_tests])
    return found.removeprefix("vendor/cos-c-sdk/") if found else None


def used_by_pycos(name: str) -> bool:
    below = [*texts(VENDORED / "cosx/src", ("*.c",)), *texts(ROOT / "cos_c/bridge", ("*.c",))]
    if naming(name, below):
        return True
    return any(f"lib.{name}(" in path.read_text() for path in (ROOT / "cos_c").glob("*.py"))


def operation_of(name: str, header: str) -> str:
    plain = name.removeprefix("cos_").removeprefix("do_").replace("_", "")
    for operation in OPERATIONS:
        if operation.lower() == plain:  # cos_put_bucket_cors, PutBucketCORS
            return operation
    for beginning, operation in CARRIED_OUT:
        rest = name.removeprefix(beginning)
        # cos_delete_bucket, but not cos_delete_bucket_cors
        if header == "cos_api.h" and rest != name and (operation != "DeleteBucket" or not rest):
            return operation if operation in OPERATIONS else "³"
    if header != "cos_api.h" or name.startswith("cos_gen_"):
        return "²"
    return "³"


def row(name: str, header: str) -> str:
    where = definitions().get(name) or (f"include/{header}" if name in INLINE else "")
    cells = [
        f"`{name}`",
        f"`{where}`" if where else "",
        "yes",  # tests/conformance proves it for all
        "yes" if used_by_pycos(name) else "¹",
        operation_of(name, header),
        f"`{found}`" if (found := test_of(name)) else "⁴",
    ]
    return f"| {' | '.join(cells)} |"


def page() -> str:
    functions = FUNCTIONS | INLINE
    lines = [
        "# Coverage of the published C API",
        "",
        "Made by `tests/conformance/coverage_page.py`; a test proves it current. Every published function,",
        "the file that has it in `vendor/cos-c-sdk`, whether Python can call it (`cos_c.lib`), whether pycos",
        "does, the operation of the local server that answers it, and the first test that names it (C tests",
        "are below `vendor/cos-c-sdk/`).",
        "",
        *(f"{mark} {reason}.  " for mark, reason in REASONS.items()),
        "",
        f"{len(functions)} functions, {sum(map(bool, map(test_of, functions)))} of them named by a test.",
    ]
    for header in dict.fromkeys(function["header"] for function in functions.values()):
        names = sorted(name for name, function in functions.items() if function["header"] == header)
        lines += ["", f"## {header}", ""]
        lines += [
            "| function | C library | cos_c | pycos | local server | test |",
            "|---|---|---|---|---|---|",
        ]
        lines += [row(name, header) for name in names]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
