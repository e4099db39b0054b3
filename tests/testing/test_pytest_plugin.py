"""The pytest plugin, as other projects use it: by pytest runs of their own, found by its entry point."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytest_plugins = ["pytester"]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project beside which pycos is installed: what pyproject.toml says about plugins is in force."""
    said = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = re.search(r"^\[project\.entry-points\.pytest11\]\n(.+?)\n\n", said, re.M | re.S)
    assert section
    installed = pytester.mkdir("pycos_plugin-1.dist-info")
    installed.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: pycos-plugin\nVersion: 1\n")
    entries = section[1].replace('"', "")
    installed.joinpath("entry_points.txt").write_text(f"[pytest11]\n{entries}\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])))
    for name in list(os.environ):
        if name.startswith("PYTEST_"):  # this run's own workers and options
            monkeypatch.delenv(name)
    return pytester


def test_every_fixture_is_there_with_no_line_of_configuration(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import os, pycos, pytest

        names = []

        @pytest.mark.parametrize("turn", [1, 2])
        def test_a_bucket_is_new_each_time(cos_bucket, turn):
            assert list(cos_bucket.objects()) == []
            cos_bucket.put("k", b"data")
            cos_bucket.initiate_multipart("unfinished")
            names.append(cos_bucket.name)

        def test_a_bucket_is_gone_after_its_test(cos_client):
            assert len(set(names)) == 2
            assert [found.name for found in cos_client.buckets()] == []

        def test_a_bucket_may_be_deleted_by_its_test(cos_bucket, cos_client):
            cos_client.delete_bucket(cos_bucket.name)

        def test_a_fault_strikes(cos_bucket, cos_faults, cos_emulator):
            number = cos_faults.add("status", match={"operation": "HeadObject"}, status=404, times=0)
            cos_faults.add("reset_before", times=0)
            assert [rule["id"] for rule in cos_faults.rules()][0] == number
            assert not cos_bucket.exists("k")

        def test_and_is_gone_after_its_test(cos_bucket, cos_faults):
            assert cos_faults.rules() == []
            cos_bucket.put("k", b"")
            assert cos_bucket.exists("k")

        def test_the_environment_leads_a_client_of_the_real_hosts_here(cos_environment, cos_emulator):
            import requests
            assert os.environ["HTTPS_PROXY"] == cos_environment["https_proxy"] == cos_emulator.endpoint
            for scheme in ("http", "https"):
                answer = requests.get(f"{scheme}://b-1250000000.cos.ap-guangzhou.myqcloud.com/k", timeout=20)
                assert answer.status_code == 404 and b"NoSuchBucket" in answer.content or (
                    answer.status_code == 403 and b"AccessDenied" in answer.content)

        def test_and_is_as_before_afterwards():
            assert "HTTPS_PROXY" not in os.environ
        """
    )
    project.runpytest_subprocess("-q", "-p", "no:randomly").assert_outcomes(passed=8)


def test_each_worker_of_xdist_has_a_server_of_its_own(project: pytest.Pytester, tmp_path: Path) -> None:
    project.makepyfile(
        f"""
        import json, os, pathlib, pytest

        @pytest.mark.parametrize("turn", range(6))
        def test_it(cos_emulator, cos_bucket, turn):
            cos_bucket.put("k", b"data")
            worker = os.environ["PYTEST_XDIST_WORKER"]
            with open(pathlib.Path({str(tmp_path)!r}) / f"{{worker}}.txt", "a") as file:
                file.write(f"{{cos_emulator.port}}\\n")
        """
    )
    done = project.runpytest_subprocess("-q", "-n", "2", "--cos-emulator-data", "kept")
    done.assert_outcomes(passed=6)
    ports = [set(path.read_text().split()) for path in tmp_path.glob("gw*.txt")]
    assert len(ports) == 2
    assert all(len(found) == 1 for found in ports)
    assert ports[0] != ports[1]
    assert {path.name for path in (project.path / "kept").iterdir()} == {"gw0", "gw1"}
    assert (project.path / "kept/gw0/meta.db").exists()


def test_options_come_from_the_ini_file_and_the_command_line(project: pytest.Pytester) -> None:
    project.makeini(
        """
        [pytest]
        cos_emulator_data = kept
        cos_emulator_log = info
        cos_emulator_arguments = --region ap-beijing --bucket seed-1250000000
        """
    )
    project.makepyfile(
        """
        def test_it(cos_emulator, cos_client):
            assert cos_emulator.region == "ap-beijing"
            assert [found.name for found in cos_client.buckets()] == ["seed-1250000000"]
        """
    )
    done = project.runpytest_subprocess("-q", "-s")
    done.assert_outcomes(passed=1)
    assert "GetService" in done.stderr.str()
    assert (project.path / "kept/meta.db").exists()
    done = project.runpytest_subprocess("-q", "-s", "--cos-emulator-log", "error", "--cos-emulator-data", "b")
    done.assert_outcomes(passed=1)
    assert "GetService" not in done.stderr.str()
    assert (project.path / "b/meta.db").exists()


def test_a_conftest_may_give_other_arguments(project: pytest.Pytester) -> None:
    project.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def cos_emulator_arguments():
            return ["--region", "ap-tokyo"]
        """
    )
    project.makepyfile("def test_it(cos_emulator): assert cos_emulator.region == 'ap-tokyo'")
    project.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_a_missing_extra_is_named_when_the_server_is_wanted_and_not_before(project: pytest.Pytester) -> None:
    project.makeconftest("import sys; sys.modules['fastcrc'] = None")
    project.makepyfile(
        """
        import sys

        def test_without():
            heavy = {"cos_c", "httptools", "cryptography", "pycos.client", "pycos.emulator.process"}
            assert not heavy & set(sys.modules)

        def test_with(cos_bucket): pass
        """
    )
    done = project.runpytest_subprocess("-q")
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["*the emulator needs fastcrc: pip install 'pycos?emulator?'*"])


def test_the_plugin_is_listed_with_its_fixtures(project: pytest.Pytester) -> None:
    said = project.runpytest_subprocess("--fixtures", "-q").stdout.str()
    for name in ("cos_emulator ", "cos_client ", "cos_bucket ", "cos_faults ", "cos_environment "):
        assert name.strip() in said
    helped = project.runpytest_subprocess("--help").stdout.str()
    assert "--cos-emulator-data" in helped
    assert "cos_emulator_arguments" in helped


def test_the_examples_of_the_page_are_tests_that_pass(project: pytest.Pytester) -> None:
    page = (ROOT / "docs/emulator/testing.md").read_text(encoding="utf-8")
    project.makepyfile("\n".join(re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)))
    project.runpytest_subprocess("-q").assert_outcomes(passed=4)
