"""A site with a form, in a real browser: its pages come from the bucket, and what is uploaded goes there."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cos_forms import signed
from cos_requests import Cos
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from pycos.emulator import Emulator

NAME = "shop-1250000000"
SITE = b"""<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument>
<ErrorDocument><Key>lost.html</Key></ErrorDocument></WebsiteConfiguration>"""
RULES = """<CORSConfiguration><CORSRule><AllowedOrigin>{origin}</AllowedOrigin>
<AllowedMethod>POST</AllowedMethod><ExposeHeader>ETag</ExposeHeader></CORSRule></CORSConfiguration>"""
FETCH = """
const done = arguments[arguments.length - 1];
const form = new FormData(document.querySelector("form"));
form.delete("success_action_redirect");
form.set("key", "fetched");
form.delete("file");
form.append("file", new Blob(["from a script"], {type: "text/plain"}), "s.txt");
fetch(document.querySelector("form").action, {method: "POST", body: form}).then(
    (answer) => done([answer.status, answer.headers.get("ETag")]), (error) => done([0, String(error)]));
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    profile = tmp_path_factory.mktemp("chromium")
    for option in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(option)
    options.add_argument(f"--user-data-dir={profile}")
    options.add_argument("--disable-background-networking")
    options.binary_location = shutil.which("chromium") or "chromium"
    made = webdriver.Chrome(options, Service(shutil.which("chromedriver") or "chromedriver"))
    yield made
    made.quit()


@pytest.fixture(scope="module")
def shop() -> Iterator[Cos]:
    with Emulator(https=False) as server:
        cos = Cos(server, NAME)
        assert cos.request("PUT", headers={"x-cos-acl": "public-read"}).status == 200
        assert cos.request("PUT", params={"website": ""}, body=SITE).status == 200
        rules = RULES.format(origin=site(cos).rstrip("/")).encode()
        assert cos.request("PUT", params={"cors": ""}, body=rules).status == 200
        fields = signed(cos, ["starts-with", "$key", ""], key="up/${filename}")
        fields["success_action_redirect"] = f"{site(cos)}thanks/"
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(text)}">'
            for name, text in fields.items()
        )
        where = f"http://{NAME}.localhost:{server.port}/"
        page = (
            "<!doctype html><meta charset='utf-8'><title>upload</title>"
            f"<form action='{where}' method='post' enctype='multipart/form-data'>"
            f"{inputs}<input type='file' name='file'><button name='submit'>Send</button></form>"
        )
        cos.put("index.html", page.encode())
        cos.put("thanks/index.html", b"<title>thanks</title>")
        cos.put("lost.html", b"<title>lost</title>")
        yield cos


def site(cos: Cos) -> str:
    return f"http://{NAME}.cos-website.localhost:{cos.server.port}/"


def shown(driver: webdriver.Chrome, title: str) -> bool:
    return WebDriverWait(driver, 20, poll_frequency=0.05).until(lambda now: now.title == title)


def test_a_form_of_a_page_uploads_a_file_and_leads_on(
    driver: webdriver.Chrome, shop: Cos, tmp_path: Path
) -> None:
    photo = tmp_path / "my photo ü.bin"
    photo.write_bytes(bytes(range(256)) * 2000)
    driver.get(site(shop))
    assert shown(driver, "upload")
    driver.find_element(By.NAME, "file").send_keys(str(photo))
    driver.find_element(By.NAME, "submit").click()
    assert shown(driver, "thanks")
    query = parse_qs(urlsplit(driver.current_url).query)
    assert (query["bucket"], query["key"]) == ([NAME], ["up/my photo ü.bin"])
    assert shop.get("up/my photo ü.bin").body == photo.read_bytes()


def test_a_script_of_a_page_uploads_and_reads_the_answer(driver: webdriver.Chrome, shop: Cos) -> None:
    driver.get(site(shop))
    assert shown(driver, "upload")
    status, etag = driver.execute_async_script(FETCH)
    assert (status, etag) == (204, shop.get("fetched").headers["ETag"])
    assert shop.get("fetched").body == b"from a script"


def test_a_wrong_path_shows_the_error_page(driver: webdriver.Chrome, shop: Cos) -> None:
    driver.get(f"{site(shop)}nowhere")
    assert shown(driver, "lost")
