"""What goes wrong on the way, and what the caller sees of it."""

from __future__ import annotations

import logging
import os
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from scripted_server import ScriptedServer, error_body, raw, reset, response

import cos_c
import pycos
from pycos import Bucket, Client, RetryPolicy
from pycos.emulator import Emulator

BUCKET = "photos-1250000000"
QUICK = RetryPolicy(attempts=3, base_delay=0.001, max_delay=0.005)


# -- answers that mean "again" -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_passing_failure_of_the_server_is_survived(bucket: Bucket, faults: Emulator, status: int) -> None:
    faults.add_fault("status", status=status, match={"bucket": bucket.name}, times=2)
    bucket.put("k", b"x")
    assert bucket.get("k").read() == b"x"


@pytest.mark.parametrize(
    ("code", "cls"),
    [("SlowDown", pycos.SlowDown), ("ServiceUnavailable", pycos.ServiceUnavailable)],
)
def test_a_lasting_503_is_raised_with_the_number_of_attempts(
    bucket: Bucket, faults: Emulator, code: str, cls: type[Exception]
) -> None:
    faults.add_fault("status", status=503, code=code, match={"bucket": bucket.name}, times=0)
    with pytest.raises(cls) as caught:
        bucket.put("k", b"x")
    error = caught.value
    assert isinstance(error, pycos.ServiceError)
    assert (error.attempts, error.status, error.code, error.key) == (3, 503, code, "k")
    assert "3 attempts" in str(error)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 501])
def test_what_would_be_the_same_again_is_asked_once(
    scripted: ScriptedServer, scripted_client: Client, status: int
) -> None:
    scripted.answer(response(status, b""))
    with pytest.raises(pycos.ServiceError) as caught:
        scripted_client.bucket(BUCKET).head("k")
    assert caught.value.attempts == 1
    assert len(scripted.requests) == 1


def test_a_retry_says_that_it_is_one_and_sends_the_whole_body_again(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    scripted.answer(response(503), reset(), response(200, headers={"ETag": '"e"'}))
    scripted_client.bucket(BUCKET).put("k", b"the body")
    assert [each.body for each in scripted.requests] == [b"the body"] * 3
    assert ["x-cos-sdk-retry" in each.headers for each in scripted.requests] == [False, True, True]


def test_retry_after_is_waited_for(scripted: ScriptedServer) -> None:
    patient = Client(
        endpoint=f"http://127.0.0.1:{scripted.port}",
        secret_id="i" * 9,
        secret_key="k",
        retry=RetryPolicy(attempts=2, base_delay=0, max_delay=0.3),
    )
    scripted.answer(response(503, headers={"Retry-After": "100"}), response(200))
    started = time.monotonic()
    patient.bucket(BUCKET).head("k")
    assert time.monotonic() - started >= 0.3


def test_a_200_with_an_error_in_its_body_is_an_error_and_tried_again(
    bucket: Bucket, faults: Emulator
) -> None:
    bucket.put("k", b"x")
    faults.add_fault(
        "error_body", code="InternalError", match={"bucket": bucket.name, "key": "copy"}, times=2
    )
    bucket.copy("k", to="copy")
    assert bucket.get("copy").read() == b"x"
    faults.add_fault(
        "error_body", code="AccessDenied", match={"bucket": bucket.name, "key": "other"}, times=0
    )
    with pytest.raises(pycos.AccessDenied) as caught:
        bucket.copy("k", to="other")
    assert (caught.value.status, caught.value.attempts) == (200, 1)


def test_a_completion_whose_answer_was_lost_is_recognised(
    client: Client, bucket: Bucket, faults: Emulator
) -> None:
    faults.add_fault("reset_after_request_bytes", bytes=1, match={"operation": "CompleteMultipartUpload"})
    small = Client(
        endpoint=client.endpoint.url, credentials=client._session.provider, part_size="1MiB", retry=QUICK
    ).bucket(bucket.name)
    data = os.urandom(2 << 20)
    assert small.put("k", iter([data])).crc64 == cos_c.crc64(data)
    assert bucket.get("k").read() == data


def test_an_append_the_server_may_have_seen_is_not_repeated(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    scripted.answer(reset())
    with pytest.raises(ConnectionError):
        scripted_client.bucket(BUCKET).append("k", b"x", position=0)
    assert len(scripted.requests) == 1


# -- broken connections and bodies ---------------------------------------------------------------------------


def test_a_download_that_breaks_goes_on_where_it_broke(bucket: Bucket, faults: Emulator) -> None:
    data = os.urandom(5 << 20)
    bucket.put("k", data)
    faults.add_fault("reset_after_response_bytes", bytes=3_000_000, match={"bucket": bucket.name, "key": "k"})
    faults.clear_requests()
    with bucket.get("k") as body:
        assert body.read() == data
    gets = [each for each in faults.requests() if each["method"] == "GET"]
    assert len(gets) == 2


def test_a_range_that_breaks_goes_on_within_the_range(bucket: Bucket, faults: Emulator) -> None:
    data = os.urandom(3 << 20)
    bucket.put("k", data)
    faults.add_fault("close_after_response_bytes", bytes=1_500_000, match={"bucket": bucket.name, "key": "k"})
    with bucket.get("k", range=(1000, 2_500_000)) as body:
        assert b"".join(body) == data[1000:2_500_000]


def test_an_object_that_changes_while_it_is_read_is_not_spliced(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    scripted.answer(
        response(200, b"old", {"ETag": '"1"'}, length=10),
        response(412, error_body("PreconditionFailed")),
    )
    with pytest.raises(pycos.PreconditionFailed):
        scripted_client.bucket(BUCKET).get("k").read()
    assert scripted.requests[1].headers["if-match"] == '"1"'
    assert scripted.requests[1].headers["range"] == "bytes=0-9"


def test_a_server_that_always_closes_half_way_is_a_truncated_body(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    scripted.answer(*[response(200, b"half", {"ETag": '"1"'}, length=8)] * 3)
    body = scripted_client.bucket(BUCKET).get("k")
    with pytest.raises(pycos.TruncatedBody):
        body.read()
    with pytest.raises(pycos.TruncatedBody):
        body.read()


def test_a_body_without_etag_is_not_resumed(scripted: ScriptedServer, scripted_client: Client) -> None:
    scripted.answer(response(200, b"half", length=8))
    with pytest.raises(ConnectionError):
        scripted_client.bucket(BUCKET).get("k").read()
    assert len(scripted.requests) == 1


def test_get_into_a_broken_body_is_tried_again_from_the_start(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    scripted.answer(response(200, b"half", length=8), response(200, b"complete"))
    buffer = bytearray(8)
    assert scripted_client.bucket(BUCKET).get_into("k", buffer) == 8
    assert buffer == b"complete"


@pytest.mark.parametrize("action", ["corrupt_byte", "wrong_crc"])
def test_bytes_that_do_not_fit_their_checksum_are_not_handed_out(
    bucket: Bucket, faults: Emulator, action: str
) -> None:
    bucket.put("k", b"0123456789")
    options: dict[str, Any] = {"offset": 4} if action == "corrupt_byte" else {}
    faults.add_fault(action, match={"bucket": bucket.name, "key": "k"}, times=0, **options)
    with pytest.raises(pycos.ChecksumMismatch):
        bucket.get("k").read()
    with pytest.raises(pycos.ChecksumMismatch):
        bucket.get_into("k", bytearray(10))


def test_an_upload_the_server_stored_differently_is_noticed(bucket: Bucket, faults: Emulator) -> None:
    faults.add_fault("wrong_crc", match={"bucket": bucket.name, "key": "k"}, times=0)
    with pytest.raises(pycos.ChecksumMismatch) as caught:
        bucket.put("k", b"x")
    assert caught.value.attempts == 3


def test_a_server_that_ignores_the_range_is_noticed(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    bucket = scripted_client.bucket(BUCKET)
    scripted.answer(response(200, b"whole"), response(200, b"whole"))
    with pytest.raises(pycos.MalformedResponse):
        bucket.get("k", range=(1, 3))
    with pytest.raises(pycos.MalformedResponse):
        bucket.get_into("k", bytearray(9), range=(1, 3))


@pytest.mark.parametrize(
    "answer",
    [raw(b""), raw(b"HTTP/1.1 200 OK\r\nContent-Le"), reset()],
    ids=["nothing", "half a header", "reset"],
)
def test_no_whole_answer_is_a_lost_connection(
    scripted: ScriptedServer, scripted_client: Client, answer: Any
) -> None:
    scripted.answer(*[answer] * 3)
    with pytest.raises(pycos.ConnectionLost) as caught:
        scripted_client.bucket(BUCKET).head("k")
    assert (caught.value.status, caught.value.attempts) == (0, 3)


@pytest.mark.parametrize(
    "answer",
    [
        raw(b"220 mail.example.com ESMTP\r\n\r\n"),
        raw(b"\x15\x03\x01\x00\x02\x02\x16"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n folded: yes\r\n\r\n"),
    ],
    ids=["another protocol", "bytes", "a malformed header"],
)
def test_an_answer_that_is_not_http_is_malformed(
    scripted: ScriptedServer, scripted_client: Client, answer: Any
) -> None:
    scripted.answer(*[answer] * 3)
    with pytest.raises(pycos.MalformedResponse) as caught:
        scripted_client.bucket(BUCKET).head("k")
    assert (caught.value.status, caught.value.attempts) == (0, 3)


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize(
    ("headers", "request_id"), [({"x-cos-request-id": "header"}, "header"), ({}, "document")]
)
def test_the_request_id_of_the_header_goes_before_the_documents(
    scripted: ScriptedServer, scripted_client: Client, status: int, headers: dict[str, str], request_id: str
) -> None:
    document = b"<Error><Code>AccessDenied</Code><RequestId>document</RequestId></Error>"
    scripted.answer(response(status, document, headers))
    with pytest.raises(pycos.CosError) as caught:
        list(scripted_client.bucket(BUCKET).objects())
    assert caught.value.request_id == request_id


@pytest.mark.parametrize(
    "body", [b"", b"not xml", b"<Other/>", b"<ListBucketResult>", b"<!DOCTYPE a><ListBucketResult/>"]
)
def test_a_listing_that_is_none_is_malformed(
    scripted: ScriptedServer, scripted_client: Client, body: bytes
) -> None:
    scripted.answer(response(200, body))
    with pytest.raises(pycos.MalformedResponse) as caught:
        list(scripted_client.bucket(BUCKET).objects())
    assert (caught.value.bucket, caught.value.operation) == (BUCKET, "GetBucket")


def test_a_listing_that_does_not_move_on_is_not_followed_for_ever(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    page = (
        b"<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>a</NextMarker>"
        b"<Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>"
    )
    scripted.answer(response(200, page), response(200, page))
    with pytest.raises(pycos.MalformedResponse, match="does not move on"):
        list(scripted_client.bucket(BUCKET).objects())


def test_delete_many_does_not_take_silence_for_success(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    said = (
        b"<DeleteResult><Deleted><Key>a</Key></Deleted>"
        b"<Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>"
    )
    scripted.answer(response(200, said))
    results = scripted_client.bucket(BUCKET).delete_many(["a", "b", "c"])
    assert [result.ok for result in results] == [True, False, False]
    assert isinstance(results[1].error, pycos.AccessDenied)
    assert results[2].error is not None
    assert results[2].error.code == "NotMentioned"


def test_delete_many_keeps_the_results_of_batches_before_a_failure(
    scripted: ScriptedServer, scripted_client: Client
) -> None:
    keys = [f"{number}" for number in range(1001)]
    done = b"".join(b"<Deleted><Key>%s</Key></Deleted>" % key.encode() for key in keys[:1000])
    scripted.answer(
        response(200, b"<DeleteResult>" + done + b"</DeleteResult>"),
        response(403, error_body("AccessDenied")),
    )
    results = scripted_client.bucket(BUCKET).delete_many(keys)
    assert [result.ok for result in results] == [True] * 1000 + [False]
    scripted.answer(response(403, error_body("AccessDenied")))
    with pytest.raises(pycos.AccessDenied):
        scripted_client.bucket(BUCKET).delete_many(keys)


def test_redirects_are_not_followed(scripted: ScriptedServer, scripted_client: Client) -> None:
    scripted.answer(response(302, headers={"Location": f"http://127.0.0.1:{scripted.port}/elsewhere"}))
    with pytest.raises(pycos.Redirected):
        scripted_client.bucket(BUCKET).get("k")
    assert len(scripted.requests) == 1


def test_an_answer_larger_than_max_body_is_refused(scripted: ScriptedServer) -> None:
    small = Client(endpoint=f"http://127.0.0.1:{scripted.port}", anonymous=True, max_body=1000)
    scripted.answer(response(200, bytes(1001)))
    with pytest.raises(pycos.ResponseTooLarge):
        small.request("GET", bucket=BUCKET, key="k")


# -- no way to the server ------------------------------------------------------------------------------------


def test_a_refused_connection_is_a_connect_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = Client(endpoint=f"http://127.0.0.1:{port}", anonymous=True, retry=QUICK)
    with pytest.raises(pycos.ConnectError) as caught:
        client.bucket(BUCKET).head("k")
    assert isinstance(caught.value, ConnectionError)
    assert caught.value.attempts == 3


def test_a_name_that_is_not_known_says_which_region_was_meant() -> None:
    client = Client(region="ap-guangzou", secret_id="i" * 9, secret_key="k", retry=RetryPolicy(attempts=1))
    # .invalid is never known; the endpoint keeps the region it was made with.
    client._session.endpoint = pycos.Endpoint(
        "http://cos.invalid", "http://cos.invalid", "virtual-host", "ap-guangzou"
    )
    with pytest.raises(pycos.NameLookupError, match="ap-guangzhou"):
        client.bucket(BUCKET).head("k")


def test_a_certificate_nobody_vouches_for_is_refused_unless_told_so(
    emulator: Emulator, client: Client, bucket: Bucket
) -> None:
    # The certificate is for COS's own names; the route leads to the local server.
    given: dict[str, Any] = {
        "region": bucket.location(),
        "route": ("127.0.0.1", emulator.https_port),
        "credentials": client._session.provider,
        "retry": QUICK,
    }
    with pytest.raises(pycos.TLSError) as caught:
        Client(**given).bucket(bucket.name).exists()
    assert caught.value.attempts == 1
    assert Client(**given, ca_file=emulator.ca_file).bucket(bucket.name).exists()
    with pytest.warns(pycos.InsecureWarning):
        careless = Client(**given, verify=False)
    assert careless.bucket(bucket.name).exists()


def test_http_on_a_tls_port_and_the_reverse_are_errors_of_the_way(emulator: Emulator) -> None:
    for endpoint in (f"http://127.0.0.1:{emulator.https_port}", f"https://127.0.0.1:{emulator.port}"):
        client = Client(
            endpoint=endpoint,
            anonymous=True,
            retry=RetryPolicy(attempts=1),
            connect_timeout=0.5,
            read_timeout=5,
        )
        with pytest.raises((pycos.TransportError, pycos.MalformedResponse)) as caught:
            client.bucket(BUCKET).head("k")
        assert caught.value.status == 0


def test_wrong_credentials_are_told_apart(client: Client, bucket: Bucket, emulator: Emulator) -> None:
    unknown = Client(endpoint=client.endpoint.url, secret_id="AKIDnobody", secret_key="k").bucket(bucket.name)
    with pytest.raises(pycos.InvalidAccessKeyId):
        unknown.put("k", b"")
    wrong = Client(endpoint=client.endpoint.url, secret_id=emulator.secret_id, secret_key="wrong").bucket(
        bucket.name
    )
    with pytest.raises(pycos.SignatureDoesNotMatch):
        wrong.put("k", b"")
    with pytest.raises(PermissionError):
        wrong.head("k")


# -- files that change ---------------------------------------------------------------------------------------


def test_a_file_that_shrinks_while_it_is_sent_is_noticed_and_nothing_is_stored(
    bucket: Bucket, tmp_path: Path
) -> None:
    from pycos.source import open_source
    from pycos.uploading import put_source

    path = tmp_path / "f"
    path.write_bytes(bytes(32 << 20))
    with open_source(path) as source:
        os.truncate(path, 1000)
        with pytest.raises(pycos.FileChanged):
            put_source(
                bucket._session, bucket._session.limits(), bucket.name, "k", source, [], repeatable=True
            )
    assert not bucket.exists("k")


def test_a_file_that_changes_while_it_is_sent_is_noticed(bucket: Bucket, tmp_path: Path) -> None:
    from pycos.source import open_source
    from pycos.uploading import put_source

    path = tmp_path / "f"
    path.write_bytes(b"before")
    with open_source(path) as source:
        path.write_bytes(b"after!")
        os.utime(path, ns=(1, 1))
        with pytest.raises(pycos.FileChanged, match="mixture"):
            put_source(
                bucket._session, bucket._session.limits(), bucket.name, "k", source, [], repeatable=True
            )


# -- the log -------------------------------------------------------------------------------------------------


def test_every_attempt_is_one_line_and_no_line_holds_a_secret(
    scripted: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "canary-4711"
    client = Client(
        endpoint=f"http://127.0.0.1:{scripted.port}",
        secret_id=f"{canary}-id",
        secret_key=f"{canary}-key",
        token=f"{canary}-token",
        retry=QUICK,
    )
    caplog.set_level(logging.DEBUG)
    scripted.answer(
        response(503, error_body("SlowDown")),
        response(200, headers={"x-cos-request-id": "the-id", "ETag": '"e"'}),
        response(403, error_body("AccessDenied")),
    )
    bucket = client.bucket(BUCKET)
    bucket.put("a\nb", b"x", headers={"x-cos-server-side-encryption-customer-key": f"{canary}-sse"})
    bucket.presign("GET", "k")
    with pytest.raises(pycos.AccessDenied) as caught:
        bucket.get("k")
    attempts = [each for each in caplog.records if each.name == "pycos" and each.levelno == logging.DEBUG]
    retries = [each for each in caplog.records if each.name == "pycos" and each.levelno == logging.INFO]
    assert len(attempts) == 3
    assert len(retries) == 1
    line = attempts[1].getMessage()
    for fact in ("PutObject", BUCKET, "'a\\nb'", "status=200", "the-id", "ms="):
        assert fact in line
    everything = "\n".join(each.getMessage() for each in caplog.records)
    everything += (
        repr(client) + repr(bucket) + str(caught.value) + repr(caught.value) + repr(caught.value.__dict__)
    )
    assert canary not in everything
    assert "\n" not in line
