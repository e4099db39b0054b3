"""From a request target and a Host to a bucket, a region and a key.

Virtual host, path style, bound custom domains and the absolute-form targets of a forward proxy all end
here. Nothing in this module, or anywhere in the server, ever opens an outgoing connection.
"""

from __future__ import annotations

import enum
import functools
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from pycos.emulator.errors import ApiError

MAX_KEY_BYTES = 850  # the limit COS documents

_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]*-\d{4,}")
_VIRTUAL_HOST = re.compile(r"([a-z0-9][a-z0-9-]*-\d{4,})\.(.+)")
_SERVICE_HOST = re.compile(
    r"(?:([^.]+)\.)?(cos|cos-internal|cos-website|ci|pic)\.([a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)"
)
BAD_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_COS_DOMAINS = ("myqcloud.com", "tencentcos.cn")
# Paths of the service itself; no bucket can have such a name.
SERVICE_PATHS = (b"/mediabucket", b"/docbucket", b"/picbucket", b"/ai_bucket", b"/asrbucket", b"/sts")
_STS_HOST = re.compile(r"sts\.(?:[a-z0-9-]+\.)?tencentcloudapi\.com")
_LOOPBACK = re.compile(r"127(?:\.\d{1,3}){3}|(?:[a-z0-9-]+\.)*localhost|\[::1\]|::1")


class Target(enum.Enum):
    """What a request is about."""

    __hash__ = object.__hash__  # that of Enum is a call of Python's, for every route that is looked for

    SERVICE = "service"
    BUCKET = "bucket"
    OBJECT = "object"


class Site(NamedTuple):
    """What a host name alone says: bucket, region, and whether it is data processing's or a website's.

    ``service`` is the one thing that all paths of a host stand for.
    """

    bucket: str | None
    region: str | None
    processing: bool = False
    service: str = ""
    website: bool = False


class Binding(NamedTuple):
    """What a custom domain stands for: a bucket, or the website in it."""

    bucket: str
    website: bool = False


@dataclass(slots=True)  # made for every request, for which frozen ones and named tuples take too long
class Address:
    """Where a request goes; never changed.

    ``region`` is None when the host does not name one. ``paths`` are the percent-decoded paths a client
    may have signed: the whole path, and for path style also the path without the bucket. ``processing`` says
    that the host is one of data processing (``ci.<region>``), whose paths are not all keys; ``website`` that
    it shows the bucket to browsers.
    """

    target: Target
    bucket: str
    key: str
    region: str | None
    paths: tuple[bytes, ...]
    processing: bool = False
    website: bool = False


@functools.lru_cache(maxsize=4096)
def host_of(authority: str) -> str:
    """The host of ``host[:port]``, lower case, without the port."""
    authority = authority.lower()
    if authority.startswith("["):
        return authority.partition("]")[0] + "]"
    return authority.partition(":")[0]


def is_loopback(host: str) -> bool:
    """Whether a Host can only mean this machine (a page of another origin cannot claim it)."""
    return _LOOPBACK.fullmatch(host) is not None


def is_loopback_address(address: str) -> bool:
    """Whether a client's IP address is one of this machine's own, that no other machine can have."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)  # an IPv4 client of a socket for both
    return bool((mapped or found).is_loopback)


def is_cos_host(host: str) -> bool:
    """Whether a proxy request for this host is ours to answer."""
    return host.endswith(tuple("." + domain for domain in _COS_DOMAINS)) or bool(_STS_HOST.fullmatch(host))


def is_bucket_name(name: str) -> bool:
    """Whether a name has the form name-appid and a legal length."""
    return _BUCKET.fullmatch(name) is not None and len(name) <= 63


@functools.lru_cache(maxsize=4096)
def site_of(host: str) -> Site:
    """The bucket and region that a host (lower case, no port) names by itself."""
    service = _SERVICE_HOST.fullmatch(host)
    if service:
        region = service[3]
        website = service[2] == "cos-website" and service[1] is not None
        return Site(
            service[1], None if region == "accelerate" else region, service[2] == "ci", website=website
        )
    virtual = _VIRTUAL_HOST.fullmatch(host)
    if virtual:
        return Site(virtual[1], None, website=virtual[2].startswith("cos-website."))
    if _STS_HOST.fullmatch(host):
        return Site(None, None, service="sts")
    return Site(None, None)


def decode_key(path: bytes) -> str:
    """A key from its decoded bytes; InvalidURI when they are not UTF-8, KeyTooLong past 850 bytes."""
    if len(path) > MAX_KEY_BYTES:
        raise ApiError("KeyTooLong")
    try:
        return path.decode()
    except UnicodeDecodeError:
        raise ApiError("InvalidURI", "The key is not valid UTF-8.") from None


def resolve(host: str, path: str, bound: Callable[[str], Binding | None]) -> Address:
    """The address of an origin-form path (starts with ``/``, still percent-encoded) at a host.

    ``bound`` finds what a custom domain stands for. The path is never normalised: ``..`` and ``//`` are
    ordinary parts of a key.
    """
    if "%" in path and BAD_PERCENT.search(path):
        raise ApiError("InvalidURI", "A percent sign stands for itself only as %25.")
    decoded = unquote_to_bytes(path) if "%" in path else path.encode("utf-8", "surrogateescape")
    site = site_of(host)
    bucket, website = site.bucket, site.website
    if bucket is None:
        binding = bound(host)
        if binding is not None:
            bucket, website = binding.bucket, binding.website
    if bucket is not None:
        key = decode_key(decoded[1:])
        target = Target.OBJECT if key else Target.BUCKET
        return Address(target, bucket, key, site.region, (decoded,), site.processing, website)
    if site.service:
        return Address(Target.SERVICE, "", site.service, None, (decoded,))
    first, slash, rest = decoded[1:].partition(b"/")
    if not first:
        if slash:
            raise ApiError("InvalidURI", "The path names no bucket.")
        return Address(Target.SERVICE, "", "", site.region, (decoded,), site.processing)
    if decoded in SERVICE_PATHS:
        return Address(Target.SERVICE, "", decoded[1:].decode(), site.region, (decoded,), site.processing)
    key = decode_key(rest)
    name = first.decode("utf-8", "replace")
    target = Target.OBJECT if key else Target.BUCKET
    return Address(target, name, key, site.region, (decoded, b"/" + rest))
