"""Any number of objects deleted, 1,000 with each request."""

from __future__ import annotations

from collections.abc import Sequence

from pycos.errors import Cancelled, CosError, DeadlineExceeded
from pycos.models import DeleteResult
from pycos.operations.deletions import Target, delete_objects
from pycos.operations.objects import delete_object
from pycos.session import Limits, Session
from pycos.wire.xml_write import can_be_written

__all__ = ["delete_all"]

_BATCH = 1000


def delete_all(
    session: Session, limits: Limits, bucket: str, targets: Sequence[Target]
) -> list[DeleteResult]:
    """One result for each target, in their order. Keys that XML cannot carry are deleted one by one."""
    results: dict[int, DeleteResult] = {}
    in_xml = [index for index, (key, _) in enumerate(targets) if can_be_written(key)]
    for start in range(0, len(in_xml), _BATCH):
        batch = in_xml[start : start + _BATCH]
        try:
            said = delete_objects(session, limits, bucket, [targets[index] for index in batch])
        except CosError as error:
            if not results:
                raise
            said = [_failed(targets[index], error) for index in batch]
            if isinstance(error, (Cancelled, DeadlineExceeded)):
                # The same would come of all that follow; what was done must not be forgotten over it.
                results.update(zip(batch, said, strict=True))
                return _all(targets, results, error)
        results.update(zip(batch, said, strict=True))
    for index, (key, version) in enumerate(targets):
        if index not in results:
            try:
                results[index] = delete_object(session, limits, bucket, key, version)
            except CosError as error:
                if not results:
                    raise
                results[index] = _failed(targets[index], error)
    return [results[index] for index in range(len(targets))]


def _failed(target: Target, error: CosError) -> DeleteResult:
    return DeleteResult(key=target[0], version_id=target[1], error=error)


def _all(targets: Sequence[Target], results: dict[int, DeleteResult], error: CosError) -> list[DeleteResult]:
    return [results.get(index) or _failed(target, error) for index, target in enumerate(targets)]
