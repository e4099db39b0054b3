"""Where requests go: regions, endpoints, bucket names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from pycos.errors import InvalidArgument

__all__ = ["Address", "Endpoint", "check_bucket", "region_hint", "resolve"]

Address = Literal["virtual-host", "path", "cname"]

_REGION = re.compile(r"[a-z]{2,8}(-[a-z0-9]+)+")
_BUCKET = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[0-9]+")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(?::([0-9]{1,5}))?")
_IP = re.compile(r"\[.*\]|[0-9]+(?:\.[0-9]+){3}")
_COS_HOST = re.compile(r"cos(?:-internal)?\.([a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)")
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


@dataclass(frozen=True, slots=True)
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
    if address is not None and address not in get_args(Address):
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
        official = _COS_HOST.fullmatch(url.partition("://")[2])
        if official:
            region = region or official[1]
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
    if not _REGION.fullmatch(region):
        raise InvalidArgument(
            f"region {region!r} does not look like a region, which is for example 'ap-guangzhou'"
        )


def check_bucket(name: str) -> None:
    """Raise InvalidArgument, saying what is wrong, if this cannot be a bucket's name."""
    if not isinstance(name, str):
        raise InvalidArgument(f"the bucket's name must be a text, not {type(name).__name__}")
    if _BUCKET.fullmatch(name) and len(name) <= _LONGEST_LABEL:
        return
    if not name:
        what = "is empty"
    elif name.startswith(("cos://", "http://", "https://")):
        what = "is an address; give the name alone"
    elif name != name.lower():
        what = "has uppercase letters"
    elif not re.fullmatch(r"[a-z0-9-]*", name):
        wrong = next(each for each in name if not re.fullmatch(r"[a-z0-9-]", each))
        what = f"contains {wrong!r}; only a-z, 0-9 and - are allowed"
    elif not re.search(r"-[0-9]+$", name):
        what = "does not end with -APPID, as in 'photos-1250000000'"
    elif name.startswith("-"):
        what = "begins with -"
    else:
        what = f"is longer than {_LONGEST_LABEL} characters"
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


def _is_ip(host: str) -> bool:
    return bool(_IP.fullmatch(host if host.endswith("]") else re.sub(r":[0-9]*$", "", host)))


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
    match = _HOST.fullmatch(rest)
    if not match:
        raise InvalidArgument(f"{name} {text!r}: {rest!r} is not a host name")
    if match[1] and not 0 < int(match[1]) < 65536:
        raise InvalidArgument(f"{name} {text!r}: {match[1]} is not a port")
    return f"{scheme}://{rest}"
