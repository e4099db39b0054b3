"""The decision about one request: the policy of the bucket, what its signer may do, and the ACLs.

In this order:

1. What the policy of the bucket denies is denied, to the owner too; only the policy itself is never out of
   the owner's reach, who could not get it back otherwise.
2. A temporary credential with a policy may do what that policy allows, and no more.
3. The owner may do everything. A user of the owner's account may do what its own policy allows, unless that
   denies it. Beyond that anybody may do what the policy of the bucket or an ACL allows.

Policies and referer rules are imported when there are some: few servers have any.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pycos.emulator import acl
from pycos.emulator.access import identity
from pycos.emulator.access.actions import actions_of
from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.access.policy import Policy, Question
    from pycos.emulator.application import Application

_READS = frozenset(("GetObject", "HeadObject"))  # that a page of somebody else's can cause
_LISTS = frozenset(("ListObjects", "ListObjectsV2", "ListObjectVersions", "ListMultipartUploads"))
_QUERY_KEYS = frozenset(("prefix", "delimiter", "max-keys", "marker"))
_OWN_POLICY = frozenset(("PutBucketPolicy", "GetBucketPolicy", "DeleteBucketPolicy"))

# Which permission of an ACL lets somebody do what: of the bucket, and of the object (which may follow its
# bucket).
BUCKET_PERMISSIONS: dict[str, str] = {
    **dict.fromkeys((*_LISTS, "HeadBucket"), "READ"),
    **dict.fromkeys(
        (
            "PutObject",
            "PutSymlink",
            "PostObject",
            "CopyObject",
            "DeleteObject",
            "AppendObject",
            "DeleteMultipleObjects",
            "InitiateMultipartUpload",
            "UploadPart",
            "UploadPartCopy",
            "ListParts",
            "CompleteMultipartUpload",
            "AbortMultipartUpload",
        ),
        "WRITE",
    ),
    "GetBucketAcl": "READ_ACP",
    "PutBucketAcl": "WRITE_ACP",
}
OBJECT_PERMISSIONS: dict[str, str] = {
    **dict.fromkeys(("GetObject", "HeadObject", "GetSymlink", "SelectObjectContent"), "READ"),
    **dict.fromkeys(
        (
            "GetImageInfo",
            "GetImageAverageColor",
            "GetImageExif",
            "GetMediaInfo",
            "GetQRcode",
            "GetSnapshot",
        ),
        "READ",
    ),
    "GetObjectAcl": "READ_ACP",
    "PutObjectAcl": "WRITE_ACP",
}


def authorize(app: Application, request: Request) -> None:
    """AccessDenied unless the request may do what it asks for. NoSuchBucket where there is no bucket."""
    credential = request.identity
    address = request.address
    if request.operation in _READS and "authorization" not in request.headers:
        check_referer(app, request)
    if credential is not None and credential.unlimited:
        bucket = app.storage.buckets.get(address.bucket) if address.bucket else None
        if bucket is None or bucket.configurations.get("policy") is None:
            return
    if address.target is Target.SERVICE or not request.operation:
        # Anybody with keys may ask for the list of buckets, or for what does not exist.
        if credential is None or not _may_at_service(app, request):
            raise ApiError("AccessDenied")
        return
    if request.operation == "PutBucket" and app.storage.buckets.get(address.bucket) is None:
        if credential is None or credential.account or not _may_make(app, request):
            raise ApiError("AccessDenied")
        return
    bucket = app.bucket(request)
    if request.operation == "DeleteMultipleObjects":
        return  # decided for each of its keys, which are in the body
    if not may(app, request, request.operation, bucket, address.key):
        raise ApiError("AccessDenied")


def check_referer(app: Application, request: Request) -> None:
    """AccessDenied when the bucket does not let this page read."""
    bucket = app.storage.buckets.get(request.address.bucket)
    text = bucket.configurations.get("referer") if bucket else None
    if text is not None:
        from pycos.emulator.access import referer

        if not referer.parse(text).allow(request.headers.get("referer", "")):
            raise ApiError("AccessDenied", "The referer rules of the bucket do not allow this request.")


def may(app: Application, request: Request, operation: str, bucket: Bucket, key: str) -> bool:
    """Whether the signer of a request may do one operation to one key, or to the bucket with an empty key."""
    credential = request.identity
    text = bucket.configurations.get("policy")
    unlimited = credential is not None and credential.unlimited
    if text is None:
        # No policy has a say: nothing has to be asked of one.
        if unlimited:
            return True
        if credential is None or (credential.session is None and credential.account):
            return _acl_allows(app, request, operation, bucket, key)
    from pycos.emulator.access import policy
    from pycos.emulator.access.policy import Effect

    question = _question(app, request, operation, _resources(request, operation, bucket, key))
    said = Effect.SILENT if text is None else policy.parse(text).decide(question)
    if said is Effect.DENY and not (unlimited and operation in _OWN_POLICY):
        return False
    if credential is not None:
        if credential.session is not None and credential.session.decide(question) is not Effect.ALLOW:
            return False
        if not credential.account:
            own = Effect.ALLOW if not credential.user else Effect.SILENT
            if credential.grants is not None and credential.user:
                own = credential.grants.decide(question)
            if own is Effect.DENY:
                return False
            if own is Effect.ALLOW:
                return True
    return said is Effect.ALLOW or _acl_allows(app, request, operation, bucket, key)


def _resources(request: Request, operation: str, bucket: Bucket, key: str) -> tuple[str, ...]:
    """The names of a resource. A listing is one of the bucket, and of what its prefix covers."""
    short, _, appid = bucket.name.rpartition("-")
    keys = [key]
    if operation in _LISTS and request.params.get("prefix"):
        keys.append(request.params["prefix"])
    return tuple(
        f"qcs::cos:{bucket.region}:uid/{appid}:{name}/{item}"
        for name in (bucket.name, short)
        for item in keys
    )


def _question(app: Application, request: Request, operation: str, resources: tuple[str, ...]) -> Question:
    from pycos.emulator.access.policy import Question

    credential = request.identity
    principal = None if credential is None else identity.name_of(credential, app.owner)
    return Question(principal, actions_of(operation), resources, _values(request))


def _values(request: Request) -> Callable[[str], tuple[str, ...]]:
    return lambda key: tuple(text for text in _value(request, key) if text)


def _value(request: Request, key: str) -> tuple[str, ...]:
    peer = request.peer
    if key == "qcs:ip":
        return (peer.address() if peer else "",)
    if key == "qcs:current_time":
        return (str(int(time.time())),)
    if key in ("qcs:secure_transport", "cos:secure-transport"):
        return ("true" if peer and peer.secure else "false",)
    if key == "cos:tls-version":
        return ((peer.tls_version() or "").removeprefix("TLSv") if peer else "",)
    name = key.removeprefix("cos:")
    if name == "versionid":
        return (request.params.get("versionId", ""),)
    if name == "acl":
        name = "x-cos-acl"
    # Only from where it counts: a header named prefix lists nothing.
    place = request.params if name in _QUERY_KEYS or name.startswith("response-") else request.headers
    return (place.get(name, ""),)


def _may_at_service(app: Application, request: Request) -> bool:
    credential = request.identity
    if credential is None:
        return False
    if credential.unlimited:
        return True
    question = _question(app, request, request.operation or "GetService", ("qcs::cos:::*", "*"))
    if credential.session is not None and not _allowed(credential.session, question):
        return False
    if not credential.account and not credential.user:
        return True
    return credential.grants is not None and _allowed(credential.grants, question)


def _allowed(policy: Policy, question: Question) -> bool:
    from pycos.emulator.access.policy import Effect

    return policy.decide(question) is Effect.ALLOW


def _may_make(app: Application, request: Request) -> bool:
    """Whether somebody of the owner's account may make a bucket that is not there yet."""
    name = request.address.bucket
    region = request.address.region or app.settings.region
    return may(app, request, "PutBucket", Bucket(0, name, region, 0, "private", {}), "")


def _acl_allows(app: Application, request: Request, operation: str, bucket: Bucket, key: str) -> bool:
    permission = OBJECT_PERMISSIONS.get(operation)
    text = bucket.acl
    if permission is not None:
        version_id = request.params.get("versionId", "") if key == request.address.key else ""
        objects = app.storage.objects
        found = objects.version(bucket, key, version_id) if version_id else objects.get(bucket, key)
        if found is not None and found.attributes.acl != "default":
            text = found.attributes.acl
    else:
        permission = BUCKET_PERMISSIONS.get(operation, "")
    return permission != "" and acl.allows(text, permission, _grantees(app, request))


def _grantees(app: Application, request: Request) -> tuple[str, ...]:
    """All names under which an ACL may grant something to the signer."""
    credential = request.identity
    if credential is None:
        return (acl.ALL_USERS,)
    name = identity.name_of(credential, app.owner)
    number = name.rpartition("/")[2]
    return name, number, acl.AUTHENTICATED_USERS, acl.ALL_USERS
