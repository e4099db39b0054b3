"""The client: where calls go, with which credentials, and how."""

from __future__ import annotations

import os

from cos_c.records import replace
from pycos.credentials import AnonymousCredentials, Credentials, EnvironmentCredentials
from pycos.endpoints import check_bucket, resolve
from pycos.errors import CredentialsError, InsecureWarning, InvalidArgument
from pycos.exchange import Request
from pycos.session import Session
from pycos.settings import ClientSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import Any

    from pycos.bucket import Bucket
    from pycos.cancel import CancelToken
    from pycos.credential_provider import CredentialProvider
    from pycos.endpoints import Address, Endpoint
    from pycos.listing import Lazily
    from pycos.models import BucketInfo, Response
    from pycos.retry import RetryPolicy
    from pycos.source import Body
    from pycos.transfer import TransferManager

__all__ = ["Client"]

_METHODS = frozenset({"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"})


class Client:
    """A client of one region (or endpoint) and one set of credentials.

    Thread-safe; usable after fork; cheap to make (no request, no thread, no file); pickles to what it was
    made of, static credentials included. ``close()`` ends its transfers; ``with`` does so at the end; neither
    is needed.

    region: such as "ap-guangzhou". endpoint: a host of one's own, https unless it begins with http://.
    Without either, COS_REGION, TENCENTCLOUD_REGION and COS_ENDPOINT are consulted. Credentials: secret_id=
    and secret_key= (and token=), or a provider as credentials=, or anonymous=True, else the environment (see
    EnvironmentCredentials). address: how the bucket is named in requests, see pycos.endpoints.resolve. All
    other arguments are fields of ClientSettings and take precedence over settings=. None means "not given".

    Raises InvalidArgument and CredentialsError for what is wrong at first sight.

        client = pycos.Client(region="ap-guangzhou")
        bucket = client.bucket("photos-1250000000")
    """

    def __init__(
        self,
        *,
        region: str | None = None,
        endpoint: str | None = None,
        credentials: CredentialProvider | None = None,
        secret_id: str | None = None,
        secret_key: str | None = None,
        token: str | None = None,
        anonymous: bool = False,
        address: Address | None = None,
        service_endpoint: str | None = None,
        settings: ClientSettings | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        read_timeout: float | None = None,
        retry: RetryPolicy | None = None,
        verify: bool | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        ca_path: str | os.PathLike[str] | None = None,
        proxy: str | None = None,
        proxy_auth: str | None = None,
        route: tuple[str, int] | None = None,
        max_body: int | str | None = None,
        user_agent: str | None = None,
        part_size: int | str | None = None,
        max_concurrency: int | None = None,
    ) -> None:
        if region is None and endpoint is None:
            endpoint = os.environ.get("COS_ENDPOINT") or None
            region = os.environ.get("COS_REGION") or os.environ.get("TENCENTCLOUD_REGION") or None
        where = resolve(region, endpoint, service_endpoint=service_endpoint, address=address)
        provider = _provider(credentials, secret_id, secret_key, token, anonymous)
        given: dict[str, Any] = {
            "timeout": timeout,
            "connect_timeout": connect_timeout,
            "read_timeout": read_timeout,
            "retry": retry,
            "verify": verify,
            "ca_file": None if ca_file is None else os.fspath(ca_file),
            "ca_path": None if ca_path is None else os.fspath(ca_path),
            "proxy": proxy,
            "proxy_auth": proxy_auth,
            "route": route,
            "max_body": max_body,
            "user_agent": user_agent,
            "part_size": part_size,
            "max_concurrency": max_concurrency,
        }
        self._set_up(where, provider, _merged(settings or ClientSettings(), given))
        if not self.settings.verify and where.scheme == "https":
            import warnings

            warnings.warn("verify=False: the server's identity is not checked", InsecureWarning, stacklevel=2)

    def _set_up(self, where: Endpoint, provider: CredentialProvider, settings: ClientSettings) -> None:
        self._session = Session(where, provider, settings)
        self._transfers: dict[int, TransferManager] = {}

    @property
    def settings(self) -> ClientSettings:
        """What it was set up with."""
        return self._session.settings

    @property
    def endpoint(self) -> Endpoint:
        """Where its requests go."""
        return self._session.endpoint

    def bucket(self, name: str) -> Bucket:
        """A handle on a bucket, by its full name with -APPID. No request is made; InvalidArgument if it
        cannot be one.
        """
        from pycos.bucket import Bucket

        return Bucket(self, name)

    def buckets(
        self, *, region: str | None = None, timeout: float | None = None, cancel: CancelToken | None = None
    ) -> Lazily[BucketInfo]:
        """The account's buckets, lazily; with region= only those there. COS: GET Service (List Buckets)."""
        from pycos.listing import Lazily
        from pycos.operations.service import list_buckets

        def each() -> Iterator[BucketInfo]:
            marker: str | None = ""
            while marker is not None:
                limits = self._session.limits(timeout, cancel)
                found, following = list_buckets(self._session, limits, region=region, marker=marker)
                yield from found
                marker = following if following != marker else None

        return Lazily(each)

    def create_bucket(
        self,
        name: str,
        *,
        acl: str | None = None,
        multi_az: bool = False,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Bucket:
        """Make a bucket in this client's region. acl: private (the server's default), public-read …

        multi_az: its data lies in several zones. Raises BucketAlreadyExists. COS: PUT Bucket.
        """
        from pycos.operations.buckets import create_bucket
        from pycos.wire.headers import ObjectHeaders

        bucket = self.bucket(name)
        lines = ObjectHeaders(acl=acl, headers=headers).lines()
        create_bucket(self._session, self._session.limits(timeout, cancel), name, lines, multi_az=multi_az)
        return bucket

    def delete_bucket(
        self, name: str, *, timeout: float | None = None, cancel: CancelToken | None = None
    ) -> None:
        """Delete an empty bucket. Raises BucketNotEmpty, NoSuchBucket. COS: DELETE Bucket."""
        from pycos.operations.buckets import delete_bucket

        check_bucket(name)
        delete_bucket(self._session, self._session.limits(timeout, cancel), name)

    @property
    def transfers(self) -> TransferManager:
        """Whole files in the background: ``client.transfers.upload(…)`` returns a future. Made when first
        used.
        """
        manager = self._transfers.get(0)
        if manager is None:
            from pycos.transfer import TransferManager

            # setdefault is atomic; a manager that lost the race has started nothing yet.
            manager = self._transfers.setdefault(0, TransferManager(self))
        return manager

    def request(
        self,
        method: str,
        *,
        bucket: str | None = None,
        key: str | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
        idempotent: bool | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Response:
        """Any request COS knows and pycos has no word for, signed, checked and tried again like the rest.

        params: a value of "" is a name alone, as in ``?acl``. The answer's body is kept in memory (max_body).
        idempotent: whether it may be sent again when nobody knows if the server carried it out; by default
        all methods but POST. Raises what all calls raise; an <Error> in a 200 is an error too, but for GET.

            client.request("GET", bucket="photos-1250000000", params={"newthing": ""})
        """
        import cos_c
        from pycos.keys import check_key
        from pycos.models import Response
        from pycos.source import KnownSource, open_source
        from pycos.wire.headers import check_headers

        verb = method.upper()
        if verb not in _METHODS:
            raise InvalidArgument(f"method must be one of {', '.join(sorted(_METHODS))}, not {method!r}")
        if bucket is not None:
            check_bucket(bucket)
        if key is not None:
            check_key(key)
            if bucket is None:
                raise InvalidArgument("a key needs a bucket")
        request = Request(
            f"{verb} request",
            verb,
            bucket,
            key,
            list((params or {}).items()),
            check_headers(headers),
            idempotent=verb != "POST" if idempotent is None else idempotent,
        )
        limits = self._session.limits(timeout, cancel)
        if body is None:
            answer = self._session.execute(request, limits)
        else:
            with open_source(body) as source:
                if isinstance(source, KnownSource):
                    request.source = source.part(0, source.size)
                else:
                    part = source.next_part(int(self.settings.max_body))
                    if not source.ended:
                        raise InvalidArgument("the stream is longer than max_body; give a file or bytes")
                    request.source = cos_c.MemorySource(part)
                request.filename = source.filename
                answer = self._session.execute(request, limits)
        return Response(
            status=answer.status, headers=answer.headers, body=answer.body, request_id=answer.request_id
        )

    def close(self) -> None:
        """Cancel its transfers and refuse further calls. Calls that are under way finish. May be called
        again.
        """
        # Transfers first: those that were cancelled delete their parts on the server.
        for manager in self._transfers.values():
            manager.close()
        self._session.closed = True

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        session = self._session
        return {"endpoint": session.endpoint, "provider": session.provider, "settings": session.settings}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._set_up(state["endpoint"], state["provider"], state["settings"])

    def __repr__(self) -> str:
        return f"Client({self.endpoint.url!r}, {self._session.provider!r})"


def _provider(
    credentials: CredentialProvider | None,
    secret_id: str | None,
    secret_key: str | None,
    token: str | None,
    anonymous: bool,
) -> CredentialProvider:
    ways = (
        (credentials is not None)
        + any(each is not None for each in (secret_id, secret_key, token))
        + anonymous
    )
    if ways > 1:
        raise InvalidArgument("give one of: credentials=, secret_id= with secret_key=, anonymous=True")
    if anonymous:
        return AnonymousCredentials()
    if credentials is not None:
        if not callable(getattr(credentials, "credentials", None)):
            raise InvalidArgument(f"credentials has no method credentials(): {type(credentials).__name__}")
        return credentials
    if ways:
        if secret_id is None or secret_key is None:
            raise CredentialsError("secret_id and secret_key belong together: one of them is missing")
        return Credentials(secret_id, secret_key, token)
    return EnvironmentCredentials()


def _merged(settings: ClientSettings, given: Mapping[str, Any]) -> ClientSettings:
    changes = {name: value for name, value in given.items() if value is not None}
    return replace(settings, **changes) if changes else settings
