"""From a request to its answer: faults, signature, access, route, handler, errors.

Knows nothing about sockets; the connection hands a request in and sends what comes out.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from pycos.emulator import addressing, routing, traffic
from pycos.emulator.access.authorize import authorize
from pycos.emulator.access.identity import Credentials, account_of
from pycos.emulator.addressing import Target
from pycos.emulator.domains import Domains
from pycos.emulator.errors import ApiError
from pycos.emulator.faults import Faults
from pycos.emulator.handlers import cors
from pycos.emulator.journal import Entry, Journal
from pycos.emulator.request import Request
from pycos.emulator.response import Response, error_response, new_request_id
from pycos.emulator.signature import Credential, verify
from pycos.emulator.store.model import Bucket
from pycos.emulator.store.sqlite import NotHere
from pycos.emulator.store.storage import Storage, is_full
from pycos.emulator.stream import Disconnected, MessageBody, Stream

if TYPE_CHECKING:
    from pycos.emulator.control import Control
    from pycos.emulator.faults import Struck
    from pycos.emulator.jobs.results import Results

logger = logging.getLogger("pycos.emulator")

DEFAULT_REGION = "ap-guangzhou"
OWNER_ACCOUNT = "100000000001"
_SECRETS = ("control_token", "seed")  # of the settings
_SLOW_HEADERS = frozenset((traffic.NAME, "pic-operations"))


class Settings(NamedTuple):
    """What the server was started with. ``min_part_size`` is in bytes.

    ``restore_seconds`` is how long an archived object takes to come back. ``enforce_traffic_limit`` makes
    requests as slow as they ask to be. A seed adds to the ``domains``.
    """

    credentials: dict[str, Credential]
    domains: dict[str, str]
    region: str = DEFAULT_REGION
    buckets: tuple[tuple[str, str], ...] = ()
    min_part_size: int = 1 << 20
    restore_seconds: int = 60
    enforce_traffic_limit: bool = False
    control_token: str = ""
    fault_header: bool = False
    fault_buckets: tuple[str, ...] = ()
    fault_rules: tuple[dict[str, Any], ...] = ()
    seed: dict[str, Any] | None = None
    owner: str = f"qcs::cam::uin/{OWNER_ACCOUNT}:uin/{OWNER_ACCOUNT}"

    def __repr__(self) -> str:
        """All but the token, and the seed, which may hold keys: whoever has one may ask for everything."""
        shown = [f"{name}={value!r}" for name, value in self._asdict().items() if name not in _SECRETS]
        return f"Settings({', '.join(shown)})"


class Application:
    """The service behind the sockets."""

    def __init__(self, storage: Storage, settings: Settings) -> None:
        self.storage = storage
        self.settings = settings
        self.owner = settings.owner
        self.announcement: dict[str, object] = {}  # what the server says of itself once it is reached
        self.account = account_of(settings.owner)
        self.credentials = Credentials(settings.credentials.values())
        self.domains = Domains(storage, settings.domains)
        self.https_port: int | None = None  # where the server listens for it
        self.faults = Faults(by_header=settings.fault_header, buckets=settings.fault_buckets)
        self.journal = Journal()
        self.ending = False
        self.end: Callable[[], None] | None = None  # how to end the whole server, where that can be asked
        self.connections: Collection[object] = ()
        self._control: Control | None = None
        self.seed()

    @functools.cached_property
    def results(self) -> Results:
        """What tests want to come out of data processing."""
        from pycos.emulator.jobs.results import Results  # for the few servers that are asked

        return Results()

    def seed(self) -> None:
        """Make what there is at the start; buckets, and what is in them, only where they are missing."""
        if self.settings.seed is not None:
            from pycos.emulator.control import planting

            planting.plant(self, self.settings.seed, only_new=True)
        named = [(name, self.settings.region) for name in self.settings.fault_buckets]
        for name, region in (*self.settings.buckets, *named):
            if self.storage.buckets.get(name) is None:
                self.storage.buckets.create(name, region, acl="private", options={})
        for rule in self.settings.fault_rules:
            self.faults.add(rule, origin="file")

    def reset(self) -> None:
        """Everything as it was at the start."""
        self.faults.remove(None)
        self.credentials.reset()
        self.storage.reset()
        self.domains.refresh()
        self.seed()
        self.journal.clear()
        self.__dict__.pop("results", None)

    def reset_bucket(self, name: str) -> None:
        """Make a bucket anew, in its region and with its ACL: nothing in it but what it has at the start."""
        bucket = self.storage.buckets.get(name)
        if bucket is None:
            raise ApiError("NoSuchBucket")
        self.storage.reset_bucket(bucket)
        if self.settings.seed is not None:
            from pycos.emulator.control import planting

            planting.plant_bucket(self, self.settings.seed, name)

    def release(self) -> None:
        """Hold nothing up any longer: the server ends."""
        self.ending = True
        self.faults.release()
        self.journal.release()

    def answers_for(self, host: str) -> bool:
        """Whether a proxy request for this host is ours."""
        return (
            addressing.is_cos_host(host)
            or self.domains.find(host) is not None
            or addressing.is_loopback(host)
        )

    def bucket(self, request: Request) -> Bucket:
        """The bucket of a request. One of another region is not there: NoSuchBucket."""
        address = request.address
        bucket = self.storage.buckets.get(address.bucket)
        if bucket is None or (address.region is not None and address.region != bucket.region):
            raise ApiError("NoSuchBucket")
        return bucket

    def resource(self, request: Request) -> str:
        """The name of what a request is about, as errors give it."""
        address = request.address
        if address.target is Target.SERVICE:
            return "/"
        bucket = self.storage.buckets.get(address.bucket)
        region = address.region or (bucket.region if bucket else self.settings.region)
        return f"{address.bucket}.cos.{region}.myqcloud.com/{address.key}"

    def control(self, request: Request, stream: Stream) -> Response:
        """Answer a request to the control interface."""
        if self._control is None:
            from pycos.emulator.control import Control  # not before it is wanted: the server starts sooner

            self._control = Control(self)
        return self._control.answer(request, stream)

    def answer(
        self, request: Request, entry: Entry, body: MessageBody, stream: Stream
    ) -> tuple[Response, Struck | None]:
        """The answer to a request, and the fault that has a say in how it is sent."""
        entry.describe(request)
        fault: Struck | None = None
        try:
            try:
                response, fault = self._routed(request, entry, body, stream)
            except Disconnected:
                raise
            except Exception as failure:
                response = self._failed(request, entry, failure)
            self._complete(request, response)
            if fault is not None:
                response = fault.after(response)
            entry.conclude(request, response)
        finally:
            self.note(request, entry, body.received)
        return response, fault

    def is_brief(self, request: Request, operation: str) -> bool:
        """Whether a request, whose body is at hand, takes but a moment: nothing slows it down."""
        return (
            operation in routing.BRIEF
            and (request.method != "PUT" or self.storage.database.gathers)
            and self.faults.quiet
            and _SLOW_HEADERS.isdisjoint(request.headers)
            and traffic.NAME not in request.params
            and "!" not in request.address.key  # of a picture in another style
        )

    def answer_briefly(self, request: Request, route: routing.Route, entry: Entry) -> Response:
        """The answer to a request that is brief; NotHere when another thread has to begin with it anew.

        Nobody may be told of it, not even the journal, before what it has written is settled.
        """
        entry.describe(request)
        request.operation = entry.operation = route.name
        try:
            self._authorize(request)
            response = route.handler(self, request)
        except NotHere:
            raise
        except Exception as failure:
            response = self._failed(request, entry, failure)
        self._complete(request, response)
        entry.conclude(request, response)
        return response

    def note(self, request: Request, entry: Entry, received: int) -> None:
        """Put a request that has its answer, or is cut off, into the journal and the log.

        ``received`` is how many bytes of its body came.
        """
        entry.received = received
        self.journal.add(entry)
        if logger.isEnabledFor(logging.INFO):
            logger.info(
                "%s %r %d %s in=%d out=%d %.1f ms",
                entry.operation or request.method,
                f"{entry.bucket}/{entry.key}",
                entry.status,
                entry.code or "-",
                entry.received,
                entry.size,
                entry.seconds * 1000,
            )

    def _complete(self, request: Request, response: Response) -> None:
        """What every answer gets."""
        if "origin" in request.headers:
            response.headers += cors.headers_for(self, request)
        if response.request_id == "":
            response.request_id = new_request_id()
        if request.dialect is not None:
            request.dialect.answer(request, response)

    def _failed(self, request: Request, entry: Entry, failure: Exception) -> Response:
        """The answer to a request that is refused, or that the server fails at."""
        if isinstance(failure, ApiError):
            entry.code = failure.code
            return self._error(request, failure)
        entry.code = "InsufficientStorage" if is_full(failure) else "InternalError"
        logger.error(
            "%s %s failed: %s",
            request.operation or request.method,
            self.resource(request),
            failure,
            exc_info=failure if entry.code == "InternalError" else None,
        )
        return self._error(request, ApiError(entry.code, close=True))

    def _routed(
        self, request: Request, entry: Entry, body: MessageBody, stream: Stream
    ) -> tuple[Response, Struck | None]:
        route: routing.Route | ApiError
        try:
            route = routing.find(request)
        except ApiError as error:
            route = error
        if isinstance(route, routing.Route):
            request.operation = entry.operation = route.name
            if "partNumber" in request.params and request.params["partNumber"].isdecimal():
                entry.part = int(request.params["partNumber"])
        fault = None if self.faults.quiet else self.faults.find(self, request)
        if fault is not None:
            entry.fault = fault.action
            response = fault.before(request, body, stream)
            if response is not None:
                return response, fault
        try:
            self._authorize(request)
            if isinstance(route, ApiError):
                raise route
            if traffic.NAME in request.headers or traffic.NAME in request.params:
                return self._limited(request, route), fault
            return route.handler(self, request), fault
        except ApiError as error:
            if fault is None:
                raise
            entry.code = error.code
            return self._error(request, error), fault

    def _limited(self, request: Request, route: routing.Route) -> Response:
        """The answer to a request that sets itself a limit of speed, which is kept when the server should."""
        rate = traffic.rate_of(request)
        if not self.settings.enforce_traffic_limit:
            return route.handler(self, request)
        request.body = traffic.PacedBody(request.body, rate)
        response = route.handler(self, request)
        traffic.slow_down(response, rate)
        return response

    def _error(self, request: Request, error: ApiError) -> Response:
        if request.dialect is not None:
            error = request.dialect.refusal(error)
        return error_response(
            error, self.resource(request), request_id=new_request_id(), head=request.method == "HEAD"
        )

    def _authorize(self, request: Request) -> None:
        if request.operation in routing.UNSIGNED:
            return
        now = int(time.time()) + request.clock_skew
        if request.dialect is not None:
            request.identity = request.dialect.verify(request, self.credentials.known, now)
        else:
            request.identity = verify(request, self.credentials.known, now)
        authorize(self, request)
