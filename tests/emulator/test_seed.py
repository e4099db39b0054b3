"""Filling a server from JSON, and getting all that it holds in the same form."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cos_requests import Cos, new_bucket_name

from pycos.emulator import ControlError, Emulator

NAME = "seeded-1250000000"
SEED: dict[str, Any] = {
    "credentials": [{"secret_id": "AKIDSEEDED", "secret_key": "seeded-key"}],
    "domains": {"files.example": NAME},
    "faults": [{"action": "latency", "seconds": 0, "match": {"key": "never"}}],
    "buckets": [
        {
            "name": NAME,
            "region": "ap-beijing",
            "acl": "public-read",
            "configurations": {
                "versioning": {"Status": "Enabled"},
                "tagging": {"TagSet": {"Tag": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}},
                "cors": (
                    "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>"
                    "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
                ),
                "policy": {
                    "Statement": [
                        {
                            "Effect": "allow",
                            "Principal": {"qcs": ["qcs::cam::anyone:anyone"]},
                            "Action": ["name/cos:GetObject"],
                            "Resource": [f"qcs::cos:ap-beijing:uid/1250000000:{NAME}/*"],
                        }
                    ],
                    "Version": "2.0",
                },
            },
            "objects": [
                {
                    "key": "text.txt",
                    "text": "grüße",
                    "headers": {"Content-Type": "text/plain"},
                    "metadata": {"colour": "red"},
                    "tags": {"kind": "a b"},
                },
                {"key": "dir/a <b>&\u00fc\n", "base64": "AAEC/w=="},
                {"key": "empty"},
                {"key": "large", "size": 200_000, "pattern": "abc"},
                {"key": "noise", "size": 100_000, "seed": 7},
                {"key": "zeros", "size": 10},
                {"key": "grows", "text": "begun", "appendable": True},
                {
                    "key": "often",
                    "storage_class": "STANDARD_IA",
                    "versions": [{"text": "one"}, {"delete_marker": True}, {"text": "three"}],
                },
                {"key": "gone", "versions": [{"text": "was"}, {"delete_marker": True}]},
            ],
            "uploads": [{"key": "half", "parts": [{"text": "part"}, {"number": 7, "size": 3}]}],
        }
    ],
}


@pytest.fixture(scope="module")
def planted() -> Iterator[Emulator]:
    with Emulator(https=False, seed=SEED) as running:
        yield running


@pytest.fixture
def cos(planted: Emulator) -> Cos:
    made = Cos(planted, NAME)
    made.host = f"{NAME}.cos.ap-beijing.myqcloud.com"
    return made


def test_objects_are_there_with_what_is_said_of_them(cos: Cos) -> None:
    text = cos.get("text.txt")
    assert text.body.decode() == "grüße"
    assert text.headers["Content-Type"] == "text/plain"
    assert text.headers["x-cos-meta-colour"] == "red"
    assert cos.request("GET", "text.txt", params={"tagging": ""}).texts("TagSet/Tag/Value") == ["a b"]
    assert cos.get("dir/a <b>&\u00fc\n").body == b"\0\1\2\xff"
    assert cos.get("empty").body == b""
    assert cos.get("large").body == (b"abc" * 70_000)[:200_000]
    assert cos.get("zeros").body == bytes(10)
    assert cos.get("grows").headers["x-cos-next-append-position"] == "5"


def test_random_bytes_are_the_same_each_time(cos: Cos) -> None:
    noise = cos.get("noise").body
    with Emulator(https=False, seed=SEED) as other:
        again = Cos(other, NAME)
        again.host = cos.host
        assert again.get("noise").body == noise
    assert len(set(noise)) == 256


def test_versions_come_in_their_order(cos: Cos) -> None:
    assert cos.get("often").body == b"three"
    assert cos.get("gone").status == 404
    listed = cos.request("GET", params={"versions": "", "prefix": "often"})
    assert [node.tag for node in listed.xml if node.tag in ("Version", "DeleteMarker")] == [
        "Version",
        "DeleteMarker",
        "Version",
    ]
    assert listed.texts("Version/StorageClass") == ["STANDARD_IA"] * 2


def test_configurations_uploads_and_access_are_as_they_were_described(cos: Cos) -> None:
    assert cos.request("GET", params={"versioning": ""}).texts("Status") == ["Enabled"]
    assert cos.request("GET", params={"tagging": ""}).texts("TagSet/Tag/Key") == ["a", "b"]
    assert cos.request("GET", params={"cors": ""}).texts("CORSRule/AllowedMethod") == ["GET"]
    assert json.loads(cos.request("GET", params={"policy": ""}).body)["Statement"]
    upload = cos.request("GET", params={"uploads": ""}).texts("Upload/UploadId")[0]
    parts = cos.request("GET", "half", params={"uploadId": upload})
    assert parts.texts("Part/PartNumber") == ["1", "7"]
    assert cos.request("GET", "empty", signed=False).status == 200
    assert cos.request("GET", "empty", host="files.example").status == 200
    assert [rule["origin"] for rule in cos.server.faults()] == ["seed"]


def test_a_credential_of_the_seed_signs(planted: Emulator, cos: Cos) -> None:
    class Other:
        secret_id, secret_key, port = "AKIDSEEDED", "seeded-key", planted.port

    other = Cos(Other(), NAME)  # type: ignore[arg-type]
    assert other.request("GET", params={"acl": ""}, host=cos.host).status == 200


def test_it_comes_back_with_a_reset_of_all_or_of_its_bucket() -> None:
    with Emulator(https=False, seed=SEED, buckets=["plain-1250000000"]) as server:
        cos = Cos(server, NAME)
        cos.host = f"{NAME}.cos.ap-beijing.myqcloud.com"
        for reset in (server.reset, lambda: server.reset(NAME)):
            cos.put("text.txt", b"changed")
            cos.put("new", b"new")
            reset()
            assert cos.get("text.txt").body.decode() == "grüße"
            assert cos.get("new").status == 404
            assert cos.request("GET", params={"versioning": ""}).texts("Status") == ["Enabled"]


def test_a_folder_that_holds_the_bucket_keeps_it(tmp_path: Path) -> None:
    seed = {"buckets": [{"name": NAME, "objects": [{"key": "k", "text": "first"}]}]}
    with Emulator(tmp_path, https=False, seed=seed) as server:
        Cos(server, NAME).put("k", b"changed")
    with Emulator(tmp_path, https=False, seed=seed) as server:
        assert Cos(server, NAME).get("k").body == b"changed"


def test_more_can_be_planted_at_any_time(planted: Emulator) -> None:
    name = new_bucket_name()
    planted.plant({"buckets": [{"name": name, "objects": [{"key": "a", "text": "1"}]}]})
    planted.plant({"buckets": [{"name": name, "objects": [{"key": "b", "text": "2"}]}]})
    cos = Cos(planted, name)
    assert (cos.get("a").body, cos.get("b").body) == (b"1", b"2")


@pytest.mark.parametrize(
    ("seed", "said"),
    [
        ([], "the seed must be a JSON object"),
        ({"bucket": []}, "the seed does not know bucket"),
        ({"buckets": {}}, "buckets must be a list"),
        ({"buckets": [{}]}, "buckets[0].name must be text"),
        ({"buckets": [{"name": "no"}]}, "buckets[0]: InvalidBucketName"),
        ({"buckets": [{"name": NAME, "objects": [{"text": ""}]}]}, "buckets[0].objects[0].key must be text"),
        ({"buckets": [{"name": NAME, "objects": [{"key": "k", "txt": ""}]}]}, "objects[0] does not know txt"),
        ({"buckets": [{"name": NAME, "objects": [{"key": "k", "size": -1}]}]}, "objects[0].size"),
        ({"buckets": [{"name": NAME, "objects": [{"key": "k", "base64": "?"}]}]}, "is not base64"),
        ({"buckets": [{"name": NAME, "objects": [{"key": "k" * 900}]}]}, "objects[0]: KeyTooLong"),
        (
            {"buckets": [{"name": NAME, "configurations": {"odd": ""}}]},
            "configurations.odd: there is no such",
        ),
        (
            {"buckets": [{"name": NAME, "configurations": {"versioning": {"Status": "On"}}}]},
            "versioning: Malf",
        ),
        ({"buckets": [{"name": NAME, "uploads": [{"key": "k", "parts": [{"number": 0}]}]}]}, "parts[0]: Inv"),
        ({"credentials": [{"secret_id": "x"}]}, "credentials[0]: "),
        ({"faults": [{"action": "odd"}]}, "faults[0]: action must be one of"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(planted: Emulator, seed: Any, said: str) -> None:
    with pytest.raises(ControlError) as refused:
        planted.control("POST", "seed", seed)
    assert "InvalidArgument" in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"), [("{", "is not JSON"), ("[]", "one JSON object"), ('{"a": 1}', "know a")]
)
def test_a_file_that_is_no_seed_ends_the_start(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "seed.json"
    file.write_text(text)
    command = [sys.executable, "-m", "pycos.emulator", "--memory", "--no-https", "--seed", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert said in ended.stderr


def shown(server: Emulator) -> Any:
    """The state without what differs between two servers that hold the same."""
    state = server.state()
    text = json.dumps({name: state[name] for name in ("buckets", "domains", "faults")})

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            told = ("created", "modified", "version_id", "upload_id")
            return {name: plain(inner) for name, inner in value.items() if name not in told}
        return [plain(inner) for inner in value] if isinstance(value, list) else value

    return plain(json.loads(text))


def test_the_state_can_be_planted_elsewhere() -> None:
    with Emulator(https=False, seed={**SEED, "buckets": [{**SEED["buckets"][0], "uploads": []}]}) as one:
        state = one.control("GET", "state?bodies=300000")
        with Emulator(https=False, seed=state) as other:
            assert shown(other) == shown(one)


def test_the_state_holds_what_there_is_and_no_secrets(planted: Emulator) -> None:
    text = json.dumps(planted.state())
    assert planted.secret_key not in text
    assert planted.control_token not in text
    assert "seeded-key" not in text
    bucket = next(entry for entry in planted.state()["buckets"] if entry["name"] == NAME)
    objects = {entry["key"]: entry for entry in bucket["objects"]}
    assert base64.b64decode(objects["text.txt"]["base64"]).decode() == "grüße"
    assert (objects["large"]["size"], objects["large"]["omitted"]) == (200_000, True)
    assert objects["text.txt"]["metadata"] == {"colour": "red"}
    assert objects["text.txt"]["tags"] == {"kind": "a b"}
    assert [bool(version.get("delete_marker")) for version in objects["often"]["versions"]] == [
        False,
        True,
        False,
    ]
    assert [part["number"] for part in bucket["uploads"][0]["parts"]] == [1, 7]


def test_the_state_of_a_large_bucket_is_cut(planted: Emulator) -> None:
    state = planted.control("GET", f"state?bucket={NAME}&limit=2&bodies=0")
    (bucket,) = state["buckets"]
    assert bucket["truncated"] is True
    assert len(bucket["objects"]) == 2
