"""Buckets with versions: what writes and deletions leave behind, and how each version is had."""

from __future__ import annotations

import base64
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cos_requests import Answer, Cos


def switch(cos: Cos, status: str) -> None:
    body = f"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>".encode()
    assert cos.request("PUT", params={"versioning": ""}, body=body).status == 200


@pytest.fixture
def versioned(cos: Cos) -> Cos:
    """A bucket that keeps versions."""
    switch(cos, "Enabled")
    return cos


def version_of(answer: Answer) -> str:
    return answer.headers["x-cos-version-id"]


def time_of(version_id: str) -> int:
    """When a version was made, in microseconds."""
    return (1 << 64) - 1 - int(base64.b64decode(version_id + "=" * (-len(version_id) % 4)))


def get(cos: Cos, key: str, version_id: str, method: str = "GET") -> Answer:
    return cos.request(method, key, params={"versionId": version_id})


def delete(cos: Cos, key: str, version_id: str = "") -> Answer:
    answer = cos.request("DELETE", key, params={"versionId": version_id} if version_id else None)
    assert answer.status == 204
    return answer


def listed(cos: Cos, **params: str) -> list[tuple[str, str, str, str]]:
    """(kind, key, version id, whether it is the latest) of every entry of one page."""
    named = {name.replace("_", "-"): text for name, text in params.items()}
    answer = cos.request("GET", params={"versions": "", **named})
    assert answer.status == 200, answer.body
    return [
        (
            entry.tag,
            entry.findtext("Key") or "",
            entry.findtext("VersionId") or "",
            entry.findtext("IsLatest") or "",
        )
        for entry in answer.xml
        if entry.tag in ("Version", "DeleteMarker")
    ]


def test_a_bucket_without_versions_says_nothing_of_them(cos: Cos) -> None:
    assert "x-cos-version-id" not in cos.put("k", b"1").headers
    assert "x-cos-version-id" not in cos.get("k").headers
    assert listed(cos) == [("Version", "k", "", "true")]
    answer = delete(cos, "k")
    assert {name for name in answer.headers if name.startswith("x-cos-")} == {"x-cos-request-id"}
    assert listed(cos) == []


def test_an_id_is_what_is_left_of_64_bits_after_the_microseconds(versioned: Cos) -> None:
    assert abs(time_of(version_of(versioned.put("k", b"1"))) - time.time_ns() // 1000) < 600_000_000


def test_every_write_is_a_version_and_the_last_one_is_the_object(versioned: Cos) -> None:
    answers = [versioned.put("k", body) for body in (b"1", b"2" * 20_000, b"3")]
    ids = [version_of(answer) for answer in answers]
    times = [time_of(version_id) for version_id in ids]
    assert times == sorted(set(times))
    assert versioned.get("k").body == b"3"
    assert version_of(versioned.get("k")) == ids[2]
    for version_id, body in zip(ids, (b"1", b"2" * 20_000, b"3"), strict=True):
        answer = get(versioned, "k", version_id)
        assert (answer.body, version_of(answer)) == (body, version_id)
        head = get(versioned, "k", version_id, "HEAD")
        assert (head.headers["Content-Length"], version_of(head)) == (str(len(body)), version_id)
    assert versioned.request("GET").texts("Contents/Key") == ["k"]
    assert listed(versioned) == [
        ("Version", "k", ids[2], "true"),
        ("Version", "k", ids[1], "false"),
        ("Version", "k", ids[0], "false"),
    ]


def test_an_object_from_before_is_the_version_null(cos: Cos) -> None:
    cos.put("k", b"old")
    switch(cos, "Enabled")
    assert version_of(cos.get("k")) == "null"
    new = version_of(cos.put("k", b"new"))
    assert get(cos, "k", "null").body == b"old"
    assert listed(cos) == [("Version", "k", new, "true"), ("Version", "k", "null", "false")]
    delete(cos, "k", new)
    assert cos.get("k").body == b"old"


def test_a_deleted_key_is_marked_and_its_versions_stay(versioned: Cos) -> None:
    version_id = version_of(versioned.put("k", b"1"))
    answer = delete(versioned, "k")
    marker = version_of(answer)
    assert answer.headers["x-cos-delete-marker"] == "true"
    for method in ("GET", "HEAD"):
        answer = versioned.request(method, "k")
        assert answer.status == 404
        assert (answer.headers["x-cos-delete-marker"], version_of(answer)) == ("true", marker)
        answer = get(versioned, "k", marker, method)
        assert (answer.status, answer.headers["x-cos-delete-marker"]) == (405, "true")
    assert versioned.get("k").code == "NoSuchKey"
    assert get(versioned, "k", version_id).body == b"1"
    assert versioned.request("GET").texts("Contents/Key") == []
    assert listed(versioned) == [
        ("DeleteMarker", "k", marker, "true"),
        ("Version", "k", version_id, "false"),
    ]


def test_without_its_marker_an_object_is_back(versioned: Cos) -> None:
    version_id = version_of(versioned.put("k", b"1"))
    marker = version_of(delete(versioned, "k"))
    answer = delete(versioned, "k", marker)
    assert (version_of(answer), answer.headers["x-cos-delete-marker"]) == (marker, "true")
    assert versioned.get("k").body == b"1"
    assert listed(versioned) == [("Version", "k", version_id, "true")]


def test_a_marker_below_a_marker_keeps_the_object_away(versioned: Cos) -> None:
    versioned.put("k", b"1")
    first, second = (version_of(delete(versioned, "k")) for _ in range(2))
    delete(versioned, "k", second)
    assert versioned.get("k").status == 404
    assert version_of(versioned.get("k")) == first
    delete(versioned, "k", first)
    assert versioned.get("k").body == b"1"


def test_without_the_last_version_the_one_before_it_is_the_object(versioned: Cos) -> None:
    ids = [version_of(versioned.put("k", body)) for body in (b"1" * 20_000, b"2", b"3" * 20_000)]
    answer = delete(versioned, "k", ids[2])
    assert version_of(answer) == ids[2]
    assert "x-cos-delete-marker" not in answer.headers
    assert versioned.get("k").body == b"2"
    delete(versioned, "k", ids[1])
    assert versioned.get("k").body == b"1" * 20_000
    delete(versioned, "k", ids[0])
    assert versioned.get("k").code == "NoSuchKey"
    assert "x-cos-delete-marker" not in versioned.get("k").headers
    assert listed(versioned) == []


def test_an_older_version_can_go_without_notice(versioned: Cos) -> None:
    first, second = (version_of(versioned.put("k", body)) for body in (b"1", b"2"))
    delete(versioned, "k", first)
    assert versioned.get("k").body == b"2"
    assert get(versioned, "k", first).code == "NoSuchVersion"
    assert listed(versioned) == [("Version", "k", second, "true")]
    delete(versioned, "k", first)  # as with keys: nothing to do is no error


def test_a_key_that_never_was_is_marked_as_well(versioned: Cos) -> None:
    marker = version_of(delete(versioned, "never"))
    assert listed(versioned) == [("DeleteMarker", "never", marker, "true")]


def test_while_suspended_writes_replace_the_version_null_only(versioned: Cos) -> None:
    kept = version_of(versioned.put("k", b"kept"))
    switch(versioned, "Suspended")
    for body in (b"a" * 20_000, b"b", b"c" * 20_000):
        assert version_of(versioned.put("k", body)) == "null"
    assert versioned.get("k").body == b"c" * 20_000
    assert listed(versioned) == [("Version", "k", "null", "true"), ("Version", "k", kept, "false")]
    answer = delete(versioned, "k")
    assert (version_of(answer), answer.headers["x-cos-delete-marker"]) == ("null", "true")
    assert listed(versioned) == [("DeleteMarker", "k", "null", "true"), ("Version", "k", kept, "false")]
    versioned.put("k", b"d")  # the marker is a version null too
    assert listed(versioned) == [("Version", "k", "null", "true"), ("Version", "k", kept, "false")]


def test_a_version_null_of_the_past_is_replaced_as_well(cos: Cos) -> None:
    cos.put("k", b"null" * 9_000)
    switch(cos, "Enabled")
    middle = version_of(cos.put("k", b"middle"))
    switch(cos, "Suspended")
    cos.put("k", b"again")
    assert listed(cos) == [("Version", "k", "null", "true"), ("Version", "k", middle, "false")]
    assert get(cos, "k", "null").body == b"again"
    switch(cos, "Enabled")
    last = version_of(cos.put("k", b"last"))
    assert [entry[2] for entry in listed(cos)] == [last, "null", middle]


def test_a_bucket_is_not_empty_while_a_version_or_a_marker_is_left(versioned: Cos) -> None:
    version_id = version_of(versioned.put("k", b"1"))
    marker = version_of(delete(versioned, "k"))
    assert versioned.request("DELETE").code == "BucketNotEmpty"
    delete(versioned, "k", version_id)
    assert versioned.request("DELETE").code == "BucketNotEmpty"
    delete(versioned, "k", marker)
    assert versioned.request("DELETE").status == 204


def test_a_batch_deletes_versions_and_marks_keys(versioned: Cos) -> None:
    first, second = (version_of(versioned.put("a", body)) for body in (b"1", b"2"))
    versioned.put("b", b"1")
    entries = f"<Object><Key>a</Key><VersionId>{second}</VersionId></Object><Object><Key>b</Key></Object>"
    answer = versioned.request("POST", params={"delete": ""}, body=f"<Delete>{entries}</Delete>".encode())
    made = answer.texts("Deleted/DeleteMarkerVersionId")
    assert [[(node.tag, node.text) for node in entry] for entry in answer.xml] == [
        [("Key", "a"), ("VersionId", second)],
        [("Key", "b"), ("DeleteMarker", "true"), ("DeleteMarkerVersionId", made[0])],
    ]
    assert versioned.get("a").body == b"1"
    body = f"<Delete><Object><Key>b</Key><VersionId>{made[0]}</VersionId></Object></Delete>".encode()
    answer = versioned.request("POST", params={"delete": ""}, body=body)
    assert [[(node.tag, node.text) for node in entry] for entry in answer.xml] == [
        [("Key", "b"), ("VersionId", made[0]), ("DeleteMarker", "true"), ("DeleteMarkerVersionId", made[0])],
    ]
    assert versioned.get("b").body == b"1"
    assert version_of(versioned.get("a")) == first


def test_an_old_version_is_copied_and_part_copied(versioned: Cos) -> None:
    data = b"0123456789" * 2_000
    old = version_of(versioned.put("k", data))
    versioned.put("k", b"new")
    source = f"{versioned.host}/k?versionId={old}"
    answer = versioned.request("PUT", "copy", headers={"x-cos-copy-source": source})
    assert answer.status == 200
    assert answer.headers["x-cos-copy-source-version-id"] == old
    assert answer.texts("VersionId") == [version_of(answer)]
    assert versioned.get("copy").body == data
    upload = versioned.start_upload("parts")
    part = versioned.request(
        "PUT",
        "parts",
        params={"partNumber": "1", "uploadId": upload},
        headers={"x-cos-copy-source": source, "x-cos-copy-source-range": "bytes=5-14"},
    )
    assert part.headers["x-cos-copy-source-version-id"] == old
    done = versioned.complete("parts", upload, [(1, part.texts("ETag")[0])])
    assert version_of(done) == version_of(versioned.get("parts"))
    assert versioned.get("parts").body == b"5678901234"


def test_an_old_version_is_brought_back_by_a_copy_to_itself(versioned: Cos) -> None:
    old = version_of(versioned.put("k", b"old"))
    versioned.put("k", b"new")
    source = f"{versioned.host}/k?versionId={old}"
    assert versioned.request("PUT", "k", headers={"x-cos-copy-source": source}).status == 200
    assert versioned.get("k").body == b"old"
    assert len(listed(versioned)) == 3


def test_a_copy_to_itself_changes_the_newest_version_only(versioned: Cos) -> None:
    old = version_of(versioned.put("k", b"x", x_cos_meta_a="1", x_cos_tagging="t=1"))
    headers = {
        "x-cos-copy-source": f"{versioned.host}/k",
        "x-cos-metadata-directive": "Replaced",
        "x-cos-meta-a": "2",
        "x-cos-storage-class": "STANDARD_IA",
    }
    new = version_of(versioned.request("PUT", "k", headers=headers))
    assert new != old
    for version_id, meta, storage_class in ((old, "1", None), (new, "2", "STANDARD_IA")):
        answer = get(versioned, "k", version_id)
        assert (answer.body, answer.headers["x-cos-meta-a"]) == (b"x", meta)
        assert answer.headers["x-cos-storage-class"] == storage_class
        assert answer.headers["x-cos-tagging-count"] == "1"
    headers = {"x-cos-copy-source": f"{versioned.host}/k?versionId={old}", "x-cos-storage-class": "ARCHIVE"}
    assert versioned.request("PUT", "copy", headers=headers).status == 200
    head = versioned.request("HEAD", "copy")
    assert (head.headers["x-cos-meta-a"], head.headers["x-cos-storage-class"]) == ("1", "ARCHIVE")


def test_anybody_may_read_the_version_that_is_public(versioned: Cos) -> None:
    public = version_of(versioned.put("k", b"1", x_cos_acl="public-read"))
    private = version_of(versioned.put("k", b"2"))
    for version_id, status in ((public, 200), (private, 403)):
        answer = versioned.request("GET", "k", params={"versionId": version_id}, signed=False)
        assert answer.status == status
    assert versioned.request("GET", "k", signed=False).status == 403
    assert versioned.request("GET", params={"versions": ""}, signed=False).status == 403


@pytest.mark.parametrize("source", ["?versionId=abc", "?version=1", "?versionId={marker}"])
def test_a_source_that_is_no_version_is_refused(versioned: Cos, source: str) -> None:
    versioned.put("k", b"1")
    marker = version_of(delete(versioned, "k"))
    headers = {"x-cos-copy-source": f"{versioned.host}/k{source.format(marker=marker)}"}
    answer = versioned.request("PUT", "copy", headers=headers)
    expected = {"abc": "NoSuchVersion", "1": "InvalidCopySource"}
    assert answer.code == expected.get(source.rpartition("=")[2], "MethodNotAllowed")


def test_acl_and_tags_belong_to_a_version(versioned: Cos) -> None:
    old = version_of(versioned.put("k", b"1", x_cos_acl="public-read", x_cos_tagging="a=1"))
    new = version_of(versioned.put("k", b"2"))

    def tags(version_id: str) -> list[str]:
        answer = versioned.request("GET", "k", params={"tagging": "", "versionId": version_id})
        return answer.texts("TagSet/Tag/Value")

    assert (tags(old), tags(new)) == (["1"], [])
    body = b"<Tagging><TagSet><Tag><Key>a</Key><Value>2</Value></Tag></TagSet></Tagging>"
    params = {"tagging": "", "versionId": old}
    assert versioned.request("PUT", "k", params=params, body=body).status == 200
    assert (tags(old), tags(new)) == (["2"], [])
    assert versioned.request("DELETE", "k", params=params).status == 204
    assert tags(old) == []

    def grants(version_id: str) -> int:
        answer = versioned.request("GET", "k", params={"acl": "", "versionId": version_id})
        return len(answer.texts("AccessControlList/Grant"))

    assert (grants(old), grants(new)) == (2, 1)
    params = {"acl": "", "versionId": new}
    assert versioned.request("PUT", "k", params=params, headers={"x-cos-acl": "public-read"}).status == 200
    assert (grants(old), grants(new)) == (2, 2)


def test_an_archived_version_is_restored(versioned: Cos) -> None:
    old = version_of(versioned.put("k", b"1", x_cos_storage_class="ARCHIVE"))
    versioned.put("k", b"2")
    assert get(versioned, "k", old).code == "InvalidObjectState"
    body = b"<RestoreRequest><Days>1</Days></RestoreRequest>"
    params = {"restore": "", "versionId": old}
    assert versioned.request("POST", "k", params=params, body=body).status == 202
    assert get(versioned, "k", old, "HEAD").headers["x-cos-restore"] == 'ongoing-request="true"'
    assert "x-cos-restore" not in versioned.get("k").headers


def test_appending_grows_the_version_it_began(versioned: Cos) -> None:
    answer = versioned.request("POST", "log", params={"append": "", "position": "0"}, body=b"abc")
    version_id = version_of(answer)
    answer = versioned.request("POST", "log", params={"append": "", "position": "3"}, body=b"def")
    assert (version_of(answer), versioned.get("log").body) == (version_id, b"abcdef")
    delete(versioned, "log")
    answer = versioned.request("POST", "log", params={"append": "", "position": "0"}, body=b"new")
    assert version_of(answer) != version_id
    assert get(versioned, "log", version_id).body == b"abcdef"


def test_writers_of_one_key_lose_no_version(versioned: Cos) -> None:
    def write(number: int) -> str:
        return version_of(versioned.put("k", str(number).encode()))

    with ThreadPoolExecutor(8) as pool:
        ids = dict(enumerate(pool.map(write, range(40))))
    entries = listed(versioned)
    assert {entry[2] for entry in entries} == set(ids.values())
    assert [entry[3] for entry in entries] == ["true"] + ["false"] * 39
    assert versioned.get("k").body == get(versioned, "k", entries[0][2]).body
    assert all(get(versioned, "k", ids[number]).body == str(number).encode() for number in ids)


def test_overwriting_can_be_forbidden_with_versions_too(versioned: Cos) -> None:
    versioned.put("k", b"1")
    headers = {"x-cos-forbid-overwrite": "true"}
    assert versioned.request("PUT", "k", body=b"2", headers=headers).code == "FileAlreadyExists"
    delete(versioned, "k")
    assert versioned.request("PUT", "k", body=b"2", headers=headers).status == 200


class TestListing:
    """Pages of versions."""

    @pytest.fixture
    def filled(self, versioned: Cos) -> Cos:
        for key in ("a", "d/1", "d/2", "é z", "b"):
            for body in (b"1", b"2"):
                versioned.put(key, body)
        delete(versioned, "b")
        return versioned

    def pages(self, cos: Cos, **params: str) -> list[tuple[str, str, str, str]]:
        found: list[tuple[str, str, str, str]] = []
        given = dict(params)
        while True:
            named = {name.replace("_", "-"): text for name, text in given.items()}
            answer = cos.request("GET", params={"versions": "", **named})
            found += listed(cos, **given)
            found += [("Prefix", text, "", "") for text in answer.texts("CommonPrefixes/Prefix")]
            if answer.texts("IsTruncated") == ["false"]:
                assert not answer.texts("NextKeyMarker")
                return found
            given["key_marker"] = answer.texts("NextKeyMarker")[0]
            given["version_id_marker"] = (answer.texts("NextVersionIdMarker") or [""])[0]

    @pytest.mark.parametrize("size", ["1", "2", "3", "1000"])
    def test_pages_of_any_size_hold_the_same(self, filled: Cos, size: str) -> None:
        whole = listed(filled)
        assert [entry[1] for entry in whole] == ["a"] * 2 + ["b"] * 3 + ["d/1"] * 2 + ["d/2"] * 2 + [
            "é z"
        ] * 2
        assert self.pages(filled, max_keys=size) == whole
        grouped = self.pages(filled, max_keys=size, delimiter="/")
        assert sorted(entry[1] for entry in grouped) == ["a"] * 2 + ["b"] * 3 + ["d/"] + ["é z"] * 2

    def test_a_prefix_limits_them(self, filled: Cos) -> None:
        assert [entry[1] for entry in listed(filled, prefix="d/")] == ["d/1"] * 2 + ["d/2"] * 2
        assert listed(filled, prefix="x") == []

    def test_a_key_marker_alone_skips_all_versions_of_its_key(self, filled: Cos) -> None:
        assert [entry[1] for entry in listed(filled, key_marker="b", max_keys="3")] == ["d/1", "d/1", "d/2"]

    def test_names_are_encoded_on_request(self, filled: Cos) -> None:
        answer = filled.request(
            "GET", params={"versions": "", "prefix": "é", "encoding-type": "url", "max-keys": "1"}
        )
        assert answer.texts("Version/Key") == ["%C3%A9%20z"]
        assert (answer.texts("NextKeyMarker"), answer.texts("EncodingType")) == (["%C3%A9%20z"], ["url"])

    def test_whoever_deletes_what_is_listed_reaches_the_end(self, filled: Cos) -> None:
        given = {"max_keys": "2"}
        rounds = 0
        while True:
            answer = filled.request(
                "GET", params={"versions": "", **{name.replace("_", "-"): given[name] for name in given}}
            )
            for _, key, version_id, _ in listed(filled, **given):
                delete(filled, key, version_id)
            rounds += 1
            if answer.texts("IsTruncated") == ["false"]:
                break
            given["key_marker"] = answer.texts("NextKeyMarker")[0]
            given["version_id_marker"] = answer.texts("NextVersionIdMarker")[0]
        assert rounds == 6
        assert listed(filled) == []

    @pytest.mark.parametrize(
        "params", [{"version-id-marker": "x"}, {"key-marker": "a", "version-id-marker": "no id"}]
    )
    def test_a_marker_that_is_none_is_refused(self, filled: Cos, params: dict[str, str]) -> None:
        answer = filled.request("GET", params={"versions": "", **params})
        assert (answer.status, answer.code) == (400, "InvalidArgument")

    def test_a_page_may_be_empty_on_request(self, filled: Cos) -> None:
        answer = filled.request("GET", params={"versions": "", "max-keys": "0"})
        assert (answer.texts("IsTruncated"), listed(filled, max_keys="0")) == (["false"], [])
