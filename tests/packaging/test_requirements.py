"""What is missing for a build is said once, with the command to type."""

from __future__ import annotations

import pytest

from native_build import sdk
from native_build.requirements import BuildProblem, require


def test_a_complete_system_is_accepted():
    require()


def test_missing_libraries_are_named_together_with_one_command(monkeypatch, tmp_path):
    monkeypatch.setenv("PKG_CONFIG_LIBDIR", str(tmp_path))
    monkeypatch.delenv("PKG_CONFIG_PATH", raising=False)
    with pytest.raises(BuildProblem) as caught:
        require()
    message = str(caught.value)
    assert message.count("apt-get install") == 1
    assert message.endswith(
        "sudo apt-get install -y libapr1-dev libaprutil1-dev libcurl4-openssl-dev libmxml-dev"
    )


def test_missing_tools_are_named_with_the_command(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildProblem, match="apt-get install -y cmake build-essential pkg-config") as caught:
        require()
    assert "cmake, cc, pkg-config" in str(caught.value)


def test_an_unknown_choice_of_sdk_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("PYCOS_SDK", "mine")
    monkeypatch.delenv("COS_C_SDK_ROOT", raising=False)
    with pytest.raises(BuildProblem, match="PYCOS_SDK=mine is not known"):
        sdk.select(tmp_path, jobs=1)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ((), "no cos_api.h below include/"),
        (("include/cos_c_sdk/cos_api.h",), "no libcos_c_sdk below lib/"),
    ],
)
def test_a_prefix_without_an_sdk_is_refused(monkeypatch, tmp_path, files, words):
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    monkeypatch.setenv("COS_C_SDK_ROOT", str(tmp_path))
    monkeypatch.delenv("PYCOS_SDK", raising=False)
    with pytest.raises(BuildProblem, match=words):
        sdk.select(tmp_path, jobs=1)


def test_an_sdk_that_pkg_config_does_not_know_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("PYCOS_SDK", "system")
    monkeypatch.delenv("COS_C_SDK_ROOT", raising=False)
    monkeypatch.setattr(sdk, "has_package", lambda _name: False)
    with pytest.raises(BuildProblem, match="PKG_CONFIG_PATH"):
        sdk.select(tmp_path, jobs=1)
