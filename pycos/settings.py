"""What a client is set up with, once and for all its calls."""

from __future__ import annotations

from cos_c.records import field, record
from pycos.errors import InvalidArgument
from pycos.retry import RetryPolicy
from pycos.sizes import parse_size

__all__ = ["ClientSettings"]


@record(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """Timeouts, TLS, proxy and limits of a client. Immutable; shared by all its calls and threads.

    Times are seconds, sizes bytes (or a text such as "64MiB"). Raises InvalidArgument for values that make no
    sense.
    """

    timeout: float | None = None
    """For each whole call, retries included, unless the call says timeout= itself. None: no limit."""
    connect_timeout: float = 10.0
    """Name lookup, TCP and TLS together, for each attempt."""
    read_timeout: float = 60.0
    """The longest time without a byte either way."""
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    verify: bool = True
    """Check the server's certificate and name. False warns once (InsecureWarning)."""
    ca_file: str | None = None
    """PEM file of trusted certificates. None: the system's."""
    ca_path: str | None = None
    """Directory of trusted certificates, hashed."""
    proxy: str | None = None
    """http://host:port. None: no proxy; environment variables are not consulted."""
    proxy_auth: str | None = field(default=None, repr=False)
    """user:password for the proxy."""
    route: tuple[str, int] | None = None
    """Connect to this address and port instead of looking the host up."""
    max_body: int | str = 64 << 20
    """Answers kept in memory (listings, errors, request()) may be this large."""
    user_agent: str | None = None
    """Put behind the library's own."""
    part_size: int | str = 16 << 20
    """Parts of multipart uploads that put() makes, and of copies over 5 GiB."""
    max_concurrency: int | None = None
    """Requests of the transfer engine (upload_file and so on) in flight. None: 8, and up to 16 as long as
    that is faster. Fewer for a time after the service has asked to slow down.
    """

    def __post_init__(self) -> None:
        for name in ("connect_timeout", "read_timeout"):
            if not getattr(self, name) > 0:
                raise InvalidArgument(f"{name} must be more than 0 seconds, not {getattr(self, name)!r}")
        if self.timeout is not None and not self.timeout > 0:
            raise InvalidArgument(f"timeout must be more than 0 seconds or None, not {self.timeout!r}")
        for name in ("max_body", "part_size"):
            try:
                size = parse_size(getattr(self, name))
            except (TypeError, ValueError) as error:
                raise InvalidArgument(f"{name}: {error}") from None
            if size < 1:
                raise InvalidArgument(f"{name} must be at least 1 byte")
            object.__setattr__(self, name, size)
        if self.max_concurrency is not None and not 1 <= self.max_concurrency <= 1024:
            raise InvalidArgument(f"max_concurrency must be between 1 and 1024, not {self.max_concurrency!r}")
        if self.proxy is not None and not self.proxy.startswith(("http://", "https://")):
            raise InvalidArgument(f"proxy must begin with http:// or https://, not {self.proxy!r}")
