"""The web page, in a real browser."""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from browser import Browser
from cos_requests import Cos
from journal import until
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from pycos.emulator import Emulator

NAME = "shown-1250000000"
OTHER = "other-1250000000"
HOSTILE = "dir/<img src=x onerror=alert(1)>\u202e&amp;\n.txt"
SEED: dict[str, Any] = {
    "buckets": [
        {"name": OTHER, "region": "ap-beijing"},
        {
            "name": NAME,
            "acl": "public-read",
            "configurations": {"versioning": {"Status": "Enabled"}},
            "objects": [
                {
                    "key": "read me.txt",
                    "text": "Grüße,\n<b>not bold</b>",
                    "headers": {"Content-Type": "text/html"},
                    "metadata": {"colour": "<i>red</i>"},
                    "tags": {"kind": "note"},
                },
                {"key": HOSTILE, "text": "hostile"},
                {"key": "dir/inner/deep", "size": 2048},
                {"key": "large", "size": 200_000, "pattern": "line\n"},
                {"key": "noise", "size": 3000, "seed": 1},
                {"key": "often", "versions": [{"text": "one"}, {"delete_marker": True}, {"text": "three"}]},
            ],
            "uploads": [{"key": "half", "parts": [{"size": 1000}, {"number": 7, "size": 24}]}],
        },
    ]
}
ROWS = "main tbody tr"


@pytest.fixture(scope="module")
def own() -> Iterator[Emulator]:
    with Emulator(https=False, seed=SEED) as running:
        yield running


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(tmp_path_factory.mktemp("browser"))
    yield made
    made.close()


@pytest.fixture
def browser(own: Emulator, window: Browser) -> Iterator[Browser]:
    """The page of the server, with its token. Whatever a test does: nothing may be refused or go wrong."""
    own.reset()
    window.scheme("light")
    window.open(own.page)
    window.complaints()
    yield window
    assert window.complaints() == []


def go(browser: Browser, *pieces: str) -> None:
    """To another view, by its address."""
    browser.run("location.hash = '#/' + arguments[0].map(encodeURIComponent).join('/')", list(pieces))


def rows(browser: Browser, count: int, selector: str = ROWS) -> list[str]:
    """The rows of the table as text, once there are so many."""
    found: list[str] = browser.until(
        lambda: texts if len(texts := browser.texts(selector)) == count else None, f"{count} rows"
    )
    return found


def test_the_token_is_taken_from_the_address_and_not_left_in_it(own: Emulator, browser: Browser) -> None:
    rows(browser, 2)
    assert own.control_token not in browser.driver.current_url
    assert browser.run("return localStorage.length") == 0
    browser.driver.refresh()
    rows(browser, 2)


def test_buckets_are_listed(browser: Browser) -> None:
    other, shown = rows(browser, 2)
    assert other.split()[:3] == [OTHER, "ap-beijing", "private"]
    assert shown.split()[:8] == [NAME, "ap-guangzhou", "public-read", "Enabled", "7", "200", "KiB", "1"]


def test_prefixes_lead_to_objects_and_back(browser: Browser) -> None:
    browser.named("a", NAME).click()
    found = rows(browser, 5)
    assert [text.split("\t")[0].strip() for text in found] == [
        "dir/",
        "large",
        "noise",
        "often",
        "read me.txt",
    ]
    assert "195 KiB" in found[1]
    browser.named("a", "dir/").click()
    assert "inner/" in rows(browser, 2)[0]
    browser.named("a", "inner/").click()
    assert "2.0 KiB" in rows(browser, 1)[0]
    assert browser.texts("nav[aria-label=Path] li") == [NAME, "dir", "inner"]
    browser.driver.back()
    rows(browser, 2)
    browser.named("nav[aria-label=Path] a", NAME).click()
    rows(browser, 5)


def test_keys_can_be_looked_for(browser: Browser) -> None:
    go(browser, "bucket", NAME, "objects", "")
    rows(browser, 5)
    browser.field("Keys that begin with").send_keys("re", Keys.ENTER)
    assert "read me.txt" in rows(browser, 1)[0]
    browser.field("Keys that begin with").send_keys("xyz", Keys.ENTER)
    assert browser.until(lambda: browser.texts(".empty"), "a word about it") == ["No key begins like that."]


def test_a_long_listing_goes_on(own: Emulator, browser: Browser) -> None:
    objects = [{"key": f"{number:04}", "text": ""} for number in range(301)]
    own.plant({"buckets": [{"name": OTHER, "objects": objects}]})
    go(browser, "bucket", OTHER, "objects", "")
    rows(browser, 300)
    browser.named("button", "Show more").click()
    rows(browser, 301)
    assert browser.named("main h1, .crumbs", OTHER) is not None
    assert [made for made in browser.all("button") if made.text == "Show more"] == []


def test_a_hostile_key_is_text_wherever_it_is_shown(own: Emulator, browser: Browser) -> None:
    shown = HOSTILE.replace("\n", "\u240a")
    go(browser, "bucket", NAME, "objects", "dir/")
    rows(browser, 2)
    inner = shown.removeprefix("dir/")
    browser.named("main button", inner).click()
    browser.named("#detail-title", shown)
    browser.named("button", "Close").click()
    Cos(own, NAME).get(HOSTILE)
    go(browser, "requests")
    assert f"{NAME}/{shown}" in rows(browser, 1)[0]
    own.add_fault("latency", match={"key": HOSTILE})
    go(browser, "faults")
    assert shown in rows(browser, 1)[0]
    go(browser, "bucket", NAME, "versions", "dir/")
    assert inner in rows(browser, 2)[1]
    assert browser.all("main img, dialog img") == []


def test_an_object_is_described_and_its_text_is_shown_as_text(browser: Browser) -> None:
    go(browser, "bucket", NAME, "objects", "")
    browser.named("main button", "read me.txt").click()
    terms = browser.until(lambda: browser.texts("dialog dt"), "headers")
    values = dict(zip(terms, browser.texts("dialog dd"), strict=True))
    assert values["x-cos-meta-colour"] == "<i>red</i>"
    assert (values["content-type"], values["kind"]) == ("text/html", "note")
    browser.named("button", "Preview").click()
    assert browser.one("dialog pre").text == "Grüße,\n<b>not bold</b>"
    assert browser.all("dialog b") == []


def test_only_the_beginning_of_a_large_text_is_shown_and_bytes_are_not(browser: Browser) -> None:
    go(browser, "bucket", NAME, "objects", "")
    browser.named("main button", "large").click()
    browser.named("button", "Preview").click()
    browser.one("dialog pre")
    assert "The first 64 KiB of 195 KiB." in browser.texts("dialog .note")
    assert len(browser.run("return document.querySelector('dialog pre').textContent")) == 64 * 1024
    browser.named("button", "Close").click()
    browser.named("main button", "noise").click()
    browser.named("#detail-title", "noise")
    browser.named("button", "Preview").click()
    browser.until(lambda: "These bytes are not text." in browser.texts("dialog .note"), "a word about it")


def test_an_object_is_downloaded(browser: Browser) -> None:
    go(browser, "bucket", NAME, "objects", "")
    browser.named("main button", "read me.txt").click()
    browser.named("button", "Download").click()
    file = browser.downloads / "read me.txt"
    until(lambda: file.exists() and file.stat().st_size, "the file")
    assert file.read_text(encoding="utf-8") == "Grüße,\n<b>not bold</b>"


def test_versions_and_delete_markers_are_listed_and_opened(browser: Browser) -> None:
    go(browser, "bucket", NAME, "versions", "")
    rows(browser, 7)
    often = [text for text in browser.texts(ROWS) if text.startswith("often")]
    assert ["latest" in text for text in often] == [True, False, False]
    assert ["delete marker" in text for text in often] == [False, True, False]
    [made for made in browser.all("main button") if made.text == "often"][-1].click()
    rows(browser, 3, "dialog tbody tr")
    browser.named("button", "Preview").click()
    assert browser.one("dialog pre").text == "one"


def test_uploads_in_progress_are_listed_with_their_parts(browser: Browser) -> None:
    go(browser, "bucket", NAME, "uploads", "")
    assert rows(browser, 1)[0].startswith("half")
    browser.named("button", "Show parts").click()
    parts = rows(browser, 2, "dialog tbody tr")
    assert [text.split()[:3] for text in parts] == [["1", "1000", "B"], ["7", "24", "B"]]


def test_requests_are_shown_as_they_come(own: Emulator, browser: Browser) -> None:
    go(browser, "requests")
    browser.named("p", "No request yet. This list is live.")
    cos = Cos(own, NAME)
    cos.get("noise")
    assert rows(browser, 1)[0].split()[1:4] == ["200", "GetObject", f"{NAME}/noise"]
    cos.request("GET", "missing", headers={"x-cos-sdk-retry": "true"})
    latest = rows(browser, 2)[0]
    assert all(text in latest for text in ("404", "NoSuchKey", "retry"))
    browser.named("main button", f"{NAME}/missing").click()
    headers = browser.until(lambda: browser.texts("dialog dd"), "headers")
    assert "(hidden)" in headers
    assert not any("q-signature" in text for text in headers)


def test_requests_are_chosen_paused_and_cleared(own: Emulator, browser: Browser) -> None:
    cos = Cos(own, NAME)
    cos.get("noise")
    cos.get("missing")
    go(browser, "requests")
    rows(browser, 2)
    Select(browser.field("Status")).select_by_visible_text("4xx")
    assert f"{NAME}/missing" in rows(browser, 1)[0]
    Select(browser.field("Status")).select_by_visible_text("Any status")
    rows(browser, 2)
    browser.named("button", "Pause").click()
    cos.get("large")
    browser.named("button", "Go on").click()
    assert f"{NAME}/large" in rows(browser, 3)[0]
    browser.named("button", "Clear").click()
    browser.named("p", "No request yet. This list is live.")
    assert own.requests() == []


def test_a_rule_from_the_form_strikes_until_it_is_removed(own: Emulator, browser: Browser) -> None:
    cos = Cos(own, NAME)
    go(browser, "faults")
    browser.named("p", "No rule is in force: the server behaves.")
    Select(browser.field("Action")).select_by_visible_text("status")
    status = browser.field("status")
    status.clear()
    status.send_keys("418")
    browser.field("code").send_keys("Teapot")
    browser.field("request id").click()
    browser.field("Keys like").send_keys("no*")
    often = browser.field("How often (0: always)")
    often.clear()
    often.send_keys("0")
    browser.named("button", "Add rule").click()
    assert "no*" in rows(browser, 1)[0]
    answer = cos.get("noise")
    assert (answer.status, answer.code, answer.headers["x-cos-request-id"]) == (418, "Teapot", None)
    assert cos.get("large").status == 200
    browser.named("button", "Refresh").click()
    browser.until(lambda: browser.texts(f"{ROWS} td.num")[:2] == ["1", "1"], "the counts")
    browser.one("button[aria-label^='Remove rule']").click()
    browser.named("p", "No rule is in force: the server behaves.")
    assert cos.get("noise").status == 200


def test_the_form_asks_for_the_options_of_each_action(own: Emulator, browser: Browser) -> None:
    go(browser, "faults")
    actions = own.control("GET", "faults/actions")["actions"]
    select = Select(browser.field("Action"))
    assert [option.text for option in select.options] == list(actions)
    for name, action in actions.items():
        select.select_by_visible_text(name)
        labels = [option["name"].replace("_", " ") for option in action["options"]]
        assert browser.texts("fieldset:first-of-type label") == labels
        assert browser.texts("#action-note")[0].lower().startswith(action["note"][:20].lower())


def test_a_wrong_rule_is_refused_with_a_word(own: Emulator, browser: Browser) -> None:
    go(browser, "faults")
    browser.field("Probability").clear()
    browser.field("Probability").send_keys("7")
    browser.named("button", "Add rule").click()
    assert browser.until(lambda: browser.texts("#notice:not([hidden])"), "a notice") == [
        "probability must be from 0 to 1."
    ]
    assert own.faults() == []
    (complaint,) = browser.complaints()  # of the browser, about the status
    assert "400" in complaint


def test_all_rules_are_removed_at_once(own: Emulator, browser: Browser) -> None:
    own.add_fault("latency", seconds=0)
    own.add_fault("reset_before", match={"key": "never"})
    go(browser, "faults")
    rows(browser, 2)
    browser.named("button", "Remove all").click()
    browser.named("p", "No rule is in force: the server behaves.")
    assert own.faults() == []


def test_figures_are_shown(own: Emulator, browser: Browser) -> None:
    cos = Cos(own, NAME)
    cos.get("large")
    cos.get("missing")
    go(browser, "metrics")
    (operation,) = rows(browser, 1)
    assert operation.split()[:3] == ["GetObject", "2", "1"]
    figures = dict(zip(browser.texts(".figure dt"), browser.texts(".figure dd"), strict=True))
    assert (figures["Requests"], figures["Failed"], figures["Objects"]) == ("2", "1", "7")


VIEWS = [
    ("buckets",),
    ("bucket", NAME, "objects", ""),
    ("bucket", NAME, "versions", ""),
    ("bucket", NAME, "uploads", ""),
    ("requests",),
    ("faults",),
    ("metrics",),
]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view[2] if len(view) > 1 else view[0])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_has_names_for_all_controls_and_enough_contrast(
    own: Emulator, browser: Browser, view: tuple[str, ...], scheme: str
) -> None:
    Cos(own, NAME).get("missing")
    own.add_fault("latency", seconds=0, match={"key": "never"})
    browser.scheme(scheme)
    go(browser, *view)
    browser.until(lambda: browser.texts(ROWS), "the table")
    nameless = """
    return [...document.querySelectorAll("a, button, input, select")].filter((e) => e.offsetParent &&
      !(e.innerText || e.getAttribute("aria-label") || (e.labels && e.labels.length))).map((e) => e.outerHTML)
    """
    assert browser.run(nameless) == []
    assert browser.run("return document.querySelectorAll('h1, .crumbs').length") == 1
    dark = sum(colours(browser.run("return getComputedStyle(document.body).backgroundColor"))[0][:3]) < 200
    assert dark == (scheme == "dark")
    for text, colour, ground in browser.run(PAIRS):
        assert contrast(colours(colour)[0], colours(ground)[0]) >= 4.5, (text, colour, ground)


# Every element with text of its own, its colour, and the first ground behind it that is not clear.
PAIRS = """
function ground(e) {
  for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)" && !colour.includes("/")) return colour;
  }
  return "rgb(255, 255, 255)";
}
return [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() &&
  [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())).map((e) =>
  [e.innerText, getComputedStyle(e).color, ground(e)]);
"""


def colours(text: str) -> list[tuple[float, ...]]:
    found = [
        tuple(float(part) for part in re.findall(r"[\d.]+", each))
        for each in re.findall(r"rgba?\([^)]*\)", text)
    ]
    assert found, text
    return found


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The ratio of luminances, as WCAG defines it."""

    def luminance(colour: tuple[float, ...]) -> float:
        parts = [value / 255 for value in colour[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_everything_can_be_done_with_the_keyboard(own: Emulator, browser: Browser) -> None:
    rows(browser, 2)
    browser.press(Keys.TAB)
    assert browser.focused() == "Skip to content"
    browser.press(Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "main"
    browser.reach(NAME)
    browser.press(Keys.ENTER)
    rows(browser, 5)
    browser.reach("read me.txt")
    browser.press(Keys.ENTER)
    browser.until(lambda: browser.texts("dialog[open] dt"), "the dialog")
    browser.press(Keys.ESCAPE)
    browser.until(lambda: not browser.all("dialog[open]"), "the end of the dialog")
    assert browser.focused() == "read me.txt"
    browser.run("document.querySelector('.skip').focus()")
    browser.reach("Faults")
    browser.press(Keys.ENTER)
    browser.named("p", "No rule is in force: the server behaves.")
    browser.reach("Add rule")
    browser.press(Keys.ENTER)
    rows(browser, 1)
    browser.run("document.querySelector('.skip').focus()")
    browser.reach("Remove")
    browser.press(Keys.ENTER)
    browser.named("p", "No rule is in force: the server behaves.")
    assert own.faults() == []


def test_nothing_is_loaded_from_anywhere_else(own: Emulator, browser: Browser) -> None:
    for view in VIEWS:
        go(browser, *view)
    browser.named("h1", "Metrics")
    loaded = browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert len(loaded) > 5
    assert all(address.startswith(f"{own.endpoint}/_emulator/") for address in loaded)


def test_the_page_asks_for_a_token_when_it_has_none_or_a_wrong_one(own: Emulator, browser: Browser) -> None:
    browser.run("sessionStorage.clear()")
    browser.open(f"{own.endpoint}/_emulator/")
    browser.field("Control token").send_keys("wrong", Keys.ENTER)
    browser.until(
        lambda: any("missing or wrong" in text for text in browser.texts(".gate p")), "a word about the token"
    )
    browser.field("Control token").send_keys(own.control_token, Keys.ENTER)
    rows(browser, 2)
    (complaint,) = browser.complaints()  # of the browser, about the status
    assert "403" in complaint


PROBE = """
const done = arguments[arguments.length - 1];
const [address, token, method] = arguments;
fetch(address, { method, headers: { Authorization: `Bearer ${token}` } })
  .then((response) => response.text().then((text) => done(`${response.status} ${text}`)))
  .catch((error) => done(error.name));
"""


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A page of another origin on this machine."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *_details: object) -> None:
        return


def test_a_page_of_another_origin_gets_nothing_even_with_the_token(own: Emulator, window: Browser) -> None:
    own.clear_faults()
    rule = own.add_fault("latency", match={"key": "never"})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        window.open(f"http://127.0.0.1:{other.server_port}/")
        for path, method in (("requests", "GET"), ("faults", "DELETE"), ("reset", "POST")):
            address = f"{own.endpoint}/_emulator/{path}"
            found = window.driver.execute_async_script(PROBE, address, own.control_token, method)
            assert found == "TypeError"
        # What needs no preflight is sent, and must do nothing.
        simple = "fetch(arguments[0], {method: 'POST', mode: 'no-cors'}).finally(() => arguments[1]('over'))"
        assert window.driver.execute_async_script(simple, f"{own.endpoint}/_emulator/reset") == "over"
        window.open("about:blank")
        other.shutdown()
        thread.join()
    assert [entry["id"] for entry in own.faults()] == [rule]
    window.complaints()


def test_a_foreign_name_that_leads_here_gets_nothing(own: Emulator, window: Browser) -> None:
    window.open(f"http://rebound.example:{own.port}/_emulator/")
    assert "COS emulator" not in window.driver.title
    found = window.driver.execute_async_script(PROBE, "/_emulator/requests", own.control_token, "GET")
    assert "counters" not in found
    assert json.dumps(found).startswith('"4')
    window.complaints()
