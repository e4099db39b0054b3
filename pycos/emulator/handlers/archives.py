"""Archives, really unpacked and packed: zip and tar, within limits, into objects of a bucket.

An archive may be made to do harm: what comes out of it is counted while it comes out, names that lead out of
the place where it is unpacked fail the job, and links and devices are passed over. Nothing is stored before
all of it is known to be right.
"""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

from pycos.emulator.access import authorize
from pycos.emulator.addressing import MAX_KEY_BYTES
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import contents
from pycos.emulator.jobs.job import Job
from pycos.emulator.jobs.tree import Tree
from pycos.emulator.request import Request
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.application import Application

MAX_ARCHIVE = 64 << 20  # bytes of an archive
MAX_CONTENT = 64 << 20  # bytes of all files together
_TAR_HEADERS = 16 << 20  # bytes of a tar that are no content
MAX_FILES = 1000
_CHUNK = 256 * 1024
# A worker holds an archive and its content in memory; the others wait.
workers = threading.BoundedSemaphore(2)
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, OSError, EOFError, ValueError, RuntimeError,
    NotImplementedError, UnicodeError, MemoryError,
)  # fmt: skip


class JobFailed(Exception):
    """A job that was taken and could not be done: a code and a message for its answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _part(job: Job, name: str) -> Tree:
    found = job.operation().get(name)
    return found if isinstance(found, dict) else {}


def _output(app: Application, request: Request, job: Job) -> Bucket:
    name = _text(_part(job, "Output").get("Bucket"))
    if not name:
        raise ApiError("InvalidArgument", "Output/Bucket is missing.")
    found = app.storage.buckets.get(name)
    if found is None:
        raise ApiError("NoSuchBucket")
    return found


def _check_key(app: Application, request: Request, bucket: Bucket, key: str) -> None:
    if not 1 <= len(key.encode("utf-8", "surrogatepass")) <= MAX_KEY_BYTES:
        raise JobFailed("InvalidKey", "The name of a file is empty or too long.")
    if not authorize.may(app, request, "PutObject", bucket, key):
        raise ApiError("AccessDenied")


# Unpacking


def uncompress(app: Application, request: Request, job: Job) -> Tree:
    """Unpack an archive into a bucket."""
    bucket = _output(app, request, job)
    prefix = _prefix(job)
    data = contents.read(app, request, app.bucket(request), job.key, most=MAX_ARCHIVE)[1]
    files: dict[str, bytes] = {}
    left = MAX_CONTENT
    try:
        for name, source in _members(data):
            key = prefix + _safe(name)
            _check_key(app, request, bucket, key)
            content = _read(source, left)
            left -= len(content)
            files[key] = content
            if len(files) > MAX_FILES:
                raise JobFailed("TooManyFiles", f"The archive holds more than {MAX_FILES} files.")
    except _DAMAGED:
        raise JobFailed("InvalidArchive", "The archive is damaged, encrypted, or of no known kind.") from None
    for key, content in files.items():
        contents.write(app, bucket, key, content, "application/octet-stream")
    return {
        "FileUncompressResult": {
            "Bucket": bucket.name,
            "Region": bucket.region,
            "FileCount": len(files),
        }
    }


def _prefix(job: Job) -> str:
    """Where the files go: the prefix of the request, and behind it nothing or the archive's name or path."""
    config = _part(job, "FileUncompressConfig")
    prefix = _text(config.get("Prefix"))
    if prefix and not prefix.endswith("/"):
        prefix += "/"
    folder, slash, name = job.key.rpartition("/")
    stem = name.partition(".")[0] or name
    replaced = _text(config.get("PrefixReplaced")) or "0"
    if replaced not in ("0", "1", "2"):
        raise ApiError("InvalidArgument", "PrefixReplaced is 0, 1 or 2.")
    return prefix + {"0": "", "1": f"{stem}/", "2": f"{folder}{slash}{stem}/"}[replaced]


def _safe(name: str) -> str:
    parts = name.replace("\\", "/").split("/")
    if name.startswith("/") or ".." in parts or "\0" in name or not name.isprintable():
        raise JobFailed("InvalidArchive", "The archive holds a name that leads out of its place.")
    return name


def _members(data: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    """The regular files of an archive."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > 2 * MAX_FILES:
                raise JobFailed("TooManyFiles", f"The archive holds more than {MAX_FILES} files.")
            for entry in archive.infolist():
                if not entry.is_dir():
                    with archive.open(entry) as source:
                        yield entry.filename, source
        return
    # The whole of a compressed tar is counted, not only its files: their headers may be large, too.
    plain: IO[bytes] = io.BytesIO(data)
    if data[:2] == b"\x1f\x8b":
        plain = cast("IO[bytes]", gzip.GzipFile(fileobj=io.BytesIO(data)))
    elif data[:3] == b"BZh":
        plain = cast("IO[bytes]", bz2.BZ2File(io.BytesIO(data)))
    whole = _read(plain, MAX_CONTENT + _TAR_HEADERS)
    with tarfile.open(fileobj=io.BytesIO(whole), mode="r:") as archive_of_tar:
        for member in archive_of_tar:
            file = archive_of_tar.extractfile(member) if member.isreg() else None
            if file is not None:
                yield member.name, file


def _read(source: IO[bytes], most: int) -> bytes:
    """All of a file; a failed job when there is more than that."""
    out = bytearray()
    while chunk := source.read(_CHUNK):
        out += chunk
        if len(out) > most:
            raise JobFailed("ContentTooLarge", f"The archive holds more than {MAX_CONTENT} bytes.")
    return bytes(out)


# Packing


def compress(app: Application, request: Request, job: Job) -> Tree:
    """Pack objects of the bucket into one archive."""
    config = _part(job, "FileCompressConfig")
    kind = _text(config.get("Format")) or "zip"
    if kind not in ("zip", "tar", "tar.gz"):
        raise ApiError("InvalidArgument", "Format is zip, tar or tar.gz.")
    bucket = _output(app, request, job)
    target = _text(_part(job, "Output").get("Object"))
    _check_key(app, request, bucket, target)
    flat = config.get("Flatten") == "1"
    left = MAX_CONTENT
    files: dict[str, bytes] = {}
    for key in _keys(app, request, config):
        if not authorize.may(app, request, "GetObject", app.bucket(request), key):
            raise ApiError("AccessDenied")
        data = contents.read(app, request, app.bucket(request), key, most=MAX_CONTENT)[1]
        left -= len(data)
        if left < 0:
            raise JobFailed("ContentTooLarge", f"The files have more than {MAX_CONTENT} bytes.")
        files[key.rpartition("/")[2] if flat else key] = data
    contents.write(app, bucket, target, _packed(kind, files), "application/octet-stream")
    return {
        "FileCompressResult": {
            "Bucket": bucket.name,
            "Region": bucket.region,
            "Object": target,
            "CompressFileCount": len(files),
            "ErrorCount": 0,
        }
    }


def _keys(app: Application, request: Request, config: Tree) -> list[str]:
    """What is to be packed: by an index of addresses, by a prefix, or by names; in this order."""
    bucket = app.bucket(request)
    index, prefix = _text(config.get("UrlList")), _text(config.get("Prefix"))
    if index:
        data = contents.read(app, request, bucket, index.lstrip("/"), most=MAX_ARCHIVE)[1]
        lines = [
            line.partition(",")[0].strip().strip('"') for line in data.decode("utf-8", "replace").splitlines()
        ]
        keys = [
            line.partition("://")[2].partition("?")[0].partition("/")[2] or line for line in lines if line
        ]
    elif prefix:
        low = prefix.encode()
        found = app.storage.objects.scan(bucket, low, low + b"\xff", MAX_FILES + 1)
        keys = [entry.key for entry in found if not entry.key.endswith("/")]
    else:
        given = config.get("Key", [])
        keys = [_text(key) for key in (given if isinstance(given, list) else [given]) if key]
    if not keys:
        raise ApiError("InvalidArgument", "There must be one of UrlList, Prefix and Key, with files.")
    if len(keys) > MAX_FILES:
        raise JobFailed("TooManyFiles", f"There are more than {MAX_FILES} files.")
    return keys


def _packed(kind: str, files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode="w:gz" if kind == "tar.gz" else "w:") as packed:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    return out.getvalue()
