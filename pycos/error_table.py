"""Which code becomes which exception: the only such table.

Numbers below zero are the C library's ``COSE_*``; words are the server's ``<Code>``; a status alone decides
where there is no word (HEAD has no body).
"""

from __future__ import annotations

from pycos import errors as e

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: cos_error_code_e, by value.
NATIVE: dict[int, type[e.ClientError]] = {
    -1000: e.OutOfMemory,  # COSE_OUT_MEMORY
    -999: e.ResponseTooLarge,  # COSE_OVER_MEMORY
    -998: e.ConnectError,  # COSE_FAILED_CONNECT
    -997: e.Cancelled,  # COSE_ABORT_CALLBACK
    -996: e.TransportError,  # COSE_INTERNAL_ERROR: libcurl failed in a way without a code of its own
    -995: e.ReadTimeout,  # COSE_REQUEST_TIMEOUT
    -994: e.InvalidArgument,  # COSE_INVALID_ARGUMENT
    -993: e.InvalidOperation,  # COSE_INVALID_OPERATION
    -992: e.ConnectionLost,  # COSE_CONNECTION_FAILED
    -991: e.NativeError,  # COSE_FAILED_INITIALIZE
    -990: e.NameLookupError,  # COSE_NAME_LOOKUP_ERROR
    -989: e.TLSError,  # COSE_FAILED_VERIFICATION
    -988: e.LocalFileError,  # COSE_WRITE_BODY_ERROR
    -987: e.LocalFileError,  # COSE_READ_BODY_ERROR
    -986: e.MalformedResponse,  # COSE_SERVICE_ERROR: a 2xx without what it must carry
    -985: e.LocalFileError,  # COSE_OPEN_FILE_ERROR
    -984: e.LocalFileError,  # COSE_FILE_SEEK_ERROR
    -983: e.LocalFileError,  # COSE_FILE_INFO_ERROR
    -982: e.LocalFileError,  # COSE_FILE_READ_ERROR
    -981: e.LocalFileError,  # COSE_FILE_WRITE_ERROR
    -980: e.MalformedResponse,  # COSE_XML_PARSE_ERROR
    -979: e.InvalidArgument,  # COSE_UTF8_ENCODE_ERROR
    -978: e.ChecksumMismatch,  # COSE_CRC_INCONSISTENT_ERROR
    -977: e.LocalFileError,  # COSE_FILE_FLUSH_ERROR
    -976: e.LocalFileError,  # COSE_FILE_TRUNC_ERROR
    -100: e.NativeError,  # COSE_UNKNOWN_ERROR
}

#: The server's <Code>. Words with a class of their own; all others go by their status.
SERVICE: dict[str, type[e.ServiceError]] = {
    "NotModified": e.NotModified,
    "PermanentRedirect": e.Redirected,
    "TemporaryRedirect": e.Redirected,
    # 400
    "BadDigest": e.BadDigest,
    "InvalidDigest": e.BadDigest,
    "InvalidSHA1Digest": e.BadDigest,
    "EntitySizeNotMatch": e.BadDigest,
    "EntityTooLarge": e.EntityTooLarge,
    "EntityTooSmall": e.EntityTooSmall,
    "InvalidPart": e.InvalidPart,
    "InvalidPartOrder": e.InvalidPart,
    "ExpiredToken": e.ExpiredToken,
    "RequestTimeout": e.RequestTimeout,
    "UserNetworkTooSlow": e.RequestTimeout,
    "BadRequest": e.BadRequest,
    "BadRquest": e.BadRequest,
    "IncompleteBody": e.BadRequest,
    "InvalidArgument": e.BadRequest,
    "InvalidBucketName": e.BadRequest,
    "InvalidCopySource": e.BadRequest,
    "InvalidDelimiter": e.BadRequest,
    "InvalidLocationConstraint": e.BadRequest,
    "InvalidPolicyDocument": e.BadRequest,
    "InvalidRegionName": e.BadRequest,
    "InvalidRequest": e.BadRequest,
    "InvalidTag": e.BadRequest,
    "InvalidURI": e.BadRequest,
    "InvalidUploadStatus": e.BadRequest,
    "KeyTooLong": e.BadRequest,
    "MalformedPolicy": e.BadRequest,
    "MalformedPOSTRequest": e.BadRequest,
    "MalformedXML": e.BadRequest,
    "MissingRequestBodyError": e.BadRequest,
    "NotSupportedStorageClass": e.BadRequest,
    "SSEContentNotSupported": e.BadRequest,
    "SsecDecryptHeaderInvalid": e.BadRequest,
    "TooManyBuckets": e.BadRequest,
    "UnexpectedContent": e.BadRequest,
    "XMLSizeLimit": e.BadRequest,
    "IncorrectNumberOfFilesInPostRequest": e.BadRequest,
    "InventoryFull": e.BadRequest,
    "BucketVersionNotOpen": e.BadRequest,
    # 402, 403
    "PaymentRequired": e.PaymentRequired,
    "AccessDenied": e.AccessDenied,
    "AccessForbidden": e.AccessDenied,
    "InvalidAccessKeyId": e.InvalidAccessKeyId,
    "InvalidObjectState": e.InvalidObjectState,
    "RequestTimeTooSkewed": e.RequestTimeTooSkewed,
    "SignatureDoesNotMatch": e.SignatureDoesNotMatch,
    # 404
    "NoSuchBucket": e.NoSuchBucket,
    "NoSuchKey": e.NoSuchKey,
    "NoSuchCopySource": e.NoSuchKey,
    "NoSuchUpload": e.NoSuchUpload,
    "NoSuchVersion": e.NoSuchVersion,
    "NoSuchCORSConfiguration": e.NoSuchConfiguration,
    "NoSuchEncryptionConfiguration": e.NoSuchConfiguration,
    "NoSuchLifecycleConfiguration": e.NoSuchConfiguration,
    "NoSuchObjectLockConfiguration": e.NoSuchConfiguration,
    "NoSuchTagSet": e.NoSuchConfiguration,
    "NoSuchWebsiteConfiguration": e.NoSuchConfiguration,
    "NoSuchBucketPolicy": e.NoSuchConfiguration,
    "NoSuchConfiguration": e.NoSuchConfiguration,
    "NoSuchOriginConfiguration": e.NoSuchConfiguration,
    "DomainConfigNotFoundError": e.NoSuchConfiguration,
    "OriginConfigurationNotFoundError": e.NoSuchConfiguration,
    "ReplicationConfigurationNotFoundError": e.NoSuchConfiguration,
    "InventoryConfigurationNotFoundError": e.NoSuchConfiguration,
    # 405
    "MethodNotAllowed": e.MethodNotAllowed,
    "RestoreNonArchiveObject": e.MethodNotAllowed,
    # 409
    "AppendPositionErr": e.AppendPositionError,
    "BucketAlreadyExists": e.BucketAlreadyExists,
    "BucketAlreadyOwnedByYou": e.BucketAlreadyExists,
    "FileAlreadyExists": e.ObjectAlreadyExists,
    "BucketNotEmpty": e.BucketNotEmpty,
    "DomainConfigConflict": e.Conflict,
    "InvalidBucketState": e.Conflict,
    "ObjectLocked": e.InvalidObjectState,
    "ObjectNotAppendable": e.Conflict,
    "PathConflict": e.Conflict,
    "RecordAlreadyExist": e.Conflict,
    "RestoreAlreadyInProgress": e.Conflict,
    "UploadConflict": e.Conflict,
    # 411 and up
    "MissingContentLength": e.BadRequest,
    "PreconditionFailed": e.PreconditionFailed,
    "InvalidRange": e.InvalidRange,
    "UnavailableForLegalReasons": e.UnavailableForLegalReasons,
    "InternalError": e.InternalError,
    "NotImplemented": e.NotImplementedByServer,
    "ServiceUnavailable": e.ServiceUnavailable,
    "SlowDown": e.SlowDown,
}

#: For words not in SERVICE, and where there is no word.
BY_STATUS: dict[int, type[e.ServiceError]] = {
    304: e.NotModified,
    402: e.PaymentRequired,
    403: e.Forbidden,
    404: e.NotFound,
    405: e.MethodNotAllowed,
    408: e.RequestTimeout,
    409: e.Conflict,
    412: e.PreconditionFailed,
    416: e.InvalidRange,
    429: e.SlowDown,
    451: e.UnavailableForLegalReasons,
    500: e.InternalError,
    501: e.NotImplementedByServer,
    503: e.ServiceUnavailable,
}

#: What the C library writes where the server gave no <Code>.
NOT_THE_SERVERS_WORD = frozenset(
    {
        "UnknownError",
        "NosuchKey",
        "NoSuchResource",
        "HttpIoError",
        "ServerError",
        "ClientError",
        "ParseXmlError",
    }
)

_READ_BODY_ERROR = -987
#: CURLE_UNSUPPORTED_PROTOCOL (no HTTP at all), CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR (the transport
#: itself turned a header line down).
_CURL_NOT_HTTP = (1, 8, 23)
_CURL_PARTIAL_FILE = 18
_CURL_SSL_CONNECT = 35
_CURL_TIMED_OUT = 28


def service_class(
    status: int, code: str, *, has_bucket: bool = True, has_key: bool = False
) -> type[e.ServiceError]:
    """The class for an answer. Without a word, 404 is the object's where one was named, else the bucket's."""
    if code in SERVICE:
        return SERVICE[code]
    if not code:
        if status == 404 and has_bucket:
            return e.NoSuchKey if has_key else e.NoSuchBucket
        if status == 403:
            return e.AccessDenied
    if status in BY_STATUS:
        return BY_STATUS[status]
    if 300 <= status < 400:
        return e.Redirected
    if status >= 500:
        return e.ServerError
    return e.BadRequest if status >= 400 else e.ServiceError


def native_class(code: int, *, curl_code: int = 0, os_errno: int = 0) -> type[e.ClientError]:
    """The class for a negative code. libcurl's own number tells apart what shares a code."""
    found = NATIVE.get(code, e.NativeError)
    if found is e.ConnectionLost and curl_code == _CURL_PARTIAL_FILE:
        return e.TruncatedBody
    if found is e.ConnectionLost and curl_code in _CURL_NOT_HTTP:
        return e.MalformedResponse  # the connection was there, but what came is not HTTP
    if code == _READ_BODY_ERROR and not os_errno:
        return e.FileChanged  # nothing went wrong with reading, there was just less than promised
    if found is e.ConnectError:
        if curl_code == _CURL_TIMED_OUT:
            return e.ConnectTimeout
        if curl_code == _CURL_SSL_CONNECT:
            return e.TLSError
    return found


def error_from(
    status: int,
    code: str,
    message: str,
    *,
    request_id: str = "",
    detail: str = "",
    os_errno: int = 0,
    curl_code: int = 0,
    http_status: int = 0,
    filename: object = None,
    operation: str = "",
    bucket: str | None = None,
    key: str | None = None,
    attempts: int = 0,
    upload_id: str | None = None,
) -> e.CosError:
    """The exception for one outcome of a call or transfer.

    ``status`` > 0 is an HTTP status and ``code`` the server's word (2xx: an error in the body of a 200);
    ``status`` < 0 is a ``COSE_*``. ``detail`` is the transport's own line. Raises nothing.
    """
    if status > 0:
        word = "" if code in NOT_THE_SERVERS_WORD else code
        cls = service_class(status, word, has_bucket=bucket is not None, has_key=key is not None)
        return cls(
            "" if word == "" and message == code else message,
            status=status,
            code=word,
            request_id=request_id,
            operation=operation,
            bucket=bucket,
            key=key,
            attempts=attempts,
            upload_id=upload_id,
        )
    kind = native_class(status, curl_code=curl_code, os_errno=os_errno)
    text = detail or message or code
    facts: dict[str, Any] = {
        "code": code,
        "status": http_status,
        "request_id": request_id,
        "operation": operation,
        "bucket": bucket,
        "key": key,
        "attempts": attempts,
        "upload_id": upload_id,
    }
    if kind is e.LocalFileError and os_errno:
        return e.LocalFileError.from_errno(os_errno, filename, **facts)
    error = kind(text or kind.__name__, **facts)
    if os_errno and isinstance(error, OSError):
        error.errno = os_errno
    if filename is not None and kind is e.FileChanged:
        error.message += f": {filename!r}"
    return error


def error_of(
    code: int,
    said: Any,
    *,
    operation: str,
    bucket: str | None,
    key: str | None,
    attempts: int,
    filename: object = None,
) -> e.CosError:
    """The exception for what cos_c says of one request: a Reply, or a BatchFailure. Raises nothing."""
    return error_from(
        code,
        said.error_code,
        said.message,
        request_id=said.request_id,
        detail=said.error,
        os_errno=said.os_errno,
        curl_code=said.curl_code,
        http_status=said.http_status,
        filename=filename,
        operation=operation,
        bucket=bucket,
        key=key,
        attempts=attempts,
    )
