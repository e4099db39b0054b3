"""One thread for all connections on which only brief requests come.

A thread for each would cost every request changes of thread, since only one of them can use the interpreter.
A request that may take longer, or whose client takes its time, is handed over together with its connection,
which comes back when its requests are brief again. Writes that have arrived together share a transaction, and
are answered when it is committed.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from pycos.emulator.connection import Connection, Exchange, NotBrief
from pycos.emulator.response import Response
from pycos.emulator.store.sqlite import NotHere
from pycos.emulator.stream import MAX_HEAD, Disconnected

if TYPE_CHECKING:
    from pycos.emulator.application import Application

logger = logging.getLogger("pycos.emulator")

_GRACE = 0.05  # seconds that the rest of a body may be late before a thread waits for it


class Loop:
    """The thread and its connections.

    ``hand_over`` gives a connection to a thread of its own; ``ended`` is told of one that was closed.
    ``patience`` is how long one may be silent, in seconds.
    """

    def __init__(
        self,
        application: Application,
        patience: float,
        *,
        hand_over: Callable[[Connection], None],
        ended: Callable[[Connection], None],
    ) -> None:
        self._application = application
        self._database = application.storage.database
        self._patience = patience
        self._give_away = hand_over
        self._ended = ended
        self._connections: dict[int, Connection] = {}  # by the number of the socket
        self._late: dict[Connection, float] = {}  # since when the rest of a request is waited for
        self._held: list[tuple[Connection, Exchange, Response]] = []  # until the writes are committed
        self._scratch = memoryview(bytearray(MAX_HEAD))
        self._look = 0.0  # when a connection may next have been silent for too long
        self._arriving: deque[Connection] = deque()
        self._woken, self._wake = socket.socketpair()
        self._wake.setblocking(False)
        self._poll = select.epoll()  # not by way of selectors, which makes a record of each event
        self._poll.register(self._woken, select.EPOLLIN)
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="loop", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def add(self, connection: Connection) -> None:
        """Serve one connection more. Any thread may ask."""
        self._arriving.append(connection)
        self._ring()  # OSError when the loop has been stopped

    def stop(self) -> None:
        """End the thread; its connections stay as they are."""
        self._ending = True
        self._ring()
        self._thread.join()
        self._poll.close()
        self._woken.close()
        self._wake.close()

    def _ring(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it has been rung for often enough
            self._wake.send(b"!")

    def _run(self) -> None:
        while not self._ending:
            for number, _ in self._poll.poll(self._until_a_look()):
                connection = self._connections.get(number)
                if connection is not None:
                    self._attend(connection)
                elif number == self._woken.fileno():
                    self._take_in()
            self._settle()
            self._look_after()

    def _take_in(self) -> None:
        self._woken.recv(4096)
        while self._arriving:
            connection = self._arriving.popleft()
            connection.heard = time.monotonic()
            connection.idle = True
            if connection.stopping:
                self._close(connection)
                continue
            number = connection.socket.fileno()
            self._connections[number] = connection
            self._poll.register(number, select.EPOLLIN)

    def _attend(self, connection: Connection) -> None:
        try:
            exchange = connection.take(self._scratch)
            if exchange is not None:
                self._late.pop(connection, None)
                self._answer(connection, exchange)
            elif not connection.idle:
                self._late.setdefault(connection, time.monotonic())
        except NotBrief:
            self._hand_over(connection)
        except Disconnected:
            self._end(connection)
        except Exception:
            logger.exception("a connection failed")
            self._end(connection)

    def _answer(self, connection: Connection, exchange: Exchange) -> None:
        database = self._database
        if exchange.head.method == "PUT" and not database.begin_gathering():
            self._hand_over(connection, exchange)
            return
        before = database.gathered
        try:
            response = self._application.answer_briefly(exchange.request, exchange.route, exchange.entry)
        except NotHere:
            self._hand_over(connection, exchange)
            if not database.gathered:
                self._begin_anew()
            return
        if response.content is not None:  # sending it takes longer
            response.content.close()
            self._hand_over(connection, exchange)
        elif database.gathered > before:
            self._held.append((connection, exchange, response))
        else:
            self._reply(connection, exchange, response)

    def _settle(self) -> None:
        """Commit what was written, and send the answers to it."""
        try:
            self._database.settle()
        except NotHere:
            self._begin_anew()
        held, self._held = self._held, []
        for one in held:
            self._reply(*one)

    def _begin_anew(self) -> None:
        """Have each request whose write was undone with that of another served by a thread."""
        held, self._held = self._held, []
        for connection, exchange, _ in held:
            self._hand_over(connection, exchange)

    def _reply(self, connection: Connection, exchange: Exchange, response: Response) -> None:
        self._application.note(exchange.request, exchange.entry, len(exchange.raw[1]))
        try:
            if not connection.reply(exchange, response):
                self._end(connection)
        except NotBrief:
            self._hand_over(connection)
        except Disconnected:
            self._end(connection)
        except Exception:
            logger.exception("an answer could not be sent")
            self._end(connection)

    def _hand_over(self, connection: Connection, exchange: Exchange | None = None) -> None:
        connection.put_back(exchange)
        self._release(connection)
        self._give_away(connection)

    def _end(self, connection: Connection) -> None:
        self._release(connection)
        self._close(connection)

    def _close(self, connection: Connection) -> None:
        connection.close()
        self._ended(connection)

    def _release(self, connection: Connection) -> None:
        number = connection.socket.fileno()
        self._poll.unregister(number)
        del self._connections[number]
        self._late.pop(connection, None)

    def _until_a_look(self) -> float | None:
        """How long nothing has to be done of one's own accord, in seconds; None for ever."""
        if self._late:
            return _GRACE
        if not self._connections:
            return None
        return max(0.0, self._look - time.monotonic())

    def _look_after(self) -> None:
        """Hand over requests whose rest is late, and close connections that have been silent for too long."""
        now = time.monotonic()
        for connection in [one for one, since in self._late.items() if now - since >= _GRACE]:
            self._hand_over(connection)
        if now < self._look:
            return
        for connection in [one for one in self._connections.values() if now - one.heard >= self._patience]:
            if connection not in self._late:
                self._end(connection)
        self._look = min((one.heard for one in self._connections.values()), default=now) + self._patience
