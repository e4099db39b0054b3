"""From an iterable of items to an iterator of results: the only loop behind get_many and the like."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import cos_c
from pycos.cancel import CancelToken
from pycos.error_table import error_from
from pycos.errors import Cancelled, CosError, DeadlineExceeded, InvalidArgument, InvalidOperation
from pycos.many.result import ItemResult
from pycos.session import Session

__all__ = ["Item", "Plan", "check_options", "run"]

_MEMORY = 256 << 20
_CHUNK = 64  # items handed to C at a time; results come in chunks of the same size
_SLICE = 0.1  # seconds: how long Ctrl-C and new credentials may go unseen
_TIMED_OUT = (-995, 28)  # COSE_REQUEST_TIMEOUT by CURLE_OPERATION_TIMEDOUT: the item's own time

Pairs = Sequence[tuple[str, str]]
Item = tuple["str | None", Pairs, Any]
"""Key (None: a request to the bucket), headers, body (bytes-like, path or None)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is done with each item."""

    operation: str
    method: str
    bucket: str
    prepare: Callable[[Any], Item]
    """From what the user gave to an item; raises InvalidArgument for what cannot be sent."""
    name: Callable[[Any], str]
    """The key of what the user gave, even if it is not acceptable."""
    headers: Pairs = ()
    params: Pairs = ()
    concurrency: int = 32
    ordered: bool = False
    raise_errors: bool = False
    memory_limit: int = _MEMORY
    timeout: float | None = None
    deadline: float | None = None
    """On time.monotonic()'s clock: then everything ends with DeadlineExceeded."""
    cancel: CancelToken | None = None
    idempotent: bool = True
    bare: bool = False
    """Items are keys and nothing else."""
    said: Callable[[bytes], dict[str, str]] | None = None
    """Reads the body of a good answer; raises a CosError when it is not what it must be."""


def check_options(concurrency: int, memory_limit: int, timeout: float | None) -> None:
    """Raises InvalidArgument."""
    if not isinstance(concurrency, int) or not 1 <= concurrency <= 1024:
        raise InvalidArgument(f"concurrency must be from 1 to 1024, not {concurrency!r}")
    if memory_limit <= 0:
        raise InvalidArgument(f"memory_limit must be more than 0 bytes, not {memory_limit!r}")
    if timeout is not None and not timeout > 0:
        raise InvalidArgument(f"timeout must be more than 0 seconds or None, not {timeout!r}")


def run(session: Session, plan: Plan, items: Iterable[Any]) -> Iterator[ItemResult]:
    """Results as they are ready, or in the order of the items. Raises, behind the results of what was
    submitted, what the iterable or the credential provider raised, and Cancelled.
    """
    if isinstance(items, (str, bytes)):
        raise InvalidArgument("a text is not a list of items")
    settings = session.native_settings()
    return _Run(session, plan, iter(items), settings).results()


@dataclass(slots=True)
class _Run:
    session: Session
    plan: Plan
    source: Iterator[Any]
    settings: cos_c.Settings
    pid: int = field(default_factory=os.getpid)
    index: int = 0
    """Of the next item."""
    exhausted: bool = False
    failure: BaseException | None = None
    waiting: dict[int, tuple[str | None, int, object]] = field(default_factory=dict)
    """By tag: key, index and path of what is submitted and not reported."""
    bytes_waiting: int = 0
    sizes: dict[int, int] = field(default_factory=dict)
    ready: deque[ItemResult] = field(default_factory=deque)
    held: dict[int, ItemResult] = field(default_factory=dict)
    """With `ordered`: results whose turn has not come."""
    turn: int = 0

    def results(self) -> Iterator[ItemResult]:
        window = max(6 * self.plan.concurrency, 2 * _CHUNK)
        batch: cos_c.Batch | None = None
        try:
            while True:
                if not self.exhausted and self.unreported <= window - _CHUNK:
                    chunk = self._take()
                    if chunk:
                        if batch is None:
                            batch = cos_c.Batch(self._spec())
                        self._submit(batch, chunk)
                if batch is not None and self.waiting:
                    self._collect(batch)
                    self._look_around(batch)
                while self.ready:
                    result = self.ready.popleft()
                    if self.plan.raise_errors and result.error is not None:
                        raise result.error
                    yield result
                    if self.pid != os.getpid():
                        raise InvalidOperation("the iterator was started before fork, by another process")
                if self.exhausted and not self.waiting:
                    break
        finally:
            if batch is not None:
                batch.close()
        if self.failure is not None:
            raise self.failure

    @property
    def unreported(self) -> int:
        return len(self.waiting) + len(self.ready) + len(self.held)

    # ---- items in ----

    def _take(self) -> list[tuple[int, Item]]:
        """The next few items; those that cannot be sent become results at once."""
        chunk: list[tuple[int, Item]] = []
        prepare = self.plan.prepare
        for _ in range(_CHUNK):
            if self.bytes_waiting >= self.plan.memory_limit and (self.waiting or chunk):
                break
            try:
                given = next(self.source)
            except StopIteration:
                self.exhausted = True
                break
            except BaseException as error:
                # What was submitted is reported first.
                self._stop(error)
                break
            index = self.index
            self.index = index + 1
            try:
                item = prepare(given)
            except CosError as error:
                self._keep(self._refused(given, index, error))
                continue
            body = item[2]
            if body is not None and not isinstance(body, os.PathLike):
                self.sizes[index] = size = len(body) if type(body) is bytes else memoryview(body).nbytes
                self.bytes_waiting += size
            chunk.append((index, item))
        return chunk

    def _stop(self, error: BaseException) -> None:
        self.exhausted = True
        if self.failure is None:
            self.failure = error

    def _refused(self, given: Any, index: int, error: CosError) -> ItemResult:
        try:
            key = self.plan.name(given)
        except Exception:  # whatever was given, its error is reported
            key = repr(given)
        error.add_context(operation=self.plan.operation, bucket=self.plan.bucket)
        return ItemResult(key, index, None, error, 0)

    def _submit(self, batch: cos_c.Batch, chunk: list[tuple[int, Item]]) -> None:
        items = [item for _, item in chunk]
        bare = self.plan.bare
        tag = batch.submit_keys([item[0] or "" for item in items]) if bare else batch.submit(items)
        waiting = self.waiting
        for index, item in chunk:
            waiting[tag] = (item[0], index, item[2])
            tag += 1

    def _spec(self) -> cos_c.BatchSpec:
        plan, retry = self.plan, self.session.settings.retry
        return cos_c.BatchSpec(
            self.settings,
            plan.method,
            plan.bucket,
            params=plan.params,
            headers=plan.headers,
            concurrency=plan.concurrency,
            memory_limit=plan.memory_limit,
            item_timeout=plan.timeout if plan.timeout is not None else self.session.settings.timeout,
            idempotent=plan.idempotent,
            max_attempts=retry.attempts,
            base_delay=retry.base_delay,
            max_delay=retry.max_delay,
            cancel=plan.cancel.flag if plan.cancel is not None else None,
        )

    def _look_around(self, batch: cos_c.Batch) -> None:
        """Cancelled? Too late? Other credentials?"""
        if self.plan.deadline is not None and time.monotonic() >= self.plan.deadline:
            self._stop(DeadlineExceeded("the call's timeout ran out", operation=self.plan.operation))
            self.waiting.clear()
            return
        if self.plan.cancel is not None and self.plan.cancel.cancelled:
            self._stop(Cancelled("the call was cancelled", operation=self.plan.operation))
            return
        try:
            settings = self.session.native_settings()
        except CosError as error:
            self._stop(error)
            return
        if settings is not self.settings:
            self.settings = settings
            batch.credentials(settings)

    # ---- results out ----

    def _collect(self, batch: cos_c.Batch) -> None:
        waiting, plain = self.waiting, self.plan.said is None
        wants_data = self.plan.method in ("GET", "POST")
        for tag, code, attempts, headers, body, failure in batch.next(_SLICE):
            named, index, source = waiting.pop(tag)
            key = named or ""
            if self.sizes:
                self.bytes_waiting -= self.sizes.pop(index, 0)
            if failure is not None:
                error = self._error(named, source, code, attempts, failure)
                result = ItemResult(key, index, None, error, attempts, headers)
            elif plain:
                result = ItemResult(key, index, body if wants_data else None, None, attempts, headers)
            else:
                result = self._with_document(key, index, body, attempts, headers)
            self._keep(result)

    def _keep(self, result: ItemResult) -> None:
        if not self.plan.ordered:
            self.ready.append(result)
            return
        self.held[result.index] = result
        while self.turn in self.held:
            self.ready.append(self.held.pop(self.turn))
            self.turn += 1

    def _with_document(self, key: str, index: int, body: bytes, attempts: int, headers: bytes) -> ItemResult:
        assert self.plan.said is not None
        try:
            said = self.plan.said(body)
        except CosError as error:
            error.add_context(
                operation=self.plan.operation, bucket=self.plan.bucket, key=key, attempts=attempts
            )
            return ItemResult(key, index, None, error, attempts, headers)
        return ItemResult(key, index, None, None, attempts, headers, said)

    def _error(self, key: str | None, source: object, code: int, attempts: int, failure: Any) -> CosError:
        names: dict[str, Any] = {"operation": self.plan.operation, "bucket": self.plan.bucket, "key": key}
        if (code, failure.curl_code) == _TIMED_OUT:
            return DeadlineExceeded("the item's timeout ran out", **names, attempts=attempts)
        return error_from(
            code,
            failure.error_code,
            failure.message,
            request_id=failure.request_id,
            detail=failure.detail,
            os_errno=failure.os_errno,
            curl_code=failure.curl_code,
            http_status=failure.http_status,
            filename=os.fspath(source) if isinstance(source, os.PathLike) else None,
            attempts=attempts,
            **names,
        )
