"""The S3 dialect at the edge: what is taken for it, and what becomes of headers, documents and errors."""

from __future__ import annotations

import re
import time

import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cos_requests import REGION, Answer, Cos, new_bucket_name
from s3_requests import send, signed_headers

from pycos.emulator import Emulator
from pycos.emulator.response import Response
from pycos.emulator.s3 import documents, headers

NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


def ask(cos: Cos, method: str, target: str = "", body: bytes = b"", **said: str) -> Answer:
    """A signed request; header names have underscores for dashes."""
    path = f"/{cos.bucket}{target}"
    given = {name.replace("_", "-"): text for name, text in said.items()}
    return send(cos.server, method, path, signed_headers(cos.server, method, path, given), body)


def test_both_dialects_see_the_same_object(cos: Cos) -> None:
    assert ask(cos, "PUT", "/k", b"x", x_amz_meta_a="b", x_amz_storage_class="GLACIER").status == 200
    ours = cos.request("HEAD", "k")
    assert (ours.headers["x-cos-meta-a"], ours.headers["x-cos-storage-class"]) == ("b", "ARCHIVE")
    assert "x-amz-meta-a" not in ours.headers
    theirs = ask(cos, "HEAD", "/k")
    assert (theirs.headers["x-amz-meta-a"], theirs.headers["x-amz-storage-class"]) == ("b", "GLACIER")
    assert "x-cos-meta-a" not in theirs.headers
    assert theirs.headers["x-amz-request-id"] == theirs.headers["x-cos-request-id"]
    assert theirs.headers["x-cos-hash-crc64ecma"] == ours.headers["x-cos-hash-crc64ecma"]


def test_a_request_that_is_signed_as_for_cos_is_one_of_cos(cos: Cos) -> None:
    answer = cos.request("PUT", "k", body=b"x", headers={"x-amz-meta-a": "b", "x-amz-nonsense": "1"})
    assert answer.status == 200
    assert "x-amz-request-id" not in answer.headers
    assert "x-cos-meta-a" not in cos.request("HEAD", "k").headers
    put = cos.presigned("PUT", "k")
    answer = send(cos.server, "PUT", put, {"Host": cos.host, "x-amz-meta-a": "b"}, b"x")
    assert "x-amz-request-id" not in answer.headers


@pytest.mark.parametrize(
    "host", [None, "s3.ap-guangzhou.myqcloud.com", "{bucket}.s3.ap-guangzhou.myqcloud.com"]
)
def test_an_unsigned_request_speaks_by_its_headers_or_its_host(cos: Cos, host: str | None) -> None:
    cos.put("k", b"x", x_cos_acl="public-read", x_cos_meta_a="b")
    said = {"x-amz-checksum-mode": "ENABLED"} if host is None else {"Host": host.format(bucket=cos.bucket)}
    target = "/k" if host and "{" in host else f"/{cos.bucket}/k"
    answer = send(cos.server, "GET", target, said)
    assert (answer.status, answer.body) == (200, b"x")
    assert answer.headers["x-amz-meta-a"] == "b"


@pytest.mark.parametrize("suffix", ["localhost", "cos.ap-guangzhou.myqcloud.com"])
def test_a_bucket_is_found_by_its_host(cos: Cos, suffix: str) -> None:
    host = f"{cos.bucket}.{suffix}"
    signed = signed_headers(cos.server, "PUT", "/a%20b", host=host)
    assert send(cos.server, "PUT", "/a%20b", signed, b"x").status == 200
    assert cos.get("a b").body == b"x"
    assert send(cos.server, "PUT", "/a%20b", {**signed, "Host": cos.bucket}, b"x").status == 403


def test_what_anybody_may_not_do_is_refused(cos: Cos) -> None:
    answer = send(cos.server, "PUT", f"/{cos.bucket}/k", {"x-amz-acl": "public-read"}, b"x")
    assert (answer.status, answer.code) == (403, "AccessDenied")


@pytest.mark.parametrize("header", ["x-amz-website-redirect-location", "x-amz-object-lock-mode", "x-amz-new"])
def test_a_header_that_would_be_ignored_is_refused(cos: Cos, header: str) -> None:
    answer = ask(cos, "PUT", "/k", b"x", **{header: "1"})
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert header in answer.texts("Message")[0]
    assert cos.request("HEAD", "k").status == 404


def test_documents_have_the_namespace_of_s3(cos: Cos) -> None:
    cos.put("k", b"x", x_cos_storage_class="ARCHIVE")
    page = ask(cos, "GET", "?list-type=2")
    assert page.xml.tag == f"{NAMESPACE}ListBucketResult"
    assert page.texts(f"{NAMESPACE}Contents/{NAMESPACE}StorageClass") == ["GLACIER"]
    assert ask(cos, "GET", "?location").xml.text == REGION
    uploads = ask(cos, "GET", "?uploads&encoding-type=url")
    assert uploads.texts(f"{NAMESPACE}EncodingType") == ["url"]
    assert cos.request("GET", params={"list-type": "2"}).xml.tag == "ListBucketResult"


def test_an_object_that_looks_like_an_answer_is_left_alone(cos: Cos) -> None:
    data = b"<?xml version='1.0' encoding='utf-8' ?>\n<ListBucketResult><StorageClass>ARCHIVE<"
    cos.put("k", data)
    assert ask(cos, "GET", "/k").body == data
    assert documents.to_s3(data) != data


@pytest.mark.parametrize("body", [b"", b"{}", b"<?xml version='1.0' encoding='utf-8' ?>\n<", b"<Tagging/>"])
def test_what_is_no_document_of_an_answer_stays(body: bytes) -> None:
    assert documents.to_s3(body) == body


def test_an_empty_document_gets_its_namespace() -> None:
    start = b"<?xml version='1.0' encoding='utf-8' ?>\n"
    assert documents.to_s3(start + b"<VersioningConfiguration/>") == (
        start + b'<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>'
    )


def test_errors_have_the_codes_of_s3(cos: Cos) -> None:
    assert ask(cos, "PUT").code == "BucketAlreadyOwnedByYou"
    assert ask(cos, "PUT", "/" + "k" * 900, b"x").code in ("KeyTooLong", "KeyTooLongError")
    assert ask(cos, "GET", "?encryption").code == "ServerSideEncryptionConfigurationNotFoundError"
    cos.put("k", b"x")
    answer = ask(cos, "PUT", "/k", b"y", If_None_Match="*")
    assert (answer.status, answer.code) == (412, "PreconditionFailed")
    assert cos.request("PUT", "k", headers={"x-cos-forbid-overwrite": "true"}).code == "FileAlreadyExists"


@pytest.mark.parametrize(
    "source", ["/{bucket}/a b+c", "{bucket}/a%20b%2Bc", "%2F{bucket}/a%20b%2bc", "{bucket}%2Fa+b%2Bc"]
)
def test_a_copy_source_however_it_is_encoded(cos: Cos, source: str) -> None:
    cos.put("a b+c", b"data")
    answer = ask(
        cos, "PUT", "/copy", x_amz_copy_source=source.format(bucket=cos.bucket).replace("a b+c", "a+b%2Bc")
    )
    assert answer.status == 200, answer.body
    assert cos.get("copy").body == b"data"


def test_a_document_that_is_not_the_one_that_content_md5_announces(cos: Cos) -> None:
    rule = b"<Rule><ID>a</ID><Status>Enabled</Status><Filter/><Expiration><Days>1</Days></Expiration></Rule>"
    body = b"<LifecycleConfiguration>" + rule + b"</LifecycleConfiguration>"
    wrong = ask(cos, "PUT", "?lifecycle", body, Content_MD5="AAAAAAAAAAAAAAAAAAAAAA==")
    assert (wrong.status, wrong.code) == (400, "BadDigest")
    assert ask(cos, "PUT", "?lifecycle", body).status == 200


@pytest.mark.parametrize("place", ["AP-Beijing", "a b", "../x", "x" * 65])
def test_a_location_that_is_none(cos: Cos, place: str) -> None:
    inner = f"<LocationConstraint>{place}</LocationConstraint>"
    body = f"<CreateBucketConfiguration>{inner}</CreateBucketConfiguration>"
    path = f"/{new_bucket_name()}"
    answer = send(cos.server, "PUT", path, signed_headers(cos.server, "PUT", path), body.encode())
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_headers_in_the_query_of_a_presigned_url_count(cos: Cos) -> None:
    keys = Credentials(cos.server.secret_id, cos.server.secret_key)
    url = f"{cos.server.endpoint}/{cos.bucket}/k?x-amz-acl=public-read&x-id=PutObject"
    # As a client in JavaScript signs it, which has no body yet.
    url += "&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32"
    request = AWSRequest("PUT", url)
    S3SigV4QueryAuth(keys, "s3", REGION, expires=60).add_auth(request)
    target = request.url[len(cos.server.endpoint) :]
    assert send(cos.server, "PUT", target, {}, b"x").status == 200
    assert cos.request("GET", "k", signed=False).body == b"x"
    other = target.replace("public-read", "private")
    assert send(cos.server, "PUT", other, {}, b"x").code == "SignatureDoesNotMatch"


def test_a_temporary_credential_goes_through_both_dialects() -> None:
    expiry = int(time.time()) + 600
    both = ["AKIDroot:root-key", f"AKIDtemporary:temporary-key:the-token:{expiry}"]
    with Emulator(https=False, credentials=both, buckets=["b-1250000000"]) as server:
        path = "/b-1250000000/k"
        temporary = ("AKIDtemporary", "temporary-key", "the-token")
        assert send(server, "PUT", path, signed_headers(server, "PUT", path, keys=temporary)).status == 200
        for token, code in ((None, "InvalidToken"), ("other", "InvalidToken")):
            signed = signed_headers(server, "PUT", path, keys=("AKIDtemporary", "temporary-key", token))
            answer = send(server, "PUT", path, signed)
            assert (answer.status, answer.code) == (400, code)
            assert "the-token" not in answer.body.decode()


def test_policies_decide_about_requests_of_s3_too(cos: Cos) -> None:
    condition = {"string_equal": {"cos:x-cos-acl": "private"}}
    statement = [
        {"effect": "allow", "action": ["name/cos:PutObject"], "resource": "*", "condition": condition},
        {"effect": "allow", "action": ["name/cos:GetObject"], "resource": "*"},
    ]
    user = {
        "secret_id": f"AKIDuser{cos.bucket}",
        "secret_key": "user-key",
        "user": "200000000002",
        "policy": {"version": "2.0", "statement": statement},
    }
    cos.server.control("POST", "credentials", user)
    keys = (user["secret_id"], "user-key", None)
    path = f"/{cos.bucket}/k"
    for access, status in (("private", 200), ("public-read", 403)):
        signed = signed_headers(cos.server, "PUT", path, {"x-amz-acl": access}, keys=keys)
        assert send(cos.server, "PUT", path, signed, b"x").status == status
    assert send(cos.server, "GET", path, signed_headers(cos.server, "GET", path, keys=keys)).body == b"x"
    assert (
        send(cos.server, "DELETE", path, signed_headers(cos.server, "DELETE", path, keys=keys)).status == 403
    )
    cos.server.control("DELETE", f"credentials/{user['secret_id']}")


def test_faults_strike_the_answers_of_s3_too(cos: Cos) -> None:
    cos.put("k", b"x", x_cos_meta_a="b")
    match = {"bucket": cos.bucket}
    number = cos.server.add_fault("drop_header", match=match, header="x-amz-meta-a")
    try:
        assert "x-amz-meta-a" not in ask(cos, "HEAD", "/k").headers
    finally:
        cos.server.clear_faults(number)
    assert ask(cos, "HEAD", "/k").headers["x-amz-meta-a"] == "b"


def test_every_header_that_is_renamed_comes_back_by_its_name() -> None:
    sent = dict.fromkeys(headers._TO_COS, "x")
    translated = headers.to_cos(sent)
    assert (translated.unknown, translated.sums) == ([], {})
    assert dict(headers.to_s3(translated.headers.items())) == sent
    assert all(re.fullmatch(r"x-cos-[a-z0-9-]+", name) for name in translated.headers)


def test_the_values_that_are_spelt_otherwise_come_back() -> None:
    for s3, cos in headers.STORAGE_CLASSES.items():
        translated = headers.to_cos({"x-amz-storage-class": s3}).headers
        assert translated == {"x-cos-storage-class": cos}
        assert headers.to_s3(Response(200, list(translated.items())).headers) == [("x-amz-storage-class", s3)]
