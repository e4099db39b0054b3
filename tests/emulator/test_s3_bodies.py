"""Bodies of the S3 dialect: aws-chunked, signed or not, with trailers, and the hashes that are announced.

botocore signs the heads; the chunks are signed here, from the public description.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cos_requests import REGION, Answer, Cos
from hypothesis import given
from hypothesis import strategies as st
from s3_requests import send, signed_headers

from pycos.emulator.errors import ApiError
from pycos.emulator.s3 import chunked

SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
EMPTY = hashlib.sha256().hexdigest()


def crc32(data: bytes) -> str:
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


class Sender:
    """Sends one request with a body that is signed as the test wants it."""

    def __init__(self, cos: Cos, payload: str, headers: Mapping[str, str] | None = None) -> None:
        self._server = cos.server
        self._path = f"/{cos.bucket}/key"
        self._headers = signed_headers(cos.server, "PUT", self._path, headers, payload=payload)
        self._stamp = self._headers["X-Amz-Date"]
        self._scope = f"{self._stamp[:8]}/{REGION}/s3/aws4_request"
        self.last = self._headers["Authorization"].rpartition("=")[2]
        key = f"AWS4{cos.server.secret_key}".encode()
        for part in self._scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        self._key = key

    def _sign(self, kind: str, *lines: str) -> str:
        text = "\n".join((f"AWS4-HMAC-SHA256-{kind}", self._stamp, self._scope, self.last, *lines))
        self.last = hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
        return self.last

    def chunk(self, data: bytes) -> bytes:
        """A signed chunk."""
        signature = self._sign("PAYLOAD", EMPTY, hashlib.sha256(data).hexdigest())
        end = b"\r\n" if data else b""
        return f"{len(data):x};chunk-signature={signature}\r\n".encode() + data + end

    def trailer(self, name: str, text: str, end: str = "\r\n") -> bytes:
        """A trailer and the signature of it."""
        signature = self._sign("TRAILER", hashlib.sha256(f"{name}:{text}\n".encode()).hexdigest())
        return f"{name}:{text}{end}x-amz-trailer-signature:{signature}\r\n\r\n".encode()

    def send(self, body: bytes | Iterator[bytes]) -> Answer:
        """Send the body, chunked by transfer coding when it comes in pieces."""
        return send(self._server, "PUT", self._path, self._headers, body)


def streaming(cos: Cos, size: int, payload: str = SIGNED, **headers: str) -> Sender:
    said = {"x-amz-decoded-content-length": str(size), "Content-Encoding": "aws-chunked"}
    return Sender(cos, payload, {**said, **{name.replace("_", "-"): text for name, text in headers.items()}})


def test_signed_chunks(cos: Cos) -> None:
    pieces = [b"a" * 65_536, b"b" * 65_536, b"c" * 1000]
    data = b"".join(pieces)
    sender = streaming(cos, len(data), Content_Type="x/y")
    answer = sender.send(b"".join(sender.chunk(piece) for piece in [*pieces, b""]) + b"\r\n")
    assert answer.status == 200, answer.body
    got = cos.get("key")
    assert got.body == data
    assert got.headers["ETag"] == f'"{hashlib.md5(data).hexdigest()}"'
    assert (got.headers["Content-Encoding"], got.headers["Content-Type"]) == (None, "x/y")


@pytest.mark.parametrize("end", ["\r\n", "\n\r\n"])
def test_signed_chunks_with_a_signed_trailer(cos: Cos, end: str) -> None:
    data = b"x" * 5000
    sender = streaming(cos, 5000, f"{SIGNED}-TRAILER", x_amz_trailer="x-amz-checksum-crc32")
    body = sender.chunk(data) + sender.chunk(b"")
    answer = sender.send(body + sender.trailer("x-amz-checksum-crc32", crc32(data), end))
    assert answer.status == 200, answer.body
    assert answer.headers["x-amz-checksum-crc32"] == crc32(data)
    assert cos.get("key").body == data


def test_unsigned_chunks_within_chunks(cos: Cos) -> None:
    data = b"y" * 20_000
    sender = streaming(
        cos, 20_000, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", x_amz_trailer="x-amz-checksum-sha256"
    )
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    body = b"4e20\r\n" + data + b"\r\n0\r\nx-amz-checksum-sha256:" + digest.encode() + b"\r\n\r\n"
    answer = sender.send(body[start : start + 777] for start in range(0, len(body), 777))
    assert answer.status == 200, answer.body
    assert cos.get("key").body == data


def test_another_content_coding_is_kept(cos: Cos) -> None:
    sender = streaming(cos, 1, Content_Encoding="aws-chunked,gzip")
    assert sender.send(sender.chunk(b"x") + sender.chunk(b"") + b"\r\n").status == 200
    assert cos.get("key").headers["Content-Encoding"] == "gzip"


def refused(cos: Cos, answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.code) == (status, code), answer.body
    assert cos.get("key").status == 404


def test_a_chunk_that_was_changed(cos: Cos) -> None:
    sender = streaming(cos, 100_000)
    body = sender.chunk(b"x" * 50_000) + sender.chunk(b"z" * 50_000) + sender.chunk(b"") + b"\r\n"
    refused(cos, sender.send(body.replace(b"zzzz", b"zzyz", 1)), 403, "SignatureDoesNotMatch")


def test_chunks_that_were_exchanged(cos: Cos) -> None:
    sender = streaming(cos, 20)
    first, second, last = sender.chunk(b"a" * 10), sender.chunk(b"b" * 10), sender.chunk(b"")
    refused(cos, sender.send(second + first + last + b"\r\n"), 403, "SignatureDoesNotMatch")


def test_a_trailer_that_was_changed(cos: Cos) -> None:
    sender = streaming(cos, 1, f"{SIGNED}-TRAILER", x_amz_trailer="x-amz-checksum-crc32")
    body = sender.chunk(b"x") + sender.chunk(b"") + sender.trailer("x-amz-checksum-crc32", crc32(b"y"))
    other = body.replace(crc32(b"y").encode(), crc32(b"x").encode())
    refused(cos, sender.send(other), 403, "SignatureDoesNotMatch")


def test_a_trailer_whose_checksum_is_wrong(cos: Cos) -> None:
    sender = streaming(cos, 1, f"{SIGNED}-TRAILER", x_amz_trailer="x-amz-checksum-crc32")
    body = sender.chunk(b"x") + sender.chunk(b"") + sender.trailer("x-amz-checksum-crc32", crc32(b"y"))
    refused(cos, sender.send(body), 400, "BadDigest")


@pytest.mark.parametrize(
    ("trailers", "code"),
    [
        (b"\r\n", "MalformedTrailerError"),
        (b"x-amz-checksum-sha1:AAAA\r\n\r\n", "MalformedTrailerError"),
        (b"x-amz-checksum-crc32:" + crc32(b"x").encode() + b"\r\nother:1\r\n\r\n", "MalformedTrailerError"),
        (b"no trailer\r\n\r\n", "MalformedTrailerError"),
        (b"x-amz-checksum-crc32:!!\r\n\r\n", "InvalidRequest"),
        (b"x-amz-checksum-crc32:" + crc32(b"x").encode() + b"\r\n\r\nmore", "InvalidRequest"),
        (b"x-amz-checksum-crc32:" + crc32(b"x").encode() + b"\r\n", "IncompleteBody"),
        (b"", "IncompleteBody"),
    ],
)
def test_trailers_that_are_not_as_announced(cos: Cos, trailers: bytes, code: str) -> None:
    sender = streaming(cos, 1, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", x_amz_trailer="x-amz-checksum-crc32")
    refused(cos, sender.send(b"1\r\nx\r\n0\r\n" + trailers), 400, code)


@pytest.mark.parametrize(("size", "code"), [(9, "IncompleteBody"), (11, "IncompleteBody")])
def test_a_decoded_length_that_is_wrong(cos: Cos, size: int, code: str) -> None:
    sender = streaming(cos, size)
    refused(cos, sender.send(sender.chunk(b"a" * 10) + sender.chunk(b"") + b"\r\n"), 400, code)


def test_a_decoded_length_that_is_missing_or_none(cos: Cos) -> None:
    sender = Sender(cos, SIGNED)
    refused(cos, sender.send(sender.chunk(b"") + b"\r\n"), 411, "MissingContentLength")
    sender = Sender(cos, SIGNED, {"x-amz-decoded-content-length": "-1"})
    refused(cos, sender.send(sender.chunk(b"") + b"\r\n"), 400, "InvalidArgument")


@pytest.mark.parametrize("coding", ["STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "nonsense"])
def test_a_payload_that_is_none(cos: Cos, coding: str) -> None:
    refused(cos, Sender(cos, coding).send(b"x"), 400, "InvalidArgument")


def test_a_body_that_is_not_the_one_that_was_signed(cos: Cos) -> None:
    digest = hashlib.sha256(b"the one").hexdigest()
    assert Sender(cos, digest).send(b"the one").status == 200
    assert cos.request("DELETE", "key").status == 204
    refused(cos, Sender(cos, digest).send(b"another"), 400, "XAmzContentSHA256Mismatch")
    refused(cos, Sender(cos, digest).send(b""), 400, "XAmzContentSHA256Mismatch")


def views(data: bytes, cuts: list[int]) -> Iterator[memoryview]:
    start = 0
    for cut in sorted(cut % (len(data) + 1) for cut in cuts):
        yield memoryview(data)[start:cut]
        start = max(start, cut)
    yield memoryview(data)[start:]


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=6), st.lists(st.integers(0, 1000), max_size=8))
def test_chunks_are_read_however_they_arrive(pieces: list[bytes], cuts: list[int]) -> None:
    data = b"".join(pieces)
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\na-b: c\r\n\r\n"
    seen: list[dict[str, str]] = []
    decoded = chunked.decode(views(body, cuts), len(data), None, seen.append)
    assert b"".join(bytes(view) for view in decoded) == data
    assert seen == [{"a-b": "c"}]


@given(st.binary(max_size=60) | st.text("0123456789abcdef\r\n;=-:x", max_size=40).map(str.encode))
def test_whatever_arrives_is_decoded_or_refused(body: bytes) -> None:
    try:
        for _ in chunked.decode(iter([memoryview(body)]), 10, None, None):
            pass
    except ApiError:
        pass


@pytest.mark.parametrize("size", [b"0x1", b"-1", b"", b" 1", b"1 ", b"1;a=b", b"1" * 16, b"+1"])
def test_the_size_of_a_chunk_is_read_strictly(size: bytes) -> None:
    body = size + b"\r\nx\r\n0\r\n\r\n"
    with pytest.raises(ApiError):
        list(chunked.decode(iter([memoryview(body)]), 1, None, None))


def test_a_line_without_an_end_is_not_collected_for_ever() -> None:
    endless = (memoryview(b"1" * 1000) for _ in range(1_000_000_000))
    with pytest.raises(ApiError, match="too long"):
        list(chunked.decode(endless, 1, None, None))


def test_a_long_body_in_chunks_takes_no_memory(cos: Cos) -> None:
    def peak() -> int:
        status = Path(f"/proc/{cos.server.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) * 1024

    sender = streaming(cos, 48 << 20)
    pieces = [sender.chunk(b"x" * (1 << 20)) for _ in range(48)]
    before = peak()
    # The last chunk is wrong, so that nothing is kept: what is left over was taken by the way of the bytes.
    assert sender.send(iter([*pieces, b"0;chunk-signature=" + b"0" * 64 + b"\r\n\r\n"])).status == 403
    assert peak() - before < 16 << 20
