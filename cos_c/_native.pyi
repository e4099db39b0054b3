# The extension, as the type checker sees it: cffi knows the types, mypy need not.
from typing import Any

ffi: Any
lib: Any
