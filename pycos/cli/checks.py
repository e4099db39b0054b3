"""The single checks of `pycos doctor`. Each says what it saw and, if it is not well, what to do."""

from __future__ import annotations

import contextlib
import http.client
import os
import platform
import socket
import ssl
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pycos
from pycos.cli.exit_codes import ACCESS, FAILED, NETWORK, USAGE, exit_code_of
from pycos.cli.output import message_of
from pycos.errors import AccessDenied, CosError, NoSuchBucket, NotFound

_PATIENCE = 5.0  # seconds for one look at the network
_SKEW_FATAL = 900  # seconds: the server refuses signatures from 15 minutes on
_SKEW_WARN = 60
_CERTIFICATE_WARN = 14 * 86400


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    name: str
    status: str
    detail: str
    advice: str = ""
    exit_code: int = FAILED


def run_checks(
    make_client: Callable[[], pycos.Client], bucket: str | None, *, write: bool
) -> Iterator[Check]:
    """All checks, in the order in which they depend on each other; ends early where the rest would say the
    same.
    """
    yield _python()
    yield from _build()
    credentials = _credentials()
    yield credentials
    try:
        client = make_client()
    except CosError as error:
        yield Check("endpoint", "FAIL", message_of(error), "give --region or --endpoint", exit_code_of(error))
        return
    with client:
        host, port, secure = _where(client, bucket)
        yield Check("endpoint", "OK", f"{client.endpoint.url} ({client.endpoint.address})")
        name = _dns(host, port)
        yield name
        if name.status == "FAIL":
            return
        reach = _tls(client, host, port) if secure else _tcp(host, port)
        yield reach
        if reach.status == "FAIL":
            return
        yield _clock(client, host, port, secure)
        if credentials.status == "FAIL":
            return
        yield _account(client)
        if bucket is not None:
            yield from _bucket(client.bucket(bucket), write=write)


def _python() -> Check:
    return Check("python", "OK", f"{platform.python_version()} on {platform.platform()}")


def _build() -> Iterator[Check]:
    try:
        facts = pycos.build_info()
    except ImportError as error:
        yield Check("build", "FAIL", message_of(error), "install again: pip install --force-reinstall pycos")
        return
    yield Check("build", "OK", ", ".join(f"{name} {value}" for name, value in facts.items()))


def _credentials() -> Check:
    """Only whether they are there and how they are called: no character of them is shown."""
    for prefix in ("COS", "TENCENTCLOUD"):
        names = [f"{prefix}_SECRET_ID", f"{prefix}_SECRET_KEY"]
        there = [name for name in names if os.environ.get(name)]
        if len(there) == len(names):
            temporary = any(os.environ.get(f"{prefix}_{name}") for name in ("TOKEN", "SESSION_TOKEN"))
            return Check("credentials", "OK", " and ".join(names) + (" with a token" if temporary else ""))
        if there:
            missing = next(name for name in names if name not in there)
            return Check(
                "credentials", "FAIL", f"{there[0]} is set, {missing} is not", f"set {missing}", ACCESS
            )
    return Check("credentials", "FAIL", "none found", "set COS_SECRET_ID and COS_SECRET_KEY", ACCESS)


def _where(client: pycos.Client, bucket: str | None) -> tuple[str, int, bool]:
    url = urlsplit(client.endpoint.url)
    host = url.hostname or ""
    if bucket is not None and client.endpoint.address == "virtual-host":
        host = f"{bucket}.{host}"
    secure = url.scheme == "https"
    return host, url.port or (443 if secure else 80), secure


def _dns(host: str, port: int) -> Check:
    if host == "localhost" or host.endswith(".localhost"):
        # The client takes these for this machine without asking anybody (RFC 6761).
        return Check("dns", "OK", f"{host} is this machine")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that no name can have
        return Check(
            "dns",
            "FAIL",
            f"{host}: {getattr(error, 'strerror', None) or error}",
            "check region, endpoint and network",
            NETWORK,
        )
    addresses = sorted({str(entry[4][0]) for entry in found})
    return Check("dns", "OK", f"{host} is {', '.join(addresses)}")


def _connect(host: str, port: int) -> socket.socket:
    local = host == "localhost" or host.endswith(".localhost")
    return socket.create_connection(("localhost" if local else host, port), timeout=_PATIENCE)


def _tcp(host: str, port: int) -> Check:
    began = time.monotonic()
    try:
        _connect(host, port).close()
    except OSError as error:
        return Check(
            "connect", "FAIL", f"{host}:{port}: {error}", "check network, firewall and endpoint", NETWORK
        )
    took = (time.monotonic() - began) * 1000
    return Check(
        "connect", "WARN", f"{host}:{port} in {took:.0f} ms, not encrypted", "use https unless this is a test"
    )


def _tls(client: pycos.Client, host: str, port: int) -> Check:
    settings = client.settings
    try:
        context = ssl.create_default_context(cafile=settings.ca_file, capath=settings.ca_path)
        if not settings.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        began = time.monotonic()
        with _connect(host, port) as plain, context.wrap_socket(plain, server_hostname=host) as secure:
            took = (time.monotonic() - began) * 1000
            version, certificate = secure.version(), secure.getpeercert()
    except ssl.SSLCertVerificationError as error:
        return Check(
            "tls",
            "FAIL",
            f"{host}: {error.verify_message}",
            "the server is not who it says, or give --ca-file",
            NETWORK,
        )
    except OSError as error:
        return Check(
            "tls", "FAIL", f"{host}:{port}: {error}", "check network, firewall and endpoint", NETWORK
        )
    if not settings.verify:
        return Check(
            "tls", "WARN", f"{version} in {took:.0f} ms, certificate not checked", "leave out --no-verify"
        )
    ends = str(certificate["notAfter"]) if certificate and "notAfter" in certificate else ""
    if ends and ssl.cert_time_to_seconds(ends) - time.time() < _CERTIFICATE_WARN:
        return Check(
            "tls", "WARN", f"{version}, the certificate ends on {ends}", "tell whoever runs the server"
        )
    return Check("tls", "OK", f"{version} in {took:.0f} ms, certificate valid")


def _clock(client: pycos.Client, host: str, port: int, secure: bool) -> Check:
    try:
        date = _server_date(client, host, port, secure)
    except (OSError, http.client.HTTPException) as error:
        return Check("clock", "FAIL", f"no answer: {error}", "check network and endpoint", NETWORK)
    if date is None:
        return Check("clock", "WARN", "the server does not say what time it is")
    skew = time.time() - date
    text = f"{abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the server"
    if abs(skew) >= _SKEW_FATAL:
        return Check("clock", "FAIL", text, "set this machine's clock (NTP): signatures are refused", ACCESS)
    if abs(skew) >= _SKEW_WARN:
        return Check("clock", "WARN", text, "set this machine's clock (NTP)")
    return Check("clock", "OK", text if abs(skew) >= 2 else "as the server's")


def _server_date(client: pycos.Client, host: str, port: int, secure: bool) -> float | None:
    # Unsigned and by hand: the client would correct the skew, and then there would be nothing to see.
    with _connect(host, port) as plain:
        stream: socket.socket = plain
        if secure:
            context = ssl.create_default_context(
                cafile=client.settings.ca_file, capath=client.settings.ca_path
            )
            if not client.settings.verify:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            stream = context.wrap_socket(plain, server_hostname=host)
        stream.sendall(f"HEAD / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode("ascii"))
        answer = http.client.HTTPResponse(stream, method="HEAD")
        answer.begin()
        date = answer.getheader("Date")
    if date is None:
        return None
    with contextlib.suppress(ValueError, TypeError):
        return parsedate_to_datetime(date).timestamp()
    return None


def _account(client: pycos.Client) -> Check:
    try:
        count = sum(1 for _ in client.buckets())
    except AccessDenied:
        return Check(
            "account", "WARN", "these credentials may not list buckets", "fine if they are for one bucket"
        )
    except CosError as error:
        return Check("account", "FAIL", message_of(error), _advice(error), exit_code_of(error))
    return Check("account", "OK", f"signature accepted, buckets: {count}")


def _bucket(bucket: pycos.Bucket, *, write: bool) -> Iterator[Check]:
    absent = f".pycos-doctor-{uuid.uuid4().hex}"

    def list_one() -> None:
        next(iter(bucket.objects(page_size=1)), None)

    def read_absent() -> None:
        try:
            bucket.head(absent)
        except NoSuchBucket:
            raise
        except NotFound:
            return  # to be told that it is not there takes the permission to read

    def begin_and_abort() -> None:
        bucket.abort_multipart(absent, bucket.initiate_multipart(absent))

    actions = [("list", list_one), ("read", read_absent)]
    if write:
        actions.append(("write", begin_and_abort))
    for name, action in actions:
        try:
            action()
        except AccessDenied as error:
            yield Check(
                name, "WARN", f"not allowed in {bucket.name}", "fine if it is not needed", exit_code_of(error)
            )
        except CosError as error:
            yield Check(name, "FAIL", message_of(error), _advice(error), exit_code_of(error))
            return
        else:
            yield Check(name, "OK", f"allowed in {bucket.name}")


def _advice(error: CosError) -> str:
    code = exit_code_of(error)
    if code == ACCESS:
        return "check COS_SECRET_ID, COS_SECRET_KEY and, for temporary credentials, COS_TOKEN"
    if code == NETWORK:
        return "check network and endpoint, or try again later"
    return "check the arguments" if code == USAGE else ""
