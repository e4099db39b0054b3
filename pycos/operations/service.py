"""GET Service: the account's buckets."""

from __future__ import annotations

from pycos.exchange import Limits, Request
from pycos.models import BucketInfo
from pycos.operations.xml_values import owner_of
from pycos.session import Session
from pycos.wire.times import from_iso

__all__ = ["list_buckets"]


def list_buckets(
    session: Session,
    limits: Limits,
    *,
    region: str | None = None,
    marker: str | None = None,
    max_keys: int | None = None,
) -> tuple[list[BucketInfo], str | None]:
    """One page of buckets, and the marker of the next page if there is one."""
    params: list[tuple[str, str]] = []
    if region is not None:
        params.append(("region", region))
    if marker:
        params.append(("marker", marker))
    if max_keys is not None:
        params.append(("max-keys", str(max_keys)))
    answer = session.execute(
        Request("GetService", "GET", params=params, root="ListAllMyBucketsResult"), limits
    )
    root = answer.document
    owner = owner_of(root.find("Owner"))
    entries = root.find("Buckets")
    buckets = [
        BucketInfo(
            name=entry.value("Name"),
            region=entry.value("Location"),
            creation_date=from_iso(entry.value("CreationDate")),
            owner=owner,
        )
        for entry in (entries.all("Bucket") if entries is not None else ())
    ]
    more = root.value("IsTruncated") == "true"
    return buckets, (root.value("NextMarker") or None) if more else None
