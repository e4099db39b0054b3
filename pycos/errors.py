"""Every exception pycos raises, and how they hang together.

.. code-block:: text

    CosError
    ├── ServiceError                      the server answered, and the answer was no
    │   ├── NotModified                   304
    │   ├── Redirected                    other 3xx: the bucket is served elsewhere
    │   ├── BadRequest                    400, 411 and other 4xx
    │   │   ├── BadDigest                 what arrived was not what was sent
    │   │   ├── EntityTooSmall            a part under 1 MiB that is not the last
    │   │   ├── EntityTooLarge
    │   │   └── InvalidPart               also wrong part order
    │   ├── RequestTimeout                the server waited too long for us   (TimeoutError)
    │   ├── PaymentRequired               402
    │   ├── Forbidden                     403                                (PermissionError)
    │   │   ├── AccessDenied
    │   │   ├── InvalidAccessKeyId
    │   │   ├── SignatureDoesNotMatch
    │   │   ├── ExpiredToken
    │   │   └── RequestTimeTooSkewed      this machine's clock is wrong
    │   ├── InvalidObjectState            archived and not restored, or locked
    │   ├── NotFound                      404                                (FileNotFoundError)
    │   │   ├── NoSuchKey
    │   │   ├── NoSuchVersion
    │   │   ├── NoSuchBucket
    │   │   ├── NoSuchUpload
    │   │   └── NoSuchConfiguration       the bucket has no such setting
    │   ├── MethodNotAllowed              405
    │   ├── Conflict                      409
    │   │   ├── BucketAlreadyExists                                          (FileExistsError)
    │   │   ├── ObjectAlreadyExists       forbid_overwrite                   (FileExistsError)
    │   │   ├── BucketNotEmpty
    │   │   └── AppendPositionError
    │   ├── PreconditionFailed            412
    │   ├── InvalidRange                  416
    │   ├── UnavailableForLegalReasons    451
    │   └── ServerError                   5xx
    │       ├── InternalError             500
    │       ├── NotImplementedByServer    501
    │       ├── ServiceUnavailable        503
    │       └── SlowDown                  503, 429: too many requests
    └── ClientError                       no (usable) answer, or the request was never sent
        ├── InvalidArgument                                                  (ValueError)
        │   └── UnsafePath                a key or name with no safe place in the folder
        ├── InvalidOperation              e.g. a call on a closed client     (RuntimeError)
        ├── CredentialsError              none found, or not usable
        ├── TransportError                the way to the server
        │   ├── ConnectError                                                 (ConnectionError)
        │   │   ├── NameLookupError       the host name is not known
        │   │   └── TLSError              certificate or handshake refused
        │   ├── ConnectionLost            the connection broke               (ConnectionError)
        │   │   └── TruncatedBody         before the end of the body
        │   └── Timeout                                                      (TimeoutError)
        │       ├── ConnectTimeout        connect_timeout
        │       ├── ReadTimeout           read_timeout: nothing moved for so long
        │       └── DeadlineExceeded      the call's timeout=
        ├── Cancelled                     a CancelToken was set
        ├── ChecksumMismatch              CRC64 of the bytes differs from the server's
        ├── MalformedResponse             not XML, or not what was asked
        ├── ResponseTooLarge              does not fit the buffer or max_body
        ├── LocalFileError                                                   (OSError)
        │   ├── LocalFileNotFound                                            (FileNotFoundError)
        │   ├── LocalFileExists                                              (FileExistsError)
        │   ├── LocalPermissionDenied                                        (PermissionError)
        │   ├── LocalIsADirectory                                            (IsADirectoryError)
        │   └── LocalNotADirectory                                           (NotADirectoryError)
        ├── FileChanged                   the file changed or shrank while it was read
        ├── TransferGroupError            some files of a directory failed
        ├── OutOfMemory                                                      (MemoryError)
        └── NativeError                   the C library reports a state it should not be in

Which code becomes which class is written down once, in :mod:`pycos.error_table`.
"""

from __future__ import annotations

import errno

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _Self = TypeVar("_Self", bound="CosError")

_CONTEXT = ("status", "code", "request_id", "operation", "bucket", "key", "attempts", "upload_id")


class CosError(Exception):
    """The root of all exceptions of pycos.

    Attributes: ``message`` (one line), ``status`` (HTTP status, 0 when there was no answer), ``code`` (the
    server's word, or the library's), ``request_id`` (what Tencent's support asks for), ``operation``,
    ``bucket``, ``key``, ``attempts`` (requests made), ``upload_id`` (a multipart upload left on the server).
    Texts are "" and numbers 0 where they do not apply; ``bucket``, ``key`` and ``upload_id`` are None.
    """

    #: What stands in ``code`` when the server gave none (HEAD has no body).
    default_code = ""
    #: errno for the classes that are also an OSError.
    default_errno = 0

    def __init__(
        self,
        message: str = "",
        *,
        status: int = 0,
        code: str = "",
        request_id: str = "",
        operation: str = "",
        bucket: str | None = None,
        key: str | None = None,
        attempts: int = 0,
        upload_id: str | None = None,
    ) -> None:
        self.message = one_line(message)
        super().__init__(self.message)
        self.status = status
        self.code = code or self.default_code
        self.request_id = request_id
        self.operation = operation
        self.bucket = bucket
        self.key = key
        self.attempts = attempts
        self.upload_id = upload_id
        if isinstance(self, OSError):
            _set_os_error(self, self.default_errno or None, self.message, None)

    def add_context(self: _Self, **context: Any) -> _Self:
        """Fill in what is not known yet: operation, bucket, key, attempts, upload_id …; return self."""
        for name, value in context.items():
            if name not in _CONTEXT:
                raise TypeError(f"no such attribute: {name}")
            if not getattr(self, name):
                setattr(self, name, value)
        return self

    def __str__(self) -> str:
        text = self.message
        if self.code and not isinstance(self, ClientError):
            text = f"{self.code}: {text}" if text else self.code
        facts = [f"{self.operation}"] if self.operation else []
        if self.bucket is not None:
            facts.append(f"bucket {self.bucket!r}")
        if self.key is not None:
            facts.append(f"key {self.key!r}")
        if self.status:
            facts.append(f"status {self.status}")
        if self.request_id:
            facts.append(f"request {self.request_id}")
        if self.attempts > 1:
            facts.append(f"{self.attempts} attempts")
        if self.upload_id:
            facts.append(f"upload {self.upload_id} left on the server")
        text = text or type(self).__name__
        return one_line(f"{text} ({', '.join(facts)})" if facts else text)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), dict(self.__dict__), _os_error_fields(self))


def _set_os_error(error: OSError, number: int | None, text: str, filename: Any) -> None:
    # OSError fills these only from positional arguments, which would also decide its class.
    error.errno, error.strerror, error.filename = number, text, filename


def _os_error_fields(error: CosError) -> tuple[Any, Any, Any] | None:
    return (error.errno, error.strerror, error.filename) if isinstance(error, OSError) else None


def _restore(cls: type[CosError], state: dict[str, Any], os_fields: tuple[Any, Any, Any] | None) -> CosError:
    error = cls(state.get("message", ""))
    error.__dict__.update(state)
    if os_fields is not None and isinstance(error, OSError):
        _set_os_error(error, *os_fields)
    return error


def one_line(text: str) -> str:
    """The text with line breaks and control characters as escapes, so that a log line stays one line."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


class ServiceError(CosError):
    """The server answered with an error."""


class NotModified(ServiceError):
    """304: the object is what you have already (if_none_match, if_modified_since)."""

    default_code = "NotModified"


class Redirected(ServiceError):
    """Another 3xx: the bucket is served elsewhere. Redirects are never followed: they would carry the
    signature away.
    """

    default_code = "Redirected"


class BadRequest(ServiceError):
    """400 and the 4xx without a class of their own: the server does not accept the request as it is."""

    default_code = "BadRequest"


class BadDigest(BadRequest):
    """The server computed another checksum over what arrived."""

    default_code = "BadDigest"


class EntityTooSmall(BadRequest):
    """A part under 1 MiB that is not the last."""

    default_code = "EntityTooSmall"


class EntityTooLarge(BadRequest):
    """More bytes than one request may carry (5 GiB)."""

    default_code = "EntityTooLarge"


class InvalidPart(BadRequest):
    """A part of a multipart upload is missing, has another ETag, or the order is wrong."""

    default_code = "InvalidPart"


class RequestTimeout(ServiceError, TimeoutError):
    """The server waited too long for the rest of the request."""

    default_code = "RequestTimeout"
    default_errno = errno.ETIMEDOUT


class PaymentRequired(ServiceError):
    """402: the account is in arrears."""

    default_code = "PaymentRequired"


class Forbidden(ServiceError, PermissionError):
    """403: the request is not allowed."""

    default_code = "Forbidden"
    default_errno = errno.EACCES


class AccessDenied(Forbidden):
    """These credentials may not do this."""

    default_code = "AccessDenied"


class InvalidAccessKeyId(Forbidden):
    """The server knows no such SecretId."""

    default_code = "InvalidAccessKeyId"


class SignatureDoesNotMatch(Forbidden):
    """The SecretKey does not belong to the SecretId."""

    default_code = "SignatureDoesNotMatch"


class ExpiredToken(Forbidden):
    """The temporary credentials have expired."""

    default_code = "ExpiredToken"


class RequestTimeTooSkewed(Forbidden):
    """This machine's clock is more than 15 minutes off. One correction has been tried already."""

    default_code = "RequestTimeTooSkewed"


class InvalidObjectState(ServiceError):
    """The object is archived and not restored, or locked."""

    default_code = "InvalidObjectState"


class NotFound(ServiceError, FileNotFoundError):
    """404: there is no such thing."""

    default_code = "NotFound"
    default_errno = errno.ENOENT


class NoSuchKey(NotFound):
    """The bucket has no object of this key."""

    default_code = "NoSuchKey"


class NoSuchVersion(NotFound):
    """The object has no such version."""

    default_code = "NoSuchVersion"


class NoSuchBucket(NotFound):
    """There is no such bucket in this region."""

    default_code = "NoSuchBucket"


class NoSuchUpload(NotFound):
    """The multipart upload is unknown, finished or aborted."""

    default_code = "NoSuchUpload"


class NoSuchConfiguration(NotFound):
    """The bucket or object has no setting of this kind."""

    default_code = "NoSuchConfiguration"


class MethodNotAllowed(ServiceError):
    """405: not possible on this resource."""

    default_code = "MethodNotAllowed"


class Conflict(ServiceError):
    """409: the state of the bucket or object does not allow it now."""

    default_code = "Conflict"


class BucketAlreadyExists(Conflict, FileExistsError):
    """The bucket name is taken, by you or somebody else."""

    default_code = "BucketAlreadyExists"
    default_errno = errno.EEXIST


class ObjectAlreadyExists(Conflict, FileExistsError):
    """The key exists and forbid_overwrite was given."""

    default_code = "FileAlreadyExists"
    default_errno = errno.EEXIST


class BucketNotEmpty(Conflict):
    """The bucket still holds objects, versions or unfinished uploads."""

    default_code = "BucketNotEmpty"


class AppendPositionError(Conflict):
    """The object does not end at the given position."""

    default_code = "AppendPositionErr"


class PreconditionFailed(ServiceError):
    """412: if_match or if_unmodified_since did not hold."""

    default_code = "PreconditionFailed"


class InvalidRange(ServiceError):
    """416: the range begins behind the end of the object."""

    default_code = "InvalidRange"


class UnavailableForLegalReasons(ServiceError):
    """451: blocked, for example a domain without ICP filing."""

    default_code = "UnavailableForLegalReasons"


class ServerError(ServiceError):
    """5xx: the server's fault. Tried again before it is raised."""

    default_code = "ServerError"


class InternalError(ServerError):
    """500: something went wrong inside the service."""

    default_code = "InternalError"


class NotImplementedByServer(ServerError):
    """501: the server does not have this feature."""

    default_code = "NotImplemented"


class ServiceUnavailable(ServerError):
    """503: the service cannot answer now."""

    default_code = "ServiceUnavailable"


class SlowDown(ServerError):
    """503 or 429: more requests than the bucket's quota allows."""

    default_code = "SlowDown"


class ClientError(CosError):
    """No usable answer from a server, or the request was never sent."""


class InvalidArgument(ClientError, ValueError):
    """An argument that cannot be sent. Nothing was."""


class UnsafePath(InvalidArgument):
    """A key or file name that has no safe, unambiguous place in the folder. Nothing was written."""


class InvalidOperation(ClientError, RuntimeError):
    """Not possible in this state, for example a call on a closed client."""


class CredentialsError(ClientError):
    """No credentials were found, or they cannot be used."""


class TransportError(ClientError):
    """Something between here and the server."""


class ConnectError(TransportError, ConnectionError):
    """No connection: refused, unreachable."""

    default_errno = errno.ECONNREFUSED


class NameLookupError(ConnectError):
    """The host name of the endpoint (or proxy) is not known."""

    default_errno = errno.EHOSTUNREACH


class TLSError(ConnectError):
    """The server's certificate is not valid for it, or the handshake failed."""

    default_errno = errno.ECONNABORTED


class ConnectionLost(TransportError, ConnectionError):
    """The connection broke after it had been made."""

    default_errno = errno.ECONNRESET


class TruncatedBody(ConnectionLost):
    """The connection ended before the body did."""


class Timeout(TransportError, TimeoutError):
    """Something took too long; see the subclasses."""

    default_errno = errno.ETIMEDOUT


class ConnectTimeout(Timeout):
    """No connection within connect_timeout."""


class ReadTimeout(Timeout):
    """Nothing moved for read_timeout seconds."""


class DeadlineExceeded(Timeout):
    """The call's timeout= ran out, retries included."""


class Cancelled(ClientError):
    """The call's CancelToken was set."""


class ChecksumMismatch(ClientError):
    """CRC64 of the bytes that moved differs from the server's. Nothing of it was handed on as complete."""


class MalformedResponse(ClientError):
    """The server's answer is not XML, or not an answer to this request."""


class ResponseTooLarge(ClientError):
    """The body does not fit the given buffer, or exceeds the client's max_body."""


class LocalFileError(ClientError, OSError):
    """A file of this machine could not be opened, read or written; errno and filename say which and why."""

    def __init__(self, message: str = "", *, filename: Any = None, **context: Any) -> None:
        """`errno` may be among the context; each subclass knows one for when it is not."""
        number = context.pop("errno", None)
        super().__init__(message, **context)
        _set_os_error(self, number or self.errno, self.message, filename)

    @classmethod
    def from_errno(cls, number: int, filename: Any, doing: str = "", **context: Any) -> LocalFileError:
        """The fitting subclass for an errno: LocalFileNotFound for ENOENT, and so on."""
        import os

        text = os.strerror(number) if number else "the local file failed"
        message = f"{doing}: {text}" if doing else text
        if filename is not None:
            message += f": {str(filename)!r}"
        fitting = _LOCAL_BY_ERRNO.get(number, LocalFileError)
        return fitting(message, errno=number, filename=filename, **context)


class LocalFileNotFound(LocalFileError, FileNotFoundError):
    """There is no such local file."""

    default_errno = errno.ENOENT


class LocalFileExists(LocalFileError, FileExistsError):
    """The local file exists already."""

    default_errno = errno.EEXIST


class LocalPermissionDenied(LocalFileError, PermissionError):
    """The local file may not be read or written."""

    default_errno = errno.EACCES


class LocalIsADirectory(LocalFileError, IsADirectoryError):
    """A directory where a file is meant."""

    default_errno = errno.EISDIR


class LocalNotADirectory(LocalFileError, NotADirectoryError):
    """A file where a directory is meant."""

    default_errno = errno.ENOTDIR


_LOCAL_BY_ERRNO: dict[int, type[LocalFileError]] = {
    errno.ENOENT: LocalFileNotFound,
    errno.EEXIST: LocalFileExists,
    errno.EACCES: LocalPermissionDenied,
    errno.EPERM: LocalPermissionDenied,
    errno.EISDIR: LocalIsADirectory,
    errno.ENOTDIR: LocalNotADirectory,
}


class FileChanged(ClientError):
    """The source changed while it was read: what was sent is neither the old nor the new file."""


class TransferGroupError(ClientError):
    """Some files of a directory failed. ``result`` is the ``DirectoryResult``: what was done, and each
    failure.
    """

    def __init__(self, message: str = "", *, result: Any = None, **context: Any) -> None:
        super().__init__(message, **context)
        self.result = result


class OutOfMemory(ClientError, MemoryError):
    """The C library could not get memory."""


class NativeError(ClientError):
    """The C library reports something that should not happen. Please report it."""


class InsecureWarning(UserWarning):
    """verify=False: nobody checks who the server is."""
