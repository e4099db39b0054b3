"""Tags of objects, and archived objects that have to be restored before they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from cos_requests import Answer, Cos

from pycos.emulator import Emulator


def tagging(*tags: tuple[str, str]) -> bytes:
    inner = "".join(f"<Tag><Key>{key}</Key><Value>{value}</Value></Tag>" for key, value in tags)
    return f"<Tagging><TagSet>{inner}</TagSet></Tagging>".encode()


def tags_of(cos: Cos, key: str) -> list[tuple[str, str]]:
    answer = cos.request("GET", key, params={"tagging": ""})
    assert (answer.status, answer.xml.tag) == (200, "Tagging")
    return [
        (tag.findtext("Key") or "", tag.findtext("Value") or "") for tag in answer.xml.findall("TagSet/Tag")
    ]


def test_tags_are_set_counted_and_deleted(cos: Cos) -> None:
    cos.put("k", b"x")
    assert tags_of(cos, "k") == []
    assert cos.get("k").headers["x-cos-tagging-count"] is None
    given = [("a", "1"), ("b c", ""), ("测/试", "x=y+z")]
    assert cos.request("PUT", "k", params={"tagging": ""}, body=tagging(*given)).status == 200
    assert tags_of(cos, "k") == given
    for answer in (cos.get("k"), cos.request("HEAD", "k")):
        assert answer.headers["x-cos-tagging-count"] == "3"
    assert cos.request("DELETE", "k", params={"tagging": ""}).status == 204
    assert tags_of(cos, "k") == []


def test_an_object_is_written_with_tags_and_an_overwrite_loses_them(cos: Cos) -> None:
    cos.put("k", b"x", x_cos_tagging="a=1&b%20c=2+3")
    assert tags_of(cos, "k") == [("a", "1"), ("b c", "2 3")]
    cos.put("k", b"x")
    assert tags_of(cos, "k") == []


def test_the_tags_of_an_upload_are_those_of_its_object(cos: Cos) -> None:
    upload = cos.start_upload("k", x_cos_tagging="a=1")
    etag = cos.put_part("k", upload, 1, b"x")
    assert cos.complete("k", upload, [(1, etag)]).status == 200
    assert tags_of(cos, "k") == [("a", "1")]


def test_a_copy_keeps_the_tags_unless_it_is_given_others(cos: Cos) -> None:
    cos.put("from", b"x", x_cos_tagging="a=1")
    source = {"x-cos-copy-source": f"{cos.host}/from"}
    cos.request("PUT", "same", headers=source)
    cos.request("PUT", "replaced", headers={**source, "x-cos-metadata-directive": "Replaced"})
    other = {**source, "x-cos-tagging-directive": "Replaced", "x-cos-tagging": "b=2"}
    cos.request("PUT", "other", headers=other)
    assert [tags_of(cos, key) for key in ("same", "replaced", "other")] == [
        [("a", "1")],
        [("a", "1")],
        [("b", "2")],
    ]


@pytest.mark.parametrize(
    "tags",
    [
        [("", "v")],
        [("k" * 129, "v")],
        [("k", "v" * 257)],
        [("k", "1"), ("k", "2")],
        [("k;", "v")],
        [(f"k{n}", "v") for n in range(11)],
    ],
)
def test_tags_the_service_would_not_take_are_refused(cos: Cos, tags: list[tuple[str, str]]) -> None:
    cos.put("k", b"x")
    answer = cos.request("PUT", "k", params={"tagging": ""}, body=tagging(*tags))
    assert (answer.status, answer.code) == (400, "InvalidTag")
    text = "&".join(f"{key}={value}" for key, value in tags)
    header = cos.request("PUT", "new", headers={"x-cos-tagging": text})
    assert (header.status, header.code) == (400, "InvalidTag")
    assert cos.get("new").status == 404


def test_the_tags_of_a_missing_object_are_a_missing_object(cos: Cos) -> None:
    for method in ("GET", "DELETE"):
        assert cos.request(method, "no", params={"tagging": ""}).code == "NoSuchKey"


def restore(cos: Cos, key: str, days: str = "2", tier: str = "Standard") -> Answer:
    body = (
        f"<RestoreRequest><Days>{days}</Days><CASJobParameters><Tier>{tier}</Tier></CASJobParameters>"
        "</RestoreRequest>"
    )
    return cos.request("POST", key, params={"restore": ""}, body=body.encode())


def test_an_archived_object_is_seen_but_not_read(cos: Cos) -> None:
    cos.put("k", b"x", x_cos_storage_class="ARCHIVE")
    head = cos.request("HEAD", "k")
    assert (head.status, head.headers["x-cos-storage-class"]) == (200, "ARCHIVE")
    assert head.headers["x-cos-restore"] is None
    copied = cos.request("PUT", "c", headers={"x-cos-copy-source": f"{cos.host}/k"})
    for answer in (cos.get("k"), copied):
        assert (answer.status, answer.code) == (403, "InvalidObjectState")


def test_a_restore_takes_its_time_and_is_not_begun_twice(cos: Cos) -> None:
    cos.put("k", b"x", x_cos_storage_class="ARCHIVE")
    assert restore(cos, "k").status == 202
    assert cos.request("HEAD", "k").headers["x-cos-restore"] == 'ongoing-request="true"'
    assert cos.get("k").code == "InvalidObjectState"
    again = restore(cos, "k")
    assert (again.status, again.code) == (409, "RestoreAlreadyInProgress")
    cos.put("k", b"y", x_cos_storage_class="ARCHIVE")
    assert cos.request("HEAD", "k").headers["x-cos-restore"] is None


def test_only_archived_objects_are_restored(cos: Cos) -> None:
    cos.put("k", b"x")
    answer = restore(cos, "k")
    assert (answer.status, answer.code) == (405, "RestoreNonArchiveObject")
    assert restore(cos, "missing").code == "NoSuchKey"


@pytest.mark.parametrize(
    ("days", "tier"), [("0", "Bulk"), ("366", "Bulk"), ("x", "Bulk"), ("1", "Expedited")]
)
def test_days_and_tier_are_checked(cos: Cos, days: str, tier: str) -> None:
    cos.put("k", b"x", x_cos_storage_class="DEEP_ARCHIVE")
    answer = restore(cos, "k", days, tier)
    assert (answer.status, answer.code) == (400, "InvalidArgument")


@pytest.mark.parametrize("kind", ["memory", "disk"])
def test_a_restored_object_is_read_and_keeps_its_class(private_servers: Path, kind: str) -> None:
    data = private_servers / "restored" if kind == "disk" else None
    name = "restored-1250000000"
    with Emulator(data=data, https=False, buckets=[name], arguments=["--restore-seconds", "0"]) as server:
        cos = Cos(server, name)
        cos.put("k", b"data", x_cos_storage_class="ARCHIVE")
        assert restore(cos, "k").status == 202
        answer = cos.get("k")
        assert (answer.status, answer.body) == (200, b"data")
        assert answer.headers["x-cos-storage-class"] == "ARCHIVE"
        first = answer.headers["x-cos-restore"]
        assert first.startswith('ongoing-request="false", expiry-date="')
        assert restore(cos, "k", "9").status == 200
        assert cos.request("HEAD", "k").headers["x-cos-restore"] != first
