"""One table: what a request is about, its method and its sub-resource, to the operation and its handler."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pycos.emulator import configurations, processing_routes
from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import bucket, cors, objects
from pycos.emulator.handlers.late import late
from pycos.emulator.request import Request

if TYPE_CHECKING:
    from pycos.emulator.operation import Handler


class Route(NamedTuple):
    """One operation, by the name COS gives it.

    ``note`` is what the list of operations says about it; ``partial`` that the service does more.
    """

    name: str
    handler: Handler
    note: str = ""
    partial: bool = False


_S, _B, _O = Target.SERVICE, Target.BUCKET, Target.OBJECT

ROUTES: dict[tuple[Target, str, str], Route] = {
    (_S, "GET", ""): Route(
        "GetService",
        late("service", "get_service"),
        "by region host, `region`, tag, `create-time` and `range`; pages with `max-keys`, `marker`",
    ),
    **{
        (_S, method, "/sts"): Route(
            "GetTemporaryCredentials",
            late("temporary_credentials", "get"),
            "also `/sts` of the server itself; GetFederationToken and AssumeRole; roles are names only",
            partial=True,
        )
        for method in ("GET", "POST")
    },
    (_B, "PUT", ""): Route("PutBucket", bucket.put_bucket, "the region is that of the host"),
    (_B, "HEAD", ""): Route("HeadBucket", bucket.head_bucket),
    (_B, "DELETE", ""): Route("DeleteBucket", bucket.delete_bucket),
    (_B, "GET", "location"): Route("GetBucketLocation", bucket.get_location),
    (_B, "GET", "acl"): Route("GetBucketAcl", bucket.get_acl),
    (_B, "PUT", "acl"): Route("PutBucketAcl", bucket.put_acl, "`x-cos-acl`, `x-cos-grant-*`, or a document"),
    (_B, "GET", ""): Route(
        "ListObjects",
        late("listing", "list_objects"),
        "prefix, delimiter, marker, `encoding-type=url`; pages of 1,000",
    ),
    (_B, "GET", "list-type"): Route(
        "ListObjectsV2", late("listing", "list_objects_v2"), "as ListObjects, with tokens"
    ),
    (_B, "GET", "versions"): Route(
        "ListObjectVersions",
        late("listing_versions", "list_versions"),
        "prefix, delimiter, markers, `encoding-type=url`; pages of 1,000",
    ),
    (_B, "GET", "uploads"): Route(
        "ListMultipartUploads",
        late("listing", "list_uploads"),
        "prefix, delimiter, markers, `encoding-type=url`; pages of 1,000",
    ),
    **{
        (target, method, "/website"): Route(
            f"{method.capitalize()}Website",
            late("website", "serve"),
            "index and error pages, routing rules, redirects; also BUCKET.cos-website.localhost and custom"
            " domains; what everybody may read",
        )
        for target in (_B, _O)
        for method in ("GET", "HEAD")
    },
    **{
        (_B, method, "domaincertificate"): Route(f"{word}BucketDomainCertificate", handler, note)
        for method, word, handler, note in (
            ("PUT", "Put", late("domain_certificate", "put"), "CustomCert; https uses it"),
            ("GET", "Get", late("domain_certificate", "get"), "none: `NoSuchConfiguration`"),
            ("DELETE", "Delete", late("domain_certificate", "delete"), ""),
        )
    },
    (_B, "POST", ""): Route(
        "PostObject",
        late("post_object", "post_object"),
        "policy, `q-` fields or one `Signature`; `${filename}`, `success_action_*`; the file is not held in"
        " memory; signed as for COS or for S3",
    ),
    (_B, "POST", "delete"): Route(
        "DeleteMultipleObjects",
        late("batch_delete", "delete_objects"),
        "up to 1,000 keys or versions, `Quiet`",
    ),
    (_B, "OPTIONS", ""): Route(
        "OptionsObject",
        cors.preflight,
        "the preflight, by the CORS rules of the bucket; other answers get their headers too",
    ),
    (_O, "OPTIONS", ""): Route(
        "OptionsObject",
        cors.preflight,
        "the preflight, by the CORS rules of the bucket; other answers get their headers too",
    ),
    (_O, "PUT", ""): Route(
        "PutObject", objects.put_object, "Content-MD5, chunked bodies, 100-continue, `x-cos-forbid-overwrite`"
    ),
    (_O, "PUT", "copy"): Route(
        "CopyObject", late("copying", "copy_object"), "directive, conditions; no bytes are copied"
    ),
    (_O, "GET", ""): Route("GetObject", objects.get_object, "ranges, conditions, `response-*`"),
    (_O, "HEAD", ""): Route("HeadObject", objects.head_object, "conditions"),
    (_O, "DELETE", ""): Route("DeleteObject", objects.delete_object),
    (_O, "GET", "acl"): Route("GetObjectAcl", objects.get_acl),
    (_O, "PUT", "acl"): Route("PutObjectAcl", objects.put_acl, "`x-cos-acl`, `x-cos-grant-*`, or a document"),
    (_O, "GET", "tagging"): Route("GetObjectTagging", objects.get_tagging),
    (_O, "PUT", "tagging"): Route(
        "PutObjectTagging",
        objects.put_tagging,
        "also `x-cos-tagging` on writes, `x-cos-tagging-directive` on copies",
    ),
    (_O, "DELETE", "tagging"): Route("DeleteObjectTagging", objects.delete_tagging),
    (_O, "PUT", "symlink"): Route("PutSymlink", late("symlink", "put_symlink"), "`x-cos-symlink-target`"),
    (_O, "GET", "symlink"): Route(
        "GetSymlink", late("symlink", "get_symlink"), "GET and HEAD of the key follow it"
    ),
    (_O, "PUT", "live"): Route(
        "PutLiveChannel", late("live", "put_channel"), "nothing can be streamed to it", partial=True
    ),
    (_O, "PUT", "live switch"): Route("PutLiveChannelSwitch", late("live", "switch_channel")),
    (_O, "GET", "live"): Route("GetLiveChannel", late("live", "get_channel")),
    (_O, "GET", "live history"): Route(
        "GetLiveChannelHistory", late("live", "get_history"), "of no stream", partial=True
    ),
    (_O, "GET", "live status"): Route(
        "GetLiveChannelStatus", late("live", "get_status"), "Idle or Disabled", partial=True
    ),
    (_O, "DELETE", "live"): Route("DeleteLiveChannel", late("live", "delete_channel")),
    (_B, "GET", "live"): Route("ListLiveChannels", late("live", "list_channels"), "prefix, marker; pages"),
    (_O, "GET", "vod"): Route(
        "GetVodPlaylist",
        late("live", "get_playlist"),
        "of the objects `CHANNEL/*.ts` written in that time",
        partial=True,
    ),
    (_O, "POST", "vod"): Route(
        "PostVodPlaylist", late("live", "post_playlist"), "the same, kept", partial=True
    ),
    (_O, "POST", "restore"): Route(
        "RestoreObject",
        late("restore", "restore_object"),
        "until it is restored, an archived object is not read: `403 InvalidObjectState`",
    ),
    (_O, "POST", "select"): Route(
        "SelectObjectContent",
        late("extraction", "select_object_content"),
        "CSV and JSON, plain, gzip and bzip2, by DuckDB; no `ScanRange`",
        partial=True,
    ),
    (_O, "POST", "append"): Route("AppendObject", late("append", "append_object")),
    (_O, "POST", "uploads"): Route("InitiateMultipartUpload", late("multipart", "initiate")),
    (_O, "PUT", "uploadId"): Route("UploadPart", late("multipart", "upload_part")),
    (_O, "PUT", "uploadId copy"): Route(
        "UploadPartCopy", late("copying", "upload_part_copy"), "ranges of other objects; no bytes are copied"
    ),
    (_O, "GET", "uploadId"): Route("ListParts", late("multipart", "list_parts")),
    (_O, "POST", "uploadId"): Route(
        "CompleteMultipartUpload",
        late("multipart", "complete"),
        "parts are not concatenated; CRC64 of the whole",
    ),
    (_O, "DELETE", "uploadId"): Route("AbortMultipartUpload", late("multipart", "abort")),
    **{
        (made.target, made.method, made.sub_resource): Route(made.name, made.handler, made.note, made.partial)
        for made in (*processing_routes.OPERATIONS, *configurations.operations())
    },
}

_SUB_RESOURCES = frozenset(name.partition(" ")[0] for _, _, name in ROUTES if name[:1] != "/") - {"", "copy"}
_WITH_ID = frozenset(name[: -len(" id")] for _, _, name in ROUTES if name.endswith(" id"))
# Query items that select nothing: conditions of an operation, or parts of a signature.
_PARAMETER = re.compile(
    r"prefix|marker|delimiter|max-keys|encoding-type|continuation-token|start-after|fetch-owner"
    r"|key-marker|version-id-marker|upload-id-marker|max-uploads|part-number-marker|max-parts|partNumber|versionId|position"
    r"|id|domainname|regions|bucketNames?|pageNumber|pageSize|cover|bar-type|width|height|format|rotate|mode|time"
    r"|region|tagkey|tagvalue|create-time|range|sign|sign-.*|q-.*|x-cos-.*|response-.*",
    re.DOTALL,
)

# What a browser never signs, and what finds out by itself who asks.
UNSIGNED = frozenset(("OptionsObject", "GetTemporaryCredentials", "GetWebsite", "HeadWebsite", "PostObject"))

# What is over in a moment when the body of the request is at hand: one row is read or written.
BRIEF = frozenset(("GetObject", "HeadObject", "PutObject"))


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ApiError("InvalidURI", "The query is not valid UTF-8.") from None


def _sub_resource(request: Request) -> str:
    found = ""
    for name, value in request.query:
        if not (name.isascii() and value.isascii()):
            _check_text(name + value)
        if name in _SUB_RESOURCES:
            if name == "list-type" and value != "2":
                raise ApiError("InvalidArgument", "list-type must be 2.")
            found = found or name
        elif processing_routes.is_picture_rule(name):
            found = found or processing_routes.PICTURE
        elif not (value or _PARAMETER.fullmatch(name) or processing_routes.is_parameter(request, name)):
            # Named, not ignored: a client that asks for something must not believe that it happened.
            raise ApiError("NotImplemented", f"This server does not implement {name}.")
    if found == "ci-process":
        found = f"ci-process {request.params[found]}"
        if (request.address.target, request.method, found) not in ROUTES:
            raise ApiError("NotImplemented", f"This server does not implement {found}.")
    elif found == "live":
        detail = "switch" if "switch" in request.params else request.params.get("comp", "")
        found = f"live {detail}".rstrip()
    elif found in _WITH_ID and "id" in request.params:
        found += " id"
    return found


def find(request: Request) -> Route:
    """The route of a request.

    NotImplemented for a sub-resource the server has not, MethodNotAllowed for a method a resource has not.
    """
    if request.method == "OPTIONS":
        name = ""  # a preflight has the query of the request it asks for
    elif request.address.target is Target.SERVICE and request.address.key:
        name = f"/{request.address.key}"
    elif request.address.website:
        name = "/website"
    else:
        name = (_sub_resource(request) if request.query else "") or processing_routes.place(request)
    if request.method == "PUT" and "x-cos-copy-source" in request.headers:
        name = f"{name} copy".lstrip()
    route = ROUTES.get((request.address.target, request.method, name))
    if route is None:
        raise ApiError("MethodNotAllowed")
    return route
