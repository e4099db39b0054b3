"""What scripts/wheel does without building: which sources it takes, and what it says of licences."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from native_build.carried import build, debian, finish, options
from native_build.requirements import BuildProblem

ROOT = Path(__file__).resolve().parents[2]
URIS = """\
'http://mirror.test/debian/dists/one/InRelease' mirror.test_debian_dists_one_InRelease 0
'http://mirror.test/debian/dists/one-updates/InRelease' mirror.test_debian_dists_one-updates_InRelease 0
'http://mirror.test/safe/dists/one-security/InRelease' mirror.test_safe_dists_one-security_InRelease 0
'http://mirror.test/debian/dists/one/main/binary-amd64/Packages.xz' x 0
"""
SHOWN = """\
Package: curl
Version: 8.9-1
Files:
 abc 1 curl_8.9-1.dsc

Package: other
Version: 9-1

Package: curl
Version: 8.14-2+deb13u5

Package: curl
Version: 8.15~rc1-1

Package: curl
Version: 8.14-2+deb13u5
"""
METADATA = """\
Metadata-Version: 2.4
Name: pycos
License-Expression: MIT
License-File: LICENSE

# pycos

License-Expression: of the text
"""


def test_another_suite_comes_from_the_mirrors_that_apt_knows():
    entries = debian.source_entries(URIS, "two")
    assert [entry.split("] ")[1] for entry in entries] == [
        "http://mirror.test/debian two main",
        "http://mirror.test/safe two-security main",
        "http://mirror.test/debian one main",
        "http://mirror.test/debian one-updates main",
        "http://mirror.test/safe one-security main",
    ]
    assert all(entry.startswith(f"deb-src [signed-by={debian.KEYRING}] ") for entry in entries)


def test_the_unstable_suite_has_no_security_updates():
    assert not any("sid-security" in entry for entry in debian.source_entries(URIS, "sid"))


def test_only_final_versions_of_the_package_itself_count():
    assert debian.versions_of("curl", SHOWN) == ["8.9-1", "8.14-2+deb13u5"]


def test_the_newest_version_is_tried_first():
    assert debian.newest_first(["8.9-1", "8.14-2+deb13u5", "8.14-2"]) == ["8.14-2+deb13u5", "8.14-2", "8.9-1"]


def test_given_sources_are_one_folder_each(tmp_path):
    for name in ("openssl-3.5.7", "curl-8.14.1", "apr-1.7.2", "apr-util-1.6.3"):
        (tmp_path / name).mkdir()
    found = build.sources("two", tmp_path, tmp_path / "build")
    assert {name: one.version for name, one in found.items()} == {
        "openssl": "3.5.7", "curl": "8.14.1", "apr": "1.7.2",
    }  # fmt: skip
    (tmp_path / "curl-8.15.0").mkdir()
    with pytest.raises(BuildProblem, match="one folder curl-VERSION, not 2"):
        build.sources("two", tmp_path, tmp_path / "build")


def test_the_metadata_names_the_licences_and_their_texts():
    said = finish.with_licences(METADATA, list(options.LICENCES), ["carried/curl.txt"])
    head, _, text = said.partition("\n\n")
    assert head.splitlines()[2:] == [
        "License-Expression: MIT AND Apache-2.0 AND curl",
        "License-File: carried/curl.txt",
        "License-File: LICENSE",
    ]
    assert text == METADATA.partition("\n\n")[2]


def test_what_is_not_known_is_refused_before_anything_is_done():
    done = subprocess.run(
        [ROOT / "scripts/wheel", "--nonsense"], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 2
    assert "scripts/wheel --refresh" in done.stderr
