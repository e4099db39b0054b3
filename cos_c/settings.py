"""What is the same for all calls of one client."""

from __future__ import annotations

from cos_c._library import ffi, initialize, lib
from cos_c.records import field, record
from cos_c.strings import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

__all__ = ["Settings"]

ADDRESSES = {
    "virtual-host": lib.COSX_ADDRESS_VIRTUAL_HOST,
    "path": lib.COSX_ADDRESS_PATH,
    "cname": lib.COSX_ADDRESS_CNAME,
}
TEXTS = (
    "endpoint", "service_endpoint", "secret_id", "secret_key", "token", "ca_file", "ca_path", "proxy",
    "proxy_auth", "user_agent",
)  # fmt: skip


@record(frozen=True)
class Settings:
    """Address, credentials, TLS, proxy and timeouts (C: cosx_settings_t). Times in seconds, sizes in bytes.

    Immutable; the native form is made once and shared by all calls, from any thread. Pickles and copies.
    ValueError for text that C cannot take, an unknown `address`, or a negative number.
    """

    endpoint: str
    """host[:port] with http:// or https:// in front."""
    service_endpoint: str | None = None
    """Where the list of buckets is asked; None: the endpoint."""
    secret_id: str | None = field(default=None, repr=False)
    """None or "": requests go out unsigned."""
    secret_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    """Of temporary credentials."""
    address: str = "virtual-host"
    """"virtual-host" (https://bucket.endpoint/key), "path" (https://endpoint/bucket/key) or "cname"
    (https://endpoint/key: the endpoint is the bucket's own domain)."""
    verify: bool = True
    """Check the server's certificate and its name."""
    ca_file: str | None = None
    """PEM file of trusted certificates; None: the system's."""
    ca_path: str | None = None
    """Directory of hashed certificates."""
    proxy: str | None = None
    """http://host:port. Environment variables are not consulted."""
    proxy_auth: str | None = field(default=None, repr=False)
    """user:password."""
    route: tuple[str, int] | None = None
    """Connect to this address and port instead of looking the host up."""
    connect_timeout: float = 10.0
    """Name lookup, TCP and TLS together."""
    read_timeout: float = 60.0
    """Longest time without a byte moving either way."""
    max_body: int = 64 << 20
    """A response that is collected in memory fails when it is longer."""
    clock_offset: int = 0
    """Added to this machine's clock when signing."""
    user_agent: str | None = None
    """Put behind the library's own."""

    if TYPE_CHECKING:
        spare: ClassVar[list[Any]]

    def __post_init__(self) -> None:
        if self.address not in ADDRESSES:
            raise ValueError(f"address must be one of {', '.join(ADDRESSES)}, not {self.address!r}")
        for name in ("connect_timeout", "read_timeout", "max_body"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")
        self._connect()

    def _connect(self) -> None:
        object.__setattr__(self, "_native", to_native(self))
        initialize()
        # NativeCalls between two requests: see cos_c.native_call.
        object.__setattr__(self, "spare", [])

    @property
    def native(self) -> Any:
        """The `cosx_settings_t *`, for `cos_c.lib`; valid while this object lives."""
        return self.__dict__["_native"].struct

    def __getstate__(self) -> dict[str, Any]:
        # C memory stays here; the other side makes its own.
        return {name: value for name, value in self.__dict__.items() if name not in ("_native", "spare")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._connect()


class Native:
    """A cosx_settings_t and the memory it points to."""

    __slots__ = ("struct", "texts")

    def __init__(self) -> None:
        self.struct: Any = ffi.new("cosx_settings_t *")
        # The struct only borrows its strings: these are their owners, and must live as long as it does.
        self.texts: list[Any] = []

    def borrow(self, text: str, what: str) -> Any:
        owner = ffi.new("char[]", encode(text, what))
        self.texts.append(owner)
        return owner


def to_native(settings: Settings) -> Native:
    native = Native()
    struct = native.struct
    lib.cosx_settings_init(struct)
    for name in TEXTS:
        text = getattr(settings, name)
        if text is not None:
            setattr(struct, name, native.borrow(text, f"the setting {name}"))
    struct.address = ADDRESSES[settings.address]
    struct.verify = settings.verify
    if settings.route is not None:
        struct.route_ip = native.borrow(settings.route[0], "the address of the route")
        struct.route_port = settings.route[1]
    # 0 would mean "the default" to C, so the shortest time is 1 ms.
    struct.connect_timeout_ms = max(1, round(settings.connect_timeout * 1000))
    struct.read_timeout_ms = max(1, round(settings.read_timeout * 1000))
    struct.max_body_bytes = settings.max_body
    struct.clock_offset_s = settings.clock_offset
    return native
