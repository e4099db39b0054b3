"""The exception tree and the one table behind it."""

from __future__ import annotations

import copy
import errno
import inspect
import pickle
import re
from pathlib import Path

import pytest

import pycos
from pycos import errors
from pycos.error_table import BY_STATUS, NATIVE, SERVICE, error_from, native_class, service_class

ROOT = Path(__file__).resolve().parents[2]

#: The error table of the COS API, by status.
CODES = {
    400: """BadDigest BadRequest BadRquest EntitySizeNotMatch EntityTooLarge EntityTooSmall ExpiredToken
        IncompleteBody InvalidArgument InvalidBucketName InvalidCopySource InvalidDelimiter InvalidDigest
        InvalidLocationConstraint InvalidPart InvalidPartOrder InvalidPolicyDocument InvalidRegionName
        InvalidRequest InvalidSHA1Digest InvalidTag InvalidURI InvalidUploadStatus KeyTooLong MalformedPolicy
        MalformedPOSTRequest MalformedXML MissingRequestBodyError NotSupportedStorageClass RequestTimeout
        SSEContentNotSupported SsecDecryptHeaderInvalid TooManyBuckets UnexpectedContent UserNetworkTooSlow
        XMLSizeLimit IncorrectNumberOfFilesInPostRequest InventoryFull BucketVersionNotOpen""",
    402: "PaymentRequired",
    403: """AccessDenied AccessForbidden InvalidAccessKeyId InvalidObjectState RequestTimeTooSkewed
        SignatureDoesNotMatch""",
    404: """NoSuchBucket NoSuchKey NoSuchUpload NoSuchVersion NoSuchCopySource NoSuchCORSConfiguration
        NoSuchEncryptionConfiguration NoSuchLifecycleConfiguration NoSuchObjectLockConfiguration NoSuchTagSet
        NoSuchWebsiteConfiguration OriginConfigurationNotFoundError ReplicationConfigurationNotFoundError
        InventoryConfigurationNotFoundError""",
    405: "MethodNotAllowed RestoreNonArchiveObject",
    409: """AppendPositionErr BucketAlreadyExists BucketAlreadyOwnedByYou BucketNotEmpty DomainConfigConflict
        InvalidBucketState InvalidObjectState ObjectLocked ObjectNotAppendable PathConflict RecordAlreadyExist
        RestoreAlreadyInProgress UploadConflict""",
    411: "MissingContentLength",
    412: "PreconditionFailed",
    416: "InvalidRange",
    451: "UnavailableForLegalReasons",
    500: "InternalError",
    501: "NotImplemented",
    503: "ServiceUnavailable SlowDown",
}
ALL_CODES = [(status, code) for status, codes in CODES.items() for code in codes.split()]
CLASSES = [
    each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.CosError)
]


def test_every_code_of_the_c_library_has_a_class() -> None:
    header = (ROOT / "vendor/cos-c-sdk/include/cos_sys_define.h").read_text()
    codes = {int(value) for value in re.findall(r"\bCOSE_[A-Z0-9_]+\s*=\s*(-\d+)", header)}
    assert len(codes) > 20
    assert codes == set(NATIVE)


@pytest.mark.parametrize(("status", "code"), ALL_CODES)
def test_every_code_of_the_service_is_in_the_table(status: int, code: str) -> None:
    assert issubclass(SERVICE[code], errors.ServiceError)


@pytest.mark.parametrize(("status", "code"), ALL_CODES)
def test_the_class_of_a_code_does_not_contradict_its_status(status: int, code: str) -> None:
    general = BY_STATUS.get(status)
    special = SERVICE[code]
    if general is not None and special not in (errors.InvalidObjectState, errors.SlowDown):
        assert issubclass(special, general)


@pytest.mark.parametrize("status", [300, 400, 404, 409, 418, 451, 499, 500, 502, 503, 599])
def test_an_unknown_word_goes_by_its_status(status: int) -> None:
    cls = service_class(status, "NeverHeardOf")
    assert cls is not errors.ServiceError
    error = error_from(status, "NeverHeardOf", "text")
    assert type(error) is cls
    assert error.code == "NeverHeardOf"


def test_a_404_without_word_is_the_objects_or_the_buckets() -> None:
    assert service_class(404, "", has_key=True) is errors.NoSuchKey
    assert service_class(404, "", has_key=False) is errors.NoSuchBucket
    assert service_class(404, "", has_bucket=False) is errors.NotFound


@pytest.mark.parametrize("word", ["UnknownError", "NosuchKey", ""])
def test_a_word_of_the_library_is_not_taken_for_the_servers(word: str) -> None:
    error = error_from(404, word, "", bucket="b-1", key="k")
    assert type(error) is errors.NoSuchKey
    assert error.code == "NoSuchKey"


@pytest.mark.parametrize(
    ("cls", "builtin"),
    [
        (errors.NoSuchKey, FileNotFoundError),
        (errors.NoSuchBucket, FileNotFoundError),
        (errors.AccessDenied, PermissionError),
        (errors.BucketAlreadyExists, FileExistsError),
        (errors.ObjectAlreadyExists, FileExistsError),
        (errors.InvalidArgument, ValueError),
        (errors.ConnectError, ConnectionError),
        (errors.ConnectionLost, ConnectionError),
        (errors.ReadTimeout, TimeoutError),
        (errors.DeadlineExceeded, TimeoutError),
        (errors.LocalFileError, OSError),
        (errors.LocalIsADirectory, IsADirectoryError),
        (errors.OutOfMemory, MemoryError),
    ],
)
def test_the_fitting_builtin_catches_it_too(cls: type[errors.CosError], builtin: type[Exception]) -> None:
    with pytest.raises(builtin):
        raise cls("text")


@pytest.mark.parametrize("cls", CLASSES)
def test_every_exception_pickles_and_copies_with_all_its_facts(cls: type[errors.CosError]) -> None:
    error = cls(
        "text", status=409, code="Word", request_id="id", operation="Op", bucket="b", key="k", attempts=3
    )
    error.upload_id = "u"
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is cls
        assert twin.__dict__ == error.__dict__
        assert str(twin) == str(error)
        assert getattr(twin, "errno", None) == getattr(error, "errno", None)


@pytest.mark.parametrize("cls", CLASSES)
def test_every_exception_is_drawn_in_the_tree(cls: type[errors.CosError]) -> None:
    assert errors.__doc__ is not None
    assert re.search(rf"\b{cls.__name__}\b", errors.__doc__)


@pytest.mark.parametrize("cls", CLASSES)
def test_every_exception_is_public(cls: type[errors.CosError]) -> None:
    assert getattr(pycos, cls.__name__) is cls
    assert cls.__name__ in pycos.__all__


def test_the_text_is_one_line_whatever_the_server_and_the_key_hold() -> None:
    error = error_from(404, "NoSuchKey", "gone\r\nX: y\x1b[2J", bucket="b-1", key="a\nb", request_id="r")
    assert str(error).isprintable()
    assert "gone" in str(error)
    assert "'a\\nb'" in str(error)


def test_the_text_names_code_bucket_key_status_request_and_attempts() -> None:
    error = errors.SlowDown(
        "too fast", status=503, request_id="abc", operation="PutObject", bucket="b-1", key="k", attempts=5
    )
    for fact in ("SlowDown", "too fast", "PutObject", "b-1", "'k'", "503", "abc", "5 attempts"):
        assert fact in str(error)


def test_context_is_filled_in_only_where_nothing_is_known() -> None:
    error = errors.NoSuchKey("", key="first").add_context(key="second", bucket="b", attempts=2)
    assert (error.key, error.bucket, error.attempts) == ("first", "b", 2)
    with pytest.raises(TypeError):
        error.add_context(secret="x")


@pytest.mark.parametrize(
    ("number", "cls"),
    [
        (errno.ENOENT, errors.LocalFileNotFound),
        (errno.EACCES, errors.LocalPermissionDenied),
        (errno.EPERM, errors.LocalPermissionDenied),
        (errno.EISDIR, errors.LocalIsADirectory),
        (errno.ENOTDIR, errors.LocalNotADirectory),
        (errno.EEXIST, errors.LocalFileExists),
        (errno.ENOSPC, errors.LocalFileError),
    ],
)
def test_a_local_errno_has_its_class_its_number_and_the_file_name(
    number: int, cls: type[errors.CosError]
) -> None:
    error = errors.LocalFileError.from_errno(number, "/some/file", "reading")
    assert type(error) is cls
    assert (error.errno, error.filename) == (number, "/some/file")
    assert "/some/file" in str(error)


def test_a_failed_write_with_errno_becomes_a_local_file_error() -> None:
    error = error_from(
        -988, "HttpIoError", "", os_errno=errno.ENOSPC, filename="/full/disk", bucket="b", key="k"
    )
    assert isinstance(error, errors.LocalFileError)
    assert error.errno == errno.ENOSPC


def test_a_source_that_ends_early_is_a_changed_file() -> None:
    assert native_class(-987) is errors.FileChanged
    assert native_class(-987, os_errno=errno.EIO) is errors.LocalFileError


def test_curls_number_tells_apart_what_shares_a_code() -> None:
    assert native_class(-992, curl_code=18) is errors.TruncatedBody
    assert native_class(-992, curl_code=56) is errors.ConnectionLost
    assert native_class(-992, curl_code=1) is errors.MalformedResponse
    assert native_class(-992, curl_code=23) is errors.MalformedResponse
    assert native_class(-994, curl_code=1) is errors.InvalidArgument
    assert native_class(-998, curl_code=28) is errors.ConnectTimeout
    assert native_class(-998, curl_code=35) is errors.TLSError
    assert native_class(-998, curl_code=7) is errors.ConnectError
