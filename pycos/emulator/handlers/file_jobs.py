"""What is really done with files: their hashes, and what is in a zip."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import contents
from pycos.emulator.jobs import tree
from pycos.emulator.jobs.job import Job
from pycos.emulator.jobs.tree import Tree
from pycos.emulator.request import Request
from pycos.emulator.response import Response, iso_date, xml_response
from pycos.emulator.store.model import Object
from pycos.emulator.store.objects import Replaced

if TYPE_CHECKING:
    from pycos.emulator.application import Application

TAGS = ("FileHashCode", "FileUncompress", "FileCompress")
_HASHES = ("md5", "sha1", "sha256")
_MAX_ZIP = 32 << 20  # bytes
_MAX_NAMES = 1000  # names of a zip in one answer


def readable(app: Application, request: Request, key: str | None = None) -> Object:
    """An object that the request may look into."""
    return contents.readable(
        app,
        request,
        app.bucket(request),
        request.address.key if key is None else key,
        request.params.get("versionId", ""),
    )


def hashed(app: Application, request: Request, key: str, kind: str) -> Tree:
    """The hash of an object, read in pieces, and what goes with it."""
    if kind not in _HASHES:
        raise ApiError("InvalidArgument", f"The type of a hash is one of {', '.join(_HASHES)}.")
    while True:
        found = readable(app, request, key)
        digest = hashlib.new(kind, usedforsecurity=False)
        try:
            with app.storage.objects.open(found, 0, found.size) as content:
                for chunk in content.chunks():
                    digest.update(chunk)
        except Replaced:
            continue  # another write came between record and bytes
        return {
            kind.upper(): digest.hexdigest(),
            "FileSize": found.size,
            "LastModified": iso_date(found.modified),
            "Etag": f'"{found.etag}"',
        }


def carry_out(app: Application, request: Request, job: Job) -> Tree:
    """What comes of a file job: a part of its Operation, or why it will fail.

    It is done when the job is made; the job tells of it when it has gone through its states.
    """
    from pycos.emulator.handlers import archives

    try:
        if job.tag == "FileHashCode":
            config = job.operation().get("FileHashCodeConfig")
            kind = str(config.get("Type", "")).lower() if isinstance(config, dict) else ""
            return {"operation": {"FileHashCodeResult": hashed(app, request, job.key, kind)}}
        work = archives.uncompress if job.tag == "FileUncompress" else archives.compress
        with archives.workers:
            return {"operation": work(app, request, job)}
    except archives.JobFailed as failure:
        return {"failure": {"Code": failure.code, "Message": failure.message}}
    except ApiError as error:
        if error.code not in ("NoSuchKey", "ImageTooLarge"):
            raise
        code = "NoSuchKey" if error.code == "NoSuchKey" else "ContentTooLarge"
        return {"failure": {"Code": code, "Message": error.message}}


def file_hash(app: Application, request: Request) -> Response:
    """GET ci-process=filehash: the hash of an object."""
    bucket = app.bucket(request)
    key = request.address.key
    result = hashed(app, request, key, request.params.get("type", "").lower())
    source = {"Bucket": bucket.name, "Region": bucket.region, "Object": key}
    return xml_response(xml.tree("Response", tree.elements({"FileHashCodeResult": result, "Input": source})))


def preview_zip(app: Application, request: Request) -> Response:
    """GET ci-process=zippreview: the names in a zip. Nothing is unpacked."""
    import zipfile

    bucket = app.bucket(request)
    version_id = request.params.get("versionId", "")
    data = contents.read(app, request, bucket, request.address.key, version_id, most=_MAX_ZIP)[1]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError, EOFError, zlib.error):
        raise ApiError("InvalidArgument", "The object is no zip.") from None
    listed = [
        {
            "Key": entry.filename,
            "LastModified": "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*entry.date_time),
            "UncompressedSize": entry.file_size,
        }
        for entry in entries[:_MAX_NAMES]
    ]
    truncated = "true" if len(entries) > _MAX_NAMES else "false"
    return xml_response(
        xml.tree(
            "Response",
            tree.elements({"FileNumber": len(entries), "IsTruncated": truncated, "Contents": listed}),
        )
    )
