"""Keys of others, given at the start or by the control interface."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cos_identities import Acting, policy_of, somebody
from cos_requests import Cos, new_bucket_name

from pycos.emulator import ControlError, Emulator


def test_users_are_given_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    reading = {"effect": "allow", "action": "name/cos:Get*", "resource": "*"}
    file.write_text(json.dumps(policy_of(reading)))
    users = ["--user", f"reader:key1:200={file}", "--user", "guest:key2:1@300"]
    with Emulator(https=False, arguments=users) as server:
        cos = Cos(server, new_bucket_name())
        assert cos.request("PUT").status == 200
        cos.put("k", b"data")
        reader = Acting(cos, "reader", "key1")
        assert reader.get("k").body == b"data"
        assert reader.request("PUT", "k", body=b"x").status == 403
        assert Acting(cos, "guest", "key2").get("k").code == "AccessDenied"
        listed = server.control("GET", "credentials")
        assert [(item["secret_id"], item["account"], item["user"]) for item in listed[1:]] == [
            ("reader", "100000000001", "200"),
            ("guest", "300", "1"),
        ]
        assert "key1" not in json.dumps(listed)


def test_keys_can_be_taken_away(cos: Cos) -> None:
    user = somebody(cos, user="1")
    assert user.get("k").code == "AccessDenied"
    assert cos.server.control("DELETE", f"credentials/{user.server.secret_id}") == {"removed": 1}
    assert user.get("k").code == "InvalidAccessKeyId"


@pytest.mark.parametrize(
    "change",
    [
        {"secret_id": ""},
        {"secret_key": ""},
        {"secret_id": "a b"},
        {"secret_key": 1},
        {"account": "x"},
        {"user": "x"},
        {"expiry": 1},
        {"expiry": "soon", "token": "t"},
        {"policy": {"version": "2.0"}},
        {"policy": policy_of({"effect": "allow", "action": "*", "resource": "*"})},
        {"colour": "red"},
    ],
)
def test_wrong_descriptions_are_refused(cos: Cos, change: dict[str, object]) -> None:
    document = {"secret_id": "AKIDwrong", "secret_key": "secret-text", **change}
    with pytest.raises(ControlError, match="400") as caught:
        cos.server.control("POST", "credentials", document)
    assert "secret-text" not in str(caught.value)


@pytest.mark.parametrize("text", ["a:b", "a:b:x", "a:b:1=/missing/file", ":b:1"])
def test_a_wrong_user_on_the_command_line_ends_it_without_showing_the_key(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from pycos.emulator.__main__ import main

    with pytest.raises(SystemExit):
        main(["--memory", "--user", text.replace("b", "very-secret")])
    said = capsys.readouterr().err
    assert "--user" in said
    assert "very-secret" not in said
