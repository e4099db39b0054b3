"""The C examples of objects do what they say: exit code, output, and what is in the bucket afterwards."""

from __future__ import annotations

import os
import re
import urllib.request
from base64 import b64encode
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from scripted_server import ScriptedServer, response

from pycos import Bucket, Client
from pycos.emulator import Emulator

# The first test of a process may have to wait for the build.
pytestmark = pytest.mark.timeout(600)

MIB = 1 << 20


def keys(bucket: Bucket) -> list[str]:
    return [entry.key for entry in bucket.objects()]


def content(bucket: Bucket, key: str) -> bytes:
    with bucket.get(key) as body:
        return body.read()


@pytest.fixture
def big(tmp_path: Path) -> Path:
    path = tmp_path / "big.bin"
    path.write_bytes(os.urandom(5 * MIB + 4711))
    return path


def test_quick_start_leaves_nothing_behind(run: Any, bucket: Bucket) -> None:
    done = run("quick_start")
    assert "quick/start.txt has 21 bytes" in done.stdout
    assert "content: hello, object storage" in done.stdout
    assert keys(bucket) == []


def test_buckets_makes_a_bucket_and_deletes_it(run: Any, client: Client) -> None:
    name = f"example-{os.getpid()}-1250000000"
    done = run("buckets", COS_BUCKET=name)
    assert "before: 404, the bucket is not there" in done.stdout
    assert "after: the bucket is there" in done.stdout
    assert "not yet: 409 BucketNotEmpty" in done.stdout
    assert name not in [found.name for found in client.buckets()]


def test_upload_puts_file_memory_and_folder(run: Any, bucket: Bucket, tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(b"\0\xff" * 1000)
    run("upload", path)
    assert keys(bucket) == [
        "upload/file.bin",
        "upload/folder/",
        "upload/note.txt",
        "upload/other/deep/file.bin",
    ]
    assert content(bucket, "upload/file.bin") == path.read_bytes()
    assert content(bucket, "upload/note.txt") == b"first piece, second piece"
    info = bucket.head("upload/file.bin")
    assert info.metadata == {"author": "li"}
    assert info.storage_class == "STANDARD_IA"


def test_append_adds_memory_and_a_file(run: Any, bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("second line\n")
    done = run("append", tmp_path / "more.txt")
    assert content(bucket, "append/log.txt") == b"first line\nsecond line\n"
    assert "next position 23" in done.stdout
    assert "wrong position: 409" in done.stdout
    assert "not appendable: 409" in done.stdout


def test_multipart_finishes_one_upload_and_gives_one_up(run: Any, bucket: Bucket, big: Path) -> None:
    done = run("multipart", big)
    assert keys(bucket) == ["multipart/whole.bin"]
    assert content(bucket, "multipart/whole.bin") == big.read_bytes()[:MIB] + b"the last part may be short"
    assert bucket.head("multipart/whole.bin").metadata == {"made": "in-parts"}
    assert "upload of multipart/whole.bin since" in done.stdout
    assert f"part 1 of {MIB} bytes" in done.stdout
    assert "too late: 404 NoSuchUpload" in done.stdout


def test_resumable_moves_a_file_up_and_down(run: Any, bucket: Bucket, big: Path, tmp_path: Path) -> None:
    done = run("resumable", big, tmp_path / "back.bin")
    assert (tmp_path / "back.bin").read_bytes() == big.read_bytes()
    info = bucket.head("resumable/big.bin")
    assert info.metadata == {"made": "resumably"}
    assert info.etag.strip('"').endswith("-6"), "six parts"
    assert f"{big.stat().st_size} of {big.stat().st_size} bytes" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["back.bin", "big.bin"], "no checkpoint is left"


def test_resumable_goes_on_where_it_stopped(run: Any, bucket: Bucket, big: Path, faults: Emulator) -> None:
    # Every attempt at part 5 fails; the other parts are done and noted.
    rule = faults.add_fault("status", status=503, times=0, match={"operation": "UploadPart", "part": 5})
    failed = run("resumable", big, "back.bin", code=1)
    assert "upload: 503" in failed.stderr
    assert Path(f"{big}.cp").exists()
    faults.clear_faults(rule)
    faults.clear_requests()
    run("resumable", big, "back.bin")
    sent = faults.requests("UploadPart")
    assert 1 <= len(sent) < 6
    assert content(bucket, "resumable/big.bin") == big.read_bytes()


def test_copy_copies_changes_and_moves(run: Any, bucket: Bucket) -> None:
    run("copy")
    assert keys(bucket) == ["copy/any-size.txt", "copy/first.txt", "copy/in-parts.txt", "copy/moved.txt"]
    assert content(bucket, "copy/moved.txt") == b"first content"
    assert content(bucket, "copy/in-parts.txt") == b"first"
    assert content(bucket, "copy/any-size.txt") == b"first content"
    changed = bucket.head("copy/first.txt")
    assert (changed.storage_class, changed.metadata) == ("STANDARD_IA", {"owner": "wang"})


def test_download_writes_file_memory_range_and_folder(run: Any, tmp_path: Path) -> None:
    done = run("download", tmp_path)
    assert (tmp_path / "whole.txt").read_text() == "first, second, third"
    assert (tmp_path / "part.txt").read_bytes() == b"\0" * 7 + b"secon"
    assert "bytes 0-4/20: first" in done.stdout
    assert "as text/html" in done.stdout
    tree = tmp_path / "download" / "tree"
    assert (tree / "empty").is_dir()
    assert (tree / "a.txt").read_text() == "a"
    assert (tree / "deep" / "b.txt").read_text() == "b"


def test_list_shows_a_page_a_level_and_everything(run: Any) -> None:
    done = run("list")
    assert re.search(r"^list/3\.txt 10 \"[0-9a-f]{32}\" STANDARD$", done.stdout, re.MULTILINE)
    assert "there is more" in done.stdout
    assert re.findall(r"^folder (.*)$", done.stdout, re.MULTILINE) == ["list/a/", "list/b/"]
    assert re.findall(r"^object (.*)$", done.stdout, re.MULTILINE) == [f"list/{n}.txt" for n in range(1, 6)]
    assert "7 objects of 70 bytes in 3 pages" in done.stdout


def test_delete_leaves_only_what_was_not_named(run: Any, bucket: Bucket) -> None:
    done = run("delete")
    assert keys(bucket) == ["delete/folder/stays.txt"]
    assert re.findall(r"^gone: (.*)$", done.stdout, re.MULTILINE) == ["delete/1.txt", "delete/2.txt"]


def test_object_attributes_shows_metadata_and_address(run: Any, bucket: Bucket, emulator: Emulator) -> None:
    done = run("object_attributes")
    assert re.search(r"^Content-Length: 4$", done.stdout, re.MULTILINE)
    assert re.search(r"^x-cos-hash-crc64ecma: \d+$", done.stdout, re.MULTILINE)
    assert "the other: 404, is not there" in done.stdout
    host = f"{bucket.name}.localhost:{emulator.port}"
    assert f"URL http://{host}/attributes/picture%20of%20a%20cat.txt" in done.stdout


def test_presigned_urls_work_without_a_client(run: Any, bucket: Bucket, emulator: Emulator) -> None:
    done = run("presigned_urls")
    urls = dict(re.findall(r"^(\w[\w ]*) (http:\S+)$", done.stdout, re.MULTILINE))
    host = f"{bucket.name}.localhost:{emulator.port}"

    def fetch(url: str, method: str, data: bytes | None = None, **headers: str) -> Any:
        # Python's resolver need not know *.localhost.
        target = url.replace(host, f"127.0.0.1:{emulator.port}", 1)
        request = urllib.request.Request(target, data=data, method=method, headers={"Host": host, **headers})
        return urllib.request.urlopen(request, timeout=20)

    assert fetch(urls["GET"], "GET").read() == b"all is well"
    assert fetch(urls["GET as csv"], "GET").headers["Content-Type"] == "text/csv"
    fetch(urls["PUT"], "PUT", b"by anybody")
    assert content(bucket, "presigned/report.txt") == b"by anybody"
    fetch(urls["PUT with header"], "PUT", b"with a header", **{"x-cos-meta-from": "presigned"})
    assert bucket.head("presigned/report.txt").metadata == {"from": "presigned"}


def test_encryption_by_the_service_is_asked_for(run: Any, bucket: Bucket) -> None:
    done = run("encryption", "cos")
    assert "encrypted with AES256" in done.stdout
    assert content(bucket, "encryption/by-cos.txt") == b"encrypted at rest"


def test_encryption_sends_a_key_of_the_customer_with_every_request(
    run: Any, scripted: ScriptedServer
) -> None:
    scripted.answer(response(200))
    scripted.answer(response(200))
    scripted.answer(response(200, b"decrypted"))
    done = run("encryption", "customer", COS_ENDPOINT=f"http://localhost:{scripted.port}")
    assert "content: decrypted" in done.stdout
    assert [request.method for request in scripted.requests] == ["PUT", "HEAD", "GET"]
    key = b"0123456789abcdef0123456789ABCDEF"
    prefix = "x-cos-server-side-encryption-customer-"
    for request in scripted.requests:
        headers = {name.lower(): value for name, value in request.headers.items()}
        assert headers[f"{prefix}algorithm"] == "AES256"
        assert headers[f"{prefix}key"] == b64encode(key).decode()
        assert headers[f"{prefix}key-md5"] == b64encode(md5(key).digest()).decode()


def test_crc64_check_agrees_with_the_server(run: Any) -> None:
    done = run("crc64_check")
    found = re.search(r"ours (\d+), the server's (\d+)", done.stdout)
    assert found
    assert found[1] == found[2]


def test_crc64_check_notices_damage(run: Any, faults: Emulator) -> None:
    faults.add_fault("corrupt_byte", offset=3, times=0, match={"operation": "GetObject"})
    done = run("crc64_check", code=1)
    assert "download: damaged on the way (-978)" in done.stdout


def test_error_handling_tells_errors_apart(run: Any) -> None:
    done = run("error_handling")
    assert re.search(r"a missing object: 404 NoSuchKey \(request [^)]{8,}\)\n  refused: \S", done.stdout)
    assert "an empty key: -994 ClientError (request not answered)\n  a mistake of this program" in done.stdout
    assert "a wrong key: 403 SignatureDoesNotMatch" in done.stdout
    assert re.search(r"nobody there: -\d+ HttpIoError \(request not answered\)\n  no answer: \S", done.stdout)
    assert "this is shown: 1 error" in done.stderr
    assert "this is not shown" not in done.stderr


def test_client_settings_reach_the_request(run: Any, bucket: Bucket, faults: Emulator) -> None:
    done = run("client_settings")
    assert "with these settings: 200" in done.stdout
    assert re.search(r"routed elsewhere: -\d+", done.stdout)
    assert content(bucket, "settings/object.txt") == b"sent with care"


def test_client_settings_go_through_a_proxy(run: Any, bucket: Bucket, emulator: Emulator) -> None:
    done = run(
        "client_settings",
        "127.0.0.1",
        emulator.port,
        COS_ENDPOINT="http://cos.ap-guangzhou.myqcloud.com",
    )
    assert f"through 127.0.0.1:{emulator.port}" in done.stdout
    assert content(bucket, "settings/object.txt") == b"sent with care"


def test_client_settings_carry_a_temporary_key(run: Any) -> None:
    name = "examples-1250000000"
    with Emulator(credentials=["AKIDtemporary:secret:the-token"], buckets=[name], https=False) as server:
        settings = {
            "COS_ENDPOINT": f"http://localhost:{server.port}",
            "COS_SECRET_ID": "AKIDtemporary",
            "COS_SECRET_KEY": "secret",
            "COS_BUCKET": name,
        }
        assert "with a temporary key" in run("client_settings", COS_TOKEN="the-token", **settings).stdout
        refused = run("client_settings", COS_TOKEN="another-token", code=1, **settings)
        assert "403" in refused.stderr


def test_domains_reach_the_bucket_by_other_names(run: Any) -> None:
    name, own = "examples-1250000000", "downloads.example.com"
    with Emulator(buckets=[name], https=False, arguments=["--domain", f"{own}={name}"]) as server:
        done = run(
            "domains",
            own,
            "127.0.0.1",
            server.port,
            COS_BUCKET=name,
            COS_SECRET_ID=server.secret_id,
            COS_SECRET_KEY=server.secret_key,
        )
    for endpoint in ("file.myqcloud.com", own, "cos.accelerate.myqcloud.com"):
        assert f"{endpoint}: 200" in done.stdout


def test_an_example_fails_when_the_server_refuses(run: Any) -> None:
    done = run("quick_start", code=1, COS_SECRET_KEY="not-the-secret")
    assert "upload: 403 SignatureDoesNotMatch" in done.stderr
    assert "not-the-secret" not in done.stderr


def test_an_example_says_which_setting_is_missing(run: Any) -> None:
    assert "COS_SECRET_ID" in run("quick_start", code=1, COS_SECRET_ID="").stderr


def limit_of(request: Any) -> str | None:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return headers.get("x-cos-traffic-limit")


def test_upload_asks_for_its_speed_limit(run: Any, scripted: ScriptedServer, tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(b"x")
    for _ in range(4):
        scripted.answer(response(200))
    # The answers lack the CRC64 that the example prints, which is no error.
    run("upload", tmp_path / "file.bin", COS_ENDPOINT=f"http://localhost:{scripted.port}")
    assert [limit_of(request) for request in scripted.requests] == ["838860800", None, None, None]


def test_download_asks_for_its_speed_limit(run: Any, scripted: ScriptedServer, tmp_path: Path) -> None:
    for status in (200, 200, 200, 200, 404):
        scripted.answer(response(status))
    run("download", tmp_path, code=1, COS_ENDPOINT=f"http://localhost:{scripted.port}")
    assert limit_of(scripted.requests[4]) == "819200"
    assert scripted.requests[4].target == "/download/text.txt"
