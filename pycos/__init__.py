"""The Tencent Cloud COS client for programs that move much data.

Names are imported when they are first used, so that ``import pycos`` costs next to nothing.

    client = pycos.Client(region="ap-guangzhou")
    bucket = client.bucket("photos-1250000000")
    bucket.put("a/hello.txt", b"hello")
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cos_c import crc64 as crc64
    from cos_c import crc64_combine as crc64_combine
    from pycos import progress as progress
    from pycos.body import Body as Body
    from pycos.bucket import Bucket as Bucket
    from pycos.cancel import CancelToken as CancelToken
    from pycos.client import Client as Client
    from pycos.credential_provider import CredentialProvider as CredentialProvider
    from pycos.credentials import AnonymousCredentials as AnonymousCredentials
    from pycos.credentials import Credentials as Credentials
    from pycos.credentials import EnvironmentCredentials as EnvironmentCredentials
    from pycos.endpoints import Endpoint as Endpoint
    from pycos.errors import AccessDenied as AccessDenied
    from pycos.errors import AppendPositionError as AppendPositionError
    from pycos.errors import BadDigest as BadDigest
    from pycos.errors import BadRequest as BadRequest
    from pycos.errors import BucketAlreadyExists as BucketAlreadyExists
    from pycos.errors import BucketNotEmpty as BucketNotEmpty
    from pycos.errors import Cancelled as Cancelled
    from pycos.errors import ChecksumMismatch as ChecksumMismatch
    from pycos.errors import ClientError as ClientError
    from pycos.errors import Conflict as Conflict
    from pycos.errors import ConnectError as ConnectError
    from pycos.errors import ConnectionLost as ConnectionLost
    from pycos.errors import ConnectTimeout as ConnectTimeout
    from pycos.errors import CosError as CosError
    from pycos.errors import CredentialsError as CredentialsError
    from pycos.errors import DeadlineExceeded as DeadlineExceeded
    from pycos.errors import EntityTooLarge as EntityTooLarge
    from pycos.errors import EntityTooSmall as EntityTooSmall
    from pycos.errors import ExpiredToken as ExpiredToken
    from pycos.errors import FileChanged as FileChanged
    from pycos.errors import Forbidden as Forbidden
    from pycos.errors import InsecureWarning as InsecureWarning
    from pycos.errors import InternalError as InternalError
    from pycos.errors import InvalidAccessKeyId as InvalidAccessKeyId
    from pycos.errors import InvalidArgument as InvalidArgument
    from pycos.errors import InvalidObjectState as InvalidObjectState
    from pycos.errors import InvalidOperation as InvalidOperation
    from pycos.errors import InvalidPart as InvalidPart
    from pycos.errors import InvalidRange as InvalidRange
    from pycos.errors import LocalFileError as LocalFileError
    from pycos.errors import LocalFileExists as LocalFileExists
    from pycos.errors import LocalFileNotFound as LocalFileNotFound
    from pycos.errors import LocalIsADirectory as LocalIsADirectory
    from pycos.errors import LocalNotADirectory as LocalNotADirectory
    from pycos.errors import LocalPermissionDenied as LocalPermissionDenied
    from pycos.errors import MalformedResponse as MalformedResponse
    from pycos.errors import MethodNotAllowed as MethodNotAllowed
    from pycos.errors import NameLookupError as NameLookupError
    from pycos.errors import NativeError as NativeError
    from pycos.errors import NoSuchBucket as NoSuchBucket
    from pycos.errors import NoSuchConfiguration as NoSuchConfiguration
    from pycos.errors import NoSuchKey as NoSuchKey
    from pycos.errors import NoSuchUpload as NoSuchUpload
    from pycos.errors import NoSuchVersion as NoSuchVersion
    from pycos.errors import NotFound as NotFound
    from pycos.errors import NotImplementedByServer as NotImplementedByServer
    from pycos.errors import NotModified as NotModified
    from pycos.errors import ObjectAlreadyExists as ObjectAlreadyExists
    from pycos.errors import OutOfMemory as OutOfMemory
    from pycos.errors import PaymentRequired as PaymentRequired
    from pycos.errors import PreconditionFailed as PreconditionFailed
    from pycos.errors import ReadTimeout as ReadTimeout
    from pycos.errors import Redirected as Redirected
    from pycos.errors import RequestTimeout as RequestTimeout
    from pycos.errors import RequestTimeTooSkewed as RequestTimeTooSkewed
    from pycos.errors import ResponseTooLarge as ResponseTooLarge
    from pycos.errors import ServerError as ServerError
    from pycos.errors import ServiceError as ServiceError
    from pycos.errors import ServiceUnavailable as ServiceUnavailable
    from pycos.errors import SignatureDoesNotMatch as SignatureDoesNotMatch
    from pycos.errors import SlowDown as SlowDown
    from pycos.errors import Timeout as Timeout
    from pycos.errors import TLSError as TLSError
    from pycos.errors import TransferGroupError as TransferGroupError
    from pycos.errors import TransportError as TransportError
    from pycos.errors import TruncatedBody as TruncatedBody
    from pycos.errors import UnavailableForLegalReasons as UnavailableForLegalReasons
    from pycos.errors import UnsafePath as UnsafePath
    from pycos.listing import ObjectListing as ObjectListing
    from pycos.many import ItemResult as ItemResult
    from pycos.models import AppendResult as AppendResult
    from pycos.models import BucketInfo as BucketInfo
    from pycos.models import CopyResult as CopyResult
    from pycos.models import DeleteResult as DeleteResult
    from pycos.models import ObjectInfo as ObjectInfo
    from pycos.models import Owner as Owner
    from pycos.models import Page as Page
    from pycos.models import Part as Part
    from pycos.models import PutResult as PutResult
    from pycos.models import Response as Response
    from pycos.models import Upload as Upload
    from pycos.progress import Progress as Progress
    from pycos.retry import RetryPolicy as RetryPolicy
    from pycos.settings import ClientSettings as ClientSettings
    from pycos.sizes import format_size as format_size
    from pycos.sizes import parse_size as parse_size
    from pycos.transfer import DirectoryResult as DirectoryResult
    from pycos.transfer import DirectoryTransfer as DirectoryTransfer
    from pycos.transfer import FailedFile as FailedFile
    from pycos.transfer import SkippedFile as SkippedFile
    from pycos.transfer import Transfer as Transfer
    from pycos.transfer import TransferManager as TransferManager
    from pycos.transfer import TransferResult as TransferResult

#: Public name to the module it lives in.
_HOME = {
    "AccessDenied": "errors",
    "AnonymousCredentials": "credentials",
    "AppendPositionError": "errors",
    "AppendResult": "models",
    "BadDigest": "errors",
    "BadRequest": "errors",
    "Body": "body",
    "Bucket": "bucket",
    "BucketAlreadyExists": "errors",
    "BucketInfo": "models",
    "BucketNotEmpty": "errors",
    "CancelToken": "cancel",
    "Cancelled": "errors",
    "ChecksumMismatch": "errors",
    "Client": "client",
    "ClientError": "errors",
    "ClientSettings": "settings",
    "Conflict": "errors",
    "ConnectError": "errors",
    "ConnectTimeout": "errors",
    "ConnectionLost": "errors",
    "CopyResult": "models",
    "CosError": "errors",
    "CredentialProvider": "credential_provider",
    "Credentials": "credentials",
    "CredentialsError": "errors",
    "DeadlineExceeded": "errors",
    "DeleteResult": "models",
    "DirectoryResult": "transfer",
    "DirectoryTransfer": "transfer",
    "Endpoint": "endpoints",
    "EntityTooLarge": "errors",
    "EntityTooSmall": "errors",
    "EnvironmentCredentials": "credentials",
    "ExpiredToken": "errors",
    "FailedFile": "transfer",
    "FileChanged": "errors",
    "Forbidden": "errors",
    "InsecureWarning": "errors",
    "InternalError": "errors",
    "InvalidAccessKeyId": "errors",
    "InvalidArgument": "errors",
    "InvalidObjectState": "errors",
    "InvalidOperation": "errors",
    "InvalidPart": "errors",
    "InvalidRange": "errors",
    "ItemResult": "many",
    "LocalFileError": "errors",
    "LocalFileExists": "errors",
    "LocalFileNotFound": "errors",
    "LocalIsADirectory": "errors",
    "LocalNotADirectory": "errors",
    "LocalPermissionDenied": "errors",
    "MalformedResponse": "errors",
    "MethodNotAllowed": "errors",
    "NameLookupError": "errors",
    "NativeError": "errors",
    "NoSuchBucket": "errors",
    "NoSuchConfiguration": "errors",
    "NoSuchKey": "errors",
    "NoSuchUpload": "errors",
    "NoSuchVersion": "errors",
    "NotFound": "errors",
    "NotImplementedByServer": "errors",
    "NotModified": "errors",
    "ObjectAlreadyExists": "errors",
    "ObjectInfo": "models",
    "ObjectListing": "listing",
    "OutOfMemory": "errors",
    "Owner": "models",
    "Page": "models",
    "Part": "models",
    "PaymentRequired": "errors",
    "PreconditionFailed": "errors",
    "Progress": "progress",
    "PutResult": "models",
    "ReadTimeout": "errors",
    "Redirected": "errors",
    "RequestTimeTooSkewed": "errors",
    "RequestTimeout": "errors",
    "Response": "models",
    "ResponseTooLarge": "errors",
    "RetryPolicy": "retry",
    "ServerError": "errors",
    "ServiceError": "errors",
    "ServiceUnavailable": "errors",
    "SignatureDoesNotMatch": "errors",
    "SkippedFile": "transfer",
    "SlowDown": "errors",
    "TLSError": "errors",
    "Timeout": "errors",
    "Transfer": "transfer",
    "TransferGroupError": "errors",
    "TransferManager": "transfer",
    "TransferResult": "transfer",
    "TransportError": "errors",
    "TruncatedBody": "errors",
    "UnavailableForLegalReasons": "errors",
    "UnsafePath": "errors",
    "Upload": "models",
    "format_size": "sizes",
    "parse_size": "sizes",
}

__all__ = [
    "AccessDenied",
    "AnonymousCredentials",
    "AppendPositionError",
    "AppendResult",
    "BadDigest",
    "BadRequest",
    "Body",
    "Bucket",
    "BucketAlreadyExists",
    "BucketInfo",
    "BucketNotEmpty",
    "CancelToken",
    "Cancelled",
    "ChecksumMismatch",
    "Client",
    "ClientError",
    "ClientSettings",
    "Conflict",
    "ConnectError",
    "ConnectTimeout",
    "ConnectionLost",
    "CopyResult",
    "CosError",
    "CredentialProvider",
    "Credentials",
    "CredentialsError",
    "DeadlineExceeded",
    "DeleteResult",
    "DirectoryResult",
    "DirectoryTransfer",
    "Endpoint",
    "EntityTooLarge",
    "EntityTooSmall",
    "EnvironmentCredentials",
    "ExpiredToken",
    "FailedFile",
    "FileChanged",
    "Forbidden",
    "InsecureWarning",
    "InternalError",
    "InvalidAccessKeyId",
    "InvalidArgument",
    "InvalidObjectState",
    "InvalidOperation",
    "InvalidPart",
    "InvalidRange",
    "ItemResult",
    "LocalFileError",
    "LocalFileExists",
    "LocalFileNotFound",
    "LocalIsADirectory",
    "LocalNotADirectory",
    "LocalPermissionDenied",
    "MalformedResponse",
    "MethodNotAllowed",
    "NameLookupError",
    "NativeError",
    "NoSuchBucket",
    "NoSuchConfiguration",
    "NoSuchKey",
    "NoSuchUpload",
    "NoSuchVersion",
    "NotFound",
    "NotImplementedByServer",
    "NotModified",
    "ObjectAlreadyExists",
    "ObjectInfo",
    "ObjectListing",
    "OutOfMemory",
    "Owner",
    "Page",
    "Part",
    "PaymentRequired",
    "PreconditionFailed",
    "Progress",
    "PutResult",
    "ReadTimeout",
    "Redirected",
    "RequestTimeTooSkewed",
    "RequestTimeout",
    "Response",
    "ResponseTooLarge",
    "RetryPolicy",
    "ServerError",
    "ServiceError",
    "ServiceUnavailable",
    "SignatureDoesNotMatch",
    "SkippedFile",
    "SlowDown",
    "TLSError",
    "Timeout",
    "Transfer",
    "TransferGroupError",
    "TransferManager",
    "TransferResult",
    "TransportError",
    "TruncatedBody",
    "UnavailableForLegalReasons",
    "UnsafePath",
    "Upload",
    "__version__",
    "build_info",
    "crc64",
    "crc64_combine",
    "format_size",
    "parse_size",
    "progress",
]


def build_info() -> dict[str, str]:
    """What is linked: sdk ("vendored" or "official"), sdk_version, libcurl, tls, apr, crc64, cos_c. For bug
    reports.
    """
    import cos_c

    return cos_c.build_info()


def __getattr__(name: str) -> Any:
    if name in _HOME:
        # As "from pycos.… import name" does. importlib is not needed for that, and brings more along.
        value = getattr(__import__(f"pycos.{_HOME[name]}", fromlist=(name,)), name)
    elif name in ("crc64", "crc64_combine"):
        import cos_c

        value = getattr(cos_c, name)
    elif name == "progress":
        import pycos.progress as value
    elif name == "__version__":
        from cos_c import _version

        value = _version.VERSION
    else:
        raise AttributeError(f"module 'pycos' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
