"""Where a message ends, by our reader and by an independent strict one, h11: what we take, it takes alike."""

from __future__ import annotations

import contextlib
import socket

import h11
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pycos.emulator.errors import ApiError
from pycos.emulator.framing import parse_head
from pycos.emulator.stream import Disconnected, MessageBody, Stream

Message = tuple[bytes, bytes, bytes, bytes]  # method, target, body, what follows


def ours(data: bytes) -> Message | None:
    """The first message of some bytes and what follows it; None when it is refused."""
    client, accepted = socket.socketpair()
    with client, accepted:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        stream = Stream(accepted, 20)
        try:
            head = parse_head(stream.read_head())
            body = MessageBody(stream, head.length, expects_continue=False)
            content = b"".join(bytes(view) for view in body.chunks())
        except (ApiError, Disconnected):
            return None
        rest = bytearray(stream.buffer)
        with contextlib.suppress(TimeoutError):
            while more := stream.receive():
                rest += more
        return head.method.encode(), head.target.encode("ascii", "surrogateescape"), content, bytes(rest)


def theirs(data: bytes) -> Message | None:
    """The same by h11."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(data)
    connection.receive_data(b"")
    try:
        request = connection.next_event()
        if not isinstance(request, h11.Request):
            return None
        content = b""
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                return None
            content += bytes(event.data)
    except h11.RemoteProtocolError:
        return None
    return request.method, request.target, content, connection.trailing_data[0]


CHUNKED = b"5\r\nhello\r\n0\r\n\r\n"
METHODS = [b"PUT", b"GET", b"POST", b"get", b"G(T", b"CONNECT", b"SOURCE", b"M-SEARCH", b"PRI"]
TARGETS = [b"/k", b"/", b"/k?a=b", b"http://x/k", b"//", b"*", b"k", b"/k#f", b"/\xff", b"/\x7f", b""]
VERSIONS = [b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2.0", b"ICE/1.0", b"http/1.1", b"HTTP/1.10"]
NAMES = [
    b"Content-Length", b"Transfer-Encoding", b"Host", b"Connection", b"X-A", b"Expect", b"Upgrade",
    b"Trailer", b"content-length", b"TRANSFER-ENCODING", b"Transfer_Encoding",
    b"Content-Length ", b" X", b"X\x00", b"",
]  # fmt: skip
VALUES = [
    b"0", b"5", b"+5", b"-5", b"05", b"5, 5", b"5,5", b"0x5", b"5 5", b" 5", b"5\t", b"5\x0b", b"\xd9\xa5",
    b"", b"99999999999999999999", b"chunked", b"Chunked", b"chunked, chunked", b"identity", b"gzip, chunked",
    b"chunked;a=b", b"xchunked", b"chunked\x00", b"\x0bchunked", b"chunked,", b"x", b"x:80", b"a b", b"a@b",
    b"close", b"keep-alive", b"upgrade", b"h2c", b"100-continue", b"a\r\n b", b"a\nb", b"a\rb",
    b"caf\xc3\xa9",
]  # fmt: skip
BODIES = [
    b"", b"hello", CHUNKED, b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n", b"5 \r\nhello\r\n0\r\n\r\n",
    b"5\nhello\n0\n\n", b"05\r\nhello\r\n00\r\n\r\n", b"+5\r\nhello\r\n0\r\n\r\n",
    b"5\r\nhelloo\r\n0\r\n\r\n",
    b"0\r\n\r\n", b"0;\x00\r\n\r\n", b"5;a\rb\r\nhello\r\n0\r\n\r\n", b"0\r\nX\r\n\r\n",
    b"0\r\n X: y\r\n\r\n",
    b"f" * 16 + b"\r\n", b"0x5\r\nhello\r\n0\r\n\r\n", b"5_\r\nhello\r\n0\r\n\r\n",
]  # fmt: skip
NEXT = b"GET /next HTTP/1.1\r\nHost: x\r\n\r\n"


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """Requests that are right but for a few places."""
    weird = st.sampled_from([True] + [False] * 7)
    end = b"\r\n" if not draw(weird) else draw(st.sampled_from([b"\n", b"\r"]))
    line = b" ".join(
        [
            draw(st.sampled_from(METHODS if draw(weird) else METHODS[:3])),
            draw(st.sampled_from(TARGETS if draw(weird) else TARGETS[:4])),
            draw(st.sampled_from(VERSIONS if draw(weird) else VERSIONS[:1])),
        ]
    )
    headers = [b"Host: x"] if not draw(weird) else []
    if draw(st.booleans()):
        headers.append(draw(st.sampled_from([b"Content-Length: 5", b"Transfer-Encoding: chunked"])))
    for chosen in draw(st.lists(st.sampled_from(NAMES), max_size=3 if draw(weird) else 1)):
        separator = draw(st.sampled_from([b": ", b": ", b": ", b":", b" :", b":\t", b""]))
        headers.append(chosen + separator + draw(st.sampled_from(VALUES)))
    headers = draw(st.permutations(headers))
    data = b"\r\n".join([line, *headers[:1]]) + end + end.join([*headers[1:], b""]) + b"\r\n"
    body = draw(st.sampled_from(BODIES))
    data += body + draw(st.sampled_from([b"", NEXT]))
    if draw(weird):
        place, byte = draw(st.integers(0, len(data) - 1)), draw(st.integers(0, 255))
        data = data[:place] + bytes([byte]) + data[place + draw(st.integers(0, 1)) :]
    return data


@given(messages())
@settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@example(b"PUT /k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED + NEXT)
@example(b"PUT /k HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" + NEXT)
def test_what_we_take_h11_takes_with_the_same_body_and_the_same_rest(data: bytes) -> None:
    mine = ours(data)
    if mine is not None:
        assert theirs(data) == mine


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Content-Length: 5\r\n", b"hello"),
        (b"Transfer-Encoding: chunked\r\n", CHUNKED),
        (b"Transfer-Encoding: Chunked\r\n", b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n"),
        (b"Content-Length:5\r\nX-A: caf\xc3\xa9\r\n", b"hello"),
    ],
)
def test_both_take_what_is_right(headers: bytes, body: bytes) -> None:
    data = b"PUT /k HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n" + body + NEXT
    assert ours(data) == theirs(data) == (b"PUT", b"/k", b"hello", NEXT)
