"""Hotlink protection at work."""

from __future__ import annotations

import pytest
from cos_requests import Cos, parse_raw, raw


def rules(kind: str, empty: str | None, *domains: str, status: str = "Enabled") -> bytes:
    listed = "".join(f"<Domain>{domain}</Domain>" for domain in domains)
    said = f"<EmptyReferConfiguration>{empty}</EmptyReferConfiguration>" if empty else ""
    return (
        f"<RefererConfiguration><Status>{status}</Status><RefererType>{kind}</RefererType>"
        f"<DomainList>{listed}</DomainList>{said}</RefererConfiguration>"
    ).encode()


@pytest.fixture
def shown(cos: Cos) -> Cos:
    """A bucket that everybody may read."""
    assert cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read"}).status == 200
    cos.put("k", b"data")
    return cos


def put_rules(cos: Cos, body: bytes) -> None:
    assert cos.request("PUT", params={"referer": ""}, body=body).status == 200


def read(cos: Cos, referer: str | None, method: str = "GET") -> int:
    headers = {} if referer is None else {"Referer": referer}
    return cos.request(method, "k", headers=headers, signed=False).status


@pytest.mark.parametrize(
    ("domain", "referer", "listed"),
    [
        ("*.a.example", "https://www.a.example/page", True),
        ("*.a.example", "https://x.y.a.example:8080/", True),
        ("*.a.example", "https://a.example/", False),
        ("*.a.example", "https://b.example/www.a.example", False),
        (".a.example", "http://www.a.example", True),
        ("www.a.example", "https://WWW.a.example/page", True),
        ("www.a.example", "https://www.a.example:8080/page", True),
        ("www.a.example:80", "https://www.a.example/page", False),
        ("www.a.example/shop", "https://www.a.example/shop/1", True),
        ("www.a.example/shop", "https://www.a.example/other", False),
        ("https://www.a.example", "http://www.a.example/", True),
        ("10.1.2.3", "http://10.1.2.3:8000/x", True),
        ("www.a.example", "https://other.example/?www.a.example", False),
    ],
)
def test_a_white_list_lets_in_what_a_black_list_keeps_out(
    shown: Cos, domain: str, referer: str, listed: bool
) -> None:
    put_rules(shown, rules("White-List", None, domain))
    assert read(shown, referer) == (200 if listed else 403)
    put_rules(shown, rules("Black-List", None, domain))
    assert read(shown, referer) == (403 if listed else 200)


@pytest.mark.parametrize("kind", ["White-List", "Black-List"])
def test_no_referer_is_let_in_only_where_the_rules_say_so(shown: Cos, kind: str) -> None:
    for empty, status in ((None, 403), ("Deny", 403), ("Allow", 200)):
        put_rules(shown, rules(kind, empty, "a.example"))
        assert read(shown, None) == status
        assert read(shown, "") == status
        assert read(shown, None, "HEAD") == status


def test_rules_that_are_switched_off_or_deleted_do_nothing(shown: Cos) -> None:
    put_rules(shown, rules("White-List", None, "a.example"))
    assert read(shown, None) == 403
    put_rules(shown, rules("White-List", None, "a.example", status="Disabled"))
    assert read(shown, None) == 200
    put_rules(shown, rules("White-List", None, "a.example"))
    assert read(shown, None) == 403
    put_rules(shown, b"")
    assert read(shown, None) == 200


def test_signed_urls_are_asked_too_and_signed_headers_are_not(shown: Cos) -> None:
    put_rules(shown, rules("White-List", None, "a.example"))
    head = f"GET {shown.presigned('GET', 'k')} HTTP/1.1\r\nHost: {shown.host}\r\nConnection: close\r\n"
    assert parse_raw(raw(shown.server, f"{head}\r\n".encode()))[0] == 403
    assert parse_raw(raw(shown.server, f"{head}Referer: http://a.example/\r\n\r\n".encode()))[0] == 200
    assert shown.get("k").status == 200


def test_a_refusal_names_the_reason_and_holds_no_data(shown: Cos) -> None:
    put_rules(shown, rules("White-List", None, "a.example"))
    answer = shown.request("GET", "k", signed=False)
    assert (answer.code, answer.headers["ETag"]) == ("AccessDenied", None)
    assert "referer" in answer.texts("Message")[0]


def test_a_wrong_word_about_empty_referers_is_refused(shown: Cos) -> None:
    answer = shown.request("PUT", params={"referer": ""}, body=rules("White-List", "Maybe", "a.example"))
    assert (answer.status, answer.code) == (400, "MalformedXML")
