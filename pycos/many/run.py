"""From an iterable of items to an iterator of results: the only loop behind get_many and the like."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Any

import cos_c
from pycos.cancel import CancelToken
from pycos.error_table import error_of
from pycos.errors import Cancelled, CosError, DeadlineExceeded, InvalidArgument, InvalidOperation
from pycos.keys import are_plain_keys
from pycos.many.result import ItemResult, good_results
from pycos.session import Session

__all__ = ["Item", "Plan", "check_options", "run"]

_MEMORY = 256 << 20
_CHUNK = 64  # items handed to C at a time; results come in chunks of the same size
_SLICE = 0.1  # seconds: how long Ctrl-C and new credentials may go unseen
_TIMED_OUT = (-995, 28)  # COSE_REQUEST_TIMEOUT by CURLE_OPERATION_TIMEDOUT: the item's own time

_forks = 0


def _count_fork() -> None:
    global _forks
    _forks += 1


os.register_at_fork(after_in_child=_count_fork)

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
    forks: int = field(default_factory=lambda: _forks)
    index: int = 0
    """Of the next item."""
    exhausted: bool = False
    failure: BaseException | None = None
    waiting: dict[int, tuple[str | None, int, object]] = field(default_factory=dict)
    """By tag: key, index and path of what is submitted and not reported."""
    bytes_waiting: int = 0
    sizes: dict[int, int] = field(default_factory=dict)
    ready: list[ItemResult] = field(default_factory=list)
    held: dict[int, ItemResult] = field(default_factory=dict)
    """With `ordered`: results whose turn has not come."""
    turn: int = 0

    def results(self) -> Iterator[ItemResult]:
        window = max(6 * self.plan.concurrency, 2 * _CHUNK)
        raise_errors, forks = self.plan.raise_errors, self.forks
        batch: cos_c.Batch | None = None
        try:
            while True:
                if not self.exhausted and len(self.waiting) + len(self.held) <= window - _CHUNK:
                    batch = self._feed(batch)
                if batch is not None and self.waiting:
                    self._collect(batch)
                    self._look_around(batch)
                ready, self.ready = self.ready, []
                ready.reverse()
                while ready:
                    result = ready.pop()  # so that its body is held no longer than it is used
                    if raise_errors and result.error is not None:
                        raise result.error
                    yield result
                    if _forks != forks:
                        raise InvalidOperation("the iterator was started before fork, by another process")
                if self.exhausted and not self.waiting:
                    break
        finally:
            if batch is not None:
                batch.close()
        if self.failure is not None:
            raise self.failure

    # ---- items in ----

    def _feed(self, batch: cos_c.Batch | None) -> cos_c.Batch | None:
        """The next few items to C; those that cannot be sent become results at once."""
        keys = self._take_keys() if self.plan.bare else []
        if keys and are_plain_keys(keys):
            batch = batch or cos_c.Batch(self._spec())
            first, self.index = self.index, self.index + len(keys)
            places = zip(keys, range(first, self.index), repeat(None))
            self.waiting.update(enumerate(places, batch.submit_keys(keys)))
            return batch
        chunk = [self._prepared(given) for given in keys] if self.plan.bare else self._take()
        good = [each for each in chunk if each is not None]
        if good:
            batch = batch or cos_c.Batch(self._spec())
            tag = batch.submit([item for _, item in good])
            self.waiting.update(enumerate(((item[0], index, item[2]) for index, item in good), tag))
        return batch

    def _take_keys(self) -> list[Any]:
        """The next few, whether they can be sent or not."""
        taken: list[Any] = []
        try:
            taken.extend(islice(self.source, _CHUNK))  # what came before an error stays
            self.exhausted = len(taken) < _CHUNK
        except BaseException as error:
            # What was submitted is reported first.
            self._stop(error)
        return taken

    def _take(self) -> list[tuple[int, Item] | None]:
        """The next few, as far as their bodies may be held; None for those that cannot be sent."""
        chunk: list[tuple[int, Item] | None] = []
        limit = self.plan.memory_limit
        while len(chunk) < _CHUNK and (self.bytes_waiting < limit or not (self.waiting or chunk)):
            try:
                given = next(self.source)
            except StopIteration:
                self.exhausted = True
                break
            except BaseException as error:
                self._stop(error)
                break
            chunk.append(self._prepared(given))
        return chunk

    def _prepared(self, given: Any) -> tuple[int, Item] | None:
        index = self.index
        self.index = index + 1
        try:
            item = self.plan.prepare(given)
        except CosError as error:
            self._keep(self._refused(given, index, error))
            return None
        body = item[2]
        if body is not None and not isinstance(body, os.PathLike):
            self.sizes[index] = size = len(body) if type(body) is bytes else memoryview(body).nbytes
            self.bytes_waiting += size
        return index, item

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
        results = batch.next(_SLICE)
        if not results.tags:
            return
        places = list(map(self.waiting.pop, results.tags))
        if self.sizes:
            for _, index, _ in places:
                self.bytes_waiting -= self.sizes.pop(index, 0)
        wants_data = self.plan.method in ("GET", "POST")
        if self.plan.said is None and not results.failures:
            keys, indices, _ = zip(*places, strict=True)
            bodies = results.bodies if wants_data else None
            self._keep_all(good_results(keys, indices, bodies, results.attempts, results.headers))
            return
        for place, (named, index, source) in enumerate(places):
            key, failure = named or "", results.failures.get(place)
            attempts, headers = results.attempts[place], results.headers[place]
            if failure is not None:
                error = self._error(named, source, results.codes[place], attempts, failure)
                result = ItemResult(key, index, None, error, attempts, headers)
            elif self.plan.said is None:
                data = results.bodies[place] if wants_data else None
                result = ItemResult(key, index, data, None, attempts, headers)
            else:
                result = self._with_document(key, index, results.bodies[place], attempts, headers)
            self._keep(result)

    def _keep_all(self, results: list[ItemResult]) -> None:
        if self.plan.ordered:
            for result in results:
                self._keep(result)
        else:
            self.ready += results

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
        filename = os.fspath(source) if isinstance(source, os.PathLike) else None
        return error_of(code, failure, filename=filename, attempts=attempts, **names)
