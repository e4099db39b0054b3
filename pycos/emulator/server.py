"""Sockets and threads: listen, one thread for each connection, and an orderly end."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
import threading
import time

from pycos.emulator.application import Application
from pycos.emulator.connection import Connection
from pycos.emulator.errors import ApiError
from pycos.emulator.response import error_response, new_request_id, render_head
from pycos.emulator.stream import Disconnected, Stream
from pycos.emulator.tls import Authority

logger = logging.getLogger("pycos.emulator")

MAX_CONNECTIONS = 256
PATIENCE = 75.0  # seconds a client may let the server wait
SHUTDOWN_PATIENCE = 5.0  # seconds that requests under way may still take
_BACKLOG = 512


class Server:
    """One application on one or two ports of a loopback address.

    ``ValueError`` for any other address, unless ``allow_remote`` says that it is meant.
    """

    def __init__(
        self,
        application: Application,
        host: str,
        port: int,
        *,
        https_port: int | None = None,
        authority: Authority | None = None,
        patience: float = PATIENCE,
        allow_remote: bool = False,
    ) -> None:
        if not allow_remote and not ipaddress.ip_address(host).is_loopback:
            raise ValueError(
                f"{host} is not a loopback address: others would get in (--allow-remote if they are to)"
            )
        self._application = application
        self._authority = authority
        self._patience = patience
        self._lock = threading.Lock()
        self._connections: dict[Connection, threading.Thread] = {}
        application.connections = self._connections
        self._stopping = False
        self._listeners = [(_listen(host, port), False)]
        if https_port is not None:
            try:
                self._listeners.append((_listen(host, https_port), True))
            except OSError:
                self._listeners[0][0].close()
                raise
        self.ports = [int(listener.getsockname()[1]) for listener, _ in self._listeners]
        application.https_port = self.ports[1] if https_port is not None else None
        self._threads = [
            threading.Thread(target=self._accept, args=pair, name="accept", daemon=True)
            for pair in self._listeners
        ]

    def start(self) -> None:
        """Begin to accept connections."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Accept nothing more, let requests under way end, cut those that do not."""
        self._stopping = True
        for listener, _ in self._listeners:
            # Closing alone would not wake a thread that waits in accept.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for thread in self._threads:
            thread.join()
        self._application.release()
        deadline = time.monotonic() + SHUTDOWN_PATIENCE
        with self._lock:
            open_now = dict(self._connections)
        for connection in open_now:
            connection.stop()
        for connection, thread in open_now.items():
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                connection.break_off()
                thread.join(1.0)

    def _accept(self, listener: socket.socket, secure: bool) -> None:
        while not self._stopping:
            try:
                sock, _ = listener.accept()
            except OSError as error:
                if self._stopping:
                    return
                logger.warning("accept failed: %s", error)
                time.sleep(0.05)  # out of descriptors: give connections a moment to end
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                full = len(self._connections) >= MAX_CONNECTIONS
            if full:
                _turn_away(sock)
                continue
            connection = Connection(self._application, Stream(sock, self._patience), self._authority)
            thread = threading.Thread(target=self._serve, args=(connection, secure), daemon=True)
            with self._lock:
                self._connections[connection] = thread
            thread.start()

    def _serve(self, connection: Connection, secure: bool) -> None:
        try:
            connection.run(secure=secure)
        except Exception:
            logger.exception("a connection failed")
        finally:
            with self._lock:
                del self._connections[connection]


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _turn_away(sock: socket.socket) -> None:
    """Say 503 to a connection too many, without waiting for anything."""
    request_id = new_request_id()
    error = ApiError("ServiceUnavailable", "There are too many connections.", close=True)
    response = error_response(error, "/", request_id=request_id, head=False)
    stream = Stream(sock, 1.0)
    with contextlib.suppress(Disconnected):
        stream.send(render_head(response, keep_alive=False) + response.body)
        stream.finish_sending()
    stream.close()
