"""Policies of buckets at work: principals, actions, resources, conditions, and what outranks what."""

from __future__ import annotations

import http.client
import json

import pytest
from cos_identities import OWNER, policy_of, set_policy, somebody, statement
from cos_requests import Cos

from pycos.emulator import routing
from pycos.emulator.access.actions import actions_of

GET = "name/cos:GetObject"
PUT = "name/cos:PutObject"


def read(cos: Cos, key: str = "k", **headers: str) -> int:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return cos.request("GET", key, headers=named, signed=False).status


def test_a_policy_lets_anybody_read_what_it_names_and_nothing_else(cos: Cos) -> None:
    cos.put("open/k", b"data")
    cos.put("closed/k", b"data")
    assert read(cos, "open/k") == 403
    set_policy(cos, statement(cos, GET, path="open/*"))
    assert read(cos, "open/k") == 200
    assert read(cos, "closed/k") == 403
    assert cos.request("PUT", "open/k", body=b"x", signed=False).status == 403
    assert cos.request("DELETE", params={"policy": ""}).status == 204
    assert read(cos, "open/k") == 403


def test_what_one_statement_denies_no_other_allows(cos: Cos) -> None:
    cos.put("a/secret", b"data")
    cos.put("a/k", b"data")
    set_policy(cos, statement(cos, "*"), statement(cos, "name/cos:Get*", effect="deny", path="a/s*"))
    assert read(cos, "a/k") == 200
    assert read(cos, "a/secret") == 403


def test_a_denial_holds_for_the_owner_too_who_can_always_take_it_back(cos: Cos) -> None:
    cos.put("k", b"data")
    set_policy(cos, statement(cos, "name/cos:*", effect="deny"))
    assert cos.get("k").code == "AccessDenied"
    assert cos.request("PUT", "k", body=b"x").status == 403
    assert cos.request("GET", params={"policy": ""}).status == 200
    assert cos.request("DELETE", params={"policy": ""}).status == 204
    assert cos.get("k").body == b"data"


def test_a_refusal_says_nothing_about_the_object(cos: Cos) -> None:
    cos.put("k", b"data")
    there, missing = (cos.request("GET", key, signed=False) for key in ("k", "missing"))
    assert (there.status, missing.status) == (403, 403)
    assert there.texts("Message") == missing.texts("Message") == ["Access Denied."]
    assert there.headers["ETag"] is None


def test_a_new_policy_takes_the_place_of_the_old_one_at_once(cos: Cos) -> None:
    cos.put("k", b"data")
    for effect, status in (("allow", 200), ("deny", 403), ("allow", 200)):
        set_policy(cos, statement(cos, GET, effect=effect))
        assert read(cos) == status


def test_a_bucket_that_is_made_again_has_no_policy(cos: Cos) -> None:
    set_policy(cos, statement(cos, GET))
    assert read(cos) == 404
    assert cos.request("DELETE").status == 204
    assert cos.request("PUT").status == 200
    assert read(cos) == 403


@pytest.mark.parametrize(
    ("principal", "one", "other"),
    [
        ("qcs::cam::uin/700:uin/701", 200, 403),
        ("qcs::cam::uin/700:uin/*", 200, 200),
        ("qcs::cam::uin/*:uin/702", 403, 200),
        ("qcs::cam::uin/700:uin/700", 403, 403),
        ("qcs::cam::anyone:anyone", 200, 200),
        ("*", 200, 200),
    ],
)
def test_a_principal_is_one_user_or_all_of_an_account(cos: Cos, principal: str, one: int, other: int) -> None:
    cos.put("k", b"data")
    set_policy(cos, statement(cos, GET, principal=principal))
    users = [somebody(cos, account="700", user=user) for user in ("701", "702")]
    assert [user.get("k").status for user in users] == [one, other]


def test_another_account_may_do_what_a_policy_says_and_see_no_more(cos: Cos) -> None:
    guest = somebody(cos, account="800")
    cos.put("k", b"data")
    assert guest.get("k").status == 403
    set_policy(cos, statement(cos, [GET, PUT], principal="qcs::cam::uin/800:uin/800"))
    assert guest.get("k").body == b"data"
    assert guest.request("PUT", "new", body=b"x").status == 200
    assert guest.request("DELETE", "new").status == 403
    assert guest.request("GET").status == 403
    assert guest.request("PUT", params={"policy": ""}, body=b"{}").status == 403


def test_a_user_of_the_account_may_do_what_its_own_policy_says(cos: Cos) -> None:
    cos.put("mine/k", b"data")
    cos.put("k", b"data")
    own = policy_of(statement(cos, "name/cos:*Object", principal=None, path="mine/*"))
    user = somebody(cos, user="901", policy=own)
    assert user.get("mine/k").body == b"data"
    assert user.request("PUT", "mine/new", body=b"x").status == 200
    assert user.get("k").status == 403
    assert somebody(cos, user="902").get("mine/k").status == 403
    set_policy(cos, statement(cos, GET, effect="deny", principal=f"qcs::cam::uin/{OWNER}:uin/901"))
    assert user.get("mine/k").status == 403
    assert cos.get("mine/k").status == 200


def test_the_owner_s_users_may_make_buckets_when_they_are_told_so_and_others_never(cos: Cos) -> None:
    everything = {"effect": "allow", "action": "*", "resource": "*"}
    maker = somebody(cos, user="903", policy=policy_of(everything))
    assert cos.request("DELETE").status == 204
    for stranger in (somebody(cos, user="904"), somebody(cos, account="905")):
        assert stranger.request("PUT").status == 403
    assert maker.request("PUT").status == 200
    assert maker.request("GET", host="service.cos.myqcloud.com").status == 200
    assert somebody(cos, user="904").request("GET", host="service.cos.myqcloud.com").status == 403


def test_a_copy_needs_the_right_to_read_its_source(cos: Cos) -> None:
    cos.put("from/k", b"data")
    set_policy(cos, statement(cos, PUT, principal="qcs::cam::uin/810:uin/810", path="to/*"))
    guest = somebody(cos, account="810")
    source = {"x-cos-copy-source": f"{cos.host}/from/k"}
    assert guest.request("PUT", "to/k", headers=source).code == "AccessDenied"
    set_policy(
        cos,
        statement(cos, PUT, principal="qcs::cam::uin/810:uin/810", path="to/*"),
        statement(cos, GET, principal="qcs::cam::uin/810:uin/810", path="from/*"),
    )
    assert guest.request("PUT", "to/k", headers=source).status == 200


def test_each_key_of_a_batch_is_decided_by_itself(cos: Cos) -> None:
    cos.put("a/k", b"x")
    cos.put("b/k", b"x")
    set_policy(cos, statement(cos, "name/cos:DeleteMultipleObjects", path="a/*"))
    body = b"<Delete><Object><Key>a/k</Key></Object><Object><Key>b/k</Key></Object></Delete>"
    answer = cos.request("POST", params={"delete": ""}, body=body, signed=False)
    assert answer.texts("Deleted/Key") == ["a/k"]
    assert answer.texts("Error/Key") == ["b/k"]
    assert answer.texts("Error/Code") == ["AccessDenied"]
    assert cos.request("GET").texts("Contents/Key") == ["b/k"]
    assert (
        cos.request("POST", params={"delete": ""}, body=body.replace(b"a/", b"b/"), signed=False).status
        == 403
    )


def test_a_listing_is_allowed_by_its_prefix(cos: Cos) -> None:
    set_policy(cos, statement(cos, "name/cos:GetBucket", condition={"string_equal": {"cos:prefix": "a/"}}))
    for params, status in (({"prefix": "a/"}, 200), ({"prefix": "b/"}, 403), ({}, 403)):
        assert cos.request("GET", params=params, signed=False).status == status
    answer = cos.request("GET", params={"prefix": "b/"}, headers={"prefix": "a/"}, signed=False)
    assert answer.status == 403


@pytest.mark.parametrize(
    ("condition", "headers", "status"),
    [
        ({"ip_equal": {"qcs:ip": "127.0.0.0/8"}}, {}, 200),
        ({"ip_equal": {"qcs:ip": ["10.0.0.1", "192.168.0.0/16"]}}, {}, 403),
        ({"ip_not_equal": {"qcs:ip": "10.0.0.0/8"}}, {}, 200),
        ({"bool_equal": {"cos:secure-transport": "false"}}, {}, 200),
        ({"bool_equal": {"cos:secure-transport": True}}, {}, 403),
        ({"numeric_greater_than_equal": {"cos:tls-version": "1.2"}}, {}, 403),
        (
            {"string_like": {"cos:referer": "https://*.a.example/*"}},
            {"Referer": "https://x.a.example/p"},
            200,
        ),
        ({"string_like": {"cos:referer": "https://*.a.example/*"}}, {"Referer": "https://a.example/p"}, 403),
        ({"string_equal_ignore_case": {"cos:user-agent": "ME"}}, {"User-Agent": "me"}, 200),
        ({"string_equal": {"cos:user-agent": "ME"}}, {"User-Agent": "me"}, 403),
        ({"string_equal": {"cos:x-cos-traffic-limit": "1"}}, {}, 403),
        ({"string_equal_if_exist": {"cos:x-cos-traffic-limit": "1"}}, {}, 200),
        ({"string_not_equal": {"cos:x-cos-traffic-limit": "1"}}, {}, 200),
        ({"null_equal": {"cos:referer": "true"}}, {}, 200),
        ({"null_equal": {"cos:referer": "true"}}, {"Referer": "x"}, 403),
        ({"null_equal": {"cos:referer": "false"}}, {"Referer": "x"}, 200),
        ({"date_less_than": {"qcs:current_time": "2020-01-01T00:00:00Z"}}, {}, 403),
        ({"date_greater_than": {"qcs:current_time": "2020-01-01T00:00:00Z"}}, {}, 200),
        ({"ip_equal": {"qcs:ip": "127.0.0.1"}, "string_equal": {"cos:user-agent": "me"}}, {}, 403),
    ],
)
def test_a_condition_decides_by_the_request(
    cos: Cos, condition: object, headers: dict[str, str], status: int
) -> None:
    cos.put("k", b"data")
    set_policy(cos, statement(cos, GET, condition=condition))
    assert cos.request("GET", "k", headers=headers, signed=False).status == status


def test_the_address_is_that_of_the_connection(cos: Cos) -> None:
    cos.put("k", b"data")
    set_policy(cos, statement(cos, GET, condition={"ip_equal": {"qcs:ip": "127.0.0.2"}}))
    statuses = []
    for address in ("127.0.0.2", "127.0.0.3"):
        connection = http.client.HTTPConnection(
            "127.0.0.1", cos.server.port, timeout=20, source_address=(address, 0)
        )
        connection.request("GET", "/k", headers={"Host": cos.host, "X-Forwarded-For": "127.0.0.2"})
        statuses.append(connection.getresponse().status)
        connection.close()
    assert statuses == [200, 403]


def test_writes_are_decided_by_what_they_ask_for(cos: Cos) -> None:
    limits = {
        "string_equal": {"cos:x-cos-storage-class": "STANDARD_IA"},
        "string_like": {"cos:content-type": "image/*"},
        "numeric_less_than": {"cos:content-length": 10},
    }
    set_policy(cos, statement(cos, PUT, condition=limits))
    right = {"x-cos-storage-class": "STANDARD_IA", "Content-Type": "image/png"}
    assert cos.request("PUT", "k", headers=right, body=b"x", signed=False).status == 200
    for wrong in (
        {**right, "x-cos-storage-class": "ARCHIVE"},
        {**right, "Content-Type": "text/plain"},
        {"Content-Type": "image/png"},
    ):
        assert cos.request("PUT", "k", headers=wrong, body=b"x", signed=False).status == 403
    assert cos.request("PUT", "k", headers=right, body=b"x" * 10, signed=False).status == 403


RIGHT = {"effect": "allow", "principal": {"qcs": ["*"]}, "action": GET, "resource": "*"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"effect": "maybe"}, "effect"),
        ({"principal": None}, "principal"),
        ({"principal": {"qcs": ["somebody"]}}, "qcs"),
        ({"principal": {"AWS": "*"}}, "principal"),
        ({"action": []}, "action"),
        ({"action": "GetObject"}, "action"),
        ({"action": ["name/cos:Get Object"]}, "action"),
        ({"resource": "bucket/*"}, "resource"),
        ({"resource": [1]}, "resource"),
        ({"notaction": GET}, "notaction"),
        ({"condition": []}, None),
        ({"condition": [1]}, "Condition"),
        ({"condition": {"ip_equal": "10.0.0.1"}}, "ip_equal"),
        ({"condition": {"ip_equal": {"qcs:ip": "nowhere"}}}, "addresses"),
        ({"condition": {"ip_equal": {"qcs:ip": []}}}, "qcs:ip"),
        ({"condition": {"ip_like": {"qcs:ip": "10.0.0.1"}}}, "ip_like"),
        ({"condition": {"string_equal": {"cos:colour": "red"}}}, "cos:colour"),
        ({"condition": {"numeric_equal": {"cos:max-keys": "many"}}}, "numbers"),
        ({"condition": {"date_less_than": {"qcs:current_time": "soon"}}}, "times"),
        ({"condition": {"bool_equal": {"cos:secure-transport": "perhaps"}}}, "true or false"),
        ({"condition": {"null_equal": {"qcs:ip": "perhaps"}}}, "true or false"),
        ({"Effect": "deny"}, "twice"),
    ],
)
def test_a_malformed_policy_is_refused_with_a_reason(
    cos: Cos, change: dict[str, object], reason: str | None
) -> None:
    body = json.dumps(policy_of({**RIGHT, **change})).encode()
    answer = cos.request("PUT", params={"policy": ""}, body=body)
    if reason is None:
        assert answer.status == 200
        return
    assert (answer.status, answer.code) == (400, "MalformedPolicy")
    assert reason in answer.texts("Message")[0]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"version": "3.0", "statement": [RIGHT]}, "2.0"),
        ({"statement": [RIGHT]}, "2.0"),
        ({"version": "2.0", "statement": []}, "statement"),
        ({"version": "2.0", "statement": [1]}, "JSON object"),
        ({"version": "2.0", "statement": [RIGHT], "other": 1}, "other"),
        ({"version": "2.0", "statement": [{**RIGHT, "sid": "x" * 21_000}]}, "bytes"),
    ],
)
def test_a_malformed_whole_is_refused_with_a_reason(cos: Cos, document: object, reason: str) -> None:
    answer = cos.request("PUT", params={"policy": ""}, body=json.dumps(document).encode())
    assert (answer.status, answer.code) == (400, "MalformedPolicy")
    assert reason in answer.texts("Message")[0]


def test_every_operation_has_an_action() -> None:
    actions = {route.name: actions_of(route.name) for route in routing.ROUTES.values()}
    for name, names in actions.items():
        assert names, name
        assert all(action.startswith(("name/cos:", "name/ci:")) for action in names), name
        assert not any(ending in action for action in names for ending in ("Acl", "Cors", "ListObjects"))
    assert actions["ListObjectsV2"] == ("name/cos:GetBucket",)
    assert actions["PutBucketAcl"] == ("name/cos:PutBucketACL",)
    assert actions["GetBucketCors"] == ("name/cos:GetBucketCORS",)
    assert actions["CopyObject"][0] == "name/cos:PutObject"
    assert actions["GetQRcode"] == ("name/ci:GetQRcode",)
