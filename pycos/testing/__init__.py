"""For tests of programs that use COS: the local server, a client of it, a bucket, and faults.

With pytest there are fixtures, by themselves once pycos is installed: ``cos_emulator``, ``cos_client``,
``cos_bucket``, ``cos_faults`` and ``cos_environment``. Everything else uses what is here.

    with Emulator() as emulator, client(emulator) as cos, new_bucket(cos) as bucket:
        bucket.put("hello.txt", b"hello")
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pycos import Bucket, Client
    from pycos.emulator import Emulator as Emulator

__all__ = ["Emulator", "Faults", "client", "environment", "missing", "new_bucket"]

#: What the server needs at run time, and who does not have it gets no server.
_NEEDED = ("httptools", "fastcrc", "cryptography")
_APP_ID = "1250000000"
_numbers = itertools.count(1)


def __getattr__(name: str) -> Any:
    # pytest imports this package at each start, so it brings in nothing by itself.
    if name == "Emulator":
        from pycos.emulator import Emulator

        return Emulator
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def missing() -> str:
    """What the server needs and this installation lacks, as a message; empty when there is nothing."""
    from importlib.util import find_spec

    lacking = [name for name in _NEEDED if find_spec(name) is None]
    return f"the emulator needs {', '.join(lacking)}: pip install 'pycos[emulator]'" if lacking else ""


def client(emulator: Emulator, **options: Any) -> Client:
    """A client of a running server, over http; ``options`` are those of ``pycos.Client``."""
    from pycos import Client

    given = {
        "endpoint": emulator.endpoint,
        "secret_id": emulator.secret_id,
        "secret_key": emulator.secret_key,
        **options,
    }
    return Client(**given)


def environment(emulator: Emulator) -> dict[str, str]:
    """The variables that lead another program, or another library, through a running server.

    Proxy, certificates, region and keys. A server that was started with ``https=False`` has no certificates,
    and takes no https requests.
    """
    from pycos.emulator.environment import variables

    return variables(
        endpoint=emulator.endpoint,
        ca_file=emulator.ca_file,
        region=emulator.region,
        secret_id=emulator.secret_id,
        secret_key=emulator.secret_key,
    )


@contextlib.contextmanager
def new_bucket(client: Client, name: str = "test") -> Iterator[Bucket]:
    """An empty bucket that nobody else has, ``name-…-1250000000``; it is gone, with its contents, afterwards.

    One that the block deleted itself is no error.
    """
    full = f"{name}-{os.getpid()}-{secrets.token_hex(3)}{next(_numbers)}-{_APP_ID}"
    bucket = client.create_bucket(full)
    try:
        yield bucket
    finally:
        _remove(client, bucket)


def _remove(client: Client, bucket: Bucket) -> None:
    from pycos import NoSuchBucket

    with contextlib.suppress(NoSuchBucket):
        for upload in list(bucket.uploads()):
            bucket.abort_multipart(upload.key, upload.upload_id)
        keys = [found.key for found in bucket.objects()]
        if keys:
            bucket.delete_many(keys)
        for key, version in _versions(client, bucket):
            bucket.delete(key, version_id=version)
        client.delete_bucket(bucket.name)


def _versions(client: Client, bucket: Bucket) -> list[tuple[str, str]]:
    """Every version and delete marker that is left, with its key."""
    from urllib.parse import unquote
    from xml.etree.ElementTree import fromstring

    found: list[tuple[str, str]] = []
    params = {"versions": "", "encoding-type": "url"}  # a key may hold what XML cannot
    while True:
        page = fromstring(client.request("GET", bucket=bucket.name, params=params).body)  # noqa: S314  our own
        for entry in (*page.iter("Version"), *page.iter("DeleteMarker")):
            found.append((unquote(entry.findtext("Key") or ""), entry.findtext("VersionId") or "null"))
        if page.findtext("IsTruncated") != "true":
            return found
        params["key-marker"] = unquote(page.findtext("NextKeyMarker") or "")
        params["version-id-marker"] = page.findtext("NextVersionIdMarker") or ""


class Faults:
    """Rules of misbehaviour of one server. They are removed, and what they hold up goes on, at ``clear``."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def add(self, action: str, *, match: dict[str, Any] | None = None, **options: Any) -> int:
        """A new rule; its number. The actions and their options: docs/emulator.md."""
        return self._emulator.add_fault(action, match=match, **options)

    def remove(self, number: int) -> None:
        """Take one rule back."""
        self._emulator.clear_faults(number)

    def rules(self) -> list[dict[str, Any]]:
        """The rules, with how often each was seen and struck."""
        return self._emulator.faults()

    def clear(self) -> None:
        """Take all rules back."""
        self._emulator.clear_faults()
