"""The configurations a bucket can have: one table, a line for each sub-resource.

A line says how the document is called, and what the service answers when there is none. What it must hold is
in ``configuration_checks``; how they are received, kept and sent is in ``handlers/configuration.py``, the
same for all of them. Those two are imported with the first request for a configuration: the routes are made
of the table alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pycos.emulator.addressing import Target
from pycos.emulator.handlers.late import late
from pycos.emulator.operation import Operation

PAGE = 100  # configurations with an id in one answer


class Configuration(NamedTuple):
    """One sub-resource of a bucket.

    ``absent`` is the error for a GET of what was never set; empty: the answer is an empty root element.
    ``plural`` is the root element of the list of those that a bucket has many of, each with an id.
    ``is_json`` says that the document is JSON, which has no root element. ``note`` is what the list of
    operations says about setting it; ``partial`` that it is kept and given back, and not carried out.
    """

    sub_resource: str
    name: str
    root: str
    absent: str = ""
    put_status: int = 200
    deletable: bool = True
    plural: str = ""
    is_json: bool = False
    note: str = ""
    partial: bool = False


CONFIGURATIONS = (
    Configuration(
        "cors",
        "Cors",
        "CORSConfiguration",
        "NoSuchCORSConfiguration",
        note="carried out",
    ),
    Configuration(
        "lifecycle",
        "Lifecycle",
        "LifecycleConfiguration",
        "NoSuchLifecycleConfiguration",
        note="carried out on request: `POST /_emulator/lifecycle`",
    ),
    Configuration(
        "versioning",
        "Versioning",
        "VersioningConfiguration",
        deletable=False,
        note="carried out",
    ),
    Configuration(
        "replication",
        "Replication",
        "ReplicationConfiguration",
        "ReplicationConfigurationNotFoundError",
        note="not carried out; versioning must be enabled: else `409 InvalidBucketState`",
        partial=True,
    ),
    Configuration(
        "website",
        "Website",
        "WebsiteConfiguration",
        "NoSuchWebsiteConfiguration",
        note="carried out; GET adds `URLRedirect`",
    ),
    Configuration(
        "logging",
        "Logging",
        "BucketLoggingStatus",
        deletable=False,
        note="kept and given back, not carried out",
        partial=True,
    ),
    Configuration(
        "tagging",
        "Tagging",
        "Tagging",
        "NoSuchTagSet",
        put_status=204,
        note="also `x-cos-tagging` on PutBucket",
    ),
    Configuration(
        "referer",
        "Referer",
        "RefererConfiguration",
        deletable=False,
        note="carried out; an empty PUT deletes",
    ),
    Configuration(
        "domain",
        "Domain",
        "DomainConfiguration",
        "DomainConfigNotFoundError",
        note="carried out; `409 RecordAlreadyExist` for the domain of another bucket; nobody proves a domain",
    ),
    Configuration(
        "origin",
        "Origin",
        "OriginConfiguration",
        "NoSuchOriginConfiguration",
        note="kept and given back, not carried out",
        partial=True,
    ),
    Configuration(
        "policy",
        "Policy",
        "",
        "NoSuchBucketPolicy",
        is_json=True,
        note="carried out; JSON, checked strictly",
    ),
    Configuration(
        "encryption",
        "Encryption",
        "ServerSideEncryptionConfiguration",
        "NoSuchEncryptionConfiguration",
        note="done to new objects; nothing is encrypted",
    ),
    Configuration(
        "inventory",
        "Inventory",
        "InventoryConfiguration",
        "InventoryConfigurationNotFoundError",
        plural="ListInventoryConfigurationResult",
        note="kept and given back, not carried out",
        partial=True,
    ),
    Configuration(
        "intelligenttiering",
        "IntelligentTiering",
        "IntelligentTieringConfiguration",
        deletable=False,
        note="kept and given back, not carried out",
        partial=True,
    ),
    Configuration(
        "intelligent-tiering",
        "IntelligentTieringRule",
        "IntelligentTieringConfiguration",
        "NoSuchConfiguration",
        plural="ListBucketIntelligentTieringConfigurationsOutput",
        note="kept and given back, not carried out",
        partial=True,
    ),
    Configuration(
        "accelerate",
        "Accelerate",
        "AccelerateConfiguration",
        deletable=False,
        note="kept and given back, not carried out",
        partial=True,
    ),
    Configuration(
        "response-control",
        "ResponseControl",
        "ResponseControlConfiguration",
        note="kept and given back; every `response-*` item shapes the answer, whatever it says",
        partial=True,
    ),
    Configuration(
        "object-lock",
        "ObjectLock",
        "ObjectLockConfiguration",
        "NoSuchObjectLockConfiguration",
        deletable=False,
        note="kept and given back, not carried out",
        partial=True,
    ),
)
BY_SUB_RESOURCE = {configuration.sub_resource: configuration for configuration in CONFIGURATIONS}


def operations() -> Iterator[Operation]:
    """Every operation of the table."""

    def operation(
        method: str,
        name: str,
        kind: Configuration,
        note: str = "",
        *,
        partial: bool = False,
        whole: bool = False,
    ) -> Operation:
        # With an id it is about one of many, without about all of them.
        place = f"{kind.sub_resource} id" if kind.plural and not whole else kind.sub_resource
        action = "list_all" if whole else method.lower()
        title = f"{name}Bucket{kind.name}"
        return Operation(
            Target.BUCKET, method, place, title, late("configuration", action, kind), note, partial
        )

    for kind in CONFIGURATIONS:
        yield operation("PUT", "Put", kind, kind.note, partial=kind.partial)
        yield operation(
            "GET", "Get", kind, f"none: `{kind.absent}`" if kind.absent else "none: an empty document"
        )
        if kind.deletable:
            yield operation("DELETE", "Delete", kind)
        if kind.plural:
            yield operation("GET", "List", kind, f"pages of {PAGE}", whole=True)
    inventory = BY_SUB_RESOURCE["inventory"]
    note = "once: then `DuplicateInventoryId`"
    yield operation("POST", "Post", inventory, note, partial=inventory.partial)
