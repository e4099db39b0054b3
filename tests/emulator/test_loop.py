"""The thread that all connections share while their requests are brief, and the way to a thread and back."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cos_requests import Cos, new_bucket_name, signature

from pycos.emulator import Emulator
from pycos.emulator.application import Application, Settings
from pycos.emulator.connection import Connection, NotBrief
from pycos.emulator.signature import Credential
from pycos.emulator.store.storage import Storage
from pycos.emulator.stream import Disconnected, Stream


class Talk:
    """One connection on which requests follow each other."""

    def __init__(self, cos: Cos) -> None:
        self.cos = cos
        self.socket = socket.create_connection(("127.0.0.1", cos.server.port), timeout=20)

    def head(self, method: str, key: str, size: int | None = None, *more: str) -> bytes:
        cos = self.cos
        text = signature(
            cos.server.secret_id, cos.server.secret_key, method, "/" + key, [], [("host", cos.host)]
        )
        lines = [f"{method} /{key} HTTP/1.1", f"Host: {cos.host}", f"Authorization: {text}", *more]
        if size is not None:
            lines.append(f"Content-Length: {size}")
        return "\r\n".join([*lines, "", ""]).encode()

    def put(self, key: str, body: bytes, *more: str) -> bytes:
        return self.head("PUT", key, len(body), *more) + body

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self, *, body: bool = True) -> tuple[int, bytes]:
        """The next answer: its status and body."""
        received = b""
        while b"\r\n\r\n" not in received:
            piece = self.socket.recv(1)  # nothing of the next answer
            assert piece, received
            received += piece
        size = int(received.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0")
        text = b""
        while body and len(text) < size:
            piece = self.socket.recv(size - len(text))
            assert piece
            text += piece
        return int(received.split()[1]), text

    def ask(self, data: bytes) -> tuple[int, bytes]:
        self.send(data)
        return self.answer()


@pytest.fixture
def talk(cos: Cos) -> Iterator[Talk]:
    made = Talk(cos)
    with contextlib.closing(made.socket):
        yield made


@contextlib.contextmanager
def at_once(cos: Cos, count: int) -> Iterator[list[Talk]]:
    """Connections whose requests the server finds all together: it sleeps while they are sent."""
    talks = [Talk(cos) for _ in range(count)]
    for talk in talks:
        assert talk.ask(talk.put("here", b""))[0] == 200
    os.kill(cos.server.pid, signal.SIGSTOP)
    try:
        yield talks
    finally:
        os.kill(cos.server.pid, signal.SIGCONT)


def test_requests_of_all_lengths_follow_each_other_on_one_connection(talk: Talk) -> None:
    sizes = (0, 1, 16_384, 16_385, 10, 300_000, 16_384)
    bodies = [os.urandom(size) for size in sizes]
    for number, body in enumerate(bodies):
        assert talk.ask(talk.put(f"k{number}", body))[0] == 200
    for number, body in enumerate(bodies):
        assert talk.ask(talk.head("GET", f"k{number}")) == (200, body)
        talk.send(talk.head("HEAD", f"k{number}"))
        assert talk.answer(body=False)[0] == 200
        assert talk.ask(talk.head("GET", "missing"))[0] == 404
        assert talk.ask(talk.head("DELETE", f"k{number}"))[0] == 204
        assert talk.ask(talk.head("GET", f"k{number}"))[0] == 404


def test_requests_that_come_in_one_piece_are_answered_in_their_order(talk: Talk) -> None:
    talk.send(
        talk.put("a", b"first")
        + talk.head("GET", "a")
        + talk.put("a", b"second")
        + talk.put("b", bytes(20_000))
        + talk.head("GET", "a")
    )
    assert talk.answer()[0] == 200
    assert talk.answer() == (200, b"first")
    assert talk.answer()[0] == 200
    assert talk.answer()[0] == 200
    assert talk.answer() == (200, b"second")
    assert talk.ask(talk.head("GET", "a")) == (200, b"second")


def test_a_request_may_be_cut_anywhere(talk: Talk) -> None:
    whole = talk.put("k", b"0123456789")
    for place in [1, 20, len(whole) - 12, len(whole) - 10, len(whole) - 5, len(whole) - 1]:
        talk.send(whole[:place])
        # Another client is served meanwhile, after which the server has seen the first part.
        assert talk.cos.put("other", b"x").status == 200
        assert talk.ask(whole[place:])[0] == 200
        assert talk.ask(talk.head("GET", "k")) == (200, b"0123456789")


def test_half_a_body_changes_nothing(talk: Talk) -> None:
    talk.send(talk.put("k", b"0123456789")[:-1])
    talk.socket.close()
    cut = talk.cos.server.requests(bucket=talk.cos.bucket, key="k", wait=20)
    assert [(entry["method"], entry["status"]) for entry in cut] == [("PUT", 0)]
    assert talk.cos.get("k").status == 404


def test_each_of_the_writes_that_came_together_is_made(cos: Cos) -> None:
    with at_once(cos, 20) as talks:
        for number, talk in enumerate(talks):
            talk.send(talk.put(f"k{number}", b"%d" % number))
        reader = talks[-1]
    for talk in talks:
        assert talk.answer()[0] == 200
    for number in range(20):
        assert reader.ask(reader.head("GET", f"k{number}")) == (200, b"%d" % number)
        assert cos.get(f"k{number}").body == b"%d" % number


def test_of_writers_of_one_key_that_came_together_one_is_the_first(cos: Cos) -> None:
    with at_once(cos, 10) as talks:
        for number, talk in enumerate(talks):
            talk.send(talk.put("k", b"%d" % number, "x-cos-forbid-overwrite: true"))
    answers = [talk.answer()[0] for talk in talks]
    assert sorted(answers) == [200] + [409] * 9
    assert cos.get("k").body == b"%d" % answers.index(200)


def test_a_write_that_is_refused_halfway_takes_no_other_with_it(cos: Cos) -> None:
    def versioning(status: str) -> None:
        body = f"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>".encode()
        assert cos.request("PUT", params={"versioning": ""}, body=body).status == 200

    cos.put("k", b"null")
    versioning("Enabled")
    cos.put("k", b"newest")
    versioning("Suspended")  # a write now removes the version null, before it sees that it may not
    with at_once(cos, 8) as talks:
        for number, talk in enumerate(talks):
            refused = number == 4
            more = ("x-cos-forbid-overwrite: true",) if refused else ()
            talk.send(talk.put("k" if refused else f"k{number}", b"%d" % number, *more))
    assert [talk.answer()[0] for talk in talks] == [200] * 4 + [409] + [200] * 3
    assert cos.get("k").body == b"newest"
    assert cos.request("GET", "k", params={"versionId": "null"}).body == b"null"
    for number in (0, 1, 2, 3, 5, 6, 7):
        assert cos.get(f"k{number}").body == b"%d" % number
    noted = [entry for entry in cos.server.requests(bucket=cos.bucket) if entry["key"] == "k3"]
    assert [(entry["operation"], entry["status"]) for entry in noted if entry["method"] == "PUT"] == [
        ("PutObject", 200)
    ]


def test_writes_to_a_bucket_that_has_gone_are_refused_one_by_one(cos: Cos) -> None:
    other = Cos(cos.server, new_bucket_name())
    assert other.request("PUT").status == 200
    with at_once(cos, 4) as talks:
        for number, talk in enumerate(talks):
            talk.cos = other if number % 2 else cos
            talk.send(talk.put(f"k{number}", b"x"))
    assert [talk.answer()[0] for talk in talks] == [200] * 4
    for number in (1, 3):
        assert other.request("DELETE", f"k{number}").status == 204
    assert other.request("DELETE").status == 204
    with at_once(cos, 4) as talks:
        for number, talk in enumerate(talks):
            talk.cos = other if number % 2 else cos
            talk.send(talk.put(f"k{number}", b"x"))
    assert [talk.answer()[0] for talk in talks] == [200, 404, 200, 404]


def test_a_rule_strikes_a_connection_that_was_served_without_one(talk: Talk) -> None:
    assert talk.ask(talk.put("k", b"x"))[0] == 200
    talk.cos.server.add_fault("status", status=503, times=2, match={"bucket": talk.cos.bucket})
    assert [talk.ask(talk.put("k", b"x"))[0] for _ in range(4)] == [503, 503, 200, 200]
    talk.cos.server.clear_faults()
    assert talk.ask(talk.head("GET", "k")) == (200, b"x")


def test_a_request_that_has_come_when_the_server_is_stopped_is_answered(tmp_path: Path) -> None:
    with Emulator(data=tmp_path / "data", https=False) as server:
        cos = Cos(server, new_bucket_name())
        assert cos.request("PUT").status == 200
        with at_once(cos, 4) as talks:
            for number, talk in enumerate(talks):
                talk.send(talk.put(f"k{number}", bytes(10 * number)))
        assert [talk.answer()[0] for talk in talks] == [200] * 4
    for talk in talks:
        assert talk.socket.recv(1) == b""


@pytest.fixture
def application() -> Iterator[Application]:
    storage = Storage(None)
    settings = Settings(
        credentials={"id": Credential("id", "key")},
        domains={},
        buckets=(("b-1250000000", "ap-guangzhou"),),
    )
    made = Application(storage, settings)
    bucket = storage.buckets.get("b-1250000000")
    assert bucket is not None
    storage.buckets.set_acl(bucket, "public-read-write")
    yield made
    storage.close()


@pytest.fixture
def pair(application: Application) -> Iterator[tuple[socket.socket, Connection]]:
    """A client, and its connection to a server without threads."""
    ours, theirs = socket.socketpair()
    ours.settimeout(20)
    with contextlib.closing(ours), contextlib.closing(theirs):
        yield ours, Connection(application, Stream(theirs, 20.0), None)


SCRATCH = memoryview(bytearray(65536))
PUT = b"PUT /b-1250000000/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
GET = b"GET /b-1250000000/k HTTP/1.1\r\nHost: localhost\r\n\r\n"


def brief(application: Application, connection: Connection) -> bool:
    exchange = connection.take(SCRATCH)
    assert exchange is not None
    response = application.answer_briefly(exchange.request, exchange.route, exchange.entry)
    return connection.reply(exchange, response)


def test_a_request_is_taken_when_all_of_it_is_there(
    application: Application, pair: tuple[socket.socket, Connection]
) -> None:
    client, connection = pair
    assert connection.take(SCRATCH) is None
    assert connection.idle
    client.sendall(PUT[:-3])
    assert connection.take(SCRATCH) is None
    assert not connection.idle
    client.sendall(PUT[-3:])
    assert brief(application, connection)
    assert connection.idle
    assert client.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
    client.sendall(GET)
    assert brief(application, connection)
    assert client.recv(65536).endswith(b"\r\n\r\nhello")
    client.close()
    with pytest.raises(Disconnected):
        connection.take(SCRATCH)


@pytest.mark.parametrize(
    "request_",
    [
        PUT + b"more",
        PUT.replace(b"Content-Length: 5", b"Content-Length: 16385"),
        PUT.replace(b"Content-Length: 5", b"Transfer-Encoding: chunked"),
        PUT.replace(b"Content-Length: 5", b"Content-Length: 5\r\nExpect: 100-continue"),
        PUT.replace(b"Content-Length: 5", b"Content-Length: 5\r\nx-cos-traffic-limit: 819200"),
        PUT.replace(b"Content-Length: 5", b"Content-Length: 5\r\nContent-Length: 5"),
        PUT.replace(b"/k ", b"/k?acl "),
        GET[:-2],
        GET.replace(b"GET", b"DELETE"),
        GET.replace(b"/k ", b"/k!style "),
        GET.replace(b"/k ", b" "),
        GET.replace(b"/b-1250000000/k", b"/_emulator/health"),
        b"CONNECT cos.ap-guangzhou.myqcloud.com:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_may_take_longer_is_left_as_it_came(
    pair: tuple[socket.socket, Connection], request_: bytes
) -> None:
    client, connection = pair
    client.sendall(request_)
    with pytest.raises(NotBrief):
        connection.take(SCRATCH)
    assert connection._stream.buffer == request_


def test_the_rest_of_an_answer_is_sent_by_a_thread(
    application: Application, pair: tuple[socket.socket, Connection]
) -> None:
    client, connection = pair
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4608)
    body = os.urandom(16_384)
    client.sendall(PUT[:-5].replace(b"Content-Length: 5", b"Content-Length: 16384") + body)
    assert brief(application, connection)
    assert client.recv(65536)
    count = 0

    def ask_on() -> None:
        nonlocal count
        for _ in range(100):
            client.sendall(GET)
            count += 1
            brief(application, connection)

    with pytest.raises(NotBrief):
        ask_on()
    client.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    thread = threading.Thread(target=connection.run, kwargs={"secure": False})
    thread.start()
    received = b""
    while piece := client.recv(65536):
        received += piece
    thread.join(20)
    wanted = hashlib.md5(body, usedforsecurity=False).hexdigest().encode()
    assert received.count(b'ETag: "' + wanted) == count + 1
    assert received.count(body) == count + 1
