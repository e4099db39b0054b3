"""A bucket as a website: index pages, error pages and redirects, for browsers, which sign nothing."""

from __future__ import annotations

import dataclasses
import html
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from pycos.emulator import website
from pycos.emulator.access.authorize import check_referer, may
from pycos.emulator.addressing import Target, host_of
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import objects
from pycos.emulator.request import Request
from pycos.emulator.response import Response
from pycos.emulator.store.model import Bucket
from pycos.emulator.website import Redirect, Website

if TYPE_CHECKING:
    from pycos.emulator.application import Application

# Headers that ask for a part of the page, or for no page; an error page is sent as it is.
_ASKING = frozenset(
    ("range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range")
)


def serve(app: Application, request: Request) -> Response:
    """The page that a path leads to. Only what everybody may read is shown."""
    request.identity = None
    try:
        bucket = app.bucket(request)
        text = bucket.configurations.get("website")
        if text is None:
            raise ApiError("NoSuchWebsiteConfiguration")
        check_referer(app, request)
        site = website.parse(text)
    except ApiError as error:
        return _plain(request, error)
    secure = request.peer is not None and request.peer.secure
    key = request.address.key
    if site.everything and (site.everything == "https") != secure:
        return _elsewhere(app, request, site.everything, key, 301)
    rule = site.rule_for(key, None)
    if rule is not None:
        target = rule.redirect.key(key, rule.prefix)
        if not rule.redirect.internal:
            return _redirected(app, request, rule.redirect, target)
        key = target
    try:
        return _page(app, request, bucket, site, key)
    except ApiError as error:
        return _failed(app, request, bucket, site, key, error)


def _page(app: Application, request: Request, bucket: Bucket, site: Website, key: str) -> Response:
    page = site.page(key)
    try:
        return _read(app, _asked(request, page), bucket)
    except ApiError as error:
        if error.code != "NoSuchKey" or page != key:
            raise
        extended = _asked(request, f"{key}.html")
        if site.without_extension and "." not in key.rpartition("/")[2] and _is_there(app, extended, bucket):
            return _read(app, extended, bucket)
        folder = f"{key}/"
        if not _is_there(app, _asked(request, site.page(folder)), bucket):
            raise
    return _elsewhere(app, request, "", folder, 302)


def _asked(request: Request, key: str, *, whole: bool = False) -> Request:
    """The request for an object that stands behind a page: without its query, which means nothing here."""
    headers = request.headers
    if whole:
        headers = {name: value for name, value in headers.items() if name not in _ASKING}
    address = dataclasses.replace(request.address, target=Target.OBJECT, key=key)
    return dataclasses.replace(request, address=address, headers=headers, query=[], params={})


def _read(app: Application, asked: Request, bucket: Bucket) -> Response:
    if not may(app, asked, "GetObject", bucket, asked.address.key):
        raise ApiError("AccessDenied")
    handler = objects.head_object if asked.method == "HEAD" else objects.get_object
    return handler(app, asked)


def _is_there(app: Application, asked: Request, bucket: Bucket) -> bool:
    """Whether there is an object that everybody may read."""
    key = asked.address.key
    return may(app, asked, "GetObject", bucket, key) and app.storage.objects.get(bucket, key) is not None


def _failed(
    app: Application, request: Request, bucket: Bucket, site: Website, key: str, error: ApiError
) -> Response:
    """The answer to an error: by a routing rule, else by the error page, else by a page of the server."""
    if not 400 <= error.status < 500:
        raise error
    rule = site.rule_for(key, error.status)
    status = error.status
    document = site.error_key
    if rule is not None:
        target = rule.redirect.key(key, rule.prefix)
        if not rule.redirect.internal:
            return _redirected(app, request, rule.redirect, target)
        document, status = target, 200
    elif not site.keep_status:
        status = 200
    if document:
        try:
            response = _read(app, _asked(request, document, whole=True), bucket)
        except ApiError:
            return _plain(request, error)
        response.status = status
        return response
    return _plain(request, error)


def _redirected(app: Application, request: Request, redirect: Redirect, key: str) -> Response:
    return _elsewhere(app, request, redirect.protocol, key, redirect.status)


def _elsewhere(app: Application, request: Request, protocol: str, key: str, status: int) -> Response:
    """A redirect to a key of the same site."""
    secure = request.peer is not None and request.peer.secure
    host = request.headers.get("host", "")
    scheme = protocol or ("https" if secure else "http")
    if scheme == "https" and not secure and host_of(host) != host.lower() and app.https_port:
        host = f"{host_of(host)}:{app.https_port}"  # where this server speaks it
    if any(ord(character) <= 32 for character in host):
        raise ApiError("InvalidArgument", "The Host is not one.")
    return Response(status, [("Location", f"{scheme}://{host}/{quote(key, safe='/-_.~')}")])


def _plain(request: Request, error: ApiError) -> Response:
    """A page that says no more than an error does."""
    title = f"{error.status} {HTTPStatus(error.status).phrase}"
    body = (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<ul><li>Code: {html.escape(error.code)}</li><li>Message: {html.escape(error.message)}</li></ul>"
        "</body></html>\n"
    ).encode("utf-8", "replace")
    headers = [("Content-Type", "text/html; charset=utf-8"), *error.headers]
    if request.method == "HEAD":
        return Response(error.status, headers, length=len(body), close=error.close)
    return Response(error.status, headers, body, close=error.close)
