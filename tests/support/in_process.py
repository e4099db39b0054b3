"""The local server without its sockets and its process: bytes in, bytes out, and what went wrong inside.

For tests that make very many requests, and for fuzzing, which has to see the code that runs.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import traceback
from collections.abc import Iterator
from pathlib import Path

import h11

from pycos.emulator.application import Application, Settings
from pycos.emulator.connection import Connection
from pycos.emulator.signature import Credential
from pycos.emulator.store.storage import Storage
from pycos.emulator.stream import Stream

SECRET_ID = "AKIDINPROCESS0000000000000000000000"
SECRET_KEY = "in-process-key"
_BUFFER = 4 << 20  # an answer must fit: nobody reads while it is sent


class Unexpected(logging.Handler):
    """Collects what the server logs as an error: it does so only for what it did not expect."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message, with the traceback."""
        self.found.append(logging.Formatter().format(record))


class From(Stream):
    """A stream whose client is at a given address."""

    peer = "127.0.0.1"

    def address(self) -> str:
        """What the server takes for the address of the client."""
        return self.peer


class InProcess:
    """One server. ``errors`` holds a traceback for everything that it did not expect."""

    def __init__(self, folder: Path | None = None, **settings: object) -> None:
        self.storage = Storage(folder)
        credential = Credential(SECRET_ID, SECRET_KEY)
        given: dict[str, object] = {
            "domains": {},
            "min_part_size": 16,
            "control_token": "token",
            "buckets": (("b-1250000000", "ap-guangzhou"), ("other-1250000000", "ap-guangzhou")),
            **settings,
        }
        self.application = Application(self.storage, Settings({SECRET_ID: credential}, **given))  # type: ignore[arg-type]
        self._unexpected = Unexpected()
        self._logger = logging.getLogger("pycos.emulator")
        self._logger.addHandler(self._unexpected)
        self._propagate, self._logger.propagate = self._logger.propagate, False

    @property
    def errors(self) -> list[str]:
        """A traceback for everything that was not expected."""
        return self._unexpected.found

    def exchange(self, data: bytes, timeout: float = 20.0, peer: str = "127.0.0.1") -> bytes:
        """What the server answers to a connection that sends these bytes and then no more."""
        client, accepted = socket.socketpair()
        with client, accepted:
            for sock in (client, accepted):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            stream = From(accepted, timeout)
            stream.peer = peer
            try:
                Connection(self.application, stream, None).run(secure=False)
            except Exception:
                self.errors.append(traceback.format_exc())
            accepted.close()
            received = bytearray()
            client.settimeout(timeout)
            with contextlib.suppress(ConnectionError):
                while piece := client.recv(1 << 20):
                    received += piece
            return bytes(received)

    def close(self) -> None:
        """Let go of the store and the log."""
        self._logger.removeHandler(self._unexpected)
        self._logger.propagate = self._propagate
        self.application.faults.remove(None)
        self.storage.close()


@contextlib.contextmanager
def in_process(folder: Path | None = None, **settings: object) -> Iterator[InProcess]:
    """A server for one ``with`` block."""
    made = InProcess(folder, **settings)
    try:
        yield made
    finally:
        made.close()


def answers(data: bytes, methods: list[str]) -> list[int]:
    """The statuses of final answers, read strictly: h11.RemoteProtocolError for what is no HTTP."""
    statuses = []
    for method in methods:
        if not data:
            break
        connection = h11.Connection(h11.CLIENT)
        connection.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
        connection.send(h11.EndOfMessage())
        connection.receive_data(data)
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(b"")
            elif isinstance(event, h11.Response):
                statuses.append(event.status_code)
            elif event is h11.PAUSED or isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                break
        data = connection.trailing_data[0]
    return statuses
