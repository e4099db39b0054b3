"""Access control lists: by headers, by documents, and what they let strangers do."""

from __future__ import annotations

import pytest
from cos_requests import Answer, Cos

GRANT = "AccessControlList/Grant"
ALL_USERS = "http://cam.qcloud.com/groups/global/AllUsers"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ONE = "qcs::cam::uin/1:uin/1"


def document(*grants: tuple[str, str, str]) -> bytes:
    inner = "".join(
        f"<Grant><Grantee xmlns:xsi='{XSI}' xsi:type='{'Group' if kind == 'URI' else 'CanonicalUser'}'>"
        f"<{kind}>{name}</{kind}></Grantee><Permission>{permission}</Permission></Grant>"
        for kind, name, permission in grants
    )
    return (
        f"<AccessControlPolicy><Owner><ID>{ONE}</ID></Owner><AccessControlList>{inner}</AccessControlList>"
        "</AccessControlPolicy>"
    ).encode()


def put_acl(cos: Cos, key: str, body: bytes | None = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return cos.request("PUT", key, params={"acl": ""}, body=body, headers=named)


def grants(cos: Cos, key: str) -> list[tuple[str, str]]:
    answer = cos.request("GET", key, params={"acl": ""})
    return [
        (
            grant.findtext("Grantee/ID") or grant.findtext("Grantee/URI") or "",
            grant.findtext("Permission") or "",
        )
        for grant in answer.xml.findall(GRANT)
    ]


@pytest.mark.parametrize("key", ["", "k"])
def test_grants_by_header_come_after_the_owner(cos: Cos, key: str) -> None:
    cos.put("k", b"x")
    assert (
        put_acl(cos, key, x_cos_grant_read=f'id="{ONE}", id="2"', x_cos_grant_full_control='id="3"').status
        == 200
    )
    owner, *others = grants(cos, key)
    assert owner[1] == "FULL_CONTROL"
    assert others == [(ONE, "READ"), ("2", "READ"), ("3", "FULL_CONTROL")]


@pytest.mark.parametrize("key", ["", "k"])
def test_grants_by_document_are_the_whole_list(cos: Cos, key: str) -> None:
    cos.put("k", b"x")
    assert put_acl(cos, key, document(("ID", ONE, "WRITE_ACP"), ("URI", ALL_USERS, "READ"))).status == 200
    assert grants(cos, key) == [(ONE, "WRITE_ACP"), (ALL_USERS, "READ")]
    kinds = cos.request("GET", key, params={"acl": ""}).xml.findall(f"{GRANT}/Grantee")
    assert [kind.get(f"{{{XSI}}}type") for kind in kinds] == ["CanonicalUser", "Group"]


def test_an_empty_list_grants_nothing(cos: Cos) -> None:
    assert put_acl(cos, "", document()).status == 200
    assert grants(cos, "") == []


def test_headers_and_document_together_are_refused(cos: Cos) -> None:
    answer = put_acl(cos, "", document(), x_cos_acl="private")
    assert (answer.status, answer.code) == (400, "UnexpectedContent")


@pytest.mark.parametrize("value", ["2", 'id=""', 'id="2" id="3"', 'uri="x"', 'id="\xff"'])
def test_a_grant_header_of_another_form_is_refused(cos: Cos, value: str) -> None:
    answer = put_acl(cos, "", x_cos_grant_read=value)
    assert (answer.status, answer.code) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        (("ID", "1", "EVERYTHING"), "MalformedXML"),
        (("Name", "1", "READ"), "InvalidArgument"),
        (("URI", "http://elsewhere.example/AllUsers", "READ"), "InvalidArgument"),
    ],
)
def test_a_document_with_another_grant_is_refused(cos: Cos, grant: tuple[str, str, str], code: str) -> None:
    answer = put_acl(cos, "", document(grant))
    assert (answer.status, answer.code) == (400, code)


def test_what_a_document_grants_to_everybody_everybody_may(cos: Cos) -> None:
    cos.put("k", b"x")

    def strangers(*permissions: str) -> tuple[int, int]:
        assert put_acl(cos, "", document(*[("URI", ALL_USERS, name) for name in permissions])).status == 200
        read = cos.request("GET", "k", signed=False).status
        return read, cos.request("PUT", "new", body=b"y", signed=False).status

    assert strangers() == (403, 403)
    assert strangers("READ") == (200, 403)
    assert strangers("WRITE") == (403, 200)
    assert strangers("FULL_CONTROL") == (200, 200)
    assert strangers("READ_ACP") == (403, 403)


def test_an_object_written_with_grants_has_them(cos: Cos) -> None:
    cos.put("k", b"x", x_cos_grant_read='id="2"')
    assert grants(cos, "k")[1:] == [("2", "READ")]
    assert cos.request("GET", "k", params={"acl": ""}).headers["x-cos-acl"] is None
