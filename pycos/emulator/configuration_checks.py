"""What the configurations of buckets must hold, and what a GET gives back of them.

By sub-resource, as in the table of ``configurations``; one that is missing here must hold nothing but its
root element, or comes back as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from pycos.emulator import tags
from pycos.emulator.access import policy
from pycos.emulator.addressing import is_cos_host
from pycos.emulator.domains import is_domain
from pycos.emulator.errors import ApiError
from pycos.emulator.lifecycle.rules import from_root
from pycos.emulator.xml import Element

_STATES = ("Enabled", "Disabled")
_SWITCH = ("Enabled", "Suspended")
_CORS_METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE")
_TARGET = re.compile(r"qcs:[^:]*:cos:[^:]+:[^:]*:[^:]+")
# The statuses of redirects that a rule of a website may name.
REDIRECTS = frozenset(("301", "302", "303", "307", "308"))
_CLIENT_ERROR = re.compile(r"4\d\d")
_SHAPING = tuple(
    f"response-{name}"
    for name in (
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-type",
        "expires",
    )
)
_ENCRYPTIONS = ("AES256", "KMS", "SM4")


def _malformed(text: str) -> ApiError:
    return ApiError("MalformedXML", text)


def _one_of(node: Element, name: str, allowed: tuple[str, ...]) -> None:
    if node.value(name) not in allowed:
        raise _malformed(f"{name} in {node.name} must be one of {', '.join(allowed)}.")


def _all_of(root: Element, path: str, allowed: tuple[str, ...]) -> None:
    if any(node.text.strip() not in allowed for node in root.at(path)):
        raise _malformed(f"{path} must be one of {', '.join(allowed)}.")


def _all(root: Element, name: str, most: int) -> list[Element]:
    found = root.all(name)
    if not 1 <= len(found) <= most:
        raise _malformed(f"{root.name} holds from 1 to {most} {name}.")
    return found


def _has(node: Element, path: str) -> str:
    for found in node.at(path):
        if found.children or found.text.strip():
            return found.text.strip()
    raise _malformed(f"{node.name} has no {path}.")


def _check_cors(root: Element) -> None:
    for rule in _all(root, "CORSRule", 100):
        _has(rule, "AllowedOrigin")
        _has(rule, "AllowedMethod")
        for method in rule.all("AllowedMethod"):
            if method.text.strip() not in _CORS_METHODS:
                raise ApiError("InvalidArgument", "AllowedMethod has no such value.")
        for origin in rule.all("AllowedOrigin"):
            if origin.text.count("*") > 1:
                raise ApiError("InvalidArgument", "AllowedOrigin holds at most one asterisk.")


def _check_lifecycle(root: Element) -> None:
    identities = []
    for rule in _all(root, "Rule", 1000):
        _one_of(rule, "Status", _STATES)
        identities += [identity.text.strip() for identity in rule.all("ID") if identity.text.strip()]
    if len(set(identities)) != len(identities):
        raise ApiError("InvalidArgument", "The IDs of rules must differ.")
    from_root(root)


def _check_replication(root: Element) -> None:
    _has(root, "Role")
    for rule in _all(root, "Rule", 1000):
        _one_of(rule, "Status", _STATES)
        if not _TARGET.fullmatch(_has(rule, "Destination/Bucket")):
            raise ApiError("InvalidArgument", "Bucket has the form qcs::cos:region::name-appid.")


def _check_website(root: Element) -> None:
    needed = not root.all("RedirectAllRequestsTo") or root.all("IndexDocument")
    if needed and "/" in _has(root, "IndexDocument/Suffix"):
        raise ApiError("InvalidArgument", "IndexDocument/Suffix holds no slash.")
    for everything in root.all("RedirectAllRequestsTo"):
        _one_of(everything, "Protocol", ("http", "https"))
    for name, switch in (("AutoAddressing", "Status"), ("ErrorDocument", "OriginalHttpStatus")):
        for node in root.all(name):
            if node.value(switch) not in (None, *_STATES):
                raise _malformed(f"{switch} in {name} must be Enabled or Disabled.")
    rules = root.at("RoutingRules/RoutingRule")
    if len(rules) > 100:
        raise _malformed("There may be at most 100 RoutingRule.")
    for rule in rules:
        _check_routing(rule)


def _check_routing(rule: Element) -> None:
    conditions, redirects = rule.all("Condition"), rule.all("Redirect")
    if not conditions or not redirects:
        raise _malformed("A RoutingRule has a Condition and a Redirect.")
    code = conditions[0].value("HttpErrorCodeReturnedEquals")
    if code and not _CLIENT_ERROR.fullmatch(code):
        raise ApiError("InvalidArgument", "HttpErrorCodeReturnedEquals must be 4XX.")
    if not code and not conditions[0].value("KeyPrefixEquals"):
        raise _malformed("A Condition has a KeyPrefixEquals or an HttpErrorCodeReturnedEquals.")
    redirect = redirects[0]
    if redirect.value("Protocol") not in (None, "", "http", "https"):
        raise ApiError("InvalidArgument", "Protocol must be http or https.")
    if redirect.value("HttpRedirectCode") not in (None, "", *REDIRECTS):
        raise ApiError("InvalidArgument", "HttpRedirectCode is not that of a redirect.")
    if redirect.all("ReplaceKeyWith") and redirect.all("ReplaceKeyPrefixWith"):
        raise _malformed("A Redirect replaces a key or its prefix, not both.")


def _website_kept(root: Element) -> Element:
    for redirect in root.at("RoutingRules/RoutingRule/Redirect"):
        if not redirect.all("URLRedirect"):
            redirect.children.append(Element("URLRedirect", "Enabled"))
    return root


def _check_logging(root: Element) -> None:
    for enabled in root.all("LoggingEnabled"):
        _has(enabled, "TargetBucket")


def _check_tagging(root: Element) -> None:
    if not tags.from_element(root, tags.MAX_BUCKET_TAGS):
        raise _malformed("There must be a Tag.")


def _check_referer(root: Element) -> None:
    _one_of(root, "Status", _STATES)
    if root.value("Status") == "Enabled":
        _one_of(root, "RefererType", ("Black-List", "White-List"))
        if root.value("EmptyReferConfiguration") not in (None, "", "Allow", "Deny"):
            raise _malformed("EmptyReferConfiguration must be Allow or Deny.")
        _has(root, "DomainList/Domain")


def _check_domain(root: Element) -> None:
    for rule in _all(root, "DomainRule", 100):
        name = _has(rule, "Name").lower()
        if not is_domain(name) or is_cos_host(name):
            raise ApiError("InvalidArgument", "Name is not a domain that can be bound.")
        _one_of(rule, "Status", ("ENABLED", "DISABLED"))
        _one_of(rule, "Type", ("REST", "WEBSITE", "ACCELERATE"))


def _check_encryption(root: Element) -> None:
    for rule in _all(root, "Rule", 1):
        for kind in rule.children:
            _one_of(kind, "SSEAlgorithm", _ENCRYPTIONS)
        if len(rule.children) != 1:
            raise _malformed("A Rule says once how to encrypt.")


def _encryption_kept(root: Element) -> Element:
    # What is set under one name comes back under another.
    for rule in root.all("Rule"):
        for kind in rule.children:
            if kind.name == "ApplySideEncryptionConfiguration":
                kind.name = "ApplyServerSideEncryptionByDefault"
    return root


def _check_inventory(root: Element) -> None:
    _has(root, "Id")
    _one_of(root, "IncludedObjectVersions", ("All", "Current"))
    for name in ("Bucket", "Format"):
        _has(root, f"Destination/COSBucketDestination/{name}")
    if (root.value("IsEnabled") or "").lower() not in ("true", "false"):
        raise _malformed("IsEnabled must be true or false.")


def _check_origin(root: Element) -> None:
    for rule in _all(root, "OriginRule", 100):
        _has(rule, "OriginInfo")


def _check_status(root: Element) -> None:
    _has(root, "Status")


def _check_lock(root: Element) -> None:
    _one_of(root, "ObjectLockEnabled", ("Enabled",))


def as_policy(data: bytes) -> str:
    """A policy: an object whose own names begin with capitals when it is asked for again."""
    if len(data) > policy.MAX_SIZE:
        raise ApiError("MalformedPolicy", f"A policy has at most {policy.MAX_SIZE} bytes.")
    try:
        policy.parse(data.decode())
    except (policy.MalformedPolicy, UnicodeDecodeError) as error:
        raise ApiError("MalformedPolicy", str(error)) from None
    document = json.loads(data)
    return json.dumps({name[:1].upper() + name[1:]: value for name, value in document.items()})


# Each raises ApiError for a document the service would refuse.
CHECKS: dict[str, Callable[[Element], None]] = {
    "cors": _check_cors,
    "lifecycle": _check_lifecycle,
    "versioning": lambda root: _one_of(root, "Status", _SWITCH),
    "replication": _check_replication,
    "website": _check_website,
    "logging": _check_logging,
    "tagging": _check_tagging,
    "referer": _check_referer,
    "domain": _check_domain,
    "origin": _check_origin,
    "encryption": _check_encryption,
    "inventory": _check_inventory,
    "intelligenttiering": _check_status,
    "intelligent-tiering": _check_status,
    "accelerate": lambda root: _one_of(root, "Status", _SWITCH),
    "response-control": lambda root: _all_of(root, "ControlParamList/Param", _SHAPING),
    "object-lock": _check_lock,
}
# Each makes of the received document what a GET answers.
KEPT: dict[str, Callable[[Element], Element]] = {
    "website": _website_kept,
    "encryption": _encryption_kept,
}
