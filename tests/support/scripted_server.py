"""A server without any notion of COS: it reads a request and sends the bytes a test gave it.

    scripted.answer(response(200, b"hello"))        # for the next request
    scripted.answer(reset())                        # for the one after it

Requests beyond the script get 500. What came in is in `scripted.requests`.
"""

from __future__ import annotations

import queue
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType

_MOST = 64 << 20


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Step = Callable[[socket.socket, threading.Event], None]


def response(
    status: int = 200,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
    close: bool = False,
) -> Step:
    """A whole answer. `length` is what Content-Length says, whatever the body is; `close` ends the
    connection.
    """

    def send(connection: socket.socket, over: threading.Event) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if close:
            lines.append("Connection: close")
        connection.sendall("\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body)
        if close or (length is not None and length != len(body)):
            raise ConnectionError

    return send


def raw(data: bytes) -> Step:
    """These bytes, then the end of the connection."""

    def send(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(data)
        raise ConnectionError

    return send


def stall(data: bytes = b"") -> Step:
    """These bytes, then nothing until the test ends or the client goes away."""

    def send(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(data)
        connection.settimeout(0.05)
        while not over.is_set():
            try:
                if not connection.recv(1024):
                    break
            except TimeoutError:
                continue
        raise ConnectionError

    return send


def reset() -> Step:
    """The connection is torn down."""

    def send(connection: socket.socket, over: threading.Event) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionError

    return send


def error_body(code: str, message: str = "the message") -> bytes:
    """The <Error> document of a refusal."""
    return (
        f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message>"
        f"<Resource>r</Resource><RequestId>rid</RequestId></Error>"
    ).encode()


class ScriptedServer:
    """Listens on a port of its own for as long as a `with` block lasts."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[Received] = []
        self.arrived = threading.Semaphore(0)
        """Released once for each request, before it is answered."""
        self._steps: queue.SimpleQueue[Step] = queue.SimpleQueue()
        self._over = threading.Event()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def answer(self, *steps: Step) -> None:
        """What the next requests get, in this order, on whichever connection they come."""
        for step in steps:
            self._steps.put(step)

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._connections:
                connection.close()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                while self._read(connection, lines):
                    try:
                        step = self._steps.get_nowait()
                    except queue.Empty:
                        step = response(500, b"", close=True)
                    step(connection, self._over)
        except (OSError, ValueError):
            pass  # the client went away, or the script said so
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _read(self, connection: socket.socket, lines: object) -> bool:
        first = lines.readline().split()  # type: ignore[attr-defined]
        if len(first) < 2:
            return False
        headers: dict[str, str] = {}
        while (line := lines.readline().strip()) != b"":  # type: ignore[attr-defined]
            name, _, value = line.decode("utf-8").partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("expect") == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = lines.read(min(int(headers.get("content-length", 0)), _MOST))  # type: ignore[attr-defined]
        self.requests.append(Received(first[0].decode(), first[1].decode(), headers, body))
        self.arrived.release()
        return True
