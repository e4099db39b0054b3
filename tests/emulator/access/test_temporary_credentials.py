"""Temporary credentials: who gets them, what they may do, and when they end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
from cos_identities import Acting, policy_of, somebody, statement
from cos_requests import Cos, signature
from qcloud_cos import CosConfig, CosS3Client, CosServiceError

from pycos.emulator import Emulator

HOST = "sts.tencentcloudapi.com"


def ask(server: Emulator, body: object = None, **options: Any) -> requests.Response:
    headers = options.pop("headers", {"Authorization": f"Bearer {server.control_token}"})
    data = None if body is None else json.dumps(body)
    method = "GET" if body is None else "POST"
    return requests.request(
        method, f"{server.endpoint}/sts", data=data, headers=headers, timeout=20, **options
    )


def acting(cos: Cos, policy: dict[str, Any] | None = None) -> Acting:
    found = cos.server.temporary_credentials(policy=policy)["credentials"]
    return Acting(cos, found["tmpSecretId"], found["tmpSecretKey"], found["sessionToken"])


def test_the_plain_document_has_what_programs_hand_on(cos: Cos) -> None:
    answer = ask(cos.server, {"durationSeconds": 900})
    found = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(found["credentials"]) == {"tmpSecretId", "tmpSecretKey", "sessionToken"}
    assert found["expiredTime"] - found["startTime"] == 900
    assert abs(found["startTime"] - time.time()) < 60


def test_a_temporary_credential_of_the_owner_may_do_what_the_owner_may(cos: Cos) -> None:
    cos.put("k", b"data")
    who = acting(cos)
    assert who.get("k").body == b"data"
    assert who.request("PUT", "new", body=b"x").status == 200


def test_the_token_belongs_to_its_id(cos: Cos) -> None:
    one, other = acting(cos), acting(cos)
    one.token = other.token
    assert one.get("k").code == "InvalidAccessKeyId"
    one.token = ""
    assert one.get("k").code == "InvalidAccessKeyId"


def test_a_session_policy_is_all_that_is_left(cos: Cos) -> None:
    cos.put("mine/k", b"data")
    cos.put("k", b"data")
    allowed = statement(cos, ["name/cos:GetObject", "name/cos:PutObject"], path="mine/*")
    who = acting(cos, policy_of(allowed))
    assert who.get("mine/k").body == b"data"
    assert who.request("PUT", "mine/new", body=b"x").status == 200
    assert who.request("DELETE", "mine/k").status == 403
    assert who.get("k").code == "AccessDenied"
    assert who.request("GET").status == 403


def test_a_session_policy_gives_a_user_nothing_that_the_user_has_not(cos: Cos) -> None:
    cos.put("k", b"data")
    cos.put("mine/k", b"data")
    own = policy_of(statement(cos, "name/cos:GetObject", principal=None, path="mine/*"))
    user = somebody(cos, user="801", policy=own)
    everything = {"effect": "allow", "action": "*", "resource": "*"}
    signed = signature(user.server.secret_id, "key", "POST", "/sts", [], [])
    found = ask(cos.server, {"policy": policy_of(everything)}, headers={"Authorization": signed}).json()
    assert found["principal"] == "qcs::cam::uin/100000000001:uin/801"
    keys = found["credentials"]
    who = Acting(cos, keys["tmpSecretId"], keys["tmpSecretKey"], keys["sessionToken"])
    assert who.get("mine/k").status == 200
    assert who.get("k").status == 403
    assert who.request("PUT", "mine/k", body=b"x").status == 403


def test_a_temporary_credential_gives_out_no_others(cos: Cos) -> None:
    who = acting(cos)
    signed = signature(who.server.secret_id, who.server.secret_key, "GET", "/sts", [], [])
    answer = ask(cos.server, headers={"Authorization": signed, "x-cos-security-token": who.token})
    assert answer.status_code == 403
    assert "<Code>AccessDenied</Code>" in answer.text


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer "}])
def test_nobody_else_gets_any(cos: Cos, headers: dict[str, str]) -> None:
    assert ask(cos.server, headers=headers).status_code == 403


def test_a_web_page_cannot_use_the_control_token(cos: Cos) -> None:
    token = {"control_token": cos.server.control_token}
    assert ask(cos.server, headers={}, params=token).status_code == 200
    assert ask(cos.server, headers={"Origin": "http://evil.example"}, params=token).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"durationSeconds": 0},
        {"durationSeconds": 129_601},
        {"durationSeconds": "soon"},
        {"policy": {"version": "1.0"}},
        {"policy": "no JSON"},
        [],
    ],
)
def test_wrong_wishes_are_refused(cos: Cos, body: object) -> None:
    assert ask(cos.server, body).status_code == 400


def client_of(cos: Cos, secret_id: str, secret_key: str, token: str) -> CosS3Client:
    server = cos.server
    config = CosConfig(
        Region="ap-guangzhou",
        SecretId=secret_id,
        SecretKey=secret_key,
        Token=token,
        Scheme="http",
        Proxies={"http": server.endpoint},
    )
    return CosS3Client(config, retry=0)


def test_tencents_python_client_uses_them(cos: Cos) -> None:
    who = acting(cos)
    client = client_of(cos, who.server.secret_id, who.server.secret_key, who.token)
    client.put_object(Bucket=cos.bucket, Key="k", Body=b"data")
    assert client.get_object(Bucket=cos.bucket, Key="k")["Body"].get_raw_stream().read() == b"data"
    url = client.get_presigned_url(
        cos.bucket, "k", "GET", Params={"x-cos-security-token": who.token}, SignHost=True
    )
    answer = requests.get(url, proxies={"http": cos.server.endpoint}, timeout=20)
    assert answer.content == b"data"


def test_tencents_python_client_is_told_that_they_have_expired(cos: Cos) -> None:
    cos.server.control(
        "POST",
        "credentials",
        {
            "secret_id": "AKIDexpired",
            "secret_key": "key",
            "token": "the-token",
            "expiry": int(time.time()) - 5,
        },
    )
    client = client_of(cos, "AKIDexpired", "key", "the-token")
    with pytest.raises(CosServiceError) as caught:
        client.get_object(Bucket=cos.bucket, Key="k")
    assert (caught.value.get_status_code(), caught.value.get_error_code()) == (400, "ExpiredToken")


def tc3(secret_id: str, secret_key: str, action: str, body: bytes, when: int) -> dict[str, str]:
    """The headers of a call of the general API, written from its description."""
    date = time.strftime("%Y-%m-%d", time.gmtime(when))
    headers = f"content-type:application/json\nhost:{HOST}\nx-tc-action:{action.lower()}\n"
    names = "content-type;host;x-tc-action"
    request = f"POST\n/\n\n{headers}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{date}/sts/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{when}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"TC3{secret_key}".encode()
    for text in (date, "sts", "tc3_request"):
        key = hmac.new(key, text.encode(), hashlib.sha256).digest()
    result = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-TC-Action": action,
        "X-TC-Version": "2018-08-13",
        "X-TC-Timestamp": str(when),
        "Authorization": f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={names}, "
        f"Signature={result}",
    }


def api(server: Emulator, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    answer = requests.post(
        f"https://{HOST}/",
        data=body,
        headers=headers,
        proxies={"https": server.endpoint},
        verify=server.ca_file,
        timeout=20,
    )
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()["Response"]
    assert found["RequestId"]
    return found


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("GetFederationToken", {"Name": "me"}),
        ("AssumeRole", {"RoleArn": "qcs::cam::uin/100000000001:roleName/reader", "RoleSessionName": "me"}),
    ],
)
def test_the_general_api_gives_them_out_through_the_proxy(
    cos: Cos, action: str, more: dict[str, str]
) -> None:
    cos.put("k", b"data")
    reading = policy_of(statement(cos, "name/cos:GetObject"))
    body = json.dumps({**more, "DurationSeconds": 600, "Policy": quote(json.dumps(reading))}).encode()
    now = int(time.time())
    found = api(cos.server, tc3(cos.server.secret_id, cos.server.secret_key, action, body, now), body)
    assert abs(found["ExpiredTime"] - now - 600) < 60
    assert found["Expiration"].endswith("Z")
    keys = found["Credentials"]
    who = Acting(cos, keys["TmpSecretId"], keys["TmpSecretKey"], keys["Token"])
    assert who.get("k").body == b"data"
    assert who.request("DELETE", "k").status == 403


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret_key": "wrong"}, "AuthFailure.SignatureFailure"),
        ({"secret_id": "AKIDnobody"}, "AuthFailure.SecretIdNotFound"),
        ({"when": 1_600_000_000}, "AuthFailure.SignatureExpire"),
        ({"action": "GetCallerIdentity"}, "InvalidAction"),
        ({"action": "AssumeRole"}, "InvalidParameter.RoleNotExist"),
        ({"body": b'{"DurationSeconds": 1000000}'}, "InvalidParameterValue"),
        ({"body": b'{"Policy": "%7B%7D"}'}, "InvalidParameter.StrategyFormatError"),
    ],
)
def test_the_general_api_refuses_in_its_own_words(
    server: Emulator, change: dict[str, Any], code: str
) -> None:
    call = {
        "secret_id": server.secret_id,
        "secret_key": server.secret_key,
        "action": "GetFederationToken",
        "body": b"{}",
        "when": int(time.time()),
        **change,
    }
    assert api(server, tc3(**call), call["body"])["Error"]["Code"] == code


@pytest.mark.parametrize("method", ["HmacSHA1", "HmacSHA256"])
def test_the_older_signature_of_parameters_is_accepted(server: Emulator, method: str) -> None:
    params = {
        "Action": "GetFederationToken",
        "Name": "me",
        "Nonce": "1",
        "Region": "ap-guangzhou",
        "SecretId": server.secret_id,
        "SignatureMethod": method,
        "Timestamp": str(int(time.time())),
        "Version": "2018-08-13",
    }
    text = f"POST{HOST}/?" + "&".join(f"{name}={params[name]}" for name in sorted(params))
    digest = hashlib.sha1 if method == "HmacSHA1" else hashlib.sha256
    made = base64.b64encode(hmac.new(server.secret_key.encode(), text.encode(), digest).digest()).decode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    good = api(server, headers, urlencode({**params, "Signature": made}).encode())
    assert set(good["Credentials"]) == {"Token", "TmpSecretId", "TmpSecretKey"}
    bad = api(server, headers, urlencode({**params, "Name": "you", "Signature": made}).encode())
    assert bad["Error"]["Code"] == "AuthFailure.SignatureFailure"
