"""Where requests go: regions, endpoints, bucket names."""

from __future__ import annotations

from cos_c.records import record
from pycos.errors import InvalidArgument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Address = Literal["virtual-host", "path", "cname"]

__all__ = ["Endpoint", "check_bucket", "region_hint", "resolve"]

# The names are looked at without regular expressions: making them would be half the time of making a client.
_ADDRESSES = ("virtual-host", "path", "cname")
_DIGITS = frozenset("0123456789")
_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
_LABEL = _LOWER | _DIGITS | {"-"}
_HOST = _LABEL | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ_.")
_IPV6 = _DIGITS | frozenset("abcdefABCDEF:.")
_LONGEST_LABEL = 63  # of a host name, and the bucket is one

#: What the regions were called before 2017. They still turn up in old configuration files.
_OLD_REGIONS = {
    "tj": "ap-beijing-1",
    "bj": "ap-beijing",
    "sh": "ap-shanghai",
    "gz": "ap-guangzhou",
    "cd": "ap-chengdu",
    "sgp": "ap-singapore",
    "hk": "ap-hongkong",
    "ca": "na-toronto",
    "ger": "eu-frankfurt",
    "cossh": "ap-shanghai",
    "cosgz": "ap-guangzhou",
    "cn-east": "ap-shanghai",
    "cn-north": "ap-beijing-1",
    "cn-south": "ap-guangzhou",
    "cn-southwest": "ap-chengdu",
    "sg": "ap-singapore",
}

#: Only to guess what was meant by a name that cannot be looked up; new regions need no entry here.
_KNOWN_REGIONS = (
    "ap-bangkok",
    "ap-beijing",
    "ap-beijing-1",
    "ap-beijing-fsi",
    "ap-chengdu",
    "ap-chongqing",
    "ap-guangzhou",
    "ap-hongkong",
    "ap-jakarta",
    "ap-mumbai",
    "ap-nanjing",
    "ap-seoul",
    "ap-shanghai",
    "ap-shanghai-fsi",
    "ap-shenzhen-fsi",
    "ap-singapore",
    "ap-tokyo",
    "eu-frankfurt",
    "na-ashburn",
    "na-siliconvalley",
    "na-toronto",
    "sa-saopaulo",
)


@record(frozen=True, slots=True)
class Endpoint:
    """One place to send requests to."""

    url: str
    """scheme://host[:port]"""
    service_url: str
    """Where the bucket list is asked for."""
    address: Address = "virtual-host"
    region: str | None = None

    @property
    def scheme(self) -> str:
        """http or https."""
        return self.url.partition("://")[0]

    @property
    def host(self) -> str:
        """The host and, if given, the port."""
        return self.url.partition("://")[2]

    def object_url(self, bucket: str, encoded_key: str = "") -> str:
        """The unsigned URL of a bucket or of an object, whose key is percent-encoded already."""
        if self.address == "cname":
            return f"{self.url}/{encoded_key}"
        if self.address == "path":
            return f"{self.url}/{bucket}/{encoded_key}"
        return f"{self.scheme}://{bucket}.{self.host}/{encoded_key}"

    def copy_source_host(self, bucket: str) -> str:
        """What x-cos-copy-source begins with: the bucket's own host name, whatever way requests take."""
        if self.region is not None and self.address != "virtual-host":
            return f"{bucket}.cos.{self.region}.myqcloud.com"
        return f"{bucket}.{self.host}"


def resolve(
    region: str | None = None,
    endpoint: str | None = None,
    *,
    service_endpoint: str | None = None,
    address: Address | None = None,
) -> Endpoint:
    """The endpoint for a region, or for a host of one's own.

    An endpoint without scheme means https; http is used only where the endpoint says ``http://``. ``address``
    says how the bucket is named: as first label of the host (``virtual-host``, the default), as first part of
    the path (``path``, the default for IP addresses, which cannot have labels), or not at all (``cname``: the
    endpoint is the bucket's own domain). Raises InvalidArgument, saying which part is wrong.
    """
    if address is not None and address not in _ADDRESSES:
        raise InvalidArgument(f"address must be 'virtual-host', 'path' or 'cname', not {address!r}")
    if region is not None:
        check_region(region)
    if endpoint is None:
        if region is None:
            raise InvalidArgument(
                "give a region such as 'ap-guangzhou' (or COS_REGION), or an endpoint (or COS_ENDPOINT)"
            )
        url = f"https://cos.{region}.myqcloud.com"
        service_url = "https://service.cos.myqcloud.com"
    else:
        url = _check_url(endpoint, "endpoint")
        service_url = url
        official = _region_of(url.partition("://")[2])
        if official:
            region = region or official
            service_url = f"{url.partition('://')[0]}://service.cos.myqcloud.com"
    if service_endpoint is not None:
        service_url = _check_url(service_endpoint, "service_endpoint")
    if address is None:
        address = "path" if _is_ip(url.partition("://")[2]) else "virtual-host"
    elif address == "virtual-host" and _is_ip(url.partition("://")[2]):
        raise InvalidArgument(
            f"endpoint {url}: an IP address cannot have the bucket in front; use address='path'"
        )
    return Endpoint(url, service_url, address, region)


def check_region(region: str) -> None:
    """Raise InvalidArgument if this can't be a region's name. Whether it exists, only a lookup tells."""
    if not isinstance(region, str):
        raise InvalidArgument(f"region must be a text, not {type(region).__name__}")
    if region in _OLD_REGIONS:
        raise InvalidArgument(f"region {region!r} is the old name of {_OLD_REGIONS[region]!r}")
    if "." in region or "/" in region:
        raise InvalidArgument(f"region {region!r} looks like a host name; give it as endpoint=")
    area, *places = region.split("-")
    shaped = 2 <= len(area) <= 8 and _is_of(_LOWER, area) and len(places) > 0
    if not shaped or not all(_is_of(_LABEL, each) for each in places):
        raise InvalidArgument(
            f"region {region!r} does not look like a region, which is for example 'ap-guangzhou'"
        )


def check_bucket(name: str) -> None:
    """Raise InvalidArgument, saying what is wrong, if this cannot be a bucket's name."""
    if not isinstance(name, str):
        raise InvalidArgument(f"the bucket's name must be a text, not {type(name).__name__}")
    base, _, appid = name.rpartition("-")
    if (
        _is_of(_LABEL, base)
        and base[0] != "-" != base[-1]
        and _is_of(_DIGITS, appid)
        and len(name) <= _LONGEST_LABEL
    ):
        return
    if not name:
        what = "is empty"
    elif name.startswith(("cos://", "http://", "https://")):
        what = "is an address; give the name alone"
    elif name != name.lower():
        what = "has uppercase letters"
    elif not _is_of(_LABEL, name):
        wrong = next(each for each in name if each not in _LABEL)
        what = f"contains {wrong!r}; only a-z, 0-9 and - are allowed"
    elif not _is_of(_DIGITS, appid) or appid == name:
        what = "does not end with -APPID, as in 'photos-1250000000'"
    elif name.startswith("-"):
        what = "begins with -"
    elif len(name) > _LONGEST_LABEL:
        what = f"is longer than {_LONGEST_LABEL} characters"
    else:
        what = "has more than one - in front of its APPID"
    raise InvalidArgument(f"bucket name {name!r} {what}")


def region_hint(region: str | None) -> str:
    """A word of help for when the endpoint's name cannot be looked up."""
    if region is None or region in _KNOWN_REGIONS:
        return ""
    from difflib import get_close_matches

    near = get_close_matches(region, _KNOWN_REGIONS, n=1)
    return (
        f"; is the region {region!r} right? Did you mean {near[0]!r}?"
        if near
        else f"; is the region {region!r} right?"
    )


def _is_of(allowed: frozenset[str], text: str) -> bool:
    """Whether `text` has characters, and all of them are allowed."""
    return text != "" and allowed.issuperset(text)


def _host_and_port(place: str) -> tuple[str, str | None]:
    """`host:port` taken apart; the brackets of an IPv6 address stay. None: no port is given."""
    if place.startswith("["):
        inner, _, rest = place.partition("]")
        host, port = f"{inner}]", rest[1:] if rest.startswith(":") else rest or None
    else:
        host, colon, after = place.partition(":")
        port = after if colon else None
    return host, port


def _region_of(host: str) -> str | None:
    """The region whose own host this is."""
    labels = host.split(".")
    if len(labels) != 4 or labels[0] not in ("cos", "cos-internal") or not _is_of(_LABEL, labels[1]):
        return None
    return labels[1] if labels[2:] in (["myqcloud", "com"], ["tencentcos", "cn"]) else None


def _is_ip(place: str) -> bool:
    host = _host_and_port(place)[0]
    labels = host.split(".")
    return host.startswith("[") or (len(labels) == 4 and all(_is_of(_DIGITS, each) for each in labels))


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return host.endswith("]") and _is_of(_IPV6, host[1:-1])
    return _is_of(_HOST, host) and host[0] not in ".-" and host[-1] not in ".-"


def _check_url(text: str, name: str) -> str:
    if not isinstance(text, str):
        raise InvalidArgument(f"{name} must be a text, not {type(text).__name__}")
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "https", text
    if scheme not in ("http", "https"):
        raise InvalidArgument(f"{name} {text!r}: the scheme must be http or https")
    rest = rest[:-1] if rest.endswith("/") else rest
    if not rest:
        raise InvalidArgument(f"{name} {text!r} has no host")
    if "@" in rest:
        raise InvalidArgument(f"{name}: credentials do not belong into an endpoint")
    if "/" in rest or "?" in rest or "#" in rest:
        raise InvalidArgument(f"{name} {text!r} has a path; give scheme, host and port only")
    host, port = _host_and_port(rest)
    if not _is_host(host) or not (port is None or (_is_of(_DIGITS, port) and len(port) <= 5)):
        raise InvalidArgument(f"{name} {text!r}: {rest!r} is not a host name")
    if port is not None and not 0 < int(port) < 65536:
        raise InvalidArgument(f"{name} {text!r}: {port} is not a port")
    return f"{scheme}://{rest}"
