"""Server-side encryption: what is answered, and who may read."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

import pytest
from cos_requests import Answer, Cos

from pycos.emulator import Emulator

SSE = "x-cos-server-side-encryption"
SOURCE = "x-cos-copy-source-server-side-encryption"
MD5 = '"5d41402abc4b2a76b9719d911017c592"'  # of hello


def with_key(key: bytes = b"0123456789ABCDEF0123456789ABCDEF", prefix: str = SSE) -> dict[str, str]:
    return {
        f"{prefix}-customer-algorithm": "AES256",
        f"{prefix}-customer-key": base64.b64encode(key).decode(),
        f"{prefix}-customer-key-MD5": base64.b64encode(hashlib.md5(key).digest()).decode(),
    }


KEY = with_key()
OTHER_KEY = with_key(b"x" * 32)


def said(answer: Answer) -> dict[str, str]:
    """What an answer says about encryption."""
    return {name[len(SSE) :]: text for name, text in answer.headers.items() if name.startswith(SSE)}


def put(cos: Cos, key: str, headers: dict[str, str], body: bytes = b"hello") -> Answer:
    return cos.request("PUT", key, body=body, headers=headers)


ECHO = {
    "-customer-algorithm": "AES256",
    "-customer-key-MD5": KEY[f"{SSE}-customer-key-MD5"],
}


def test_a_key_of_the_service_is_said_and_the_etag_stays_the_md5(cos: Cos) -> None:
    answers = [put(cos, "k", {SSE: "AES256"}), cos.get("k"), cos.request("HEAD", "k")]
    for answer in answers:
        assert said(answer) == {"": "AES256"}
        assert answer.headers["ETag"] == MD5


@pytest.mark.parametrize("key_id", ["", "a-key-id"])
def test_a_managed_key_is_said_and_the_etag_is_not_the_md5(cos: Cos, key_id: str) -> None:
    context = base64.b64encode(b'{"a": "b"}').decode()
    headers = {SSE: "cos/kms", f"{SSE}-cos-kms-key-id": key_id, f"{SSE}-context": context}
    stored = put(cos, "k", headers)
    for answer in (stored, cos.get("k"), cos.request("HEAD", "k")):
        assert said(answer)[""] == "cos/kms"
        assert said(answer)["-cos-kms-key-id"] == (key_id or said(stored)["-cos-kms-key-id"])
        assert answer.headers["ETag"] == stored.headers["ETag"] != MD5
    assert cos.get("k").body == b"hello"
    assert (
        stored.headers["x-cos-hash-crc64ecma"] == cos.put("plain", b"hello").headers["x-cos-hash-crc64ecma"]
    )


@pytest.mark.parametrize(
    "headers",
    [
        {SSE: "aes"},
        {SSE: "AES256", f"{SSE}-cos-kms-key-id": "k"},
        {f"{SSE}-cos-kms-key-id": "k"},
        {SSE: "cos/kms", f"{SSE}-context": "no base64!"},
        {SSE: "cos/kms", f"{SSE}-context": "W10="},  # a list
        {SSE: "AES256", **KEY},
        {**KEY, f"{SSE}-customer-algorithm": "DES"},
        {**KEY, f"{SSE}-customer-key": "c2hvcnQ="},
        {**KEY, f"{SSE}-customer-key": "?"},
        {**KEY, f"{SSE}-customer-key-MD5": "U5L61r7jcwdNvT7frmUG8Q=="},
        {name: text for name, text in KEY.items() if not name.endswith("MD5")},
        {f"{SSE}-customer-algorithm": "AES256"},
        {f"{SSE}-customer-key": KEY[f"{SSE}-customer-key"]},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(cos: Cos, headers: dict[str, str]) -> None:
    answer = put(cos, "k", headers)
    assert (answer.status, answer.code) == (400, "InvalidArgument")
    assert cos.get("k").status == 404


class TestCustomerKeys:
    """Objects that only those can read who bring the key."""

    def test_who_brings_the_key_can_read(self, cos: Cos) -> None:
        stored = put(cos, "k", KEY)
        assert said(stored) == ECHO
        assert stored.headers["ETag"] != MD5
        for method in ("GET", "HEAD"):
            answer = cos.request(method, "k", headers=KEY)
            assert (answer.status, said(answer), answer.headers["Content-Length"]) == (200, ECHO, "5")
        answer = cos.request("GET", "k", headers={**KEY, "Range": "bytes=1-2"})
        assert (answer.status, answer.body) == (206, b"el")

    @pytest.mark.parametrize("headers", [{}, OTHER_KEY])
    def test_who_does_not_cannot(self, cos: Cos, headers: dict[str, str]) -> None:
        put(cos, "k", KEY)
        answer = cos.request("GET", "k", headers=headers)
        assert (answer.status, answer.code) == (400, "SsecDecryptHeaderInvalid")
        answer = cos.request("HEAD", "k", headers=headers)
        assert (answer.status, answer.body) == (400, b"")

    def test_a_key_for_what_needs_none_is_refused(self, cos: Cos) -> None:
        cos.put("k", b"hello")
        assert cos.request("GET", "k", headers=KEY).code == "SsecDecryptHeaderInvalid"

    def test_acl_tags_and_deletion_need_no_key(self, cos: Cos) -> None:
        put(cos, "k", KEY)
        assert cos.request("GET", "k", params={"acl": ""}).status == 200
        assert cos.request("GET", "k", params={"tagging": ""}).status == 200
        assert cos.request("DELETE", "k").status == 204

    def test_parts_need_the_key_of_their_upload(self, cos: Cos) -> None:
        started = cos.request("POST", "k", params={"uploads": ""}, headers=KEY)
        assert said(started) == ECHO
        params = {"uploadId": started.texts("UploadId")[0], "partNumber": "1"}
        for headers in ({}, OTHER_KEY):
            answer = cos.request("PUT", "k", params=params, headers=headers, body=b"hello")
            assert (answer.status, answer.code) == (400, "SsecDecryptHeaderInvalid")
        part = cos.request("PUT", "k", params=params, headers=KEY, body=b"hello")
        assert said(part) == ECHO
        assert part.headers["ETag"] != MD5
        assert cos.complete("k", params["uploadId"], [(1, part.headers["ETag"])]).status == 200
        assert cos.get("k").status == 400
        assert cos.request("GET", "k", headers=KEY).body == b"hello"

    def test_a_part_of_an_upload_without_a_key_may_bring_none(self, cos: Cos) -> None:
        params = {"uploadId": cos.start_upload("k"), "partNumber": "1"}
        answer = cos.request("PUT", "k", params=params, headers=KEY, body=b"hello")
        assert answer.code == "SsecDecryptHeaderInvalid"

    def test_a_copy_brings_both_keys(self, cos: Cos) -> None:
        put(cos, "k", KEY)
        copied = {"x-cos-copy-source": f"{cos.host}/k"}
        assert put(cos, "c", copied, b"").code == "SsecDecryptHeaderInvalid"
        wrong = {**copied, **with_key(b"y" * 32, SOURCE)}
        assert put(cos, "c", wrong, b"").code == "SsecDecryptHeaderInvalid"
        right = {**copied, **with_key(prefix=SOURCE)}
        assert put(cos, "c", right, b"").status == 200
        assert cos.get("c").body == b"hello"
        answer = put(cos, "d", {**right, **OTHER_KEY}, b"")
        assert said(answer)["-customer-key-MD5"] == OTHER_KEY[f"{SSE}-customer-key-MD5"]
        assert cos.request("GET", "d", headers=OTHER_KEY).body == b"hello"
        assert cos.request("GET", "d", headers=KEY).status == 400

    def test_a_part_copy_brings_both_keys(self, cos: Cos) -> None:
        put(cos, "k", KEY)
        started = cos.request("POST", "c", params={"uploads": ""}, headers=OTHER_KEY)
        params = {"uploadId": started.texts("UploadId")[0], "partNumber": "1"}
        copied = {"x-cos-copy-source": f"{cos.host}/k", **with_key(prefix=SOURCE)}
        assert cos.request("PUT", "c", params=params, headers=copied).code == "SsecDecryptHeaderInvalid"
        part = cos.request("PUT", "c", params=params, headers={**copied, **OTHER_KEY})
        assert cos.complete("c", params["uploadId"], [(1, part.texts("ETag")[0])]).status == 200
        assert cos.request("GET", "c", headers=OTHER_KEY).body == b"hello"

    def test_what_grows_takes_none(self, cos: Cos) -> None:
        answer = cos.request("POST", "k", params={"append": "", "position": "0"}, headers=KEY, body=b"a")
        assert answer.code == "SSEContentNotSupported"

    def test_the_key_is_nowhere_in_the_folder(self, private_servers: Path) -> None:
        key = os.urandom(32)
        headers = with_key(key)
        folder = private_servers / "customer-key"
        with Emulator(data=folder, https=False, buckets=["keys-1250000000"]) as server:
            cos = Cos(server, "keys-1250000000")
            put(cos, "k", headers)
            cos.request("POST", "u", params={"uploads": ""}, headers=headers)
        data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert b"SQLite" in data
        for secret in (
            key,
            key.hex().encode(),
            *(text.encode() for text in headers.values() if text != "AES256"),
        ):
            assert secret not in data


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("<SSEAlgorithm>AES256</SSEAlgorithm>", {"": "AES256"}),
        (
            "<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>mine</KMSMasterKeyID>",
            {"": "cos/kms", "-cos-kms-key-id": "mine"},
        ),
    ],
)
def test_the_bucket_says_how_new_objects_are_encrypted(cos: Cos, rule: str, expected: dict[str, str]) -> None:
    cos.put("before", b"hello")
    kind, root = "ApplySideEncryptionConfiguration", "ServerSideEncryptionConfiguration"
    body = f"<{root}><Rule><{kind}>{rule}</{kind}></Rule></{root}>"
    assert cos.request("PUT", params={"encryption": ""}, body=body.encode()).status == 200
    assert said(cos.put("k", b"hello")) == expected
    assert said(cos.get("k")) == expected
    assert said(cos.get("before")) == {}
    assert said(put(cos, "c", {"x-cos-copy-source": f"{cos.host}/before"}, b"")) == expected
    assert said(cos.request("POST", "a", params={"append": "", "position": "0"}, body=b"a")) == expected
    upload = cos.start_upload("m")
    part = cos.put_part("m", upload, 1, b"hello")
    assert said(cos.complete("m", upload, [(1, part)])) == expected
    assert said(put(cos, "own", KEY)) == ECHO  # what a request asks for goes first
    assert cos.request("DELETE", params={"encryption": ""}).status == 204
    assert said(cos.put("after", b"hello")) == {}


def test_a_copy_does_not_inherit_encryption(cos: Cos) -> None:
    put(cos, "k", {SSE: "AES256", "x-cos-meta-a": "b"})
    assert put(cos, "c", {"x-cos-copy-source": f"{cos.host}/k"}, b"").status == 200
    answer = cos.get("c")
    assert (said(answer), answer.headers["x-cos-meta-a"]) == ({}, "b")
