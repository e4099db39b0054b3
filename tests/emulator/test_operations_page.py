"""docs/emulator/operations.md says what the local server has, and what it has not."""

from __future__ import annotations

import operations_page
from cos_requests import signature
from in_process import SECRET_ID, SECRET_KEY, in_process

from pycos.emulator.routing import ROUTES


def test_the_page_is_current() -> None:
    text = operations_page.PAGE.read_text(encoding="utf-8")
    assert text == operations_page.page(), "run: python tests/emulator/operations_page.py"


def test_every_route_is_in_the_list() -> None:
    listed = {entry.name for entries in operations_page.groups().values() for entry in entries}
    missing = {route.name for route in ROUTES.values()} - listed
    assert not missing, f"add to {operations_page.LIST.name}"


def test_no_name_is_there_twice() -> None:
    names = [entry.name for entries in operations_page.groups().values() for entry in entries]
    assert sorted(names) == sorted(set(names))


def test_the_list_says_nothing_about_what_a_route_answers() -> None:
    routed = {route.name for route in ROUTES.values()}
    for entries in operations_page.groups().values():
        for entry in entries:
            assert not (entry.name in routed and entry.note), f"{entry.name}: give the note to its Route"


def test_a_partial_operation_says_what_it_does_not_do() -> None:
    for entries in operations_page.groups().values():
        for entry in entries:
            state, note = operations_page.judged(entry)
            assert note or state != "partial", entry.name


def test_what_is_not_there_is_refused_by_its_name() -> None:
    host = {
        "CI": "b-1250000000.ci.ap-guangzhou.myqcloud.com",
        "": "b-1250000000.cos.ap-guangzhou.myqcloud.com",
    }
    asked = 0
    with in_process() as server:
        for entry in (entry for entries in operations_page.groups().values() for entry in entries):
            if operations_page.judged(entry) != ("not", "501 `NotImplemented`"):
                continue
            method, target = entry.request.split(" ")[:2]
            kind, _, target = target.rpartition(":")
            path = target.replace("KEY", "/k").replace("ID", "a1")
            text = signature(
                SECRET_ID, SECRET_KEY, method, path.partition("?")[0], [], [("host", host[kind])]
            )
            head = f"{method} {path} HTTP/1.1\r\nHost: {host[kind]}\r\nAuthorization: {text}\r\n\r\n"
            assert server.exchange(head.encode()).startswith(b"HTTP/1.1 501 "), entry.name
            asked += 1
    assert asked
