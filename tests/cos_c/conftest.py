"""A small scripted HTTP server, and settings that point to it.

Stdlib only, and knowing nothing of COS: what it answers is what a test told it to.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cos_c import Settings

BUCKET = "photos-1250000000"


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    cut: int | None = None  # send only so many bytes of the body, then close
    hold: bool = False  # send the headers and `cut` bytes, then nothing until the test ends
    silent: bool = False  # send nothing at all until the test ends


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[Request] = []
        self.answers: dict[str, Callable[[Request], Answer]] = {}
        self.over = threading.Event()
        self.arrived = threading.Semaphore(0)  # one release for each request, before it is answered

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, key: str, answer: Answer | Callable[[Request], Answer]) -> None:
        """Set what requests for /BUCKET/key get, whatever their method and query."""
        self.answers[key] = answer if callable(answer) else lambda _request: answer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what many tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def respond(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(self.command, self.path, dict(self.headers), self.rfile.read(length))
        self.server.requests.append(request)
        self.server.arrived.release()
        key = self.path.partition("?")[0].removeprefix(f"/{BUCKET}").lstrip("/")
        answer = self.server.answers.get(key, lambda _request: Answer(404))(request)
        if answer.silent:
            self.server.over.wait()
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if not any(name == "Content-Length" for name, _ in answer.headers):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body if answer.cut is None else answer.body[: answer.cut])
        self.wfile.flush()
        if answer.hold:
            self.server.over.wait()
        if answer.cut is not None or answer.hold:
            self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = respond  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing on stderr."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(server: Server) -> Settings:
    return Settings(server.url, secret_id="AKIDtest", secret_key="key-of-the-test", address="path")
