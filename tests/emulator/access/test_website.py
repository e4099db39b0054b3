"""Buckets as websites, as a browser sees them."""

from __future__ import annotations

import http.client
from typing import NamedTuple

import pytest
from cos_identities import set_policy, statement
from cos_requests import Cos


class Page(NamedTuple):
    status: int
    body: bytes
    location: str | None
    kind: str | None


def browse(
    cos: Cos, path: str, method: str = "GET", host: str | None = None, headers: dict[str, str] | None = None
) -> Page:
    given = {"Host": host or f"{cos.bucket}.cos-website.ap-guangzhou.myqcloud.com", **(headers or {})}
    connection = http.client.HTTPConnection("127.0.0.1", cos.server.port, timeout=20)
    connection.request(method, path, headers=given)
    answer = connection.getresponse()
    page = Page(answer.status, answer.read(), answer.getheader("Location"), answer.getheader("Content-Type"))
    connection.close()
    return page


def configure(
    cos: Cos, inner: str, index: str = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>"
) -> None:
    body = f"<WebsiteConfiguration>{index}{inner}</WebsiteConfiguration>".encode()
    answer = cos.request("PUT", params={"website": ""}, body=body)
    assert answer.status == 200, answer.body


def rule(condition: str, redirect: str) -> str:
    return (
        f"<RoutingRules><RoutingRule><Condition>{condition}</Condition><Redirect>{redirect}</Redirect>"
        "</RoutingRule></RoutingRules>"
    )


PREFIX = "<KeyPrefixEquals>old/</KeyPrefixEquals>"
MISSING = "<HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>"


def key_with(key: str) -> str:
    return f"<ReplaceKeyWith>{key}</ReplaceKeyWith>"


def prefix_with(prefix: str) -> str:
    return f"<ReplaceKeyPrefixWith>{prefix}</ReplaceKeyPrefixWith>"


@pytest.fixture
def site(cos: Cos) -> Cos:
    """A site that everybody may read."""
    assert cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read"}).status == 200
    for key in ("index.html", "docs/index.html", "about.html", "404.html"):
        cos.put(key, f"page {key}".encode())
    configure(cos, "<ErrorDocument><Key>404.html</Key></ErrorDocument>")
    return cos


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "index.html"),
        ("/docs/", "docs/index.html"),
        ("/about.html", "about.html"),
        ("/?x=1", "index.html"),
    ],
)
def test_a_folder_shows_its_index(site: Cos, path: str, key: str) -> None:
    assert browse(site, path) == (200, f"page {key}".encode(), None, "text/html")
    head = browse(site, path, "HEAD")
    assert (head.status, head.body) == (200, b"")


def test_any_host_that_begins_so_is_the_website(site: Cos) -> None:
    assert browse(site, "/", host=f"{site.bucket}.cos-website.localhost:{site.server.port}").status == 200
    assert browse(site, "/", host=f"{site.bucket}.cos-website.ap-beijing.myqcloud.com").status == 404
    assert browse(site, "/", host=f"{site.bucket}.localhost").body.startswith(b"<?xml")


def test_a_folder_without_its_slash_is_told_so(site: Cos) -> None:
    page = browse(site, "/docs")
    assert (page.status, page.location) == (
        302,
        f"http://{site.bucket}.cos-website.ap-guangzhou.myqcloud.com/docs/",
    )


def test_the_error_page_has_the_status_of_the_error(site: Cos) -> None:
    assert browse(site, "/missing")[:2] == (404, b"page 404.html")
    site.put("private.html", b"secret", x_cos_acl="private")
    assert browse(site, "/private.html")[:2] == (403, b"page 404.html")
    assert browse(site, "/missing", headers={"Range": "bytes=0-1", "If-None-Match": "*"})[:2] == (
        404,
        b"page 404.html",
    )
    configure(
        site,
        "<ErrorDocument><Key>404.html</Key><OriginalHttpStatus>Disabled</OriginalHttpStatus></ErrorDocument>",
    )
    assert browse(site, "/missing")[:2] == (200, b"page 404.html")


def test_without_an_error_page_the_server_makes_one(site: Cos) -> None:
    configure(site, "")
    page = browse(site, "/<missing>")
    assert (page.status, page.kind) == (404, "text/html; charset=utf-8")
    assert b"NoSuchKey" in page.body
    assert b"<missing>" not in page.body
    assert browse(site, "/missing", "HEAD").body == b""


def test_a_private_site_shows_nothing(cos: Cos) -> None:
    cos.put("index.html", b"secret")
    cos.put("docs/index.html", b"secret")
    configure(cos, "")
    for path in ("/", "/index.html", "/docs", "/missing"):
        page = browse(cos, path)
        assert page.status == 403
        assert b"secret" not in page.body
    set_policy(cos, statement(cos, "name/cos:GetObject"))
    assert browse(cos, "/").body == b"secret"


def test_an_old_public_version_opens_no_door_to_a_new_private_one(site: Cos) -> None:
    enabled = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    assert site.request("PUT", params={"versioning": ""}, body=enabled).status == 200
    old = site.put("v.html", b"old", x_cos_acl="public-read").headers["x-cos-version-id"]
    site.put("v.html", b"new", x_cos_acl="private")
    assert browse(site, f"/v.html?versionId={old}").status == 403


def test_signatures_and_queries_mean_nothing_here(site: Cos) -> None:
    site.put("private.html", b"secret", x_cos_acl="private")
    url = site.presigned("GET", "private.html")
    assert browse(site, url).status == 403
    assert browse(site, "/?acl").body == b"page index.html"


def test_a_site_takes_no_writes(site: Cos) -> None:
    host = f"{site.bucket}.cos-website.ap-guangzhou.myqcloud.com"
    for method in ("PUT", "POST", "DELETE"):
        assert browse(site, "/k", method).status == 403
        assert site.request(method, "k", host=host).status == 405


def test_a_bucket_without_a_website_says_so(cos: Cos) -> None:
    page = browse(cos, "/")
    assert page.status == 404
    assert b"NoSuchWebsiteConfiguration" in page.body


def test_the_extension_can_be_left_out(site: Cos) -> None:
    assert browse(site, "/about").status == 404
    configure(site, "<AutoAddressing><Status>Enabled</Status></AutoAddressing>")
    assert browse(site, "/about")[:2] == (200, b"page about.html")
    assert browse(site, "/docs").status == 302


def test_all_requests_can_be_sent_to_https(site: Cos) -> None:
    configure(site, "<RedirectAllRequestsTo><Protocol>https</Protocol></RedirectAllRequestsTo>", index="")
    page = browse(site, "/a b?x".replace(" ", "%20"))
    assert (page.status, page.location) == (
        301,
        f"https://{site.bucket}.cos-website.ap-guangzhou.myqcloud.com/a%20b",
    )
    local = f"{site.bucket}.cos-website.localhost"
    page = browse(site, "/k", host=f"{local}:{site.server.port}")
    assert page.location == f"https://{local}:{site.server.https_port}/k"


@pytest.mark.parametrize(
    ("condition", "redirect", "path", "status", "key"),
    [
        (PREFIX, prefix_with("docs/"), "/old/a b", 302, "docs/a%20b"),
        (PREFIX, key_with("about.html"), "/old/x", 302, "about.html"),
        (PREFIX, key_with("x") + "<HttpRedirectCode>308</HttpRedirectCode>", "/old/x", 308, "x"),
        (MISSING, key_with("about.html"), "/missing", 302, "about.html"),
        (MISSING, prefix_with("new/"), "/missing", 302, "new/missing"),
    ],
)
def test_a_rule_sends_the_browser_elsewhere(
    site: Cos, condition: str, redirect: str, path: str, status: int, key: str
) -> None:
    configure(site, rule(condition, redirect))
    page = browse(site, path.replace(" ", "%20"))
    where = f"http://{site.bucket}.cos-website.ap-guangzhou.myqcloud.com/{key}"
    assert (page.status, page.location) == (status, where)
    assert browse(site, "/about.html").status == 200


def test_a_rule_for_an_error_of_a_prefix_is_for_both(site: Cos) -> None:
    both = (
        "<KeyPrefixEquals>a/</KeyPrefixEquals><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>"
    )
    configure(site, rule(both, "<ReplaceKeyWith>about.html</ReplaceKeyWith><Protocol>https</Protocol>"))
    assert browse(site, "/a/missing").location == (
        f"https://{site.bucket}.cos-website.ap-guangzhou.myqcloud.com/about.html"
    )
    assert browse(site, "/missing").status == 404
    site.put("a/there", b"x")
    assert browse(site, "/a/there").body == b"x"


def test_a_rule_can_show_the_other_page_without_telling(site: Cos) -> None:
    hidden = "<ReplaceKeyWith>about.html</ReplaceKeyWith><URLRedirect>Disabled</URLRedirect>"
    configure(site, rule("<KeyPrefixEquals>old/</KeyPrefixEquals>", hidden))
    assert browse(site, "/old/x")[:3] == (200, b"page about.html", None)


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (rule(MISSING.replace("404", "500"), key_with("x")), "InvalidArgument"),
        (rule("", key_with("x")), "MalformedXML"),
        (rule(PREFIX, key_with("x") + prefix_with("y")), "MalformedXML"),
        (rule(PREFIX, "<Protocol>ftp</Protocol>"), "InvalidArgument"),
        (rule(PREFIX, "<HttpRedirectCode>200</HttpRedirectCode>"), "InvalidArgument"),
        ("<RedirectAllRequestsTo><Protocol>ftp</Protocol></RedirectAllRequestsTo>", "MalformedXML"),
        ("<AutoAddressing><Status>Perhaps</Status></AutoAddressing>", "MalformedXML"),
    ],
)
def test_a_configuration_that_cannot_be_carried_out_is_refused(cos: Cos, inner: str, code: str) -> None:
    index = "<IndexDocument><Suffix>i</Suffix></IndexDocument>"
    body = f"<WebsiteConfiguration>{index}{inner}</WebsiteConfiguration>".encode()
    assert cos.request("PUT", params={"website": ""}, body=body).code == code


def test_pages_may_be_read_in_parts_and_asked_for_again(site: Cos) -> None:
    assert browse(site, "/", headers={"Range": "bytes=0-3"})[:2] == (206, b"page")
    etag = site.get("index.html").headers["ETag"]
    assert browse(site, "/", headers={"If-None-Match": etag})[:2] == (304, b"")
