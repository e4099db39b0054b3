"""From the operations of the server to the actions of policies.

An operation's action is its name, but for those in the table. An action may have two names where the manual
and the clients use two; a policy may use either.
"""

from __future__ import annotations

import functools

_ACTIONS: dict[str, tuple[str, ...]] = {
    "AppendObject": ("AppendObject", "PutObject"),
    "CopyObject": ("PutObject", "PutObjectCopy"),
    "DeleteBucketCors": ("DeleteBucketCORS",),
    "GetBucketAcl": ("GetBucketACL",),
    "GetBucketCors": ("GetBucketCORS",),
    "GetBucketIntelligentTieringRule": ("GetBucketIntelligentTiering",),
    "GetImageAverageColor": ("GetObject",),
    "GetImageExif": ("GetObject",),
    "GetImageInfo": ("GetObject",),
    "GetBucketObjectLock": ("GetBucketObjectLockConfiguration",),
    "GetObjectAcl": ("GetObjectACL",),
    "GetSymlink": ("GetSymlink", "GetObject"),
    "GetWebsite": ("GetObject",),
    "HeadWebsite": ("HeadObject", "GetObject"),
    "ListObjectVersions": ("GetBucketObjectVersions",),
    "ListObjects": ("GetBucket",),
    "ListObjectsV2": ("GetBucket",),
    "PostBucketInventory": ("PutBucketInventory",),
    "PutBucketAcl": ("PutBucketACL",),
    "PutBucketCors": ("PutBucketCORS",),
    "PutBucketIntelligentTieringRule": ("PutBucketIntelligentTiering",),
    "PutBucketObjectLock": ("PutBucketObjectLockConfiguration",),
    "PutObjectAcl": ("PutObjectACL",),
    "PutSymlink": ("PutSymlink", "PutObject"),
    "RestoreObject": ("RestoreObject", "PostObjectRestore"),
    "SelectObjectContent": ("SelectObjectContent", "GetObject"),
    "UploadPartCopy": ("UploadPart", "UploadPartCopy"),
}


@functools.cache
def processing_operations() -> frozenset[str]:
    """The operations of data processing, which have actions of its own."""
    from pycos.emulator.processing_routes import OPERATIONS  # whose handlers ask this package

    return frozenset(made.name for made in OPERATIONS) - {"GetObject", *_ACTIONS}


def actions_of(operation: str) -> tuple[str, ...]:
    """The names by which policies may speak of an operation."""
    if operation in processing_operations():
        return (f"name/ci:{operation}",)
    return tuple(f"name/cos:{name}" for name in _ACTIONS.get(operation, (operation,)))
