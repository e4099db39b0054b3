"""The life of one call: credentials, request, answer, another attempt, error. The only place where that
happens.
"""

from __future__ import annotations

import time

import cos_c
from cos_c.records import record
from pycos.credentials import Credentials
from pycos.endpoints import region_hint
from pycos.error_table import error_from, error_of
from pycos.errors import (
    CosError,
    CredentialsError,
    InvalidArgument,
    InvalidOperation,
    NameLookupError,
    ReadTimeout,
    TLSError,
    one_line,
)
from pycos.exchange import UNLIMITED, Answer, Limits, Request
from pycos.log import DEBUG, INFO, listener
from pycos.retry import retry_wanted
from pycos.wire.errors import error_in_body
from pycos.wire.xml_read import Element, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger
    from typing import Any

    from pycos.cancel import CancelToken
    from pycos.credential_provider import CredentialProvider
    from pycos.endpoints import Endpoint
    from pycos.meter import Meter
    from pycos.settings import ClientSettings

__all__ = ["Session"]

_NOTHING = Element("")
_LEAST_SKEW = 30.0  # seconds; below that the clock is not what the server complained about
_LARGE_SKEW = 300.0  # for HEAD, whose refusal does not say why; signatures are valid for this long


@record(slots=True)
class _Connected:
    """What is made of credentials and clock, and serves until one of them changes."""

    credentials: Credentials | None
    clock_offset: int
    settings: cos_c.Settings
    checked: cos_c.Call
    unchecked: cos_c.Call


class Session:
    """Endpoint, credentials and settings, and how a request is made with them. Thread-safe: nothing is kept
    per call.
    """

    def __init__(self, endpoint: Endpoint, provider: CredentialProvider, settings: ClientSettings) -> None:
        # Not later: a broken installation shows here, and forked processes share what is loaded.
        cos_c.load()
        self.endpoint = endpoint
        self.provider = provider
        self.settings = settings
        self.closed = False
        self._clock_offset = 0
        self._connected: _Connected | None = None
        self._presigner: tuple[cos_c.Settings, tuple[Any, ...], cos_c.Presigner] | None = None

    def limits(
        self, timeout: float | None = None, cancel: CancelToken | None = None, meter: Meter | None = None
    ) -> Limits:
        """The limits of a call that begins now. Raises InvalidArgument for a timeout of 0 or less."""
        if timeout is not None and not timeout > 0:
            raise InvalidArgument(f"timeout must be more than 0 seconds or None, not {timeout!r}")
        seconds = self.settings.timeout if timeout is None else timeout
        if seconds is None and cancel is None and meter is None:
            return UNLIMITED
        return Limits(None if seconds is None else time.monotonic() + seconds, cancel, meter)

    def execute(self, request: Request, limits: Limits) -> Answer:
        """Send until it succeeds or must not be sent again. Raises a CosError that says how often it was
        tried.
        """
        return self._run(request, limits, streaming=False)

    def open(self, request: Request, limits: Limits) -> Answer:
        """Like execute, but returns when the headers are there, with `stream` to read the body from."""
        return self._run(request, limits, streaming=True)

    def presigner(
        self,
        method: str,
        bucket: str,
        params: tuple[tuple[str, str], ...],
        headers: tuple[tuple[str, str], ...],
        *,
        expires: int,
        sign_host: bool,
    ) -> cos_c.Presigner:
        """What signs URLs of keys, valid from this second on. No request is made.

        Raises CredentialsError; ValueError for what cannot be signed.
        """
        native = self.native_settings()
        # What is signed but the key is the same for a second: of the calls of a loop only the first does it.
        wanted = (int(time.time()), method, bucket, params, headers, expires, sign_host)
        known = self._presigner
        if known is not None and known[0] is native and known[1] == wanted:
            return known[2]
        if native.secret_id is None:
            raise CredentialsError("a URL cannot be signed without credentials")
        presigner = cos_c.Presigner(
            native,
            method,
            bucket=bucket,
            params=params,
            headers=headers,
            expires=expires,
            sign_host=sign_host,
        )
        self._presigner = (native, wanted, presigner)
        return presigner

    def native_settings(self) -> cos_c.Settings:
        """Settings for C with the credentials of this moment. Raises CredentialsError."""
        return self._connect().settings

    def _connect(self) -> _Connected:
        if self.closed:
            raise InvalidOperation("the client is closed")
        try:
            credentials = self.provider.credentials()
        except CosError:
            raise
        except Exception as error:
            raise CredentialsError(f"the credential provider failed: {type(error).__name__}") from error
        known = self._connected
        if (
            known is not None
            and known.credentials is credentials
            and known.clock_offset == self._clock_offset
        ):
            return known
        return self._connect_anew(credentials)

    def _connect_anew(self, credentials: Credentials | None) -> _Connected:
        if credentials is not None and not isinstance(credentials, Credentials):
            raise CredentialsError(
                f"the credential provider gave a {type(credentials).__name__}, not Credentials"
            )
        known, offset = self._connected, self._clock_offset
        if known is not None and known.clock_offset == offset and known.credentials == credentials:
            return known
        mine, where = self.settings, self.endpoint
        native = _native_settings(
            endpoint=where.url,
            service_endpoint=where.service_url,
            secret_id=credentials.secret_id if credentials else None,
            secret_key=credentials.secret_key if credentials else None,
            token=credentials.token if credentials else None,
            address=where.address,
            verify=mine.verify,
            ca_file=mine.ca_file,
            ca_path=mine.ca_path,
            proxy=mine.proxy,
            proxy_auth=mine.proxy_auth,
            route=mine.route,
            connect_timeout=mine.connect_timeout,
            read_timeout=mine.read_timeout,
            max_body=int(mine.max_body),
            clock_offset=offset,
            user_agent=mine.user_agent,
        )
        made = _Connected(
            credentials, offset, native, cos_c.Call(native), cos_c.Call(native, check_crc=False)
        )
        self._connected = made
        return made

    def pause(
        self, request: Request, limits: Limits, attempt: int, error: CosError, retry_after: float | None
    ) -> None:
        """Wait before the attempt after `attempt`. Raises when that would be too late, or is cancelled."""
        delay = self.settings.retry.delay(attempt, retry_after)
        remaining = limits.remaining()
        if remaining is not None and remaining <= delay:
            raise limits.too_late(request, attempt, error) from error
        log = listener(INFO)
        if log is not None:
            log.info(
                "%s: trying again in %.2f s after attempt %d: %s", request.operation, delay, attempt, error
            )
        if limits.cancel is not None:
            limits.cancel.wait(delay)
        else:
            time.sleep(delay)
        limits.check(request, attempt, error)
        if limits.meter is not None:
            limits.meter.retry()

    def _run(self, request: Request, limits: Limits, *, streaming: bool) -> Answer:
        if request.params:
            request.check_params()
        attempt = 0
        clock_corrected = False
        if limits is not UNLIMITED:
            limits.check(request, attempt)
        while True:
            attempt += 1
            outcome = self._attempt(request, limits, attempt, streaming)
            if type(outcome) is Answer:
                return outcome
            assert isinstance(outcome, _Failure)
            if not clock_corrected and self._correct_clock(request, outcome.error, outcome.reply):
                clock_corrected = True
                continue
            hopeless = isinstance(outcome.error, TLSError)  # a bad certificate stays bad
            if attempt >= self.settings.retry.attempts or not outcome.again or hopeless:
                error = outcome.error
                try:
                    raise error
                finally:
                    # Else frame and traceback would hold each other, and with them the body in memory.
                    del error, outcome
            self.pause(request, limits, attempt, outcome.error, _retry_after(outcome.reply))

    def _attempt(self, request: Request, limits: Limits, attempt: int, streaming: bool) -> Answer | _Failure:
        headers = request.headers if attempt == 1 else [*request.headers, ("x-cos-sdk-retry", "true")]
        sink = request.make_sink() if request.make_sink is not None else None
        stream = None
        started = time.perf_counter()
        call = self._call(request, limits)
        if streaming:
            reply, stream = call.open_stream(
                request.method,
                bucket=request.bucket,
                key=request.key,
                params=request.params,
                headers=headers,
                read_ahead=request.read_ahead,
            )
        else:
            reply = call.execute(
                request.method,
                bucket=request.bucket,
                key=request.key,
                params=request.params,
                headers=headers,
                source=request.source,
                sink=sink,
                listing=request.listing,
            )
        log = listener(DEBUG)
        if log is not None:
            _describe(log, request, reply, attempt, started)
        code = reply.code
        if not 200 <= code < 300:
            return self._failure(request, reply, limits, attempt)
        if request.root is None and (not reply.body or request.method == "GET" or request.method == "HEAD"):
            # The body of a GET without root is the caller's data, and may look like anything.
            return Answer(reply, attempt, _NOTHING, sink, stream)
        return self._read_document(request, reply, attempt, sink)

    def _call(self, request: Request, limits: Limits) -> cos_c.Call:
        """The Call with these bounds: where there are none, one for all requests."""
        connected = self._connect()
        if limits is UNLIMITED and not request.initial_crc:
            return connected.checked if request.check_crc else connected.unchecked
        return cos_c.Call(
            connected.settings,
            deadline=limits.deadline,
            cancel=limits.cancel.flag if limits.cancel is not None else None,
            progress=limits.meter.tick if limits.meter is not None else None,
            check_crc=request.check_crc,
            initial_crc=request.initial_crc,
        )

    def _read_document(self, request: Request, reply: Any, attempt: int, sink: Any) -> Answer | _Failure:
        """The answer, unless its body is an error."""
        in_body = error_in_body(reply.body)
        if in_body is None:
            try:
                has_document = request.root is not None and reply.listing is None
                document = parse(reply.body, request.root) if has_document else _NOTHING
            except CosError as malformed:
                raise malformed.add_context(
                    **request.names(), status=reply.code, request_id=reply.request_id, attempts=attempt
                ) from None
            return Answer(reply, attempt, document, sink, None)
        error = error_from(
            reply.code,
            in_body[0],
            in_body[1],
            request_id=reply.request_id or in_body[2],  # the header's is the server's own
            attempts=attempt,
            **request.names(),
        )
        again = retry_wanted(reply.code, in_body[0], idempotent=request.idempotent, sent_any=True)
        return _Failure(error, reply, again)

    def _failure(self, request: Request, reply: Any, limits: Limits, attempt: int) -> _Failure:
        again = retry_wanted(
            reply.code, reply.error_code, idempotent=request.idempotent, sent_any=reply.sent_any
        )
        return _Failure(self._error(request, reply, limits, attempt), reply, again)

    def _error(self, request: Request, reply: Any, limits: Limits, attempt: int) -> CosError:
        error = error_of(reply.code, reply, filename=request.filename, attempts=attempt, **request.names())
        remaining = limits.remaining()
        if remaining is not None and remaining <= 0 and isinstance(error, TimeoutError):
            return limits.too_late(request, attempt, None)
        if isinstance(error, ReadTimeout):
            error.message = one_line(f"nothing moved for {self.settings.read_timeout:g} s")
        elif isinstance(error, NameLookupError):
            error.message += region_hint(self.endpoint.region)
        return error

    def _correct_clock(self, request: Request, error: CosError, reply: Any) -> bool:
        """Take over the server's clock when it refused a request because of ours; whether that is worth an
        attempt.
        """
        said_so = error.code == "RequestTimeTooSkewed" or error.message == "Request has expired"
        if error.status != 403 or not (said_so or request.method == "HEAD"):
            return False
        from datetime import datetime, timezone

        from pycos.wire.times import from_http_date

        theirs = from_http_date(reply.value("date") or "")
        if theirs is None:
            return False
        offset = round((theirs - datetime.now(timezone.utc)).total_seconds())
        if abs(offset - self._clock_offset) < (_LEAST_SKEW if said_so else _LARGE_SKEW):
            return False
        log = listener(INFO)
        if log is not None:
            log.info("this machine's clock is %d s off; signing with the server's time from now on", -offset)
        self._clock_offset = offset
        return True


def _describe(log: Logger, request: Request, reply: Any, attempt: int, started: float) -> None:
    log.debug(
        "%s bucket=%s key=%r attempt=%d status=%d request_id=%s ms=%.1f",
        request.operation,
        request.bucket,
        request.key,
        attempt,
        reply.http_status or reply.code,
        reply.request_id,
        (time.perf_counter() - started) * 1000,
    )


def _native_settings(**fields: Any) -> cos_c.Settings:
    try:
        return cos_c.Settings(**fields)
    except ValueError as error:
        raise InvalidArgument(str(error)) from None


@record(slots=True)
class _Failure:
    error: CosError
    reply: Any
    again: bool


def _retry_after(reply: Any) -> float | None:
    """The server's Retry-After in seconds; a date counts from now."""
    text = (reply.value("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    if not text:
        return None
    from datetime import datetime, timezone

    from pycos.wire.times import from_http_date

    moment = from_http_date(text)
    return None if moment is None else max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())
