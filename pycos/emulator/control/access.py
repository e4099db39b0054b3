"""Who may use the control interface: whoever has the token, from this machine, and no foreign web page."""

from __future__ import annotations

import hmac

from pycos.emulator.errors import ApiError
from pycos.emulator.request import Request
from pycos.emulator.response import Header

# On every answer. Nothing may be framed, sniffed, kept, or read by a page of another origin.
HEADERS: list[Header] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
_OWN_FETCHES = ("same-origin", "none")


def check_origin(request: Request, *, secure: bool) -> None:
    """AccessDenied for a request that a page of any other origin makes.

    The Host was found to be a loopback name before: an origin that equals it is this server's own page.
    """
    headers = request.headers
    origin = headers.get("origin")
    own = f"http{'s' if secure else ''}://{headers.get('host', '')}"
    if origin is not None and origin.lower() != own.lower():
        raise ApiError("AccessDenied", "The control interface does not answer other web pages.")
    if headers.get("sec-fetch-site", "none") not in _OWN_FETCHES and (
        headers.get("sec-fetch-mode") != "navigate" or request.method != "GET"
    ):
        raise ApiError("AccessDenied", "The control interface does not answer other web pages.")


def check_token(request: Request, token: str) -> None:
    """AccessDenied without the token."""
    given = request.headers.get("authorization", "").encode(errors="surrogateescape")
    if not token or not hmac.compare_digest(given, f"Bearer {token}".encode()):
        raise ApiError("AccessDenied", "The control token is missing or wrong.")
