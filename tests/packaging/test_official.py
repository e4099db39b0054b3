"""What pycos asks of an official SDK: nothing that the published API lacks, no function known to fail there.

Over a stand-in (scripts/system-sdk-test) also: that this is what is linked.
"""

from __future__ import annotations

import os
import re

import pytest

import cos_c
import pycos
from native_build.sdk import COSX, ROOT, VENDORED

SOURCES = sorted([*(COSX / "src").rglob("*.[ch]"), *(ROOT / "cos_c/bridge").glob("*.[ch]")])
FACTS = ROOT / "tests/data/c-api.json"
PAGE = ROOT / "docs/official-sdk.md"
LAYOUT = os.environ.get("PYCOS_TEST_SDK", "")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\])*\"", re.S)


def words(pattern: str) -> set[str]:
    found: set[str] = set()
    for source in SOURCES:
        found |= set(re.findall(pattern, COMMENT.sub("", source.read_text(encoding="utf-8"))))
    return found


def unsafe() -> list[str]:
    """The functions the page says pycos never calls, `copy` and names ending in * included."""
    table = PAGE.read_text(encoding="utf-8").partition("## Never called")[2].partition("\n## ")[0]
    return re.findall(r"^\| (.*?) \|", table, re.M)


def test_the_bridge_and_cosx_call_nothing_that_the_page_calls_unsafe():
    names = [name for cell in unsafe() for name in re.findall(r"`([\w*]+)`", cell)]
    assert len(names) >= 8
    called = words(r"\b(\w+)\s*\(")
    for name in names:
        expression = re.compile(name.replace("*", r"\w*") + r"\Z")
        assert [word for word in called if expression.match(word)] == [], name


def test_the_bridge_and_cosx_include_only_published_headers_and_their_own():
    import json

    published = set(json.loads(FACTS.read_text(encoding="utf-8"))["headers"])
    included = {
        name
        for source in SOURCES
        for name in re.findall(r'^#include "([^"]+)"', source.read_text(encoding="utf-8"), re.M)
    }
    own = {path.name for path in SOURCES} | {path.name for path in (COSX / "include").glob("*.h")}
    assert {name.rpartition("/")[2] for name in included} - published - own == set()


def test_cosx_and_the_bridge_need_only_what_the_official_library_has():
    import json

    functions = json.loads(FACTS.read_text(encoding="utf-8"))["functions"]
    absent = {function["name"] for function in functions if not function["in_library"]}
    assert words(r"\b(\w+)\s*\(") & absent == set()


def test_the_build_says_what_it_is_linked_with():
    info = pycos.build_info()
    assert info["sdk"] == ("official" if LAYOUT else info["sdk"])
    assert info["sdk"] in ("official", "vendored")
    assert info["sdk_version"] == "5.0.24"


def test_everything_is_sent_by_our_own_transport():
    cos_c.build_info()
    assert cos_c.lib.cosc_transport_is_ours() == 1


def test_the_fields_of_the_configuration_are_those_of_the_layout():
    fields = dict(cos_c.ffi.typeof("cos_config_t").fields)
    assert ("retry_change_domin" in fields) == (LAYOUT == "older")
    assert ("retry_times" in fields) == (LAYOUT != "older")
    assert hasattr(cos_c.lib, "cos_process_request_check_body") == (LAYOUT != "older")


@pytest.mark.parametrize("name", ["cos_get_rtmp_uri", "is_cos_domain", "cos_http_method_to_string"])
def test_what_the_official_library_lacks_is_left_out_over_it(name):
    if LAYOUT:
        assert not hasattr(cos_c.lib, name)
    else:
        text = "".join(path.read_text() for path in (VENDORED / "stand-in").glob("not-in-library.txt"))
        assert name in text.split()
