"""A headless Chromium for tests of the web page, which keeps book of what its content policy refuses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 60.0  # seconds a test waits for what must come
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    # A name of somebody else that leads here: how a foreign page would try to get in.
    "--host-resolver-rules=MAP rebound.example 127.0.0.1",
)
_WATCH = """
window.refusals = [];
addEventListener("securitypolicyviolation", (event) => window.refusals.push(event.violatedDirective));
"""
_NAMED = """
const [selector, text] = arguments;
return [...document.querySelectorAll(selector)].find((made) => made.innerText.trim() === text) || null;
"""
_FOCUSED = """
const at = document.activeElement;
const label = at.labels && at.labels[0] && at.labels[0].innerText;
return (at.innerText || at.getAttribute("aria-label") || label || "").trim();
"""


class Browser:
    """One browser with one window."""

    def __init__(self, folder: Path) -> None:
        options = webdriver.ChromeOptions()
        for option in (*_OPTIONS, f"--user-data-dir={folder / 'profile'}"):
            options.add_argument(option)
        options.binary_location = shutil.which("chromium") or "chromium"
        self.downloads = folder / "downloads"
        options.add_experimental_option("prefs", {"download.default_directory": str(self.downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # With the path given, selenium looks for no driver elsewhere.
        self.driver = webdriver.Chrome(options, Service(shutil.which("chromedriver") or "chromedriver"))
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})

    def close(self) -> None:
        """End the browser."""
        self.driver.quit()

    def open(self, address: str) -> None:
        """Load an address anew, even if only its fragment is another one."""
        self.driver.get("about:blank")
        self.driver.get(address)

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait until the condition gives something, and give that."""
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05).until(
            lambda _driver: condition(), f"{what} did not come"
        )

    def all(self, selector: str) -> list[WebElement]:
        """All elements by a CSS selector."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element by a CSS selector, waiting for it."""
        found: WebElement = self.until(lambda: next(iter(self.all(selector)), None), selector)
        return found

    def texts(self, selector: str) -> list[str]:
        """What the elements say, all at one moment."""
        script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)"
        found: list[str] = self.run(script, selector)
        return found

    def named(self, selector: str, text: str) -> WebElement:
        """The first element by a CSS selector that says exactly this, waiting for it."""
        found: WebElement = self.until(lambda: self.run(_NAMED, selector, text), f"{selector} {text!r}")
        return found

    def field(self, label: str) -> WebElement:
        """The input that a label names, waiting for it."""
        identity = self.named("label", label).get_attribute("for")
        return self.one(f"#{identity}")

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the page."""
        return self.driver.execute_script(script, *arguments)

    def press(self, *keys: str) -> None:
        """Press keys wherever the focus is."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def focused(self) -> str:
        """What the element with the focus says, or how it is labelled."""
        return str(self.run(_FOCUSED))

    def reach(self, text: str, most: int = 80) -> None:
        """Press Tab until an element that says this has the focus."""
        for _ in range(most):
            if self.focused() == text:
                return
            self.press(Keys.TAB)
        raise AssertionError(f"{text!r} cannot be reached with the keyboard")

    def scheme(self, name: str) -> None:
        """Prefer ``light`` or ``dark``."""
        feature = {"name": "prefers-color-scheme", "value": name}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def complaints(self) -> list[str]:
        """What the content policy refused, and errors of scripts, since this was asked last."""
        logged = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
        return [*self.run("return window.refusals || []"), *logged]
