"""What of the local server reads bytes from outside, each as a function of bytes that must not raise.

A refusal (ApiError) is an answer; everything else that is raised is a finding.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hostile_requests
import in_process
from hostile_requests import DOCUMENTS, HOST
from test_framing_against_h11 import ours, theirs

from pycos.emulator import acl, addressing, form, signature, tags, xml
from pycos.emulator.access import policy, post_policy, referer
from pycos.emulator.addressing import Target
from pycos.emulator.errors import ApiError
from pycos.emulator.extraction import parser, serialization
from pycos.emulator.extraction.execution import Selection
from pycos.emulator.handlers import conditions, ranges
from pycos.emulator.images import rules
from pycos.emulator.request import Request, WholeBody, first_values, split_query
from pycos.emulator.routing import ROUTES
from pycos.emulator.s3 import chunked, signature_v4
from pycos.emulator.signature import Credential

CREDENTIAL = Credential("AKIDFUZZ", "fuzz-key", "fuzz-token", 1 << 40)
NOW = 1_700_000_000


def unbound(_host: str) -> None:
    """No custom domain is bound."""


@dataclass(slots=True)
class Bytes:
    """A body that is at hand, in pieces of a few bytes."""

    data: bytes
    size: int | None = None
    step: int = 7

    def chunks(self) -> Iterator[memoryview]:
        """The bytes, in pieces."""
        for start in range(0, len(self.data), self.step):
            yield memoryview(self.data[start : start + self.step])

    def read(self, limit: int) -> bytes:
        """All bytes."""
        return self.data[:limit]


def text_of(data: bytes) -> str:
    """A text as headers hold it."""
    return data.decode("utf-8", "surrogateescape")


def lines_of(data: bytes) -> dict[str, str]:
    """Headers, one a line."""
    found = (line.partition(b":") for line in data.split(b"\n"))
    return {text_of(name).strip().lower(): text_of(value).strip() for name, _, value in found}


def request_of(data: bytes, body: bytes = b"") -> Request:
    """A request with headers from bytes."""
    address = addressing.resolve(HOST, "/k", unbound)
    return Request("GET", "/k", address, [], {}, lines_of(data), Bytes(body))


def message(data: bytes) -> None:
    """Head and body: what is taken is taken by h11 as well, with the same end."""
    mine = ours(data)
    if mine is not None:
        assert theirs(data) == mine


def document(data: bytes) -> None:
    """XML: what was read can be written and read again."""
    root = data[1:].partition(b">")[0].decode("latin-1")
    found = xml.parse(data, root)
    again = xml.parse(xml.document(xml.written(found)), found.name)
    assert again.name == found.name


def signed(data: bytes) -> None:
    """The signature of COS, in a header or a query."""
    head, _, rest = data.partition(b"\n")
    query, _, path = rest.partition(b"\n")
    items = split_query(query.decode("latin-1"))
    given = {"authorization": text_of(head), "host": HOST} if head else {"host": HOST}
    address = addressing.resolve(HOST, "/" + path.decode("latin-1"), unbound)
    for form_of in (given, {**lines_of(rest), **given}):
        received = Request("GET", "/", address, items, {}, form_of, WholeBody(b""))
        found = signature.verify(received, {"AKIDFUZZ": CREDENTIAL}, NOW)
        assert found is None  # nobody guesses a signature


def signed_as_s3(data: bytes) -> None:
    """Signature version 4, in a header or a query."""
    head, _, rest = data.partition(b"\n")
    query, _, path = rest.partition(b"\n")
    items = split_query(query.decode("latin-1"))
    headers = {"host": HOST, **lines_of(path)}
    if head:
        headers["authorization"] = text_of(head)
    fields: dict[str, Any] = {
        "method": "GET",
        "path": "/k",
        "query": items,
        "headers": headers,
    }
    known = {name: fields[name] for name in signature_v4.Sent.__dataclass_fields__ if name in fields}
    found = signature_v4.verify(signature_v4.Sent(**known), {"AKIDFUZZ": CREDENTIAL}, NOW)
    assert found is None


def aws_chunked(data: bytes) -> None:
    """The coding of bodies that S3 clients use, not signed and signed."""
    signer = object.__new__(chunked.ChunkSigner)
    signer._key, signer._place, signer._last = b"key", "20231114T221320Z\nscope", "0" * 64
    for checker in (signer, None):
        with contextlib.suppress(ApiError) if checker else contextlib.nullcontext():
            for _ in chunked.decode(Bytes(data).chunks(), 5, checker, lambda trailers: None):
                pass


def address(data: bytes) -> None:
    """Host and path to bucket and key."""
    host, _, path = data.partition(b"\n")
    place = "/" + path.decode("latin-1")
    found = addressing.resolve(addressing.host_of(text_of(host)), place, unbound)
    assert len(found.key.encode()) <= addressing.MAX_KEY_BYTES


def query(data: bytes) -> None:
    """Query strings."""
    items = split_query(data.decode("latin-1"))
    for name, value in items:
        (name + value).encode()
    first_values(items)


def bucket_policy(data: bytes) -> None:
    """Policies: parsed, and asked."""
    with contextlib.suppress(policy.MalformedPolicy):
        found = policy.parse(data.decode("utf-8", "replace"))
        found.decide(
            policy.Question(
                None, ("name/cos:GetObject",), ("qcs::cos:ap-guangzhou:uid/1250000000:b-1250000000/k",),
                lambda name: (name, "1.2.3.4", "3"),
            )
        )  # fmt: skip


def form_policy(data: bytes) -> None:
    """The policy of a form."""
    found = post_policy.read(data.decode("latin-1"))
    found.check({"key": ("k",), "bucket": ("b",)}, NOW)


def form_body(data: bytes) -> None:
    """multipart/form-data."""
    kind, _, body = data.partition(b"\n")
    found = form.Form(Bytes(body), text_of(kind))
    while (part := found.next()) is not None:
        assert part.name == part.name.lower()
        for _ in found.content():
            pass


def select_request(data: bytes) -> None:
    """The document of Select, and its statement over some rows."""
    statement, _, rest = data.partition(b"\n")
    with contextlib.suppress(ApiError):
        parser.parse(statement.decode("utf-8", "replace"))
    asked = serialization.read(xml.parse(rest, "SelectRequest"))
    for _ in Selection(asked, iter([memoryview(b'a,b\n1,2\n{"a":[1,{"b":2}]}\n')])).messages():
        pass


def statement(data: bytes) -> None:
    """SQL."""
    parser.parse(data.decode("utf-8", "replace"))


def one_range(data: bytes) -> None:
    """Range headers."""
    for size in (0, 1, 10):
        found = ranges.byte_range(text_of(data), size)
        if found is not None:
            assert 0 <= found[0] < found[0] + found[1] <= size


def preconditions(data: bytes) -> None:
    """If-Match and its relatives."""
    request = request_of(data)
    conditions.evaluate(request, "abc", NOW * 1000)
    conditions.evaluate(request, "abc", NOW * 1000, prefix="x-cos-copy-source-")
    conditions.range_holds(request, "abc", NOW * 1000)


def grants(data: bytes) -> None:
    """ACLs, by headers and by document."""
    with contextlib.suppress(ApiError):
        acl.from_headers(request_of(data), ("private", "public-read"), "private")
    acl.document(acl.from_document(data), "qcs::cam::uin/1:uin/1")


def tag_header(data: bytes) -> None:
    """Tags in a header."""
    tags.document(tags.from_header(text_of(data)))


def referers(data: bytes) -> None:
    """Rules about referers."""
    rules_text, _, page = data.partition(b"\n")
    xml.parse(rules_text, "RefererConfiguration")
    referer.parse(rules_text.decode()).allow(text_of(page))


def picture_rules(data: bytes) -> None:
    """What is to be done with a picture."""
    text = data.decode("utf-8", "replace")
    if rules.is_rule(text):
        rules.parse(text)


_server: in_process.InProcess | None = None
_served = 0
_MOST = 2000  # requests before the server forgets everything: what fuzzing stores is not to pile up


def server() -> in_process.InProcess:
    """A server for the targets that speak to a whole one."""
    global _server, _served
    _served += 1
    if _server is None or _served % _MOST == 0:
        if _server is not None:
            _server.close()
        _server = in_process.InProcess()
    return _server


def _answered(data: bytes, methods: list[str]) -> None:
    running = server()
    received = running.exchange(data)
    found, running.errors[:] = list(running.errors), []
    assert not found, found[0]
    assert 500 not in in_process.answers(received, methods)


def connection(data: bytes) -> None:
    """Any bytes as a connection: answers are HTTP, none is 500."""
    methods = [line.split(b" ")[0].decode("latin-1") for line in data.split(b"\r\n") if b" HTTP/1." in line]
    # What is no request is answered without knowing whether it wanted to be a HEAD.
    if all(method.isalpha() and method.isascii() and method != "HEAD" for method in methods):
        _answered(data, methods or ["GET"])


class Chooser:
    """Chance by the bytes of a fuzzer."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)

    def randint(self, low: int, high: int, /) -> int:
        """A number from low to high."""
        value = 0
        for _ in range(1 + (high - low > 255) + (high - low > 65535)):
            value = value << 8 | next(self._data, 0)
        return low + value % (high - low + 1)

    def choice(self, several: Any, /) -> Any:
        """One of several."""
        return several[self.randint(0, len(several) - 1)]


def operation(data: bytes) -> None:
    """A signed request for an operation, its parts chosen by the bytes."""
    chance = Chooser(data)
    route: tuple[Target, str, str] = chance.choice(list(ROUTES))
    _answered(hostile_requests.request(chance, route, [b"null", b"1"]), [route[1]])


#: Each target, by its name. What its corpus begins with is in corpus/NAME.
TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        message,
        document,
        signed,
        signed_as_s3,
        aws_chunked,
        address,
        query,
        bucket_policy,
        form_policy,
        form_body,
        select_request,
        statement,
        one_range,
        preconditions,
        grants,
        tag_header,
        referers,
        picture_rules,
        connection,
        operation,
    )
}


def seeds_of(name: str) -> list[bytes]:
    """What the corpus of a target begins with."""
    if name == "document":
        return [text.replace("{}", "a").encode() for text in DOCUMENTS]
    return [path.read_bytes() for path in sorted((Path(__file__).parent / "corpus" / name).iterdir())]


#: Refusals, which are answers.
REFUSED = (ApiError,)
