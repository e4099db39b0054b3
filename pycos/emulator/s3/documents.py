"""The XML of both dialects: what is called otherwise in each, operation by operation."""

from __future__ import annotations

from dataclasses import dataclass

from pycos.emulator.s3.headers import STORAGE_CLASSES

NAMESPACE = b"http://s3.amazonaws.com/doc/2006-03-01/"

_DECLARATION = b"<?xml version='1.0' encoding='utf-8' ?>\n<"


@dataclass(frozen=True, slots=True)
class Naming:
    """Texts of S3 documents and what stands in their place in those of COS."""

    pairs: tuple[tuple[bytes, bytes], ...]

    def to_cos(self, data: bytes) -> bytes:
        """A document of S3 as COS would have it."""
        for s3, cos in self.pairs:
            data = data.replace(s3, cos)
        return data

    def to_s3(self, data: bytes) -> bytes:
        """A document of COS as S3 would have it."""
        for s3, cos in self.pairs:
            data = data.replace(cos, s3)
        return data


_CLASSES = Naming(
    tuple(
        (f"<StorageClass>{s3}<".encode(), f"<StorageClass>{cos}<".encode())
        for s3, cos in STORAGE_CLASSES.items()
    )
)
_ACL = Naming(((b">http://acs.amazonaws.com/groups/", b">http://cam.qcloud.com/groups/"),))
_RESTORE = Naming(((b"GlacierJobParameters>", b"CASJobParameters>"),))
_ENCRYPTION = Naming(((b"<SSEAlgorithm>aws:kms<", b"<SSEAlgorithm>KMS<"),))
_INVENTORY = Naming(((b"S3BucketDestination>", b"COSBucketDestination>"),))
_SELECT = Naming(((b"SelectObjectContentRequest", b"SelectRequest"),))
_CODING = Naming(((b"EncodingType>", b"Encoding-Type>"), (b"EncodingType>", b"Encoding-type>")))
_BUCKETS = Naming(((b"<ContinuationToken>", b"<NextMarker>"), (b"</ContinuationToken>", b"</NextMarker>")))
_NOTHING = Naming(())

# By the operation: what its document, sent or received, calls otherwise.
REQUESTS = {
    "PutBucketAcl": _ACL,
    "PutObjectAcl": _ACL,
    "PutBucketLifecycle": _CLASSES,
    "PutBucketEncryption": _ENCRYPTION,
    "PutBucketInventory": _INVENTORY,
    "RestoreObject": _RESTORE,
    "SelectObjectContent": _SELECT,
}
# By the root element of an answer.
_ANSWERS = {
    b"AccelerateConfiguration": _NOTHING,
    b"AccessControlPolicy": _ACL,
    b"BucketLoggingStatus": _NOTHING,
    b"CompleteMultipartUploadResult": _NOTHING,
    b"CopyObjectResult": _NOTHING,
    b"CopyPartResult": _NOTHING,
    b"CORSConfiguration": _NOTHING,
    b"DeleteResult": _NOTHING,
    b"InitiateMultipartUploadResult": _NOTHING,
    b"IntelligentTieringConfiguration": _NOTHING,
    b"InventoryConfiguration": _INVENTORY,
    b"ListInventoryConfigurationResult": _INVENTORY,
    b"LifecycleConfiguration": _CLASSES,
    b"ListAllMyBucketsResult": _BUCKETS,
    b"ListBucketResult": _CLASSES,
    b"ListMultipartUploadsResult": Naming((*_CLASSES.pairs, *_CODING.pairs)),
    b"ListPartsResult": Naming((*_CLASSES.pairs, *_CODING.pairs)),
    b"ListVersionsResult": _CLASSES,
    b"LocationConstraint": _NOTHING,
    b"ObjectLockConfiguration": _NOTHING,
    b"ReplicationConfiguration": _NOTHING,
    b"ServerSideEncryptionConfiguration": _ENCRYPTION,
    b"Tagging": _NOTHING,
    b"VersioningConfiguration": _NOTHING,
    b"WebsiteConfiguration": _NOTHING,
}


def to_s3(body: bytes) -> bytes:
    """A document of an answer, with the names and the namespace of S3; anything else as it is."""
    if not body.startswith(_DECLARATION):
        return body
    start = len(_DECLARATION)
    ends = [at for at in (body.find(sign, start, start + 64) for sign in (b">", b"/", b" ")) if at > 0]
    end = min(ends, default=start)
    naming = _ANSWERS.get(body[start:end])
    if naming is None:
        return body
    rest = naming.to_s3(body[end:])
    return b'%b%b xmlns="%b"%b' % (_DECLARATION, body[start:end], NAMESPACE, rest)
