"""What all parts of a Bucket's interface stand on."""

from __future__ import annotations

from pycos.endpoints import check_bucket
from pycos.errors import InvalidArgument
from pycos.keys import content_type_for
from pycos.meter import Meter
from pycos.wire.headers import ObjectHeaders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Any

    from pycos.cancel import CancelToken
    from pycos.client import Client
    from pycos.exchange import Limits
    from pycos.progress import ProgressCallback
    from pycos.session import Session

__all__ = ["BucketBase", "Metered"]


class BucketBase:
    """Name, client and what the calls need of them."""

    __slots__ = ("client", "name")

    def __init__(self, client: Client, name: str) -> None:
        check_bucket(name)
        self.client = client
        self.name = name

    def __repr__(self) -> str:
        return f"Bucket({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BucketBase) and (other.client, other.name) == (self.client, self.name)

    def __hash__(self) -> int:
        return hash((BucketBase, self.name))

    @property
    def _session(self) -> Session:
        return self.client._session

    def _limits(self, timeout: float | None, cancel: CancelToken | None) -> Limits:
        return self._session.limits(timeout, cancel)

    def _metered(
        self,
        timeout: float | None,
        cancel: CancelToken | None,
        progress: ProgressCallback | None,
        key: str,
        *,
        upload: bool,
    ) -> Metered:
        """Limits for a call that moves bytes; its progress is finished however it ends."""
        meter = None if progress is None else self._meter(progress, key, upload=upload)
        return Metered(self._session.limits(timeout, cancel, meter))

    @staticmethod
    def _meter(progress: ProgressCallback | None, key: str, *, upload: bool) -> Meter | None:
        if progress is None:
            return None
        if not callable(progress):
            raise InvalidArgument(f"progress must be callable, not {type(progress).__name__}")
        return Meter(progress, key, upload=upload)

    @staticmethod
    def _object_lines(
        key: str, headers: Mapping[str, str] | None, *, guess: bool = True, **described: Any
    ) -> list[tuple[str, str]]:
        """The header lines of a new object; the content type is guessed where none is given."""
        if (
            guess
            and described.get("content_type") is None
            and not any(isinstance(name, str) and name.lower() == "content-type" for name in headers or ())
        ):
            described["content_type"] = content_type_for(key)
        return ObjectHeaders(headers=headers, **described).lines()


class Metered:
    """A context whose value is the limits. A class: half the price of a generator, for every small put."""

    __slots__ = ("_limits",)

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __enter__(self) -> Limits:
        return self._limits

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        meter = self._limits.meter
        if meter is not None:
            meter.finish(quietly=kind is not None)
