"""One accepted socket: buffered reading, exact bodies, and sending without copies.

Plain sockets stay blocking and get their time limits from the kernel; a Python-level timeout would cost
one more system call for every read. TLS sockets have to use the Python-level one.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import re
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from pycos.emulator.errors import ApiError
from pycos.emulator.request import read_small

if TYPE_CHECKING:
    import ssl

MAX_HEAD = 64 * 1024
MAX_CHUNK_LINE = 256
MIN_RATE = 1024  # bytes a second that a body has to bring, on the whole
MAX_TRAILERS = 64
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?")
_TRAILER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t\x20-\x7e\x80-\xff]*")
_NO_TRAILERS = frozenset((b"authorization", b"content-length", b"host", b"trailer", b"transfer-encoding"))
_SCRATCH = 256 * 1024
_SENDFILE_MOST = 1 << 30
_HALF_CLOSED = getattr(select, "POLLRDHUP", 0)  # Linux only; elsewhere a full close still shows


class Disconnected(Exception):
    """The client is gone, or has to be: there is nobody to answer."""


class Reset(Disconnected):
    """The connection is to be cut with a TCP reset."""


def _bad(message: str) -> ApiError:
    return ApiError("BadRequest", message, close=True)


class Stream:
    """Bytes from and to one client.

    ``timeout`` is how long the client may let us wait: for one read or write, for a whole head from its first
    byte on, and by how much a body may be later than ``MIN_RATE`` would have it. ``secure`` says that the
    socket is one of ``ssl``, which no start waits for.
    """

    def __init__(self, sock: socket.socket, timeout: float, *, secure: bool = False) -> None:
        self.socket = sock
        self.timeout = timeout
        self.buffer = b""
        self._waited = 0.0  # for the bytes of the body that is being read
        self._arrived = 0
        self._scratch: memoryview | None = None
        self.secure = secure
        self.set_timeout(timeout)

    def address(self) -> str:
        """The IP address of the client; empty when it is gone."""
        try:
            return str(self.socket.getpeername()[0])
        except OSError:
            return ""

    def tls_version(self) -> str | None:
        """The version of TLS that is spoken, None for http."""
        return cast("ssl.SSLSocket", self.socket).version() if self.secure else None

    def set_timeout(self, seconds: float) -> None:
        """How long one read or write may wait."""
        self.timeout = seconds
        if self.secure:
            self.socket.settimeout(seconds)
        else:
            # Zero would be no limit at all.
            value = struct.pack("ll", int(seconds), max(1000, int(seconds % 1 * 1_000_000)))
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, value)

    def receive(self, size: int = MAX_HEAD) -> bytes:
        """What has arrived; empty at the end. TimeoutError when nothing arrives in time."""
        try:
            return self.socket.recv(size)
        except BlockingIOError:
            raise TimeoutError from None
        except TimeoutError:
            raise
        except OSError:
            raise Disconnected from None

    def receive_at_once(self, scratch: memoryview) -> bytes | None:
        """What has arrived; empty at the end, None when that is nothing yet. Not over TLS.

        ``scratch`` is where it may arrive, which costs less than new memory that is then cut to its size.
        """
        try:
            count = self.socket.recv_into(scratch, 0, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        except OSError:  # broken, which is an end, too
            return b""
        return bytes(scratch[:count])

    def peek(self) -> bytes:
        """What has arrived, waiting for the first of it, without taking it. Not over TLS."""
        try:
            return self.socket.recv(MAX_HEAD, socket.MSG_PEEK)
        except BlockingIOError:
            raise TimeoutError from None
        except OSError:
            raise Disconnected from None

    def read_head(self) -> bytes:
        """The next request line and headers with the empty line; nothing when the client has closed."""
        data = self.buffer or self.receive()
        start, deadline, usual = 0, 0.0, self.timeout
        while True:
            end = data.find(b"\r\n\r\n", start)
            # However the bytes were cut on their way: the limit holds with the end in sight, too.
            if (len(data) if end < 0 else end) >= MAX_HEAD:
                raise _bad("The headers are too large.")
            if end >= 0:
                self.buffer = data[end + 4 :]
                if deadline:
                    self.set_timeout(usual)
                return data[: end + 4]
            if data[:1] in (b"\r", b"\n", b" "):
                raise _bad("The request line is empty.")
            # Few heads come in pieces; one that comes byte by byte must not hold a thread for ever.
            deadline = deadline or time.monotonic() + usual
            self.set_timeout(max(0.0, deadline - time.monotonic()))
            try:
                more = self.receive()
            except TimeoutError:
                more = b""
            if not more and time.monotonic() >= deadline:
                raise ApiError("RequestTimeout", close=True)
            if not more:
                if data:
                    raise Disconnected
                return b""
            start = max(0, len(data) - 3)
            data += more

    def read_line(self) -> bytes:
        """A line of the chunked coding, without its CRLF."""
        while True:
            end = self.buffer.find(b"\n")
            if end >= 0:
                line, self.buffer = self.buffer[: end + 1], self.buffer[end + 1 :]
                if not line.endswith(b"\r\n") or b"\r" in line[:-2] or end > MAX_CHUNK_LINE:
                    raise _bad("A line of a chunked body does not end as it must.")
                return line[:-2]
            if len(self.buffer) > MAX_CHUNK_LINE:
                raise _bad("A line of a chunked body is too long.")
            started = time.monotonic()
            try:
                more = self.receive()
            except TimeoutError:
                raise ApiError("RequestTimeout", close=True) from None
            if not more:
                raise Disconnected
            self._paced(started, len(more))
            self.buffer += more

    def begin_body(self) -> None:
        """From here on, count how fast the bytes come."""
        self._waited = 0.0
        self._arrived = 0

    def _paced(self, started: float, count: int) -> None:
        """Note how long so many bytes took; UserNetworkTooSlow when the body does not get on."""
        self._waited += time.monotonic() - started
        self._arrived += count
        if self._waited > self.timeout + self._arrived / MIN_RATE:
            raise ApiError("UserNetworkTooSlow", close=True)

    def read_exactly(self, size: int) -> Iterator[memoryview]:
        """The next ``size`` bytes, in views that stay valid until the next one."""
        if self.buffer and size:
            held, self.buffer = self.buffer[:size], self.buffer[size:]
            size -= len(held)
            yield memoryview(held)
        scratch = self._own_scratch() if size else memoryview(b"")
        while size:
            started = time.monotonic()
            try:
                # Whole buffers: small ones would cost a hash, a write and two changes of thread each.
                count = self.socket.recv_into(
                    scratch[: min(size, _SCRATCH)], 0, 0 if self.secure else socket.MSG_WAITALL
                )
            except (BlockingIOError, TimeoutError):
                raise ApiError("RequestTimeout", close=True) from None
            except OSError:
                raise Disconnected from None
            if not count:
                raise Disconnected
            self._paced(started, count)
            size -= count
            yield scratch[:count]

    def send(self, data: bytes | memoryview, *, more: bool = False) -> None:
        """Send all of the data; ``more`` says that the next bytes follow at once."""
        try:
            if more and not self.secure:
                self.socket.sendall(data, socket.MSG_MORE)
            else:
                self.socket.sendall(data)
        except OSError:
            raise Disconnected from None

    def send_at_once(self, data: bytes) -> bytes:
        """Send what can be sent without waiting; the rest. Not over TLS."""
        try:
            sent = self.socket.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return data
        except OSError:
            raise Disconnected from None
        return b"" if sent == len(data) else data[sent:]

    def send_file(self, descriptor: int, offset: int, size: int) -> None:
        """Send a piece of a file; over http without reading it into this process."""
        if self.secure:
            self._copy_file(descriptor, offset, size)
            return
        out = self.socket.fileno()
        while size:
            try:
                count = os.sendfile(out, descriptor, offset, min(size, _SENDFILE_MOST))
            except OSError:
                raise Disconnected from None
            if not count:
                raise Disconnected
            offset += count
            size -= count

    def _own_scratch(self) -> memoryview:
        if self._scratch is None:
            # It begins where a page does, as what it is copied to and from: some processors copy faster.
            self._scratch = memoryview(mmap.mmap(-1, _SCRATCH))
        return self._scratch

    def _copy_file(self, descriptor: int, offset: int, size: int) -> None:
        scratch = self._own_scratch()
        while size:
            count = os.preadv(descriptor, [scratch[: min(size, _SCRATCH)]], offset)
            if not count:
                raise Disconnected
            self.send(scratch[:count])
            offset += count
            size -= count

    def wait_for_close(self, seconds: float) -> None:
        """Wait until the client closes or the time is over, throwing away what it sends."""
        deadline = time.monotonic() + seconds
        with contextlib.suppress(TimeoutError, Disconnected):
            while (left := deadline - time.monotonic()) > 0:
                self.set_timeout(left)
                if not self.receive():
                    return

    def is_closed_by_client(self) -> bool:
        """Whether the client has closed or broken the connection, without waiting."""
        poll = select.poll()
        poll.register(self.socket, select.POLLIN | _HALF_CLOSED)
        return any(events & (_HALF_CLOSED | select.POLLHUP | select.POLLERR) for _, events in poll.poll(0))

    def interrupt(self) -> None:
        """Make a read that waits see the end. Any thread may call it."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RD)

    def finish_sending(self) -> None:
        """Tell the client that nothing more will come, while what it sends can still arrive."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def cut(self) -> None:
        """Close with a reset, so that the client sees a broken connection and not an end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        """Close; harmless when it is closed."""
        self.socket.close()


class MessageBody:
    """The body of one request, by length or in chunks.

    The interim ``100 Continue`` goes out with the first read, thus after everything that can refuse a
    request without its body. ``shaped`` makes other views of those that arrive (a fault).
    """

    def __init__(self, stream: Stream, size: int | None, *, expects_continue: bool) -> None:
        self.size = size
        self.expects_continue = expects_continue
        self.finished = size == 0
        self.received = 0
        self.shaped: Callable[[Iterator[memoryview]], Iterator[memoryview]] | None = None
        self._stream = stream
        self._source: Iterator[memoryview] | None = None

    def chunks(self) -> Iterator[memoryview]:
        """The bytes in order; each view is valid until the next one."""
        if self.finished:
            return
        if self.expects_continue:
            self.expects_continue = False
            self._stream.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if self._source is None:
            self._stream.begin_body()
            self._source = self._in_chunks() if self.size is None else self._stream.read_exactly(self.size)
            if self.shaped is not None:
                self._source = self.shaped(self._source)
        for view in self._source:
            self.received += len(view)
            yield view
        self.finished = True

    def _in_chunks(self) -> Iterator[memoryview]:
        while True:
            found = _CHUNK_SIZE.fullmatch(self._stream.read_line())
            if found is None:
                raise _bad("A chunk has no valid size.")
            size = int(found[1], 16)
            if not size:
                break
            yield from self._stream.read_exactly(size)
            if self._stream.read_line():
                raise _bad("A chunk is longer than its size.")
        for _ in range(MAX_TRAILERS):  # they say nothing that the server needs
            line = self._stream.read_line()
            if not line:
                return
            found = _TRAILER.fullmatch(line)
            if found is None or found[1].lower() in _NO_TRAILERS:
                raise _bad("A trailer is not a header that may stand there.")
        raise _bad("The chunked body has too many trailers.")

    def read(self, limit: int) -> bytes:
        """All of a small body; XMLSizeLimit when it is larger than ``limit`` bytes."""
        return read_small(self, limit)
