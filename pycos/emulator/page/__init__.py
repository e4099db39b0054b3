"""The web page at /_emulator/, for people who would rather look: four files that are sent as they are.

They hold no secret, so they need no token; all they show they ask of the control interface, which needs it.
"""

from __future__ import annotations

import functools
from pathlib import Path

from pycos.emulator.response import Header, Response

# Nothing from anywhere else, nothing inline, no frame, no form that is sent.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_FILES = {
    "": ("index.html", "text/html; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}


@functools.cache
def _read(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()


def file(name: str) -> Response | None:
    """One of the files by its name behind ``/_emulator/``; None when it is none of them."""
    found = _FILES.get(name)
    if found is None:
        return None
    headers: list[Header] = [
        ("Content-Type", found[1]),
        ("Content-Security-Policy", POLICY),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    return Response(200, headers, _read(found[0]))
