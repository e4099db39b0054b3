"""ACLs that speak of other accounts and of groups."""

from __future__ import annotations

import pytest
from cos_identities import Acting, somebody
from cos_requests import Cos


def set_acl(cos: Cos, key: str = "", **headers: str) -> None:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    assert cos.request("PUT", key, params={"acl": ""}, headers=named).status == 200


def can(who: Cos, *, signed: bool = True) -> dict[str, bool]:
    """What somebody can do, of what ACLs grant."""
    asked = {
        "list": who.request("GET", signed=signed),
        "read": who.request("GET", "k", signed=signed),
        "write": who.request("PUT", "new", body=b"x", signed=signed),
        "bucket acl": who.request("GET", params={"acl": ""}, signed=signed),
        "object acl": who.request("GET", "k", params={"acl": ""}, signed=signed),
    }
    assert all(answer.status in (200, 403) for answer in asked.values())
    return {name: answer.status == 200 for name, answer in asked.items()}


NOTHING = dict.fromkeys(("list", "read", "write", "bucket acl", "object acl"), False)


@pytest.fixture
def guest(cos: Cos) -> Acting:
    cos.put("k", b"data")
    return somebody(cos, account="3300000001")


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("read", {"list", "read"}),
        ("write", {"write"}),
        ("read_acp", {"bucket acl", "object acl"}),
        ("write_acp", set()),
        ("full_control", set(NOTHING)),
    ],
)
@pytest.mark.parametrize("name", ["3300000001", "qcs::cam::uin/3300000001:uin/3300000001"])
def test_an_account_has_what_the_bucket_grants_it_and_others_have_not(
    cos: Cos, guest: Acting, header: str, allowed: set[str], name: str
) -> None:
    assert can(guest) == NOTHING
    set_acl(cos, **{f"x_cos_grant_{header}": f'id="{name}"'})
    assert can(guest) == {**NOTHING, **dict.fromkeys(allowed, True)}
    assert can(somebody(cos, account="3300000002")) == NOTHING
    assert can(cos, signed=False) == NOTHING


def test_an_object_grants_for_itself_alone(cos: Cos, guest: Acting) -> None:
    set_acl(cos, "k", x_cos_grant_read='id="3300000001"', x_cos_grant_read_acp='id="3300000001"')
    assert can(guest) == {**NOTHING, "read": True, "object acl": True}


def test_who_may_write_an_acl_may_replace_it(cos: Cos, guest: Acting) -> None:
    set_acl(cos, "k", x_cos_grant_write_acp='id="3300000001"')
    set_acl(guest, "k", x_cos_acl="public-read")
    assert cos.request("GET", "k", signed=False).status == 200
    assert guest.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "private"}).status == 403


def test_authenticated_read_is_for_everybody_with_keys(cos: Cos, guest: Acting) -> None:
    set_acl(cos, x_cos_acl="authenticated-read")
    assert can(guest) == {**NOTHING, "list": True, "read": True}
    assert can(cos, signed=False) == NOTHING
    uris = cos.request("GET", params={"acl": ""}).texts("AccessControlList/Grant/Grantee/URI")
    assert uris == ["http://cam.qcloud.com/groups/global/AuthenticatedUsers"]


def test_a_private_object_hides_in_a_public_bucket(cos: Cos, guest: Acting) -> None:
    set_acl(cos, x_cos_acl="public-read")
    set_acl(cos, "k", x_cos_acl="private")
    assert can(guest) == {**NOTHING, "list": True}
