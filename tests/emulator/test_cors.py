"""Requests from pages of other origins."""

from __future__ import annotations

import pytest
from cos_requests import Answer, Cos

RULES = b"""<CORSConfiguration>
<CORSRule><AllowedOrigin>https://*.a.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>
<AllowedMethod>GET</AllowedMethod><AllowedHeader>x-cos-meta-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>
<ExposeHeader>x-cos-request-id</ExposeHeader><MaxAgeSeconds>9</MaxAgeSeconds></CORSRule>
<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod></CORSRule>
<ResponseVary>true</ResponseVary></CORSConfiguration>"""


@pytest.fixture
def shared(cos: Cos) -> Cos:
    assert cos.request("PUT", params={"cors": ""}, body=RULES).status == 200
    return cos


def preflight(cos: Cos, origin: str, method: str, headers: str = "", key: str = "k") -> Answer:
    given = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers:
        given["Access-Control-Request-Headers"] = headers
    return cos.request("OPTIONS", key, headers=given, signed=False)


def test_a_preflight_without_signature_tells_what_the_rule_allows(shared: Cos) -> None:
    answer = preflight(shared, "https://www.a.example", "PUT", "X-Cos-Meta-A, x-cos-meta-b")
    said = {
        name: text for name, text in answer.headers.items() if name.startswith("Access-") or name == "Vary"
    }
    assert answer.status == 200
    assert said == {
        "Access-Control-Allow-Origin": "https://www.a.example",
        "Access-Control-Allow-Methods": "PUT,GET",
        "Access-Control-Allow-Headers": "X-Cos-Meta-A,x-cos-meta-b",
        "Access-Control-Expose-Headers": "ETag,x-cos-request-id",
        "Access-Control-Max-Age": "9",
        "Vary": "Origin",
    }


def test_the_query_of_a_preflight_is_that_of_the_request_it_asks_for(shared: Cos) -> None:
    given = {"Origin": "https://www.a.example", "Access-Control-Request-Method": "PUT"}
    for params in ({"uploadId": "x", "partNumber": "1"}, {"acl": ""}):
        assert shared.request("OPTIONS", "k", params=params, headers=given, signed=False).status == 200


@pytest.mark.parametrize(
    ("origin", "method", "headers"),
    [
        ("https://a.example", "PUT", ""),
        ("http://www.a.example", "PUT", ""),
        ("https://www.a.example.evil", "PUT", ""),
        ("https://www.a.example", "DELETE", ""),
        ("https://www.a.example", "PUT", "authorization"),
    ],
)
def test_a_preflight_that_no_rule_allows_is_forbidden(
    shared: Cos, origin: str, method: str, headers: str
) -> None:
    answer = preflight(shared, origin, method, headers)
    assert (answer.status, answer.code) == (403, "AccessForbidden")
    assert answer.headers["Access-Control-Allow-Origin"] is None


def test_a_rule_for_all_origins_says_so(shared: Cos) -> None:
    assert preflight(shared, "null", "HEAD", key="").headers["Access-Control-Allow-Origin"] == "*"


def test_a_preflight_to_a_bucket_without_rules_is_forbidden(cos: Cos) -> None:
    assert preflight(cos, "https://www.a.example", "GET").code == "AccessForbidden"


def test_a_preflight_that_does_not_say_what_it_asks_for_is_refused(shared: Cos) -> None:
    answer = shared.request("OPTIONS", "k", headers={"Origin": "https://www.a.example"}, signed=False)
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_answers_to_a_page_that_is_allowed_say_so_and_errors_too(shared: Cos) -> None:
    shared.put("k", b"x")
    for key, status in (("k", 200), ("missing", 404)):
        answer = shared.get(key, Origin="https://www.a.example")
        assert answer.status == status
        assert answer.headers["Access-Control-Allow-Origin"] == "https://www.a.example"
        assert answer.headers["Access-Control-Expose-Headers"] == "ETag,x-cos-request-id"
    assert shared.get("k", Origin="https://other.example").headers["Access-Control-Allow-Origin"] is None
    assert shared.get("k").headers["Access-Control-Allow-Origin"] is None
