"""Lifecycle rules, carried out as if some days had passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
from cos_requests import Cos, new_bucket_name

from pycos.emulator import Emulator

NOTHING = dict.fromkeys(
    (
        "expired",
        "transitioned",
        "noncurrent_expired",
        "noncurrent_transitioned",
        "markers_removed",
        "uploads_aborted",
    ),
    0,
)


@pytest.fixture(scope="module", params=["memory", "disk"])
def alone(request: pytest.FixtureRequest, private_servers: Path) -> Iterator[Emulator]:
    """A server of its own: rules are carried out in all buckets."""
    data = private_servers / "lifecycle" if request.param == "disk" else None
    with Emulator(data=data, https=False) as server:
        yield server


@pytest.fixture
def cos(alone: Emulator) -> Cos:
    """Requests to the only bucket."""
    alone.reset()
    made = Cos(alone, new_bucket_name())
    assert made.request("PUT").status == 200
    return made


def rule(text: str, *, status: str = "Enabled") -> str:
    return f"<Rule><Status>{status}</Status>{text}</Rule>"


def set_rules(cos: Cos, *rules: str) -> None:
    body = f"<LifecycleConfiguration>{''.join(rules)}</LifecycleConfiguration>".encode()
    assert cos.request("PUT", params={"lifecycle": ""}, body=body).status == 200


def enable_versions(cos: Cos) -> None:
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    assert cos.request("PUT", params={"versioning": ""}, body=body).status == 200


def done(cos: Cos, days: int) -> dict[str, int]:
    """What was done, without what was not."""
    return {name: count for name, count in cos.server.carry_out_lifecycle(days=days).items() if count}


def keys(cos: Cos) -> list[str]:
    return cos.request("GET").texts("Contents/Key")


def versions(cos: Cos) -> list[str]:
    answer = cos.request("GET", params={"versions": ""})
    return [f"{entry.tag} {entry.findtext('Key')}" for entry in answer.xml if entry.findtext("Key")]


def test_without_rules_nothing_happens(cos: Cos) -> None:
    cos.put("k", b"x")
    assert cos.server.carry_out_lifecycle(days=36_500) == NOTHING
    assert keys(cos) == ["k"]


def test_objects_expire_when_their_days_are_over(cos: Cos) -> None:
    for key in ("logs/a", "logs/b" + "x" * 100, "other"):
        cos.put(key, b"x" * 20_000)
    set_rules(cos, rule("<Filter><Prefix>logs/</Prefix></Filter><Expiration><Days>7</Days></Expiration>"))
    assert done(cos, 6) == {}
    assert done(cos, 7) == {"expired": 2}
    assert keys(cos) == ["other"]
    assert done(cos, 100) == {}


def test_answers_say_when_an_object_will_expire(cos: Cos) -> None:
    first = rule("<ID>late</ID><Expiration><Date>2099-01-01T00:00:00Z</Date></Expiration>")
    set_rules(cos, first, rule("<ID>soon</ID><Prefix>logs/</Prefix><Expiration><Days>7</Days></Expiration>"))
    put = cos.put("logs/a", b"x")
    head = cos.request("HEAD", "logs/a")
    written = parsedate_to_datetime(head.headers["Last-Modified"])
    expected = f'expiry-date="{format_datetime(written + timedelta(days=7), usegmt=True)}", rule-id="soon"'
    for answer in (put, head, cos.get("logs/a")):
        assert answer.headers["x-cos-expiration"] == expected
    assert cos.put("b", b"x").headers["x-cos-expiration"] == (
        'expiry-date="Thu, 01 Jan 2099 00:00:00 GMT", rule-id="late"'
    )
    assert cos.request("DELETE", params={"lifecycle": ""}).status == 204
    assert "x-cos-expiration" not in cos.get("b").headers


def test_a_disabled_rule_does_nothing(cos: Cos) -> None:
    cos.put("k", b"x")
    set_rules(cos, rule("<Expiration><Days>1</Days></Expiration>", status="Disabled"))
    assert done(cos, 100) == {}


def test_a_rule_may_name_a_date(cos: Cos) -> None:
    cos.put("k", b"x")
    set_rules(cos, rule("<Expiration><Date>2099-01-01T00:00:00.000Z</Date></Expiration>"))
    assert done(cos, 30) == {}
    set_rules(cos, rule("<Expiration><Date>2007-12-01T12:00:00+08:00</Date></Expiration>"))
    assert done(cos, 0) == {"expired": 1}


def test_a_rule_may_ask_for_tags(cos: Cos) -> None:
    cos.put("a", b"x", x_cos_tagging="kind=log&team=1")
    cos.put("b", b"x", x_cos_tagging="kind=log")
    cos.put("c", b"x")
    tags = "".join(
        f"<Tag><Key>{key}</Key><Value>{text}</Value></Tag>" for key, text in (("kind", "log"), ("team", "1"))
    )
    set_rules(
        cos,
        rule(f"<Filter><And><Prefix></Prefix>{tags}</And></Filter><Expiration><Days>1</Days></Expiration>"),
    )
    assert done(cos, 1) == {"expired": 1}
    assert keys(cos) == ["b", "c"]


def test_objects_move_down_to_the_coldest_class_that_is_due(cos: Cos) -> None:
    cos.put("k", b"x")
    cos.put("cold", b"x", x_cos_storage_class="DEEP_ARCHIVE")
    moves = "".join(
        f"<Transition><Days>{days}</Days><StorageClass>{name}</StorageClass></Transition>"
        for days, name in ((30, "STANDARD_IA"), (90, "ARCHIVE"))
    )
    set_rules(cos, rule(moves))
    assert done(cos, 29) == {}
    assert done(cos, 30) == {"transitioned": 1}
    head = cos.request("HEAD", "k")
    assert head.headers["x-cos-storage-class"] == "STANDARD_IA"
    assert done(cos, 31) == {}
    assert done(cos, 365) == {"transitioned": 1}
    assert cos.get("k").code == "InvalidObjectState"
    assert cos.request("HEAD", "cold").headers["x-cos-storage-class"] == "DEEP_ARCHIVE"


def test_with_versions_an_expired_object_is_marked(cos: Cos) -> None:
    enable_versions(cos)
    cos.put("k", b"x")
    set_rules(cos, rule("<Expiration><Days>1</Days></Expiration>"))
    assert done(cos, 1) == {"expired": 1}
    assert versions(cos) == ["DeleteMarker k", "Version k"]
    assert done(cos, 100) == {}


def test_past_versions_move_and_expire_by_the_time_they_became_past(cos: Cos) -> None:
    enable_versions(cos)
    for body in (b"1", b"2" * 20_000, b"3"):
        cos.put("k", body)
    set_rules(
        cos,
        rule(
            "<NoncurrentVersionTransition><NoncurrentDays>5</NoncurrentDays>"
            "<StorageClass>ARCHIVE</StorageClass></NoncurrentVersionTransition>"
            "<NoncurrentVersionExpiration><NoncurrentDays>10</NoncurrentDays></NoncurrentVersionExpiration>"
        ),
    )
    assert done(cos, 4) == {}
    assert done(cos, 5) == {"noncurrent_transitioned": 2}
    answer = cos.request("GET", params={"versions": ""})
    assert answer.texts("Version/StorageClass") == ["STANDARD", "ARCHIVE", "ARCHIVE"]
    assert done(cos, 10) == {"noncurrent_expired": 2}
    assert versions(cos) == ["Version k"]
    assert cos.get("k").body == b"3"


def test_a_marker_that_is_left_alone_is_removed(cos: Cos) -> None:
    enable_versions(cos)
    cos.put("k", b"1")
    cos.request("DELETE", "k")
    set_rules(
        cos,
        rule(
            "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
            "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>"
        ),
    )
    assert done(cos, 0) == {}
    assert done(cos, 1) == {"noncurrent_expired": 1}
    assert versions(cos) == ["DeleteMarker k"]
    assert done(cos, 1) == {"markers_removed": 1}
    assert versions(cos) == []


def test_unfinished_uploads_are_aborted(cos: Cos) -> None:
    for key in ("tmp/a", "tmp/b", "keep"):
        cos.put_part(key, cos.start_upload(key), 1, b"x" * 20_000)
    name = "AbortIncompleteMultipartUpload"
    abort = f"<{name}><DaysAfterInitiation>3</DaysAfterInitiation></{name}>"
    set_rules(cos, rule(f"<Filter><Prefix>tmp/</Prefix></Filter>{abort}"))
    assert done(cos, 2) == {}
    assert done(cos, 3) == {"uploads_aborted": 2}
    assert cos.request("GET", params={"uploads": ""}).texts("Upload/Key") == ["keep"]


def test_many_keys_are_visited(cos: Cos) -> None:
    enable_versions(cos)
    body = "".join(f"<Object><Key>{number:04}</Key></Object>" for number in range(600))
    for _ in range(2):  # 1,200 markers, more than one page
        assert (
            cos.request("POST", params={"delete": ""}, body=f"<Delete>{body}</Delete>".encode()).status == 200
        )
    set_rules(
        cos,
        rule("<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>"),
    )
    assert done(cos, 1) == {"noncurrent_expired": 600}
    assert len(versions(cos)) == 600


@pytest.mark.parametrize(
    "text",
    [
        "<Expiration><Days>x</Days></Expiration>",
        "<Expiration><Days>-1</Days></Expiration>",
        "<Expiration><Days>3651</Days></Expiration>",
        "<Expiration><Date>tomorrow</Date></Expiration>",
        "<Expiration><Date>2026-13-01T00:00:00Z</Date></Expiration>",
        "<Expiration><Days>1</Days><Date>2026-01-01T00:00:00Z</Date></Expiration>",
        "<Transition><Days>1</Days><StorageClass>ICE</StorageClass></Transition>",
        "<Transition><StorageClass>ARCHIVE</StorageClass></Transition>",
        "<Prefix>a</Prefix><Filter><Prefix>b</Prefix></Filter>",
        "<AbortIncompleteMultipartUpload/>",
    ],
)
def test_a_rule_that_could_not_be_carried_out_is_refused(cos: Cos, text: str) -> None:
    body = f"<LifecycleConfiguration>{rule(text)}</LifecycleConfiguration>".encode()
    answer = cos.request("PUT", params={"lifecycle": ""}, body=body)
    assert answer.status == 400
    assert answer.code in ("InvalidArgument", "MalformedXML")


def test_days_must_be_a_number(alone: Emulator) -> None:
    with pytest.raises(Exception, match="days is not a number"):
        alone.control("POST", "lifecycle?days=x")
