# The extension, as the type checker sees it: of what cffi makes, cffi knows the types; mypy need not.
from collections.abc import Sequence
from typing import Any

ffi: Any
lib: Any

def request(
    call: int,
    what: int,
    method: str,
    bucket: str | None,
    key: str | None,
    params: Sequence[tuple[str, str]],
    headers: Sequence[tuple[str, str]],
    source: object,
    read_ahead: int,
    /,
) -> tuple[list[int], bytes, bytes | None]: ...
def presigned(presigner: int, key: str, /) -> str: ...
def new_bytes(size: int, /) -> bytes: ...
