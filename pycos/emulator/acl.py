"""Access control lists: a canned name, grants to others, and how both are written down.

The text that the store keeps is the canned name alone, or JSON when there are grants.
"""

from __future__ import annotations

import functools
import json
import re
from typing import NamedTuple

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request

BUCKET_ACLS = ("private", "public-read", "public-read-write", "authenticated-read")
OBJECT_ACLS = ("default", *BUCKET_ACLS)
ALL_USERS = "http://cam.qcloud.com/groups/global/AllUsers"
AUTHENTICATED_USERS = "http://cam.qcloud.com/groups/global/AuthenticatedUsers"
_GROUP = "http://cam.qcloud.com/groups/"
_CANNED = {
    "public-read": (ALL_USERS, ("READ",)),
    "public-read-write": (ALL_USERS, ("READ", "WRITE")),
    "authenticated-read": (AUTHENTICATED_USERS, ("READ",)),
}
_NOBODY: tuple[str, tuple[str, ...]] = ("", ())
_HEADERS = {
    "x-cos-grant-read": "READ",
    "x-cos-grant-write": "WRITE",
    "x-cos-grant-read-acp": "READ_ACP",
    "x-cos-grant-write-acp": "WRITE_ACP",
    "x-cos-grant-full-control": "FULL_CONTROL",
}
_PERMISSIONS = frozenset(_HEADERS.values())
_GRANTEE = re.compile(r'\s*id="([^"\x00-\x1f\ud800-\udfff]+)"\s*')
_MAX_GRANTS = 100  # in one list, as COS has it


class Grant(NamedTuple):
    """One permission of one grantee: an account (``group`` False) or a group with a URI."""

    grantee: str
    permission: str
    group: bool = False


class Acl(NamedTuple):
    """Who may do what. ``exact``: these grants are the whole list, the owner's among them."""

    canned: str
    grants: tuple[Grant, ...] = ()
    exact: bool = False

    def text(self) -> str:
        """As the store keeps it."""
        if not self.grants and not self.exact:
            return self.canned
        grants = [[grant.grantee, grant.permission, grant.group] for grant in self.grants]
        return json.dumps({"canned": self.canned, "grants": grants, "exact": self.exact})


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> Acl:
    """Undo ``Acl.text``."""
    if not text.startswith("{"):
        return Acl(text)
    stored = json.loads(text)
    return Acl(stored["canned"], tuple(Grant(*grant) for grant in stored["grants"]), stored["exact"])


@functools.lru_cache(maxsize=1024)
def allows(text: str, permission: str, grantees: tuple[str, ...]) -> bool:
    """Whether an ACL, as the store keeps it, grants a permission to somebody who has these names."""
    acl = parse(text)
    group, permissions = _CANNED.get(acl.canned, _NOBODY)
    if not acl.exact and group in grantees and permission in permissions:
        return True
    return any(
        grant.grantee in grantees and grant.permission in (permission, "FULL_CONTROL") for grant in acl.grants
    )


def from_headers(request: Request, allowed: tuple[str, ...], default: str) -> str:
    """The ACL that x-cos-acl and x-cos-grant-* ask for; InvalidArgument when they have no such values."""
    canned = request.header("x-cos-acl")
    if canned is not None and canned not in allowed:
        raise ApiError("InvalidArgument", "x-cos-acl has no such value.")
    grants = []
    for header, permission in _HEADERS.items():
        value = request.header(header)
        for item in value.split(",") if value else ():
            found = _GRANTEE.fullmatch(item)
            if not found:
                raise ApiError("InvalidArgument", f'{header} has the form id="...",id="...".')
            grants.append(Grant(found[1], permission))
    # Grants alone leave nothing to inherit.
    canned = canned or ("private" if grants else default)
    return Acl(canned, tuple(grants)).text()


def has_headers(request: Request) -> bool:
    """Whether a request speaks of access in its headers."""
    return any(request.header(name) is not None for name in ("x-cos-acl", *_HEADERS))


def from_document(data: bytes) -> str:
    """The ACL of an AccessControlPolicy; MalformedXML when it is none."""
    root = xml.parse(data, "AccessControlPolicy")
    lists = root.all("AccessControlList")
    if len(lists) != 1:
        raise ApiError("MalformedXML", "There must be one AccessControlList.")
    entries = lists[0].all("Grant")
    if len(entries) > _MAX_GRANTS:
        raise ApiError("InvalidArgument", f"There may be at most {_MAX_GRANTS} grants.")
    return Acl("private", tuple(_grant(entry) for entry in entries), exact=True).text()


def _grant(entry: xml.Element) -> Grant:
    permission = entry.value("Permission") or ""
    if permission not in _PERMISSIONS:
        raise ApiError("MalformedXML", "Permission has no such value.")
    for grantee in entry.all("Grantee")[:1]:
        uri, identity = grantee.value("URI"), grantee.value("ID")
        if uri and uri.startswith(_GROUP):
            return Grant(uri, permission, group=True)
        if identity and not uri:
            return Grant(identity, permission)
    raise ApiError("InvalidArgument", "A Grantee has an ID, or the URI of a group.")


def document(text: str, owner: str) -> str:
    """The AccessControlPolicy of an ACL as the store keeps it."""
    acl = parse(text)
    grants = list(acl.grants)
    if not acl.exact:
        group, permissions = _CANNED.get(acl.canned, _NOBODY)
        canned = [Grant(group, permission, group=True) for permission in permissions]
        grants = [Grant(owner, "FULL_CONTROL"), *canned, *grants]
    return xml.tree(
        "AccessControlPolicy",
        xml.tree("Owner", *_identity(owner)),
        xml.tree("AccessControlList", *(_written(grant) for grant in grants)),
    )


def _identity(name: str) -> tuple[str, str]:
    return xml.element("ID", name), xml.element("DisplayName", name)


def _written(grant: Grant) -> str:
    kind = "Group" if grant.group else "CanonicalUser"
    inner = xml.element("URI", grant.grantee) if grant.group else "".join(_identity(grant.grantee))
    return (
        f'<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="{kind}">{inner}'
        f"</Grantee><Permission>{grant.permission}</Permission></Grant>"
    )
