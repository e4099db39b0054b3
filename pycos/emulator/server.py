"""Sockets and threads: listen, a thread for each connection that needs one, and an orderly end."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
import threading
import time
from typing import TYPE_CHECKING

from pycos.emulator.application import Application
from pycos.emulator.connection import Connection
from pycos.emulator.errors import ApiError
from pycos.emulator.loop import Loop
from pycos.emulator.response import error_response, new_request_id, render_head
from pycos.emulator.stream import Disconnected, Stream

if TYPE_CHECKING:
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
        self._changed = threading.Condition()
        self._connections: set[Connection] = set()
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
        self._loop = Loop(application, patience, hand_over=self._employ, ended=self._forget)
        self._threads = [
            threading.Thread(target=self._accept, args=pair, name="accept", daemon=True)
            for pair in self._listeners
        ]

    def start(self) -> None:
        """Begin to accept connections."""
        self._loop.start()
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
        with self._changed:
            open_now = list(self._connections)
        for connection in open_now:
            connection.stop()
        with self._changed:
            self._changed.wait_for(lambda: not self._connections, SHUTDOWN_PATIENCE)
            open_now = list(self._connections)
        for connection in open_now:
            connection.break_off()
        with self._changed:
            self._changed.wait_for(lambda: not self._connections, 1.0)
        self._loop.stop()

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
            with self._changed:
                full = len(self._connections) >= MAX_CONNECTIONS
            if full:
                _turn_away(sock)
                continue
            connection = Connection(self._application, Stream(sock, self._patience), self._authority)
            with self._changed:
                self._connections.add(connection)
            if secure or self._application.faults.holds_back:
                self._employ(connection, secure=secure, greet=True)
            else:
                self._loop.add(connection)

    def _employ(self, connection: Connection, *, secure: bool = False, greet: bool = False) -> None:
        """Give a connection a thread of its own, until it can do without."""
        thread = threading.Thread(target=self._serve, args=(connection, secure, greet), daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            logger.warning("no thread for a connection: %s", error)
            connection.close()
            self._forget(connection)

    def _serve(self, connection: Connection, secure: bool, greet: bool) -> None:
        try:
            if connection.run(secure=secure, greet=greet):
                self._loop.add(connection)
                return
        except Exception:
            logger.exception("a connection failed")
        self._forget(connection)

    def _forget(self, connection: Connection) -> None:
        with self._changed:
            self._connections.discard(connection)
            self._changed.notify_all()


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
