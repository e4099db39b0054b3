"""What can be the body of a request or of a response. All of it is for type checkers and readers."""

from __future__ import annotations

import array
import mmap
from typing import Any, Protocol, Union

__all__ = ["Buffer", "Sink", "Source"]

# collections.abc.Buffer is of Python 3.12. Other C-contiguous objects (numpy arrays) work as well.
Buffer = Union[bytes, bytearray, memoryview, mmap.mmap, "array.array[Any]"]


class Source(Protocol):
    """A request body."""

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    def fill(self, native: Any) -> None:
        """Describe the body to C (cosx_source_t). The source must outlive the call."""
        ...


class Sink(Protocol):
    """A place for a response body."""

    received: int
    """Body bytes of the last successful response that were written here."""

    def fill(self, native: Any) -> None:
        """Describe the place to C (cosx_sink_t). The sink must outlive the call."""
        ...
