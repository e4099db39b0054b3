"""Any number of objects deleted, 1,000 with each request."""

from __future__ import annotations

from collections.abc import Sequence

from pycos.errors import Cancelled, CosError, DeadlineExceeded
from pycos.exchange import Limits
from pycos.models import DeleteResult
from pycos.operations.deletions import Target, delete_body, delete_objects, delete_results
from pycos.operations.objects import delete_object
from pycos.session import Session
from pycos.wire.xml_read import parse
from pycos.wire.xml_write import can_be_written

__all__ = ["delete_all"]

_BATCH = 1000
_IN_FLIGHT = 8  # requests of 1,000 keys at a time, behind the first


def delete_all(
    session: Session, limits: Limits, bucket: str, targets: Sequence[Target]
) -> list[DeleteResult]:
    """One result for each target, in their order. Keys that XML cannot carry are deleted one by one."""
    results: dict[int, DeleteResult] = {}
    in_xml = [index for index, (key, _) in enumerate(targets) if can_be_written(key)]
    batches = [in_xml[start : start + _BATCH] for start in range(0, len(in_xml), _BATCH)]
    for batch in batches[:1]:
        said = delete_objects(session, limits, bucket, [targets[index] for index in batch])
        results.update(zip(batch, said, strict=True))
    if len(batches) > 1:
        stopped = _the_rest(session, limits, bucket, targets, batches[1:], results)
        if stopped is not None:
            # The same would come of all that follow; what was done must not be forgotten over it.
            return _all(targets, results, stopped)
    for index, (key, version) in enumerate(targets):
        if index not in results:
            try:
                results[index] = delete_object(session, limits, bucket, key, version)
            except CosError as error:
                if not results:
                    raise
                results[index] = _failed(targets[index], error)
    return [results[index] for index in range(len(targets))]


def _the_rest(
    session: Session,
    limits: Limits,
    bucket: str,
    targets: Sequence[Target],
    batches: list[list[int]],
    results: dict[int, DeleteResult],
) -> CosError | None:
    """The requests behind the first, several in flight; the error that ends all of them, if one did."""
    from pycos.many.run import Item, Plan, run

    def prepare(batch: list[int]) -> Item:
        body, headers = delete_body([targets[index] for index in batch])
        return (None, headers, body)

    remaining = limits.remaining()
    plan = Plan(
        operation="DeleteMultipleObjects",
        method="POST",
        bucket=bucket,
        prepare=prepare,
        name=str,
        params=[("delete", "")],
        concurrency=_IN_FLIGHT,
        timeout=None if remaining is None else max(remaining, 0.001),
        deadline=limits.deadline,
        cancel=limits.cancel,
    )
    try:
        for outcome in run(session, plan, batches):
            batch = batches[outcome.index]
            named = [targets[index] for index in batch]
            error = outcome.error
            if error is None:
                try:
                    root = parse(outcome.data or b"", "DeleteResult")
                    said = delete_results(bucket, named, root, outcome.request_id)
                except CosError as malformed:
                    error = malformed.add_context(operation=plan.operation, bucket=bucket)
            if error is not None:
                said = [_failed(target, error) for target in named]
            results.update(zip(batch, said, strict=True))
    except (Cancelled, DeadlineExceeded) as error:
        return error
    return None


def _failed(target: Target, error: CosError) -> DeleteResult:
    return DeleteResult(key=target[0], version_id=target[1], error=error)


def _all(targets: Sequence[Target], results: dict[int, DeleteResult], error: CosError) -> list[DeleteResult]:
    return [results.get(index) or _failed(target, error) for index, target in enumerate(targets)]
