"""Requests nobody would send: each operation, with names the server knows and values it does not expect.

The names of headers, query items and elements are taken from the text of the server itself, so what is new
there is asked for here as well. ``Chance`` decides everything; hypothesis and a fuzzer bring their own.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote_from_bytes, unquote

from cos_requests import signature

import pycos.emulator
from pycos.emulator import routing
from pycos.emulator.addressing import Target
from pycos.emulator.configurations import CONFIGURATIONS

from in_process import SECRET_ID, SECRET_KEY  # isort: skip

Key = tuple[Target, str, str]

HOST = "b-1250000000.cos.ap-guangzhou.myqcloud.com"
SERVICE_HOST = "cos.ap-guangzhou.myqcloud.com"

ODD_HOSTS = [
    "",
    "localhost",
    "127.0.0.1:80",
    "b-1250000000.ci.ap-guangzhou.myqcloud.com",
    "b-1250000000.cos-website.ap-guangzhou.myqcloud.com",
    "b-1250000000.cos.ap-x.myqcloud.com",
]

NUMBERS = [b"0", b"1", b"2", b"-1", b"+1", b"1000", b"1001", b"10001", b"9" * 18, b"9" * 40, b"1e3", b"0x1"]
TEXTS = [
    b"", b"a", b"k", b"/", b"//", b"..", b"../x", b"\x00", b"%", b"%zz", b"\xff", b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xd9\xa3", b"'", b'"', b"*", b"?", b"a" * 300, b"null", b"true", b"false", b"url", b"<x>", b"&amp;",
    b";", b"a,b", b"a=b&c=d", b"private", b"default", b"public-read", b"ARCHIVE", b"STANDARD", b"Enabled",
    b"AES256",
    b"cos/kms", b"Replaced", b"Copy", b"bytes=0-1", b"bytes=-1", b"bytes=5-", b"bytes=9-1", b"bytes=0-0,2-3",
    b'"abc"', b"W/\"abc\"", b"Thu, 01 Jan 1970 00:00:00 GMT", b"Thu, 99 Foo 9999 99:99:99 GMT", b"id=\"1\"",
    b"id=",
    b"b-1250000000.cos.ap-guangzhou.myqcloud.com/k", b"b-1250000000.cos.ap-guangzhou.myqcloud.com/none",
    b"/b-1250000000/k?versionId=null", b"http://example.com", b"x-1250000000/%ff", b"qcs::cam::uin/1:uin/1",
    b"2020-01-01T00:00:00Z", b"819200", b"838860801", b"imageMogr2/thumbnail/!0x0", b"QRcode/cover/1",
    b'{"is_pic_info":1,"rules":[{"fileid":"x","rule":"imageMogr2/rotate/90"}]}', b"{}", b"[]", b"1;2",
    b"sha1",
    b'{"rules":[{"fileid":"\\ud800","rule":"imageMogr2/rotate/90"}]}', b'{"rules":[{"fileid":1,"rule":{}}]}',
]  # fmt: skip
NASTY = [b"\xff", b"\xed\xa0\x80", b"\x00", b"", b"-1", b"9" * 40, b"\xd9\xa3", b"a" * 5000]
JSON_VALUES: list[Any] = [
    None, True, 0, -1, 1e308, 10**400, "", "*", "allow", "deny", "qcs::cos:*:*:*", {"qcs": ["*"]}, [], {},
    ["x"],
    "qcs::cam::anyone:anyone", "name/cos:*", {"string_equal": {"qcs:ip": "1.2.3.4"}}, "\ud800", "a" * 1000,
]  # fmt: skip
JSON_NAMES = [
    "Statement",
    "statement",
    "version",
    "effect",
    "principal",
    "action",
    "resource",
    "condition",
    "qcs",
]


class Chance(Protocol):
    """What decides: the part of random.Random that is needed."""

    def choice(self, seq: Any, /) -> Any:
        """One of several."""

    def randint(self, a: int, b: int, /) -> int:
        """A number from a to b."""


@cache
def _words() -> tuple[list[str], list[str]]:
    """Lower-case and capitalised names that the server's own text holds."""
    found: set[str] = set()
    for path in sorted(Path(pycos.emulator.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 60:
                found.update(node.value.replace("/", " ").split())
                found.update(node.value.split("|"))
    low = sorted(word for word in found if re.fullmatch(r"[a-z][a-zA-Z0-9_-]{1,50}", word))
    high = sorted(word for word in found if re.fullmatch(r"[A-Z][A-Za-z]{1,40}", word))
    return low, high


@cache
def header_names() -> list[str]:
    """Headers the server looks at, as far as its text shows."""
    known = {
        "range",
        "origin",
        "referer",
        "expires",
        "cache-control",
        "date",
        "content-encoding",
        "pic-operations",
    }
    return sorted(
        known | {word for word in _words()[0] if re.match(r"x-(cos|amz)-|if-|content-|access-control-", word)}
    )


@cache
def query_names() -> list[str]:
    """Query items the server looks at."""
    known = [name for name in routing._PARAMETER.pattern.split("|") if re.fullmatch(r"[\w-]+", name)]
    overrides = [
        "response-content-type",
        "response-expires",
        "x-cos-traffic-limit",
        "x-cos-security-token",
        "sign",
    ]
    return sorted({*known, *overrides, *(name.partition(" ")[0] for _, _, name in routing.ROUTES)} - {""})


def one_in(chance: Chance, many: int) -> bool:
    """True once in so many times."""
    return bool(chance.randint(1, many) == 1)


def value(chance: Chance) -> bytes:
    """A value for anything."""
    if one_in(chance, 4):
        return chance.choice(NASTY)
    return chance.choice(NUMBERS) if one_in(chance, 3) else chance.choice(TEXTS)


def encoded(data: bytes, chance: Chance) -> str:
    """For a query or a path; now and then not as it should be."""
    if one_in(chance, 12):
        return chance.choice(["%", "%z", "%f", "%%", "+", "=", "%00", "%0d%0a", "%ED%A0%80"])
    return quote_from_bytes(data, safe="-_.~/")


def xml_body(chance: Chance, root: str) -> bytes:
    """A document of known names, more or less well-formed."""
    names = _words()[1]
    near = [configuration.root for configuration in CONFIGURATIONS if configuration.root]

    def content(depth: int) -> str:
        if depth > 4 or one_in(chance, 2):
            text = value(chance).decode("latin-1")
            return text.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "")
        parts = []
        for _ in range(chance.randint(0, 4)):
            name = chance.choice(names)
            parts.append(f"<{name}>{content(depth + 1)}</{name}>")
        return "".join(parts)

    name = root if root and not one_in(chance, 8) else chance.choice(near)
    return f"<{name}>{content(0)}</{name}>".encode()


#: Documents that are right, or nearly: elements stand where the server looks for them.
DOCUMENTS = Path(__file__).with_name("hostile_documents.txt").read_text(encoding="utf-8").splitlines()


def json_value(chance: Chance, depth: int = 0) -> Any:
    """Anything JSON can say, in the words of policies."""
    if depth > 3 or one_in(chance, 3):
        return chance.choice(JSON_VALUES)
    if one_in(chance, 3):
        return [json_value(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(JSON_NAMES): json_value(chance, depth + 1) for _ in range(chance.randint(0, 4))}


def form(chance: Chance, boundary: bytes) -> bytes:
    """A multipart/form-data body."""
    policy = base64.b64encode(json.dumps(json_value(chance)).encode())
    names = [b"key", b"policy", b"q-ak", b"q-signature", b"q-sign-algorithm", b"q-key-time", b"x-cos-acl",
             b"file", b"success_action_status", b"success_action_redirect", b"\xff"]  # fmt: skip
    parts = []
    for _ in range(chance.randint(0, 6)):
        name = chance.choice(names)
        filename = b'; filename="a.txt"' if name == b"file" else b""
        content = policy if name == b"policy" and not one_in(chance, 4) else value(chance)
        parts.append(
            b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' + name + b'"' + filename
            + b"\r\n\r\n" + content + b"\r\n"
        )  # fmt: skip
    return b"".join(parts) + chance.choice([b"", b"--" + boundary, b"--" + boundary + b"--\r\n"])


def body(chance: Chance, root: str, boundary: bytes) -> bytes:
    """A body: a document, JSON, a form, or bytes of no meaning; now and then damaged."""
    kind = chance.randint(1, 8)
    if kind == 1:
        data = b""
    elif kind == 2:
        data = value(chance) * chance.randint(1, 50)
    elif kind == 3:
        data = json.dumps(json_value(chance)).encode()
    elif kind == 4:
        data = form(chance, boundary)
    elif kind == 5:
        data = xml_body(chance, root)
    else:
        fitting = [text for text in DOCUMENTS if root and text.startswith(f"<{root}>")] or DOCUMENTS
        text = chance.choice(fitting)
        filled = [
            value(chance).decode("latin-1").replace("&", "&amp;").replace("<", "&lt;")
            for _ in range(text.count("{}"))
        ]
        data = text.format(*filled).encode()
    if data and one_in(chance, 12):
        place = chance.randint(0, len(data) - 1)
        data = data[:place] + bytes([chance.randint(0, 255)]) + data[place + chance.randint(0, 1) :]
    return data


_ROOTS = {
    "acl": "AccessControlPolicy",
    "delete": "Delete",
    "uploadId": "CompleteMultipartUpload",
    "restore": "RestoreRequest",
    "select": "SelectRequest",
    "tagging": "Tagging",
    **{configuration.sub_resource: configuration.root for configuration in CONFIGURATIONS},
}


def request(chance: Chance, route: Key, known: list[bytes]) -> bytes:
    """One request for a route, with odd parts. ``known``: ids that the server gave out."""
    target, method, name = route
    first, _, second = name.partition(" ")
    path = "/"
    if target is Target.OBJECT:
        path += chance.choice(
            ["k", "k", "k", "appended", "archived", "none", "a/../b", "x%00", "%f0%9f%98%80", "k%ff"]
        )
    if first.startswith("/"):
        path, first = first, ""
        if path.endswith("/"):
            path += chance.choice([*(item.decode("latin-1") for item in known), "av" + "0" * 32, "x"])
    items = []
    if first and first != "copy":
        given = (
            quote_from_bytes(chance.choice(known))
            if first == "uploadId"
            else "2"
            if first == "list-type"
            else ""
        )
        items.append(f"{first}={second}" if first == "ci-process" else f"{first}={given}" if given else first)
        if second == "id":
            items.append("id=a")
        if first == "append":
            items.append(f"position={chance.choice(['0', '4', '5', ''])}")
        if first == "uploadId" and method == "PUT":
            items.append(f"partNumber={chance.choice(['1', '2', '10000', '0', 'x'])}")
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        text = chance.choice(known) if one_in(chance, 4) else value(chance)
        names = _words()[0] if one_in(chance, 5) else query_names()
        items.append(f"{chance.choice(names)}={encoded(text, chance)}")
    if one_in(chance, 20):
        items.append(chance.choice(["", "=", "=x", "%ff", "%", "a=b=c"]))
    query = f"?{'&'.join(items)}" if items else ""
    host = SERVICE_HOST if target is Target.SERVICE else HOST
    if one_in(chance, 20):
        host = chance.choice(ODD_HOSTS)
    boundary = b"frontier"
    content = (
        body(chance, _ROOTS.get(first, ""), boundary)
        if method in ("PUT", "POST") or one_in(chance, 10)
        else b""
    )
    headers: list[tuple[bytes, bytes]] = [(b"Host", host.encode())]
    if "copy" in (first, second):
        headers.append((b"x-cos-copy-source", chance.choice(TEXTS[-30:-20])))
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        header = chance.choice(header_names())
        if header not in ("host", "content-length"):
            headers.append((header.encode(), chance.choice(known) if one_in(chance, 6) else value(chance)))
    if b"form-data" in content:
        headers.append((b"Content-Type", b"multipart/form-data; boundary=" + boundary))
    if content and one_in(chance, 5):
        headers.append((b"Content-MD5", base64.b64encode(hashlib.md5(content).digest())))
    if not one_in(chance, 10):
        text = signature(SECRET_ID, SECRET_KEY, method, unquote(path), [], [("host", host)])
        headers.append((b"Authorization", text.encode()))
    if one_in(chance, 6) and content:
        headers.append((b"Transfer-Encoding", b"chunked"))
        content = b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)
    else:
        headers.append((b"Content-Length", str(len(content)).encode()))
    lines = b"".join(
        header + b": " + re.sub(rb"[\x00-\x08\x0a-\x1f\x7f]", b"", text) + b"\r\n" for header, text in headers
    )
    return f"{method} {path}{query} HTTP/1.1\r\n".encode() + lines + b"\r\n" + content
