"""Symbolic links: made, asked for, followed, and broken."""

from __future__ import annotations

import pytest
from cos_requests import Answer, Cos


def link(cos: Cos, key: str, target: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return cos.request("PUT", key, params={"symlink": ""}, headers={"x-cos-symlink-target": target, **named})


def test_a_link_says_where_it_points(cos: Cos) -> None:
    made = link(cos, "l", "d/%E6%B5%8B%20a")
    assert made.status == 200
    answer = cos.request("GET", "l", params={"symlink": ""})
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["x-cos-symlink-target"] == "d/%E6%B5%8B%20a"
    assert answer.headers["ETag"] == made.headers["ETag"]


def test_reading_follows_a_link(cos: Cos) -> None:
    data = b"0123456789" * 5_000
    cos.put("d/测 a", data, x_cos_meta_a="b")
    link(cos, "l", "d/%E6%B5%8B%20a")
    answer = cos.get("l")
    assert (answer.body, answer.headers["x-cos-meta-a"]) == (data, "b")
    assert answer.headers["x-cos-object-type"] == "symlink"
    assert cos.get("l", Range="bytes=5-9").body == b"56789"
    head = cos.request("HEAD", "l")
    assert head.headers["Content-Length"] == "50000"
    assert head.headers["x-cos-object-type"] == "symlink"
    assert head.headers["x-cos-symlink-target"] == "d/%E6%B5%8B%20a"
    assert cos.request("PUT", "copy", headers={"x-cos-copy-source": f"{cos.host}/l"}).status == 200
    assert cos.get("copy").headers["x-cos-object-type"] == "normal"
    assert cos.get("copy").body == data


def test_a_link_follows_what_its_target_becomes(cos: Cos) -> None:
    link(cos, "l", "t")
    answer = cos.get("l")
    assert (answer.status, answer.code) == (404, "NoSuchKey")
    assert answer.headers["x-cos-symlink-target"] == "t"
    assert cos.request("HEAD", "l").status == 404
    for body in (b"1", b"2"):
        cos.put("t", body)
        assert cos.get("l").body == body


def test_a_link_is_not_followed_to_another_link(cos: Cos) -> None:
    link(cos, "a", "b")
    link(cos, "b", "c")
    cos.put("c", b"x")
    assert cos.get("a").code == "InvalidRequest"
    assert cos.get("b").body == b"x"


def test_a_link_is_an_object_in_listings_and_can_be_deleted(cos: Cos) -> None:
    cos.put("t", b"x")
    link(cos, "l", "t")
    assert cos.request("GET").texts("Contents/Key") == ["l", "t"]
    assert cos.request("DELETE", "l").status == 204
    assert cos.get("t").body == b"x"
    assert cos.get("l").code == "NoSuchKey"


def test_a_target_may_come_unencoded(cos: Cos) -> None:
    cos.put("d/测 a", b"x")
    assert link(cos, "l", "d/测 a".encode().decode("latin-1")).status == 200
    assert cos.get("l").body == b"x"


@pytest.mark.parametrize("target", ["", "l", "\xff", "%ff", "a%00" + "b" * 900])
def test_a_target_that_can_be_none_is_refused(cos: Cos, target: str) -> None:
    assert link(cos, "l", target).status == 400
    assert cos.request("GET").texts("Contents/Key") == []


def test_a_link_can_leave_alone_what_is_there(cos: Cos) -> None:
    cos.put("l", b"x")
    assert link(cos, "l", "t", x_cos_forbid_overwrite="true").code == "FileAlreadyExists"
    assert cos.request("GET", "l", params={"symlink": ""}).code == "InvalidArgument"
    assert link(cos, "l", "t").status == 200


def test_links_have_versions(cos: Cos) -> None:
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    cos.request("PUT", params={"versioning": ""}, body=body)
    ids = [link(cos, "l", target).headers["x-cos-version-id"] for target in ("a", "b")]
    for key in ("a", "b"):
        cos.put(key, key.encode())
    for version_id, target in zip(ids, ("a", "b"), strict=True):
        answer = cos.request("GET", "l", params={"versionId": version_id})
        assert (answer.body, answer.headers["x-cos-version-id"]) == (target.encode(), version_id)
        answer = cos.request("GET", "l", params={"symlink": "", "versionId": version_id})
        assert answer.headers["x-cos-symlink-target"] == target


def test_a_link_does_not_open_what_may_not_be_read(cos: Cos) -> None:
    cos.put("private", b"x")
    cos.put("public", b"y", x_cos_acl="public-read")
    for target in ("private", "public"):
        link(cos, f"to-{target}", target, x_cos_acl="public-read")
    assert cos.request("GET", "to-public", signed=False).body == b"y"
    assert cos.request("GET", "to-private", signed=False).code == "AccessDenied"
    assert cos.request("GET", "to-private").body == b"x"
