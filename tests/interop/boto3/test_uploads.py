"""boto3: signed URLs and forms, and uploads in parts."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest
import requests
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
from s3_entrances import Entrance, read, status_and_code

MIB = 1 << 20


def test_presigned_urls_work_by_themselves(s3: Any, bucket: str, entrance: Entrance) -> None:
    key = "dir/a b+测&.txt"
    session = requests.Session()
    session.trust_env = False
    session.proxies.update(entrance.proxies)
    session.verify = entrance.server.ca_file or True

    def sign(operation: str, **options: Any) -> str:
        url: str = s3.generate_presigned_url(operation, Params={"Bucket": bucket, "Key": key, **options})
        assert "X-Amz-Signature=" in url
        return url

    put = sign("put_object", ContentType="x/y", Metadata={"a": "b"})
    said = {"Content-Type": "x/y", "x-amz-meta-a": "b"}
    assert session.put(put, data=b"by url", headers=said).status_code == 200
    assert session.put(put, data=b"by url", headers={"x-amz-meta-a": "b"}).status_code == 403
    assert session.put(put, data=b"by url", headers={**said, "x-amz-acl": "public-read"}).status_code == 403
    got = session.get(sign("get_object", ResponseContentType="a/b", ResponseContentDisposition="x; y=測"))
    assert (got.status_code, got.content) == (200, b"by url")
    assert (got.headers["Content-Type"], got.headers["x-amz-meta-a"]) == ("a/b", "b")
    assert session.delete(sign("get_object")).status_code == 403
    assert session.get(sign("get_object") + "0").status_code == 403


def test_presigned_forms(s3: Any, bucket: str, entrance: Entrance) -> None:
    session = requests.Session()
    session.trust_env = False
    session.proxies.update(entrance.proxies)
    session.verify = entrance.server.ca_file or True
    said = {"acl": "public-read", "x-amz-meta-a": "b", "success_action_status": "201"}
    conditions = [["content-length-range", 1, 10], *({name: text} for name, text in said.items())]
    form = s3.generate_presigned_post(bucket, "dir/${filename}", Fields=said, Conditions=conditions)

    def post(data: bytes, **changes: str) -> requests.Response:
        fields = {**form["fields"], **{name.replace("_", "-"): text for name, text in changes.items()}}
        return session.post(form["url"], data=fields, files={"file": ("a b.txt", data)})

    answer = post(b"by form")
    assert (answer.status_code, answer.headers["x-amz-request-id"] != "") == (201, True)
    assert "<Key>dir/a b.txt</Key>" in answer.text
    got = s3.get_object(Bucket=bucket, Key="dir/a b.txt")
    assert (got["Body"].read(), got["Metadata"]) == (b"by form", {"a": "b"})
    assert "EntityTooLarge" in post(b"more than that").text
    assert post(b"x", x_amz_meta_a="other").status_code == 403
    assert "SignatureDoesNotMatch" in post(b"x", x_amz_signature="0" * 64).text


def test_multipart_by_hand(s3: Any, bucket: str) -> None:
    key = "dir/测"
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key, Metadata={"a": "b"})["UploadId"]
    data = [os.urandom(MIB), os.urandom(MIB + 5), b"end"]
    parts = []
    for number, piece in enumerate(data, 1):
        answer = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=piece)
        assert answer["ETag"] == f'"{hashlib.md5(piece).hexdigest()}"'
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    listed = s3.get_paginator("list_parts").paginate(
        Bucket=bucket, Key=key, UploadId=upload, PaginationConfig={"PageSize": 2}
    )
    assert [(part["PartNumber"], part["Size"]) for page in listed for part in page["Parts"]] == [
        (number, len(piece)) for number, piece in enumerate(data, 1)
    ]
    uploads = s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    assert [(entry["Key"], entry["UploadId"]) for entry in uploads] == [(key, upload)]
    done = s3.complete_multipart_upload(
        Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}
    )
    assert done["ETag"].endswith('-3"')
    assert (done["Bucket"], done["Key"]) == (bucket, key)
    got = s3.get_object(Bucket=bucket, Key=key)
    assert (got["Body"].read(), got["Metadata"]) == (b"".join(data), {"a": "b"})


def test_an_upload_is_given_up(s3: Any, bucket: str) -> None:
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"x")
    s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId=upload)
    with pytest.raises(s3.exceptions.NoSuchUpload):
        s3.list_parts(Bucket=bucket, Key="k", UploadId=upload)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_an_upload_is_only_completed_where_there_is_no_object(s3: Any, bucket: str) -> None:
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"parts")
    named = {"Bucket": bucket, "Key": "k", "UploadId": upload, "IfNoneMatch": "*"}
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.put_object(Bucket=bucket, Key="k", Body=b"first")
    with pytest.raises(ClientError) as caught:
        s3.complete_multipart_upload(**named, MultipartUpload=parts)
    assert status_and_code(caught) == (412, "PreconditionFailed")
    assert read(s3, bucket, "k") == b"first"
    s3.delete_object(Bucket=bucket, Key="k")
    s3.complete_multipart_upload(**named, MultipartUpload=parts)
    assert read(s3, bucket, "k") == b"parts"


def test_files_go_up_and_down_in_parts(s3: Any, bucket: str, tmp_path: Path) -> None:
    data = os.urandom(5 * MIB + 17)
    config = TransferConfig(multipart_threshold=MIB, multipart_chunksize=MIB, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(data), bucket, "k", ExtraArgs={"Metadata": {"a": "b"}}, Config=config)
    head = s3.head_object(Bucket=bucket, Key="k")
    assert (head["ETag"][-3:], head["Metadata"]) == ('-2"', {"a": "b"})  # the client takes 5 MiB at least
    target = tmp_path / "target"
    s3.download_file(bucket, "k", str(target), Config=config)
    assert target.read_bytes() == data
    source = tmp_path / "source"
    source.write_bytes(data)
    s3.upload_file(str(source), bucket, "k2", ExtraArgs={"ChecksumAlgorithm": "SHA256"}, Config=config)
    assert read(s3, bucket, "k2") == data
