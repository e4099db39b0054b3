"""Which header of S3 is which of COS: one table, read in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pycos.emulator.errors import ApiError

_ENCRYPTION = "server-side-encryption"
_CUSTOMER = tuple(f"{_ENCRYPTION}-customer-{part}" for part in ("algorithm", "key", "key-md5"))

# What is x-amz-NAME in S3 and x-cos-NAME in COS.
_SAME = frozenset(
    (
        "acl",
        "copy-source",
        "copy-source-if-match",
        "copy-source-if-modified-since",
        "copy-source-if-none-match",
        "copy-source-if-unmodified-since",
        "copy-source-range",
        "copy-source-version-id",
        "delete-marker",
        "expiration",
        "grant-full-control",
        "grant-read",
        "grant-read-acp",
        "grant-write",
        "grant-write-acp",
        "metadata-directive",
        "replication-status",
        "restore",
        "security-token",
        "storage-class",
        "tagging",
        "tagging-count",
        "tagging-directive",
        "version-id",
        _ENCRYPTION,
        f"{_ENCRYPTION}-context",
        *_CUSTOMER,
        *(f"copy-source-{name}" for name in _CUSTOMER),
    )
)
_TO_COS = {
    **{f"x-amz-{name}": f"x-cos-{name}" for name in _SAME},
    f"x-amz-{_ENCRYPTION}-aws-kms-key-id": f"x-cos-{_ENCRYPTION}-cos-kms-key-id",
}
_TO_S3 = {cos: s3 for s3, cos in _TO_COS.items()} | {
    "x-cos-bucket-region": "x-amz-bucket-region",
    f"x-cos-{_ENCRYPTION}-customer-key-MD5": f"x-amz-{_ENCRYPTION}-customer-key-md5",
}

# What has done its work when a handler sees the request, or does not matter to this server.
_DROPPED = frozenset(
    (
        "x-amz-api-version",
        "x-amz-bypass-governance-retention",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-decoded-content-length",
        "x-amz-expected-bucket-owner",
        "x-amz-mfa",
        "x-amz-object-ownership",
        "x-amz-optional-object-attributes",
        "x-amz-request-payer",
        "x-amz-sdk-checksum-algorithm",
        "x-amz-source-expected-bucket-owner",
        "x-amz-te",
        "x-amz-trailer",
        "x-amz-user-agent",
    )
)
_CHECKSUM = "x-amz-checksum-"
# Names that begin like a checksum and are none.
_NO_SUMS = frozenset((f"{_CHECKSUM}mode", f"{_CHECKSUM}type", f"{_CHECKSUM}algorithm"))
_SLASH = re.compile("%2f", re.IGNORECASE)

# Values that are spelt otherwise.
STORAGE_CLASSES = {"GLACIER": "ARCHIVE", "GLACIER_IR": "COLD"}
_VALUES_TO_COS = {
    "x-cos-storage-class": STORAGE_CLASSES,
    f"x-cos-{_ENCRYPTION}": {"aws:kms": "cos/kms"},
}
_VALUES_TO_S3 = {name: {cos: s3 for s3, cos in values.items()} for name, values in _VALUES_TO_COS.items()}


@dataclass(frozen=True, slots=True)
class Translated:
    """The headers of a request as COS names them.

    ``sums`` are checksums of the body, ``unknown`` the x-amz-* names that mean nothing here.
    """

    headers: dict[str, str]
    sums: dict[str, str]
    unknown: list[str]


def to_cos(headers: Mapping[str, str]) -> Translated:
    """The headers of a request, translated."""
    found: dict[str, str] = {}
    sums: dict[str, str] = {}
    unknown = []
    for name, value in headers.items():
        if not name.startswith("x-amz-"):
            found.setdefault(name, value)
        elif name.startswith("x-amz-meta-"):
            found["x-cos-meta-" + name[len("x-amz-meta-") :]] = value
        elif name in _TO_COS:
            cos = _TO_COS[name]
            if cos in _VALUES_TO_COS:
                value = _VALUES_TO_COS[cos].get(value, value)
            elif name == "x-amz-copy-source":
                value = _copy_source(value)
            found[cos] = value
        elif name.startswith(_CHECKSUM):
            if name not in _NO_SUMS:
                sums[name] = value
        elif name not in _DROPPED:
            unknown.append(name)
    return Translated(found, sums, unknown)


def _copy_source(value: str) -> str:
    """The source of a copy, which S3 reads as a form: a plus sign is a blank."""
    path, mark, version = value.partition("?")
    # Some clients encode all of it, the slash behind the bucket too.
    return _SLASH.sub("/", path).replace("+", "%20") + mark + version


def to_s3(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers of an answer as S3 names them; what only COS has keeps its name."""
    found = []
    for name, value in headers:
        cos = name.lower()
        if cos.startswith("x-cos-meta-"):
            name = "x-amz-meta-" + name[len("x-cos-meta-") :]
        elif cos in _TO_S3:
            name = _TO_S3[cos]
            if cos in _VALUES_TO_S3:
                value = _VALUES_TO_S3[cos].get(value, value)
        found.append((name, value))
    return found


def without_coding(headers: dict[str, str]) -> None:
    """Take ``aws-chunked`` out of Content-Encoding: it is not part of what is stored."""
    text = headers.get("content-encoding")
    if text is not None and "aws-chunked" in text.lower():
        kept = [item for item in text.split(",") if item.strip().lower() not in ("", "aws-chunked")]
        headers["content-encoding"] = ",".join(kept).strip()


def check_owner(headers: Mapping[str, str], bucket: str) -> None:
    """AccessDenied when the caller expects the bucket to be somebody else's.

    The owner of a bucket is the number that its name ends with.
    """
    expected = headers.get("x-amz-expected-bucket-owner")
    if expected is not None and expected != bucket.rpartition("-")[2]:
        raise ApiError("AccessDenied", "The bucket does not belong to the expected owner.")
    expected = headers.get("x-amz-source-expected-bucket-owner")
    if expected is not None:
        source = _copy_source(headers.get("x-amz-copy-source", "")).lstrip("/").partition("/")[0]
        if expected != source.rpartition("-")[2]:
            raise ApiError("AccessDenied", "The source does not belong to the expected owner.")
