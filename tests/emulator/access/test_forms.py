"""Uploads by HTML forms, as browsers send them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from cos_forms import signed
from cos_identities import Acting, policy_of, set_policy, statement
from cos_requests import Cos, parse_raw, raw, signature

BODY = b"line\r\n--other\r\n\x00\xff data"


def submit(
    cos: Cos,
    fields: Mapping[str, str],
    file: Any = ("name.txt", BODY, "text/plain"),
    headers: Mapping[str, str] | None = None,
) -> requests.Response:
    return requests.post(
        f"http://127.0.0.1:{cos.server.port}/",
        data=dict(fields),
        files={"file": file},
        headers={"Host": cos.host, **(headers or {})},
        allow_redirects=False,
        timeout=30,
    )


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.text.partition("<Code>")[2].partition("<")[0]


def test_a_signed_form_uploads_its_file(cos: Cos) -> None:
    answer = submit(cos, signed(cos, key="a b/测试.bin"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["ETag"] == f'"{hashlib.md5(BODY).hexdigest()}"'
    assert answer.headers["Location"] == f"http://{cos.host}/a%20b/%E6%B5%8B%E8%AF%95.bin"
    found = cos.get("a b/测试.bin")
    assert (found.body, found.headers["Content-Type"]) == (BODY, "text/plain")


def test_curl_sends_a_form_that_is_understood(cos: Cos, tmp_path: Path) -> None:
    file = tmp_path / "a photo.jpg"
    file.write_bytes(os.urandom(1_000_000))
    arguments = []
    for name, text in signed(cos, key="up/${filename}").items():
        arguments += ["--form-string", f"{name}={text}"]
    done = subprocess.run(
        ["curl", "-sS", "-H", f"Host: {cos.host}", *arguments, f"-Ffile=@{file}", cos.server.endpoint],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    found = cos.get("up/a photo.jpg")
    assert (found.body, found.headers["Content-Type"]) == (file.read_bytes(), "image/jpeg")
    entry = cos.server.requests("PostObject")[-1]
    assert (entry["key"], entry["status"]) == ("up/a photo.jpg", 204)


@pytest.mark.parametrize(
    ("filename", "key"),
    [
        ("C:\\Users\\me\\p.txt", "p.txt"),
        ("/etc/passwd", "passwd"),
        ("../../x", "x"),
        ("测 试", "测 试"),
        ('a"b', 'a"b'),
    ],
)
def test_the_file_name_is_its_last_part(cos: Cos, filename: str, key: str) -> None:
    answer = submit(cos, signed(cos, key="${filename}"), file=(filename, b"x"))
    assert answer.status_code == 204
    assert cos.request("GET").texts("Contents/Key") == [key]


def test_fields_become_the_headers_of_the_object(cos: Cos) -> None:
    fields = signed(
        cos,
        key="k",
        acl="public-read",
        Cache_Control="max-age=9",
        Content_Type="x/y",
        x_cos_meta_Colour="red",
        x_cos_storage_class="STANDARD_IA",
        x_cos_tagging="a=1",
    )
    assert submit(cos, fields).status_code == 204
    found = cos.request("GET", "k", signed=False)
    assert found.body == BODY
    said = {
        name: found.headers[name]
        for name in (
            "Cache-Control",
            "Content-Type",
            "x-cos-meta-colour",
            "x-cos-storage-class",
            "x-cos-tagging-count",
        )
    }
    assert list(said.values()) == ["max-age=9", "x/y", "red", "STANDARD_IA", "1"]


def test_a_form_says_how_it_is_answered(cos: Cos) -> None:
    for status, wanted in (("200", 200), ("204", 204), ("201", 201), ("999", 204)):
        answer = submit(cos, {**signed(cos, key="a&b"), "success_action_status": status})
        assert answer.status_code == wanted
        if wanted != 201:
            assert answer.content == b""
            continue
        assert answer.headers["Content-Type"] == "application/xml"
        assert f"<Bucket>{cos.bucket}</Bucket><Key>a&amp;b</Key>" in answer.text
        assert f"<Location>http://{cos.host}/a%26b</Location>" in answer.text
        assert f'<ETag>"{hashlib.md5(BODY).hexdigest()}"</ETag>' in answer.text


def test_a_form_sends_the_browser_on(cos: Cos) -> None:
    fields = {**signed(cos, key="a b"), "success_action_redirect": "http://shop.example/done?n=1"}
    answer = submit(cos, fields)
    etag = f"%22{hashlib.md5(BODY).hexdigest()}%22"
    assert answer.status_code == 303
    assert answer.headers["Location"] == (
        f"http://shop.example/done?n=1&bucket={cos.bucket}&key=a%20b&etag={etag}"
    )
    for wrong in ("javascript:alert(1)", "//x", "http://x.example/\r\nSet-Cookie: a=b"):
        answer = submit(cos, {**fields, "key": "other", "success_action_redirect": wrong})
        assert code(answer) == (400, "InvalidArgument")
    assert cos.request("GET").texts("Contents/Key") == ["a b"]


@pytest.mark.parametrize(
    ("conditions", "fields", "status"),
    [
        ([["starts-with", "$key", "user/"]], {"key": "user/k"}, 204),
        ([["starts-with", "$key", "user/"]], {"key": "other/k"}, 403),
        ([["eq", "$key", "k"]], {"key": "k"}, 204),
        ([["eq", "$key", "k"]], {"key": "l"}, 403),
        ([["eq", "$key", "u/${filename}"]], {"key": "u/${filename}"}, 204),
        ([{"acl": "private"}], {"key": "k", "acl": "private"}, 204),
        ([{"acl": "private"}], {"key": "k", "acl": "public-read"}, 403),
        ([{"acl": "private"}], {"key": "k"}, 403),
        ([["starts-with", "$Content-Type", "image/"]], {"key": "k", "Content-Type": "image/png"}, 204),
        ([["starts-with", "$Content-Type", "image/"]], {"key": "k", "Content-Type": "text/html"}, 403),
        ([["starts-with", "$x-cos-meta-a", ""]], {"key": "k", "x-cos-meta-a": "any"}, 204),
        ([{"bucket": "another-1250000000"}], {"key": "k"}, 403),
        ([{"q-ak": "another"}], {"key": "k"}, 403),
        ([["content-length-range", 1, 1000]], {"key": "k"}, 204),
        ([["content-length-range", 1000, 2000]], {"key": "k"}, 400),
        ([["content-length-range", 0, 5]], {"key": "k"}, 400),
    ],
)
def test_the_conditions_of_a_policy_hold(
    cos: Cos, conditions: list[Any], fields: dict[str, str], status: int
) -> None:
    answer = submit(cos, {**signed(cos, *conditions), **fields})
    assert answer.status_code == status
    assert len(cos.request("GET").texts("Contents/Key")) == (status == 204)


def test_sizes_out_of_range_have_their_own_codes(cos: Cos) -> None:
    small = submit(cos, signed(cos, ["content-length-range", 1000, 2000], key="k"))
    large = submit(cos, signed(cos, ["content-length-range", 0, 5], key="k"))
    assert (code(small)[1], code(large)[1]) == ("EntityTooSmall", "EntityTooLarge")


def test_an_expired_policy_is_refused(cos: Cos) -> None:
    answer = submit(cos, signed(cos, key="k", seconds=-5))
    assert code(answer) == (403, "AccessDenied")
    assert "expired" in answer.text


@pytest.mark.parametrize(
    "policy",
    [
        "no base64!",
        base64.b64encode(b"no JSON").decode(),
        *(
            base64.b64encode(json.dumps(document).encode()).decode()
            for document in (
                [],
                {"conditions": []},
                {"expiration": "soon", "conditions": []},
                {"expiration": "2100-01-01T00:00:00Z"},
                {"expiration": "2100-01-01T00:00:00Z", "conditions": ["x"]},
                {"expiration": "2100-01-01T00:00:00Z", "conditions": [["ends-with", "$key", "x"]]},
                {"expiration": "2100-01-01T00:00:00Z", "conditions": [["eq", "key", "x"]]},
                {"expiration": "2100-01-01T00:00:00Z", "conditions": [["content-length-range", -1, "x"]]},
            )
        ),
    ],
)
def test_a_policy_that_is_none_is_refused(cos: Cos, policy: str) -> None:
    assert code(submit(cos, {**signed(cos, key="k"), "policy": policy})) == (400, "InvalidPolicyDocument")


def test_a_changed_policy_or_signature_does_not_match(cos: Cos) -> None:
    fields = signed(cos, key="k")
    other = signed(cos, ["starts-with", "$key", ""], key="k")
    assert code(submit(cos, {**fields, "policy": other["policy"]})) == (403, "SignatureDoesNotMatch")
    changed = submit(cos, {**fields, "q-signature": "0" * 40})
    assert code(changed) == (403, "SignatureDoesNotMatch")
    assert fields["q-signature"] not in changed.text
    assert code(submit(cos, {**fields, "q-ak": "AKIDnobody"})) == (403, "InvalidAccessKeyId")
    without = {name: text for name, text in fields.items() if name != "policy"}
    assert code(submit(cos, without)) == (403, "AccessDenied")
    assert cos.request("GET").texts("Contents/Key") == []


@pytest.mark.parametrize("path", ["/", "/up/k"])
def test_the_whole_signature_may_come_in_one_field(cos: Cos, path: str) -> None:
    text = signature(cos.server.secret_id, cos.server.secret_key, "POST", path, [], [("host", cos.host)])
    assert submit(cos, {"key": "up/k", "Signature": text}).status_code == 204
    assert cos.get("up/k").body == BODY
    wrong = text[:-1] + ("0" if text[-1] != "0" else "1")
    assert code(submit(cos, {"key": "k", "Signature": wrong})) == (403, "SignatureDoesNotMatch")


def test_a_form_without_signature_needs_a_bucket_that_lets_anybody_write(cos: Cos) -> None:
    assert code(submit(cos, {"key": "k"})) == (403, "AccessDenied")
    set_policy(cos, statement(cos, "name/cos:PostObject", path="in/*"))
    assert submit(cos, {"key": "in/k"}).status_code == 204
    assert code(submit(cos, {"key": "out/k"})) == (403, "AccessDenied")
    cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read-write"})
    assert submit(cos, {"key": "out/k"}).status_code == 204


def test_a_temporary_credential_signs_with_its_token_and_within_its_policy(cos: Cos) -> None:
    allowed = policy_of(statement(cos, "name/cos:PostObject", path="mine/*"))
    keys = requests.post(
        f"{cos.server.endpoint}/sts",
        json={"policy": allowed},
        headers={"Authorization": f"Bearer {cos.server.control_token}"},
        timeout=20,
    ).json()["credentials"]
    who = Acting(cos, keys["tmpSecretId"], keys["tmpSecretKey"])
    token = {"x-cos-security-token": keys["sessionToken"]}
    assert code(submit(who, signed(who, key="mine/k"))) == (403, "InvalidAccessKeyId")
    assert submit(who, {**signed(who, key="mine/k"), **token}).status_code == 204
    assert code(submit(who, {**signed(who, key="other/k"), **token})) == (403, "AccessDenied")
    assert cos.get("mine/k").headers["x-cos-security-token"] is None


def test_a_page_of_another_origin_is_told_what_it_may_read(cos: Cos) -> None:
    rules = (
        b"<CORSConfiguration><CORSRule><AllowedOrigin>http://shop.example</AllowedOrigin>"
        b"<AllowedMethod>POST</AllowedMethod><ExposeHeader>ETag</ExposeHeader></CORSRule></CORSConfiguration>"
    )
    assert cos.request("PUT", params={"cors": ""}, body=rules).status == 200
    for fields, status in ((signed(cos, key="k"), 204), ({"key": "k"}, 403)):
        answer = submit(cos, fields, headers={"Origin": "http://shop.example"})
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == "http://shop.example"


def send(cos: Cos, *parts: bytes, kind: str = "multipart/form-data; boundary=b") -> tuple[int, str]:
    """A form written by hand; its status and code."""
    body = b"\r\n".join(parts)
    head = f"POST / HTTP/1.1\r\nHost: {cos.host}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    status, _, text = parse_raw(raw(cos.server, f"{head}Connection: close\r\n\r\n".encode() + body))
    return status, text.decode().partition("<Code>")[2].partition("<")[0]


def field(name: str, text: str = "x") -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}'.encode()


FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\ndata'
END = b"--b--\r\n"
LONG_POLICY = field(
    "policy", base64.b64encode(b'{"expiration": "2100-01-01T00:00:00Z", "conditions": []}').decode()
)


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ([field("key"), FILE, END], (204, "")),
        ([b"before", field("key"), FILE, END + b"after"], (204, "")),
        ([field("key"), FILE, field("submit", "Upload"), END], (204, "")),
        ([field("KEY"), FILE.replace(b'"file"', b'"File"'), END], (204, "")),
        ([field("key"), END], (400, "IncorrectNumberOfFilesInPostRequest")),
        ([field("key"), FILE, FILE, END], (400, "IncorrectNumberOfFilesInPostRequest")),
        ([FILE, END], (400, "InvalidArgument")),
        ([field("key", ""), FILE, END], (400, "InvalidArgument")),
        ([field("key", "k" * 851), FILE, END], (400, "KeyTooLong")),
        ([field("key"), field("key"), FILE, END], (400, "MalformedPOSTRequest")),
        ([field("key"), FILE], (400, "MalformedPOSTRequest")),
        ([field("key"), FILE[:-4]], (400, "MalformedPOSTRequest")),
        ([field("key"), b"--b\r\n\r\nno head", FILE, END], (400, "MalformedPOSTRequest")),
        ([field("key"), b"--bx", FILE, END], (400, "MalformedPOSTRequest")),
        (
            [field("key"), b"--b\r\nContent-Disposition: attachment\r\n\r\nx", FILE, END],
            (400, "MalformedPOSTRequest"),
        ),
        ([field("key"), b"--b\r\nX: " + b"x" * 9000, FILE, END], (400, "MalformedPOSTRequest")),
        ([*(field(f"f{n}") for n in range(201)), FILE, END], (400, "MalformedPOSTRequest")),
        ([field("key"), field("big", "x" * 300_000), FILE, END], (400, "EntityTooLarge")),
        ([field("key"), field("x-cos-meta-a", "1\r\nSet-Cookie: a"), FILE, END], (400, "InvalidArgument")),
        ([field("key"), field("x-cos-meta-a: b"), FILE, END], (400, "InvalidArgument")),
        ([field("key"), field("x-amz-signature"), FILE, END], (403, "AccessDenied")),
        ([field("key"), LONG_POLICY, field("x-amz-signature"), FILE, END], (400, "InvalidArgument")),
        ([field("key"), field("AWSAccessKeyId"), FILE, END], (400, "InvalidRequest")),
        ([b""], (400, "MalformedPOSTRequest")),
    ],
)
def test_the_form_itself_is_read_strictly(cos: Cos, parts: list[bytes], wanted: tuple[int, str]) -> None:
    cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read-write"})
    assert send(cos, *parts) == wanted
    assert len(cos.request("GET").texts("Contents/Key")) == (wanted[0] == 204)


@pytest.mark.parametrize(
    "kind", ["application/xml", "multipart/form-data", "multipart/mixed; boundary=b", ""]
)
def test_another_type_of_body_is_no_form(cos: Cos, kind: str) -> None:
    assert send(cos, field("key"), FILE, END, kind=kind) == (400, "MalformedPOSTRequest")


def test_a_boundary_is_found_however_the_bytes_arrive(cos: Cos) -> None:
    cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read-write"})
    data = (b"\r\n--" + b"\r\n--boundar" * 50 + b"\r\r\n\r\n--") * 30
    body = (
        b'--boundary\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n'
        b'--boundary\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        + data
        + b"\r\n--boundary--"
    )
    for size in (1, 7, 1000):
        pieces = [body[start : start + size] for start in range(0, len(body), size)]
        answer = requests.post(
            cos.server.endpoint,
            data=iter(pieces),
            headers={
                "Host": cos.host,
                "Content-Type": 'multipart/form-data; charset=utf-8; boundary="boundary"',
            },
            timeout=60,
        )
        assert answer.status_code == 204
        assert cos.get("k").body == data


def test_a_form_is_for_a_bucket_that_is_there(cos: Cos) -> None:
    fields = signed(cos, key="k")
    assert cos.request("DELETE").status == 204
    assert code(submit(cos, fields)) == (404, "NoSuchBucket")
