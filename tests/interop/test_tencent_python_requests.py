"""Tencent's own Python client, unmodified: signatures, keys, and when it tries again."""

from __future__ import annotations

import time
from typing import Any

import pytest
from entrances import Entrance, body, code_of
from qcloud_cos import CosClientError, CosConfig, CosS3Client, CosServiceError

from pycos.emulator import Emulator

TEMPORARY = ("AKIDTEMPORARY", "temporary-key", "the-token")


@pytest.fixture
def faulty(server: Emulator) -> Any:
    """The server for tests that make it misbehave; it behaves again afterwards."""
    server.clear_requests()
    yield server
    server.clear_faults()


def requests_of(server: Emulator, bucket: str, operation: str) -> list[dict[str, Any]]:
    return [entry for entry in server.requests(operation) if entry["bucket"] == bucket]


def test_urls_are_made_and_work(proxied: Entrance, bucket: str) -> None:
    client, session = proxied.client, proxied.session
    key = "dir/a b+测.txt"
    plain = client.get_object_url(Bucket=bucket, Key=key)
    assert plain.startswith(f"{proxied.scheme}://{bucket}.cos.ap-guangzhou.myqcloud.com/dir/")
    client.put_object(Bucket=bucket, Key=key, Body=b"by url", ACL="public-read")
    assert session.get(plain).content == b"by url"
    client.put_object_acl(Bucket=bucket, Key=key, ACL="private")
    assert session.get(plain).status_code == 403

    disposition = {"response-content-disposition": 'attachment; filename="x y.txt"'}
    url = client.get_presigned_download_url(Bucket=bucket, Key=key, Params=disposition)
    got = session.get(url)
    assert (got.content, got.headers["Content-Disposition"]) == (
        b"by url",
        disposition["response-content-disposition"],
    )
    loose = client.get_presigned_download_url(Bucket=bucket, Key=key, SignHost=False)
    assert session.get(loose).content == b"by url"
    signed = {"x-cos-meta-a": "1", "Content-MD5": "l2Bm4ucPLNi0KcmnKHwSPQ=="}
    url = client.get_presigned_url(Bucket=bucket, Key=key, Method="PUT", Headers=signed)
    assert session.put(url, data=b"signed header").status_code == 403, "what was signed must be sent"
    late = client.get_presigned_url(Bucket=bucket, Key=key, Method="GET", Expired=-3600)
    refused = session.get(late)
    assert (refused.status_code, "<Code>AccessDenied</Code>" in refused.text) == (403, True)


def test_a_signature_by_itself_opens_the_door(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    client.put_object(Bucket=bucket, Key="k", Body=b"x")
    url = client.get_conf().uri(bucket=bucket, path="k")
    signature = client.get_auth(Method="GET", Bucket=bucket, Key="k", Params={"acl": ""})
    answer = proxied.session.get(url, params={"acl": ""}, headers={"Authorization": signature})
    assert b"<AccessControlPolicy>" in answer.content
    assert proxied.session.get(url, headers={"Authorization": signature}).status_code == 403


def test_nobody_and_temporary_keys(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    client.put_object(Bucket=bucket, Key="open", Body=b"open", ACL="public-read")
    client.put_object(Bucket=bucket, Key="shut", Body=b"shut")
    nobody = CosS3Client(
        CosConfig(
            Region="ap-guangzhou",
            Anonymous=True,
            Scheme=proxied.scheme,
            Proxies=proxied.settings["Proxies"],
        ),
        retry=0,
    )
    assert body(nobody.get_object(Bucket=bucket, Key="open")) == b"open"
    assert code_of(nobody.get_object, Bucket=bucket, Key="shut") == (403, "AccessDenied")


def test_temporary_keys_come_with_their_token(monkeypatch: pytest.MonkeyPatch) -> None:
    past = int(time.time()) - 10
    keys = [":".join(TEMPORARY), f"AKIDOLD:old-key:old-token:{past}"]
    with Emulator(credentials=keys, buckets=["b-1250000000"]) as server:
        assert server.ca_file
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca_file)
        for scheme in ("http", "https"):

            def client(secret_id: str, key: str, token: str | None, scheme: str = scheme) -> Any:
                config = CosConfig(
                    Region="ap-guangzhou",
                    SecretId=secret_id,
                    SecretKey=key,
                    Token=token,
                    Scheme=scheme,
                    Proxies={"http": server.endpoint, "https": server.endpoint},
                )
                return CosS3Client(config, retry=0)

            whole = client(*TEMPORARY)
            whole.put_object(Bucket="b-1250000000", Key="k", Body=b"x")
            url = whole.get_presigned_url(
                Bucket="b-1250000000",
                Key="k",
                Method="GET",
                Params={"x-cos-security-token": TEMPORARY[2]},
            )
            answer = whole._session.get(url, proxies=whole.get_conf()._proxies)
            assert answer.content == b"x"
            for wrong in (None, "another"):
                refused = client(TEMPORARY[0], TEMPORARY[1], wrong)
                status, _ = code_of(refused.get_object, Bucket="b-1250000000", Key="k")
                assert status == 403
            expired = client("AKIDOLD", "old-key", "old-token")
            assert code_of(expired.get_object, Bucket="b-1250000000", Key="k") == (400, "ExpiredToken")


def test_a_failure_is_tried_again_and_says_so(proxied: Entrance, bucket: str, faulty: Emulator) -> None:
    faulty.add_fault("status", status=503, match={"bucket": bucket, "operation": "PutObject"})
    client = proxied.client_with(retry=1)
    client.put_object(Bucket=bucket, Key="k", Body=b"x" * 1000)
    first, second = requests_of(faulty, bucket, "PutObject")
    assert (first["status"], second["status"]) == (503, 200)
    assert (first["retry"], second["retry"]) == (False, True)
    assert client.get_retry_exe_times() == 1
    client.inc_retry_exe_times()
    assert client.get_retry_exe_times() == 2
    assert body(client.get_object(Bucket=bucket, Key="k")) == b"x" * 1000


def test_what_the_client_did_wrong_is_not_tried_again(
    proxied: Entrance, bucket: str, faulty: Emulator
) -> None:
    client = proxied.client_with(retry=3)
    assert code_of(client.get_object, Bucket=bucket, Key="missing") == (404, "NoSuchKey")
    assert len(requests_of(faulty, bucket, "GetObject")) == 1
    assert client.get_retry_exe_times() == 0


def test_an_answer_of_nobody_moves_the_client_to_the_other_domain(
    proxied: Entrance, bucket: str, faulty: Emulator
) -> None:
    client = proxied.client_with(retry=1, AutoSwitchDomainOnRetry=True)
    client.put_object(Bucket=bucket, Key="k", Body=b"x")
    url = client.get_conf().uri(bucket=bucket, path="k")
    assert client.should_switch_domain(url)
    assert not client.should_switch_domain(url, {"x-cos-request-id": "the service's own"})
    # Without the service's request id it may have been anybody's answer: the next goes to tencentcos.cn.
    faulty.add_fault(
        "status", status=502, request_id=False, match={"bucket": bucket, "operation": "GetObject"}
    )
    assert body(client.get_object(Bucket=bucket, Key="k")) == b"x"
    assert [entry["status"] for entry in requests_of(faulty, bucket, "GetObject")] == [502, 200]
    other = proxied.client_with(EnableOldDomain=False, EnableInternalDomain=False)
    assert other.get_conf().uri(bucket=bucket).endswith(".cos.ap-guangzhou.tencentcos.cn/")
    assert body(other.get_object(Bucket=bucket, Key="k")) == b"x"


def test_a_cut_connection_is_tried_again(proxied: Entrance, bucket: str, faulty: Emulator) -> None:
    faulty.add_fault("reset_before", match={"bucket": bucket, "operation": "HeadBucket"})
    assert proxied.client_with(retry=1).bucket_exists(bucket)
    faulty.add_fault("reset_before", match={"bucket": bucket, "operation": "HeadBucket"})
    with pytest.raises(CosClientError):
        proxied.client.bucket_exists(bucket)


def test_a_success_that_is_an_error_is_an_error(proxied: Entrance, bucket: str, faulty: Emulator) -> None:
    client = proxied.client
    client.put_object(Bucket=bucket, Key="k", Body=b"x")
    faulty.add_fault("error_body", code="InternalError", match={"bucket": bucket, "operation": "CopyObject"})
    source = {"Bucket": bucket, "Key": "k", "Region": "ap-guangzhou"}
    with pytest.raises(CosServiceError) as caught:
        client.copy_object(Bucket=bucket, Key="k2", CopySource=source)
    assert caught.value.get_error_code() == "InternalError"
    assert not client.object_exists(bucket, "k2")


def test_a_pool_of_connections_of_its_own(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    client.handle_built_in_connection_pool_by_pid()
    pool = client.generate_built_in_connection_pool(PoolConnections=2, PoolMaxSize=2)
    own = CosS3Client(client.get_conf(), retry=0, session=pool)
    own.put_object(Bucket=bucket, Key="k", Body=b"x")
    assert body(own.get_object(Bucket=bucket, Key="k")) == b"x"
    raw = own.send_request(
        "GET", client.get_conf().uri(bucket=bucket, path="k"), bucket=bucket, headers={}, cos_request=False
    )
    assert raw.status_code == 403, "nothing signed it"
    pool.close()
