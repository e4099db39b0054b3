"""One connection: read a request, have it answered, send the answer, and begin again.

Also the two entrances of a forward proxy: absolute-form targets, and CONNECT, which is answered by
speaking TLS as the named host. No connection to anywhere is ever opened.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycos.emulator import addressing, routing, s3
from pycos.emulator.addressing import Address, Target
from pycos.emulator.errors import ApiError
from pycos.emulator.framing import Head, is_authority, parse_head
from pycos.emulator.journal import Entry
from pycos.emulator.request import Body, Request, WholeBody, first_values, split_query
from pycos.emulator.response import Response, error_response, new_request_id, render_head
from pycos.emulator.store.segments import INLINE_SIZE
from pycos.emulator.stream import MAX_HEAD, Disconnected, MessageBody, Reset, Stream

if TYPE_CHECKING:
    from pycos.emulator.application import Application
    from pycos.emulator.faults import Struck
    from pycos.emulator.tls import Authority

DRAIN_LIMIT = 1 << 20  # an unread body up to this size is read, so that the connection can stay
LINGER = 30.0  # seconds a client may go on sending after its final answer, in all

_NOWHERE = Address(Target.SERVICE, "", "", None, (b"/",))


class NotBrief(Exception):
    """A request may take longer than a moment: a thread of its own has to serve it."""


@dataclass(slots=True)
class Exchange:
    """A brief request that has all arrived. ``raw`` is what it came as: head and body."""

    raw: tuple[bytes, bytes]
    head: Head
    request: Request
    route: routing.Route
    entry: Entry


class Connection:
    """The requests of one client, one after another.

    Either a thread of its own serves it (``run``), or it shares one with others, which asks for requests that
    have arrived (``take``) and has them answered (``reply``) without ever waiting.
    """

    def __init__(self, application: Application, stream: Stream, authority: Authority | None) -> None:
        self._application = application
        self._stream = stream
        self._authority = authority
        self._tunnel = ""  # host and port of the CONNECT that opened this connection
        self._begun: tuple[bytes, Head] | None = None  # whose body has not all arrived
        self._unsent = b""  # the rest of an answer
        self._closing = False  # after that answer
        self._was_brief = False
        self.idle = True
        self.stopping = False
        self.heard = time.monotonic()  # the last time there was a request

    def run(self, *, secure: bool, greet: bool = False) -> bool:
        """Serve until either side closes, or until all that comes may be brief: True then, and it stays open.

        ``greet`` is for a new connection. Never raises for what a client does.
        """
        open_still = False
        try:
            if greet:
                self._application.faults.hold_back(self._stream, secure=secure)
                if secure and self._authority is not None:
                    self._stream = self._authority.wrap(self._stream)
            open_still = self._serve()
        except Reset:
            self._stream.cut()
        except (Disconnected, TimeoutError, ApiError):
            pass  # gone, silent, or broken in a body that nobody wanted
        finally:
            if not open_still:
                self._stream.close()
        return open_still

    def _serve(self) -> bool:
        if self._unsent:
            unsent, self._unsent = self._unsent, b""
            self._stream.send(unsent)
            if self._closing:
                return False
        while self._serve_one():
            if self._was_brief and not (self._stream.secure or self._stream.buffer or self._tunnel):
                return True
        return False

    @property
    def socket(self) -> socket.socket:
        """The socket, to wait for."""
        return self._stream.socket

    def take(self, scratch: memoryview) -> Exchange | None:
        """The next request, None while it has not all arrived. It arrives in ``scratch``.

        NotBrief when it has to be served by a thread, Disconnected when there is nobody any more.
        """
        stream = self._stream
        arrived = stream.receive_at_once(scratch)
        if arrived is None:
            return None
        if not arrived:
            # A request that was cut off is one all the same, for the journal.
            raise Disconnected if self._begun is None else NotBrief
        if self._begun is None:
            end = arrived.find(b"\r\n\r\n") + 4
            if end < 4 or end >= MAX_HEAD:
                stream.buffer = arrived
                raise NotBrief
            raw, data = arrived[:end], arrived[end:]
            try:
                head = parse_head(raw)
            except ApiError:
                head = None
            self.idle = False
            if head is None or not _may_be_brief(head):
                stream.buffer = arrived
                raise NotBrief
        else:
            raw, head = self._begun
            data = stream.buffer + arrived
        if len(data) < (head.length or 0):
            self._begun, stream.buffer = (raw, head), data
            return None
        self._begun, stream.buffer = None, b""
        return self._exchange(raw, data, head)

    def _exchange(self, raw: bytes, data: bytes, head: Head) -> Exchange:
        entry = Entry(head.method, time.monotonic())
        try:
            request = self._request(head, WholeBody(data))
            route = routing.find(request)
        except ApiError:
            pass
        else:
            if len(data) == head.length and self._application.is_brief(request, route.name):
                self.heard = entry.started
                return Exchange((raw, data), head, request, route, entry)
        self._stream.buffer = raw + data
        raise NotBrief

    def put_back(self, exchange: Exchange | None) -> None:
        """Have a request that was taken, or has not all arrived, served by ``run``."""
        if exchange is not None:
            self._stream.buffer = b"".join(exchange.raw)
        elif self._begun is not None:
            self._stream.buffer = self._begun[0] + self._stream.buffer
        self._begun = None

    def reply(self, exchange: Exchange, response: Response) -> bool:
        """Send the answer; whether the connection can be used again.

        NotBrief when ``run`` has to send the rest.
        """
        head = exchange.head
        keep = head.keep_alive and not response.close and not self.stopping
        data = render_head(response, keep_alive=keep)
        if head.method != "HEAD":
            data += response.body
        self._unsent = self._stream.send_at_once(data)
        if self._unsent:
            self._closing = not keep
            raise NotBrief
        self.idle = True
        return keep and not self.stopping

    def close(self) -> None:
        """Close; harmless when it is closed."""
        self._stream.close()

    def stop(self) -> None:
        """End after the request that is under way; at once when there is none. Any thread may ask."""
        self.stopping = True
        if self.idle:
            self._stream.interrupt()

    def break_off(self) -> None:
        """End in the middle of a request. Any thread may ask."""
        self._stream.interrupt()
        self._stream.finish_sending()

    def _serve_one(self) -> bool:
        stream = self._stream
        self.idle = True
        if self.stopping and not stream.buffer:  # what has arrived is answered
            return False
        self._was_brief = False
        try:
            data = stream.read_head()
        except ApiError as error:
            return self._refuse(error)
        if not data:
            return False
        self.idle = False
        started = time.monotonic()
        try:
            head = parse_head(data)
        except ApiError as error:
            return self._refuse(error, head=data.startswith(b"HEAD "))
        if head.method == "CONNECT":
            return self._connect(head)
        body = MessageBody(stream, head.length, expects_continue=head.expects_continue)
        entry = Entry(head.method, started)
        fault: Struck | None = None
        try:
            request = self._request(head, body)
        except ApiError as error:
            response = error_response(
                error, head.target.partition("?")[0], request_id=new_request_id(), head=head.method == "HEAD"
            )
        else:
            if request.path.startswith("/_emulator/") and self._is_direct(head):
                response = self._application.control(request, self._stream)
            else:
                response, fault = self._application.answer(request, entry, body, stream)
                brief = response.content is None and _may_be_brief(head)
                self._was_brief = brief and self._application.is_brief(request, request.operation)
        return self._finish(head, body, response, fault)

    def _request(self, head: Head, body: Body) -> Request:
        host = head.headers.get("host", "")
        target = head.target
        if not target.startswith("/"):
            scheme, separator, rest = target.partition("://")
            if not separator or scheme.lower() not in ("http", "https"):
                raise ApiError("BadRequest", "The request target is not valid.", close=True)
            authority, slash, path = rest.partition("/")
            if not slash and "?" in authority:
                authority, _, path = authority.partition("?")
                path = "?" + path
            # The target outranks the Host header; the signature is checked against what was signed.
            if not is_authority(authority) or not authority:
                raise ApiError("BadRequest", "The request target is not valid.", close=True)
            host = authority
            target = "/" + path
            if not self._application.answers_for(addressing.host_of(host)):
                raise ApiError("AccessDenied", f"This proxy does not serve {host}.", close=True)
            head.headers["host"] = host
        path, _, text = target.partition("?")
        query = split_query(text)
        address = addressing.resolve(addressing.host_of(host), path, self._application.domains.find)
        params = first_values(query)
        request = Request(head.method, path, address, query, params, head.headers, body, peer=self._stream)
        if s3.is_spoken(request):
            s3.translate(request)
        return request

    def _is_direct(self, head: Head) -> bool:
        """Whether the request came from this machine and straight to a loopback name, not through proxy or
        virtual host.
        """
        host = addressing.host_of(head.headers.get("host", ""))
        named = addressing.site_of(host).bucket is not None
        direct = head.target.startswith("/") and addressing.is_loopback(host) and not named
        return direct and addressing.is_loopback_address(self._stream.address())

    def _connect(self, head: Head) -> bool:
        host, _, port = head.target.rpartition(":")
        if self._tunnel or self._stream.secure or not self._application.answers_for(host.lower()):
            return self._refuse(ApiError("AccessDenied", "This proxy serves COS hosts only.", close=True))
        secure = port != "80"
        if secure and self._authority is None:
            return self._refuse(
                ApiError("AccessDenied", "This server was started without https.", close=True)
            )
        self._stream.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._tunnel = head.target
        if secure and self._authority is not None:
            self._stream = self._authority.wrap(self._stream)
        return True

    def _finish(self, head: Head, body: MessageBody, response: Response, fault: Struck | None) -> bool:
        """Send the answer and decide whether the connection can be used again."""
        unread = not body.finished
        # A client that waits for 100 Continue may or may not send its body after a refusal.
        drainable = unread and not body.expects_continue and (body.size or DRAIN_LIMIT + 1) <= DRAIN_LIMIT
        if head.old and response.streamed is not None:
            response.streamed.framed = False
            response.close = True
        keep = head.keep_alive and not response.close and not self.stopping and (not unread or drainable)
        try:
            if fault is not None and fault.shapes_answer:
                fault.send(self._stream, response, keep_alive=keep, is_head=head.method == "HEAD")
            else:
                send_response(self._stream, response, keep_alive=keep, is_head=head.method == "HEAD")
        finally:
            if response.content is not None:
                response.content.close()
        if keep:
            if drainable:
                try:
                    for _ in body.chunks():
                        pass
                except ApiError:
                    return False  # the rest never came; it was answered already
            return True
        if unread and not body.expects_continue:
            self._stream.finish_sending()
            self._stream.wait_for_close(min(LINGER, self._stream.timeout))
        return False

    def _refuse(self, error: ApiError, *, head: bool = False) -> bool:
        response = error_response(error, "/", request_id=new_request_id(), head=head)
        send_response(self._stream, response, keep_alive=False, is_head=False)
        self._stream.finish_sending()
        self._stream.wait_for_close(1.0)
        return False


def _may_be_brief(head: Head) -> bool:
    """Whether a request is one whose body, if it has any, comes with it and is kept in a row."""
    return (
        head.length is not None
        and head.length <= INLINE_SIZE
        and not head.expects_continue
        and head.method != "CONNECT"
        and not head.target.startswith("/_emulator/")
    )


def send_response(stream: Stream, response: Response, *, keep_alive: bool, is_head: bool) -> None:
    """Send head and body; small ones in one system call, stored ones without copying."""
    head = render_head(response, keep_alive=keep_alive)
    if is_head or (not response.size and response.streamed is None):
        stream.send(head)
    elif response.content is None:
        stream.send(head + response.body)
    else:
        stream.send(head, more=True)
        for span in response.content.spans():
            if isinstance(span, memoryview):
                stream.send(span)
            else:
                stream.send_file(*span)
