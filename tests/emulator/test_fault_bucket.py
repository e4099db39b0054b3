"""The bucket whose keys select the answer, with Tencent's own client and with this package's."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cos_requests import Cos
from in_process import in_process
from journal import until
from qcloud_cos import CosConfig, CosS3Client, CosServiceError, cos_client

import pycos
from pycos.emulator import Emulator
from pycos.emulator.connection import Connection
from pycos.emulator.server import SHUTDOWN_PATIENCE
from pycos.emulator.stream import Stream

FAULTY = "err-retry-1250000000"
OTHER = "err-other-1250000000"
RETRY = {"x-cos-sdk-retry": "true"}


@pytest.fixture(scope="module")
def own() -> Iterator[Emulator]:
    arguments = ["--fault-bucket", FAULTY, "--fault-bucket", OTHER, "--min-part-size", "1"]
    with Emulator(https=False, arguments=arguments) as running:
        yield running


@pytest.fixture
def cos(own: Emulator) -> Iterator[Cos]:
    own.clear_requests()
    yield Cos(own, FAULTY)
    own.clear_faults()


class Quick:
    """A clock for Tencent's client, which sleeps whole seconds between attempts."""

    @staticmethod
    def sleep(_seconds: float) -> None:
        return None


@pytest.fixture
def official(own: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Makes Tencent's clients, through the proxy, so that they use the real host names."""
    monkeypatch.setattr(cos_client, "time", Quick)

    def make(*, retry: int = 3, switch: bool = False, timeout: int = 20, old: bool = True) -> CosS3Client:
        config = CosConfig(
            Region="ap-guangzhou",
            SecretId=own.secret_id,
            SecretKey=own.secret_key,
            Scheme="http",
            Timeout=timeout,
            Proxies={"http": own.endpoint, "https": own.endpoint},
            AutoSwitchDomainOnRetry=switch,
            EnableOldDomain=old,
            EnableInternalDomain=False,
        )
        return CosS3Client(config, retry=retry)

    own.clear_requests()
    yield make
    own.clear_faults()


def of_key(own: Emulator, key: str) -> list[Any]:
    # An attempt that a client gave up may be noted only after the next test has begun.
    return [entry for entry in own.requests() if entry["key"] == key]


def tried(own: Emulator, key: str) -> list[tuple[int, bool]]:
    return [(entry["status"], entry["retry"]) for entry in of_key(own, key)]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 429, 500, 502, 503, 504])
def test_a_number_is_a_status_without_and_with_a_request_id(cos: Cos, status: int) -> None:
    bare, named = cos.get(f"{status}"), cos.get(f"{status}r")
    assert (bare.status, bare.headers["x-cos-request-id"]) == (status, None)
    assert (named.status, bool(named.headers["x-cos-request-id"])) == (status, True)
    assert cos.request("GET", f"{status}", headers=RETRY).status == 200


@pytest.mark.parametrize("bucket", [FAULTY, OTHER])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST"])
def test_every_method_fails_first_and_succeeds_when_tried_again(
    own: Emulator, bucket: str, method: str
) -> None:
    cos = Cos(own, bucket)
    params = {"uploads": ""} if method == "POST" else {}
    assert cos.request(method, "500", params=params).status == 500
    assert cos.request(method, "500", params=params, headers=RETRY).status // 100 == 2


@pytest.mark.parametrize("key", ["500l", "503rl"])
def test_a_key_with_an_l_fails_always(cos: Cos, key: str) -> None:
    status = int(key[:3])
    assert [cos.get(key).status, cos.request("GET", key, headers=RETRY).status] == [status, status]


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_says_where_to(cos: Cos, status: int) -> None:
    answer = cos.get(f"{status}")
    assert (answer.status, answer.headers["x-cos-request-id"]) == (status, None)
    assert answer.headers["Location"] == f"http://{FAULTY}.cos.ap-guangzhou.tencentcos.cn/{status}"


def test_a_success_comes_without_and_with_a_request_id(cos: Cos) -> None:
    bare, named = cos.get("200"), cos.get("200r")
    assert (bare.status, bare.headers["x-cos-request-id"]) == (200, None)
    assert (named.status, bool(named.headers["x-cos-request-id"])) == (200, True)
    assert bare.headers["Content-Length"] == str(len(bare.body))
    empty = cos.get("204")
    assert (empty.status, empty.body, empty.headers["x-cos-request-id"]) == (204, b"", None)


def test_shutdown_is_a_reset(cos: Cos) -> None:
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        cos.get("shutdown")
    assert cos.request("GET", "shutdown", headers=RETRY).status == 200


def test_other_keys_are_ordinary_objects(cos: Cos) -> None:
    for key in ("50", "5000", "500x", "dir/500", "timeouts"):
        cos.put(key, b"data")
        assert cos.get(key).body == b"data"


def test_other_buckets_know_nothing_of_it(cos: Cos) -> None:
    plain = Cos(cos.server, "plain-1250000000")
    plain.request("PUT")
    plain.put("500", b"data")
    assert plain.get("500").body == b"data"


def test_an_upload_in_parts_goes_through(cos: Cos) -> None:
    def twice(method: str, params: dict[str, str], body: bytes = b"") -> Any:
        assert cos.request(method, "503", params=params, body=body).status == 503
        return cos.request(method, "503", params=params, body=body, headers=RETRY)

    upload = twice("POST", {"uploads": ""}).texts("UploadId")[0]
    etag = twice("PUT", {"uploadId": upload, "partNumber": "1"}, b"part").headers["ETag"]
    body = (
        f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>"
        "</CompleteMultipartUpload>"
    )
    assert twice("POST", {"uploadId": upload}, body.encode()).status == 200
    assert cos.request("GET", "503", headers=RETRY).body == b"part"


@pytest.mark.parametrize("key", ["500", "500r", "503", "504r", "shutdown"])
def test_the_official_client_tries_again_and_succeeds(own: Emulator, official: Any, key: str) -> None:
    client = official()
    client.put_object(Bucket=FAULTY, Key=key, Body=b"data")
    assert client.get_object(Bucket=FAULTY, Key=key)["Body"].get_raw_stream().read() == b"data"
    client.head_object(Bucket=FAULTY, Key=key)
    client.delete_object(Bucket=FAULTY, Key=key)
    first = 0 if key == "shutdown" else int(key[:3])
    assert [status for status, retry in tried(own, key) if not retry] == [first] * 4
    assert all(status // 100 == 2 for status, retry in tried(own, key) if retry)
    assert client.get_retry_exe_times() == 4


@pytest.mark.parametrize("key", ["400", "403r", "404"])
def test_the_official_client_does_not_repeat_what_is_its_own_fault(
    own: Emulator, official: Any, key: str
) -> None:
    with pytest.raises(CosServiceError):
        official().get_object(Bucket=FAULTY, Key=key)
    assert tried(own, key) == [(int(key[:3]), False)]


def test_the_official_client_gives_up_after_its_attempts(own: Emulator, official: Any) -> None:
    with pytest.raises(CosServiceError):
        official(retry=2).get_object(Bucket=FAULTY, Key="500l")
    assert tried(own, "500l") == [(500, False), (500, True), (500, True)]


def test_the_official_client_waits_no_longer_than_its_timeout(own: Emulator, official: Any) -> None:
    official(timeout=1).put_object(Bucket=FAULTY, Key="timeout", Body=b"data")
    assert (200, True) in tried(own, "timeout")


def hosts(own: Emulator, key: str) -> list[str]:
    return [entry["host"].rpartition(".cos.ap-guangzhou.")[2] for entry in of_key(own, key)]


@pytest.mark.parametrize("key", ["301", "302", "307"])
def test_the_official_client_takes_the_other_domain_at_a_redirect(
    own: Emulator, official: Any, key: str
) -> None:
    official(switch=True).put_object(Bucket=FAULTY, Key=key, Body=b"data")
    assert hosts(own, key) == ["myqcloud.com", "tencentcos.cn"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("500l", ["myqcloud.com", "myqcloud.com", "tencentcos.cn"]),
        ("500rl", ["myqcloud.com", "myqcloud.com", "myqcloud.com"]),
    ],
)
def test_the_official_client_takes_the_other_domain_last_unless_the_service_was_reached(
    own: Emulator, official: Any, key: str, expected: list[str]
) -> None:
    with pytest.raises(CosServiceError):
        official(retry=2, switch=True).get_object(Bucket=FAULTY, Key=key)
    assert hosts(own, key) == expected


def test_the_official_client_takes_the_other_domain_when_a_connection_breaks(
    own: Emulator, official: Any
) -> None:
    official(retry=1, switch=True).put_object(Bucket=FAULTY, Key="shutdown", Body=b"data")
    assert hosts(own, "shutdown") == ["myqcloud.com", "tencentcos.cn"]


def test_the_official_client_stays_at_the_new_domain(own: Emulator, official: Any) -> None:
    official(switch=True, old=False).put_object(Bucket=FAULTY, Key="500", Body=b"data")
    assert hosts(own, "500") == ["tencentcos.cn", "tencentcos.cn"]


@pytest.fixture
def bucket(own: Emulator) -> Iterator[pycos.Bucket]:
    own.clear_requests()
    with pycos.Client(
        endpoint=f"http://localhost:{own.port}",
        secret_id=own.secret_id,
        secret_key=own.secret_key,
        retry=pycos.RetryPolicy(attempts=3, base_delay=0.001, max_delay=0.005),
        read_timeout=1,
    ) as client:
        yield client.bucket(FAULTY)
    own.clear_faults()


@pytest.mark.parametrize("key", ["500", "500r", "503", "shutdown", "timeout"])
def test_this_client_tries_again_and_succeeds(own: Emulator, bucket: pycos.Bucket, key: str) -> None:
    bucket.put(key, b"data")
    assert bucket.get(key).read() == b"data"
    # A lost connection that was used before is tried once more by libcurl, which says nothing of it.
    assert [retry for status, retry in tried(own, key) if status == 200] == [True, True]


@pytest.mark.parametrize("key", ["400", "403", "404r"])
def test_this_client_does_not_repeat_what_is_its_own_fault(
    own: Emulator, bucket: pycos.Bucket, key: str
) -> None:
    with pytest.raises(pycos.CosError):
        bucket.get(key).read()
    assert len(tried(own, key)) == 1


def test_this_client_gives_up_after_its_attempts(own: Emulator, bucket: pycos.Bucket) -> None:
    with pytest.raises(pycos.CosError):
        bucket.get("500l").read()
    assert [status for status, _ in tried(own, "500l")] == [500, 500, 500]


def test_the_server_ends_although_a_request_is_never_answered() -> None:
    with Emulator(https=False, fault_buckets=[FAULTY]) as server:
        cos = Cos(server, FAULTY)
        failed = threading.Event()

        def ask() -> None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                cos.get("timeout")
            failed.set()

        thread = threading.Thread(target=ask)
        thread.start()
        # The request under way is the second connection, beside the one that asks.
        until(lambda: "cos_emulator_connections 2" in server.metrics(), "the request")
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < SHUTDOWN_PATIENCE  # what cannot be released is cut only then
        thread.join(20)
    assert failed.is_set()


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/b-1250000000/timeout", ""),
        ("/other-1250000000/k", 'x-emulator-fault: {"action": "stall_before_headers", "seconds": 3600}\r\n'),
    ],
    ids=["bucket", "header"],
)
def test_a_request_that_comes_while_the_server_ends_is_not_held_up(address: str, headers: str) -> None:
    request = f"GET {address} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()
    with in_process(fault_header=True, fault_buckets=("b-1250000000",)) as server:
        server.application.release()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.sendall(request)
            connection = Connection(server.application, Stream(theirs, 20.0), None)
            thread = threading.Thread(target=connection.run, kwargs={"secure": False}, daemon=True)
            thread.start()
            ours.settimeout(20)
            ours.recv(65536)  # an end or an answer: the client is still there to wait for one
            connection.stop()
            thread.join(20)
            assert not thread.is_alive()
